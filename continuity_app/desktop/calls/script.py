"""The call script with the customer's data in it."""

import datetime as dt
import re

from continuity_app.contacts.model import Customer, Script
from continuity_app.desktop.widgets.times import when_written
from continuity_app.outage.promises import Promise

_FIELD = re.compile(r"\{([a-z_]+)\}")
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~])")
BLANK = "……"


def filled(
    script: Script, customer: Customer, promises: tuple[Promise, ...], *, staff: str, site: str, now: dt.datetime
) -> str:
    """The script as Markdown; what is not known stays a gap to speak around, and no customer's data acts as markup."""
    appointment = min(customer.appointments, key=lambda each: each.at, default=None)
    promise = next((each for each in promises if each.open), None)
    asset = customer.assets[0] if customer.assets else None
    known = {
        "name": customer.name,
        "given_name": customer.given_name,
        "family_name": customer.family_name,
        "organisation": customer.organisation,
        "staff": staff,
        "site": site,
        "appointment": f"{appointment.what}, {when_written(appointment.at, now)}" if appointment else "",
        "promise": promise.what if promise else "",
        "product": customer.product,
        "vehicle": asset.label if asset else "",
        "plate": asset.plate if asset else "",
        "value": "",
    }
    return _FIELD.sub(lambda found: _plain(known.get(found[1], "")) or BLANK, script.text)


def title_of(script: Script) -> str:
    """The script's own heading, or its file's name."""
    for line in script.text.splitlines():
        if line.startswith("#"):
            return line.lstrip("# ").strip()
    return script.name.replace("_", " ")


def without_title(markdown: str) -> str:
    """The text below the heading, which stands above it already."""
    lines = markdown.lstrip().splitlines()
    return "\n".join(lines[1:] if lines and lines[0].startswith("#") else lines)


def _plain(words: str) -> str:
    return _MARKUP.sub(r"\\\1", words)
