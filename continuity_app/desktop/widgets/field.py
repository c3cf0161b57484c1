"""A labelled field: small label above, and beside or below it in words what is wrong."""

from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QPlainTextEdit, QSpinBox, QWidget

from continuity_app.desktop.widgets.basics import rows, set_mark, text


class Field(QFrame):
    """A label, an input and the problem with what was typed."""

    def __init__(self, label: str, entry: QWidget, *, name: str, hint: str = "") -> None:
        super().__init__()
        self.entry = entry
        self.setObjectName(f"field_{name}")
        entry.setObjectName(name)
        entry.setAccessibleName(label)
        if hint:
            entry.setAccessibleDescription(hint)
        self.label: QLabel = text(label, "label", f"{name}_label", wrap=True)
        self.label.setBuddy(entry)
        self._hint = text(hint, "small", f"{name}_hint", wrap=True)
        if not hint:
            self._hint.hide()
        self._problem = text("", "small", f"{name}_problem", wrap=True, tone="broken")
        self._problem.hide()
        self.setLayout(rows(self.label, entry, self._hint, self._problem, gap=2))

    @property
    def problem(self) -> str:
        """What is said to be wrong, or nothing."""
        return self._problem.text()

    def tell(self, problem: str) -> None:
        """Says what is wrong with this field; nothing takes it back."""
        self._problem.setText(f"✕ {problem}" if problem else "")
        self._problem.setVisible(bool(problem))
        set_mark(self.entry, "odd", "true" if problem else "false")


def line_entry(value: str = "", *, hint: str = "", hidden: bool = False) -> QLineEdit:
    """An input of one line; `hidden` shows dots."""
    made = QLineEdit(value)
    made.setPlaceholderText(hint)
    if hidden:
        made.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def count_entry(value: int, most: int) -> QSpinBox:
    """An input of a small number."""
    made = QSpinBox()
    made.setRange(1, most)
    made.setValue(value)
    made.lineEdit().setTextMargins(8, 0, 8, 0)
    return made


def long_entry(value: str = "", *, lines: int = 3) -> QPlainTextEdit:
    """An input of several lines, in which Tab leaves it."""
    made = QPlainTextEdit(value)
    made.setTabChangesFocus(True)
    made.setFixedHeight(made.fontMetrics().lineSpacing() * lines + 24)
    return made
