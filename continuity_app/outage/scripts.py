"""Call scripts with the customer's data in them, as Markdown; what is not known stays a gap to speak around."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from continuity_app.contacts.model import Customer, Script
from continuity_app.errors import BadDataError
from continuity_app.outage.moments import said
from continuity_app.outage.promises import Promise
from continuity_app.words import say

_FIELD = re.compile(r"\{([a-z_]+)\}")
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~])")
BLANK = "……"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who calls: the person, the site, and the number that the firm publishes for calling back."""

    staff: str
    site: str
    call_back: str = ""


def fields_of(customer: Customer, promises: tuple[Promise, ...], speaker: Speaker, now: dt.datetime) -> dict[str, str]:
    """What a script's `{field}` may name, empty where nothing is known."""
    appointment = min(customer.appointments, key=lambda each: each.at, default=None)
    promise = next((each for each in promises if each.open), None)
    asset = customer.assets[0] if customer.assets else None
    return {
        "name": customer.name,
        "given_name": customer.given_name,
        "family_name": customer.family_name,
        "organisation": customer.organisation,
        "staff": speaker.staff,
        "site": speaker.site,
        "call_back_number": speaker.call_back,
        "appointment": f"{appointment.what}, {said(appointment.at, now)}" if appointment else "",
        "promise": promise.what if promise else "",
        "product": customer.product,
        "vehicle": asset.label if asset else "",
        "plate": asset.plate if asset else "",
    }


def filled(text: str, known: dict[str, str]) -> str:
    """A script's Markdown with its fields filled in; no customer's data acts as markup."""
    return _FIELD.sub(lambda found: _plain(known.get(found[1], "")) or BLANK, text)


def title_of(script: Script) -> str:
    """The script's own heading, or its file's name."""
    for line in script.text.splitlines():
        if line.startswith("#"):
            return line.lstrip("# ").strip()
    return script.name.replace("_", " ")


def script_json(script: Script, known: dict[str, str]) -> dict[str, Any]:
    """For the command line: the script with the data in it, and the data beside it."""
    return {"script": script.name, "title": title_of(script), "text": filled(script.text, known), "fields": known}


def named_script(scripts: list[Script], name: str) -> Script:
    """The script of a name, or the first where none is named.

    Raises:
        BadDataError: there is none, or none of this name.
    """
    for script in scripts:
        if not name or script.name.casefold() == name.strip().casefold():
            return script
    raise BadDataError(
        "script.unknown",
        say("There is no call script '{name}'.", name=name) if scripts else say("The snapshot holds no call script."),
        what_is_safe=say("Nothing was changed."),
        next_step=say("There are: {names}.", names=", ".join(script.name for script in scripts) or say("none")),
    )


def _plain(words: str) -> str:
    return _MARKUP.sub(r"\\\1", words)
