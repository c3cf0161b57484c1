"""Forms: picked by typing, checked in words beside the field, computed live, saved under a serial."""

import pytest
from PySide6.QtWidgets import QLabel

from tests.desktop.pages.forms import FormsPage


@pytest.fixture
def forms(page) -> FormsPage:
    return FormsPage(page)


def test_a_form_is_picked_by_typing_a_part_of_its_name(forms):
    forms.pick("repair")
    assert forms.page.text("fill_title") == "Repair order"


def test_sections_stand_as_on_the_sheet(forms):
    forms.pick("repair")
    letters = [
        label.text() for label in forms.room.fill.sheet.findChildren(QLabel) if label.property("role") == "letter"
    ]
    assert letters == sorted(letters)
    assert letters[0] == "A"


def test_an_odd_answer_is_told_below_its_field_as_one_types(forms):
    forms.pick("repair")
    forms.type_answer("odometer_in", "-4")
    assert forms.problem("odometer_in")
    forms.answer("odometer_in", "48210")
    assert forms.problem("odometer_in") == ""


def test_a_wrong_vin_is_told_and_names_its_field_at_the_side(forms):
    forms.pick("repair")
    forms.answer("vin", "1HGCM82633A004353")
    assert forms.problem("vin")
    assert any("VIN" in one for one in forms.missing)


def test_lines_are_added_and_the_total_is_computed_at_once(forms):
    forms.pick("repair")
    lines = forms.room.fill.sheet._lines[0]
    name = lines.address[-1]
    forms.answer("hours", "1.8", name, 0)
    forms.answer("rate", "140", name, 0)
    lines.add_line()
    forms.answer("hours", "0.3", name, 1)
    forms.answer("rate", "140", name, 1)
    totals = [label.text() for label, _, _ in forms.room.fill.sheet._totals]
    assert "294.00" in totals
    lines.remove_line(1)
    assert "252.00" in [label.text() for label, _, _ in forms.room.fill.sheet._totals]


def test_saving_names_what_is_missing_and_goes_there(forms):
    forms.pick("repair")
    forms.page.press("Ctrl+S")
    assert forms.page.entries("sheet.captured") == []
    assert "needed" in forms.problem("customer_name")
    assert forms.page.focused == f"answer_{'_'.join(forms._field('customer_name', ()).address)}"
    assert forms.page.shown("fill_reason")


def test_a_whole_form_is_saved_and_shows_its_serial_large(forms):
    forms.pick("repair")
    forms.answer_repair_order()
    assert forms.missing == []
    forms.save()
    captured = forms.page.entries("sheet.captured")
    assert [sheet["serial"] for sheet in captured] == [forms.serial]
    assert forms.page.named("saved_serial").property("role") == "dial"
    assert forms.serial in forms.page.notice


def test_an_odd_fact_is_kept_flagged_with_a_reason(forms):
    forms.pick("repair")
    forms.answer_repair_order()
    forms.answer("vin", "1HGCM82633A004353")
    forms.save()
    assert forms.serial == ""
    forms.page.fill("fill_reason", "customer insists")
    forms.page.press("Enter")
    sheet = forms.page.session.sheets.state(forms.serial)
    assert set(sheet.flags) == {"vin"}
    assert "customer insists" in sheet.flags["vin"]
    assert forms.page.text("saved_flags").startswith("▲ 1 answer is flagged")


def test_a_copy_is_previewed_and_its_reprint_journalled(forms):
    forms.pick("repair")
    forms.answer_repair_order()
    forms.save()
    forms.page.press("Alt+P")
    assert forms.page.shown("preview")
    assert [sheet["reprint"] for sheet in forms.page.entries("sheet.issued")] == [0, 1]


def test_what_the_kit_knows_of_the_customer_is_there_already(forms):
    customer = forms.page.session.calls.next().customer
    forms.page.house.desk.go("forms", form="repair_order", customer=customer.id)
    forms.page.settle()
    assert forms.value("customer_name") == customer.name
    assert customer.name in forms.page.text("fill_about")
    forms.answer_repair_order()
    forms.save()
    assert forms.page.session.sheets.state(forms.serial).customer == customer.id


def test_another_language_keeps_the_answers(forms):
    forms.pick("repair")
    forms.answer("customer_name", "Pat")
    choice = forms.page.named("fill_language")
    spanish = next(row for row in range(choice.count()) if "es" in choice.itemText(row))
    choice.setCurrentIndex(spanish)
    choice.activated.emit(spanish)
    forms.page.settle()
    assert forms.value("customer_name") == "Pat"
    assert "Nombre" in forms._field("customer_name", ())._label.text()


def test_going_to_another_form_keeps_the_first_as_a_draft(forms):
    forms.pick("repair")
    forms.type_answer("customer_name", "Pat")
    forms.room.begin("cash_receipt")
    assert [draft["answers"]["customer_name"] for draft in forms.page.entries("draft.kept")] == ["Pat"]


def test_escape_goes_back_to_the_list(forms):
    forms.pick("repair")
    forms.page.press("Esc")
    assert forms.page.shown("form_picker")
    assert forms.page.entries("draft.kept") == []


def test_every_shipped_form_opens(forms):
    for form in forms.page.session.forms.list():
        forms.room.begin(form.id)
        forms.page.settle()
        assert forms.room.fill.sheet.fields, form.id
    assert forms.page.error == ""


def _line_of(forms: FormsPage) -> tuple[str | int, ...]:
    """The line in which the cursor is."""
    focused = forms.page.focused
    inside = [one.address for one in forms.room.fill.sheet.fields.values() if one.entry.inner.objectName() == focused]
    return next(step for step in inside[0] if isinstance(step, int)) if inside else -1


def test_adding_and_taking_away_a_line_keeps_the_cursor_in_the_lines(forms):
    forms.pick("repair")
    lines = forms.room.fill.sheet._lines[0]
    lines.add_line()
    forms.page.settle()
    assert _line_of(forms) == 1
    lines.add_line()
    lines.remove_line(1)
    forms.page.settle()
    assert _line_of(forms) == 1
    lines.remove_line(1)
    forms.page.settle()
    assert _line_of(forms) == 0


def test_tab_goes_on_in_the_added_line_and_then_below_it(forms):
    forms.pick("repair")
    lines = forms.room.fill.sheet._lines[0]
    lines.add_line()
    forms.page.settle()
    seen = []
    for _ in range(40):
        seen.append(forms.page.focused)
        forms.page.press("Tab")
        if forms.page.focused.endswith("_add"):
            break
    assert any("_1_" in name for name in seen)
    assert forms.page.focused == f"{lines.objectName()}_add"
    forms.page.press("Tab")
    after = forms.page.focused
    assert after.startswith(("answer_", "lines_"))
    assert lines.address[-1] not in after


def test_alt_s_leads_to_the_reason_and_then_saves(forms):
    forms.pick("repair")
    forms.answer_repair_order()
    forms.answer("vin", "1HGCM82633A004353")
    forms.page.press("Alt+S")
    assert forms.serial == ""
    forms.page.press("Alt+S")
    assert forms.page.focused == "fill_reason"
    forms.page.type(forms.page.named("fill_reason"), "customer insists")
    forms.page.press("Alt+S")
    assert set(forms.page.session.sheets.state(forms.serial).flags) == {"vin"}
