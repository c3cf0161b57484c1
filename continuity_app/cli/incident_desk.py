"""The part of `continuity incident` for who does what, the first hour, clocks of the law, hours and the wall sheet."""

import argparse
import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.cli.command import Answer
from continuity_app.cli.context import Context
from continuity_app.errors import BadDataError
from continuity_app.outage.incidents import Incident
from continuity_app.outage.moments import said
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.contacts.model import RosterLine
    from continuity_app.kit.session import Session

KNOWN_TOGETHER = "known"


def add_desk_commands(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Adds the words of this module to `incident`."""
    commands.add_parser("roster", help="who does what, who is on shift, and the gaps").set_defaults(run=show_roster)
    shift = commands.add_parser("shift", help="note who has a role from now on")
    shift.add_argument("role", help="as the roster names it")
    shift.add_argument("person", nargs="?", default="", help="left out: as on the roster again")
    shift.set_defaults(run=note_shift)
    steps = commands.add_parser("steps", help="the first hour, step by step")
    steps.add_argument("--done", type=int, action="append", default=[], metavar="N", help="this step is done")
    steps.add_argument("--undo", type=int, action="append", default=[], metavar="N", help="it is not done after all")
    steps.set_defaults(run=show_steps)
    clocks = commands.add_parser("clocks", help="what is due by law, and when it ends here; check with counsel")
    clocks.add_argument(
        "--event",
        action="append",
        default=[],
        metavar="NAME=TIME",
        help="when it happened, like discovery=2024-06-19T08:00, or known=… for all that hangs on knowing; "
        "with no time it is taken back",
    )
    clocks.set_defaults(run=show_clocks)
    commands.add_parser("hours", help="what was done, by the hour").set_defaults(run=show_hours)
    wall = commands.add_parser("wall", help="a sheet for the wall: first hour, who does what, what is due")
    wall.add_argument("-o", "--output", type=Path, required=True, metavar="PDF")
    wall.add_argument("--paper", default="letter", help="letter or a4")
    wall.set_defaults(run=print_wall)


def show_roster(context: Context, _: argparse.Namespace) -> Answer:
    """Who does what; a finding while somebody is missing."""
    from continuity_app.readiness.evidence import roster_gaps  # noqa: PLC0415

    session = context.session()
    roster = _roster(session)
    gaps = roster_gaps(roster)
    told = [_duty(session, line) for line in roster]
    lines = [
        f"{each['role']:<26} {each['on_shift'] or each['person'] or say('nobody'):<24} {each['phone']:<16} "
        f"{each['deputy'] or say('none')}"
        for each in told
    ]
    return Answer({"roster": told, "gaps": gaps}, [*lines, *(f"▲ {gap}" for gap in gaps)], found=bool(gaps))


def note_shift(context: Context, args: argparse.Namespace) -> Answer:
    """Notes who has a role from now on."""
    from difflib import get_close_matches  # noqa: PLC0415

    from continuity_app.outage.duties import note_shift as note  # noqa: PLC0415
    from continuity_app.outage.duties import role_of  # noqa: PLC0415

    session = context.session(write=True)
    current, roles = _running(session), [role_of(line) for line in _roster(session)]
    role = next((each for each in roles if each.casefold() == args.role.strip().casefold()), None)
    if role is None:
        near = get_close_matches(args.role, roles, n=1)
        raise BadDataError(
            "incident.role",
            say("The roster has no role '{role}'.", role=args.role),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Did you mean '{near}'?", near=near[0])
            if near
            else say("There are: {known}.", known=", ".join(roles) or say("none")),
            details=[{"field": "role", "problem": args.role}],
        )
    note(session.journal, current.incident, role, args.person)
    told = say("{role}: {person} from now on.", role=role, person=args.person or say("as on the roster"))
    return Answer({"role": role, "on_shift": args.person.strip() or None}, [told])


def show_steps(context: Context, args: argparse.Namespace) -> Answer:
    """The first hour; steps may be ticked."""
    from continuity_app.outage.duties import DutiesProjection, first_hour, note_step  # noqa: PLC0415

    session = context.session(write=bool(args.done or args.undo))
    current, now = _running(session), context.clock.now()
    steps = first_hour(session.contacts.scripts() if session.contacts is not None else ())
    for number in (*args.done, *args.undo):
        if not 0 < number <= len(steps):
            raise BadDataError(
                "incident.step",
                say("There is no step {number}.", number=number),
                what_is_safe=say("Nothing was changed."),
                next_step=say("Use one from 1 to {last}.", last=len(steps)),
            )
    for done, numbers in ((True, args.done), (False, args.undo)):
        for number in numbers:
            note_step(session.journal, current.incident, number, done=done)
    duties = session.journal.value_of(DutiesProjection())
    told, lines = [], []
    for number, step in enumerate(steps, 1):
        note = duties.done(current.incident, number)
        told.append(
            {"step": number, "text": step, "done_by": note.person if note else None, "at": note.at if note else None}
        )
        mark = say("done by {person}, {time}", person=note.person, time=said(note.at, now)) if note else ""
        lines.append(f"{'✓' if note else ' '} {number}. {step} {mark}".rstrip())
    return Answer({"incident": current.incident, "steps": told}, lines)


def show_clocks(context: Context, args: argparse.Namespace) -> Answer:
    """What is due by law; events may be entered."""
    from continuity_app.outage.clocks import obligations  # noqa: PLC0415
    from continuity_app.outage.noted_events import KNOWN, clocks_of, is_noted, note_events  # noqa: PLC0415

    session, now = context.session(write=bool(args.event)), context.clock.now()
    current = _running(session)
    wanted = [(name.strip(), _moment(time, now)) for name, _, time in (each.partition("=") for each in args.event)]
    for name, at in wanted:
        note_events(session.journal, KNOWN if name == KNOWN_TOGETHER else [name], at)
    told, lines = [], []
    for clock in clocks_of(session.journal, current, now.tzinfo):
        duty = clock.duty
        noted = is_noted(session.journal, current, duty.starts)
        left = clock.remaining(now)
        told.append(
            {
                "id": duty.id,
                "rule": duty.rule,
                "who": duty.who,
                "length": duty.length,
                "event": duty.starts,
                "event_words": clock.event,
                "noted": noted,
                "started": clock.started.isoformat(timespec="minutes") if clock.started else None,
                "ends": clock.ends.isoformat(timespec="minutes") if clock.ends else None,
                "hours_left": round(left.total_seconds() / 3600, 1) if left is not None else None,
                "persons": duty.persons or None,
                "note": duty.note,
                "source": duty.source,
            }
        )
        lines.append(_clock_line(duty.rule, duty.length, said(clock.ends.isoformat(), now) if clock.ends else ""))
    advice = say("Check with counsel: this table helps to ask in time, it is no advice. Ends are local times.")
    events = obligations().events
    data = {"clocks": told, "events": events, "checked": obligations().checked.isoformat(), "advice": advice}
    return Answer(data, [*lines, advice])


def show_hours(context: Context, _: argparse.Namespace) -> Answer:
    """What was done, the last hour first."""
    from continuity_app.outage.duties import by_hour  # noqa: PLC0415

    session, now = context.session(), context.clock.now()
    since = dt.datetime.fromisoformat(_running(session).declared_at)
    hours = by_hour(session.journal, since, now)
    told: list[dict[str, Any]] = [
        {
            "at": hour.at.isoformat(timespec="minutes"),
            "calls": hour.calls,
            "reached": hour.reached,
            "promises": hour.promises,
            "given_out": hour.given_out,
            "taken_down": hour.taken_down,
            "people": hour.people,
        }
        for hour in hours
    ]
    lines = [
        say(
            "{hour}: calls {calls}, reached {reached}, promises {promises}, sheets out {given_out}, back {taken_down}",
            **{**each, "hour": said(each["at"], now)},
        )
        for each in told
    ]
    return Answer({"hours": told}, lines or [say("Nothing was done yet.")])


def print_wall(context: Context, args: argparse.Namespace) -> Answer:
    """Writes the wall sheet."""
    from continuity_app.durable import write_whole  # noqa: PLC0415
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415
    from continuity_app.kit.wall_sheet import wall_sheet  # noqa: PLC0415

    session = context.session()
    drawn = wall_sheet(session, _running(session), PrintDesk(session).context(Wish(args.paper)))
    write_whole(args.output, drawn.data)
    told = say("Written to {file}, {pages} pages.", file=args.output, pages=drawn.pages)
    return Answer({"file": str(args.output), "pages": drawn.pages}, [told])


def _running(session: "Session") -> Incident:
    current = session.incidents.current()
    if current is not None:
        return current
    raise BadDataError(
        "incident.none",
        say("No incident is declared."),
        what_is_safe=say("Nothing was changed."),
        next_step=say("See 'continuity incident status'."),
    )


def _roster(session: "Session") -> "list[RosterLine]":
    return session.contacts.roster() if session.contacts is not None else []


def _duty(session: "Session", line: "RosterLine") -> dict[str, Any]:
    from continuity_app.outage.duties import DutiesProjection, role_of  # noqa: PLC0415

    current = session.incidents.current()
    duties = session.journal.value_of(DutiesProjection())
    note = duties.on_duty(current.incident, role_of(line)) if current is not None else None
    return {
        "role": role_of(line),
        "person": line.person,
        "duty": line.duty,
        "phone": line.phone,
        "deputy": line.deputy,
        "on_shift": note.person if note is not None else None,
    }


def _moment(text: str, now: dt.datetime) -> dt.datetime | None:
    """When something happened; None where no time is given."""
    from continuity_app.outage.moments import due_time, moment_of  # noqa: PLC0415
    from continuity_app.times.reading import Manner  # noqa: PLC0415

    return moment_of(due_time(text, Manner(now, ""), "event"), now.tzinfo) if text.strip() else None


def _clock_line(rule: str, length: str, ends: str) -> str:
    if not ends:
        return say("{rule}: {length}, not started", rule=rule, length=length)
    return say("{rule}: {length}, until {end}", rule=rule, length=length, end=ends)
