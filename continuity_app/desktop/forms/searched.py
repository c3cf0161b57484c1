"""Choosing from long lists: one types a part of a choice, the list below narrows, Enter takes it."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit, QListWidget, QWidget

from continuity_app.desktop.forms.entries import Entry, Option
from continuity_app.desktop.widgets.basics import rows
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.tab_order import follow_layout
from continuity_app.words import say

IN_SIGHT = 6
MOST_SHOWN = 50
"""Of thousands that fit only so many are listed; the next letter narrows them."""


class _Search(QFrame):
    """A line, and below it, while one types, the choices that hold what was typed.

    Signals:
        taken: the name of a choice that was taken by Enter or a click.
        left: the cursor has gone elsewhere, or Enter was pressed with nothing to take.
    """

    taken = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, str] = {}
        self.line = QLineEdit()
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(say("Choices that fit"))
        self.list.hide()
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._narrow)
        self.list.itemClicked.connect(lambda item: self._take(item.text()))
        self.setLayout(rows(self.line, self.list, gap=2))

    def offer(self, options: Sequence[Option]) -> None:
        """Offers other choices; two with the same label carry their names."""
        labels = [label for _, label in options]
        twice = {label for label in labels if labels.count(label) > 1} if len(set(labels)) < len(labels) else set()
        self._names = {f"{label} ({name})" if label in twice else label: name for name, label in options}
        self.line.setPlaceholderText(say("Type a part of one of {count} choices", count=len(options)))

    def words_of(self, name: str) -> str:
        """How a choice is shown; a name that is not offered as it is."""
        return next((words for words, known in self._names.items() if known == name), name)

    def meant(self) -> str:
        """The name of the choice that the words mean: all of one's label or name, or the only one that holds them."""
        typed = self.line.text().strip().casefold()
        whole = {name for words, name in self._names.items() if typed in (words.casefold(), name.casefold())}
        part = whole or {name for words, name in self._names.items() if typed and typed in words.casefold()}
        return part.pop() if len(part) == 1 else ""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        """Qt: arrows go through the list, Enter takes, Esc closes the list; leaving closes it too."""
        if event.type() == QEvent.Type.FocusOut:
            self.list.hide()
            self.left.emit()
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._on_key(Qt.Key(event.key())) or super().eventFilter(watched, event)
        elif event.type() == QEvent.Type.ShortcutOverride and self._is_escape(event):
            # Or else Esc would leave the whole form while the list is open.
            event.accept()
            return True
        return super().eventFilter(watched, event)

    def _is_escape(self, event: QEvent) -> bool:
        return isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.list.isVisible()

    def _on_key(self, key: Qt.Key) -> bool:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(key, 0)
        if step and self.list.isHidden():
            self._narrow(self.line.text())
        elif step:
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            item = self.list.currentItem()
            if self.list.isVisible() and item is not None:
                self._take(item.text())
            else:
                self.left.emit()
                self.focusNextPrevChild(True)
        elif key == Qt.Key.Key_Escape and self.list.isVisible():
            self.list.hide()
        else:
            return False
        return True

    def _take(self, words: str) -> None:
        self.list.hide()
        self.taken.emit(self._names[words])

    def _narrow(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        fitting = [words for words in self._names if wanted in words.casefold()]
        fitting.sort(key=lambda words: not words.casefold().startswith(wanted))
        self.list.clear()
        self.list.addItems(fitting[:MOST_SHOWN])
        self.list.setCurrentRow(0)
        self.list.setVisible(bool(fitting))
        tall = max(self.list.sizeHintForRow(0), 1) * min(len(fitting), IN_SIGHT)
        self.list.setFixedHeight(tall + 2 * self.list.frameWidth() + 4)


class SearchEntry(Entry):
    """One of very many; words that are no choice stay and are told as odd."""

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__()
        self._search = _Search()
        self._options: tuple[Option, ...] = ()
        self._given = ""
        self._search.taken.connect(self._take)
        self._search.left.connect(self._settle)
        self.setLayout(rows(self._search))
        self.take_options(options)

    @property
    def inner(self) -> QWidget:
        """See `Entry.inner`."""
        return self._search.line

    def take_options(self, options: Sequence[Option]) -> None:
        """See `Entry.take_options`."""
        if tuple(options) != self._options:
            self._options = tuple(options)
            self._search.offer(options)

    def _take(self, name: str) -> None:
        self._give(name)
        self._search.line.setText(self._search.words_of(name))
        self.focusNextPrevChild(True)

    def _settle(self) -> None:
        typed = self._search.line.text().strip()
        name = self._search.meant() if typed else ""
        if name:
            self._search.line.setText(self._search.words_of(name))
        self._give(name or typed)

    def _give(self, raw: str) -> None:
        if raw != self._given:
            self._given = raw
            self._tell(raw)

    def _show(self, raw: Any) -> None:
        self._given = str(raw or "")
        self._search.line.setText(self._search.words_of(self._given))


class ManyEntry(Entry):
    """Several of very many: what is chosen stands ticked below the line in which one types the next."""

    def __init__(self, options: Sequence[Option], *, ranked: bool) -> None:
        super().__init__()
        self._ranked = ranked
        self._options: tuple[Option, ...] = ()
        self._order: list[str] = []
        self._base = ""
        self._chosen = rows(gap=4)
        self._boxes: Flow | None = None
        self._search = _Search()
        self._search.taken.connect(self._take)
        self._search.left.connect(self._settle)
        self.setLayout(rows(self._search, self._chosen, gap=4))
        self.take_options(options)

    @property
    def inner(self) -> QWidget:
        """See `Entry.inner`."""
        return self._search.line

    def name(self, base: str) -> None:
        """See `Entry.name`."""
        self._base = base
        super().name(base)

    def take_options(self, options: Sequence[Option]) -> None:
        """See `Entry.take_options`."""
        if tuple(options) != self._options:
            self._options = tuple(options)
            self._search.offer(options)
            self._draw()

    def _settle(self) -> None:
        """Words that were left standing are taken too; those that are no choice are told as odd."""
        typed = self._search.line.text().strip()
        if typed:
            self._take(self._search.meant() or typed)

    def _take(self, name: str) -> None:
        self._search.line.clear()
        if name not in self._order:
            self._change([*self._order, name])

    def _change(self, order: Sequence[str]) -> None:
        places = {name: place for place, (name, _) in enumerate(self._options)}
        last = len(places)
        self._order = list(order) if self._ranked else sorted(order, key=lambda name: places.get(name, last))
        self._draw()
        self._tell(list(self._order))

    def _draw(self) -> None:
        """Builds the ticked ones anew, after the line in the order of Tab."""
        if self._boxes is not None:
            self._chosen.removeWidget(self._boxes)
            self._boxes.hide()
            self._boxes.deleteLater()
        made = [self._box(place, name) for place, name in enumerate(self._order, 1)]
        self._boxes = Flow(*made, gap=16) if made else None
        if self._boxes is not None:
            self._chosen.addWidget(self._boxes)
            follow_layout(self)

    def _box(self, place: int, name: str) -> QCheckBox:
        label = self._search.words_of(name)
        made = QCheckBox(say("{place}. {label}", place=place, label=label) if self._ranked else label)
        made.setObjectName(f"{self._base}_{name}")
        made.setChecked(True)
        made.toggled.connect(lambda _: self._drop(name))
        return made

    def _drop(self, name: str) -> None:
        self._search.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._change([one for one in self._order if one != name])

    def _show(self, raw: Any) -> None:
        given = raw.split() if isinstance(raw, str) else list(raw or [])
        if given != self._order:
            self._order = given
            self._draw()
