"""What is told before a form ships: what paper cuts, what languages lack, letters that cannot be printed."""

import io

from pypdf import PdfReader

from continuity_app.forms.model import model_of
from continuity_app.paper.form_check import FormCheck, Loss, check_form, draw_proof
from tests import builders

HEAD = """
| survey |
| | type | name | label::English (en) | label::Español (es) | media::image::English (en) | relevant |
"""


def check(rows: str, choices: str = "") -> FormCheck:
    listed = "| choices |\n| | list_name | name | label::English (en) | label::Español (es) | media::image |\n"
    return check_form(builders.form(f"{HEAD}{rows}\n{listed}| | l | a | A | A | |\n{choices}"))


def losses(found: FormCheck) -> list[tuple[Loss, int, str]]:
    return [(one.loss, one.row, one.field) for one in found.findings if one.loss is not Loss.TITLE]


def test_pictures_and_endless_lists_are_cut() -> None:
    many = "".join(f"| | huge | c{n} | C{n} | C{n} | |\n" for n in range(10_001))
    found = check(
        "| | select_one huge | h | H | H | h.png | |\n| | select_one p | p | P | P | | |",
        many + "| | p | x | X | X | x.png |",
    )
    assert losses(found) == [(Loss.CUT, 2, "h"), (Loss.CUT, 2, "h"), (Loss.CUT, 3, "p")]
    assert "10001" in found.findings[1].problem
    assert found.grave


def test_a_list_that_takes_pages_is_told_and_so_is_a_form_without_questions() -> None:
    many = "".join(f"| | long | c{n} | C{n} | C{n} | |\n" for n in range(201))
    assert losses(check("| | select_one long | h | H | H | | |", many)) == [(Loss.LONG, 2, "h")]
    assert losses(check("")) == [(Loss.CUT, 0, "site_form")]
    assert PdfReader(io.BytesIO(draw_proof(builders.form(HEAD), builders.sheet_context()))).pages


def test_each_text_that_a_language_lacks_is_told_once() -> None:
    found = check("| | begin_group | g | G | | | |\n| | select_one l2 | a | A | Aa | | |\n| | end_group | | | | | |\n"
                  "| | select_one l2 | b | B | Bb | | |", "| | l2 | x | X | | |")  # fmt: skip
    assert losses(found) == [(Loss.LANGUAGE, 2, "g (group)"), (Loss.LANGUAGE, 3, "a")]
    assert "Español (es)" in found.findings[0].problem


def test_what_is_only_good_to_know_is_not_grave() -> None:
    found = check(
        "| | audio | a | A | Aa | | |\n| | image | s | S | Ss | | |\n| | text | t | T | Tt | | position(..) > 2 |"
    )
    assert {one.loss for one in found.findings} == {Loss.ATTACHED, Loss.UNSAID, Loss.TITLE}
    assert (found.grave, found.questions) == (False, 3)


def test_a_function_of_another_app_leaves_the_form_usable_and_its_cell_out() -> None:
    rows = "| | text | a | A | Aa | | |\n| | text | b | B | Bb | | cht:extension-lib('x.js', ${a}) = '1' |"
    form = builders.form(f"{HEAD}{rows}\n")
    found = check_form(form)
    assert [(one.loss, one.row, one.field) for one in found.findings if one.loss is Loss.IDLE] == [(Loss.IDLE, 3, "b")]
    assert "cht:extension-lib() is a function of another app" in next(
        one.problem for one in found.findings if one.loss is Loss.IDLE
    )
    assert found.grave
    assert model_of(form).rules[2].relevant is None


def test_letters_that_no_face_has_are_named() -> None:
    found = check("| | text | a | A \U00012000 | A | | |")
    assert losses(found) == [(Loss.LETTERS, 2, "a")]
    assert "U+12000" in found.findings[0].problem


def test_the_proof_has_every_language() -> None:
    made = builders.form(f"{HEAD}| | text | a | Alpha | Alfa | | |\n")
    pages = PdfReader(io.BytesIO(draw_proof(made, builders.sheet_context()))).pages
    assert [word in page.extract_text() for word, page in zip(("Alpha", "Alfa"), pages, strict=True)] == [True, True]


def test_a_title_in_further_languages_is_asked_for_and_printed() -> None:
    rows = "| | text | a | A | A | | |\n| settings |\n| | form_title | {column} |\n| | Order | Pedido |\n"
    lacking = check_form(builders.form(HEAD + rows.format(column="style")))
    assert [one.loss for one in lacking.findings] == [Loss.TITLE]
    assert not lacking.grave
    for column in ("kit:title::Español (es)", "form_title::Español (es)"):
        form = builders.form(HEAD + rows.format(column=column))
        assert (form.title, form.titles) == ("Order", {"Español (es)": "Pedido"})
        assert check_form(form).findings == ()
        said = PdfReader(io.BytesIO(draw_proof(form, builders.sheet_context()))).pages
        assert ["Pedido" in page.extract_text() for page in said] == [False, True]
