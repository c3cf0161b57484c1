"""Plays a day in the real window and keeps a numbered picture of every screen."""

import sys
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDeadlineTimer, QEventLoop
from PySide6.QtWidgets import QApplication, QWidget

from continuity_app.clock import Clock, SystemClock
from continuity_app.desktop.app import make_application, make_window
from continuity_app.desktop.calls.room import CallsRoom
from continuity_app.desktop.desk import Room
from continuity_app.desktop.find import deeds
from continuity_app.desktop.find.room import FindRoom
from continuity_app.desktop.forms.room import FormsRoom
from continuity_app.desktop.impact.room import ImpactRoom
from continuity_app.desktop.incident.room import IncidentRoom
from continuity_app.desktop.kit.room import KitRoom
from continuity_app.desktop.paper_desk.room import PaperDeskRoom
from continuity_app.desktop.readiness.room import ReadinessRoom
from continuity_app.desktop.settings import Settings
from continuity_app.desktop.shell.house import House
from continuity_app.desktop.shell.window import Surroundings, Window
from continuity_app.desktop.theme import Scheme
from continuity_app.errors import BadDataError, KitError
from continuity_app.kit.home import Home
from continuity_app.words import say

Kind = TypeVar("Kind", bound=Room)

WIDTH, HEIGHT = 1366, 768
PAINT_MS = 60
LONGEST_MS = 5000
FORM = "repair_order"


class Tour:
    """One walk through the window; every picture gets the next number."""

    def __init__(self, app: QApplication, window: Window, out: Path) -> None:
        self._app = app
        self.window = window
        self._out = out
        self.pictures: list[Path] = []

    @property
    def house(self) -> House:
        """The unlocked window."""
        house = self.window.house
        if house is None:
            raise BadDataError(
                "tour.locked",
                say("The vault did not open, so there is nothing to show."),
                what_is_safe=say("Nothing was changed."),
                next_step=say("Name the right passphrase file."),
            )
        return house

    def settle(self) -> None:
        """Lets the window lay out and paint what was just changed, until it looks the same twice."""
        deadline = QDeadlineTimer(LONGEST_MS)
        before = None
        while not deadline.hasExpired():
            paint = QDeadlineTimer(PAINT_MS)
            while not paint.hasExpired():
                self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, PAINT_MS)
            now = self.window.grab().toImage()
            if now == before:
                return
            before = now

    def picture(self, name: str, of: QWidget | None = None) -> None:
        """Keeps a picture of the window, and goes on."""
        self.settle()
        path = self._out / f"{len(self.pictures) + 1:02}-{name}.png"
        self._out.mkdir(parents=True, exist_ok=True)
        (of or self.window).grab().save(str(path))
        self.pictures.append(path)

    def play(self, user: str, passphrase: str) -> None:
        """The whole day."""
        self.picture("unlock")
        self._unlock_screens()
        self.window.open(user, passphrase)
        self.picture("find-empty")
        self._declare_if_calm()
        self._find_and_log()
        self._call()
        self._fill()
        self._paper()
        self._look_around()
        self._other_looks()
        self.window.lock()
        self.picture("locked")

    def _declare_if_calm(self) -> None:
        self.house.go("incident")
        room = self._room("incident", IncidentRoom)
        if self.house.desk.session.incidents.current() is None:
            room.declare.name.setText(say("DMS held for ransom"))
            self.picture("incident-declare")
            room.declare.declared.emit(room.declare.name.text(), "ransom")
        self.picture("incident")
        room.running.tabs.setCurrentIndex(1)
        self.picture("incident-roster")
        room.running.tabs.setCurrentIndex(2)
        self.picture("incident-first-hour")
        for place, name in ((3, "clocks"), (4, "callers"), (5, "hours")):
            room.running.tabs.setCurrentIndex(place)
            self.picture(f"incident-{name}")

    def _find_and_log(self) -> None:
        self.house.go("find")
        room = self._room("find", FindRoom)
        call = self.house.desk.session.calls.next()
        if call is None:
            return
        room.search.setText(" ".join(word[:4].lower() for word in call.customer.name.split()))
        self.picture("find")
        room.show_customer(call.customer.id)
        deeds.log_call(room)
        room.call.pad.choose("reached")
        room.call.pad.note.setText(say("Wants a call before noon"))
        room.call.pad.promise.setText(say("Loan car on Friday"))
        self.picture("find-log-call")
        room.call.pad.finish()
        self.picture("find-after-call")
        deeds.choose_form(room, room.filling)
        self.picture("find-choose-form")
        room.close_panel()
        room.search.setText("zzqxv")
        self.picture("find-nobody")
        room.search.clear()

    def _call(self) -> None:
        self.house.go("calls")
        room = self._room("calls", CallsRoom)
        self.picture("calls")
        room.next.pad.choose("no answer")
        room.next.pad.note.setText(say("Try after five"))
        self.picture("calls-outcome")
        room.log()
        self.picture("calls-next")
        room.print_list()
        self.picture("calls-print")
        self.house.back()
        for part in ("promises", "shares", "callers"):
            room.show_subject(part=part)
            self.picture(f"calls-{part}")
        room.tabs.setCurrentIndex(0)

    def _fill(self) -> None:
        self.house.go("forms")
        room = self._room("forms", FormsRoom)
        self.picture("forms")
        forms = self.house.desk.session.forms
        call = self.house.desk.session.calls.next()
        room.begin(FORM if FORM in forms else forms.list()[0].id, call.customer.id if call is not None else "")
        self.picture("forms-fill")
        room.fill.save()
        self.picture("forms-missing")
        self._answer_everything(room)
        self.picture("forms-filled")
        room.fill.save()
        self.picture("forms-saved")
        room.saved.copy_asked.emit()
        self.picture("forms-copy")
        self.house.back()

    def _answer_everything(self, room: FormsRoom) -> None:
        """Types a sensible answer into what is still missing; what stays odd is saved with a reason."""
        answers = {
            "odometer_in": "48210",
            "concern": say("Noise from the front left wheel"),
            "estimate": "420.50",
            "authorised_limit": "500",
            "signed_by": "Pat Example",
            "signed_name": "Pat Example",
        }
        sheet = room.fill.sheet
        if sheet is None:
            return
        for address, field in sheet.fields.items():
            if (raw := answers.get(str(address[-1]))) is not None and not sheet.filling.text(address):
                field.answered.emit(address, raw)
        if any(problem.blocks for problem in sheet.filling.problems()):
            room.fill.reason.setText(say("the customer could not wait"))

    def _paper(self) -> None:
        self.house.go("paper_desk")
        room = self._room("paper_desk", PaperDeskRoom)
        room.tabs.setCurrentWidget(room.printing)
        room.printing.copies.setValue(1)
        self.picture("paper-print")
        room.printing.print_chosen()
        self.picture("paper-preview")
        self.house.back()
        room.tabs.setCurrentWidget(room.ledger)
        self.picture("paper-ledger")
        room.tabs.setCurrentWidget(room.typing)
        room.typing.serial.setText("7K3-0143-6")
        room.typing.serial.returnPressed.emit()
        self.picture("paper-type-in")
        room.tabs.setCurrentWidget(room.checking)
        self.picture("paper-compare")
        room.tabs.setCurrentWidget(room.rekeying)
        room.rekeying.sheet.answers.copy_field()
        self.picture("paper-rekey")
        room.tabs.setCurrentWidget(room.finishing)
        self.picture("paper-finish")
        self._void_what_was_printed(room)

    def _void_what_was_printed(self, room: PaperDeskRoom) -> None:
        """The pack was printed for its picture only: nobody shall look for its sheets."""
        desk = self.house.desk
        mine = [
            line.sheet.serial
            for line in desk.session.ledger.lines()
            if not line.sheet.state.explained and line.issued_by == desk.session.user and not line.sheet.customer
        ]
        printed = mine[-len(desk.session.forms.list()) :]
        room.tabs.setCurrentWidget(room.ledger)
        if printed:
            desk.save(lambda: desk.session.sheets.void_all(printed, say("printed for a picture")))

    def _look_around(self) -> None:
        self.house.go("impact")
        self.picture("impact")
        impact = self._room("impact", ImpactRoom)
        impact.show_behind("reached")
        self.picture("impact-behind")
        impact.behind.closed.emit()
        impact.tabs.setCurrentIndex(3)
        self.picture("impact-over-time")
        self.house.go("readiness")
        self.picture("readiness")
        self._room("readiness", ReadinessRoom).tabs.setCurrentIndex(1)
        self.picture("readiness-keys")
        self.house.go("kit")
        room = self._room("kit", KitRoom)
        self.picture("kit")
        room.verify()
        self.picture("kit-checked")
        self._look_around_the_kit(room)
        room.take_files(["holiday.jpg"])
        self.picture("error")
        self.house.error.hide_error()
        self.house.show_help()
        self.picture("keys")
        self.house.back()

    def _look_around_the_kit(self, room: KitRoom) -> None:
        """Merging, ways in, trust and exposure; nothing is added."""
        room.show_subject(part="merging")
        self.picture("kit-merging")
        room.show_subject(part="ways")
        self.picture("kit-ways")
        room.ways.begin_adding()
        self.picture("kit-ways-add")
        room.ways.adding.closed.emit()
        for part in ("trust", "exposure"):
            room.show_subject(part=part)
            self.picture(f"kit-{part}")
        room.tabs.setCurrentIndex(0)

    def _unlock_screens(self) -> None:
        """The other ways in, as far as this vault has them."""
        unlock = self.window.unlock
        for name in ("recovery", "shares"):
            if unlock.turn_to(name):
                self.picture(f"unlock-{name}")
        unlock.turn_to("passphrase")

    def _other_looks(self) -> None:
        look, before = self.window.look, (self.window.look.scheme, self.window.look.percent)
        self.house.go("find")
        room = self._room("find", FindRoom)
        call = self.house.desk.session.calls.next()
        room.search.setText(call.customer.name.split()[0].lower() if call is not None else "a")
        for scheme, percent, name in (
            (Scheme.DARK, 100, "find-dark"),
            (Scheme.CONTRAST, 100, "find-high-contrast"),
            (Scheme.LIGHT, 150, "find-150"),
        ):
            look.percent = percent
            look.choose(scheme)
            self.picture(name)
        self.house.go("calls")
        self.picture("calls-150")
        look.percent = before[1]
        look.choose(before[0])

    def _room(self, key: str, kind: type[Kind]) -> Kind:
        room = self.house.room(key)
        assert isinstance(room, kind)
        return room


def play_tour(home: Path, out: Path, passphrase: str, user: str = "", clock: Clock | None = None) -> list[Path]:
    """Plays the day on a home's vault and gives the pictures.

    Args:
        home: a kit with a snapshot; the day is written into its journal.
        out: folder of the pictures.
        passphrase: opens the vault.
        user: whose; empty for the only one.
        clock: tells the time; the machine's own where none is given.

    Raises:
        KitError: the vault does not open.
    """
    app = make_application(sys.argv[:1])
    around = Surroundings(Home.at(home), clock or SystemClock(), inline=True)
    window = make_window(app, around, Settings())
    window.resize(WIDTH, HEIGHT)
    window.show()
    tour = Tour(app, window, out)
    try:
        tour.play(user, passphrase)
    finally:
        window.close()
    return tour.pictures


def tour_command(home: Path | None, out: Path, user: str, passphrase_file: Path | None) -> int:
    """`continuity-kit --tour DIR`: gives the exit status."""
    try:
        passphrase = (
            passphrase_file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r") if passphrase_file else ""
        )
        pictures = play_tour(Home.at(home).path, out, passphrase, user)
    except (KitError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{path}\n" for path in pictures))
    return 0
