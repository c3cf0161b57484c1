"""The incident room: declare, watch, rehearse, close."""

import datetime as dt

from PySide6.QtWidgets import QStackedWidget

from continuity_app.desktop.desk import Desk, Room
from continuity_app.desktop.incident.declare import DeclarePanel
from continuity_app.desktop.incident.paper import after_action_pdf, day_pdf, roster_pdf, wall_pdf
from continuity_app.desktop.incident.running import RunningPanel
from continuity_app.desktop.incident.timeline import happenings
from continuity_app.desktop.widgets.basics import rows
from continuity_app.desktop.widgets.callers import Callers
from continuity_app.desktop.widgets.times import when_written
from continuity_app.kit.closing import close_incident
from continuity_app.outage.duties import DutiesProjection, by_hour, first_hour, note_shift, note_step, role_of
from continuity_app.outage.incidents import Incident
from continuity_app.outage.noted_events import KNOWN, clocks_of, events_of, is_noted, note_events
from continuity_app.readiness.evidence import roster_gaps
from continuity_app.words import say


class IncidentRoom(Room):
    """What is happening, who does what, what is due by law?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "incident", say("Incident"))
        self.declare = DeclarePanel()
        self.running = RunningPanel(desk.look, lambda: desk.manner, Callers(desk))
        self._pane = QStackedWidget()
        self._pane.addWidget(self.declare)
        self._pane.addWidget(self.running)
        self.setLayout(rows(self._pane))
        self.declare.declared.connect(self._declare)
        self.declare.drilled.connect(self._drill)
        self.declare.report_asked.connect(self._report)
        self.running.ended.connect(self._end)
        self.running.known_from.connect(self._know)
        self.running.roster_print_asked.connect(self.print_list)
        self.running.wall_asked.connect(self.print_wall)
        self.running.day_sheet_asked.connect(self.print_day)
        self.running.checklist.ticked.connect(self._tick)
        self.running.shift_noted.connect(self._note_shift)

    def refresh(self) -> None:
        """Reads what runs."""
        current = self.desk.attempt(self.desk.session.incidents.current)
        if current is None:
            self.declare.last.setText(self._last_words())
            self.declare.report.setVisible(bool(self.desk.session.incidents.all().all))
            self._pane.setCurrentWidget(self.declare)
            return
        now = self.desk.clock.now()
        since = dt.datetime.fromisoformat(current.declared_at)
        lines = self.desk.attempt(lambda: happenings(self.desk.session.journal.entries(), since, now)) or []
        self.running.show_incident(current, lines, now)
        roster = self.desk.session.contacts.roster() if self.desk.session.contacts is not None else ()
        duties = self.desk.session.journal.value_of(DutiesProjection())
        on_shift = {
            role: note.person
            for role in map(role_of, roster)
            if (note := duties.on_duty(current.incident, role)) is not None
        }
        self.running.show_roster(roster, roster_gaps(roster), on_shift)
        self.running.checklist.show_steps(self._steps(), current.incident, duties, self.desk.session.journal)
        self.running.callers.refresh()
        self.running.show_hours(self.desk.attempt(lambda: by_hour(self.desk.session.journal, since, now)) or (), now)
        self._show_clocks(current)
        self.running.suggest_open(self._open_words(current))
        self._pane.setCurrentWidget(self.running)

    def focus_first(self) -> None:
        """Puts the cursor into the name, or the focus on the time line."""
        if self._pane.currentWidget() is self.declare:
            self.declare.focus_first()
        else:
            self.running.line.setFocus()

    def print_list(self) -> None:
        """Previews the roster on paper."""
        roster = self.desk.session.contacts.roster() if self.desk.session.contacts is not None else ()
        data = self.desk.attempt(lambda: roster_pdf(self.desk, roster))
        if data is not None:
            self.desk.show_paper(say("Roster"), data, "roster.pdf")

    def print_day(self) -> None:
        """Previews the day sheet: sheets, calls and promises as they stand, and the journal's head."""
        data = self.desk.attempt(lambda: day_pdf(self.desk))
        if data is not None:
            self.desk.show_paper(say("Day sheet"), data, "day-sheet.pdf")

    def print_wall(self) -> None:
        """Previews the wall sheet: roles, gaps, first hour, what is due by law."""
        current = self.desk.session.incidents.current()
        if current is None:
            return
        data = self.desk.attempt(lambda: wall_pdf(self.desk, current))
        if data is not None:
            self.desk.show_paper(say("Wall sheet"), data, "wall-sheet.pdf")

    def end(self) -> None:
        """Stops looking at the clock."""
        self.running.callers.stop()

    def _steps(self) -> tuple[str, ...]:
        contacts = self.desk.session.contacts
        return first_hour(contacts.scripts() if contacts is not None else ())

    def _tick(self, step: int, done: bool) -> None:
        current, journal = self.desk.session.incidents.current(), self.desk.session.journal

        def note() -> bool:
            note_step(journal, current.incident if current is not None else "", step, done=done)
            return True

        self.desk.save(note)

    def _note_shift(self, role: str, person: str) -> None:
        current, journal = self.desk.session.incidents.current(), self.desk.session.journal

        def note() -> bool:
            note_shift(journal, current.incident if current is not None else "", role, person)
            return True

        words = say("{role}: {person} from now on.", role=role, person=person or say("as on the roster"))
        self.desk.save(note, words)

    def _report(self) -> None:
        data = self.desk.attempt(lambda: after_action_pdf(self.desk))
        if data is not None:
            self.desk.show_paper(say("After-action report"), data, "after-action.pdf")

    def _declare(self, name: str, kind: str) -> None:
        made = self.desk.save(lambda: self.desk.session.incidents.declare(name, kind), say("The incident is declared."))
        if made is not None:
            self.declare.name.clear()
            self.focus_first()

    def _drill(self, name: str) -> None:
        made = self.desk.save(lambda: self.desk.session.incidents.start_drill(name), say("The drill has begun."))
        if made is not None:
            self.declare.name.clear()
            self.focus_first()

    def _end(self, remains: list[str]) -> None:
        incidents = self.desk.session.incidents
        current = incidents.current()
        if current is not None and current.drill:
            self.desk.save(incidents.end_drill, say("The drill is over."))
        else:
            self.desk.save(lambda: close_incident(self.desk.session, remains), say("The incident is closed."))
        self.focus_first()

    def _know(self, event: str, moment: dt.datetime) -> None:
        journal, current = self.desk.session.journal, self.desk.session.incidents.current()
        names = (event,) if event else KNOWN
        zone = self.desk.clock.now().tzinfo
        before = events_of(journal, current, zone) if current is not None else {}
        if current is None or all(is_noted(journal, current, each) and before[each] == moment for each in names):
            return  # the cursor left the field, and nothing new stands in it

        def note() -> bool:
            note_events(journal, names, moment)
            return True

        self.desk.save(note, say("Noted. The clocks that start with it run, on every laptop after a merge."))

    def _show_clocks(self, current: Incident) -> None:
        journal, now = self.desk.session.journal, self.desk.clock.now()
        clocks = self.desk.attempt(lambda: clocks_of(journal, current, now.tzinfo)) or []
        self.running.show_clocks(clocks, events_of(journal, current, now.tzinfo), now)

    def _open_words(self, current: Incident) -> list[str]:
        if current.drill:
            return []
        session, lines = self.desk.session, []
        unexplained = len(session.ledger.ledger().unexplained)
        promises, waiting = len(session.promises.open()), len(session.rekeying.list())
        if unexplained:
            lines.append(say("{count} sheets are unexplained", count=unexplained))
        if promises:
            lines.append(say("{count} promises are open", count=promises))
        if waiting:
            lines.append(say("{count} sheets wait to be re-keyed or verified", count=waiting))
        return lines

    def _last_words(self) -> str:
        last = self.desk.session.incidents.all().last
        if last is None:
            return say("No incident was ever declared on this kit.")
        closed = when_written(last.closed_at, self.desk.clock.now())
        return say("The last one, {name}, was closed {closed}.", name=last.name, closed=closed)
