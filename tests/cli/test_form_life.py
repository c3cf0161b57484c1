"""A form's life: sheets that were printed with the version of an earlier snapshot still come back by that version."""

from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader

from tests.cli.test_form_verbs import Branch

FIRST = """
    | survey |
    |        | type          | name          | label        |
    |        | text          | customer_name | Name         |
    |        | select_one yn | wait          | Waits        |
    |        | text          | colour        | Colour       |
    | choices |
    |         | list_name | name | label |
    |         | yn        | yes  | Yes   |
    |         | yn        | no   | No    |
    | settings |
    |          | form_title | form_id   | version |
    |          | Call back  | call_back | 1       |
"""
SECOND = """
    | survey |
    |        | type          | name          | label        | required |
    |        | text          | reason        | Why          | yes      |
    |        | text          | customer_name | Name         | yes      |
    |        | select_one yn | wait          | Waits        |          |
    | choices |
    |         | list_name | name  | label |
    |         | yn        | maybe | Maybe |
    | settings |
    |          | form_title  | form_id   | version |
    |          | Call back 2 | call_back | 2       |
"""


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    made = Branch(tmp_path_factory.mktemp("life"))
    card, enrol = made.folder / "org.card", made.folder / "a.enrol"
    made.do("org", "init", "--name", "Harbour Motors", home="it")
    made.do("org", "card", "-o", card, home="it")
    made.do("vault", "create", "--org", card, "--user", "ana", "--site", "Harbour North")
    made.do("device", "enrol", "-o", enrol)
    made.do("device", "accept", enrol, home="it")
    return made


def ship(branch: Branch, form: str, name: str) -> None:
    (branch.folder / "call_back.md").write_text("\n".join(line[4:] for line in form.splitlines()), encoding="utf-8")
    branch.do("snapshot", "build", branch.folder / "plan.toml", "-o", branch.folder / name, home="it")
    branch.do("vault", "apply", branch.folder / name)


def ticked(folder: Path, serial: str) -> Path:
    """The printed sheet with a cross in its first box, as a picture."""
    from PIL import ImageDraw  # noqa: PLC0415

    from continuity_app.forms.xlsform import compile_xlsform  # noqa: PLC0415
    from continuity_app.paper.context import LETTER  # noqa: PLC0415
    from continuity_app.paper.layout import layout_of  # noqa: PLC0415
    from continuity_app.paper.marks import SlotKind  # noqa: PLC0415

    form = compile_xlsform("\n".join(line[4:] for line in FIRST.splitlines()).encode(), "call_back.md")
    (box,) = [s.rect for s in layout_of(form, LETTER).pages[0].slots if s.kind is SlotKind.TICK and s.choice == "no"]
    scale = 200 / 72
    with pypdfium2.PdfDocument(folder / f"{serial}.pdf") as document:
        picture = document[0].render(scale=scale).to_pil().convert("RGB")
    left, top, right, bottom = (scale * side for side in (box.x, box.y, box.right, box.bottom))
    draw = ImageDraw.Draw(picture)
    draw.line((left, top, right, bottom), fill="black", width=5)
    draw.line((left, bottom, right, top), fill="black", width=5)
    picture.save(folder / f"{serial}.png")
    return folder / f"{serial}.png"


def test_a_sheet_of_an_earlier_version_is_typed_scanned_and_reprinted_by_it(branch: Branch) -> None:
    ship(branch, FIRST, "one.snapshot")
    serials = []
    for _ in range(2):
        out = branch.folder / "sheet.pdf"
        (serial,) = branch.do("form", "print", "call_back", "-o", out)["serials"]
        out.rename(branch.folder / f"{serial}.pdf")
        serials.append(serial)
    ship(branch, SECOND, "two.snapshot")
    assert [f["version"] for f in branch.do("form", "list")["forms"] if f["id"] == "call_back"] == ["2"]

    answers = branch.folder / "typed.json"
    answers.write_text('{"customer_name": "Pat", "wait": "no", "colour": "blue"}', encoding="utf-8")
    branch.do("sheet", "capture", serials[0], "--answers", answers)
    shown = branch.do("sheet", "show", serials[0])
    assert (shown["version"], shown["answers"]["colour"]) == ("1", "blue")

    status, found = branch.run("scan", ticked(branch.folder, serials[1]))
    assert (status, found["unread"]) == (0, [])
    (read,) = found["sheets"]
    assert (read["serial"], read["ticks"]["wait"]) == (serials[1], "no")

    again = branch.folder / "again.pdf"
    branch.do("form", "reprint", serials[1], "-o", again)
    assert "Colour" in PdfReader(again).pages[0].extract_text()

    (new,) = branch.do("form", "print", "call_back", "-o", branch.folder / "new.pdf")["serials"]
    status, told = branch.run("sheet", "capture", new, "--answers", answers)
    assert status == 2
    assert {each["field"] for each in told["error"]["details"]} == {"reason", "wait", "colour"}
