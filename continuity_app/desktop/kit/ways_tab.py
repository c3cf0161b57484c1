"""Ways in: who may open this kit, and by what; added, changed and taken away."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QWidget

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.kit.facts import slot_rows
from continuity_app.desktop.kit.way_forms import AddWay, ChangeWay, RemoveWay
from continuity_app.desktop.widgets.basics import button, rows, scrolling, text
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.focus import Place
from continuity_app.desktop.widgets.table import Column, Row, Table, fitted
from continuity_app.kit.slots_desk import Made
from continuity_app.vault.slot_file import Slot
from continuity_app.vault.slot_kinds import OF_USERS
from continuity_app.words import say

MOST_ROWS = 8


class WaysTab(QFrame):
    """The list, and below it what is being done with it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("kit_ways")
        self.setProperty("role", "panel")
        self._before = Place()
        self.slots = Table(
            [
                Column(say("Way in")),
                Column(say("Whose"), stretch=True),
                Column(say("May do")),
                Column(say("Since")),
            ],
            desk.look,
            name="kit_slots",
            says=say("Ways into this vault"),
        )
        self.adding = AddWay(desk, self._added)
        self.changing = ChangeWay(desk, self._changed)
        self.removing = RemoveWay(desk, self._removed)
        self._forms = (self.adding, self.changing, self.removing)
        for form in self._forms:
            form.closed.connect(self._close_forms)
            form.hide()
        self._add = button(say("Add a way in"), "ways_add", self.begin_adding, key="Alt+N", role="main")
        change = button(say("Change the passphrase"), "ways_change", self.begin_changing, key="Alt+G")
        remove = button(say("Remove"), "ways_remove", self.begin_removing, key="Alt+R")
        self._acts = Flow(self._add, change, remove, gap=8)
        about = say(
            "Each of these opens the kit alone. Keep at least two: a passphrase, and the printed recovery sheet in a "
            "sealed envelope. The last one cannot be removed."
        )
        inside = QWidget()
        inside.setLayout(
            rows(
                text(say("Who may open this kit"), "title", "ways_title", wrap=True),
                text(about, "soft", wrap=True),
                self.slots,
                self._acts,
                *self._forms,
                1,
                margins=(26, 18, 26, 18),
                gap=14,
            )
        )
        self.setLayout(rows(scrolling(inside, "ways_scroll")))

    def refresh(self) -> None:
        """Reads the list anew."""
        shown = self.desk.attempt(lambda: slot_rows(self.desk.session)) or []
        self.slots.take([Row(slot, cells) for slot, cells in shown])
        fitted(self.slots, MOST_ROWS, self.desk.look)

    def focus_first(self) -> None:
        """Puts the focus on the list's first action."""
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_adding(self) -> None:
        """Opens the form for a new way in."""
        self._open(self.adding)
        self.adding.begin()

    def begin_changing(self) -> None:
        """Opens the form for another passphrase on the chosen way in."""
        slot = self._chosen()
        if slot is not None and slot.kind in OF_USERS:
            self._open(self.changing)
            self.changing.begin(slot)
        else:
            self.desk.told.emit(say("Choose a passphrase in the list first; the other ways in have none to change."))

    def begin_removing(self) -> None:
        """Asks whether the chosen way in shall go."""
        slot = self._chosen()
        if slot is not None:
            self._open(self.removing)
            self.removing.begin(slot)

    def _chosen(self) -> Slot | None:
        current = self.slots.current()
        return current if isinstance(current, Slot) else None

    def _open(self, wanted: QFrame) -> None:
        self._before = Place.now()
        self._acts.hide()
        self.slots.setVisible(wanted is self.removing)
        for form in self._forms:
            form.setVisible(form is wanted)

    def _close_forms(self) -> None:
        for form in self._forms:
            form.clear()
            form.hide()
        self._acts.show()
        self.slots.show()
        if not self._before.take():
            self.focus_first()

    def _added(self, made: Made, file: Path | None) -> None:
        self._close_forms()
        self.desk.changed.emit()
        if file is None:
            strength = f" {made.strength.sentence}" if made.strength else ""
            self.desk.told.emit(say("The new way in opens this kit from now on.{strength}", strength=strength))
        elif made.strength is None:
            self.desk.told.emit(say("Print {name}, seal it in an envelope, and remove the file.", name=file.name))
        else:
            self.desk.told.emit(
                say("Carry {name} on a stick of its own, never on one stick with a snapshot.", name=file.name)
            )

    def _changed(self, made: Made) -> None:
        self._close_forms()
        self.desk.changed.emit()
        strength = made.strength.sentence if made.strength else ""
        self.desk.told.emit(say("The new passphrase opens this kit from now on. {strength}", strength=strength))

    def _removed(self, slot: Slot) -> None:
        self._close_forms()
        self.desk.changed.emit()
        self.desk.told.emit(say("{slot} does not open this kit any more.", slot=slot.id))
