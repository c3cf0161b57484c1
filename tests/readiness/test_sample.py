"""The dial sample: a fair draw, and a result that cannot be picked."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.contacts.model import Channel, ChannelKind, Customer, Quality
from continuity_app.errors import BadDataError
from continuity_app.journal.types import AssignmentMade, CallLogged
from continuity_app.readiness.sample import TASK, SampleProjection, draw_sample
from tests import builders


def a_customer(number: int, **fields):
    phone = Channel(ChannelKind.MOBILE, f"+4420794{number:05d}")
    return Customer(id=f"c{number}", name=f"Customer {number}", **{"channels": (phone,), **fields})


def draw(customers, size, seed=1):
    by_id = {customer.id: customer for customer in customers}
    return draw_sample(size, len(by_id), lambda n, rng: rng.sample(sorted(by_id), n), Random(seed), by_id.get)


@given(st.integers(1, 40), st.integers(0, 2**32))
def test_a_sample_is_of_distinct_customers_with_a_number(size, seed):
    calls = draw([a_customer(n) for n in range(40)], size, seed)
    assert len({call.customer.id for call in calls}) == size
    assert all(call.number.startswith("+44") for call in calls)


def test_the_same_chance_draws_the_same_and_another_draws_others():
    customers = [a_customer(n) for n in range(200)]
    names = [[call.customer.id for call in draw(customers, 20, seed)] for seed in (7, 7, 8)]
    assert names[0] == names[1] != names[2]


def test_nobody_is_drawn_who_may_not_or_cannot_be_called():
    bad = Channel(ChannelKind.PHONE, "12", quality=Quality.INVALID)
    customers = [
        *(a_customer(n, do_not_call=True) for n in range(20)),
        *(a_customer(n, channels=(bad,)) for n in range(20, 40)),
        a_customer(40),
    ]
    assert [call.customer.id for call in draw(customers, 1)] == ["c40"]
    with pytest.raises(BadDataError, match="Only 1 customers"):
        draw(customers, 2)


@pytest.mark.parametrize("size", [0, -1, 1001])
def test_a_size_that_nobody_can_dial_is_refused(size):
    with pytest.raises(BadDataError) as caught:
        draw([a_customer(1)], size)
    assert caught.value.code == "sample.size"


def test_the_result_counts_each_drawn_customer_once_and_only_calls_after_the_draw():
    journal = builders.journal()

    def log(customer, outcome):
        journal.append(CallLogged(customer, "+442079460000", outcome, "2024-06-19T12:00:00-07:00"))

    assert journal.value_of(SampleProjection()) is None
    log("c1", "reached")
    journal.append(AssignmentMade(TASK, "ana", ("c1", "c2", "c3", "c4")))
    log("c2", "no answer")
    log("c2", "reached")
    log("c3", "reached")
    log("c3", "no answer")
    log("c4", "disconnected")
    log("c9", "reached")
    result = journal.value_of(SampleProjection())
    assert (result.drawn, result.dialled, result.reached.hits, result.reached.of) == (4, 3, 2, 3)
    journal.append(AssignmentMade("call", "ben", ("c1",)))
    assert journal.value_of(SampleProjection()).drawn == 4
    journal.append(AssignmentMade(TASK, "ana", ("c1",)))
    assert journal.value_of(SampleProjection()).dialled == 0
