"""An outage of fourteen days plays through, and the kit's totals are the bookkeeper's to the last entry."""

from collections import Counter

import pytest

from continuity_app.outage.call_lines import Filters
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.facts import FactsProjection
from continuity_app.outage.impact import impact
from continuity_app.outage.impact_detail import behind, over_time
from continuity_app.outage.promise_board import board
from continuity_app.recovery.burndown import burn_down
from continuity_app.recovery.ledger import LedgerDesk
from tests.journeys.outage_oracle import Outage, Size


def check(outage: Outage) -> None:
    books, now = outage.books, outage.clock.now()
    assert len({journal.digest() for journal in outage.journals}) == 1
    assert all(journal.verify().ok for journal in outage.journals[:2])
    for at in (0, len(outage.journals) - 1):
        journal = outage.journals[at]
        told = impact(outage.store, journal).as_json()
        value = sum(person.value for person in outage.people if person.id not in books.reached)
        assert (told["customers"], told["attempted"], told["reached"], told["harmed"], told["value_at_risk"]) == (
            *(len(outage.people), len(books.attempted), len(books.reached), len(books.harmed), value),
        )
        assert over_time(outage.store, journal, now)[-1]["reached"] == len(books.reached)
        assert {each.customer.id for each in behind(outage.store, journal, "harmed")} == books.harmed
        calls = [fact.outcome for facts in journal.value_of(FactsProjection()).values() for fact in facts]
        assert (len(calls), Counter(calls)) == (books.calls, books.outcomes)
        promises = {each.promise: not each.open for each in board(outage.store, journal, now).promises}
        assert promises == books.promises
        lines = LedgerDesk(outage.sheets[at], journal).lines()
        states = {line.sheet.serial: line.sheet.state.value for line in lines}
        assert states == books.sheets
        assert {line.sheet.serial: line.sheet.reference for line in lines if line.references} == books.references
        ledger = LedgerDesk(outage.sheets[at], journal).ledger().as_json()
        assert ledger["issued"] == len(books.sheets)
        assert ledger["unexplained"] == sorted(serial for serial, state in books.sheets.items() if state == "issued")
        assert burn_down(lines, now).left == sum(state == "captured" for state in books.sheets.values())
        desk = CallDesk(outage.store, journal, outage.clock)
        whole = [call.customer.id for call in desk.list(limit=10**6).calls]
        shares = [
            call.customer.id
            for made in outage.laptops
            for call in desk.list(Filters(worker=made.card.user), 10**6).calls
        ]
        assert Counter(shares) == Counter(whole)
        assert max(Counter(shares).values(), default=1) == 1


def test_a_short_outage_agrees_with_the_bookkeeper(tmp_path):
    outage = Outage(Size(days=4, laptops=4, customers=60, entries=600, sheets=60), seed=7)
    outage.play(tmp_path)
    check(outage)


@pytest.mark.full
def test_fourteen_days_of_twelve_laptops_agree_with_the_bookkeeper(tmp_path):
    outage = Outage(Size(days=14, laptops=12, customers=4000, entries=46_500, sheets=3000), seed=11)
    outage.play(tmp_path)
    assert outage.journals[0].count() >= 40_000
    assert len(outage.books.sheets) == 3000
    check(outage)
