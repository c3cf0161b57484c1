"""Customers of every kind, for properties."""

import datetime as dt

from hypothesis import strategies as st

from continuity_app.contacts.model import (
    Appointment,
    Asset,
    CentralPromise,
    Channel,
    ChannelKind,
    Customer,
    Quality,
)

TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=24)
DIGITS = st.text("0123456789", min_size=7, max_size=12)
PHONES = st.one_of(
    DIGITS.map(lambda digits: f"+1{digits}"), DIGITS.map(lambda digits: f"+49{digits};ext=12"), DIGITS, TEXTS
)
CHANNELS = st.builds(
    Channel,
    kind=st.sampled_from(ChannelKind),
    value=st.one_of(PHONES, st.from_regex(r"[a-z]{1,9}\.[a-z]{1,9}\d?@[a-z]{1,9}\.com", fullmatch=True)),
    original=TEXTS,
    quality=st.sampled_from(Quality),
    last_verified=st.none() | st.dates(dt.date(1999, 1, 1), dt.date(2030, 1, 1)),
    reason=TEXTS,
)
ASSETS = st.builds(Asset, kind=TEXTS, label=TEXTS, vin=TEXTS, plate=TEXTS, serial=TEXTS, policy=TEXTS)


def customers() -> st.SearchStrategy[Customer]:
    """Any customer with an id."""
    return st.builds(
        Customer,
        id=st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=20),
        name=TEXTS,
        given_name=TEXTS,
        family_name=TEXTS,
        organisation=TEXTS,
        segment=TEXTS,
        market=TEXTS,
        product=TEXTS,
        value=st.none() | st.floats(0, 1e9),
        language=TEXTS,
        note=TEXTS,
        do_not_call=st.booleans(),
        channels=st.lists(CHANNELS, max_size=4).map(tuple),
        assets=st.lists(ASSETS, max_size=2).map(tuple),
        appointments=st.lists(st.builds(Appointment, at=TEXTS, what=TEXTS, until=TEXTS), max_size=2).map(tuple),
        promises=st.lists(st.builds(CentralPromise, what=TEXTS, due=TEXTS, owner=TEXTS), max_size=2).map(tuple),
        source=TEXTS,
        central=st.lists(st.tuples(TEXTS, TEXTS), max_size=2).map(tuple),
    )
