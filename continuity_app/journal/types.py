"""What can happen: one frozen dataclass for each entry type, the body of a journal entry.

A name and version never change their meaning; a new field has a default, a new meaning is a new type. Times inside a
body are ISO 8601 strings with offset; `serial` is the sheet's serial with its hyphens, `customer` a customer's id.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class Body:
    """The root of all bodies; `type` is the stored name."""

    type: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class IncidentDeclared(Body):
    """An outage, or a rehearsal of one (`drill`), began. `kind` is ransom, theft or outage."""

    type: ClassVar[str] = "incident.declared"
    incident: str
    name: str
    kind: str
    at: str


@dataclass(frozen=True, slots=True)
class IncidentClosed(Body):
    """The outage is over; `remains_open` says in words what was left."""

    type: ClassVar[str] = "incident.closed"
    incident: str
    at: str
    remains_open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrillStarted(Body):
    """A rehearsal began."""

    type: ClassVar[str] = "drill.started"
    incident: str
    name: str
    at: str


@dataclass(frozen=True, slots=True)
class DrillEnded(Body):
    """A rehearsal is over."""

    type: ClassVar[str] = "drill.ended"
    incident: str
    at: str


@dataclass(frozen=True, slots=True)
class EventNoted(Body):
    """Something `happened` (when) that starts a clock of the law: `event` as the table of duties names it.

    A later note of the same event replaces it; an empty `happened` takes it back.
    """

    type: ClassVar[str] = "event.noted"
    event: str
    happened: str
    at: str
    incident: str


@dataclass(frozen=True, slots=True)
class SheetIssued(Body):
    """A serial was given out, before its page leaves. `medium` is paper or screen, `answers` the pre-fill."""

    type: ClassVar[str] = "sheet.issued"
    serial: str
    form: str
    form_version: str
    medium: str
    customer: str = ""
    incident: str = ""
    drill: bool = False
    reprint: int = 0
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetCaptured(Body):
    """Answers were taken down. `how` is screen, typed, scanned or fillable; `flags` field -> why accepted odd.

    `scans` are the SHA-256, in hex, of the pictures that the capturing laptop keeps of it, by page.
    """

    type: ClassVar[str] = "sheet.captured"
    serial: str
    form: str
    form_version: str
    how: str
    answers: dict[str, Any]
    customer: str = ""
    occurred_at: str = ""
    flags: dict[str, str] = field(default_factory=dict)
    correction: str = ""
    scans: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetVoided(Body):
    """A sheet is spoilt or not used. `captured`: the person knew that answers had been taken down from it."""

    type: ClassVar[str] = "sheet.voided"
    serial: str
    reason: str
    captured: bool = False


@dataclass(frozen=True, slots=True)
class SheetLost(Body):
    """A sheet cannot be found."""

    type: ClassVar[str] = "sheet.lost"
    serial: str
    reason: str


@dataclass(frozen=True, slots=True)
class StockCounted(Body):
    """Blank sheets were counted back, by serial."""

    type: ClassVar[str] = "stock.counted"
    serials: tuple[str, ...]
    place: str = ""


@dataclass(frozen=True, slots=True)
class CallLogged(Body):
    """A try to reach a customer, and what came of it. `channel` is the channel's value (E.164 for phones).

    `sheet` is the serial and line of the printed call list that it was taken from, such as `7K3-0143-5/3`.
    """

    type: ClassVar[str] = "call.logged"
    customer: str
    channel: str
    outcome: str
    at: str
    note: str = ""
    call_back_at: str = ""
    incident: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class ChannelCorrected(Body):
    """The customer gave another number or address. `old` is the value that it replaces, empty for an added one."""

    type: ClassVar[str] = "channel.corrected"
    customer: str
    kind: str
    new: str
    original: str
    at: str
    old: str = ""
    incident: str = ""


@dataclass(frozen=True, slots=True)
class ChannelVerified(Body):
    """A channel was found good or bad without a logged call (dial sample). `quality` as in contacts."""

    type: ClassVar[str] = "channel.verified"
    customer: str
    channel: str
    quality: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PromiseMade(Body):
    """Something was promised to a customer, to be kept by `due`, by `owner`."""

    type: ClassVar[str] = "promise.made"
    promise: str
    customer: str
    what: str
    at: str
    due: str = ""
    owner: str = ""
    incident: str = ""


@dataclass(frozen=True, slots=True)
class PromiseKept(Body):
    """A promise was kept, or settled as the note says; one made twice says which one counts (`duplicate_of`)."""

    type: ClassVar[str] = "promise.kept"
    promise: str
    at: str
    note: str = ""
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class CustomerAdded(Body):
    """A customer whom the snapshot does not know; `fields` by the plan's field names."""

    type: ClassVar[str] = "customer.added"
    customer: str
    fields: dict[str, str]
    at: str
    incident: str = ""


@dataclass(frozen=True, slots=True)
class CustomerLinked(Body):
    """A person decided that two customers are the same one, or (`linked` false) are not."""

    type: ClassVar[str] = "customer.linked"
    customer: str
    other: str
    linked: bool = True


@dataclass(frozen=True, slots=True)
class AssignmentMade(Body):
    """Customers, sheets or promises were given to a person: `subjects` are ids or serials.

    `task` is call, rekey, promise, dial sample, first hour or shift.
    """

    type: ClassVar[str] = "assignment.made"
    task: str
    person: str
    subjects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PromisesCompared(Body):
    """A person looked at promises to one customer: they are `different` ones, or that is taken back."""

    type: ClassVar[str] = "promises.compared"
    promises: tuple[str, ...]
    different: bool
    at: str


@dataclass(frozen=True, slots=True)
class WorkDivided(Body):
    """A task (call or rekey) was divided among workers: names of users or ids of laptops.

    Whose share a customer or sheet falls into follows from `division` and the workers alone, so that laptops that never
    met and were told the same agree; a division that is there already changes nothing.
    """

    type: ClassVar[str] = "work.divided"
    task: str
    division: str
    among: tuple[str, ...]
    at: str
    incident: str = ""


@dataclass(frozen=True, slots=True)
class ShareHanded(Body):
    """All that is a worker's share (`giver`) of a task goes to other workers, with the reason."""

    type: ClassVar[str] = "share.handed"
    task: str
    giver: str
    takers: tuple[str, ...]
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class CallsListed(Body):
    """A part of the call list was printed on a numbered call log: line by line whom to call, and on which number."""

    type: ClassVar[str] = "calls.listed"
    serial: str
    customers: tuple[str, ...]
    channels: tuple[str, ...]
    at: str


@dataclass(frozen=True, slots=True)
class RekeyDone(Body):
    """A captured sheet stands in the central system under `reference`; `reason` says why against a rule.

    `captures` is how many captures of the sheet were known (0: not written down), `knew` the references under which it
    was known to stand; what whoever re-keyed it did not know shows at the merge. `settles` says that of several
    references this one stands.
    """

    type: ClassVar[str] = "rekey.done"
    serial: str
    reference: str
    at: str
    reason: str = ""
    captures: int = 0
    knew: tuple[str, ...] = ()
    settles: bool = False


@dataclass(frozen=True, slots=True)
class RekeyVerified(Body):
    """A second look found the re-keyed sheet right; `reason` says why only the one who re-keyed it looked."""

    type: ClassVar[str] = "rekey.verified"
    serial: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CopyMade(Body):
    """The journal was written to a bundle; `place` says where, naming no person, `head` is the last entry before."""

    type: ClassVar[str] = "copy.made"
    place: str
    head: str
    entries: int
    at: str


@dataclass(frozen=True, slots=True)
class CopyFailed(Body):
    """A copy that was noted did not come about: `copy` is the hash of its `copy.made`."""

    type: ClassVar[str] = "copy.failed"
    copy: str
    at: str


@dataclass(frozen=True, slots=True)
class RevealLogged(Body):
    """Sensitive details of a customer were shown."""

    type: ClassVar[str] = "reveal.logged"
    customer: str
    field: str
    at: str


@dataclass(frozen=True, slots=True)
class OverrideMade(Body):
    """A manager overrode a safety rule; `rule` such as snapshot.rollback."""

    type: ClassVar[str] = "override.made"
    rule: str
    reason: str
    at: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class WayChanged(Body):
    """A way into the vault was added, changed or removed: `slot` its name, `kind` and `role` as the slots say."""

    type: ClassVar[str] = "way.changed"
    action: str
    slot: str
    kind: str
    user: str
    role: str
    at: str


@dataclass(frozen=True, slots=True)
class ReadinessAnswered(Body):
    """An answer of the CX lead and the CISO to a question of the eight keys. `answer` is yes, partly or no."""

    type: ClassVar[str] = "readiness.answered"
    key: str
    question: str
    answer: str
    at: str
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class DraftKept(Body):
    """What was being typed when the screen was locked; an empty `answers` says that the draft is done with."""

    type: ClassVar[str] = "draft.kept"
    form: str
    draft: str
    at: str
    customer: str = ""
    serial: str = ""
    answers: dict[str, Any] = field(default_factory=dict)


BODIES: dict[str, type[Body]] = {body.type: body for body in Body.__subclasses__()}
