"""A day and a time, typed in any usual spelling; below it in words what was understood."""

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal

from continuity_app.desktop.widgets.basics import set_tone, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.times.reading import Manner, When, read_when
from continuity_app.times.telling import in_words
from continuity_app.words import say


class MomentField(Field):
    """A field for a moment; nothing is ever made of what it does not understand.

    Signals:
        chosen: Enter, or the cursor left it: the moment (aware) that is understood now.
    """

    chosen = Signal(object)

    def __init__(self, label: str, manner: Callable[[], Manner], *, name: str, ahead: bool = True) -> None:
        """Builds an empty field.

        Args:
            label: what is asked.
            manner: by what a spelling is read at the present time.
            name: the object name of its input.
            ahead: something is due then, so that a past moment is odd.
        """
        self.line = line_entry(hint=say("27 Nov 17:00, tomorrow 5pm, +2h"))
        super().__init__(label, self.line, name=name)
        self._manner, self._ahead = manner, ahead
        self._when = When()
        self._moment: dt.datetime | None = None
        self._past, self._warned = False, False
        self._words = text("", "small", f"{name}_words", wrap=True)
        place = self.layout()
        if place is not None:
            place.addWidget(self._words)
        self.line.textChanged.connect(lambda _: self._read())
        self.line.editingFinished.connect(self._choose)
        self._read()

    def suggest(self, spelling: str) -> None:
        """Begins with a moment, which typing replaces."""
        self.line.setText(spelling)
        self._read()

    def set_in_use(self, *, in_use: bool) -> None:
        """Whether a moment is asked for at all at present."""
        self.line.setEnabled(in_use)
        self._words.setVisible(in_use)
        if not in_use:
            self.tell("")

    @property
    def written(self) -> str:
        """What was understood, as an entry keeps it: ISO 8601 with offset, or a day alone; empty where nothing was."""
        if not self.line.isEnabled() or self._moment is None:
            return ""
        if self._when.time is None and self._when.day is not None:
            return self._when.day.isoformat()
        return self._moment.isoformat(timespec="seconds")

    def settled(self) -> bool:
        """Whether it may be saved; where not, says why: not understood, or past and not yet confirmed."""
        if not self.line.isEnabled() or not self.line.text().strip():
            return True
        if self._moment is None:
            self.tell(f"{self._when.problem} {say('Write it like 27 Nov 17:00, tomorrow 5pm or 2024-06-21.')}")
        elif self._past and not self._warned:
            self._warned = True
            self.tell(say("That is past, so it is overdue at once. Enter again saves it so."))
        else:
            return True
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()
        return False

    def _read(self) -> None:
        manner = self._manner()
        typed = self.line.text().strip()
        self._when = read_when(typed, manner)
        self._moment = self._when.moment(manner)
        self._past = self._ahead and self._moment is not None and self._moment < manner.now
        self._warned = False
        self.tell("")
        words = self._said(typed, manner)
        self._words.setText(words)
        set_tone(self._words, "caution" if self._past else "plain")
        self.line.setAccessibleDescription(words)

    def _said(self, typed: str, manner: Manner) -> str:
        if not typed:
            return say("No time is set.")
        if self._moment is None:
            return say("… {problem}", problem=self._when.problem)
        whole = self._when
        if whole.day is None:
            whole = When(manner.now.date(), whole.time, whole.zone, whole.note)
        words = in_words(whole)
        return say("▲ {when}: past, overdue at once", when=words) if self._past else say("= {when}", when=words)

    def _choose(self) -> None:
        if self._moment is not None:
            self.chosen.emit(self._moment)
        elif self.line.text().strip():
            self.settled()
