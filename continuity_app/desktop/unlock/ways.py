"""The ways in as the unlock screen offers them: what is typed or chosen for each, and what was wrong with it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLineEdit

from continuity_app.desktop.theme import Look
from continuity_app.desktop.unlock.brought import Brought
from continuity_app.desktop.widgets.basics import button, columns, holder, rows, set_tone, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.files import ask_for_file
from continuity_app.desktop.widgets.next_steps import next_step
from continuity_app.desktop.widgets.recovery_groups import RecoveryGroups
from continuity_app.desktop.widgets.shares import Shares
from continuity_app.errors import KitError, WrongPassphraseError
from continuity_app.words import say


class Way(QFrame):
    """One way in.

    Signals:
        entered: Enter was pressed; try it.
    """

    entered = Signal()
    waits = False
    """Whether wrong tries slow the next one: only what can be guessed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._next = text("", "small", f"{name}_next", wrap=True)
        self._next.hide()

    def brought(self, user: str) -> Brought | None:
        """What is tried; None where something is missing, and then it is said what."""
        raise NotImplementedError

    def refuse(self, error: KitError) -> None:
        """Says why it did not open."""
        self._next.setText(f"{error.what_is_safe} {next_step(error)}")
        self._next.show()

    def clear(self) -> None:
        """Forgets what was typed and what was said."""
        self._next.hide()

    def focus_first(self) -> None:
        """Puts the cursor where one begins."""

    def set_busy(self, *, busy: bool) -> None:
        """While the key is derived nothing may be changed."""


class PassphraseWay(Way):
    """A user's passphrase, with a key file where the vault knows one."""

    waits = True

    def __init__(self) -> None:
        super().__init__("unlock_by_passphrase")
        self.passphrase = line_entry(hidden=True)
        self._field = Field(say("Passphrase"), self.passphrase, name="unlock_passphrase")
        self._show = QCheckBox(say("Show what I type"))
        self._show.setObjectName("unlock_show")
        self._show.toggled.connect(self._reveal)
        self.passphrase.returnPressed.connect(self.entered)
        self._file: Path | None = None
        self._file_words = text("", "soft", "unlock_key_file", wrap=True)
        choose = button(say("Choose the key file"), "unlock_choose_key_file", self._ask_file, key="Alt+K")
        self._file_row = holder(rows(text(say("Key file"), "label"), self._file_words, columns(choose, 1), gap=4))
        self.setLayout(rows(self._field, self._show, self._file_row, self._next, gap=12))
        self.offer_key_file(None, known=False)

    @property
    def key_file(self) -> Path | None:
        """The file that was chosen."""
        return self._file

    def offer_key_file(self, last: Path | None, *, known: bool) -> None:
        """Offers a key file where the vault has such a way in; the one of the last time where it is there."""
        self._file_row.setVisible(known)
        self.take_file(last if known else None)

    def take_file(self, file: Path | None) -> None:
        """Takes a key file."""
        self._file = file if file is not None and file.exists() else None
        if self._file is not None:
            told, tone = say("{name}, in {folder}", name=self._file.name, folder=self._file.parent), ""
        elif file is not None:
            told, tone = say("▲ {name} is not there: put its stick in, and choose it.", name=file.name), "caution"
        else:
            told, tone = say("None chosen; only needed if your way in has one."), ""
        self._file_words.setText(told)
        set_tone(self._file_words, tone)

    def brought(self, user: str) -> Brought | None:
        """See `Way.brought`."""
        if not self.passphrase.text():
            self._field.tell(say("Type your passphrase first."))
            return None
        return Brought(user, self.passphrase.text(), self._file)

    def refuse(self, error: KitError) -> None:
        """See `Way.refuse`."""
        super().refuse(error)
        self._field.tell(error.message)
        self.passphrase.selectAll()

    def clear(self) -> None:
        """See `Way.clear`."""
        super().clear()
        self._field.tell("")
        self.passphrase.clear()
        self._show.setChecked(False)

    def focus_first(self) -> None:
        """See `Way.focus_first`."""
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """See `Way.set_busy`."""
        self.passphrase.setReadOnly(busy)

    def _ask_file(self) -> None:
        ask_for_file(self, say("Which key file?"), say("Key files") + " (*.key)", self.take_file)

    def _reveal(self, shown: bool) -> None:
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class RecoveryWay(Way):
    """The groups of the printed recovery sheet."""

    def __init__(self, look: Look) -> None:
        super().__init__("unlock_by_recovery")
        self.groups = RecoveryGroups(look, name="unlock_group")
        self._problem = text("", "strong", "unlock_recovery_problem", wrap=True, tone="broken")
        self._problem.hide()
        about = say(
            "Type the 13 groups from the sealed sheet, or scan or paste the text of its QR code. Each group is "
            "checked as you type."
        )
        self.groups.entered.connect(self.entered)
        self.groups.changed.connect(self._problem.hide)
        self.setLayout(rows(text(about, "soft", wrap=True), self.groups, self._problem, self._next, gap=12))

    def brought(self, user: str) -> Brought | None:
        """See `Way.brought`."""
        return Brought(user, self.groups.words) if self.groups.ask_for_the_rest() else None

    def refuse(self, error: KitError) -> None:
        """See `Way.refuse`."""
        if isinstance(error, WrongPassphraseError):
            self._problem.setText(say("✕ These groups are right, but they are the sheet of another vault."))
            self._next.setText(say("Nothing was changed. Look for the sheet with this site and user on it."))
            self._next.show()
        else:
            self._problem.setText(f"✕ {error.message}")
            super().refuse(error)
        self._problem.show()

    def clear(self) -> None:
        """See `Way.clear`."""
        super().clear()
        self.groups.clear()
        self._problem.hide()

    def focus_first(self) -> None:
        """See `Way.focus_first`."""
        self.groups.focus_first()


class SharesWay(Way):
    """Three of the five shares of the organisation's recovery key."""

    def __init__(self) -> None:
        super().__init__("unlock_by_shares")
        self.shares = Shares(name="unlock_share")
        self._problem = text("", "strong", "unlock_shares_problem", wrap=True, tone="broken")
        self._problem.hide()
        about = say(
            "Any three of the organisation's five share sheets open this vault. Their holders type their words in any "
            "order, or bring the files."
        )
        self.shares.changed.connect(self._problem.hide)
        self.setLayout(rows(text(about, "soft", wrap=True), self.shares, self._problem, self._next, gap=12))

    def brought(self, user: str) -> Brought | None:
        """See `Way.brought`."""
        identity = self.shares.identity()
        return Brought(user, identity) if identity else None

    def refuse(self, error: KitError) -> None:
        """See `Way.refuse`."""
        if isinstance(error, WrongPassphraseError):
            self._problem.setText(say("✕ These shares fit together, but they do not open this vault."))
            self._next.setText(
                say("Nothing was changed. They may be of an older recovery key: ask IT which shares are in force.")
            )
            self._next.show()
        else:
            self._problem.setText(f"✕ {error.message}")
            super().refuse(error)
        self._problem.show()

    def clear(self) -> None:
        """See `Way.clear`."""
        super().clear()
        self.shares.clear()
        self._problem.hide()

    def focus_first(self) -> None:
        """See `Way.focus_first`."""
        self.shares.focus_first()
