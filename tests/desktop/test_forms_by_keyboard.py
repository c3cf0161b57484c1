"""Forms without a mouse: from Find to the printed copy, every shipped form, every kind of question."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from continuity_app.desktop.forms.field import FormField
from continuity_app.desktop.forms.fill_page import FillPage, Work
from continuity_app.forms.definition import Form
from continuity_app.forms.library import FormLibrary, shipped_documents
from continuity_app.forms.sheets import SheetDesk
from continuity_app.progress import finish
from tests.builders import form, journal, sheet_desk
from tests.desktop.pages.find import FindPage
from tests.desktop.pages.forms import FormsPage
from tests.desktop.pages.keyboard import Keyboard, by_name

REPAIR_ORDER = {
    "phone": "(555) 010-0 123",
    "reach": [0, 2],
    "vin": "1hgcm 82633 a004352",
    "odometer_in": "48,210",
    "promised_at": "tomorrow 5 pm",
    "concern": "Noise from the front left wheel",
    ("operation", 0): "Inspect front wheel",
    ("hours", 0): "0.5",
    ("rate", 0): "$140",
    ("pay_type", 0): 0,
    ("operation", 1): "Replace wheel bearing",
    ("hours", 1): "1,8",
    ("rate", 1): "140.00",
    ("pay_type", 1): 0,
    ("operation", 2): "Road test",
    ("hours", 2): ".25",
    ("rate", 2): "140",
    ("pay_type", 2): 1,
    "estimate": "USD 420.50",
    "estimate_method": 1,
    "authorised_limit": "500",
    "agreed": True,
    "signed_by": "Pat Example",
    "signature": "Pat Example",
}


def test_a_repair_order_goes_from_find_to_its_printed_copy_without_a_mouse(page):
    find, keyboard = FindPage(page), Keyboard(page.qtbot)
    customer = page.session.calls.next().customer
    assert page.focused == "find_search"
    find.search(customer.name)
    page.press("Enter")
    page.press("Alt+F")
    page.qtbot.keyClicks(QApplication.focusWidget(), "repair")
    page.press("Enter")
    assert page.house.here == "forms"
    given = by_name(REPAIR_ORDER)

    def answer(field):
        if field.address[-1] == "parts_ticket" and field.address[-2] < 2:
            page.press("Alt+N")
            return None
        told = given(field)
        filled = field.entry.inner.property("text") if field.question.type == "text" else ""
        return None if filled and field.address[-1] != "vin" else told

    keyboard.fill(answer)
    forms = FormsPage.here(page)
    shown = [label.text() for label, _, _ in forms.room.fill.sheet._totals]
    assert "357.00" in shown
    page.press("Ctrl+S")
    assert forms.missing == []
    sheet = page.session.sheets.state(forms.serial)
    assert sheet.customer == customer.id
    assert [line["hours"] for line in sheet.answers["lines"]] == [0.5, 1.8, 0.25]
    assert [line["amount"] for line in sheet.answers["lines"]] == [70, 252, 35]
    assert (sheet.answers["odometer_in"], sheet.answers["estimate"]) == (48210, 420.5)
    assert sheet.answers["reach"] == ["call", "mail"]
    papers = []
    page.house.desk.paper_made.connect(papers.append)
    page.press("Alt+P")
    assert page.shown("preview")
    assert page.focused == "preview_print"
    printed = "".join(each.extract_text() for each in PdfReader(io.BytesIO(papers[0].data)).pages)
    assert forms.room._saved_serial in printed
    assert "Replace wheel bearing" in printed
    assert "Reprint" not in printed
    page.press("Ctrl+Enter")
    page.named("print_dialog").close()


BY_TYPE = {
    "integer": "7",
    "decimal": "2.5",
    "date": "1 may 24",
    "time": "4 pm",
    "dateTime": "1 may 24 4 pm",
    "select_one": 0,
    "select_multiple": [0],
    "acknowledge": True,
    "geopoint": "1 2",
}


def _some(field):
    """A short answer that suits the type; whatever else the form wants is accepted with a reason."""
    if "phone" in field.question.name:
        return "555 0100"
    return BY_TYPE.get(field.question.type, "ok")


@pytest.fixture
def filler(qtbot, page):
    """Opens the page on which one of some forms is filled; what it saves is kept by a desk of sheets."""

    def fill(made: Form, sheets: SheetDesk, answer: Callable[[FormField], Any]) -> tuple[FillPage, set[Any]]:
        shown = FillPage(page.house.desk.look, sheets)
        qtbot.addWidget(shown)
        shown.resize(1366, 768)
        shown.begin(Work(made, "draft"))
        shown.show()
        shown.activateWindow()
        qtbot.waitUntil(shown.isActiveWindow)
        shown.focus_first()
        return shown, Keyboard(qtbot).fill(answer)

    return fill


def test_every_shipped_form_is_filled_by_keyboard_and_saved(filler, qtbot):
    packs = ["dealer", "clinic_pharmacy", "retail_service", "bank_insurance", "generic"]
    forms = FormLibrary(finish(shipped_documents(packs))).list()
    sheets = sheet_desk(journal(), *forms)
    assert len(forms) == 18
    for made in forms:
        shown, came_by = filler(made, sheets, _some)
        filling = shown.filling
        asked = {at for at in shown.sheet.fields if filling.relevant(at) and not filling.readonly(at)}
        assert asked <= came_by, made.id
        saved = []
        shown.save_asked.connect(lambda answers, reason, kept=saved: kept.append((answers, reason)))
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        if not saved:
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_S, Qt.KeyboardModifier.AltModifier)
            qtbot.keyClicks(QApplication.focusWidget(), "as told")
            qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
        answers, reason = saved[0]
        kept = sheets.fill(made.id, "", answers, accept=reason)
        assert kept.state == "captured"
        assert {at[0] for at in asked if not filling.text(at)} == set(), made.id
        shown.close()


def _long(name: str, count: int) -> str:
    return "\n".join(f"| | {name} | {name}{place} | {name} {place} | |" for place in range(1, count + 1))


EVERY_TYPE = f"""
| survey | | | | | | | | |
| | type | name | label | appearance | choice_filter | calculation | parameters | kit:money |
| | text | words | Words | | | | | |
| | text | lines | Long words | multiline | | | | |
| | integer | whole | Whole | | | | | |
| | decimal | amount | Amount | | | | | yes |
| | range | pain | Pain | | | | start=0 end=10 step=2 | |
| | date | day | Day | | | | | |
| | time | hour | Hour | | | | | |
| | dateTime | moment | Moment | | | | | |
| | select_one few | one | One of few | | | | | |
| | select_one few | closed | One of a list | minimal | | | | |
| | select_one many | found | One of many | | | | | |
| | select_multiple few | some | Some | | | | | |
| | select_multiple many | several | Several of many | | | | | |
| | rank few | order | In order | | | | | |
| | select_one few or_other | open | One or another | | | | | |
| | select_one region | region | Region | minimal | | | | |
| | select_one town | town | Town | minimal | region=${{region}} | | | |
| | select_one_from_file parts.csv | part | Part | | | | | |
| | acknowledge | seen | Seen | | | | | |
| | note | greeting | Hello ${{words}} | | | | | |
| | calculate | double | | | | ${{whole}} * 2 | | |
| | image | picture | Picture | | | | | |
| | image | sign | Signature | signature | | | | |
| | audio | sound | Sound | | | | | |
| | video | film | Film | | | | | |
| | file | paper | Paper | | | | | |
| | barcode | code | Code | | | | | |
| | geopoint | place | Place | | | | | |
| | geotrace | way | Way | | | | | |
| | geoshape | field | Field | | | | | |
| | begin_repeat | visit | Visit | | | | | |
| | text | who | Who | | | | | |
| | begin_repeat | item | Item | | | | | |
| | text | what | What | | | | | |
| | integer | times | Times | | | | | |
| | end_repeat | | | | | | | |
| | end_repeat | | | | | | | |
| | start | begun | | | | | | |
| | deviceid | device | | | | | | |
| choices | | | | |
| | list_name | name | label | region |
| | few | a | A | |
| | few | b | B | |
| | few | c | C | |
| | region | north | North | |
| | region | south | South | |
| | town | york | York | north |
| | town | bath | Bath | south |
| | town | wells | Wells | south |
{_long("many", 600)}
| settings |
| | form_id | form_title | version |
| | every | Every type | 1 |
"""

TYPED = {
    "words": "Pat",
    "lines": "two words",
    "whole": "1,200",
    "amount": "$1.234,50",
    "pain": "4",
    "day": "21 June 2024",
    "hour": "4:30 pm",
    "moment": "21 June 2024 16:30",
    "one": 1,
    "closed": "B",
    "found": "y 417",
    "some": [0, 2],
    "several": ["many 600", "many 33"],
    "order": [2, 0, 1, 3],
    "open": 3,
    "open_other": "a third way",
    "region": "South",
    "town": "W",
    "part": 1,
    "seen": True,
    "picture": "photo of the wheel",
    "sign": "Pat Example",
    "sound": "tape 1",
    "film": "film 1",
    "paper": "receipt",
    "code": "4006381333931",
    "place": "37.7749 -122.4194",
    "way": "1 2; 3 4",
    "field": "1 2; 3 4; 5 6; 1 2",
    "who": "Ann",
    "what": "bolt",
    "times": "3",
}


UNDERSTOOD = {
    "whole": 1200,
    "amount": 1234.5,
    "pain": 4,
    "day": "2024-06-21",
    "hour": "16:30",
    "closed": "b",
    "one": "b",
    "found": "many417",
    "some": ["a", "c"],
    "several": ["many33", "many600"],
    "order": ["a", "b", "c", "other"],
    "open": "other",
    "open_other": "a third way",
    "region": "south",
    "town": "wells",
    "part": "p2",
    "seen": True,
    "double": 2400,
    "code": "4006381333931",
    "place": "37.7749 -122.4194",
    "visit": [{"who": "Ann", "item": [{"what": "bolt", "times": 3}]}],
}


def test_every_kind_of_question_is_answered_by_keyboard(filler):
    tables = {"parts": ({"name": "p1", "label": "Brake pad"}, {"name": "p2", "label": "Bearing"})}
    made = form(EVERY_TYPE, tables=tables)
    sheets = sheet_desk(journal(), made)
    saved = []
    shown, came_by = filler(made, sheets, lambda field: TYPED.get(field.address[-1]))
    assert set(TYPED) - {address[-1] for address in came_by} == set()
    assert [(problem.field, problem.problem) for problem in shown.filling.problems()] == []
    assert "Hello Pat" in [label.text() for label, _ in shown.sheet._texts]
    shown.save_asked.connect(lambda answers, reason: saved.append(sheets.fill(made.id, "", answers, accept=reason)))
    shown.save()
    answers = saved[0].answers
    assert {name: answers.get(name) for name in UNDERSTOOD} == UNDERSTOOD
    told_as_typed = {
        name: words for name, words in TYPED.items() if name in ("words", "sign", "sound", "film", "paper")
    }
    assert {name: answers[name] for name in told_as_typed} == told_as_typed


def test_a_word_that_is_no_choice_stays_and_is_told(filler):
    made = form(EVERY_TYPE)
    shown, _ = filler(
        made,
        sheet_desk(journal(), made),
        lambda field: {"found": "nowhere", "several": ["many 12"]}.get(field.address[-1]),
    )
    assert [problem.field for problem in shown.filling.problems()] == ["found"]


def test_what_is_typed_is_kept_before_anything_else_happens(page):
    forms = FormsPage(page)
    forms.pick("repair")
    page.qtbot.keyClicks(QApplication.focusWidget(), "Pat")
    assert forms.room.keeper.isActive()
    forms.room.keeper.timeout.emit()
    assert [draft["answers"]["customer_name"] for draft in page.entries("draft.kept")] == ["Pat"]


def test_amounts_and_numbers_in_any_spelling_are_said_back(page):
    forms = FormsPage(page)
    forms.pick("repair")
    forms.type_answer("estimate", "$1.234,50")
    forms.type_answer("phone", "+442079460123")
    assert forms.understood("estimate") == "= 1,234.50"
    assert forms.understood("phone") == "= +44 20 7946 0123"


def test_a_wrong_vin_is_told_with_the_place_of_the_error(page):
    forms = FormsPage(page)
    forms.pick("repair")
    forms.type_answer("vin", "IHGCM82633A004352")
    assert "Character 1 is I" in forms.problem("vin")
    forms.page.named("answer_vehicle_vin").clear()
    forms.type_answer("vin", "1HGCM82633A0O4352")
    assert "Character 13 is O" in forms.problem("vin")


def test_lines_are_added_and_taken_away_by_keys_where_the_cursor_is(page):
    forms = FormsPage(page)
    forms.pick("repair")
    lines = forms.room.fill.sheet._lines[0]
    next(field for field in lines.fields if field.address[-1] == "operation").focus()
    page.press("Alt+N")
    page.qtbot.keyClicks(QApplication.focusWidget(), "second")
    page.press("Alt+N")
    page.qtbot.keyClicks(QApplication.focusWidget(), "third")
    assert forms.room.fill.filling.lines(lines.address) == 3
    page.press("Alt+X")
    assert [line.get("operation") for line in forms.room.fill.answers()["lines"]] == ["second"]
    forms._field("customer_name", ()).focus()
    page.press("Alt+X")
    assert forms.room.fill.filling.lines(lines.address) == 2


COUNTED = """
| survey | | | | |
| | type | name | label | repeat_count |
| | integer | nets | Nets | |
| | begin_repeat | net | Net | ${nets} |
| | text | colour | Colour | |
| | end_repeat | | | |
| settings |
| | form_id | form_title | version |
| | nets | Nets | 1 |
"""


def test_lines_that_the_form_counts_follow_their_number_and_none_is_added_by_hand(filler, qtbot):
    made = form(COUNTED)
    shown, came_by = filler(made, sheet_desk(journal(), made), by_name({"nets": "2"}))
    assert ("net", 1, "colour") in came_by
    assert ("net", 2, "colour") not in came_by
    assert shown.findChild(QPushButton, "lines_net_add").isHidden()
    shown.go_to(("net", 0, "colour"))
    qtbot.keyClicks(QApplication.focusWidget(), "blue")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    assert shown.filling.lines(("net",)) == 2
    assert shown.answers()["net"] == [{"colour": "blue"}]


SAME_NAMES = """
| survey | | | |
| | type | name | label |
| | begin_group | child | Child |
| | note | told | Of the eldest |
| | text | school | School |
| | end_group | | |
| | begin_group | home | Home |
| | begin_repeat | child | Children at home |
| | text | who | Who |
| | end_repeat | | |
| | end_group | | |
| settings |
| | form_id | form_title | version |
| | names | Names | 1 |
"""


def test_lines_that_share_their_name_with_a_group_are_found(filler):
    made = form(SAME_NAMES)
    shown, came_by = filler(made, sheet_desk(journal(), made), lambda field: " ".join(map(str, field.address)))
    assert came_by == {("child", "school"), ("home", "child", 0, "who")}
    assert {shown.filling.text(address) for address in came_by} == {"child school", "home child 0 who"}
