"""Whose a sheet is: a customer with all data, an id alone, or nobody."""

from collections.abc import Mapping
from typing import Any

from continuity_app.contacts.model import Customer
from continuity_app.forms.definition import Answers, Form

Whose = Customer | str | None
"""A customer: known with all data (forms are then pre-filled), by id alone, or none."""


def prefilled(form: Form, customer: Whose, answers: Mapping[str, Any] | None) -> Answers:
    """What stands on a form before anybody writes: the customer's data, and what is given over them."""
    if not isinstance(customer, Customer):
        return dict(answers or {})
    from continuity_app.forms.prefill import prefill  # noqa: PLC0415

    return {**prefill(form, customer), **(answers or {})}


def id_of(customer: Whose) -> str:
    """A customer's id, empty for nobody."""
    if customer is None:
        return ""
    return customer.id if isinstance(customer, Customer) else customer
