"""Any history of three to eight laptops: bundles come late, twice, in pieces or never; in the end all agree."""

import datetime as dt
from collections import Counter, defaultdict

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.forms.serial import Serial
from continuity_app.forms.sheet_states import State
from continuity_app.journal.types import PromiseMade, RekeyDone, SheetCaptured
from continuity_app.outage.call_lines import Filters
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.duplicates import DuplicateDesk
from continuity_app.outage.facts import FactsProjection
from continuity_app.outage.impact import impact
from continuity_app.outage.incidents import IncidentDesk
from continuity_app.outage.promise_board import board
from continuity_app.outage.promises import PromiseDesk, PromisesProjection
from continuity_app.outage.share_desk import ShareDesk
from continuity_app.recovery.ledger import LedgerDesk, line_of
from continuity_app.recovery.rekey import RekeyDesk
from tests.builders import clock, contacts, customer, form, laptops, sheet_desk

NOTE = form("""
    | survey |
    | | type | name | label |
    | | text | what | What |
    | settings |
    | | form_id |
    | | complaint_harm |
""")
PEOPLE = [customer(n, value=100.0 + n) for n in range(1, 7)]
STORE = contacts(*PEOPLE)
NAMES = ("ana", "ben", "cleo", "dora", "emil", "finn", "gil", "hana")
OUTCOMES = ("reached", "no answer", "busy", "disconnected", "call back", "refused")


class Site:
    """Laptops of one site, each with its desks; one thing happens after the other, on whichever laptop.

    `twins`: the last two give out the same numbers, as a copied laptop does.
    """

    def __init__(self, count, *, twins=False):
        self.clock = clock()
        self.laptops = laptops(*NAMES[:count], at=self.clock)
        self.journals = [made.journal for made in self.laptops]
        prefixes = [f"A{min(n, count - 2) if twins else n}X" for n in range(count)]
        self.sheets = [sheet_desk(j, NOTE, prefix=p) for j, p in zip(self.journals, prefixes, strict=True)]
        self.rekeying = [RekeyDesk(s, j, self.clock) for s, j in zip(self.sheets, self.journals, strict=True)]
        self.promised = set()

    def do(self, at, deed, one, other):
        """One thing at one laptop; what its desk refuses did not happen."""
        journal, sheets, who = self.journals[at], self.sheets[at], PEOPLE[one % len(PEOPLE)]
        known = sorted(sheets.all())
        serial = known[other % len(known)] if known else ""
        promises = sorted(journal.value_of(PromisesProjection()).made)
        promise = promises[other % len(promises)] if promises else "P-0"
        customers = CustomerDesk(STORE, journal, self.clock)
        names = NAMES[: 1 + other % len(self.journals)]
        deeds = {
            "call": lambda: CallDesk(STORE, journal, self.clock).log(
                who.id, who.channels[0].value, OUTCOMES[other % len(OUTCOMES)]
            ),
            "promise": lambda: PromiseDesk(STORE, journal, self.clock).make(who.id, f"Thing {other}"),
            "keep": lambda: PromiseDesk(STORE, journal, self.clock).keep(promise),
            "add": lambda: customers.add_customer({"name": f"New {one}", "mobile": f"(415) 555-26{other:02}"}),
            "link": lambda: DuplicateDesk(STORE, journal, customers).link(who.id, PEOPLE[other % len(PEOPLE)].id),
            "part": lambda: DuplicateDesk(STORE, journal, customers).part(who.id, PEOPLE[other % len(PEOPLE)].id),
            "divide": lambda: ShareDesk(journal, self.clock, "call").divide(names),
            "hand": lambda: ShareDesk(journal, self.clock, "call").hand_over(NAMES[one % 8], [NAMES[other % 8]], "why"),
            "give": lambda: ShareDesk(journal, self.clock, "call").give([who.id], NAMES[other % 8]),
            "declare": lambda: IncidentDesk(journal, self.clock).declare(f"Outage {one}"),
            "issue": lambda: sheets.issue(NOTE.id, copies=1 + one % 3, customer=who.id),
            "capture": lambda: sheets.capture(serial, {"what": f"{other}"}, correction="again" if one % 2 else ""),
            "void": lambda: sheets.void(serial, "spoilt"),
            "lost": lambda: sheets.lost(serial, "gone"),
            "blank": lambda: sheets.count_back([serial]),
            "rekey": lambda: self.rekeying[at].done(serial, f"RO-{one}-{other}"),
            "share": lambda: self.rekeying[at].done(serial, f"RO-{other % 3}", "one order there"),
            "settle": lambda: self.rekeying[at].done(serial, line_of(sheets.state(serial)).references[0], "cancelled"),
            "verify": lambda: self.rekeying[at].verify(serial),
        }
        try:
            deeds[deed]()
        except (BadDataError, IndexError):  # nothing was re-keyed that could be settled
            return
        self.promised |= {e.body["promise"] for e in journal.entries([PromiseMade.type])}
        if deed == "hand":
            self.check_handed(at, NAMES[one % 8])

    def deliver(self, giver, taker, first, last):
        """A bundle, or the part of it that arrived; it may have arrived before."""
        held = list(self.journals[giver].held_entries())
        self.journals[taker].take_in(held[first % (len(held) + 1) :][: last or None])

    def meet(self):
        for giver in self.journals:
            entries = list(giver.held_entries())
            for taker in self.journals:
                taker.take_in(entries)

    def check_ledger(self, at):
        """Issued = blank + captured + void + lost + unexplained: each number heard of or implied, in one state."""
        ledger = LedgerDesk(self.sheets[at], self.journals[at]).ledger()
        states = Counter(sheet.state for sheet in self.sheets[at].all().values())
        told = ledger.as_json()
        assert told["issued"] == (
            told["blank"] + told["captured"] + told["void"] + told["lost"] + len(told["unexplained"])
        )
        heard = {serial for e in self.journals[at].entries() for serial in _serials(e.body)}
        highest = Counter()
        for serial in map(Serial.parse, heard):
            highest[serial.prefix] = max(highest[serial.prefix], serial.number)
        assert sum(states.values()) == len(heard)
        assert told["issued"] == sum(highest.values())
        assert len(ledger.unheard) == sum(highest.values()) - len(heard)
        assert len(ledger.unexplained) == states[State.ISSUED] + len(ledger.unheard)
        self.check_way_back(at)

    def check_way_back(self, at):
        """Nothing that was taken down or typed in is hidden; what is open waits once."""
        sheets, entries = self.sheets[at].all(), list(self.journals[at].entries([SheetCaptured.type, RekeyDone.type]))
        captures, references = defaultdict(list), defaultdict(set)
        for entry in entries:
            if entry.type == SheetCaptured.type:
                captures[entry.body["serial"]].append(entry.body["answers"]["what"])
            else:
                references[entry.body["serial"]].add(entry.body["reference"].casefold())
        for serial, sheet in sheets.items():
            assert [each.answers["what"] for each in sheet.captures] == captures[serial]
            assert {each.casefold() for each in line_of(sheet).references} == references[serial]
        queue = self.rekeying[at].list()
        waiting = [each.line.sheet.serial for each in queue]
        assert len(set(waiting)) == len(waiting)
        must = {s for s, sheet in sheets.items() if sheet.state in (State.CAPTURED, State.REKEYED)}
        assert must == {each.line.sheet.serial for each in queue if each.line.sheet.state is not State.VERIFIED}
        assert all(each.line.rekeyed_twice for each in queue if each.line.sheet.state is State.VERIFIED)

    def check_shares(self, at):
        """Nobody stands on two lists, and everybody who is to be called stands on one or is nobody's."""
        desk, division = CallDesk(STORE, self.journals[at], self.clock), self.division(at)
        lists = [desk.list(Filters(worker=name)).calls for name in division.workers]
        shared = Counter(call.customer.id for calls in lists for call in calls)
        assert set(shared.values()) <= {1}
        everybody = {call.customer.id for call in desk.list().calls}
        assert set(shared) == {each for each in everybody if division.worker_of(each) in division.workers}

    def check_handed(self, at, giver):
        """Who handed everything over has nothing left; what they had is somebody's."""
        division = self.division(at)
        assert giver not in division.workers
        assert giver not in {division.worker_of(who.id) for who in PEOPLE}

    def division(self, at):
        return ShareDesk(self.journals[at], self.clock, "call").division()

    def seen(self, at):
        """All that a laptop shows."""
        journal = self.journals[at]
        division = self.division(at)
        return {
            "digest": journal.digest(),
            "facts": {who: list(facts) for who, facts in journal.value_of(FactsProjection()).items()},
            "impact": impact(STORE, journal).as_json(),
            "sheets": {serial: sheet.as_json() for serial, sheet in self.sheets[at].all().items()},
            "promises": sorted(map(str, board(STORE, journal, self.clock.now(), central=True).as_json()["promises"])),
            "incidents": IncidentDesk(journal, self.clock).all(),
            "shares": {who.id: division.worker_of(who.id) for who in PEOPLE},
            "calls": [call.as_json() for call in CallDesk(STORE, journal, self.clock).list().calls],
            "rekey": [waiting.as_json() for waiting in self.rekeying[at].list()],
        }


def _serials(body):
    return [body["serial"]] if body.get("serial") else list(body.get("serials") or ())


DEEDS = (
    *("call", "promise", "keep", "add", "link", "part", "divide", "hand", "give", "declare"),
    *("issue", "issue", "capture", "capture", "capture", "void", "lost", "blank", "rekey", "rekey", "share", "settle"),
    *("hand", "verify"),
)
SMALL = st.integers(0, 40)
STEPS = st.one_of(
    st.tuples(st.just("do"), SMALL, st.sampled_from(DEEDS), SMALL, SMALL),
    st.tuples(st.just("deliver"), SMALL, SMALL, SMALL, st.integers(0, 12)),
)
OPENING = (
    *(("do", 0, "issue", 2, 0), ("do", 1, "issue", 1, 1), ("do", 2, "promise", 1, 1), ("do", 1, "promise", 1, 2)),
    *(("do", 0, "divide", 0, 2), ("do", 2, "give", 3, 1), ("meet",)),
)
"""What all laptops have before their ways part: with less, most of what follows is refused for want of a sheet."""
LATER = st.lists(STEPS, min_size=15, max_size=40)
FEW = st.integers(0, 2)
WAY_BACK = ("capture", "void", "rekey", "rekey", "share", "share", "settle", "verify")
MEETINGS = st.one_of(
    st.tuples(st.just("do"), FEW, st.sampled_from(WAY_BACK), FEW, FEW),
    st.tuples(st.just("do"), FEW, st.sampled_from(WAY_BACK), FEW, FEW),
    st.tuples(st.just("deliver"), FEW, FEW, st.just(0), st.just(0)),
)
"""A few sheets that go to and fro among three laptops, whole bundles each time: what they do crosses."""


def play(count, steps, *, twins):
    site = Site(count, twins=twins)
    for kind, *told in steps:
        site.clock.move(_MINUTE)
        one, *rest = told or (0,)
        if kind == "meet":
            site.meet()
        elif kind == "do":
            site.do(one % count, *rest)
            site.check_ledger(one % count)
        else:
            site.deliver(one % count, rest[0] % count, rest[1], rest[2])
            site.check_ledger(rest[0] % count)
            site.check_shares(rest[0] % count)
    site.meet()
    seen = [site.seen(at) for at in range(count)]
    for other in seen[1:]:
        assert other == seen[0]
    made = site.journals[0].value_of(PromisesProjection()).made
    assert set(made) == site.promised
    pages = [CustomerDesk(STORE, site.journals[0], site.clock).page(who.id).promises for who in PEOPLE]
    assert {each.promise for page in pages for each in page} >= site.promised
    on_board = board(STORE, site.journals[0], site.clock.now()).promises
    assert {each.promise for each in on_board} == site.promised
    for at in range(count):
        site.check_ledger(at)
        site.check_shares(at)


_MINUTE = dt.timedelta(minutes=1)


@settings(max_examples=120)
@example(3, [("do", 0, "issue", 2, 0), ("deliver", 0, 1, 2, 0)], False)
@example(4, [("do", 2, "issue", 0, 0), ("do", 3, "issue", 0, 0), ("do", 2, "capture", 0, 1)], True)
@example(3, [("do", 0, "divide", 0, 1), ("do", 1, "call", 0, 1), ("do", 0, "give", 1, 2)], False)
@given(st.integers(3, 8), LATER.map(lambda steps: [*OPENING, *steps]), st.booleans())
def test_any_history_ends_in_one_state(count, steps, twins):
    play(count, steps, twins=twins)


@pytest.mark.full
@settings(max_examples=3000)
@given(st.integers(3, 8), LATER.map(lambda steps: [*OPENING, *steps]), st.booleans())
def test_any_long_history_ends_in_one_state(count, steps, twins):
    play(count, steps, twins=twins)


@settings(max_examples=120)
@given(st.lists(MEETINGS, min_size=12, max_size=25), st.booleans())
def test_what_laptops_do_with_the_same_few_sheets_is_never_hidden(steps, twins):
    play(3, [("do", 0, "issue", 1, 0), ("do", 0, "capture", 0, 0), ("deliver", 0, 1, 0, 0), *steps], twins=twins)


@pytest.mark.full
@settings(max_examples=3000)
@given(st.lists(MEETINGS, min_size=12, max_size=40), st.booleans())
def test_what_laptops_do_with_the_same_few_sheets_for_long_is_never_hidden(steps, twins):
    play(3, [("do", 0, "issue", 1, 0), ("do", 0, "capture", 0, 0), ("deliver", 0, 1, 0, 0), *steps], twins=twins)
