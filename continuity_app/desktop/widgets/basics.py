"""Words, lines, buttons and boxes: the smallest parts, named and styled by their role."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

Box = TypeVar("Box", bound=QBoxLayout)

STEP = 4
"""Spacing goes in steps of four pixels."""


def text(words: str = "", role: str = "", name: str = "", *, wrap: bool = False, tone: str = "") -> QLabel:
    """Words on the screen, never read as markup: customers' data may hold anything.

    Args:
        words: what it says.
        role: its size and weight in the style sheet (title, heading, section, soft, small, number, figure, ...).
        name: its object name.
        wrap: breaks into lines where it must.
        tone: good, caution, broken or plain; the words must say the same.
    """
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    label.setWordWrap(wrap)
    if role:
        label.setProperty("role", role)
    if tone:
        label.setProperty("tone", tone)
    if wrap:
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return label


def selectable(label: QLabel) -> QLabel:
    """Lets a mouse take the words; the keyboard copies them from tables and fields."""
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def set_tone(widget: QWidget, tone: str) -> None:
    """Changes a tone or another mark after the widget was made."""
    set_mark(widget, "tone", tone)


def set_mark(widget: QWidget, mark: str, value: str) -> None:
    """Sets a property that the style sheet reads, and has the widget drawn anew."""
    if widget.property(mark) == value:
        return
    widget.setProperty(mark, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class _Button(QPushButton):
    """Enter presses it where it has the focus, as Space does; Qt does that only for the default button of a dialog.

    Enter on a choice is left to what stands around it: there it means that the choosing is over.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: a key while it has the focus."""
        pressed = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if pressed and self.property("role") != "choice":
            self.click()
        else:
            super().keyPressEvent(event)


def button(
    words: str,
    name: str,
    press: Callable[[], object] | None = None,
    *,
    key: str = "",
    role: str = "",
    says: str = "",
) -> QPushButton:
    """A button; with `key` it also answers to that key, which stands beside its words.

    Args:
        words: what pressing it does.
        name: its object name.
        press: what happens.
        key: such as "Alt+L"; shown on the button.
        role: main (one on a screen), plain, choice; empty for an outlined one.
        says: its accessible name where the words alone do not tell.
    """
    made = _Button(f"{words}  {key.replace('+', ' ')}" if key else words)
    made.setObjectName(name)
    made.setAccessibleName(says or words)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    if role:
        made.setProperty("role", role)
    if key:
        # A button's own shortcut clicks a tenth of a second late, and is lost with the next setText.
        QShortcut(QKeySequence(key), made).activated.connect(made.click)
    if press is not None:
        made.clicked.connect(lambda *_: press())
    return made


def line() -> QFrame:
    """A hairline."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedHeight(1)
    return made


def upright() -> QFrame:
    """An upright hairline."""
    made = QFrame()
    made.setProperty("role", "line")
    made.setFixedWidth(1)
    return made


def frame(role: str, name: str = "") -> QFrame:
    """A box: panel, card, drop, trouble or notice."""
    made = QFrame()
    made.setProperty("role", role)
    made.setObjectName(name)
    return made


def rows(
    *parts: QWidget | QLayout | int, margins: int | tuple[int, int, int, int] = 0, gap: int = 2 * STEP
) -> QVBoxLayout:
    """Parts below each other; a number is a stretch of that weight."""
    return _fill(QVBoxLayout(), parts, margins, gap)


def columns(
    *parts: QWidget | QLayout | int, margins: int | tuple[int, int, int, int] = 0, gap: int = 2 * STEP
) -> QHBoxLayout:
    """Parts beside each other; a number is a stretch of that weight."""
    return _fill(QHBoxLayout(), parts, margins, gap)


def _fill(
    box: Box, parts: Iterable[QWidget | QLayout | int], margins: int | tuple[int, int, int, int], gap: int
) -> Box:
    box.setContentsMargins(*((margins,) * 4 if isinstance(margins, int) else margins))
    box.setSpacing(gap)
    for part in parts:
        if isinstance(part, int):
            box.addStretch(part)
        elif isinstance(part, QWidget):
            box.addWidget(part)
        else:
            box.addLayout(part)
    return box


def holder(layout: QLayout, role: str = "", name: str = "") -> QFrame:
    """A box around a layout."""
    made = frame(role, name)
    made.setLayout(layout)
    return made


class _Upright(QScrollArea):
    """Scrolls upright; what is inside stays as tall as its wrapped lines need at this width: nothing overlaps."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """See Qt."""
        super().resizeEvent(event)
        self._give_height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """See Qt; looks again when what is inside was laid out anew, as after another text size."""
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._give_height()
        return done

    def _give_height(self) -> None:
        inside = self.widget()
        layout = inside.layout() if inside is not None else None
        if inside is not None and layout is not None and layout.hasHeightForWidth():
            needed = layout.totalHeightForWidth(self.viewport().width())
            if needed != inside.minimumHeight():
                inside.setMinimumHeight(needed)


def scrolling(inside: QWidget, name: str) -> QScrollArea:
    """Makes a part scroll upright when it is taller than its place."""
    area = _Upright()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidget(inside)
    return area


def clear(layout: QLayout) -> None:
    """Takes everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def section(title: str, note: str = "") -> QVBoxLayout:
    """A heading with a hairline below and a small note at its right end."""
    return rows(columns(text(title, "section"), 1, text(note, "small")), line(), gap=2 * STEP)
