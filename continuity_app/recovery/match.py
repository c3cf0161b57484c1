"""The three-way match before anything is re-keyed: repair order, parts tickets, cash receipts, by reference and amount.

A ticket or receipt belongs to the order whose serial or central number stands on it. Compared are, to the cent:
- the parts on the order with what its tickets add up to;
- each ticket that a line of the order names, with those there;
- what the order says was paid with what its receipts add up to. Nothing is corrected: a person settles each difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from continuity_app.forms.sheet_states import SheetState
from continuity_app.recovery.order import spelled
from continuity_app.words import say

ORDER, TICKET, RECEIPT = "repair_order", "parts_ticket", "cash_receipt"
_REFERS = {TICKET: "repair_order_no", RECEIPT: "reference"}
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not match: `kind` is parts, paid, missing ticket or no order; amounts are money as text, or empty."""

    kind: str
    reference: str
    order: str
    sheets: tuple[str, ...]
    expected: str
    found: str
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "kind": self.kind,
            "reference": self.reference,
            "order": self.order or None,
            "sheets": list(self.sheets),
            "expected": self.expected or None,
            "found": self.found or None,
            "problem": self.sentence,
        }


@dataclass(frozen=True, slots=True)
class Match:
    """Orders that were looked at, those that match whole, and every difference."""

    orders: int
    matched: tuple[str, ...]
    differences: tuple[Difference, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "orders": self.orders,
            "matched": list(self.matched),
            "differences": [each.as_json() for each in self.differences],
        }


def three_way_match(sheets: Iterable[SheetState]) -> Match:
    """Compares the captured sheets of real work with each other."""
    real = [sheet for sheet in sheets if sheet.state.holds_facts and not sheet.drill]
    orders = sorted((sheet for sheet in real if sheet.form == ORDER), key=lambda sheet: sheet.serial)
    known = {name: order.serial for order in orders for name in (order.serial, order.reference.casefold()) if name}
    belonging: dict[str, dict[str, list[SheetState]]] = defaultdict(lambda: defaultdict(list))
    differences: list[Difference] = []
    for sheet in real:
        named = spelled(str(sheet.answers.get(_REFERS.get(sheet.form, "")) or "")) if sheet.form in _REFERS else ""
        if named in known:
            belonging[known[named]][sheet.form].append(sheet)
        elif named:
            differences.append(_no_order(sheet, named))
    for order in orders:
        differences += _of_order(order, belonging[order.serial][TICKET], belonging[order.serial][RECEIPT])
    wrong = {difference.order for difference in differences}
    matched = tuple(order.serial for order in orders if order.serial not in wrong)
    return Match(len(orders), matched, tuple(differences))


def money_of(value: object) -> Decimal:
    """An amount as it was captured, in cents; nothing where there is none."""
    try:
        return Decimal(str(value if value not in (None, "") else 0)).quantize(_CENT)
    except InvalidOperation:
        return Decimal(0).quantize(_CENT)


def _of_order(order: SheetState, tickets: Sequence[SheetState], receipts: Sequence[SheetState]) -> Iterator[Difference]:
    on_order, on_tickets = money_of(order.answers.get("parts_amount")), _sum(tickets, "parts_total")
    if on_order != on_tickets:
        yield Difference(
            "parts",
            order.serial,
            order.serial,
            tuple(sheet.serial for sheet in tickets),
            str(on_order),
            str(on_tickets),
            say("The order says {order} for parts, its tickets {tickets}.", order=on_order, tickets=on_tickets),
        )
    there = {sheet.serial for sheet in tickets}
    for line in order.answers.get("lines") or ():
        named = spelled(str(line.get("parts_ticket") or ""))
        if named and named not in there:
            told = say("The order names the parts ticket {ticket}, which does not name the order.", ticket=named)
            yield Difference("missing ticket", named, order.serial, (), "", "", told)
    paid, received = money_of(order.answers.get("paid")), _sum(receipts, "amount")
    if paid != received:
        yield Difference(
            "paid",
            order.serial,
            order.serial,
            tuple(sheet.serial for sheet in receipts),
            str(paid),
            str(received),
            say("The order says that {paid} was paid, its receipts {received}.", paid=paid, received=received),
        )


def _no_order(sheet: SheetState, named: str) -> Difference:
    told = say("Sheet {serial} names the order {order}, which nobody captured.", serial=sheet.serial, order=named)
    amount = money_of(sheet.answers.get("parts_total" if sheet.form == TICKET else "amount"))
    return Difference("no order", named, "", (sheet.serial,), "", str(amount), told)


def _sum(sheets: Iterable[SheetState], question: str) -> Decimal:
    return sum((money_of(sheet.answers.get(question)) for sheet in sheets), Decimal(0).quantize(_CENT))
