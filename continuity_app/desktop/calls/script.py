"""The call script with the customer's data in it."""

import datetime as dt

from continuity_app.contacts.model import Customer, Script
from continuity_app.desktop.widgets.times import when_written
from continuity_app.outage import scripts
from continuity_app.outage.promises import Promise
from continuity_app.outage.scripts import Speaker, title_of

__all__ = ["filled", "title_of", "without_title"]


def filled(
    script: Script,
    customer: Customer,
    promises: tuple[Promise, ...],
    *,
    staff: str,
    site: str,
    now: dt.datetime,
    call_back: str = "",
) -> str:
    """The script as Markdown; what is not known stays a gap to speak around, and no customer's data acts as markup."""
    known = scripts.fields_of(customer, promises, Speaker(staff, site, call_back), now)
    first = min(customer.appointments, key=lambda each: each.at, default=None)
    if first is not None:
        known["appointment"] = f"{first.what}, {when_written(first.at, now)}"
    return scripts.filled(script.text, known)


def without_title(markdown: str) -> str:
    """The text below the heading, which stands above it already."""
    lines = markdown.lstrip().splitlines()
    return "\n".join(lines[1:] if lines and lines[0].startswith("#") else lines)
