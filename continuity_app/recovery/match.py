"""The three-way match before anything is re-keyed: repair order, parts tickets, cash receipts, by reference and amount.

A ticket, receipt or refund belongs to the orders whose serials or central numbers stand on it. Compared, to the cent:
- the parts on the order with what its tickets add up to, and each ticket that a line of the order names with those;
- what the order says was paid with what its receipts add up to less its refunds; orders on one receipt together;
- what a ticket says was paid with the receipts that name the ticket.
Receipts that name nothing are listed. A number that nobody captured is told with the nearest one, and an amount that
fits with where it fits: suggested, never assumed. Nothing is corrected: a person settles each difference.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from continuity_app.forms.serial import nearest_serial
from continuity_app.forms.sheet_states import SheetState
from continuity_app.recovery.order import spelled
from continuity_app.words import say

ORDER, TICKET, RECEIPT, REFUND = "repair_order", "parts_ticket", "cash_receipt", "sale_service_refund"
_REFERS = {TICKET: "repair_order_no", RECEIPT: "reference", REFUND: "original_receipt"}
_AMOUNT = {TICKET: "parts_total", RECEIPT: "amount", REFUND: "total"}
_CENT = Decimal("0.01")
_NOTHING = Decimal("0.00")
_SEVERAL = re.compile(r"\s*(?:[,;&/+]|\band\b|\by\b|\bet\b|\bund\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Difference:
    """What does not match.

    Attributes:
        kind: parts, paid, ticket paid, missing ticket, no order or no reference.
        reference: the number that is looked at, as it was written.
        order: the order that it is about, empty where there is none.
        sheets: those that were added up.
        expected, found: money as text, or empty.
        nearest: a sheet that may be meant; a person looks.
    """

    kind: str
    reference: str
    order: str
    sheets: tuple[str, ...]
    expected: str
    found: str
    sentence: str
    nearest: str = ""

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "kind": self.kind,
            "reference": self.reference,
            "order": self.order or None,
            "sheets": list(self.sheets),
            "expected": self.expected or None,
            "found": self.found or None,
            "nearest": self.nearest or None,
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
    book = _Book.of([sheet for sheet in sheets if sheet.state.holds_facts and not sheet.drill])
    differences = [*book.strays()]
    for order in book.orders.values():
        differences += book.of_parts(order)
    for together in book.paid_together():
        differences += book.of_payment(together)
    for ticket in book.of_form(TICKET):
        differences += book.of_ticket(ticket)
    rank = {serial: place for place, serial in enumerate(book.orders)}
    differences.sort(key=lambda each: (rank.get(each.order, -1), each.kind, each.sheets))
    wrong = {difference.order for difference in differences}
    wrong |= {each for together in book.paid_together() if wrong & set(together) for each in together}
    matched = tuple(serial for serial in book.orders if serial not in wrong)
    return Match(len(book.orders), matched, tuple(differences))


def money_of(value: object) -> Decimal:
    """An amount as it was captured, in cents; nothing where there is none."""
    try:
        amount = Decimal(str(value if value not in (None, "") else 0))
        return amount.quantize(_CENT) if amount.is_finite() else _NOTHING
    except InvalidOperation:
        return _NOTHING


@dataclass(slots=True)
class _Book:
    """The sheets by what they name; `named` is serial or central number -> serial, of everything that was captured."""

    sheets: Mapping[str, SheetState]
    orders: dict[str, SheetState]
    named: dict[str, str]
    belonging: dict[str, list[SheetState]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, real: Sequence[SheetState]) -> "_Book":
        known = {sheet.serial: sheet for sheet in sorted(real, key=lambda sheet: sheet.serial)}
        named = {sheet.reference.casefold(): sheet.serial for sheet in known.values() if sheet.reference}
        named |= {sheet.reference.casefold(): sheet.serial for sheet in known.values() if _is_named_order(sheet)}
        named |= {serial: serial for serial in known}
        book = cls(known, {each.serial: each for each in known.values() if each.form == ORDER}, named)
        for sheet in known.values():
            for serial in book.meant_by(sheet):
                book.belonging[serial].append(sheet)
        return book

    def of_form(self, form: str) -> list[SheetState]:
        return [sheet for sheet in self.sheets.values() if sheet.form == form]

    def meant_by(self, sheet: SheetState) -> tuple[str, ...]:
        """The serials of the sheets that one names; a refund that names a receipt is of the receipt's orders."""
        found: dict[str, None] = {}
        for name in _names(sheet, self.named):
            serial = self.named.get(name, "")
            named = self.sheets.get(serial)
            if sheet.form == REFUND and named is not None and named.form == RECEIPT:
                found.update(dict.fromkeys(self.meant_by(named)))
            elif serial and serial != sheet.serial:
                found[serial] = None
        return tuple(found)

    def those(self, serial: str, form: str) -> list[SheetState]:
        return [sheet for sheet in self.belonging[serial] if sheet.form == form]

    def strays(self) -> Iterator[Difference]:
        """What names a number that nobody captured, and receipts that name nothing."""
        for sheet in self.sheets.values():
            if sheet.form not in _REFERS:
                continue
            names = _names(sheet, self.named)
            yield from (self._no_order(sheet, name) for name in names if name not in self.named)
            if not names and sheet.form == RECEIPT:
                yield self._no_reference(sheet)

    def of_parts(self, order: SheetState) -> Iterator[Difference]:
        """The parts on an order against its tickets."""
        tickets = self.those(order.serial, TICKET)
        on_order, on_tickets = money_of(order.answers.get("parts_amount")), _sum(tickets)
        if on_order != on_tickets:
            told = say("The order says {order} for parts, its tickets {tickets}.", order=on_order, tickets=on_tickets)
            near = self._loose(TICKET, on_order - on_tickets)
            yield _difference("parts", order, tickets, (on_order, on_tickets), (told, near))
        there = {name for ticket in tickets for name in (ticket.serial, ticket.reference.casefold()) if name}
        for line in order.answers.get("lines") or ():
            named = spelled(str(line.get("parts_ticket") or ""))
            if named and named not in there:
                told = say("The order names the parts ticket {ticket}, which does not name the order.", ticket=named)
                near = self._nearest(named, TICKET)
                yield Difference("missing ticket", named, order.serial, (), "", "", _with_hint(told, near), near)

    def paid_together(self) -> list[tuple[str, ...]]:
        """Orders in groups: those that share a receipt or a refund are compared as one."""
        group = {serial: {serial} for serial in self.orders}
        for sheet in (*self.of_form(RECEIPT), *self.of_form(REFUND)):
            orders = [serial for serial in self.meant_by(sheet) if serial in self.orders]
            together = set().union(*(group[serial] for serial in orders))
            group.update(dict.fromkeys(together, together))
        return sorted({tuple(sorted(each)) for each in group.values()})

    def of_payment(self, together: tuple[str, ...]) -> Iterator[Difference]:
        """What orders say was paid against their receipts less their refunds."""
        moved = {
            each.serial: each for serial in together for form in (RECEIPT, REFUND) for each in self.those(serial, form)
        }
        paid = sum((money_of(self.orders[serial].answers.get("paid")) for serial in together), _NOTHING)
        received = _sum(moved.values())
        if paid == received:
            return
        first = self.orders[together[0]]
        if len(together) == 1:
            told = say("The order says that {paid} was paid, its receipts {received}.", paid=paid, received=received)
        else:
            told = say(
                "The orders {orders} share a receipt: they say that {paid} was paid, their receipts {received}.",
                orders=", ".join(together),
                paid=paid,
                received=received,
            )
        near = self._loose(RECEIPT, paid - received)
        yield _difference("paid", first, list(moved.values()), (paid, received), (told, near))

    def of_ticket(self, ticket: SheetState) -> Iterator[Difference]:
        """What a ticket says was paid against the receipts that name the ticket itself."""
        receipts = self.those(ticket.serial, RECEIPT)
        paid, received = money_of(ticket.answers.get("paid")), _sum(receipts)
        if receipts and paid != received:
            told = say("The ticket says that {paid} was paid, its receipts {received}.", paid=paid, received=received)
            yield _difference("ticket paid", ticket, receipts, (paid, received), (told, ""))

    def _no_order(self, sheet: SheetState, named: str) -> Difference:
        told = say("Sheet {serial} names the order {order}, which nobody captured.", serial=sheet.serial, order=named)
        near = self._nearest(named, ORDER)
        amount = str(money_of(sheet.answers.get(_AMOUNT[sheet.form])))
        return Difference("no order", named, "", (sheet.serial,), "", amount, _with_hint(told, near), near)

    def _no_reference(self, receipt: SheetState) -> Difference:
        amount = money_of(receipt.answers.get("amount"))
        lacking = [
            serial
            for serial, order in self.orders.items()
            if money_of(order.answers.get("paid")) - _sum((*self.those(serial, RECEIPT), *self.those(serial, REFUND)))
            == amount
        ]
        near = lacking[0] if len(lacking) == 1 else ""
        told = say("Receipt {serial} names nothing that it was paid for.", serial=receipt.serial)
        told = _with_hint(told, near)
        return Difference("no reference", receipt.serial, "", (receipt.serial,), "", str(amount), told, near)

    def _nearest(self, named: str, form: str) -> str:
        """The sheet of a form whose serial or central number is most like a mistyped one."""
        of_form = [sheet for sheet in self.sheets.values() if sheet.form == form]
        if near := nearest_serial(named, [sheet.serial for sheet in of_form]):
            return near
        numbers = {sheet.reference.casefold(): sheet.serial for sheet in of_form if sheet.reference}
        found = get_close_matches(named, numbers, n=1, cutoff=0.75)
        return numbers[found[0]] if found else ""

    def _loose(self, form: str, amount: Decimal) -> str:
        """The one sheet of a form that belongs nowhere and would make up a difference."""
        loose = [
            sheet.serial
            for sheet in self.of_form(form)
            if not self.meant_by(sheet) and money_of(sheet.answers.get(_AMOUNT[form])) == amount
        ]
        return loose[0] if len(loose) == 1 else ""


def _is_named_order(sheet: SheetState) -> bool:
    return sheet.form == ORDER and bool(sheet.reference)


def _names(sheet: SheetState, known: Mapping[str, str]) -> tuple[str, ...]:
    """The numbers that stand on a sheet as what it belongs to; several where it says several."""
    if sheet.form not in _REFERS:
        return ()
    text = str(sheet.answers.get(_REFERS[sheet.form]) or "").strip()
    whole = spelled(text) if text else ""
    if not whole or whole in known:
        return (whole,) if whole else ()
    parts = tuple(dict.fromkeys(spelled(part) for part in _SEVERAL.split(text) if part))
    return parts if any(part in known for part in parts) else (whole,)


def _difference(
    kind: str, about: SheetState, sheets: Sequence[SheetState], amounts: tuple[Decimal, Decimal], told: tuple[str, str]
) -> Difference:
    sentence, near = told
    expected, found = amounts
    serials = tuple(sheet.serial for sheet in sheets)
    if abs(expected - found) <= _CENT * max(len(sheets), 1):
        sentence = f"{sentence} {say('It is a cent for each sheet at most: perhaps rounded.')}"
    sentence = _with_hint(sentence, near)
    return Difference(kind, about.serial, about.serial, serials, str(expected), str(found), sentence, near)


def _with_hint(sentence: str, near: str) -> str:
    return f"{sentence} {say('Perhaps {near} is meant: look.', near=near)}" if near else sentence


def _sum(sheets: Iterable[SheetState]) -> Decimal:
    """What sheets add up to; the total of a refund is negative."""
    return sum((money_of(sheet.answers.get(_AMOUNT[sheet.form])) for sheet in sheets), _NOTHING)
