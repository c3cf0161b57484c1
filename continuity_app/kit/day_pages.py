"""Pages for people's hands: the customer card, the day sheet with the journal's head, the roster, a day's appointments.

They are drawn with the parts of all lists; only the appointments go out on numbered sheets, for what came of them is
written down and comes back.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from continuity_app.contacts.model import Appointment, Channel, ChannelKind, Customer, Quality, RosterLine
from continuity_app.contacts.phones import display_number
from continuity_app.errors import BadDataError
from continuity_app.forms.sheet_states import SheetState, State
from continuity_app.forms.texts import title_of
from continuity_app.kit.print_desk import PrintDesk
from continuity_app.kit.session import Session
from continuity_app.outage.history import HistoryLine
from continuity_app.outage.impact import impact
from continuity_app.outage.moments import moment_of, said
from continuity_app.outage.numbers import region_for
from continuity_app.outage.promise_board import board
from continuity_app.outage.promises import Promise
from continuity_app.paper.context import Drawn, SheetContext
from continuity_app.paper.fonts import legible
from continuity_app.paper.listing import Cell, Column, drawn_table
from continuity_app.paper.report import Prose, Section, Table, draw_report
from continuity_app.words import say

APPOINTMENTS = "appointment_sheet"
LINES = 12
"""Appointments on one sheet: as many as fit on one page with a line to add."""
_MOST_HISTORY = 24
_BLANK_LINES = 4
_KINDS = {
    ChannelKind.MOBILE: "mobile",
    ChannelKind.PHONE: "phone",
    ChannelKind.HOME: "home",
    ChannelKind.WORK: "work",
    ChannelKind.EMAIL: "e-mail",
    ChannelKind.POSTAL: "post",
}
_QUALITIES = {
    Quality.VERIFIED: "confirmed",
    Quality.UNVERIFIED: "never confirmed",
    Quality.SUSPECT: "doubtful",
    Quality.INVALID: "cannot be used",
}


def roster_page(roster: Sequence[RosterLine], context: SheetContext) -> Drawn:
    """The roster with room for who came."""
    columns = [
        Column(say("Role"), 1.6, Cell.STRONG),
        Column(say("Person"), 1.6),
        Column(say("Duty"), 3.0),
        Column(say("Phone"), 1.6),
        Column(say("Deputy"), 1.6),
        Column(say("Here"), 1.0, Cell.WRITE),
    ]
    rows = [(line.role, line.person, line.duty, line.phone, line.deputy, "") for line in roster]
    return drawn_table(say("Roster"), say("Who does what in an outage"), columns, rows, context, landscape=True)


def customer_card(session: Session, customer: str, context: SheetContext) -> Drawn:
    """All that the kit knows of one customer, with lines to write on.

    Raises:
        BadDataError: nobody has this id.
    """
    page, now = session.customers.page(customer), session.clock.now()
    known = page.customer
    sections = [
        _reached(known, region_for(known, session.contacts)),
        *_owned(known),
        *_planned(page.appointments, page.promises, now),
        *((Section(say("Note"), (Prose((known.note,)),)),) if known.note else ()),
        *_sheets(page.sheets, session, now),
        *_happened(page.history, now),
    ]
    facts = [
        (say("Customer no."), known.id),
        (say("Segment"), known.segment or "—"),
        (say("Market"), known.market or "—"),
        (say("Product"), known.product or "—"),
        (say("Language"), known.language or "—"),
    ]
    organisation = known.organisation if known.organisation != known.name else ""
    told = " · ".join(filter(None, (organisation, say("Customer card: keep it in hand, shred it after the outage"))))
    return draw_report(known.name, told, sections, context, facts=facts)


def _reached(customer: Customer, region: str) -> Section:
    columns = (
        Column(say("Way"), 0.9),
        Column(say("Number or address"), 3.2, Cell.STRONG),
        Column(say("Trust"), 1.5),
        Column(say("What came of it"), 2.4, Cell.WRITE),
    )
    ways = Table(columns, tuple((*_way(channel, region), "") for channel in customer.channels))
    warned = (Prose((say("Wants no calls."),)),) if customer.do_not_call else ()
    return Section(say("How to reach the customer"), (*warned, ways))


def _way(channel: Channel, region: str) -> tuple[str, str, str]:
    number, _, extension = channel.value.partition(";ext=")
    shown = display_number(number, region) if channel.kind.can_be_called else channel.value
    if extension:
        shown = say("{number} ext. {extension}", number=shown, extension=extension)
    return say(_KINDS[channel.kind]), shown, say(_QUALITIES[channel.quality])


def _owned(customer: Customer) -> Iterator[Section]:
    if not customer.assets:
        return
    heads = (say("Asset"), say("VIN"), say("Plate"), say("Policy"), say("Serial no."))
    rows = [(a.label or a.kind, a.vin, a.plate, a.policy, a.serial) for a in customer.assets]
    filled = [n for n in range(len(heads)) if n == 0 or any(row[n] for row in rows)]
    weights = (2.6, 2.0, 1.0, 1.6, 1.6)
    columns = tuple(Column(heads[n], weights[n], Cell.TEXT if n else Cell.STRONG) for n in filled)
    yield Section(say("What we look after"), (Table(columns, tuple(tuple(row[n] for n in filled) for row in rows)),))


def _planned(appointments: Sequence[Appointment], promises: Sequence[Promise], now: dt.datetime) -> Iterator[Section]:

    if appointments:
        columns = (Column(say("When"), 1.4, Cell.STRONG), Column(say("What for"), 2.6), Column(say("With whom"), 1.6))
        rows = tuple((said(a.at, now), a.what, a.person, a.place) for a in appointments)
        yield Section(say("Appointments"), (Table((*columns, Column(say("Place"), 1.2)), rows),))
    if promises:
        yield Section(say("Promises"), (_promises(promises, now),))


def _promises(promises: Sequence[Promise], now: dt.datetime, names: Mapping[str, str] | None = None) -> Table:

    columns = [Column(say("Due"), 1.4, Cell.STRONG), Column(say("What is promised"), 3.2)]
    if names is not None:
        columns.append(Column(say("Customer"), 1.8))
    columns += [Column(say("Who keeps it"), 1.2), Column(say("Kept"), 1.2)]
    rows = []
    for one in promises:
        whom = () if names is None else (names.get(one.customer, one.customer),)
        due = said(one.due, now) if one.due else "—"
        rows.append((due, one.what, *whom, one.owner, said(one.kept_at, now) if one.kept_at else ""))
    return Table(tuple(columns), tuple(rows))


def _sheets(sheets: Sequence[SheetState], session: Session, now: dt.datetime) -> Iterator[Section]:
    if sheets:
        titles = {form.id: title_of(form) for form in session.forms.list()}
        columns = (Column(say("Sheet"), 1.2, Cell.STRONG), Column(say("Form"), 3.0), Column(say("Since"), 1.6))
        rows = tuple((s.serial, titles.get(s.form, s.form), said(s.issued_at, now)) for s in sheets)
        yield Section(say("Sheets"), (Table(columns, rows),))


def _happened(history: Sequence[HistoryLine], now: dt.datetime) -> Iterator[Section]:
    """What happened, and lines to write on."""
    weights = ((say("When"), 1.3), (say("What happened"), 5.0), (say("Who"), 1.1))
    lines = tuple((said(line.at, now), line.text, line.user) for line in history[:_MOST_HISTORY])
    if lines:
        yield Section(say("What happened"), (Table(tuple(Column(*weight) for weight in weights), lines),))
    blank = tuple(Column(*weight, Cell.WRITE) for weight in weights)
    yield Section(say("Written by hand"), (Table(blank, (("", "", ""),) * _BLANK_LINES),))


def day_sheet(session: Session, context: SheetContext) -> Drawn:
    """What stands in the journal at this moment, to be signed: its head on paper shows any later change."""
    now, journal = session.clock.now(), session.journal
    sections = [
        Section(say("Sheets"), (_sheets_by_form(session, drill=context.drill),)),
        Section(say("Calls"), (Prose((_called(session),)),)),
        _due(session, now),
        Section(say("Journal"), (_heads(session),)),
        Section(say("Signed"), (_signed(),)),
    ]
    facts = [(say("Journal head"), journal.head()), (say("Entries"), f"{journal.count():,}")]
    told = say("As it stood {time}; keep it with the day's sheets", time=said(now.isoformat("T", "minutes"), now))
    return draw_report(say("Day sheet"), told, sections, context, facts=facts)


def _called(session: Session) -> str:
    found = impact(session.contacts, session.journal).whole
    return say(
        "Customers tried: {attempted}; reached: {reached}; harmed: {harmed}.",
        attempted=f"{found.attempted:,}",
        reached=f"{found.reached:,}",
        harmed=f"{found.harmed:,}",
    )


def _heads(session: Session) -> Table:
    columns = (
        Column(say("Laptop"), 1.6, Cell.STRONG),
        Column(say("Entries"), 0.8, Cell.NUMBER),
        Column(say("Head"), 5.0),
    )
    return Table(columns, tuple((head.device, f"{head.seq:,}", head.hash) for head in session.journal.heads()))


def _signed() -> Table:
    columns = (
        Column(say("Role"), 2.0, Cell.STRONG),
        *(Column(word, 2.0, Cell.WRITE) for word in (say("Name"), say("Signature"), say("Date and time"))),
    )
    return Table(columns, tuple((role, "", "", "") for role in (say("Counted by"), say("Checked by a second person"))))


def _sheets_by_form(session: Session, *, drill: bool) -> Table:

    lines = session.ledger.lines(drill=drill)
    by_form: dict[str, Counter[str]] = {}
    for line in lines:
        state = line.sheet.state
        counts = by_form.setdefault(line.sheet.form, Counter())
        counts["given"] += 1
        counts["filled" if state.holds_facts else state.value] += 1
        counts["open"] += not state.explained
    titles = {form.id: title_of(form) for form in session.forms.list()}
    heads = (say("Given out"), say("Filled"), say("Blank"), say("Void"), say("Lost"), say("Unexplained"))
    parts = ("given", "filled", State.BLANK.value, State.VOID.value, State.LOST.value, "open")
    rows = [
        (titles.get(form, form or "—"), *(str(counts[part]) for part in parts))
        for form, counts in sorted(by_form.items())
    ]
    if len(rows) > 1:
        whole = sum(by_form.values(), Counter())
        rows.append((say("All"), *(str(whole[part]) for part in parts)))
    columns = (Column(say("Form"), 2.6, Cell.STRONG), *(Column(head, 1.0, Cell.NUMBER) for head in heads))
    return Table(columns, tuple(rows))


def _due(session: Session, now: dt.datetime) -> Section:
    """Open promises, those near or overdue by name."""
    made = board(session.contacts, session.journal, now)
    until = now.replace(hour=23, minute=59, second=59) + dt.timedelta(days=1)
    open_ones = [one for one in made.promises if one.open]
    near = [one for one in open_ones if one.due and (moment_of(one.due, now.tzinfo) or until) <= until]
    names = {c.id: c.name for c in session.customers.get_many({one.customer for one in near}).values()}
    told = say("Open promises: {count}; due until tomorrow night: {near}", count=len(open_ones), near=len(near))
    return Section(say("Promises"), (Prose((told,)), *((_promises(near, now, names),) if near else ())))


def appointment_sheets(session: Session, day: dt.date, person: str = "") -> list[SheetState]:
    """Numbered appointment sheets of a day, one person's appointments after another; journalled when this returns.

    As on any list, a character that no face has stands as a question mark: one name must not keep all from paper.

    Args:
        session: open for writing.
        day: whose appointments.
        person: only of this one; empty for all.

    Raises:
        BadDataError: nobody is expected that day, or the site has no appointment sheet among its forms.
    """
    expected: dict[str, list[dict[str, str]]] = {}
    for customer, appointment in _expected(session, day):
        if person and person.casefold() != appointment.person.casefold():
            continue
        line = _line(customer, appointment, region_for(customer, session.contacts), session.clock.now())
        expected.setdefault(appointment.person or say("nobody in particular"), []).append(line)
    if not expected:
        raise BadDataError(
            "appointments.none",
            say("Nobody is expected on {day}.", day=day.isoformat()),
            what_is_safe=say("No number was given out."),
            next_step=say("Name another day, or leave the person out."),
        )
    made = []
    for whose, lines in sorted(expected.items()):
        lines.sort(key=lambda line: line["from"])
        for at in range(0, len(lines), LINES):
            answers = {"day": day.isoformat(), "person": legible(whose), "appointments": lines[at : at + LINES]}
            made += session.sheets.issue(APPOINTMENTS, answers=answers, **PrintDesk(session).under_what())
    return made


def _expected(session: Session, day: dt.date) -> Iterator[tuple[Customer, Appointment]]:
    """Who is expected on a day; customers with appointments or promises stand before all others."""
    zone = session.clock.now().tzinfo
    for customer in session.contacts.in_order_of_need() if session.contacts is not None else ():
        if not (customer.appointments or customer.promises):
            return
        for appointment in customer.appointments:
            at = moment_of(appointment.at, zone)
            if at is not None and at.astimezone(zone).date() == day:
                yield customer, appointment


def _line(customer: Customer, appointment: Appointment, region: str, now: dt.datetime) -> dict[str, str]:
    def clock(text: str) -> str:
        at = moment_of(text, now.tzinfo) if "T" in text or " " in text else None
        return f"{at.astimezone(now.tzinfo):%H:%M}" if at is not None else ""

    phone = next(iter(customer.callable_channels), None)
    line = {
        "from": clock(appointment.at),
        "until": clock(appointment.until),
        "customer_name": customer.name,
        "customer_phone": display_number(phone.value.partition(";ext=")[0], region) if phone is not None else "",
        "what": ", ".join(filter(None, (appointment.what, appointment.place))),
    }
    return {name: legible(value) for name, value in line.items() if value or name == "from"}
