"""Customers entered twice: proposed by what they share, decided by a person, counted once, and taken back."""

import pytest

from continuity_app.errors import BadDataError
from continuity_app.journal.types import CustomerLinked
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.duplicates import DuplicateDesk
from continuity_app.outage.impact import impact
from continuity_app.outage.shown import answer_json, page_json
from tests.builders import clock, contacts, customer, laptops

KNOWN = customer(1, name="Zoë Maier", value=700.0)
STORE = contacts(KNOWN, customer(2, name="Other Person", value=50.0))


class Site:
    """Two laptops at one site."""

    def __init__(self):
        self.made = laptops("ana", "ben", at=clock())
        self.customers = [CustomerDesk(STORE, each.journal, each.journal.clock) for each in self.made]
        self.desks = [
            DuplicateDesk(STORE, each.journal, desk) for each, desk in zip(self.made, self.customers, strict=True)
        ]

    def meet(self):
        for one, other in ((0, 1), (1, 0)):
            self.made[one].journal.take_in(list(self.made[other].journal.held_entries()))

    def pairs(self, at=0):
        return {frozenset((each.one.id, each.other.id)): each.same for each in self.desks[at].candidates()}

    def impact(self, at=0):
        return impact(STORE, self.made[at].journal).as_json()

    def log(self, at, who, outcome):
        desk = CallDesk(STORE, self.made[at].journal, clock())
        desk.log(who, self.customers[at].get(who).channels[0].value, outcome)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"name": "Li Na", "mobile": "(415) 555-2671"}, {"name": "Lina", "phone": "+1 415 555 2671"}, ("phone",)),
        ({"name": "Li Na", "asset_vin": "1hg-cm8"}, {"name": "N. Li", "asset_vin": "1HGCM8"}, ("asset",)),
        ({"name": "Na Li"}, {"name": "LI NÄ"}, ("name",)),
        ({"name": "A B", "email": "a@Example.com"}, {"name": "C D", "email": "A@example.com"}, ("email",)),
        ({"name": "Li Na", "asset_plate": "X1"}, {"name": "Other", "asset_plate": "X1"}, None),
        ({"name": "Li"}, {"name": "Li"}, None),
    ],
)
def test_who_shares_something_is_proposed(one, other, same):
    site = Site()
    ids = frozenset(desk.add_customer(each).id for desk, each in zip(site.customers, (one, other), strict=True))
    assert site.pairs() == {}
    site.meet()
    expected = {} if same is None else {ids: same}
    assert site.pairs(0) == site.pairs(1) == expected


def test_a_new_customer_whom_the_snapshot_knows():
    site = Site()
    new = site.customers[0].add_customer({"name": "Maier Zoe", "mobile": KNOWN.channels[0].value})
    assert site.pairs() == {frozenset((new.id, KNOWN.id)): ("phone", "name")}


def test_linked_customers_count_once_are_called_once_and_can_be_parted():
    site = Site()
    new = site.customers[0].add_customer({"name": "Zoe Maier", "mobile": "(415) 555-2671", "value": "30"})
    site.log(0, new.id, "no answer")
    before = site.impact()
    assert (before["customers"], before["attempted"], before["value_at_risk"]) == (3, 1, 780.0)
    site.desks[0].link(new.id, KNOWN.id)
    assert site.pairs() == {}
    after = site.impact()
    assert (after["customers"], after["attempted"], after["value_at_risk"]) == (2, 1, 750.0)
    calls = CallDesk(STORE, site.made[0].journal, clock()).list()
    assert [call.customer.id for call in calls.calls].count(KNOWN.id) == 1
    assert new.id not in [call.customer.id for call in calls.calls]
    site.meet()
    site.log(1, KNOWN.id, "reached")
    assert site.impact(1)["value_at_risk"] == 50.0
    site.desks[1].part(KNOWN.id, new.id)
    parted = site.impact(1)
    assert (parted["customers"], parted["attempted"], parted["reached"]) == (3, 2, 1)
    assert parted["value_at_risk"] == 80.0


def test_two_of_the_snapshot_linked_through_a_third():
    site = Site()
    new = site.customers[0].add_customer({"name": "Zoe Maier"})
    site.desks[0].link(new.id, KNOWN.id)
    site.desks[0].link("C-00002", new.id)
    assert (site.impact()["customers"], site.impact()["value_at_risk"]) == (1, 700.0)
    site.desks[0].part(new.id, KNOWN.id)
    assert site.impact()["customers"] == 2


def test_nobody_is_linked_with_nobody_or_with_himself():
    desk = Site().desks[0]
    for pair in ((KNOWN.id, KNOWN.id), (KNOWN.id, "nobody")):
        with pytest.raises(BadDataError):
            desk.link(*pair)


def test_found_and_shown_as_one_until_parted():
    site = Site()
    new = site.customers[0].add_customer({"name": "Zoe Maier", "mobile": "(415) 555-2671"})
    site.desks[0].link(new.id, KNOWN.id)
    site.meet()
    desk = site.customers[1]
    linked = {found["id"]: found["linked"] for found in answer_json(desk.find("zoe maier"))["customers"]}
    assert linked == {new.id: [KNOWN.id], KNOWN.id: [new.id]}
    assert page_json(desk.page(KNOWN.id))["linked"] == [{"id": new.id, "name": "Zoe Maier"}]
    assert page_json(desk.page(new.id))["linked"] == [{"id": KNOWN.id, "name": KNOWN.name}]
    site.desks[1].part(new.id, KNOWN.id)
    assert desk.page(new.id).linked == ()
    assert [found.linked for found in desk.find("zoe").customers] == [(), ()]


def test_one_of_whom_this_laptop_knows_only_the_decision_keeps_a_line():
    site = Site()
    new = site.customers[0].add_customer({"name": "Zoe Maier"})
    site.desks[0].link(new.id, KNOWN.id)
    decision = [entry for entry in site.made[0].journal.entries() if entry.type == CustomerLinked.type]
    site.made[1].journal.take_in(decision)
    (other,) = site.customers[1].page(KNOWN.id).linked
    assert (other.id, other.name) == (new.id, "(not in this snapshot)")
