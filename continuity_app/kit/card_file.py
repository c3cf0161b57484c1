"""The organisation's card as a file that somebody chose: where it is another file, it is said which."""

from pathlib import Path

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.kit.carried import named, read_carried
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.words import say


def read_card(file: Path) -> OrganisationCard:
    """The card in a file.

    Raises:
        BadDataError: it is another kind of file, or a card that was changed after it was signed.
        SurroundingsError: it cannot be read.
    """
    other = _by_its_start(file)
    if not other:
        data = read_carried(file)
        other = _by_its_contents(data)
        if not other:
            with named(file):
                return OrganisationCard.from_bytes(data)
    raise BadDataError(
        "card.not_one",
        say("{name} is not the organisation's card but {other}.", name=file.name, other=other),
        what_is_safe=say("Nothing was made or changed."),
        next_step=say("Choose the card, a small file that IT gives out and whose name usually ends in .card."),
        details=[{"file": file.name, "problem": other}],
    )


def _by_its_start(file: Path) -> str:
    """What kind of large file this is, in words; nothing where its first bytes do not tell."""
    try:
        with file.open("rb") as begun:
            start = begun.read(32)
    except OSError:
        return ""  # reading it whole tells why
    if start.startswith(b"PK"):
        return say("a snapshot or another zip file")
    if start.startswith(b"age-encryption.org"):
        return say("a copy of a journal or another encrypted file")
    if start.startswith(b"%PDF"):
        return say("a PDF")
    if start.startswith((b"\x89PNG", b"\xff\xd8")):
        return say("a picture")
    return ""


def _by_its_contents(data: bytes) -> str:
    """What this is if it is no root; nothing where it looks like one, whatever may be wrong with it."""
    try:
        told = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return say("no file of this kit, or one that was cut off")
    signed = told.get("signed") if isinstance(told, dict) else None
    if isinstance(signed, dict):
        return "" if signed.get("_type") == "root" else say("a list that the organisation signed")
    if isinstance(told, dict) and {"device", "recipient"} <= told.keys():
        return say("a laptop's enrolment request")
    return say("no file of this kit")
