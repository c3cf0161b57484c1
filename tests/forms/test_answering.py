"""Any shipped form takes answers that are found by its own rules alone, however they are drawn."""

from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.forms.evaluation import Filling
from continuity_app.forms.library import FormLibrary, shipped_documents
from continuity_app.progress import finish
from tests.builders import NOON, form
from tests.forms.answering import FACTS, answered

PACKS = ["dealer", "clinic_pharmacy", "retail_service", "bank_insurance", "generic"]


@lru_cache(maxsize=1)
def library() -> FormLibrary:
    return FormLibrary(finish(shipped_documents(PACKS)))


@settings(max_examples=60)
@given(st.data(), st.integers(1, 10_000))
def test_a_shipped_form_takes_whatever_its_rules_allow_and_computes_it_alike_each_time(
    data: st.DataObject, seed: int
) -> None:
    one = library().get(data.draw(st.sampled_from([entry.id for entry in library().list()])))
    answers, problems = answered(one, NOON, seed)
    assert answers
    assert not problems
    filled = Filling(one, answers, NOON, facts=FACTS)
    again = Filling(one, filled.values, NOON, facts=FACTS)
    assert again.values == filled.values
    assert not [problem for problem in again.problems() if problem.blocks]


@pytest.mark.parametrize(
    ("constraint", "type_"),
    [
        (". > 17 and . < 19", "integer"),
        ("regex(., '^[A-Z]{3}-[0-9]{4}$')", "text"),
        (". >= today() + 1", "date"),
        (". = ${first} * 2", "decimal"),
        ("count-selected(.) = 2", "select_multiple l"),
    ],
)
def test_answers_fit_constraints_of_every_kind(constraint: str, type_: str) -> None:
    made = form(f"""
        | survey |
        | | type    | name  | label | required | constraint   |
        | | integer | first | First | yes      |              |
        | | {type_} | asked | Asked | yes      | {constraint} |
        | choices |
        | | list_name | name | label |
        | | l | a | A |
        | | l | b | B |
        | | l | c | C |
    """)
    answers, problems = answered(made, NOON)
    assert (set(answers), problems) == ({"first", "asked"}, [])


def test_a_cascade_is_entered_from_its_end() -> None:
    rows = "".join(f"| | town | t{n} | T{n} | d{n} |\n| | day | d{n} | D{n} | |\n" for n in range(60))
    made = form(f"""
| survey |
| | type            | name | label | required | choice_filter |
| | select_one day  | day  | Day   | yes      |               |
| | select_one town | town | Town  | yes      | day=${{day}} and name='t7' |
| choices |
| | list_name | name | label | day |
{rows}""")
    answers, problems = answered(made, NOON)
    assert (answers["day"], answers["town"], problems) == ("d7", "t7", [])


def test_what_no_answer_can_satisfy_is_told() -> None:
    made = form(
        "| survey |\n| | type | name | label | required | constraint |\n| | integer | a | A | yes | . > 5 and . < 3 |\n"
    )
    _, problems = answered(made, NOON)
    assert [problem.field for problem in problems] == ["a"]
