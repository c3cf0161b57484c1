"""What must hold of every search: nobody who has the words is missing, and nothing that is typed is too odd."""

import functools
import re
import unicodedata
from collections.abc import Callable, Sequence

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from continuity_app.contacts.model import ChannelKind, Customer
from continuity_app.contacts.search import FEW, search
from continuity_app.contacts.store import ContactStore
from continuity_app.contacts.tokens import words
from tests.benchmarks.people import people
from tests.builders import contacts
from tests.contacts.strategies import customers

CROWD = tuple(people(400, seed=3))
EVERYBODY = len(CROWD)


@functools.cache
def crowd() -> ContactStore:
    return contacts(*CROWD)


def plain(text: str) -> str:
    """Accents and case taken away, by another way than the one under test."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l").replace("đ", "d").replace("ı", "i"))  # noqa: RUF001
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not unicodedata.combining(letter)))


def parts(customer: Customer) -> list[str]:
    names = f"{customer.given_name} {customer.family_name} {customer.organisation}"
    return [part for part in re.split(r"[\s'-]", plain(names)) if part]


def ids(query: str, store: ContactStore, limit: int = EVERYBODY) -> set[str]:
    return {hit.customer.id for hit in search(store, query, limit).hits}


@st.composite
def names_and_lengths(draw: st.DrawFn) -> tuple[Customer, str]:
    """Somebody of the crowd, and how one of the names begins."""
    who = draw(st.sampled_from(CROWD))
    part = draw(st.sampled_from(parts(who)))
    return who, part[: draw(st.integers(1, len(part)))]


@settings(max_examples=150, deadline=None)
@given(names_and_lengths())
def test_everybody_whose_name_begins_so_is_found(drawn: tuple[Customer, str]) -> None:
    _, beginning = drawn
    wanted = {each.id for each in CROWD if any(part.startswith(beginning) for part in parts(each))}
    answer = search(crowd(), beginning, EVERYBODY)
    assert wanted <= {hit.customer.id for hit in answer.hits}
    assert answer.total == len(answer.hits)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CROWD), st.data())
def test_beginnings_of_several_words_in_any_order_find_who_has_them_all(who: Customer, data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(parts(who)), min_size=1, max_size=3, unique=True))
    typed = [part[: data.draw(st.integers(1, len(part)))] for part in chosen]
    wanted = {each.id for each in CROWD if all(any(part.startswith(t) for part in parts(each)) for t in typed)}
    assert who.id in wanted
    assert wanted <= ids(" ".join(typed), crowd())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CROWD), st.data())
def test_any_digits_of_a_phone_in_any_grouping_find_it(who: Customer, data: st.DataObject) -> None:
    digits = next(c.value for c in who.channels if c.kind.can_be_called).removeprefix("+")
    start = data.draw(st.integers(0, len(digits) - 3))
    part = digits[start : data.draw(st.integers(start + 3, len(digits)))]
    spaced = "".join(digit + data.draw(st.sampled_from(["", "", " ", "-", ".", ") "])) for digit in part)
    assert who.id in ids(spaced, crowd())


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(CROWD), st.data())
def test_any_part_of_an_email_a_vin_or_a_plate_is_found(who: Customer, data: st.DataObject) -> None:
    asset = who.assets[0]
    values = [c.value for c in who.channels if c.kind is ChannelKind.EMAIL] + [asset.vin, asset.plate, asset.policy]
    value = data.draw(st.sampled_from([value for value in values if value]))
    start = data.draw(st.integers(0, len(value) - 4))
    part = value[start : data.draw(st.integers(start + 4, len(value)))]
    assume(len(re.sub(r"\W", "", part)) >= 4)
    assume(re.sub(r"[\W\d]", "", part) or part.isdigit())
    assert who.id in ids(part, crowd())


def _swapped(word: str, at: int) -> str:
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _left_out(word: str, at: int) -> str:
    return word[:at] + word[at + 1 :]


def _put_in(word: str, at: int) -> str:
    return word[:at] + "e" + word[at:]


def _changed(word: str, at: int) -> str:
    return word[:at] + ("e" if word[at] != "e" else "a") + word[at + 1 :]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(CROWD), st.sampled_from([_swapped, _left_out, _put_in, _changed]), st.data())
def test_one_edit_in_a_word_is_forgiven(who: Customer, edit: Callable[[str, int], str], data: st.DataObject) -> None:
    long = [part for part in parts(who) if len(part) >= 4 and part.isascii() and part.isalpha()]
    assume(long)
    word = data.draw(st.sampled_from(long))
    typed = edit(word, data.draw(st.integers(0, len(word) - 2)))
    assume(sum(typed in plain(str(each)) for each in CROWD) < FEW)
    assert who.id in ids(typed, crowd())


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=60))
@example('"')
@example("\ud800\udfff")
@example("a\0b")
@example("1 " * 30)
def test_nothing_is_too_odd_to_be_typed(query: str) -> None:
    answer = search(crowd(), query)
    assert 0 <= len(answer.hits) <= min(20, answer.total)


@settings(max_examples=60, deadline=None)
@given(st.lists(customers(), min_size=1, max_size=3, unique_by=lambda each: each.id), st.data())
def test_whole_names_of_any_script_find_their_bearer(made: Sequence[Customer], data: st.DataObject) -> None:
    who = data.draw(st.sampled_from(made))
    typed = " ".join(who.name.split()[:10])
    answer = search(contacts(*made), typed)
    assume(words(typed))
    assert who.id in {hit.customer.id for hit in answer.hits}
