"""Customers as JSON objects of the command line's contract."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from continuity_app.contacts.model import Channel, Customer

if TYPE_CHECKING:
    from continuity_app.outage.customers import CustomerPage, FindAnswer


def answer_json(answer: "FindAnswer") -> dict[str, Any]:
    """The object of `find`."""
    return {
        "query": answer.query,
        "took_ms": round(answer.took_ms, 3),
        "total": answer.total,
        "exact": answer.exact,
        "customers": [
            {**customer_json(found.customer, found.matched), "linked": list(found.linked)} for found in answer.customers
        ],
    }


def page_json(page: "CustomerPage") -> dict[str, Any]:
    """The object of `show`."""
    return {
        **customer_json(page.customer),
        "linked": [{"id": each.id, "name": each.name} for each in page.linked],
        "appointments": [asdict(appointment) for appointment in page.appointments],
        "promises": [promise.as_json() for promise in page.promises],
        "history": [line.as_json() for line in page.history],
        "sheets": [
            {"serial": s.serial, "form": s.form, "version": s.version, "state": s.state.value, "reference": s.reference}
            for s in page.sheets
        ],
    }


def customer_json(customer: Customer, matched: Sequence[str] = ()) -> dict[str, Any]:
    """A customer of an answer to `find` or `show`."""
    return {
        "id": customer.id,
        "name": customer.name,
        "organisation": customer.organisation,
        "segment": customer.segment,
        "market": customer.market,
        "product": customer.product,
        "value": customer.value,
        "language": customer.language,
        "note": customer.note,
        "do_not_call": customer.do_not_call,
        "channels": [channel_json(channel) for channel in customer.channels],
        "assets": [{name: value for name, value in asdict(asset).items() if value} for asset in customer.assets],
        "matched": list(matched),
    }


def channel_json(channel: Channel) -> dict[str, Any]:
    """A channel with its quality and why it has it."""
    return {
        "kind": channel.kind.value,
        "value": channel.value,
        "original": channel.original,
        "quality": channel.quality.value,
        "last_verified": channel.last_verified.isoformat() if channel.last_verified else None,
        "reason": str(channel.reason),
    }
