"""Under which terms a customer is filed."""

import msgspec
import pytest
from hypothesis import given

from continuity_app.contacts.filing import NUMBER, Held, file_customer, national_digits, phone_digits, stretches_of
from continuity_app.contacts.model import Channel, ChannelKind, Customer
from tests.builders import customer
from tests.contacts.strategies import customers


@given(customers())
def test_reach_is_what_the_model_says(someone: Customer) -> None:
    filing = file_customer(someone)
    assert (filing.reachable, filing.email_only) == (someone.reachable, someone.email_only)


@given(customers())
def test_stretches_are_the_same_when_read_alone(someone: Customer) -> None:
    held = msgspec.convert(msgspec.to_builtins(someone), Held)
    assert sorted(stretches_of(held)) == sorted(file_customer(someone).stretches.split())


@pytest.mark.parametrize(
    ("value", "whole", "national"),
    [
        ("+14155552671", "14155552671", "4155552671"),
        ("+14155552671;ext=204", "14155552671", "4155552671"),
        ("+74951234567", "74951234567", "4951234567"),
        ("+4930123456", "4930123456", "30123456"),
        ("+353861234567", "353861234567", "861234567"),
        ("(415) 555-2671", "4155552671", "4155552671"),
        ("call wife", "", ""),
    ],
)
def test_digits_of_a_phone(value: str, whole: str, national: str) -> None:
    assert phone_digits(value) == whole
    assert national_digits(whole, value) == national


@pytest.mark.parametrize(
    ("family", "term"), [("O'Brien", "obrien"), ("Smith-Jones", "smithjones"), ("von der Heide", "vonderheide")]
)
def test_names_of_several_parts_are_filed_together_too(family: str, term: str) -> None:
    assert term in file_customer(customer(name=f"Ana {family}", given_name="Ana", family_name=family)).terms.split()


def test_the_digits_of_an_email_are_no_words() -> None:
    terms = file_customer(
        Customer("C-1", "Ana Ruiz", channels=(Channel(ChannelKind.EMAIL, "a.ruiz77@example.com"),))
    ).terms.split()
    assert "ruiz" in terms
    assert not any("77" in term for term in terms)


def test_numbers_stand_whole_behind_a_mark() -> None:
    someone = Customer("C-1", "Ana Ruiz", channels=(Channel(ChannelKind.MOBILE, "+14155552671"),))
    assert {f"{NUMBER}4155552671", f"{NUMBER}c1"} <= set(file_customer(someone).terms.split())
