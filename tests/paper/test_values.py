"""Answers as they are written on paper."""

import pytest

from continuity_app.paper.values import answer_at, figures, filled_template, moment_parts, texts_in, written
from continuity_app.paper.wording import Wording
from tests import builders


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (294, 2, "294.00"),
        (1234567.5, 2, "1,234,567.50"),
        ("420.5", 2, "420.50"),
        (48210, None, "48,210"),
        (1.8, None, "1.8"),
        (2.0, None, "2"),
        ("about ten", 2, "about ten"),
        (-5, 2, "-5.00"),
    ],
)
def test_figures(value: object, decimals: int | None, text: str) -> None:
    assert figures(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "kind", "parts"),
    [
        ("2024-06-21", "date", ("21", "Jun", "2024")),
        ("2024-06-21T16:30", "dateTime", ("21", "Jun", "2024", "16", "30")),
        ("2024-06-21T16:30:00-07:00", "dayTime", ("21", "Jun", "16", "30")),
        ("08:05", "time", ("08", "05")),
        ("37.8 -122.4 0 0", "geopoint", ("37.8", "-122.4")),
        ("next Friday", "date", None),
        ("soon", "time", None),
    ],
)
def test_dates_are_written_so_that_day_and_month_are_not_mixed_up(
    value: str, kind: str, parts: tuple[str, ...] | None
) -> None:
    assert moment_parts(value, kind) == parts


def test_an_answer_is_found_by_its_keys_and_nothing_where_none_is() -> None:
    answers = builders.ORDER_ANSWERS
    assert answer_at(answers, ("lines", 1, "operation")) == "Road test"
    assert answer_at(answers, ("lines", 2, "operation")) is None
    assert answer_at(answers, ("vin", 0, "x")) is None
    assert answer_at({"a": 0}, ("a",)) == 0
    assert answer_at({"a": ""}, ("a",)) is None


def test_a_note_is_filled_in_or_left_blank_to_write_in() -> None:
    wording = Wording(builders.order_form())
    answers = {"total": 294, "wait": "no", "due": "2024-06-21", "lines": [{"operation": "Road test"}]}
    text = "Total ${total}, waits: ${wait}, by ${due}; ${vin}"
    assert filled_template(text, answers, (), wording) == "Total 294, waits: No, by 21 Jun 2024; __________"
    assert filled_template("Did ${operation}", answers, ("lines", 0), wording) == "Did Road test"


def test_texts_of_answers_are_found_in_lines_too() -> None:
    found = list(texts_in({"a": "x", "lines": [{"b": "y"}, {"b": ["z"]}], "n": 5}))
    assert found == [("a", "x"), ("b", "y"), ("b", "z")]


def test_plain_answers() -> None:
    assert [written(v) for v in (True, False, 2.0, 2.5, ["a", 1], "x")] == ["yes", "no", "2", "2.5", "a, 1", "x"]
