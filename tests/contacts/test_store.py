"""The contacts of a snapshot as they are read back."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.contacts.builder import ContactStoreBuilder
from continuity_app.contacts.model import (
    Channel,
    ChannelKind,
    Customer,
    FormDocument,
    Quality,
    RosterLine,
    Script,
    SnapshotFacts,
)
from continuity_app.contacts.store import ContactStore, ReachCell
from continuity_app.errors import BadDataError
from continuity_app.vault.database import open_database
from tests.builders import NOON, contacts, customer
from tests.contacts.strategies import customers

GOOD = (Channel(ChannelKind.MOBILE, "+14155552671"),)
BAD = (Channel(ChannelKind.MOBILE, "12", quality=Quality.INVALID),)
MAIL = (Channel(ChannelKind.EMAIL, "a@example.com"),)
PEOPLE = (
    customer(1, segment="Fleet", market="North", value=10.0, channels=GOOD),
    customer(2, segment="Retail", market="North", value=5.5, channels=BAD),
    customer(3, segment="Fleet", market="South", value=None, channels=MAIL),
    customer(4, segment="Fleet", market="North", value=1.0, channels=(*MAIL, *GOOD), do_not_call=True),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(customers(), max_size=4, unique_by=lambda someone: someone.id))
def test_customers_come_back_as_they_were(people: Sequence[Customer]) -> None:
    store = contacts(*people)
    assert list(store.in_order_of_need()) == list(people)
    assert store.get_many([someone.id for someone in people]) == {someone.id: someone for someone in people}


def test_customers_are_got_by_id() -> None:
    store = contacts(*PEOPLE)
    assert store.get(PEOPLE[2].id) == PEOPLE[2]
    assert store.get("nobody") is None
    assert list(store.get_many([PEOPLE[3].id, "nobody", PEOPLE[0].id])) == [PEOPLE[0].id, PEOPLE[3].id]
    assert store.get_many([]) == {}


@pytest.mark.parametrize(
    ("axes", "found"),
    [
        ({}, [0, 1, 2, 3]),
        ({"segment": "Fleet"}, [0, 2, 3]),
        ({"segment": "Fleet", "market": "North"}, [0, 3]),
        ({"market": "South"}, [2]),
        ({"market": "West"}, []),
    ],
)
def test_the_order_of_need_is_kept_within_axes(axes: dict[str, str], found: list[int]) -> None:
    store = contacts(*PEOPLE)
    assert list(store.in_order_of_need(**axes)) == [PEOPLE[at] for at in found]
    assert store.count(**axes) == len(found)


@pytest.mark.parametrize("axes", [{}, {"market": "North"}])
def test_the_order_of_need_is_read_only_as_far_as_asked(axes: dict[str, str]) -> None:
    store = contacts(*(customer(number) for number in range(1, 2000)))
    steps: list[int] = []

    def count() -> int:
        steps.append(1)
        return 0

    store._connection.set_progress_handler(count, 100)
    first = next(store.in_order_of_need(**axes))
    until_first = len(steps)
    list(store.in_order_of_need(**axes))
    assert first.market == axes.get("market", first.market)
    assert len(steps) - until_first > 4 * until_first


def test_filters_go_over_many_pages() -> None:
    people = [customer(n, segment="Fleet" if n % 3 else "Retail", market=f"M{n % 7}") for n in range(1, 1500)]
    store = contacts(*people)
    assert list(store.in_order_of_need(segment="Fleet")) == [each for each in people if each.segment == "Fleet"]


def test_reach_is_counted_by_axes() -> None:
    product = PEOPLE[0].product
    assert contacts(*PEOPLE).reach() == [
        ReachCell("Fleet", "North", product, customers=2, reachable=1, email_only=1, value=11.0),
        ReachCell("Retail", "North", product, customers=1, reachable=0, email_only=0, value=5.5),
        ReachCell("Fleet", "South", product, customers=1, reachable=0, email_only=1, value=0.0),
    ]


def test_values_of_an_axis() -> None:
    store = contacts(*PEOPLE, customer(5, segment="", market=""))
    assert store.axis_values("segment") == ["", "Fleet", "Retail"]
    with pytest.raises(ValueError, match="colour"):
        store.axis_values("colour")


@pytest.mark.parametrize(
    ("value", "holders"),
    [("+14155552671", [0, 3]), ("+14155552672", []), ("+4155552671", []), ("", []), ("no number", [])],
)
def test_who_has_a_number(value: str, holders: list[int]) -> None:
    assert contacts(*PEOPLE).with_phone(value) == [PEOPLE[at].id for at in holders]


def test_random_ids_are_different_customers() -> None:
    store = contacts(*(customer(number) for number in range(1, 101)))
    drawn = store.random_ids(30, Random(4))
    assert len(set(drawn)) == 30
    assert all(store.get(each) for each in drawn)
    assert drawn == store.random_ids(30, Random(4)) != store.random_ids(30, Random(5))
    assert sorted(store.random_ids(500, Random(4))) == sorted(each.id for each in store.in_order_of_need())


def test_what_came_with_the_customers(tmp_path: Path) -> None:
    form = FormDocument("site_form", "Site form", "3", "site", b"\0xlsx", b"{}")
    script, line = Script("reach", "Hello {name}"), RosterLine("Ana Ruiz", "Lead", "calls", "+14155550100", "Ben")
    facts = SnapshotFacts("Harbour Motors", "Harbour North", 7, NOON, NOON, 1)
    connection = open_database(tmp_path / "contacts-7.db", "ab" * 32, create=True)
    builder = ContactStoreBuilder(connection)
    builder.begin(facts, ["id", "name"], {"prefixes": {"D-1": "7K3"}})
    builder.add_forms([form])
    builder.add_forms([dataclasses.replace(form, id="other")])
    builder.add_scripts([script])
    builder.add_roster([line])
    builder.add([customer(1)])
    builder.finish()
    connection.close()
    store = ContactStore(open_database(tmp_path / "contacts-7.db", "ab" * 32, read_only=True))
    assert store.facts == facts
    assert store.fields() == ["id", "name"]
    assert store.policy() == {"prefixes": {"D-1": "7K3"}}
    assert [each.id for each in store.forms()] == ["site_form", "other"]
    assert store.forms()[0] == form
    assert (store.scripts(), store.roster()) == ([script], [line])


def test_another_database_is_no_contacts(tmp_path: Path) -> None:
    connection = open_database(tmp_path / "x.db", "ab" * 32, create=True)
    with pytest.raises(BadDataError) as caught:
        ContactStore(connection)
    assert caught.value.code == "contacts.damaged"
