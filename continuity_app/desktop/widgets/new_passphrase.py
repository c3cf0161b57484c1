"""A new passphrase: typed twice or picked as six words, its strength in words, and why one will not do."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit

from continuity_app.desktop.widgets.basics import button, rows, set_tone, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.next_steps import next_step
from continuity_app.errors import KitError
from continuity_app.trust.passphrase import (
    SHORTEST,
    SHORTEST_WITH_KEY_FILE,
    Level,
    check_passphrase,
    strength_of,
    suggest_passphrase,
)
from continuity_app.words import say

Names = Callable[[], Sequence[str]]

_TONES = {Level.TRIED_FIRST: "broken", Level.WEAK: "caution", Level.FAIR: "good", Level.STRONG: "good"}


class NewPassphrase(QFrame):
    """Two fields and six words by chance.

    Signals:
        entered: Enter was pressed in one of the fields.
    """

    entered = Signal()

    def __init__(self, *, name: str, names: Names) -> None:
        """Starts empty.

        Args:
            name: of the two entries: `{name}_passphrase` and `{name}_again`.
            names: gives the person's, the site's and the organisation's names; a thief would try them first.
        """
        super().__init__()
        self.setObjectName(f"{name}_new")
        self._names = names
        self._with_key_file = False
        self.passphrase, self.again = line_entry(hidden=True), line_entry(hidden=True)
        self.passphrase_field = Field(say("Passphrase"), self.passphrase, name=f"{name}_passphrase")
        self.again_field = Field(say("The same once more"), self.again, name=f"{name}_again")
        self._rule = text("", "small", f"{name}_rule", wrap=True)
        self._strength = text("", "small", f"{name}_strength", wrap=True)
        self._show = QCheckBox(say("Show what I type"))
        self._show.setObjectName(f"{name}_show")
        self._show.toggled.connect(self._reveal)
        pick = button(say("Pick six words for me"), f"{name}_words", self.suggest)
        for entry in (self.passphrase, self.again):
            entry.returnPressed.connect(self.entered)
        self.passphrase.textChanged.connect(self._weigh)
        self.setLayout(
            rows(
                self.passphrase_field,
                self._strength,
                self._rule,
                Flow(pick, self._show, gap=16),
                self.again_field,
                gap=8,
            )
        )
        self.ask_for(with_key_file=False)

    @property
    def words(self) -> str:
        """What was typed."""
        return self.passphrase.text()

    @property
    def strength(self) -> str:
        """What is said of its strength."""
        return self._strength.text()

    def ask_for(self, *, with_key_file: bool) -> None:
        """Says how long it must be: shorter beside a key file."""
        self._with_key_file = with_key_file
        least = SHORTEST_WITH_KEY_FILE if with_key_file else SHORTEST
        self._rule.setText(
            say("At least {least} characters. Six words that have nothing to do with each other are good.", least=least)
        )
        self._weigh()

    def suggest(self) -> None:
        """Picks six words and shows them, to be written down and typed once more."""
        self.passphrase.setText(suggest_passphrase())
        self.again.clear()
        self._show.setChecked(True)
        self.passphrase_field.tell("")
        self._rule.setText(
            say("Write these words down, keep the paper as you keep a key, and type them once more below.")
        )
        self.again.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """Forgets what was typed."""
        for entry in (self.passphrase, self.again):
            entry.clear()
        for field in (self.passphrase_field, self.again_field):
            field.tell("")
        self._show.setChecked(False)
        self.ask_for(with_key_file=self._with_key_file)

    def check(self) -> QLineEdit | None:
        """Says beside the fields what will not do; gives the first such field, None where all is well."""
        problem = self._problem()
        self.passphrase_field.tell(problem)
        differ = self.passphrase.text() != self.again.text()
        self.again_field.tell(say("The two differ; type both again.") if differ else "")
        return self.passphrase if problem else self.again if differ else None

    def _problem(self) -> str:
        try:
            check_passphrase(self.passphrase.text(), with_key_file=self._with_key_file, names=list(self._names()))
        except KitError as error:
            return f"{error.message} {next_step(error)}"
        return ""

    def _weigh(self) -> None:
        words = self.passphrase.text()
        self._strength.setVisible(bool(words))
        if not words:
            return
        seen = strength_of(words, list(self._names()))
        self._strength.setText(f"{say(_LEVELS[seen.level])} {seen.sentence}")
        set_tone(self._strength, _TONES[seen.level])

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        for entry in (self.passphrase, self.again):
            entry.setEchoMode(mode)


_LEVELS = {
    Level.TRIED_FIRST: "✕ Useless.",
    Level.WEAK: "▲ Weak.",
    Level.FAIR: "● Fair.",
    Level.STRONG: "● Strong.",
}
