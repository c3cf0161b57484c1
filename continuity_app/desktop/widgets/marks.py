"""How far a channel can be trusted: a mark, words beside it, and a tone that says the same."""

import datetime as dt
from dataclasses import dataclass

from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.desktop.widgets.times import day_of
from continuity_app.outage.facts import Learned
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Trust:
    """A mark such as ●, the words beside it, and good, caution, broken or plain."""

    mark: str
    words: str
    tone: str

    @property
    def line(self) -> str:
        """Mark and words together."""
        return f"{self.mark} {self.words}"


_REASONS = {
    "not_a_number": "not a number",
    "not_valid": "no such number exists",
    "spreadsheet": "destroyed by a spreadsheet",
    "lost_zero": "lost its leading zero",
    "no_region": "country not known",
    "fictitious": "a number kept for fiction",
    "few_digits": "looks made up",
    "shared": "shared by over 5 customers",
    "old": "not confirmed for over a year",
    "not_an_address": "not an address",
    "opted_out": "wants no e-mail",
    "disconnected": "disconnected",
    "wrong_person": "wrong person answers",
    "zero_restored": "its leading zero was restored",
    "two_numbers": "one of several in a cell",
    "words_beside": "words stood beside it",
    "future": "confirmed on a day to come",
}

_KINDS = {
    ChannelKind.MOBILE: "mobile",
    ChannelKind.PHONE: "phone",
    ChannelKind.HOME: "home",
    ChannelKind.WORK: "work",
    ChannelKind.EMAIL: "e-mail",
    ChannelKind.POSTAL: "post",
}


def kind_words(kind: ChannelKind) -> str:
    """What a channel is, in a word."""
    return say(_KINDS[kind])


def trust_in(channel: Channel, now: dt.datetime) -> Trust:
    """What to tell about a channel."""
    known = _REASONS.get(channel.reason)
    if channel.kind is ChannelKind.POSTAL:
        return Trust("○", say("address"), "plain")
    if channel.quality is Quality.VERIFIED:
        return Trust("●", _confirmed(channel, now), "good")
    if channel.quality is Quality.INVALID:
        return Trust("✕", say(known) if known else say("cannot be used"), "broken")
    if channel.quality is Quality.SUSPECT:
        return Trust("▲", say(known) if known else say("doubtful"), "caution")
    return Trust("○", _unconfirmed(channel, known, now), "plain")


def _unconfirmed(channel: Channel, known: str | None, now: dt.datetime) -> str:
    if known and channel.reason != "old":
        return say(known)
    if channel.last_verified is not None:
        return say("not confirmed since {day}", day=_day(channel.last_verified, now))
    return say("never confirmed") if channel.kind is ChannelKind.EMAIL else say("never dialled")


def _confirmed(channel: Channel, now: dt.datetime) -> str:
    if channel.last_verified is None:
        return say("confirmed")
    if channel.reason == Learned.GIVEN:
        # Nobody has dialled it yet: that somebody gave it is all that is known.
        given = channel.last_verified
        return say("given today") if given == now.date() else say("given {day}", day=_day(given, now))
    if channel.last_verified == now.date():
        return say("confirmed today") if channel.kind is ChannelKind.EMAIL else say("dialled today")
    day = _day(channel.last_verified, now)
    return say("confirmed {day}", day=day) if channel.kind is ChannelKind.EMAIL else say("dialled {day}", day=day)


def _day(day: dt.date, now: dt.datetime) -> str:
    return day_of(dt.datetime.combine(day, dt.time(12), now.tzinfo), now)
