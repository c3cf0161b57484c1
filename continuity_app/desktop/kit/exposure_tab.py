"""If it is lost: what one laptop holds at most, whom that concerns, and which duties count so many people."""

import datetime as dt
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QWidget

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.kit.exposure_facts import exposure_facts, threshold_rows
from continuity_app.desktop.kit.parts import Block
from continuity_app.desktop.kit.people_list import PeopleList
from continuity_app.desktop.printing import context_of
from continuity_app.desktop.widgets.basics import button, holder, rows, scrolling, section, text
from continuity_app.desktop.widgets.field import Field
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table, fitted
from continuity_app.kit.exposure_desk import ExposureReport, exposure_report
from continuity_app.kit.organisation_desk import list_devices
from continuity_app.kit.own_exposure import own_exposure
from continuity_app.words import say

MOST_ROWS = 10
KNOWN = ("aware", "belief", "determined", "discovery")
"""Events that usually fall on one moment: when the firm knew."""


class ExposureTab(QFrame):
    """On IT's machine every laptop may be chosen, on a laptop it is this one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.report: ExposureReport | None = None
        self.setObjectName("kit_exposure")
        self.setProperty("role", "panel")
        self._title = text("", "title", "exposure_title", wrap=True)
        self._about = text("", "soft", "exposure_about", wrap=True)
        self.device = QComboBox()
        self._device_field = Field(say("Which laptop?"), self.device, name="exposure_device")
        self.device.activated.connect(lambda _: self.look())
        self.facts = Block(say("What is on it"), "exposure_facts")
        self.seen = Block(say("What it last said"), "exposure_seen")
        self.people = PeopleList(desk)
        self.thresholds = Table(
            [
                Column(say("Rule"), stretch=True),
                Column(say("From"), figures=True),
                Column(say("Passed")),
                Column(say("Time")),
            ],
            desk.look,
            name="exposure_thresholds",
            says=say("Duties to tell somebody"),
        )
        self._counsel = text("", "strong", "exposure_counsel", wrap=True, tone="caution")
        self._paper = button(say("Save PDF for the file"), "exposure_pdf", self.print_list, key="Alt+F", role="main")
        inside = QWidget()
        inside.setLayout(
            rows(
                self._title,
                self._about,
                self._device_field,
                Flow(self._paper, gap=8),
                self.facts,
                self.people,
                self.seen,
                holder(section(say("What the law counts: check with counsel"))),
                self._counsel,
                self.thresholds,
                1,
                margins=(26, 18, 26, 18),
                gap=14,
            )
        )
        self.setLayout(rows(scrolling(inside, "exposure_scroll")))

    @property
    def of_all(self) -> bool:
        """Whether this is IT's machine, which knows every laptop."""
        return self.desk.session.home.organisation.is_dir()

    def refresh(self) -> None:
        """Reads the laptops anew, and what is on the chosen one."""
        chosen = self.device.currentData()
        self.device.clear()
        if self.of_all:
            for enrolled in self.desk.attempt(lambda: list_devices(self.desk.session.home)) or ():
                card = enrolled.card
                words = say("{device}: {user} at {site}", device=card.device, user=card.user, site=card.site)
                self.device.addItem(words if enrolled.trusted else say("{laptop}, revoked", laptop=words), card.device)
        self._device_field.setVisible(self.of_all)
        place = self.device.findData(chosen)
        self.device.setCurrentIndex(max(place, 0) if self.device.count() else -1)
        self.look()

    def look(self) -> None:
        """Puts together what is known of the chosen laptop."""
        self.report = self.desk.attempt(self._gathered)
        report = self.report
        self._paper.setEnabled(report is not None)
        self.people.take(report, of_all=self.of_all)
        if report is None:
            self._title.setText(say("No laptop was accepted yet"))
            self._about.setText(say("Accept a laptop's enrolment request first."))
            return
        self._title.setText(
            say("{count} people at most, if this laptop is lost", count=f"{report.exposure.customers:,}")
        )
        self._about.setText(self._about_words())
        facts, seen = exposure_facts(report, self.desk.clock.now())
        self.facts.take(facts)
        self.seen.take(seen)
        self._show_thresholds(report)

    def focus_first(self) -> None:
        """Puts the focus on the choice of a laptop, or on the paper."""
        target = self.device if self.of_all else self._paper
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_list(self) -> None:
        """Draws it all for the file, to be looked at, printed or saved."""
        report = self.report
        if report is None:
            return
        from continuity_app.kit.exposure_pages import draw_exposure  # noqa: PLC0415 - reportlab is loaded at the first print

        drawn = self.desk.attempt(lambda: draw_exposure(report, context_of(self.desk)))
        if drawn is not None:
            name = f"exposure-{report.exposure.enrolled.card.device}.pdf"
            self.desk.show_paper(say("Exposure of a lost laptop"), drawn.data, name)

    def _about_words(self) -> str:
        if self.of_all:
            return say("From what was sealed to it, and from its journal as far as it was merged here.")
        return say(
            "From what lies on this laptop's disk, in both snapshots that it keeps. IT's machine knows every laptop."
        )

    def _gathered(self) -> ExposureReport | None:
        session, events = self.desk.session, self._events()
        if not self.of_all:
            return own_exposure(session, events)
        device = self.device.currentData()
        return exposure_report(session.home, device, session, events, self.desk.clock) if device else None

    def _events(self) -> Mapping[str, dt.datetime]:
        """The running incident's beginning; without one no clock runs yet."""
        current = self.desk.session.incidents.current()
        if current is None or current.drill:
            return {}
        return dict.fromkeys(KNOWN, dt.datetime.fromisoformat(current.declared_at))

    def _show_thresholds(self, report: ExposureReport) -> None:
        passed = len(report.passed)
        self._counsel.setText(
            say(
                "▲ {count} thresholds are passed by this laptop alone. Check with counsel what has to be told to whom.",
                count=passed,
            )
            if passed
            else say(
                "No threshold of a number of people is passed; duties for any number are below. Check with counsel."
            )
        )
        made = threshold_rows(report, self.desk.clock.now())
        self.thresholds.take(
            [
                Row(n, (rule, people, Cell(said, "caution", bold=True) if marked else said, time))
                for n, (rule, people, said, marked, time) in enumerate(made)
            ]
        )
        fitted(self.thresholds, MOST_ROWS, self.desk.look)
