import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.forms.definition import Form
from continuity_app.forms.evaluation import Filling
from tests.builders import NOON, form

ORDER = """
    | survey |
    | | type | name | label | required | relevant | constraint | constraint_message | calculation | default | hint |
    | | text | who | Who | yes | | | | | | |
    | | integer | limit | Limit | | | . >= 0 | Not below ${who}'s zero | | | |
    | | begin_repeat | lines | Lines | | | | | | | |
    | | text | what | What | yes | | | | | | |
    | | decimal | hours | Hours | yes | | . >= 0 | | | | |
    | | decimal | rate | Rate | | | | | | 140 | |
    | | calculate | amount | | | | | | round(${hours} * ${rate}, 2) | | |
    | | end_repeat | | | | | | | | | |
    | | calculate | total | | | | | | sum(${amount}) | | |
    | | begin_group | more | More | | ${total} > ${limit} | | | | | |
    | | text | allowed_by | Allowed by | yes | | | | | | |
    | | calculate | shout | | | | | | concat(${allowed_by}, '!') | | |
    | | end_group | | | | | | | | | |
    | | note | sum_note | Total: ${total} for ${what} | | | | | | | |
"""


@pytest.fixture(scope="module")
def order() -> Form:
    return form(ORDER)


def fields(filling: Filling) -> dict[str, str]:
    return {problem.field: problem.problem for problem in filling.problems()}


def test_computed_values_follow_the_lines(order: Form) -> None:
    filling = Filling(
        order, {"who": "Pat", "limit": 500, "lines": [{"what": "a", "hours": 1.8}, {"what": "b", "hours": 0.3}]}
    )
    assert filling.values["total"] == 294
    assert filling.values["lines"] == [
        {"what": "a", "hours": 1.8, "rate": 140, "amount": 252},
        {"what": "b", "hours": 0.3, "rate": 140, "amount": 42},
    ]
    assert filling.computed == {"total": 294}
    assert filling.problems() == []


def test_what_is_not_relevant_is_neither_needed_nor_stored(order: Form) -> None:
    answers = {"who": "Pat", "limit": 500, "allowed_by": "Kim", "lines": [{"what": "a", "hours": 1}]}
    filling = Filling(order, answers)
    assert not filling.relevant(("more", "allowed_by"))
    assert "allowed_by" not in filling.values
    assert "shout" not in filling.values
    filling.put(("lines", 0, "hours"), 10)
    assert filling.values["allowed_by"] == "Kim"
    assert filling.values["shout"] == "Kim!"
    filling.put(("more", "allowed_by"), "")
    assert fields(filling) == {"allowed_by": "This is needed."}


def test_problems_stand_in_the_form_s_own_words_at_their_line(order: Form) -> None:
    filling = Filling(order, {"who": "Pat", "limit": -1, "lines": [{"what": "a", "hours": 5}, {"hours": -2}]})
    assert fields(filling) == {
        "limit": "Not below Pat's zero",
        "lines[2].what": "This is needed.",
        "lines[2].hours": "This does not fit what the form allows here.",
        "allowed_by": "This is needed.",
    }


def test_unknown_questions_are_told_with_the_nearest(order: Form) -> None:
    problems = Filling(
        order, {"who": "Pat", "limitt": 3, "hours": 2, "lines": [{"what": "x", "hours": 1, "raet": 2}]}
    ).problems()
    strays = {problem.field: problem.problem for problem in problems if problem.unknown}
    assert "nearest is 'limit'" in strays["limitt"]
    assert "belongs to a line of 'lines'" in strays["hours"]
    assert "nearest is 'rate'" in strays["lines[1].raet"]


def test_lines_come_and_go(order: Form) -> None:
    filling = Filling(order, {"who": "Pat", "limit": 9})
    assert filling.add_line(("lines",), {"what": "a", "hours": 1}) == ("lines", 0)
    assert filling.add_line(("lines",)) == ("lines", 1)
    assert filling.values["lines"] == [{"what": "a", "hours": 1, "rate": 140, "amount": 140}], "a blank line is none"
    filling.put(("lines", 1, "hours"), "2")
    assert filling.values["total"] == 420
    filling.remove_line(("lines", 0))
    assert filling.values["total"] == 280
    assert filling.lines(("lines",)) == 1
    assert filling.label(("sum_note",)) == "Total: 280 for "


def test_a_person_s_answer_is_not_overwritten_where_it_may_be_written() -> None:
    table = """
        | survey |
        | | type | name | label | calculation | read_only |
        | | integer | a | A | | |
        | | integer | twice | Twice | ${a} * 2 | |
        | | integer | fixed | Fixed | ${a} * 3 | yes |
    """
    filling = Filling(form(table), {"a": 2, "twice": 5, "fixed": 1})
    assert filling.values == {"a": 2, "twice": 5, "fixed": 6}
    assert filling.readonly(("fixed",))
    assert not filling.readonly(("twice",))
    filling.put(("twice",), None)
    filling.put(("a",), 4)
    assert filling.values == {"a": 4, "twice": 8, "fixed": 12}


def test_a_total_on_paper_that_differs_is_flagged_and_does_not_block(order: Form) -> None:
    filling = Filling(order, {"who": "Pat", "limit": 999, "total": 300, "lines": [{"what": "a", "hours": 2}]})
    assert [(p.field, p.blocks) for p in filling.problems()] == [("total", False)]
    assert filling.values["total"] == 280


def test_dynamic_defaults_are_made_once_and_once_keeps_its_value() -> None:
    table = """
        | survey |
        | | type | name | label | default | calculation |
        | | date | day | Day | today() | |
        | | begin_repeat | lines | Lines | | |
        | | integer | number | No. | position(..) | |
        | | text | what | What | | |
        | | end_repeat | | | | |
        | | calculate | key | | | once(uuid()) |
        | | calculate | tomorrow | | | format-date(${day} + 1, '%Y-%m-%d') |
    """
    made = form(table)
    filling = Filling(made, {"lines": [{"what": "a"}, {"what": "b"}]}, NOON, rng=random.Random(1))
    assert filling.values["day"] == "2024-06-19"
    assert filling.values["tomorrow"] == "2024-06-20"
    assert [line["number"] for line in filling.values["lines"]] == [1, 2]
    again = Filling(made, filling.values, NOON, rng=random.Random(2))
    assert again.values == filling.values
    assert Filling(made, {"day": None}, NOON).values.get("day") is None, "an explicit blank is kept"


def test_a_counted_repeat_has_as_many_lines_as_its_count_says() -> None:
    table = """
        | survey |
        | | type | name | label | repeat_count | required |
        | | integer | people | People | | |
        | | begin_repeat | person | Person | ${people} | |
        | | text | name | Name | | yes |
        | | end_repeat | | | | |
    """
    filling = Filling(form(table), {"people": 2, "person": [{"name": "Ana"}]})
    assert filling.lines(("person",)) == 2
    assert fields(filling) == {"person[2].name": "This is needed."}
    filling.put(("people",), 1)
    assert filling.lines(("person",)) == 1
    assert filling.problems() == []
    too_many = Filling(form(table), {"people": 1, "person": [{"name": "Ana"}, {"name": "Ben"}]})
    assert "2 lines where 1" in fields(too_many)["person"]


def test_answers_come_by_name_nested_by_group_or_by_path() -> None:
    table = """
        | survey |
        | | type | name | label |
        | | begin_group | seller | Seller |
        | | text | name | Name |
        | | text | firm | Firm |
        | | end_group | | |
        | | begin_group | buyer | Buyer |
        | | text | name | Name |
        | | end_group | | |
        | | begin_repeat | part | Part |
        | | begin_group | box | Box |
        | | text | what | What |
        | | end_group | | |
        | | end_repeat | | |
    """
    wanted = {"seller/name": "Ana", "firm": "Ruiz", "buyer/name": "Ben", "part": [{"what": "a"}, {"what": "b"}]}
    for answers in (
        wanted,
        {
            "seller": {"name": "Ana", "firm": "Ruiz"},
            "buyer": {"name": "Ben"},
            "part": [{"box": {"what": "a"}}, {"what": "b"}],
        },
        {
            "seller/name": "Ana",
            "seller/firm": "Ruiz",
            "buyer": {"name": "Ben"},
            "part": [{"part/box/what": "a"}, {"box/what": "b"}],
        },
    ):
        filling = Filling(form(table), answers)
        assert (filling.problems(), filling.values) == ([], wanted)
    assert fields(Filling(form(table), {"name": "Ana", "part/box": "x"})).keys() == {"name", "part/box"}


def test_choices_follow_their_filter() -> None:
    table = """
        | survey |
        | | type | name | label | choice_filter |
        | | select_one country | country | Country | |
        | | select_one town | town | Town | land = ${country} |
        | | begin_repeat | child | Child | |
        | | text | name | Name | |
        | | end_repeat | | | |
        | | select_one ${name} | eldest | Eldest | name != 'Ben' |
        | choices |
        | | list_name | name | label | land |
        | | country | us | USA | |
        | | country | mx | Mexico | |
        | | town | la | Los Angeles | us |
        | | town | df | Mexico City | mx |
    """
    filling = Filling(form(table), {"country": "mx", "town": "la", "child": [{"name": "Ana"}, {"name": "Ben"}]})
    assert [choice.name for choice in filling.choices(("town",))] == ["df"]
    assert fields(filling) == {"town": "This choice does not go with the other answers."}
    filling.put(("country",), "us")
    assert filling.problems() == []
    assert [choice.name for choice in filling.choices(("eldest",))] == ["Ana"]


def test_a_needed_choice_of_which_the_table_has_none_is_told_and_does_not_block() -> None:
    table = """
        | survey |
        | | type | name | label | choice_filter | required |
        | | select_one country | country | Country | | yes |
        | | select_one town | town | Town | land = ${country} | yes |
        | | begin_repeat | child | Child | | |
        | | text | name | Name | | |
        | | end_repeat | | | | |
        | | select_one ${name} | eldest | Eldest | | yes |
        | choices |
        | | list_name | name | label | land |
        | | country | us | USA | |
        | | country | mx | Mexico | |
        | | town | la | Los Angeles | us |
    """
    filling = Filling(form(table), {"country": "mx"})
    told = {problem.field: (problem.problem[:9], problem.blocks) for problem in filling.problems()}
    assert told == {"town": ("No choice", False), "eldest": ("No choice", False)}
    filling.put(("country",), "us")
    filling.add_line(("child",), {"name": "Ana"})
    told = {problem.field: (problem.problem, problem.blocks) for problem in filling.problems()}
    assert told == {"town": ("This is needed.", True), "eldest": ("This is needed.", True)}


def test_a_trigger_computes_when_it_changes_and_not_before() -> None:
    table = """
        | survey |
        | | type | name | label | calculation | trigger |
        | | text | a | A | | |
        | | dateTime | at | At | now() | ${a} |
        | | text | b | B | | |
    """
    filling = Filling(form(table), {"b": "x"}, NOON)
    assert "at" not in filling.values
    filling.put(("a",), "y")
    assert filling.values["at"].startswith("2024-06-19T12:00")


def test_questions_of_one_name_in_two_groups_are_kept_apart() -> None:
    table = """
        | survey |
        | | type | name | label |
        | | begin_group | buyer | Buyer |
        | | text | address | Address |
        | | end_group | | |
        | | begin_group | seller | Seller |
        | | text | address | Address |
        | | end_group | | |
    """
    answers = {"buyer/address": "1 Quay Road", "seller": {"seller/address": "2 Hill"}}
    assert Filling(form(table), answers).values == {"buyer/address": "1 Quay Road", "seller/address": "2 Hill"}


def test_warnings_do_not_block_and_checks_do() -> None:
    table = """
        | survey |
        | | type | name | label | constraint | constraint_message | kit:warning | kit:check |
        | | integer | pulse | Pulse | . < 300 | Very fast | yes | |
        | | text | vin | VIN | | | | vin |
        | | text | iban | IBAN | | | | iban |
    """
    filling = Filling(form(table), {"pulse": 400, "vin": "1HGCM82633A004353", "iban": "GB82 WEST 1234 5698 7654 32"})
    assert [(p.field, p.blocks) for p in filling.problems()] == [("pulse", False), ("vin", True)]


def test_what_the_kit_knows_fills_metadata() -> None:
    table = """
        | survey |
        | | type | name | label | calculation |
        | | start | start | | |
        | | username | username | | |
        | | calculate | key | | concat('K-', ${instanceID}) |
        | | text | a | A | |
    """
    filling = Filling(form(table), {}, NOON, facts={"username": "ana", "instanceID": "7K3-0143-5"})
    assert filling.values["username"] == "ana"
    assert filling.values["start"].startswith("2024-06-19T12:00:00")
    assert filling.values["key"] == "K-7K3-0143-5"


AMOUNTS = st.lists(st.tuples(st.decimals(0, 100, places=2), st.decimals(0, 500, places=2)), max_size=6)


@given(AMOUNTS, st.randoms(use_true_random=False))
def test_typing_key_by_key_gives_what_filling_at_once_gives(amounts: list[Any], order_of: random.Random) -> None:
    made = _ORDER_FORM
    lines = [{"what": f"w{n}", "hours": float(h), "rate": float(r)} for n, (h, r) in enumerate(amounts)]
    whole = Filling(made, {"who": "Pat", "limit": 100, "lines": lines})
    typed = Filling(made, {})
    for _ in lines:
        typed.add_line(("lines",))
    keys: list[tuple[tuple[str | int, ...], Any]] = [(("who",), "Pat"), (("limit",), 100)]
    keys += [(("lines", n, name), value) for n, line in enumerate(lines) for name, value in line.items()]
    order_of.shuffle(keys)
    for address, value in keys:
        typed.put(address, value)
    assert typed.values == whole.values


_ORDER_FORM = form(ORDER)


def test_a_constraint_on_what_the_form_computes_is_flagged_and_does_not_block():
    made = form("""
    | survey |
    | | type      | name  | label | constraint | calculation |
    | | integer   | one   | One   |            |             |
    | | calculate | twice | Twice | . < 10     | ${one} * 2  |
    """)
    assert [(p.field, p.blocks) for p in Filling(made, {"one": 7}).problems()] == [("twice", False)]


@pytest.mark.parametrize("expression", ["(a|aa)+$", r"(\w|\w\w)+[^!]?"])
def test_an_expression_without_an_end_is_told_and_holds_nothing_up(expression: str) -> None:
    """Each takes longer than anybody waits with 400 signs; without a limit these never end."""
    written = expression.replace("|", "\\|")
    table = f"""
        | survey |
        | | type | name | label | constraint | constraint_message |
        | | text | code | Code  | regex(., '{written}') | Wrong |
        | | text | name | Name  | | |
    """
    filling = Filling(form(table), {"code": "a" * 400 + "!", "name": "Pat"})
    told = [(p.field, p.problem, p.blocks) for p in filling.problems()]
    assert [(field, blocks) for field, _, blocks in told] == [("code", True)]
    assert "takes too long" in told[0][1]
    filling.put(("code",), "aaa")
    assert filling.problems() == []


def test_what_cannot_be_judged_is_shown_and_told() -> None:
    made = form("""
    | survey |
    | | type | name  | label | relevant | calculation |
    | | text | code  | Code  | | |
    | | text | asked | Asked | not(regex(${code}, '(a\\|aa)+$')) | |
    | | text | found | Found | | string(regex(${code}, '(a\\|aa)+$')) |
    """)
    filling = Filling(made, {"code": "a" * 200 + "!"})
    assert filling.relevant(("asked",))
    assert [(p.field, "takes too long" in p.problem) for p in filling.problems()] == [("asked", True), ("found", True)]
    filling.put(("code",), "b")
    assert filling.problems() == []
    filling.put(("code",), "aa")
    assert not filling.relevant(("asked",))
    assert filling.values["found"] == "true"


def test_what_nobody_can_write_is_not_asked_of_anybody() -> None:
    filling = Filling(
        form("""
        | survey |
        | | type         | name | label | required | read_only | calculation                                  |
        | | xml-external | old  |       |          |           |                                              |
        | | text         | name | Name  | yes      | yes       | instance('old')/root/item[id = '1']/name     |
        | | text         | seen | Seen  | yes      |           |                                              |
    """),
        now=NOON,
    )
    assert [filling.required(("name",)), filling.required(("seen",))] == [False, True]
    assert list(fields(filling)) == ["seen"]
