"""JavaRosa's own cases of expressions, which phones are held to, read from a checkout outside; here the same answers.

`CONTINUITY_EXPRESSIONS` names its `XPathEvalTest.java`; what is compared: its calls `testEval("expression", result)`.
"""

import json
import math
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from continuity_app.forms.evaluation import Filling
from continuity_app.forms.expression import compile_expression
from continuity_app.forms.functions import Scope
from continuity_app.forms.instance import Node
from continuity_app.forms.xpath_values import Value, to_boolean, to_number, to_text
from tests.builders import NOON, form

FILE = os.environ.get("CONTINUITY_EXPRESSIONS", "")
CASE = re.compile(r'testEval\(("(?:[^"\\]|\\.)*")\s*,\s*(?:null\s*,\s*null\s*,\s*)?([^;]+?)\);')
OF_THE_TEST_ITSELF = re.compile(r"\b(?:convertible|add|proto|raw|read|foo|get-custom)\(|^\$")
"""Functions and variables that its test registers."""
OTHERWISE = {
    "round('4,6')": "a comma in a number that is a text: what is typed is read by the region before",
    "round('14,6')": "the same",
    "round('-12345.15', 1)": "halves below zero go away from zero with places, as at a till and in spreadsheets",
}


def cases(text: str) -> Iterator[tuple[str, Value]]:
    for quoted, told in CASE.findall(text):
        expression, result = json.loads(quoted.replace("\\'", "'")), told.strip()
        if result in ("true", "false"):
            yield expression, result == "true"
        elif result.strip("-").removeprefix("Double.") == "NaN":
            yield expression, math.nan
        elif "INFINITY" in result:
            yield expression, -math.inf if "NEGATIVE" in result else math.inf
        elif result.startswith('"'):
            yield expression, json.loads(result)
        elif re.fullmatch(r"-?\d+(?:\.\d+)?(?:E-?\d+)?", result):
            yield expression, float(result)


def agrees(found: Value, told: Value) -> bool:
    if isinstance(told, bool):
        return to_boolean(found) is told
    if isinstance(told, float):
        number = to_number(found)
        return math.isnan(number) if math.isnan(told) else math.isclose(number, told, rel_tol=1e-9) or number == told
    return to_text(found) == told


@pytest.mark.full
@pytest.mark.skipif(not FILE, reason="CONTINUITY_EXPRESSIONS names no file of published cases")
def test_expressions_give_what_phones_give() -> None:
    filling = Filling(
        form("| survey |\n| | type | name | label |\n| | text | a | A |\n"), {}, NOON, rng=random.Random(1)
    )
    node = filling._tree.find(("a",))
    assert isinstance(node, Node)
    asked, others = 0, {}
    for expression, told in cases(Path(FILE).read_text(encoding="utf-8")):
        if OF_THE_TEST_ITSELF.search(expression):
            continue
        asked += 1
        found = compile_expression(expression, filling.model.outline, node.place).run(Scope(node, node, filling))
        if not agrees(found, told):
            others[expression] = f"{told!r} there, {found!r} here"
    print(f"{asked} asked, {asked - len(others)} alike: {others}")  # noqa: T201
    assert asked > 150
    assert set(others) <= set(OTHERWISE), others
