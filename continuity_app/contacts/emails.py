"""E-mail addresses: which text is one, without asking any network.

A vetted pattern says yes to the plain ASCII addresses that nearly all are; whatever it does not know goes to
`email-validator`, which is forty times slower. The pattern accepts nothing that the library refuses.
"""

import re

MOST_CHARACTERS = 254

_PLAIN = re.compile(
    r"(?=.{6,254}\Z)(?=[^@]{1,64}@)"
    r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9]|-(?=[A-Za-z0-9])){0,62}\.)+"
    r"(?!(?:arpa|invalid|local|localhost|onion|test)\Z)[A-Za-z]{2,24}",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[^<>]*<\s*([^<>\s]+)\s*>")


def read_address(text: str) -> str | None:
    """The address in its normal form (domain in small letters), or None where the text is none.

    `mailto:` and a name before `<address>` are taken off.
    """
    address = text.strip()
    if address[:7].casefold() == "mailto:":
        address = address[7:]
    if named := _NAMED.fullmatch(address):
        address = named[1]
    if _PLAIN.fullmatch(address):
        local, _, domain = address.rpartition("@")
        return f"{local}@{domain.lower()}"
    if len(address) > MOST_CHARACTERS or "@" not in address:
        return None
    return _ask_library(address)


def _ask_library(address: str) -> str | None:
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        return validate_email(address, check_deliverability=False).normalized
    except EmailNotValidError:
        return None
