"""Three shares of the organisation's recovery key, typed or from files; each is looked at while it is typed."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from continuity_app.desktop.widgets.basics import button, columns, rows, set_mark, set_tone, text
from continuity_app.desktop.widgets.field import long_entry
from continuity_app.desktop.widgets.files import ask_for_file
from continuity_app.desktop.widgets.next_steps import next_step
from continuity_app.errors import KitError
from continuity_app.kit.escrow_desk import words_of_share
from continuity_app.trust.escrow import NEEDED, SHARE_WORDS, identity_of, look_at_share
from continuity_app.words import say


class Shares(QFrame):
    """Three fields of words, each with a way to take it from its file.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.fields = [_Share(f"{name}_{number}", number) for number in range(1, NEEDED + 1)]
        self.problem = text("", "small", f"{name}_problem", wrap=True, tone="broken")
        self.problem.hide()
        for field in self.fields:
            field.changed.connect(self._changed)
        self.setLayout(rows(*self.fields, self.problem, gap=8))

    def clear(self) -> None:
        """Forgets what was typed."""
        for field in self.fields:
            field.entry.clear()
        self.problem.hide()

    def focus_first(self) -> None:
        """Puts the cursor into the first share that is not whole."""
        unfinished = (field for field in self.fields if not field.whole)
        next(unfinished, self.fields[0]).entry.setFocus(Qt.FocusReason.OtherFocusReason)

    def identity(self) -> str:
        """The recovery key that the shares give; empty where they do not, and then it is said why."""
        unfinished = [field.number for field in self.fields if not field.whole]
        if unfinished:
            self._tell(say("Share {number} is not complete or has a mistake in it.", number=unfinished[0]))
            self.focus_first()
            return ""
        try:
            return identity_of([field.entry.toPlainText() for field in self.fields])
        except KitError as error:
            self._tell(f"{error.message} {next_step(error)}")
            return ""

    def _changed(self) -> None:
        self.problem.hide()
        self.changed.emit()

    def _tell(self, problem: str) -> None:
        self.problem.setText(f"✕ {problem}")
        self.problem.show()


class _Share(QFrame):
    """One share.

    Signals:
        changed: something was typed.
    """

    changed = Signal()

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self.number = number
        self.whole = False
        self.entry: QPlainTextEdit = long_entry(lines=2)
        self.entry.setObjectName(name)
        self.entry.setAccessibleName(say("Words of share {number}", number=number))
        self._label = text(say("Share {number}", number=number), "label", f"{name}_label")
        self._label.setBuddy(self.entry)
        self._state = text("", "small", f"{name}_state", wrap=True)
        choose = button(
            say("From a file"), f"{name}_file", self._ask, says=say("Share {number} from a file", number=number)
        )
        self.entry.textChanged.connect(self._look)
        self.setLayout(rows(columns(self._label, 1, choose), self.entry, self._state, gap=2))
        self._look()

    def take(self, file: Path) -> None:
        """Takes the words from the share's text file; what is wrong with the file is said below."""
        try:
            words = words_of_share(file)
        except KitError as error:
            self._say(f"✕ {error.message} {next_step(error)}", "broken")
            return
        self.entry.setPlainText(words)
        self.entry.moveCursor(QTextCursor.MoveOperation.End)

    def _ask(self) -> None:
        title = say("Which file holds share {number}?", number=self.number)
        ask_for_file(self, title, say("Shares") + " (*.txt)", partial(self.take))

    def _look(self) -> None:
        seen = look_at_share(self.entry.toPlainText())
        self.whole = seen.whole
        set_mark(self.entry, "odd", "true" if seen.problem else "false")
        if seen.problem:
            self._say(f"✕ {seen.problem}", "broken")
        elif seen.whole:
            self._say(say("✓ This share is whole."), "good")
        else:
            self._say(say("{typed} of {count} words", typed=seen.words, count=SHARE_WORDS), "")
        self.changed.emit()

    def _say(self, words: str, tone: str) -> None:
        self._state.setText(words)
        set_tone(self._state, tone)
        self.entry.setAccessibleDescription(words)
