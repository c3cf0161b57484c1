"""Who is on a laptop, by name: for managers on the laptop, for a holder of the organisation's keys on IT's machine."""

from pathlib import Path

from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, holder, rows, section, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.files import ask_where_to_save
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Column, Row, Table, fitted
from continuity_app.desktop.widgets.times import count
from continuity_app.durable import write_whole
from continuity_app.kit.exposure_desk import ExposureReport, people_on
from continuity_app.kit.own_exposure import own_people
from continuity_app.kit.people import as_csv
from continuity_app.kit.prompts import Answered
from continuity_app.vault.slot_kinds import MANAGER
from continuity_app.words import say

MOST_ROWS = 8
MOST_SHOWN = 1000


class PeopleList(QFrame):
    """Nobody is listed before somebody asks for it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("exposure_people")
        self._report: ExposureReport | None = None
        self._of_all = False
        self._people: dict[str, str] = {}
        self._about = text("", "soft", "people_about", wrap=True)
        self.passphrase = line_entry(hidden=True)
        self._field = Field(
            say("Passphrase of a holder of the organisation's keys"), self.passphrase, name="people_key"
        )
        self.passphrase.returnPressed.connect(self.show_people)
        self._show = button(say("Show who they are"), "people_show", self.show_people, key="Alt+W")
        self._save = button(say("Save the list"), "people_save", self._ask_place)
        self.table = Table(
            [Column(say("Customer")), Column(say("Name"), stretch=True)],
            desk.look,
            name="people_table",
            says=say("People on this laptop"),
        )
        self.setLayout(
            rows(
                holder(section(say("Who they are"))),
                self._about,
                self._field,
                Flow(self._show, self._save, gap=8),
                self.table,
                gap=8,
            )
        )

    def take(self, report: ExposureReport | None, *, of_all: bool) -> None:
        """Another laptop: what was listed before is forgotten."""
        self._report, self._of_all, self._people = report, of_all, {}
        allowed = of_all or self.desk.session.role == MANAGER
        self._field.setVisible(of_all and report is not None)
        self._show.setVisible(allowed and report is not None)
        self.passphrase.clear()
        self._list()
        self._about.setText(
            say("The names lie encrypted on IT's machine; a holder of the organisation's keys opens them.")
            if of_all
            else say("A list of everybody is for managers, who answer for where it goes.")
        )

    def show_people(self) -> None:
        """Reads the names and lists them."""
        report = self._report
        if report is None:
            return
        session, typed = self.desk.session, self.passphrase.text()
        found = self.desk.attempt(
            lambda: people_on(session.home, report.exposure, Answered(typed)) if self._of_all else own_people(session)
        )
        self.passphrase.clear()
        if found is not None:
            self._people = found
            self._list()

    def save(self, file: Path) -> None:
        """Writes the list as CSV that no program takes for formulas."""

        def write() -> bool:
            write_whole(file, as_csv(sorted(self._people.items())), private=True)
            return True

        if self.desk.attempt(write):
            told = say(
                "{name} holds {count} names, readable by everybody: keep it as you keep the file.",
                name=file.name,
                count=count(len(self._people)),
            )
            self.desk.told.emit(told)

    def _ask_place(self) -> None:
        ask_where_to_save(self, say("Save the list of people"), "people.csv", self.save)

    def _list(self) -> None:
        named = sorted(self._people.items(), key=lambda pair: pair[1].casefold())
        self.table.take([Row(person, (person, name)) for person, name in named[:MOST_SHOWN]])
        fitted(self.table, MOST_ROWS, self.desk.look)
        self.table.setVisible(bool(named))
        self._save.setVisible(bool(named))
        if named:
            shown = say("{count} people.", count=count(len(named)))
            cut = say("The first {most} are shown; the saved list has all.", most=count(MOST_SHOWN))
            self._about.setText(f"{shown} {cut}" if len(named) > MOST_SHOWN else shown)
