import dataclasses

import msgspec
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.contacts.model import Customer
from continuity_app.errors import BadDataError
from continuity_app.snapshot import payload
from continuity_app.snapshot.payload import PayloadHeader, PayloadReader, encode_payload, read_policy
from tests import builders

REST = builders.payload_rest(builders.device()[1])
PEOPLE = [builders.customer(n) for n in range(2500)]


def header(customers: int, **changes: object) -> PayloadHeader:
    made = PayloadHeader(
        organisation="Harbour Motors",
        identity="00112233aabbccdd",
        site="Harbour North",
        version=1,
        as_of="2024-06-18T23:00:00-07:00",
        valid_until="2024-07-02T23:00:00-07:00",
        customers=customers,
        forms=1,
        scripts=1,
        roster=1,
        fields=("id", "name"),
    )
    return dataclasses.replace(made, **changes)


def whole(data: bytes) -> tuple[list[Customer], payload.PayloadRest]:
    reader = PayloadReader(data)
    return list(reader.customers()), reader.rest()


def test_what_goes_in_comes_out_in_its_order() -> None:
    data = b"".join(encode_payload(header(len(PEOPLE)), PEOPLE, REST))
    people, rest = whole(data)
    assert people == PEOPLE
    assert rest == REST
    assert PayloadReader(data).header == header(len(PEOPLE))
    assert read_policy(data) == REST.policy
    assert PayloadReader(data).header.facts.customers == len(PEOPLE)


def test_encoded_customers_are_taken_as_they_are() -> None:
    encoded = [msgspec.json.encode(person) for person in PEOPLE[:5]]
    assert whole(b"".join(encode_payload(header(5), encoded, REST)))[0] == PEOPLE[:5]


@given(st.lists(st.text(), max_size=5))
def test_any_text_survives(texts: list[str]) -> None:
    people = [builders.customer(n, name=text, note=text) for n, text in enumerate(texts)]
    assert whole(b"".join(encode_payload(header(len(people)), people, REST)))[0] == people


def lines(*more: bytes, customers: int = 1, **changes: object) -> bytes:
    """A payload of the given lines behind a header."""
    first = b'{"header":' + msgspec.json.encode(header(customers, **changes)) + b"}"
    return zstandard.compress(b"\n".join((first, *more)) + b"\n")


CUSTOMER = b'{"customer":' + msgspec.json.encode(PEOPLE[0]) + b"}"
FORM = b'{"form":' + msgspec.json.encode(REST.forms[0]) + b"}"
SCRIPT = b'{"script":' + msgspec.json.encode(REST.scripts[0]) + b"}"
ROSTER = b'{"roster":' + msgspec.json.encode(REST.roster[0]) + b"}"
POLICY = b'{"policy":{}}'
GOOD = (CUSTOMER, FORM, SCRIPT, ROSTER, POLICY)


def test_the_smallest_payload_is_read() -> None:
    assert whole(lines(*GOOD))[0] == PEOPLE[:1]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not compressed",
        zstandard.compress(b""),
        zstandard.compress(b"\n"),
        zstandard.compress(CUSTOMER + b"\n"),
        lines(*GOOD)[:-10],
        lines(*GOOD, customers=2),
        lines(CUSTOMER, *GOOD),
        lines(*GOOD, customers=0),
        lines(*GOOD[1:]),
        lines(*GOOD[:-1]),
        lines(*GOOD, POLICY),
        lines(*GOOD, CUSTOMER),
        lines(FORM, CUSTOMER, SCRIPT, ROSTER, POLICY),
        lines(*GOOD, format=2),
        lines(*GOOD, customers=-1),
        lines(*GOOD, version=0),
        lines(CUSTOMER[:-1] + b',"policy":{}}', *GOOD[1:]),
        lines(b"{}", *GOOD[1:]),
        lines(b'{"strange":1}', *GOOD),
        lines(CUSTOMER.replace(b'"value":1000.0', b'"value":"much"'), *GOOD[1:]),
        lines(CUSTOMER.replace(b'"kind":"mobile"', b'"kind":"pigeon"'), *GOOD[1:]),
        lines(CUSTOMER.replace(b"Margarethe", b"\xff\xfe"), *GOOD[1:]),
        lines(b"[" * 100_000, *GOOD),
    ],
)
def test_a_payload_that_is_not_what_it_claims_is_refused(data: bytes) -> None:
    with pytest.raises(BadDataError) as caught:
        whole(data)
    assert caught.value.code == "snapshot.payload"
    assert "Margarethe" not in str(caught.value) + str(caught.value.details)


def test_a_bomb_is_stopped_before_it_fills_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "ALWAYS_ALLOWED", 1024 * 1024)
    bomb = lines(CUSTOMER[:-1] + b" " * (50 * 1024 * 1024) + b"}", *GOOD[1:])
    with pytest.raises(BadDataError, match="200 times"):
        PayloadReader(bomb)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(BadDataError):
        whole(data)
