"""One row of a source becomes one customer, graded and encoded; nothing of a row is dropped without being told."""

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.contacts.quality import (
    Reason,
    grade_email,
    grade_phone,
    grade_verified,
    read_address,
    read_valid,
)
from continuity_app.snapshot.judging import MOST_CHARACTERS, not_a_value, not_yes_or_no, pieces, too_long
from continuity_app.snapshot.values import read_moment, read_value, read_yes
from continuity_app.sources.fields import ASSETS
from continuity_app.sources.mapping import ColumnMap
from continuity_app.sources.wire import VALUES_APART
from continuity_app.words import say

Report = Callable[[int, str, str], None]
"""Notes a problem: row, field, sentence."""

Record = dict[str, Any]
"""A customer (or a channel) by the names of `contacts.model`, without what is empty, enumerations as plain text.

JSON of it decodes to a `Customer`. A snapshot needs a million of them: they cost a third of the dataclasses."""

KINDS = {"phone": "phone", "mobile": "mobile", "work_phone": "work", "home_phone": "home"}
"""Field -> kind of channel."""

NO_ID_PREFIX = "noid-"
MOST_ID = 200

_MOBILE, _WORK, _HOME = ChannelKind.MOBILE.value, ChannelKind.WORK.value, ChannelKind.HOME.value
_EMAIL, _POSTAL = ChannelKind.EMAIL.value, ChannelKind.POSTAL.value
_INVALID, _SUSPECT, _VERIFIED = Quality.INVALID.value, Quality.SUSPECT.value, Quality.VERIFIED.value
_BEST_FIRST = {
    (quality.value, kind.value): -quality.grade * 10 + rank
    for quality in Quality
    for rank, kind in enumerate(ChannelKind)
} | {(None, kind.value): -Quality.UNVERIFIED.grade * 10 + rank for rank, kind in enumerate(ChannelKind)}
_VERIFIED_FIRST = ("phone", "mobile", "work", "home")
_TEXTS = ("given_name", "family_name", "organisation", "segment", "market", "product", "language", "note")
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_DIGITS = re.compile(r"[\d_. -]+$")


@dataclass(slots=True)
class Draft:
    """A customer on the way into a snapshot.

    Attributes:
        record: what is kept.
        derived: it had no id of its own.
        ways: values of its channels, for those shared by many customers.
        match: what the plan's match fields say, empty where one of them is.
    """

    record: Record
    derived: bool
    ways: list[str]
    match: str


def plain(text: str) -> str:
    """A text for comparing: no case, no accents, single spaces."""
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


class CustomerRows:
    """Turns the rows of one source into customers.

    Args:
        name: the source's file name; ids are derived from it where a row has none.
        names: of its columns.
        columns: what is taken of them.
        region: for phone numbers written without +.
        as_of: the day to which the data belongs.
        match: the plan's match fields.
        report: where problems go.
        several: one cell may hold several values (`sources.wire.VALUES_APART`).
    """

    def __init__(
        self,
        name: str,
        names: Sequence[str],
        columns: ColumnMap,
        *,
        region: str,
        as_of: dt.date,
        match: Sequence[str],
        report: Report,
        several: bool = False,
    ) -> None:
        place = {column: index for index, column in enumerate(columns.columns)}
        of: dict[str, list[int]] = {}
        for each in columns.taken:
            of.setdefault(each.field, []).append(place[each.column])
        self._label = _DIGITS.sub("", name.rsplit(".", 1)[0]) or name
        self._name = name
        self._region, self._as_of, self._match, self._report = region, as_of, tuple(match), report
        self._joined = columns.joined_by
        self._texts = [(field, of[field][0]) for field in _TEXTS if field in of]
        self._one = {field: indices[0] for field, indices in of.items()}
        self._value = self._one.get("value", -1)
        self._last_verified = self._one.get("last_verified", -1)
        split = {*KINDS, "email", "address", "id"}
        self._plain = [(field, index) for field, indices in of.items() if field not in split for index in indices]
        self._several = several
        self._phones = [
            (each.field, KINDS[each.field], place[each.column], place[each.label] if each.label >= 0 else -1)
            for each in columns.taken
            if each.field in KINDS
        ]
        self._emails = of.get("email", [])
        self._marks = {field: of.get(field, []) for field in ("do_not_call", "no_email")}
        self._assets = [(field.removeprefix("asset_"), of[field][0]) for field in ASSETS if field in of]
        self._postal = [of[field][0] for field in ("street", "postcode", "city", "region", "country") if field in of]
        self._addresses = of.get("address", [])
        self._central = [(names[column], place[column]) for column in columns.central]

    def build(self, row: int, values: Sequence[str]) -> Draft:
        """The customer of one row."""
        if max(map(len, values)) > MOST_CHARACTERS or self._several:
            values = self._tamed(row, values)
        record: Record = {"id": "", "name": ""}
        for field, index in self._texts:
            if values[index]:
                record[field] = values[index]
        channels = self._channels(row, values)
        self._name_of(row, values, record, channels)
        if self._value >= 0 and (text := values[self._value]):
            amount = read_value(text)
            if amount is None:
                self._report(row, "value", not_a_value())
            else:
                record["value"] = amount
        if self._marks["do_not_call"] and self._mark(row, "do_not_call", values):
            record["do_not_call"] = True
        if self._assets and (asset := {part: values[index] for part, index in self._assets if values[index]}):
            record["assets"] = [asset]
        if self._central:
            record["central"] = [(name, values[index]) for name, index in self._central if values[index]]
        record["source"] = self._name
        derived = self._id(row, values, record, channels)
        if channels:
            sort_channels(channels)
            record["channels"] = channels
        ways = [each["value"] for each in channels if each.get("quality") != _INVALID and each["kind"] != _POSTAL]
        return Draft(record, derived, ways, self._match_of(record, channels) if self._match else "")

    def _tamed(self, row: int, values: Sequence[str]) -> Sequence[str]:
        """The row with its longest texts cut, and with the several values of a card's text in one line."""
        tamed = list(values)
        for field, index in self._plain:
            text = tamed[index]
            if VALUES_APART in text:
                text = text.replace(VALUES_APART, ", ")
            if len(text) > MOST_CHARACTERS:
                self._report(row, field, too_long())
                text = text[:MOST_CHARACTERS]
            tamed[index] = text
        return tamed

    def _name_of(self, row: int, values: Sequence[str], record: Record, channels: list[Record]) -> None:
        """The name to show; made of its parts, or of whatever else there is, where the source has none."""
        name = values[self._one["name"]] if "name" in self._one else ""
        if not name:
            middle = values[self._one["middle_name"]] if "middle_name" in self._one else ""
            name = " ".join(filter(None, (record.get("given_name"), middle, record.get("family_name"))))
        if not name:
            name = record.get("organisation", "")
        if not name:
            name = channels[0]["value"] if channels else say("(no name)")
            self._report(row, "name", say("This customer has no name."))
        record["name"] = name[:MOST_CHARACTERS]

    def _id(self, row: int, values: Sequence[str], record: Record, channels: list[Record]) -> bool:
        """Gives the record its id; true where it had to be derived."""
        text = values[self._one["id"]].split(VALUES_APART)[0] if "id" in self._one else ""
        if text and len(text) <= MOST_ID and text.isprintable():
            if "E+" in text and Reason.SPREADSHEET in grade_phone(text, "").problems:
                self._report(row, "id", say("A spreadsheet destroyed this id; its last digits are lost."))
            record["id"] = text
            return False
        if "id" in self._one:
            self._report(row, "id", say("This customer has no id that can be used; one was derived from its name."))
        way = channels[0]["value"] if channels else ""
        key = "\x1f".join((self._label, plain(record["name"]), plain(record.get("organisation", "")), way))
        number = int.from_bytes(hashlib.sha256(key.encode("utf-8", errors="replace")).digest()[:8], "big") >> 4
        record["id"] = NO_ID_PREFIX + "".join(_ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))
        return True

    def _mark(self, row: int, field: str, values: Sequence[str]) -> bool:
        """Whether any of a mark's columns says yes; what is neither yes nor no counts as yes."""
        marked = False
        for index in self._marks[field]:
            says = read_yes(values[index])
            if says is None:
                self._report(row, field, not_yes_or_no())
            marked = marked or says is not False
        return marked

    def _channels(self, row: int, values: Sequence[str]) -> list[Record]:
        """Every channel of a row, phones before e-mail before post, as the source has them."""
        found: dict[str, Record] = {}
        for field, kind, index, label in self._phones:
            if text := values[index]:
                kind_here = _kind_by_label(values[label], kind) if label >= 0 and values[label] else kind
                if kind_here:
                    self._phone(row, field, text, kind_here, found)
        if self._last_verified >= 0 and found and values[self._last_verified]:
            self._verified(row, values[self._last_verified], found)
        for index in self._emails:
            if values[index]:
                self._email(row, values, values[index], found)
        channels = list(found.values())
        if self._postal or self._addresses:
            channels += self._post(values)
        return channels

    def _phone(self, row: int, field: str, text: str, kind: str, found: dict[str, Record]) -> None:
        quick = read_valid(text, self._region)
        if quick is not None:
            value, reason = quick
            channel = {"kind": kind, "value": value, "original": text}
            if reason:
                channel["quality"], channel["reason"] = _SUSPECT, reason.value
                self._report(row, field, reason.sentence)
            if value not in found or kind == _MOBILE:
                found[value] = channel
            return
        for piece in pieces(text, self._joined):
            graded = grade_phone(piece, self._region)
            for reason in graded.problems:
                self._report(row, field, reason.sentence)
            for each in graded.channels:
                if each.value not in found or kind == _MOBILE:
                    found[each.value] = channel_record(each, kind)

    def _email(self, row: int, values: Sequence[str], text: str, found: dict[str, Record]) -> None:
        opted_out = self._marks["no_email"] and self._mark(row, "no_email", values)
        address = read_address(text)
        if address is not None:
            found[address] = {"kind": _EMAIL, "value": address, "original": text}
            if opted_out:
                found[address]["reason"] = Reason.OPTED_OUT.value
            return
        for piece in pieces(text, self._joined):
            graded = grade_email(piece)
            for reason in graded.problems:
                self._report(row, "email", reason.sentence)
            for each in graded.channels:
                found[each.value] = channel_record(each, _EMAIL)
                if opted_out:
                    found[each.value].setdefault("reason", Reason.OPTED_OUT.value)

    def _verified(self, row: int, text: str, found: dict[str, Record]) -> None:
        """Gives the day of the last check to the number that it most probably was: the main one that can be dialled."""
        moment = read_moment(text, self._region)
        if moment.problem:
            self._report(row, "last_verified", moment.problem)
        if moment.day is None:
            return
        quality, reason = grade_verified(moment.day, self._as_of)
        if reason is Reason.FUTURE:
            self._report(row, "last_verified", reason.sentence)
        dialable = [each for each in found.values() if each.get("quality") != _INVALID]
        if not dialable:
            return
        main = min(dialable, key=lambda each: _VERIFIED_FIRST.index(each["kind"]))
        main["last_verified"] = moment.text[:10]
        if "quality" not in main:
            if quality is Quality.VERIFIED:
                main["quality"] = _VERIFIED
            elif reason:
                main["reason"] = reason.value

    def _post(self, values: Sequence[str]) -> list[Record]:
        parts = [values[index] for index in self._postal if values[index]]
        written = [", ".join(parts)] if parts else []
        for index in self._addresses:
            written += [piece for piece in pieces(values[index], self._joined) if piece]
        return [
            {"kind": _POSTAL, "value": " ".join(each.replace("\n", ", ").split()), "original": each} for each in written
        ]

    def _match_of(self, record: Record, channels: list[Record]) -> str:
        """The plan's match fields in one text; empty where one of them is empty or its channel invalid."""
        parts = []
        for field in self._match:
            if field in KINDS or field == "email":
                kind = KINDS.get(field, _EMAIL)
                good = (c["value"] for c in channels if c["kind"] == kind and c.get("quality") != _INVALID)
                part = min(good, default="").casefold()
            elif field.startswith("asset_"):
                part = record.get("assets", [{}])[0].get(field.removeprefix("asset_"), "").casefold()
            else:
                part = plain(record.get(field, ""))
            if not part:
                return ""
            parts.append(part)
        return "\x1f".join(parts)


def _best_first(channel: Record) -> int:
    return _BEST_FIRST[channel.get("quality"), channel["kind"]]


def sort_channels(channels: list[Record]) -> None:
    """Puts the best channel first, as every customer has them: by quality, then by kind."""
    if len(channels) > 1:
        channels.sort(key=_best_first)


def channel_record(channel: Channel, kind: str) -> Record:
    """A graded channel as it is written, without what is empty."""
    record: Record = {"kind": kind, "value": channel.value, "original": channel.original}
    if channel.quality is not Quality.UNVERIFIED:
        record["quality"] = channel.quality.value
    if channel.reason:
        record["reason"] = str(channel.reason)
    return record


def _kind_by_label(label: str, kind: str) -> str:
    """What an address book's own label makes of a number; empty for a fax or pager, which nobody can call."""
    word = label.casefold()
    if "fax" in word or "pager" in word:
        return ""
    if "mobile" in word or "cell" in word or "handy" in word or "iphone" in word:
        return _MOBILE
    if "work" in word or "main" in word or "company" in word:
        return _WORK
    return _HOME if "home" in word else kind
