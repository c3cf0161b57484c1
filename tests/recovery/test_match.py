"""The three-way match: what differs is listed, what may be meant is suggested, nothing is assumed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.forms.sheet_states import SheetState, State
from continuity_app.recovery.match import money_of, three_way_match
from tests.builders import make_serial
from tests.recovery.test_way_back import sheet


def matched(*sheets):
    return three_way_match(sheets)


def test_the_three_way_match_lists_what_differs_and_nothing_else():
    good = sheet(1, "repair_order", parts_amount=30, paid=100, lines=[{"parts_ticket": str(make_serial(2))}])
    ticket = sheet(2, "parts_ticket", repair_order_no=good.serial, parts_total=30.0)
    receipts = [sheet(n, "cash_receipt", reference=good.serial, amount=50) for n in (3, 4)]
    assert (matched(good, ticket, *receipts).differences, len(matched(good, ticket, *receipts).matched)) == ((), 1)
    bad = sheet(5, "repair_order", parts_amount=10.10, paid=20, lines=[{"parts_ticket": "PT-77"}])
    stray = sheet(6, "cash_receipt", reference="RO-99", amount=7)
    void = sheet(7, "cash_receipt", reference=bad.serial, amount=20, state=State.VOID)
    found = matched(good, ticket, *receipts, bad, stray, void)
    assert {(each.kind, each.order, each.expected, each.found) for each in found.differences} == {
        ("parts", bad.serial, "10.10", "0.00"),
        ("missing ticket", bad.serial, "", ""),
        ("paid", bad.serial, "20.00", "0.00"),
        ("no order", "", "", "7.00"),
    }
    assert found.matched == (good.serial,)


def test_a_receipt_may_name_the_order_by_its_central_number():
    repair = SheetState("7K3-0001-0", "repair_order", state=State.REKEYED, reference="RO-4711", answers={"paid": 9})
    assert matched(repair, sheet(2, "cash_receipt", reference="ro-4711 ", amount="9.00")).differences == ()


def order(number, **answers):
    return sheet(number, "repair_order", **answers)


def receipt(number, reference="", amount=0, **more):
    return sheet(number, "cash_receipt", reference=reference, amount=amount, **more)


def told(*sheets):
    return [(each.kind, each.expected, each.found, each.nearest) for each in matched(*sheets).differences]


def test_partial_payments_and_refunds_add_up():
    repair = order(1, paid=80)
    paid = [receipt(2, repair.serial, 60), receipt(3, repair.serial, 40)]
    back = sheet(4, "sale_service_refund", original_receipt=paid[0].serial, total=-20)
    assert told(repair, *paid, back) == []
    assert told(repair, *paid) == [("paid", "80.00", "100.00", "")]
    direct = sheet(5, "sale_service_refund", original_receipt=repair.serial, total=-20)
    assert told(repair, *paid, direct) == []


@pytest.mark.parametrize("between", [", ", " and ", "/", " & "])
def test_one_receipt_for_two_orders_is_compared_with_both_together(between):
    one, two = order(1, paid=30), order(2, paid=70)
    both = receipt(3, f"{one.serial}{between}{two.serial}", 100)
    assert told(one, two, both) == []
    assert matched(one, two, both).matched == (one.serial, two.serial)
    less = receipt(3, f"{one.serial}{between}{two.serial}", 99)
    assert told(one, two, less)[0][:3] == ("paid", "100.00", "99.00")
    assert matched(one, two, less).matched == ()


def test_a_mistyped_number_is_told_with_the_nearest_and_counts_for_nothing():
    repair = order(1, paid=50)
    wrong = repair.serial[:-1] + ("2" if repair.serial[-1] != "2" else "3")
    kinds = told(repair, receipt(2, wrong, 50))
    assert kinds == [("no order", "", "50.00", repair.serial), ("paid", "50.00", "0.00", str(make_serial(2)))]
    said = [each.sentence for each in matched(repair, receipt(2, wrong, 50)).differences]
    assert f"Perhaps {repair.serial} is meant" in said[0]
    (unknown,) = matched(receipt(2, "RO-1", 7)).differences
    assert "Perhaps" not in unknown.sentence
    rekeyed = SheetState(repair.serial, "repair_order", state=State.REKEYED, reference="RO-47110", answers={"paid": 9})
    assert told(rekeyed, receipt(3, "RO-41710", 9))[0][3] == repair.serial


def test_a_receipt_that_names_nothing_is_listed_and_where_it_would_fit():
    repair, other = order(1, paid=50), order(2, paid=60)
    assert told(repair, other, receipt(3, amount=60), receipt(4, repair.serial, 50)) == [
        ("no reference", "", "60.00", other.serial),
        ("paid", "60.00", "0.00", str(make_serial(3))),
    ]
    assert told(receipt(5, amount=7)) == [("no reference", "", "7.00", "")]


def test_a_receipt_for_another_sheet_is_no_difference_and_one_for_a_ticket_is_compared_with_it():
    deal = sheet(1, "buyers_order")
    ticket = sheet(2, "parts_ticket", paid=12, parts_total=12)
    assert told(deal, receipt(3, deal.serial, 500)) == []
    assert told(ticket, receipt(4, ticket.serial, 12)) == []
    assert told(ticket, receipt(4, ticket.serial, 11)) == [("ticket paid", "12.00", "11.00", "")]


def test_a_cent_for_each_sheet_is_told_as_perhaps_rounded_and_still_listed():
    repair = order(1, parts_amount=10.01)
    ticket = sheet(2, "parts_ticket", repair_order_no=repair.serial, parts_total=10.00)
    (found,) = matched(repair, ticket).differences
    assert "rounded" in found.sentence
    (more,) = matched(order(1, parts_amount=10.02), ticket).differences
    assert "rounded" not in more.sentence


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "twenty", None, "", "-"])
def test_an_amount_that_is_none_counts_as_nothing(amount):
    assert money_of(amount) == Decimal("0.00")


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10_000)), max_size=12))
def test_whatever_the_order_of_the_sheets_money_is_neither_lost_nor_found(paid):
    """What orders say less what receipts say is what the listed differences add up to, shared receipts or not."""
    orders = [order(n + 1, paid=sum(cents for who, cents in paid if who == n) / 100) for n in range(3)]
    receipts = [
        receipt(n + 10, orders[who].serial if who < 3 else "", cents / 100) for n, (who, cents) in enumerate(paid)
    ]
    found = matched(*reversed(receipts), *orders).differences
    assert {each.kind for each in found} <= {"no reference"}
    assert sum(Decimal(each.found) for each in found) == sum(Decimal(c) / 100 for who, c in paid if who == 3)
