"""What the journal says about customers, and how it lies over what the snapshot says of them."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from types import MappingProxyType

import msgspec

from continuity_app.contacts.model import Channel, ChannelKind, Customer, Quality
from continuity_app.journal.checkpoint import Shelf
from continuity_app.journal.entry import Entry
from continuity_app.journal.types import CallLogged, ChannelCorrected, ChannelVerified
from continuity_app.outage.outcomes import Outcome
from continuity_app.words import say

Fact = CallLogged | ChannelCorrected | ChannelVerified
Facts = Mapping[str, Sequence[Fact]]
"""Customer id -> what happened with this customer's channels, in order."""


class Learned(StrEnum):
    """Why a channel's quality is no longer that of the snapshot: the word in `Channel.reason`."""

    GIVEN = "given"
    REACHED = "reached"
    ANSWERED = "answered"
    MACHINE = "machine"
    RANG = "rang"
    DISCONNECTED = "disconnected"
    WRONG_PERSON = "wrong_person"

    @property
    def sentence(self) -> str:
        """What a person reads."""
        return say(_SENTENCES[self])


_SENTENCES = {
    Learned.GIVEN: "The customer gave it during the outage.",
    Learned.REACHED: "The customer was reached on it.",
    Learned.ANSWERED: "The customer answered on it.",
    Learned.MACHINE: "An answering machine took the call.",
    Learned.RANG: "It was dialled, and nobody answered.",
    Learned.DISCONNECTED: "It was dialled and is disconnected.",
    Learned.WRONG_PERSON: "It was dialled and another person answered.",
}
_ANSWERED = {
    Outcome.REACHED: Learned.REACHED,
    Outcome.REFUSED: Learned.ANSWERED,
    Outcome.CALL_BACK: Learned.ANSWERED,
}
_RANG = {
    Outcome.ANSWERING_MACHINE: Learned.MACHINE,
    Outcome.BUSY: Learned.RANG,
    Outcome.NO_ANSWER: Learned.RANG,
}
_OUTCOMES = frozenset(outcome.value for outcome in Outcome)
_SPOILT = {Outcome.DISCONNECTED: Learned.DISCONNECTED, Outcome.WRONG_PERSON: Learned.WRONG_PERSON}


class FactsProjection:
    """Sorts calls, corrections and verifications by customer."""

    name = "facts"
    kept_version = 1
    types = frozenset({CallLogged.type, ChannelCorrected.type, ChannelVerified.type})

    def initial(self) -> Shelf[list[Fact]]:
        """Nothing happened yet."""
        return Shelf(_unpacked)

    def fold(self, state: Shelf[list[Fact]], entry: Entry) -> Shelf[list[Fact]]:
        """One more fact about one customer; a line of paper that two laptops took down is one call."""
        fact = entry.read()
        if not isinstance(fact, CallLogged | ChannelCorrected | ChannelVerified):
            return state
        known = state.setdefault(fact.customer, [])
        if not (isinstance(fact, CallLogged) and fact.sheet and fact.sheet in sheets_of(known)):
            known.append(fact)
        return state

    def value(self, state: Shelf[list[Fact]]) -> Facts:
        """A view of all of them."""
        return MappingProxyType(state)

    def pack(self, state: Shelf[list[Fact]]) -> bytes:
        """For a checkpoint."""
        return msgspec.msgpack.encode(state.packed(_packed))

    def unpack(self, data: bytes) -> Shelf[list[Fact]]:
        """From a checkpoint."""
        return Shelf(_unpacked, msgspec.msgpack.decode(data, type=dict[str, msgspec.Raw]))


def sheets_of(facts: Iterable[Fact]) -> set[str]:
    """The lines of printed call lists from which a customer's calls were taken."""
    return {fact.sheet for fact in facts if isinstance(fact, CallLogged) and fact.sheet}


_KINDS: dict[str, type[Fact]] = {kind.type: kind for kind in (CallLogged, ChannelCorrected, ChannelVerified)}


def _packed(facts: list[Fact]) -> bytes:
    return msgspec.msgpack.encode([(fact.type, fact) for fact in facts])


def _unpacked(data: bytes) -> list[Fact]:
    rows = msgspec.msgpack.decode(data, type=list[tuple[str, msgspec.Raw]])
    return [msgspec.msgpack.decode(body, type=_KINDS[kind]) for kind, body in rows]


def overlaid(customer: Customer, facts: Iterable[Fact], ignoring: Collection[str] = ()) -> Customer:
    """The customer with the channels as they are known now, best first; a number that the customer gave leads.

    Args:
        customer: as the snapshot has it.
        facts: about this customer, in order.
        ignoring: ids of drills that are over; what was logged in them is no fact.
    """
    channels = {channel.value: channel for channel in customer.channels}
    given: list[str] = []
    for fact in facts:
        if isinstance(fact, ChannelVerified):
            _verify(channels, fact)
        elif fact.incident and fact.incident in ignoring:
            continue
        elif isinstance(fact, ChannelCorrected):
            _give(channels, given, fact)
        else:
            _learn(channels, given, fact)
    ranked = sorted(channels.values(), key=lambda channel: -channel.quality.grade)
    first = [channels[value] for value in given]
    return replace(customer, channels=(*first, *(channel for channel in ranked if channel.value not in given)))


def _verify(channels: dict[str, Channel], fact: ChannelVerified) -> None:
    channel = channels.get(fact.channel)
    if channel is None or fact.quality not in list(Quality):
        return
    quality = Quality(fact.quality)
    day = _day(fact.at) if quality is Quality.VERIFIED else channel.last_verified
    channels[fact.channel] = replace(channel, quality=quality, last_verified=day, reason=fact.reason)


def _give(channels: dict[str, Channel], given: list[str], fact: ChannelCorrected) -> None:
    kind = ChannelKind(fact.kind) if fact.kind in list(ChannelKind) else ChannelKind.PHONE
    channels[fact.new] = Channel(kind, fact.new, fact.original, Quality.VERIFIED, _day(fact.at), Learned.GIVEN)
    if fact.new in given:
        given.remove(fact.new)
    given.insert(0, fact.new)


def _learn(channels: dict[str, Channel], given: list[str], call: CallLogged) -> None:
    channel = channels.get(call.channel)
    if channel is None:
        return
    if call.outcome not in _OUTCOMES:
        return
    outcome = Outcome(call.outcome)
    if outcome in _ANSWERED:
        channels[call.channel] = replace(
            channel, quality=Quality.VERIFIED, last_verified=_day(call.at), reason=_ANSWERED[outcome]
        )
    elif outcome in _RANG and channel.quality is Quality.UNVERIFIED:
        channels[call.channel] = replace(channel, reason=_RANG[outcome])
    elif outcome in _SPOILT:
        reason = _SPOILT[outcome]
        channels[call.channel] = replace(channel, quality=Quality.INVALID, reason=reason)
        if call.channel in given:
            given.remove(call.channel)


def _day(at: str) -> dt.date | None:
    try:
        return dt.datetime.fromisoformat(at).date()
    except ValueError:
        return None
