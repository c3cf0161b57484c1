import contextlib
import datetime as dt
import itertools
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.forms.definition import Choice, Form, Group, Question
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.expression import compile_expression
from continuity_app.forms.functions import FUNCTIONS, Scope
from continuity_app.forms.functions_dates import DATE_FUNCTIONS
from continuity_app.forms.functions_places import PLACE_FUNCTIONS
from continuity_app.forms.instance import Node
from continuity_app.forms.xpath_syntax import ExpressionError, parse
from continuity_app.forms.xpath_values import FunctionError, Value, to_text
from tests.builders import NOON


def question(name: str, kind: str = "text", path: tuple[str, ...] = (), **more: object) -> Question:
    return Question(name, (*path, name), kind, **more)  # type: ignore[arg-type]


FORM = Form(
    id="vectors",
    title="Vectors",
    version="1",
    languages=("English (en)", "Español (es)"),
    items=(
        question("a"),
        question("n", "integer"),
        question("blank", "integer"),
        question("day", "date"),
        question("moment", "dateTime"),
        question("clock", "time"),
        question("many", "select_multiple", choices="fruit"),
        question("one", "select_one", choices="fruit"),
        question("place", "geopoint"),
        question("yes", "acknowledge"),
        Group("g", ("g",), children=(question("inner", "integer", ("g",)),)),
        Group(
            "lines",
            ("lines",),
            repeat=True,
            children=(
                question("x", "decimal", ("lines",)),
                question("what", "text", ("lines",)),
                Group(
                    "parts", ("lines", "parts"), repeat=True, children=(question("y", "integer", ("lines", "parts")),)
                ),
            ),
        ),
        question("result", "calculate"),
    ),
    choices={
        "fruit": (
            Choice("apple", {"English (en)": "Apple", "Español (es)": "Manzana"}, {"colour": "red"}),
            Choice("pear", {"English (en)": "Pear", "Español (es)": "Pera"}, {"colour": "green"}),
        )
    },
    tables={"prices": ({"sku": "A1", "price": "9.50"}, {"sku": "B2", "price": "12"})},
)
ANSWERS = {
    "a": "Hello",
    "n": 7,
    "day": "2024-02-28",
    "moment": "2024-06-19T18:00:00",
    "clock": "06:00",
    "many": ["apple", "pear"],
    "one": "pear",
    "place": "37.7749 -122.4194",
    "yes": True,
    "inner": 3,
    "lines": [
        {"x": 1.5, "what": "one", "parts": [{"y": 1}, {"y": 2}]},
        {"what": "two"},
        {"x": 4, "what": "three", "parts": [{"y": 5}]},
    ],
}


def evaluate(
    text: str, answers: dict[str, object] | None = None, at: tuple[str | int, ...] = ("result",), language: str = ""
) -> Value:
    filling = Filling(FORM, ANSWERS if answers is None else answers, NOON, language=language, rng=random.Random(1))
    node = filling._tree.find(at)
    assert isinstance(node, Node)
    return compile_expression(text, filling.model.outline, node.place).run(Scope(node, node, filling))


VECTORS: list[tuple[str, Value]] = [
    ("1 + 2 * 3", 7.0),
    ("(1 + 2) * 3", 9.0),
    ("2 - -3", 5.0),
    ("7 div 2", 3.5),
    ("-7 mod 3", -1.0),
    ("5 mod -2", 1.0),
    ("1 div 0", math.inf),
    ("string('' div 0)", "NaN"),
    ("coalesce(${blank} + 1, ${n})", "7"),
    ("coalesce('' div 0, 4)", 4.0),
    ("substring('12345', -1 div 0)", "12345"),
    ("substring('12345', 0, -1 div 0)", ""),
    ("substring('12345', -1 div 0, 1 div 0)", ""),
    ("substring('12345', 'x')", ""),
    ("date('1970-1-2')", dt.date(1970, 1, 2)),
    ("string(decimal-time('24:00'))", "NaN"),
    ("string(decimal-time('06:60'))", "NaN"),
    ("6 > 5 and 1 = 2 or true()", True),
    ("1 < 2 = true()", True),
    ("'a' != 'b'", True),
    ("${n} >= 7 and ${n} < 8", True),
    ("${blank} > 5", False),
    ("${blank} = ''", True),
    ("${n} = '7'", True),
    ("not(${blank})", True),
    ("string(${n})", "7"),
    ("number('  12 ')", 12.0),
    ("number('-.5')", -0.5),
    ("int(-3.9)", -3.0),
    ("int('12.7')", 12.0),
    ("round(2.5)", 3.0),
    ("round(-2.5)", -2.0),
    ("round(1.005, 2)", 1.01),
    ("round(1234.5, -2)", 1200.0),
    ("floor(2.9) + ceiling(2.1)", 5.0),
    ("pow(2, 10)", 1024.0),
    ("abs(-4)", 4.0),
    ("sqrt(16)", 4.0),
    ("exp10(2)", 100.0),
    ("if(${n} > 5, 'big', 'small')", "big"),
    ("coalesce(${blank}, ${n})", "7"),
    ("concat('a', 1, true())", "a1true"),
    ("concat(${what}, '!')", "onetwothree!"),
    ("join('; ', ${what})", "one; two; three"),
    ("substr('hello', 1, 3)", "el"),
    ("substr('hello', -3)", "llo"),
    ("substr('hello', 1, -1)", "ell"),
    ("substring('12345', 2, 3)", "234"),
    ("substring('12345', 1.5, 2.6)", "234"),
    ("substring('12345', 0, 3)", "12"),
    ("substring-before('1999/04', '/')", "1999"),
    ("substring-after('1999/04', '/')", "04"),
    ("string-length('héllo')", 5.0),
    ("normalize-space('  a   b ')", "a b"),
    ("translate('bar', 'abc', 'AB')", "BAr"),
    ("contains('abc', 'bc') and starts-with('abc', 'ab') and ends-with('abc', 'c')", True),
    ("regex('A1', '[A-Z][0-9]')", True),
    ("regex('A1x', '[A-Z][0-9]')", False),
    (r"regex('Ñandú', '\p{L}+')", True),
    (r"regex('Ñandú 7', '[\p{L}\p{Nd} ]+') and regex('A', '[\p{Alpha}]') and not(regex('Ñ', '\p{Alpha}'))", True),
    (r"regex('aaaa', '(a+)+$') and not(regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+$'))", True),
    (r"regex('aab', '(a|a)*b') and not(regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a|a)*b'))", True),
    (r"regex('a-b.c_1', '[\w-\.]+')", True),
    (r"regex('2024-06', '[\d-]+') and regex('-', '[a-c\d-\s]')", True),
    (r"regex('a[b', '\[?a\[b')", True),
    ("jr:itext(instance('fruit')/root/item[name = ${one}]/itextId)", "Pear"),
    ("cht:difference-in-years(${day}, '2026-02-27')", 1.0),
    ("cht:difference-in-months(${day}, '2024-04-28')", 2.0),
    ("cht:difference-in-weeks(${day}, '2024-03-13')", 2.0),
    ("cht:difference-in-days(${day}, '2024-03-01')", 2.0),
    ("selected(${many}, 'pear')", True),
    ("selected(${many}, 'pea')", False),
    ("selected-at(${many}, 1)", "pear"),
    ("selected-at(${many}, 9)", ""),
    ("count-selected(${many})", 2.0),
    ("jr:choice-name(${one}, '${one}')", "Pear"),
    ("jr:choice-name(selected-at(${many}, 0), '${many}')", "Apple"),
    ("sum(${x})", 5.5),
    ("count(${lines})", 3.0),
    ("count(${lines}[x > 1])", 2.0),
    ("max(${x}, 2)", 4.0),
    ("min(${x})", 1.5),
    ("count-non-empty(${x})", 2.0),
    ("sum(${y})", 8.0),
    ("indexed-repeat(${what}, ${lines}, 2)", "two"),
    ("indexed-repeat(${y}, ${lines}, 1, ${parts}, 2)", "2"),
    ("sum(/data/lines/x)", 5.5),
    ("sum(//x)", 5.5),
    ("/data/g/inner", "3"),
    ("../lines[2]/what", "two"),
    ("../lines[last()]/what", "three"),
    ("../lines[what = 'three']/x", "4"),
    ("count(../lines/parts | ../g)", 4.0),
    ("today()", dt.date(2024, 6, 19)),
    ("${day} + 2 = date('2024-03-01')", True),
    ("date('2024-03-01') - ${day}", 2.0),
    ("${day} < today()", True),
    ("today() - ${day} > 100", True),
    ("format-date(${day} + 2, '%e %b %Y, %a')", "1 Mar 2024, Fri"),
    ("format-date-time(${moment}, '%H:%M')", "18:00"),
    ("decimal-date-time(${moment}) - decimal-date-time('2024-06-19')", 0.75),
    ("decimal-time(${clock})", 0.25),
    ("${clock} < '07:00'", True),
    ("format-date(add-date(${day}, 1, 0, 1), '%Y-%m-%d')", "2025-03-01"),
    ("format-date(add-date('2024-01-31', 0, 1), '%Y-%m-%d')", "2024-02-29"),
    ("difference-in-months('2024-01-31', '2024-03-30')", 1.0),
    ("boolean(${yes})", True),
    ("boolean-from-string('1')", True),
    ("instance('fruit')/root/item[name = ${one}]/colour", "green"),
    ("instance('prices')/root/item[sku = 'B2']/price * 2", 24.0),
    ("pulldata('prices', 'price', 'sku', 'A1')", "9.50"),
    ("pulldata('prices', 'price', 'sku', 'none')", ""),
    ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
    ("base64-decode('aGk=')", "hi"),
    ("checklist(1, 2, true(), false())", True),
    ("weighted-checklist(3, 9, true(), 1, true(), 1)", False),
    ("round(distance(${place}, '37.7749 -122.4194'), 3)", 0.0),
    ("round(distance('0 0; 0 1') div 1000)", 111.0),
    ("round(area('0 0; 0 1; 1 1; 1 0') div 1000000000)", 12.0),
    ("geofence('0.5 0.5', '0 0; 0 1; 1 1; 1 0; 0 0')", True),
    ("string-length(uuid())", 36.0),
    ("random() < 1", True),
    ("once('x')", "x"),
    ("${last-saved#a}", ""),
    ("current()/../n", "7"),
    (". = ''", True),
]


@pytest.mark.parametrize(("text", "expected"), VECTORS, ids=[text for text, _ in VECTORS])
def test_an_expression_has_the_value_that_odk_says(text: str, expected: Value) -> None:
    value = evaluate(text)
    if isinstance(expected, str):
        assert to_text(value) == expected
    else:
        assert value == expected


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("${x} * 2", ("lines", 2, "what"), 8.0),
        ("sum(${x})", ("lines", 0, "what"), 1.5),
        ("sum(../../lines/x)", ("lines", 0, "what"), 5.5),
        ("/data/lines/x * 2", ("lines", 2, "what"), 8.0),
        ("position(..)", ("lines", 2, "what"), 3.0),
        ("count(${lines})", ("lines", 1, "what"), 3.0),
        ("sum(${y})", ("lines", 0, "x"), 3.0),
        ("${x} + ${y}", ("lines", 2, "parts", 0, "y"), 9.0),
        ("indexed-repeat(${x}, ${lines}, position(..) - 2)", ("lines", 2, "x"), "1.5"),
        ("../what", ("lines", 1, "x"), "two"),
    ],
)
def test_inside_a_line_a_reference_means_that_line(text: str, at: tuple[str | int, ...], expected: str | float) -> None:
    value = evaluate(text, at=at)
    assert (to_text(value) if isinstance(expected, str) else value) == expected


def test_dates_and_choices_speak_the_language_of_the_sheet() -> None:
    assert evaluate("format-date('2024-08-02', '%A %e %B')", language="es") == "viernes 2 agosto"
    assert evaluate("jr:choice-name(${one}, '${one}')", language="Español (es)") == "Pera"


@pytest.mark.parametrize(
    ("text", "tells"),
    [
        ("frobnicate(1)", "no function frobnicate()"),
        ("slected(${a}, 'x')", "nearest is selected()"),
        ("${nn} + 1", "no question nn; the nearest is n"),
        ("1 +", "stops too early"),
        ("(1", "A ) is missing"),
        ("'abc", "quotation mark"),
        ("“abc”", "typographic"),
        ("1 ~ 2", "sign ~"),
        ("if(1, 2)", "if() is given 2 arguments"),
        ("round()", "0 arguments"),
        ("regex(., '[')", "regular expression"),
        (r"regex(., '\p{Klingon}')", "unknown property"),
        ("1 2", "2 cannot stand here"),
        ("foo::bar", "no axis foo"),
        ("(" * 300 + "1" + ")" * 300, "nested too deeply"),
    ],
)
def test_what_cannot_be_understood_is_told(text: str, tells: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluate(text)
    assert tells in caught.value.problem


def test_an_expression_tells_what_it_reads() -> None:
    outline = Filling(FORM).model.outline

    def reads(text: str) -> set[str]:
        numbers = compile_expression(text, outline, outline.by_name["result"][0]).reads
        return {outline.places[number].path[-1] for number in numbers}

    assert reads("${a} + sum(${x})") == {"a", "x"}
    assert reads("../g/inner + count(../lines[x > ../n])") == {"g", "inner", "lines", "x", "n"}
    assert reads("instance('fruit')/root/item[name = ${one}]/label") == {"one"}
    assert reads("today()") == set()


@given(st.text(max_size=60))
def test_odd_text_is_parsed_or_refused_and_nothing_else(text: str) -> None:
    with contextlib.suppress(ExpressionError):
        parse(text)


NUMBERS = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))


@given(NUMBERS, NUMBERS)
def test_arithmetic_is_that_of_floats(one: float, other: float) -> None:
    assert evaluate(f"({one:f}) + ({other:f})", {}) == pytest.approx(one + other)
    assert evaluate(f"({one:f}) * ({other:f})", {}) == pytest.approx(one * other)
    assert evaluate(f"({one:f}) < ({other:f})", {}) is (one < other)


@given(st.dates(), st.integers(-3000, 3000))
def test_days_added_and_taken_away_meet_again(day: dt.date, count: int) -> None:
    try:
        later = day + dt.timedelta(days=count)
    except OverflowError:
        return
    assert evaluate(f"date('{day.isoformat()}') + {count} = date('{later.isoformat()}')", {}) is True


ODD = (
    *(
        "''",
        "'' div 0",
        "1 div 0",
        "-1 div 0",
        "-1",
        "2.5",
        "99999999999999999999",
        "'99999999999999999999'",
        "today()",
    ),
    *("${lines}", "${many}", "'2024-02-30'", "'24:61'", "'37.7 -122.4'", "'['", "'%q %'", "'-99999999-01-01'", "'nan'"),
)


@pytest.mark.parametrize("name", sorted(FUNCTIONS | DATE_FUNCTIONS | PLACE_FUNCTIONS))
def test_odd_arguments_give_an_answer_or_a_sentence(name: str) -> None:
    function = (FUNCTIONS | DATE_FUNCTIONS | PLACE_FUNCTIONS)[name]
    filling = Filling(FORM, {}, NOON, rng=random.Random(1))
    node = filling._tree.find(("result",))
    assert isinstance(node, Node)
    for count in range(function.least, min(function.most or 2, 2) + 1):
        for arguments in itertools.product(ODD, repeat=count):
            with contextlib.suppress(FunctionError, ExpressionError):
                text = f"{name}({', '.join(arguments)})"
                expression = compile_expression(text, filling.model.outline, node.place)
                assert isinstance(to_text(expression.run(Scope(node, node, filling))), str)
