"""The three small forms of the ways in: add one, change a passphrase, remove one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.kit.facts import kind_words
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.files import ask_for_file, ask_where_to_save
from continuity_app.desktop.widgets.new_passphrase import NewPassphrase
from continuity_app.kit.prompts import Answered
from continuity_app.kit.slots_desk import Made, SlotsDesk
from continuity_app.vault.key_store import has_key_store
from continuity_app.vault.slot_file import Slot
from continuity_app.vault.slot_kinds import KEY_FILE, KEYRING, MANAGER, PASSPHRASE, RECOVERY, STAFF
from continuity_app.words import say


class _Form(QFrame):
    """A card below the list.

    Signals:
        closed: nothing shall be done.
    """

    closed = Signal()

    def __init__(self, desk: Desk, name: str) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName(name)
        self.setProperty("role", "card")
        self._title = text("", "heading", f"{name}_title", wrap=True)

    @property
    def service(self) -> SlotsDesk:
        """The ways in of this session."""
        return SlotsDesk(self.desk.session)

    def names(self) -> tuple[str, ...]:
        """What a thief would try first."""
        session = self.desk.session
        return (session.user, session.site, session.organisation_id)

    def clear(self) -> None:
        """Forgets what was typed."""


class AddWay(_Form):
    """A new way in, of one of four kinds."""

    def __init__(self, desk: Desk, done: Callable[[Made, Path | None], object]) -> None:
        super().__init__(desk, "way_add")
        self._done = done
        self._title.setText(say("A new way in"))
        self.kind = QComboBox()
        for kind, words in (
            (PASSPHRASE, say("A person's passphrase")),
            (KEY_FILE, say("A person's passphrase with a key file")),
            (RECOVERY, say("A printed recovery sheet")),
            (KEYRING, say("This machine's key store, for me")),
        ):
            self.kind.addItem(words, kind)
        self.kind.currentIndexChanged.connect(lambda _: self._fit())
        self.name = line_entry()
        self.role = QComboBox()
        self.role.addItem(say("Staff: work with customers and forms"), STAFF)
        self.role.addItem(say("Manager: also ways in, and overrides with a reason"), MANAGER)
        self._name_field = Field(say("Whose"), self.name, name="way_name")
        self._role_field = Field(say("May do"), self.role, name="way_role")
        self.passphrase = NewPassphrase(name="way", names=lambda: (self.name.text(), *self.names()))
        self.passphrase.entered.connect(self.save)
        self.name.returnPressed.connect(self.save)
        self._about = text("", "soft", "way_about", wrap=True)
        self._save = button(say("Add it"), "way_save", self.save, role="main")
        self.setLayout(
            rows(
                self._title,
                Field(say("Kind"), self.kind, name="way_kind"),
                self._about,
                self._name_field,
                self._role_field,
                self.passphrase,
                columns(self._save, button(say("Cancel"), "way_cancel", self.closed.emit), 1),
                margins=(18, 14, 18, 14),
                gap=12,
            )
        )
        self._fit()

    @property
    def chosen(self) -> str:
        """The kind."""
        return str(self.kind.currentData())

    def begin(self) -> None:
        """Puts the cursor at the beginning."""
        self.clear()
        self._fit()
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """See `_Form.clear`."""
        self.name.clear()
        self._name_field.tell("")
        self.passphrase.clear()

    def save(self) -> None:
        """Adds it; a key file and a recovery sheet are asked a place for first."""
        if self.chosen == KEYRING:
            self._finish(self.service.add_keyring, None)
        elif self.chosen == RECOVERY:
            ask_where_to_save(self, say("Save the recovery sheet"), "recovery-sheet.pdf", self.add_recovery)
        elif self._ready():
            if self.chosen == KEY_FILE:
                title, name = say("Where to? Choose a stick."), f"{self.name.text().strip()}.key"
                ask_where_to_save(self, title, name, self.add_user)
            else:
                self.add_user(None)

    def add_recovery(self, sheet: Path) -> None:
        """Adds a recovery key and draws its sheet."""
        self._finish(lambda: self.service.add_recovery(sheet), sheet)

    def add_user(self, key_file: Path | None) -> None:
        """Adds a person's passphrase, with a new key file at a place."""
        answered, role = Answered(self.passphrase.words), str(self.role.currentData())
        self._finish(
            lambda: self.service.add_user(self.name.text().strip(), answered, role=role, new_key_file=key_file),
            key_file,
        )

    def _finish(self, add: Callable[[], Made], file: Path | None) -> None:
        made = self.desk.attempt(add)
        if made is not None:
            self._done(made, file)

    def _ready(self) -> bool:
        named = bool(self.name.text().strip())
        self._name_field.tell("" if named else say("Type whose way in it is."))
        wrong: QWidget | None = self.passphrase.check()
        first = wrong if named else self.name
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        return first is None

    def _fit(self) -> None:
        of_person = self.chosen in (PASSPHRASE, KEY_FILE)
        for part in (self._name_field, self._role_field, self.passphrase):
            part.setVisible(of_person)
        self.passphrase.ask_for(with_key_file=self.chosen == KEY_FILE)
        self._about.setText(_about(self.chosen))
        usable = self.chosen != KEYRING or has_key_store()
        self._save.setEnabled(usable)
        self._save.setText(
            {PASSPHRASE: say("Add it"), KEYRING: say("Add it"), KEY_FILE: say("Make the key file")}.get(
                self.chosen, say("Save the sheet")
            )
        )


class ChangeWay(_Form):
    """Another passphrase on one way in."""

    def __init__(self, desk: Desk, done: Callable[[Made], object]) -> None:
        super().__init__(desk, "way_change")
        self._done = done
        self._slot: Slot | None = None
        self._file: Path | None = None
        self._file_words = text("", "soft", "way_key_file", wrap=True)
        choose = button(say("Choose the key file"), "way_choose_key_file", self._ask_file)
        self._file_row = QFrame()
        self._file_row.setLayout(rows(self._file_words, columns(choose, 1), gap=4))
        self.passphrase = NewPassphrase(name="change", names=self._all_names)
        self.passphrase.entered.connect(self.save)
        self.setLayout(
            rows(
                self._title,
                self._file_row,
                self.passphrase,
                columns(
                    button(say("Change it"), "way_change_save", self.save, role="main"),
                    button(say("Cancel"), "way_change_cancel", self.closed.emit),
                    1,
                ),
                margins=(18, 14, 18, 14),
                gap=12,
            )
        )

    def begin(self, slot: Slot) -> None:
        """Puts the cursor into the new passphrase."""
        self.clear()
        self._slot = slot
        self._title.setText(say("Another passphrase for {user}", user=slot.user))
        self.passphrase.ask_for(with_key_file=slot.kind == KEY_FILE)
        self._file_row.setVisible(slot.kind == KEY_FILE)
        self.passphrase.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear(self) -> None:
        """See `_Form.clear`."""
        self.passphrase.clear()
        self._slot = None
        self.take_file(None)

    def take_file(self, file: Path | None) -> None:
        """Takes the slot's key file, which stays the same."""
        self._file = file
        self._file_words.setText(
            say("Key file: {name}", name=file.name) if file else say("Its key file stays the same: choose it.")
        )

    def save(self) -> None:
        """Changes it, if what was typed will do."""
        slot, wrong = self._slot, self.passphrase.check()
        if slot is None or wrong is not None:
            if wrong is not None:
                wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        answered = Answered(self.passphrase.words)
        made = self.desk.attempt(lambda: self.service.change(slot.id, answered, self._file))
        if made is not None:
            self._done(made)

    def _all_names(self) -> tuple[str, ...]:
        return (self._slot.user if self._slot else "", *self.names())

    def _ask_file(self) -> None:
        ask_for_file(self, say("Which key file?"), say("Key files") + " (*.key)", self.take_file)


class RemoveWay(_Form):
    """Asks once before a way in goes."""

    def __init__(self, desk: Desk, done: Callable[[Slot], object]) -> None:
        super().__init__(desk, "way_remove")
        self._done = done
        self._slot: Slot | None = None
        self._about = text("", "", "way_remove_about", wrap=True)
        self._keep = button(say("Keep it"), "way_remove_keep", self.closed.emit, role="main")
        self.setLayout(
            rows(
                self._title,
                self._about,
                columns(self._keep, button(say("Remove it"), "way_remove_go", self.remove), 1),
                margins=(18, 14, 18, 14),
                gap=12,
            )
        )

    def begin(self, slot: Slot) -> None:
        """Asks; Enter keeps it."""
        self._slot = slot
        self._title.setText(say("Remove this way in?"))
        self._about.setText(
            say(
                "{kind} of {user}, {slot}. Nobody opens the kit by it any more; what it opened before stays as it is.",
                kind=kind_words(slot.kind),
                user=slot.user or say("nobody in particular"),
                slot=slot.id,
            )
        )
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self) -> None:
        """Removes it, unless it is the last."""
        slot = self._slot
        if slot is None:
            return
        gone = self.desk.attempt(lambda: self.service.remove(slot.id))
        if gone is not None:
            self._done(gone)


def _about(kind: str) -> str:
    """What a kind is good for."""
    if kind == PASSPHRASE:
        return say("Opens with words that this person knows.")
    if kind == KEY_FILE:
        return say("Opens with shorter words, and only while a stick with the key file is in.")
    if kind == RECOVERY:
        return say("Opens with a key on paper, for a sealed envelope. The key is kept nowhere else.")
    if has_key_store():
        return say("Opens on this machine without typing while you are logged in here; for staff's work only.")
    return say("✕ This machine has no key store that the kit can use.")
