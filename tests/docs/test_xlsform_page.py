"""The page of XLSForms says of each type what paper does with it; the code is asked."""

import re
from pathlib import Path

import pytest

from continuity_app.forms.survey_reader import KEPT_TYPES
from continuity_app.paper.content import LONGEST_LIST, MANY_CHOICES, content_of
from continuity_app.paper.elements import Cell, CellKind, Grid, Lines, Prose, Totals
from continuity_app.paper.faces import SCRIPTS
from continuity_app.paper.wording import Wording
from tests.builders import form

PAGE = (Path(__file__).parents[2] / "docs" / "xlsform.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.split("## Drawn as plain text")[0].splitlines()
    if line.startswith("| ") and "`" in line
]
TYPES = [(kind, row[2]) for row in ROWS for kind in re.findall(r"`([a-zA-Z_-]+)`", row[0])]
NOT_ALONE = (
    "select_one_from_file",
    "select_multiple_from_file",
    "select_one_external",
    "entities",
    "save_to",
    "background-geopoint",
)
TICKS = (CellKind.TICKS, CellKind.ACKNOWLEDGE)


def drawn(kind: str) -> list[object]:
    """What a form with one question of a type has on paper."""
    listed = " yn" if kind in ("select_one", "select_multiple", "rank") else ""
    computed = "1 + 2" if kind == "calculate" else ""
    made = form(f"""
        | survey |
        | | type          | name | label | calculation |
        | | {kind}{listed} | {"" if kind == "audit" else "q"} | Asked | {computed} |
        | choices |
        | | list_name | name | label |
        | | yn        | a    | A     |
    """)
    parts = [part for section in content_of(made, Wording(made)) for part in section.parts]
    return [cell for part in parts for cell in (part.cells if isinstance(part, Grid) else [part])]


def test_every_type_that_is_read_stands_on_the_page() -> None:
    assert {kind for kind, _ in TYPES} >= KEPT_TYPES | {"csv-external", "xml-external", "audit"}


@pytest.mark.parametrize(("kind", "said"), [one for one in TYPES if one[0] not in NOT_ALONE])
def test_paper_does_with_a_type_what_the_page_says(kind: str, said: str) -> None:
    found = drawn(kind)
    if said in ("not printed", "ignored"):
        assert found == []
        return
    (one,) = found
    if isinstance(one, Cell):
        assert (one.kind is CellKind.ATTACH) == said.startswith("a box: what is attached")
        assert (one.kind in TICKS) == ("tick box" in said)
        assert (one.kind is CellKind.RANK) == ("boxes to number" in said)
        assert (one.kind is CellKind.MOMENT) == ("hours and minutes" in said)
        assert (one.kind is CellKind.WRITE) == (said.startswith("a line"))
    else:
        assert isinstance(one, Prose) == said.startswith("a sentence")
        assert isinstance(one, Totals) == said.startswith("a total")
        assert not isinstance(one, Lines)


def test_the_numbers_of_the_page_are_those_of_the_code() -> None:
    assert f"above {MANY_CHOICES} choices a code" in PAGE
    assert f"above {LONGEST_LIST:,} no list" in PAGE
    assert f"{len(SCRIPTS) + 1} faces" in PAGE
