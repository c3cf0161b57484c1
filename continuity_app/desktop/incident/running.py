"""Something is running: time line, who does what and which places are empty, first hour, legal clocks, the end."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QTabWidget, QWidget

from continuity_app.contacts.model import RosterLine
from continuity_app.desktop.incident.checklist import Checklist
from continuity_app.desktop.incident.timeline import Happening
from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import button, columns, frame, holder, rows, scrolling, text
from continuity_app.desktop.widgets.callers import Callers
from continuity_app.desktop.widgets.field import Field, line_entry, long_entry
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.moment import MomentField
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.desktop.widgets.times import count, when
from continuity_app.outage.clocks import LegalClock, obligations
from continuity_app.outage.duties import Hour, role_of
from continuity_app.outage.incidents import Incident
from continuity_app.outage.moments import said
from continuity_app.outage.noted_events import KNOWN
from continuity_app.times.reading import Manner
from continuity_app.words import say

IN_DAYS, URGENT = 72, 24
"""Hours: from here on a rest is told in days; below this it is marked."""


class RunningPanel(QFrame):
    """The running incident or drill.

    Signals:
        ended: what remains open, line by line; the incident is to be closed, or the drill ended.
        known_from: the moment at which an event happened; an empty name means all that hang on knowing.
        roster_print_asked: the roster on paper.
        wall_asked: the wall sheet on paper.
        day_sheet_asked: the day sheet with the journal's head on paper.
        shift_noted: a role and who has it from now on.
    """

    ended = Signal(object)
    known_from = Signal(str, object)
    roster_print_asked = Signal()
    wall_asked = Signal()
    day_sheet_asked = Signal()
    shift_noted = Signal(str, str)

    def __init__(self, look: Look, manner: Callable[[], Manner], callers: Callers) -> None:
        super().__init__()
        self.setObjectName("running")
        self.setProperty("role", "panel")
        self.title = text("", "title", "incident_title", wrap=True)
        self.about = text("", "lead", "incident_about", wrap=True)
        self.line = Table(
            [Column(say("When")), Column(say("What"), stretch=True), Column(say("Who"))],
            look,
            name="incident_timeline",
            says=say("Time line"),
        )
        self.roster = Table(
            [
                Column(say("Role"), stretch=True),
                Column(say("Person"), stretch=True),
                Column(say("Phone")),
                Column(say("Deputy"), stretch=True),
                Column(say("On shift now"), stretch=True),
            ],
            look,
            name="incident_roster",
            says=say("Who does what"),
        )
        self.shift = line_entry(hint="Maja Nowak")
        self._shift = Field(say("Who has the chosen role from now on"), self.shift, name="incident_shift")
        self.shift.returnPressed.connect(self._note_shift)
        self.checklist = Checklist()
        self.callers = callers
        self.hours = Table(
            [
                Column(say("Hour"), stretch=True),
                Column(say("Calls"), figures=True),
                Column(say("Reached"), figures=True),
                Column(say("Promises"), figures=True),
                Column(say("Sheets given out"), figures=True),
                Column(say("Taken down"), figures=True),
                Column(say("People"), figures=True),
            ],
            look,
            name="incident_hours",
            says=say("What was done, by the hour"),
        )
        self.gaps = text("", "", "incident_gaps", wrap=True, tone="caution")
        self.clocks = Table(
            [
                Column(say("Rule"), stretch=True),
                Column(say("For")),
                Column(say("Ends"), stretch=True),
                Column(say("Left")),
            ],
            look,
            name="incident_clocks",
            says=say("Legal clocks"),
        )
        self.what_happened = QComboBox()
        self.what_happened.setObjectName("incident_event")
        self.what_happened.setAccessibleName(say("What happened"))
        self.what_happened.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.what_happened.addItem(say("It became known, was discovered, was determined"), "")
        for event, words in obligations().events.items():
            self.what_happened.addItem(say(words), event)
        self.what_happened.activated.connect(lambda _: self._suggest_moment())
        self.known = MomentField(
            say("It happened at (Enter starts its clocks)"), manner, name="incident_known", ahead=False
        )
        self.known.chosen.connect(lambda at: self.known_from.emit(str(self.what_happened.currentData()), at))
        self._events: Mapping[str, dt.datetime] = {}
        self.remains = long_entry(lines=4)
        self._end = button("", "incident_end", self._ask_end, key="Alt+E")
        self._really = button("", "incident_really", self._finish, role="main")
        back = button(say("Back"), "incident_not_yet", self._not_yet)
        self._closing = holder(
            rows(
                Field(say("What remains open, a line each"), self.remains, name="incident_remains"),
                columns(self._really, back, 1),
                gap=10,
            ),
            "card",
            "incident_closing",
        )
        self._closing.layout().setContentsMargins(16, 12, 16, 12)  # type: ignore[union-attr]
        self._closing.hide()
        self.tabs = self._make_tabs()
        head = columns(rows(self.title, self.about, gap=2), rows(self._end, 1), gap=12)
        head.setStretch(0, 1)
        whole = rows(head, self._closing, self.tabs, margins=(26, 18, 26, 16), gap=12)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    def show_incident(self, incident: Incident, happened: Sequence[Happening], now: dt.datetime) -> None:
        """Shows what runs and what happened."""
        words = say("DRILL · {name}", name=incident.name) if incident.drill else incident.name
        self.title.setText(words)
        since = said(incident.declared_at, now)
        self.about.setText(
            say("A rehearsal since {since}, started by {user}", since=since, user=incident.by)
            if incident.drill
            else say("Declared {since} by {user}", since=since, user=incident.by)
        )
        self._end.setText(say("End the drill  Alt E") if incident.drill else say("Close the incident  Alt E"))
        self._really.setText(say("End the drill now") if incident.drill else say("Close it now"))
        self.line.take([Row(n, (one.at, one.words, one.user)) for n, one in enumerate(happened)])

    def show_hours(self, hours: Sequence[Hour], now: dt.datetime) -> None:
        """Shows what was done, the last hour first."""
        self.hours.take(
            [
                Row(
                    hour.at,
                    (
                        when(hour.at, now),
                        count(hour.calls),
                        count(hour.reached),
                        count(hour.promises),
                        count(hour.given_out),
                        count(hour.taken_down),
                        count(hour.people),
                    ),
                )
                for hour in hours
            ]
        )

    def show_roster(self, roster: Sequence[RosterLine], gaps: Sequence[str], on_shift: Mapping[str, str]) -> None:
        """Shows who does what, in words where nobody is named, and who has each role on this shift."""
        self.roster.take([_roster_row(line, on_shift) for line in roster])
        self.gaps.setText(say("▲ {gaps}", gaps=" · ".join(gaps)) if gaps else "")
        self.gaps.setVisible(bool(gaps))

    def show_clocks(self, clocks: Sequence[LegalClock], events: Mapping[str, dt.datetime], now: dt.datetime) -> None:
        """Shows what is due by law and when it ends here; `events` are those that are known to have happened."""
        self._events = events
        if not self.known.line.hasFocus():
            self._suggest_moment()
        self.clocks.take([_clock_row(clock, now) for clock in clocks])

    def _suggest_moment(self) -> None:
        at = self._events.get(str(self.what_happened.currentData() or KNOWN[0]))
        self.known.suggest(f"{at:%Y-%m-%d %H:%M}" if at is not None else "")

    def suggest_open(self, lines: Sequence[str]) -> None:
        """Fills in what the kit itself knows to be open."""
        self.remains.setPlainText("\n".join(lines))

    def _make_tabs(self) -> QTabWidget:
        tabs = QTabWidget()
        tabs.setObjectName("incident_tabs")
        tabs.setAccessibleName(say("Parts of the incident"))
        tabs.setDocumentMode(True)
        tabs.addTab(_page(self.line), say("Time line"))
        out = button(say("Print the roster"), "incident_roster_print", self.roster_print_asked.emit)
        shift = button(say("Note the shift"), "incident_shift_note", self._note_shift, key="Alt+N")
        wall = button(say("Print the wall sheet"), "incident_wall", self.wall_asked.emit, key="Alt+W")
        day = button(say("Print the day sheet"), "incident_day_sheet", self.day_sheet_asked.emit)
        acts = holder(rows(Flow(shift, wall, out, day, gap=8)))
        tabs.addTab(_page(self.gaps, self.roster, self._shift, acts), say("Who does what"))
        tabs.addTab(scrolling(self.checklist, "first_hour_scroll"), say("First hour"))
        note = text(
            say("Check with counsel: this table helps to ask in time, it is no advice. Ends are local times."),
            "soft",
            wrap=True,
        )
        tabs.addTab(
            _page(holder(rows(self.what_happened, self.known, gap=4)), note, self.clocks),
            say("Due by law"),
        )
        tabs.addTab(self.callers, say("Who is calling?"))
        tabs.addTab(_page(self.hours), say("By the hour"))
        return tabs

    def _note_shift(self) -> None:
        line, person = self.roster.current(), self.shift.text().strip()
        if line is not None:
            self.shift.clear()
            self.shift_noted.emit(role_of(line), person)

    def _ask_end(self) -> None:
        self._closing.show()
        self.remains.setFocus(Qt.FocusReason.OtherFocusReason)

    def _finish(self) -> None:
        lines = [line.strip() for line in self.remains.toPlainText().splitlines() if line.strip()]
        self._not_yet()
        self.ended.emit(lines)

    def _not_yet(self) -> None:
        self._closing.hide()


def _page(*parts: QWidget) -> QWidget:
    made = frame("panel")
    layout = rows(*parts, margins=(0, 12, 0, 0), gap=10)
    if layout.count():
        layout.setStretch(layout.count() - 1, 0)
    for place, part in enumerate(parts):
        if isinstance(part, Table):
            layout.setStretch(place, 1)
    layout.setDirection(QBoxLayout.Direction.TopToBottom)
    made.setLayout(layout)
    return made


def _roster_row(line: RosterLine, on_shift: Mapping[str, str]) -> Row:
    person = line.person or Cell(say("nobody"), "broken")
    now = Cell(on_shift.get(role_of(line), ""), bold=True)
    return Row(line, (line.role, person, line.phone, line.deputy or say("none"), now))


def _clock_row(clock: LegalClock, now: dt.datetime) -> Row:
    left = clock.remaining(now)
    if clock.ends is None or left is None:
        event = say("starts when: {event}", event=clock.event)
        return Row(clock.duty.id, (clock.duty.rule, clock.duty.length, Cell(event, "soft"), ""))
    hours = left.total_seconds() / 3600
    told = say("{days} days", days=left.days) if hours >= IN_DAYS else say("{hours} h", hours=int(hours))
    words = say("over") if hours < 0 else told
    tone = "broken" if hours < 0 else "caution" if hours < URGENT else ""
    return Row(clock.duty.id, (clock.duty.rule, clock.duty.length, when(clock.ends, now), Cell(words, tone)))
