"""What the kit knows about a customer, put into a form's questions: by `kit:prefill`, else by their usual names."""

import re
from collections.abc import Callable, Iterator, Sequence

from continuity_app.contacts.model import Channel, ChannelKind, Customer
from continuity_app.forms.definition import Answers, Form, Group, Item, Question

Source = Callable[[Customer], str]


_USUAL_SPELLING = re.compile(r"[+0-9 ().x-]{7,20}")


def _phones(customer: Customer) -> list[str]:
    """Numbers that can be dialled, best first, as people here write them: as in the source where that is a number."""
    return [_spelt(channel) for channel in customer.callable_channels]


def _spelt(channel: Channel) -> str:
    if _USUAL_SPELLING.fullmatch(channel.original):
        return channel.original
    from continuity_app.contacts.phones import display_number  # noqa: PLC0415

    return display_number(channel.value, "").replace(" ext. ", " x")


def _first(channels: Sequence[Channel], kind: ChannelKind) -> str:
    return next((c.value for c in channels if c.kind is kind and c.quality.can_be_reached), "")


def _only_asset(customer: Customer, attribute: str) -> str:
    """Of the one asset that has it: with two vehicles nobody but the customer knows which is meant."""
    found = {getattr(asset, attribute) for asset in customer.assets if getattr(asset, attribute)}
    return found.pop() if len(found) == 1 else ""


def _nth(values: list[str], index: int) -> str:
    return values[index] if len(values) > index else ""


SOURCES: dict[str, Source] = {
    "id": lambda c: c.id,
    "name": lambda c: c.name,
    "given_name": lambda c: c.given_name,
    "family_name": lambda c: c.family_name,
    "organisation": lambda c: c.organisation,
    "phone": lambda c: _nth(_phones(c), 0),
    "second_phone": lambda c: _nth(_phones(c), 1),
    "email": lambda c: _first(c.channels, ChannelKind.EMAIL),
    "address": lambda c: _first(c.channels, ChannelKind.POSTAL),
    "language": lambda c: c.language,
    "segment": lambda c: c.segment,
    "market": lambda c: c.market,
    "product": lambda c: c.product,
    "vin": lambda c: _only_asset(c, "vin"),
    "plate": lambda c: _only_asset(c, "plate"),
    "asset": lambda c: _only_asset(c, "label"),
    "serial_no": lambda c: _only_asset(c, "serial"),
    "policy": lambda c: _only_asset(c, "policy"),
    "appointment": lambda c: min((a.at for a in c.appointments), default=""),
}

_USUAL_NAMES = {
    "customer_name": "name",
    "customer": "name",
    "full_name": "name",
    "name": "name",
    "first_name": "given_name",
    "given_name": "given_name",
    "last_name": "family_name",
    "family_name": "family_name",
    "customer_id": "id",
    "customer_no": "id",
    "company": "organisation",
    "organisation": "organisation",
    "phone": "phone",
    "customer_phone": "phone",
    "mobile": "phone",
    "telephone": "phone",
    "email": "email",
    "address": "address",
    "language": "language",
    "vin": "vin",
    "plate": "plate",
    "vehicle": "asset",
    "policy_no": "policy",
    "policy": "policy",
}
_TEXTS = ("text", "select_one", "barcode", "dateTime", "date")


def prefill(form: Form, customer: Customer) -> Answers:
    """The answers that a customer's data give to a form's questions outside of its lines.

    `kit:prefill` names the source (`SOURCES`), or is "no" for a question that only looks as if.
    """
    answers: Answers = {}
    for question in _questions(form.items):
        source = question.kit.get("prefill", _USUAL_NAMES.get(question.name, "")).lower()
        value = SOURCES[source](customer) if source in SOURCES and question.type in _TEXTS else ""
        if value and _may_be_written(question, value, form):
            answers[question.name] = value
    return answers


def _questions(items: Sequence[Item]) -> Iterator[Question]:
    for item in items:
        if isinstance(item, Question):
            yield item
        elif isinstance(item, Group) and not item.repeat:
            yield from _questions(item.children)


def _may_be_written(question: Question, value: str, form: Form) -> bool:
    """A choice is filled in only where it is one of those offered."""
    if question.calculation:
        return False
    if question.type == "select_one":
        return any(choice.name == value for choice in form.choices.get(question.choices, ()))
    return True
