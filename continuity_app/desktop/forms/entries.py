"""What an answer is typed or chosen in, one kind of widget for each kind of question."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from continuity_app.desktop.widgets.basics import clear, rows, set_mark
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.worded_box import WordedBox
from continuity_app.words import say

MOST_BUTTONS = 6
LONG = 40
"""Words of more letters than this may need several lines."""
Option = tuple[str, str]


class Entry(QFrame):
    """An input of a form.

    Signals:
        changed: a person gave this answer (raw, as `Filling.put` takes it).
    """

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._quiet = False

    @property
    def inner(self) -> QWidget:
        """The widget that takes the focus."""
        raise NotImplementedError

    def name(self, base: str) -> None:
        """Gives every widget that takes the focus an object name that begins with `base`."""
        self.inner.setObjectName(base)

    def show_value(self, raw: Any) -> None:
        """Shows an answer without telling of a change."""
        self._quiet = True
        try:
            self._show(raw)
        finally:
            self._quiet = False

    def take_options(self, options: Sequence[Option]) -> None:
        """Other choices are offered now."""

    def set_odd(self, *, odd: bool) -> None:
        """Marks the input; the words stand below it."""
        set_mark(self.inner, "odd", "true" if odd else "false")

    def set_read_only(self, *, read_only: bool) -> None:
        """Only shows."""
        self.inner.setEnabled(not read_only)

    def _show(self, raw: Any) -> None:
        raise NotImplementedError

    def _tell(self, raw: Any) -> None:
        if not self._quiet:
            self.changed.emit(raw)


class TextEntry(Entry):
    """One line."""

    def __init__(self, hint: str, *, figures: bool) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setPlaceholderText(hint)
        if figures:
            self._line.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._line.textEdited.connect(self._tell)
        self._line.returnPressed.connect(lambda: self.focusNextPrevChild(True))
        self.setLayout(rows(self._line))

    @property
    def inner(self) -> QWidget:
        """See `Entry.inner`."""
        return self._line

    def set_read_only(self, *, read_only: bool) -> None:
        """See `Entry.set_read_only`; a computed value can still be copied."""
        self._line.setReadOnly(read_only)
        self._line.setFocusPolicy(Qt.FocusPolicy.ClickFocus if read_only else Qt.FocusPolicy.StrongFocus)

    def _show(self, raw: Any) -> None:
        words = "" if raw is None else str(raw)
        if words != self._line.text():
            self._line.setText(words)


class LongEntry(Entry):
    """Several lines; Tab leaves it."""

    def __init__(self, hint: str) -> None:
        super().__init__()
        self._box = QPlainTextEdit()
        self._box.setPlaceholderText(hint)
        self._box.setTabChangesFocus(True)
        self._box.textChanged.connect(lambda: self._tell(self._box.toPlainText()))
        self.setLayout(rows(self._box))
        self._fit()

    @property
    def inner(self) -> QWidget:
        """See `Entry.inner`."""
        return self._box

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: three lines tall at every text size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        self._box.setFixedHeight(self._box.fontMetrics().lineSpacing() * 3 + 24)

    def _show(self, raw: Any) -> None:
        words = "" if raw is None else str(raw)
        if words != self._box.toPlainText():
            self._box.setPlainText(words)


class ListEntry(Entry):
    """One of many: a list that opens, and takes type-ahead."""

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__()
        self._options: tuple[Option, ...] = ()
        self._combo = QComboBox()
        self._combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._combo.setMinimumContentsLength(4)
        self._combo.installEventFilter(self)
        self.setLayout(rows(self._combo))
        self.take_options(options)
        self._combo.currentIndexChanged.connect(self._on_index)

    @property
    def inner(self) -> QWidget:
        """See `Entry.inner`."""
        return self._combo

    def take_options(self, options: Sequence[Option]) -> None:
        """See `Entry.take_options`; what was chosen stays while it is still offered."""
        if tuple(options) == self._options:
            return
        chosen = self._combo.currentData()
        self._options = tuple(options)
        self._quiet = True
        self._combo.clear()
        self._combo.addItem("", "")
        for name, label in options:
            self._combo.addItem(label, name)
        self._combo.setCurrentIndex(max(self._combo.findData(chosen), 0))
        self._quiet = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Qt: a wheel over a closed list scrolls the form and changes nothing."""
        if watched is self._combo and event.type() == QEvent.Type.Wheel:
            event.ignore()
            return True
        return super().eventFilter(watched, event)

    def _on_index(self, _index: int) -> None:
        self._tell(self._combo.currentData())

    def _show(self, raw: Any) -> None:
        self._combo.setCurrentIndex(max(self._combo.findData(raw or ""), 0))


class _Several(Entry):
    """A box or button for each choice, beside each other; below each other where their words are long."""

    def __init__(self) -> None:
        super().__init__()
        self._options: tuple[Option, ...] = ()
        self._base = ""
        self._boxes: dict[str, QAbstractButton] = {}
        self._worded: dict[str, WordedBox] = {}
        self._place = rows(gap=4)
        self.setLayout(self._place)

    @property
    def inner(self) -> QWidget:
        """See `Entry.inner`."""
        return next(iter(self._boxes.values()), self)

    def name(self, base: str) -> None:
        """See `Entry.name`."""
        self._base = base
        for name, made in self._boxes.items():
            made.setObjectName(f"{base}_{name}")

    def set_odd(self, *, odd: bool) -> None:
        """See `Entry.set_odd`; boxes carry no frame, the words below are enough."""

    def set_read_only(self, *, read_only: bool) -> None:
        """See `Entry.set_read_only`."""
        for made in self._boxes.values():
            made.setEnabled(not read_only)

    def _build(self, options: Sequence[Option], make: Callable[[str], QAbstractButton]) -> None:
        clear(self._place)
        self._options = tuple(options)
        self._boxes = {name: make(name) for name, _ in options}
        self._worded = {}
        self.name(self._base)
        if any(len(label) > LONG for _, label in options):
            self._worded = {name: WordedBox(self._boxes[name], label) for name, label in options}
            for made in self._worded.values():
                self._place.addWidget(made)
            return
        for name, label in options:
            self._boxes[name].setText(label)
        self._place.addWidget(Flow(*self._boxes.values(), gap=16))

    def _say(self, name: str, words: str) -> None:
        if name in self._worded:
            self._worded[name].say(words)
        else:
            self._boxes[name].setText(words)


class ButtonsEntry(_Several):
    """One of a few, all in sight; Delete takes the answer back."""

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self.take_options(options)

    @property
    def inner(self) -> QWidget:
        """See `Entry.inner`."""
        return self._group.checkedButton() or super().inner

    def take_options(self, options: Sequence[Option]) -> None:
        """See `Entry.take_options`."""
        if tuple(options) == self._options:
            return
        chosen = self._chosen()
        self._build(options, self._button)
        self.show_value(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Qt: Delete and Backspace take the answer back."""
        pressed = event.key() if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress else None
        if pressed in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.show_value("")
            self._tell("")
            return True
        return super().eventFilter(watched, event)

    def _button(self, _name: str) -> QRadioButton:
        made = QRadioButton()
        made.installEventFilter(self)
        made.toggled.connect(self._on_toggle)
        self._group.addButton(made)
        return made

    def _chosen(self) -> str:
        return next((name for name, made in self._boxes.items() if made.isChecked()), "")

    def _on_toggle(self, checked: bool) -> None:
        if checked:
            self._tell(self._chosen())

    def _show(self, raw: Any) -> None:
        self._group.setExclusive(False)
        for name, made in self._boxes.items():
            made.setChecked(name == raw)
        self._group.setExclusive(True)


class TicksEntry(_Several):
    """Several of a few; ticked in an order, which counts where things are ranked."""

    def __init__(self, options: Sequence[Option], *, ranked: bool) -> None:
        super().__init__()
        self._ranked = ranked
        self._order: list[str] = []
        self.take_options(options)

    def take_options(self, options: Sequence[Option]) -> None:
        """See `Entry.take_options`."""
        if tuple(options) == self._options:
            return
        self._build(options, self._box)
        self.show_value(self._order)

    def _box(self, name: str) -> QCheckBox:
        made = QCheckBox()
        made.toggled.connect(lambda on: self._on_tick(name, on=on))
        return made

    def _on_tick(self, name: str, *, on: bool) -> None:
        if self._quiet:
            return
        self._order = [one for one in self._order if one != name] + ([name] if on else [])
        if not self._ranked:
            self._order = [one for one in self._boxes if one in self._order]
        self._number()
        self._tell(list(self._order))

    def _show(self, raw: Any) -> None:
        given = raw.split() if isinstance(raw, str) else list(raw or [])
        self._order = [name for name in given if name in self._boxes]
        for name, made in self._boxes.items():
            made.setChecked(name in self._order)
        self._number()

    def _number(self) -> None:
        if not self._ranked:
            return
        for name, label in self._options:
            place = self._order.index(name) + 1 if name in self._order else 0
            self._say(name, say("{place}. {label}", place=place, label=label) if place else label)


class TickEntry(Entry):
    """To be ticked or left."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._box = QCheckBox()
        self._box.toggled.connect(lambda on: self._tell(raw=bool(on)))
        self.setLayout(rows(WordedBox(self._box, label)))

    @property
    def inner(self) -> QWidget:
        """See `Entry.inner`."""
        return self._box

    def set_odd(self, *, odd: bool) -> None:
        """See `Entry.set_odd`; the words below are enough."""

    def _show(self, raw: Any) -> None:
        self._box.setChecked(raw is True or raw == "OK")
