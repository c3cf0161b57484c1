"""The life of every sheet, computed from the journal: issued, captured, re-keyed, verified; or blank, void, lost.

Rules where laptops met late:
1. what was captured stays captured: a void or loss that did not know of the capture is shown in the history and no
more; 2. a capture after re-keying is a correction and has to be re-keyed again;
3. a lost or blank sheet that is captured was found; a sheet whose issue has not arrived yet is known by what has;
4. what was re-keyed before it was known of a correction has to be re-keyed again; what was re-keyed before it was known
of a voiding stands in the central system nevertheless, and somebody has to look.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.forms.serial import Serial
from continuity_app.journal.checkpoint import Shelf
from continuity_app.journal.entry import Entry
from continuity_app.journal.hybrid_clock import wall_part
from continuity_app.journal.types import (
    Body,
    RekeyDone,
    RekeyVerified,
    SheetCaptured,
    SheetIssued,
    SheetLost,
    SheetVoided,
    StockCounted,
)


class State(StrEnum):
    """Where a sheet stands."""

    ISSUED = "issued"
    BLANK = "blank"
    CAPTURED = "captured"
    REKEYED = "rekeyed"
    VERIFIED = "verified"
    VOID = "void"
    LOST = "lost"

    @property
    def explained(self) -> bool:
        """Whether nobody has to look for the sheet any more."""
        return self is not State.ISSUED

    @property
    def holds_facts(self) -> bool:
        """Whether answers were taken down from it that count."""
        return self in (State.CAPTURED, State.REKEYED, State.VERIFIED)


@dataclass(frozen=True, slots=True)
class SheetEvent:
    """One thing that happened to a sheet.

    Attributes:
        detail: a reason, a reference or how it was captured.
        knew: of a re-keying: the references under which it was known to stand before.
        why: of a re-keying or verifying: why it was done against a rule.
    """

    at: str
    what: str
    user: str
    device: str
    detail: str = ""
    knew: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Capture:
    """One taking down of answers; a sheet captured twice has two. `scans` name the pictures that `device` keeps."""

    at: str
    user: str
    how: str
    answers: Mapping[str, Any]
    flags: Mapping[str, str]
    correction: str = ""
    device: str = ""
    scans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetState:
    """A sheet as it stands.

    Attributes:
        serial: with its hyphens.
        form, version: its definition's.
        customer: the customer's id, empty where it belongs to none.
        state: see `State`.
        answers: as last captured, computed ones among them; before that, what it was pre-filled with.
        computed: those of the answers that the form computed; filled in by the desk, which knows the form.
        flags: field -> why an odd answer was accepted.
        reference: the number in the central system, once re-keyed.
        captures: every capture, the last one counts.
        history: all that happened, in order.
    """

    serial: str
    form: str = ""
    version: str = ""
    customer: str = ""
    state: State = State.ISSUED
    medium: str = ""
    incident: str = ""
    drill: bool = False
    reprints: int = 0
    issued_at: str = ""
    occurred_at: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    computed: Mapping[str, Any] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    reference: str = ""
    captures: tuple[Capture, ...] = ()
    history: tuple[SheetEvent, ...] = ()

    @property
    def rekeyed_before(self) -> bool:
        """Whether the central system holds an older version of what was corrected since."""
        return self.state is State.CAPTURED and bool(self.reference)

    def as_json(self) -> dict[str, Any]:
        """The object of `sheet show`."""
        return {
            "serial": self.serial,
            "form": self.form,
            "version": self.version,
            "state": self.state.value,
            "customer": self.customer,
            "medium": self.medium,
            "incident": self.incident,
            "drill": self.drill,
            "answers": dict(self.answers),
            "computed": dict(self.computed),
            "flags": dict(self.flags),
            "reason": self.reason,
            "reference": self.reference,
            "history": [
                {"at": e.at, "what": e.what, "user": e.user, "device": e.device, "detail": e.detail, "why": e.why}
                for e in self.history
            ],
        }


@dataclass(frozen=True, slots=True)
class Sheets:
    """Every sheet that the journal knows of.

    Attributes:
        by_serial: in the order in which they were first heard of.
        counts: highest counter heard of, by prefix and whether in a drill.
    """

    by_serial: Mapping[str, SheetState]
    counts: Mapping[tuple[str, bool], int]


_Folding = tuple[Shelf[SheetState], dict[tuple[str, bool], int]]


class SheetsProjection:
    """Folds everything that happens to sheets."""

    name = "sheets"
    kept_version = 4
    types = frozenset(
        body.type
        for body in (SheetIssued, SheetCaptured, SheetVoided, SheetLost, StockCounted, RekeyDone, RekeyVerified)
    )

    def initial(self) -> _Folding:
        """No sheet was issued yet."""
        return Shelf(_DECODE), {}

    def fold(self, state: _Folding, entry: Entry) -> _Folding:
        """One more thing that happened to a sheet."""
        sheets, counts = state
        body = entry.read()
        if body is None:
            return state
        for serial in _serials(body):
            known = sheets.get(serial) or _heard_of(serial, counts)
            sheets[serial] = after(known, body, entry)
        return state

    def value(self, state: _Folding) -> Sheets:
        """All sheets as they stand."""
        return Sheets(MappingProxyType(state[0]), MappingProxyType(state[1]))

    def pack(self, state: _Folding) -> bytes:
        """For a checkpoint."""
        counts = [(prefix, drill, count) for (prefix, drill), count in state[1].items()]
        return msgspec.msgpack.encode((state[0].packed(msgspec.msgpack.encode), counts))

    def unpack(self, data: bytes) -> _Folding:
        """From a checkpoint."""
        sheets, counts = msgspec.msgpack.decode(data, type=tuple[dict[str, msgspec.Raw], list[tuple[str, bool, int]]])
        return Shelf(_DECODE, sheets), {(prefix, drill): count for prefix, drill, count in counts}


_DECODE = msgspec.msgpack.Decoder(SheetState).decode


def _serials(body: Body) -> tuple[str, ...]:
    if isinstance(body, StockCounted):
        return body.serials
    serial = getattr(body, "serial", "")
    return (serial,) if serial else ()


def _heard_of(text: str, counts: dict[tuple[str, bool], int]) -> SheetState:
    """A sheet of which something is heard for the first time; its number says whether it belongs to a drill."""
    try:
        serial = Serial.parse(text)
    except BadDataError:
        return SheetState(text)
    key = (serial.prefix, serial.drill)
    counts[key] = max(counts.get(key, 0), serial.number)
    return SheetState(text, drill=serial.drill)


def after(sheet: SheetState, body: Body, entry: Entry) -> SheetState:
    """A sheet after one more thing happened to it."""
    at = wall_part(entry.hlc)

    def told(what: str, detail: str = "", **changes: Any) -> SheetState:
        event = SheetEvent(at, what, entry.user, entry.device, detail)
        return replace(sheet, history=(*sheet.history, event), **changes)

    match body:
        case SheetIssued():
            sheet = _issued(sheet, body, at, told("reprinted" if body.reprint else "issued", body.medium))
        case SheetCaptured():
            word = "corrected" if sheet.captures else "captured"
            sheet = _captured(body, at, entry, told(word, body.correction or body.how))
        case SheetVoided():
            counts = not sheet.state.holds_facts or (body.captured and sheet.state is State.CAPTURED)
            sheet = told("voided", body.reason, **({"state": State.VOID, "reason": body.reason} if counts else {}))
        case SheetLost():
            counts = sheet.state in (State.ISSUED, State.BLANK)
            sheet = told("lost", body.reason, **({"state": State.LOST, "reason": body.reason} if counts else {}))
        case StockCounted():
            counts = sheet.state in (State.ISSUED, State.LOST)
            sheet = told("counted back", body.place, **({"state": State.BLANK} if counts else {}))
        case RekeyDone():
            sheet = _rekeyed(sheet, body, at, entry)
        case RekeyVerified():
            state = State.VERIFIED if sheet.state is State.REKEYED else sheet.state
            event = SheetEvent(at, "verified", entry.user, entry.device, why=body.reason)
            sheet = replace(sheet, history=(*sheet.history, event), state=state)
    return sheet


def _rekeyed(sheet: SheetState, body: RekeyDone, at: str, entry: Entry) -> SheetState:
    """Typed into the central system; entries from before `captures` was written down are taken to know what stands."""
    stands = sheet.state in (State.REKEYED, State.VERIFIED)
    settles = bool(body.reason and sheet.reference and stands and (body.settles or not body.captures))
    knew = body.knew
    if not body.captures and (settles or len(sheet.captures) > 1):
        knew = tuple(dict.fromkeys(event.detail for event in sheet.history if event.what == "rekeyed"))
    state = sheet.state
    if sheet.captures:  # a voided one too: it stands there now
        corrected_since = 0 < body.captures < len(sheet.captures) and sheet.state is State.CAPTURED
        state = State.CAPTURED if corrected_since else State.REKEYED
    word = "settled" if settles else "rekeyed"
    event = SheetEvent(at, word, entry.user, entry.device, body.reference, knew, body.reason)
    return replace(sheet, history=(*sheet.history, event), state=state, reference=body.reference)


def _issued(sheet: SheetState, body: SheetIssued, at: str, told: SheetState) -> SheetState:
    if body.reprint:  # its first issue may not have arrived
        form, version = sheet.form or body.form, sheet.version or body.form_version
        return replace(told, reprints=max(sheet.reprints, body.reprint), form=form, version=version)
    return replace(
        told,
        form=sheet.form or body.form,
        version=sheet.version or body.form_version,
        customer=sheet.customer or body.customer,
        medium=body.medium,
        incident=body.incident,
        drill=body.drill,
        issued_at=at,
        answers=sheet.answers or body.answers,
    )


def _captured(body: SheetCaptured, at: str, entry: Entry, told: SheetState) -> SheetState:
    capture = Capture(at, entry.user, body.how, body.answers, body.flags, body.correction, entry.device, body.scans)
    return replace(
        told,
        form=body.form,
        version=body.form_version,
        customer=body.customer or told.customer,
        state=State.CAPTURED,
        occurred_at=body.occurred_at or told.occurred_at,
        answers=body.answers,
        flags=body.flags,
        reason="",
        captures=(*told.captures, capture),
    )
