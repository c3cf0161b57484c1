"""One signed entry: its form, its proof, its limits."""

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.journal.entry import MOST_BYTES, Entry, read_entry, write_entry
from continuity_app.journal.types import Body, CallLogged, PromiseMade, SheetIssued
from continuity_app.trust.canonical import canonical
from continuity_app.trust.signing import SigningKey

KEY = SigningKey.from_seed(bytes(range(32)))
READING = "2024-06-19T19:00:00.000Z/00000000"


def entry(body: Body | None = None, *, seq: int = 1, prev: str = "") -> Entry:
    body = body or CallLogged(customer="C-1", channel="+14155552671", outcome="reached", at="2024-06-19T12:00:00-07:00")
    return write_entry(KEY, body, org="Harbour", device="D-A", seq=seq, prev=prev, hlc=READING, user="ana")


def content(**changes: object) -> bytes:
    return canonical({**json.loads(entry().content), **changes})


def test_an_entry_gives_its_body_back():
    body = PromiseMade(promise="P-1", customer="C-1", what="Loan car", at="2024-06-19T12:00:00-07:00")
    assert entry(body).read() == body


def test_any_ed25519_implementation_checks_it():
    made = entry()
    Ed25519PublicKey.from_public_bytes(KEY.public).verify(made.signature, made.content)
    assert made.hash == hashlib.sha256(made.content + made.signature).hexdigest()


def test_it_is_signed_by_its_device_alone():
    assert entry().is_signed_by(KEY.public)
    assert not entry().is_signed_by(SigningKey.new().public)


def test_an_unknown_type_is_kept_and_has_no_body():
    strange = read_entry(content(type="coffee.made", body={"cups": 2}), b"\0" * 64)
    assert strange.type == "coffee.made"
    assert strange.read() is None


def test_a_known_type_with_a_strange_body_has_no_body():
    assert read_entry(content(body={"customer": 7}), b"\0" * 64).read() is None


def test_fields_of_a_newer_version_are_passed_over():
    body = {"serial": "7K3-1", "reason": "coffee", "mood": "bad"}
    assert read_entry(content(type="sheet.voided", body=body), b"\0" * 64).read().reason == "coffee"


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 0},
        {"seq": -1},
        {"seq": "1"},
        {"seq": 2},
        {"prev": "00"},
        {"hlc": "yesterday"},
        {"device": ""},
        {"type": ""},
        {"body": []},
        {"extra": 1},
    ],
)
def test_an_entry_out_of_form_is_refused(changes):
    with pytest.raises(BadDataError):
        read_entry(content(**changes), b"\0" * 64)


@pytest.mark.parametrize("damage", [lambda c: c[:-1], lambda c: c + b" ", lambda c: c.replace(b'"org"', b' "org"')])
def test_only_the_canonical_spelling_is_taken(damage):
    with pytest.raises(BadDataError):
        read_entry(damage(entry().content), b"\0" * 64)


def test_an_entry_is_bounded_in_bytes_and_depth():
    deep: object = "x"
    for _ in range(20):
        deep = [deep]
    issued = {"serial": "s", "form": "f", "form_version": "1", "medium": "paper"}
    with pytest.raises(BadDataError):
        entry(SheetIssued(**issued, answers={"deep": deep}))
    with pytest.raises(BadDataError):
        entry(SheetIssued(**issued, answers={"long": "x" * MOST_BYTES}))
    assert entry(SheetIssued(**issued, answers={"long": "x" * (MOST_BYTES - 1000)}))


@pytest.mark.parametrize("number", [2**53, float("nan"), 5e20])
def test_a_number_that_json_cannot_carry_is_refused(number):
    with pytest.raises(BadDataError):
        entry(SheetIssued(serial="s", form="f", form_version="1", medium="paper", answers={"n": number}))


def test_an_entry_tells_whom_and_what_it_is_about():
    issued = SheetIssued(serial="7K3-1", form="f", form_version="1", medium="paper", customer="C-1")
    assert entry(issued).subjects == {"7K3-1", "C-1"}


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=9), ANSWERS, max_size=4))
def test_whatever_is_answered_comes_back(answers):
    body = SheetIssued(serial="s", form="f", form_version="1", medium="paper", answers=answers)
    try:
        made = entry(body)
    except BadDataError:
        return
    assert read_entry(made.content, made.signature).read() == body


@given(st.integers(0), st.integers(0, 7))
def test_one_bent_bit_is_seen(place, bit):
    made = entry()
    bent = bytearray(made.content + made.signature)
    bent[place % len(bent)] ^= 1 << bit
    try:
        read = read_entry(bytes(bent[:-64]), bytes(bent[-64:]))
    except BadDataError:
        return
    assert not read.is_signed_by(KEY.public)
    assert read.hash != made.hash
