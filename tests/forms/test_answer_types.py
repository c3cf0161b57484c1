import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.forms.answer_types import read_answer, tidy_number, told_when
from continuity_app.forms.check_digits import aba_fits, check_problem, iban_fits, luhn_fits, npi_fits, vin_fits
from continuity_app.forms.definition import Choice, Question
from continuity_app.times.reading import Manner

CHOICES = (
    Choice("cash", {"English (en)": "Cash"}),
    Choice("card", {"English (en)": "Card", "Español (es)": "Tarjeta"}),
)


def ask(kind: str, raw: Any, offered: tuple[Choice, ...] | None = CHOICES, **more: Any) -> Any:
    reading = read_answer(Question("q", ("q",), kind, **more), raw, offered)
    return reading.problem or reading.value


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("text", "  Pat ", "Pat"),
        ("text", 12.0, "12"),
        ("text", "   ", None),
        ("integer", "48,210", 48210),
        ("integer", 5.0, 5),
        ("integer", "12345678901234567890", "12345678901234567890"),
        ("decimal", "$1,234.50", 1234.5),
        ("decimal", "1.234,50 €", 1234.5),
        ("decimal", "(12.00)", -12),
        ("decimal", "0,5", 0.5),
        ("decimal", "US$ 3", 3),
        ("date", "2024-06-21", "2024-06-21"),
        ("date", "2024-06-21T10:00", "2024-06-21"),
        ("time", "4:30 pm", "16:30"),
        ("time", "12:05 am", "00:05"),
        ("time", "16.30", "16:30"),
        ("dateTime", "2024-06-21 16:30", "2024-06-21T16:30"),
        ("dateTime", "2024-06-21T16:30:00-07:00", "2024-06-21T16:30:00-07:00"),
        ("select_one", "card", "card"),
        ("select_one", "tarjeta", "card"),
        ("select_one", ["cash"], "cash"),
        ("select_multiple", "cash card", ["cash", "card"]),
        ("select_multiple", ["Card", "card"], ["card"]),
        ("rank", ["card", "cash"], ["card", "cash"]),
        ("acknowledge", True, True),
        ("acknowledge", "OK", True),
        ("acknowledge", False, None),
        ("geopoint", [37.7, -122.4], "37.7 -122.4"),
        ("geopoint", "37.7, -122.4", "37.7 -122.4"),
    ],
)
def test_an_answer_is_understood(kind: str, raw: Any, value: Any) -> None:
    assert ask(kind, raw) == value


@pytest.mark.parametrize(
    ("kind", "raw", "tells"),
    [
        ("text", ["a"], "not a list"),
        ("integer", "12.5", "whole number"),
        ("integer", True, "whole number"),
        ("decimal", "twelve", "number is needed"),
        ("decimal", {"a": 1}, "number is needed"),
        ("date", "21/06/2024", "date is needed"),
        ("date", "2024-02-30", "date is needed"),
        ("time", "25:00", "time is needed"),
        ("time", "13:00 pm", "time is needed"),
        ("dateTime", "2024-06-21", "time is missing"),
        ("dateTime", 5, "date and time"),
        ("select_one", "crd", "nearest is 'card'"),
        ("select_one", ["cash", "card"], "Only one"),
        ("select_multiple", ["cash", "xyzzy"], "'xyzzy' is not among"),
        ("rank", ["card"], "All 2"),
        ("acknowledge", "maybe", "ticked"),
        ("note", "x", "takes no answer"),
        ("geopoint", "95 0", "place is needed"),
        ("geopoint", "1 1; 2 2", "place is needed"),
    ],
)
def test_what_does_not_fit_is_told(kind: str, raw: Any, tells: str) -> None:
    assert tells in ask(kind, raw)


def test_a_range_keeps_to_its_ends_and_steps() -> None:
    parameters = {"start": "0", "end": "10", "step": "2.5"}
    assert ask("range", "7.5", parameters=parameters) == 7.5
    assert "between 0 and 10" in ask("range", 11, parameters=parameters)
    assert "steps of 2.5" in ask("range", 3, parameters=parameters)


def test_a_full_card_number_is_never_kept() -> None:
    reading = read_answer(Question("c", ("c",), "text", kit={"sensitive": "card"}), "4111 1111 1111 1111", None)
    assert (reading.value, reading.text) == ("1111", "1111")
    assert "last four" in reading.problem
    assert read_answer(Question("c", ("c",), "text", kit={"sensitive": "card"}), "1111", None).problem == ""


def test_an_unknown_list_takes_any_answer() -> None:
    assert ask("select_one", "whatever", None) == "whatever"


@given(st.decimals(-9_999_999, 9_999_999, places=2))
def test_money_is_read_in_every_usual_spelling(amount: Any) -> None:
    spelt = (f"{amount:,}", f"{amount}", f"${amount:,}", f"{amount:,}".translate(str.maketrans(",.", ".,")))
    assert {round(float(tidy_number(text)), 2) for text in spelt} == {float(amount)}


@given(
    st.sampled_from(["text", "integer", "decimal", "date", "time", "dateTime", "select_multiple", "range", "geotrace"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    ),
)
def test_any_json_is_understood_or_told(kind: str, raw: Any) -> None:
    reading = read_answer(Question("q", ("q",), kind), raw, CHOICES)
    again = read_answer(Question("q", ("q",), kind), reading.value, CHOICES)
    if not reading.problem:
        assert (again.value, again.text, again.problem) == (reading.value, reading.text, "")


def test_numbers_that_prove_themselves() -> None:
    assert vin_fits("1HGCM82633A004352")
    assert not vin_fits("1HGCM82633A004353")
    assert not vin_fits("IHGCM82633A004352")
    assert luhn_fits("79927398713")
    assert not luhn_fits("79927398710")
    assert npi_fits("1234567893")
    assert not npi_fits("1234567890")
    assert iban_fits("GB82WEST12345698765432")
    assert not iban_fits("GB82WEST12345698765433")
    assert aba_fits("021000021")
    assert not aba_fits("021000022")
    assert check_problem("vin", " 1hgcm82633a004352 ") == ""
    assert "VIN" in check_problem("vin", "1HGCM82633A004353")
    assert "4 (G → C)" in check_problem("vin", "1HGGM82633A004352")


BRANCH = Manner(dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC), "GB")


@pytest.mark.parametrize(
    ("kind", "raw", "value"),
    [
        ("date", "27.11.2026", "2026-11-27"),
        ("date", "27/11/2026", "2026-11-27"),
        ("date", "Nov 27", "2026-11-27"),
        ("date", "mañana", "2026-11-25"),
        ("date", "2024-06-21T10:00", "2024-06-21"),
        ("time", "5pm", "17:00"),
        ("time", "17h", "17:00"),
        ("dateTime", "27.11.2026 17:00", "2026-11-27T17:00"),
        ("dateTime", "fri 5pm", "2026-11-27T17:00"),
        ("dateTime", "17:00", "2026-11-24T17:00"),
        ("dateTime", "27 Nov 17:00 UTC", "2026-11-27T17:00+00:00"),
        ("text", "tomorrow", "tomorrow"),
    ],
)
def test_days_and_times_are_taken_in_usual_spellings_and_kept_as_iso(kind: str, raw: str, value: str) -> None:
    reading = read_answer(Question("q", ("q",), kind), raw, None, BRANCH)
    assert (reading.value, reading.text, reading.problem) == (value, value, "")
    again = read_answer(Question("q", ("q",), kind), reading.value, None, BRANCH)
    assert again == reading


@pytest.mark.parametrize(
    ("kind", "raw", "tells"),
    [
        ("date", "31.2.2026", "no such day in the calendar"),
        ("date", "someday", "as 21 June 2024"),
        ("date", "17:00", "A date is needed"),
        ("time", "tomorrow", "A time is needed"),
        ("dateTime", "tomorrow", "time is missing"),
        ("dateTime", "tomorrow at 5", "Is 5 an hour?"),
    ],
)
def test_a_day_or_time_that_is_not_understood_keeps_its_text_and_says_why(kind: str, raw: str, tells: str) -> None:
    reading = read_answer(Question("q", ("q",), kind), raw, None, BRANCH)
    assert reading.value == raw
    assert tells in reading.problem


def test_figures_that_could_be_either_are_refused_where_nothing_tells_the_order() -> None:
    nowhere = Manner(BRANCH.now)
    assert "either day or month first" in read_answer(Question("q", ("q",), "date"), "3/4/2026", None, nowhere).problem


def test_what_was_understood_is_told_in_the_forms_language() -> None:
    assert told_when("dateTime", "2026-11-27T17:00", BRANCH, "es") == "viernes 27 de noviembre de 2026, 17:00"
    assert told_when("text", "2026-11-27", BRANCH, "en") == ""
