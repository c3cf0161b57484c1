"""What a customer's page shows, read from the session's services."""

import datetime as dt

from continuity_app.contacts.model import Channel
from continuity_app.desktop.desk import Desk
from continuity_app.desktop.find.page import PageFacts
from continuity_app.desktop.find.sections import Line
from continuity_app.desktop.widgets.numbers import shown
from continuity_app.kit.session import Session
from continuity_app.outage.customers import CustomerPage
from continuity_app.outage.promises import Promise
from continuity_app.words import say

Pair = tuple[str, str]


def customers_in(session: Session) -> int:
    """How many customers the snapshot holds."""
    return session.contacts.facts.customers if session.contacts is not None else 0


def page_facts(desk: Desk, page: CustomerPage, query: str) -> PageFacts:
    """A customer's page as the view takes it."""
    channels = tuple((channel, shown(channel, desk.region)) for channel in page.customer.channels)
    now = desk.clock.now()
    return PageFacts(page.customer, channels, _due(page, now), _history(page), query, now, page.linked)


def channel_pairs(channels: tuple[Channel, ...], region: str, *, to_call: bool) -> list[Pair]:
    """Channels as value and how it is shown; those that can be dialled, or all."""
    wanted = [channel for channel in channels if channel.kind.can_be_called or not to_call]
    return [(channel.value, shown(channel, region)) for channel in wanted]


def _due(page: CustomerPage, now: dt.datetime) -> tuple[Line, ...]:
    lines = [
        Line(
            each.at,
            " · ".join(filter(None, (each.what, each.place))),
            say("appointment with {person}", person=each.person) if each.person else say("appointment"),
            urgent=True,
        )
        for each in page.appointments
    ]
    lines += [
        Line(each.due, each.what, _promised(each, now), urgent=True, late=each.overdue(now))
        for each in page.promises
        if each.open
    ]
    return tuple(sorted(lines, key=lambda line: line.at or "9999"))


def _promised(promise: Promise, now: dt.datetime) -> str:
    who = say("promised by {owner}", owner=promise.owner) if promise.owner else say("promised")
    return say("▲ overdue · {who}", who=who) if promise.overdue(now) else who


def _history(page: CustomerPage) -> tuple[Line, ...]:
    return tuple(Line(each.at, each.text, each.user) for each in page.history)
