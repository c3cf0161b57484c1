"""The order of need: whom to call first, and why, in words.

1. who asked to be called back, once the time has come;
2. who was promised something whose time has passed, the most valuable first;
3. promises and appointments as they come, those without a time after them, then what was planned before today, the
   latest first;
4. everybody else by value at risk, the greatest first;
5. who was tried within the last two hours.
Nobody who must not be called, has no number that could work, was reached, refused, or was tried three times on every
number.

A place in this order holds until a moment that is known beforehand, so that a list need not be computed anew each time.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from continuity_app.contacts.model import Channel, Customer
from continuity_app.journal.types import CallLogged
from continuity_app.outage.facts import Fact
from continuity_app.outage.incidents import Scope
from continuity_app.outage.moments import moment_of, said
from continuity_app.outage.numbers import tel_link
from continuity_app.outage.outcomes import Outcome
from continuity_app.outage.promises import Promise
from continuity_app.words import say

TRIES_PER_CHANNEL = 3
REST = dt.timedelta(hours=2)
"""After a try that found nobody the customer is left alone for this long."""


_ENDING = frozenset(outcome.value for outcome in Outcome if outcome.ends_calling)


class Rank(IntEnum):
    """The groups of the call list, first to last."""

    CALL_BACK = 0
    OVERDUE = 1
    PLANNED = 2
    UNTIMED = 3
    PLANNED_BEFORE = 4
    VALUE = 5
    RESTING = 6


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the call list.

    Attributes:
        channel: the number to dial.
        reason: why this customer is called, in words.
        value: money at risk in a year, or None.
        tried: how often this customer was tried in this incident.
    """

    customer: Customer
    channel: Channel
    reason: str
    value: float | None
    tried: int
    rank: Rank
    key: tuple[float, float]

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "customer": self.customer.id,
            "name": self.customer.name,
            "channel": self.channel.value,
            "tel": tel_link(self.channel.value),
            "quality": self.channel.quality.value,
            "reason": self.reason,
            "value": self.value,
            "tried": self.tried,
        }


def calls_of(facts: Iterable[Fact], scope: Scope) -> list[CallLogged]:
    """The calls among a customer's facts that count for the incident, in order."""
    return [fact for fact in facts if isinstance(fact, CallLogged) and scope.holds(fact)]


def call_for(
    customer: Customer, calls: Sequence[CallLogged], promises: Sequence[Promise], now: dt.datetime
) -> Call | None:
    """The line of the call list for one customer; None if nobody is to call this customer now.

    Args:
        customer: with the channels as they are known now.
        calls: what was tried in this incident, in order.
        promises: of both origins.
        now: the present time.
    """
    channel = _channel_to_try(customer, calls)
    if channel is None or is_done(calls):
        return None
    back = _call_back(calls, now)
    if back is not None and back > now:
        return None
    rank, key, reason = _need(customer, promises, now)
    if back is not None:
        rank, key = Rank.CALL_BACK, (back.timestamp(), 0.0)
        reason = say("call back asked for {time}", time=said(calls[-1].call_back_at, now))
    elif calls and _last_try(calls, now) + REST > now:
        rank, key = Rank.RESTING, (_last_try(calls, now).timestamp(), 0.0)
    return Call(customer, channel, reason, customer.value, len(calls), rank, key)


def holds_until(
    customer: Customer, calls: Sequence[CallLogged], promises: Sequence[Promise], now: dt.datetime
) -> dt.datetime | None:
    """The first moment after `now` at which `call_for` may place this customer elsewhere; None where it never will.

    An open promise becomes overdue, an appointment is of yesterday at midnight, a call back falls due, a rest ends.
    """
    zone = now.tzinfo
    due = [moment_of(each.due, zone) for each in promises if each.open]
    moments = [at + dt.timedelta(microseconds=1) for at in due if at is not None]
    for at in (moment_of(each.at, zone) for each in customer.appointments):
        if at is not None:
            local = at.astimezone(zone)
            moments.append(local.replace(hour=0, minute=0, second=0, microsecond=0) + dt.timedelta(days=1))
    if calls:
        moments += [_last_try(calls, now) + REST, _call_back(calls, now) or now]
    return min((at for at in moments if at > now), default=None)


def _channel_to_try(customer: Customer, calls: Sequence[CallLogged]) -> Channel | None:
    """The best number that was not yet tried three times in vain."""
    if customer.do_not_call:
        return None
    in_vain = [call.channel for call in calls if call.outcome != Outcome.CALL_BACK]
    open_ones = (c for c in customer.callable_channels if in_vain.count(c.value) < TRIES_PER_CHANNEL)
    return next(open_ones, None)


def _need(customer: Customer, promises: Sequence[Promise], now: dt.datetime) -> tuple[Rank, tuple[float, float], str]:
    value = customer.value or 0.0
    plans = [*_promised(promises, now), *_expected(customer, now)]
    if plans:
        rank, at, reason = min(plans)
        return rank, (at, -value), reason
    return Rank.VALUE, (-value, 0.0), _value_in_words(customer.value)


def _promised(promises: Sequence[Promise], now: dt.datetime) -> Iterable[tuple[Rank, float, str]]:
    for promise in promises:
        if promise.open:
            due = moment_of(promise.due, now.tzinfo)
            reason = say("promise due {time}", time=said(promise.due, now)) if promise.due else say("an open promise")
            if due is None:
                yield Rank.UNTIMED, 0.0, reason
            elif due < now:
                yield Rank.OVERDUE, 0.0, reason
            else:
                yield Rank.PLANNED, due.timestamp(), reason


def _expected(customer: Customer, now: dt.datetime) -> Iterable[tuple[Rank, float, str]]:
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for appointment in customer.appointments:
        at = moment_of(appointment.at, now.tzinfo)
        reason = say("appointment {time}", time=said(appointment.at, now))
        if at is None:
            yield Rank.UNTIMED, 0.0, reason
        elif at < today:
            yield Rank.PLANNED_BEFORE, -at.timestamp(), reason
        else:
            yield Rank.PLANNED, at.timestamp(), reason


def _value_in_words(value: float | None) -> str:
    return say("{value} a year", value=f"{value:,.0f}") if value else say("not called yet")


def is_done(calls: Iterable[CallLogged]) -> bool:
    """Whether nobody needs to call this customer again in this incident."""
    return any(call.outcome in _ENDING for call in calls)


def _call_back(calls: Sequence[CallLogged], now: dt.datetime) -> dt.datetime | None:
    """When the customer asked to be called back, if the last call ended so and named a time."""
    if not calls or calls[-1].outcome != Outcome.CALL_BACK:
        return None
    return moment_of(calls[-1].call_back_at, now.tzinfo)


def _last_try(calls: Sequence[CallLogged], now: dt.datetime) -> dt.datetime:
    return min(moment_of(calls[-1].at, now.tzinfo) or now, now)
