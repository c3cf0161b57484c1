"""One signed entry of the journal: RFC 8785 JSON and an Ed25519 signature over exactly these bytes.

Rules, checked on reading before anything is kept:
1. content is at most 64 KiB and 16 levels deep, and is its own canonical form;
2. it is an object of exactly org, device, seq (from 1), prev, hlc, user, type, body;
3. `prev` is the hash of the entry with seq one less, empty for the first;
4. hash = SHA-256 over content and signature, so that `prev` seals both.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.journal.hybrid_clock import is_reading
from continuity_app.journal.types import BODIES, Body
from continuity_app.trust.canonical import canonical
from continuity_app.trust.signing import SigningKey, is_signed
from continuity_app.vault.database import damaged
from continuity_app.words import say

MOST_BYTES = 64 * 1024
MOST_DEPTH = 16
_HASH_LETTERS = 64
_SIGNATURE_BYTES = 64
_SUBJECT = ("customer", "other", "serial", "promise")
_SUBJECTS = ("serials", "subjects")


class _Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed, as it is decoded."""

    org: str
    device: str
    seq: int
    prev: str
    hlc: str
    user: str
    type: str
    body: dict[str, Any]


_decode = msgspec.json.Decoder(_Content).decode


class Entry(msgspec.Struct, frozen=True):
    """What happened, by whom, on which device, and the proof of it.

    A msgspec struct, for 200,000 of them are made when a long journal is opened.

    Attributes:
        seq: 1, 2, 3, … on its device.
        prev: hash of the device's entry before it, hexadecimal, or empty.
        hlc: reading of the hybrid clock; `(hlc, device, seq)` is the order of all entries.
        body: the fields of its type; `read` gives them as a dataclass.
        content: the canonical bytes that were signed.
        hash: names the entry, hexadecimal.
    """

    org: str
    device: str
    seq: int
    prev: str
    hlc: str
    user: str
    type: str
    body: dict[str, Any]
    content: bytes
    signature: bytes
    hash: str

    def __hash__(self) -> int:
        return hash(self.hash)

    @property
    def order(self) -> tuple[str, str, int, str]:
        """Where it stands among all entries; the hash only decides between the two sides of a fork."""
        return (self.hlc, self.device, self.seq, self.hash)

    def read(self) -> Body | None:
        """The body as its dataclass; None for a type or a shape that this version does not know, or no time in `at`."""
        kind = BODIES.get(self.type)
        if kind is None:
            return None
        try:
            body = msgspec.convert(self.body, kind)
        except msgspec.ValidationError:
            return None
        return body if _is_moment(getattr(body, "at", None)) else None

    @property
    def subjects(self) -> frozenset[str]:
        """The ids and serials that it is about, by which it can be looked up."""
        named = [self.body.get(field) for field in _SUBJECT]
        listed = [each for field in _SUBJECTS if isinstance(self.body.get(field), list) for each in self.body[field]]
        return frozenset(each for each in (*named, *listed) if isinstance(each, str) and each)

    def is_signed_by(self, public: bytes) -> bool:
        """Whether the device with this public key wrote it."""
        return is_signed(public, self.content, self.signature)


def write_entry(
    key: SigningKey, body: Body, *, org: str, device: str, seq: int, prev: str, hlc: str, user: str
) -> Entry:
    """Makes and signs an entry.

    Raises:
        BadDataError: the body is too large, too deep, or holds a number that JSON cannot carry exactly.
    """
    fields: dict[str, Any] = msgspec.to_builtins(body)
    whole = {
        "org": org,
        "device": device,
        "seq": seq,
        "prev": prev,
        "hlc": hlc,
        "user": user,
        "type": body.type,
        "body": fields,
    }
    content = canonical(whole)
    return read_entry(content, key.sign(content))


def entry_hash(content: bytes, signature: bytes) -> str:
    """The name of an entry: SHA-256 over its canonical bytes and its signature."""
    return hashlib.sha256(content + signature).hexdigest()


def read_entry(content: bytes, signature: bytes) -> Entry:
    """Decodes an entry that came from outside and checks its form; the signature is not checked here.

    Raises:
        BadDataError: it breaks a rule of this module.
    """
    if len(content) > MOST_BYTES:
        raise _unfit(say("it is larger than {limit} bytes", limit=MOST_BYTES))
    try:
        entry = _decoded(content, signature, entry_hash(content, signature))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unfit(say("it is not a journal entry")) from error
    if not _lies_within(entry.body, MOST_DEPTH - 1):
        raise _unfit(say("it is nested deeper than {limit} levels", limit=MOST_DEPTH))
    if not _is_canonical(content):
        raise _unfit(say("it is not in canonical form, or holds a number that cannot be kept exactly"))
    if len(signature) != _SIGNATURE_BYTES or entry.seq < 1 or not entry.device or not entry.type:
        raise _unfit(say("its number, device, type or signature is missing"))
    if not is_reading(entry.hlc) or (len(entry.prev) != _HASH_LETTERS if entry.seq > 1 else entry.prev != ""):
        raise _unfit(say("its clock reading or its link to the entry before it is damaged"))
    return entry


def stored_entry(content: bytes, signature: bytes, name: str) -> Entry:
    """Decodes an entry that was checked when it was kept.

    Raises:
        BadDataError: the stored bytes are not an entry any more; the engine gives zeros for some damaged pages.
    """
    try:
        return _decoded(content, signature, name)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise damaged(say("The journal is damaged: an entry in it is not what was written.")) from error


def _decoded(content: bytes, signature: bytes, name: str) -> Entry:
    c = _decode(content)
    return Entry(c.org, c.device, c.seq, c.prev, c.hlc, c.user, c.type, c.body, content, signature, name)


def _is_moment(at: str | None) -> bool:
    """Whether a time of a body can be shown in every time zone; None where a body has no time."""
    if at is None:
        return True
    try:
        moment = dt.datetime.fromisoformat(at)
    except ValueError:
        return False
    return moment.tzinfo is not None and dt.MINYEAR < moment.year < dt.MAXYEAR


def _is_canonical(content: bytes) -> bool:
    try:
        return canonical(msgspec.json.decode(content)) == content
    except BadDataError:
        return False


def _lies_within(value: object, levels: int) -> bool:
    """Whether a value is nested no deeper than so many levels; looks no deeper itself."""
    if isinstance(value, Mapping):
        return levels > 0 and all(_lies_within(each, levels - 1) for each in value.values())
    if isinstance(value, list | tuple):
        return levels > 0 and all(_lies_within(each, levels - 1) for each in value)
    return True


def _unfit(why: str) -> BadDataError:
    return BadDataError(
        "journal.entry",
        say("This cannot be a journal entry: {why}.", why=why),
        what_is_safe=say("The journal is unchanged."),
        next_step=say("Shorten what was entered, or ask for the file again from where it came."),
    )
