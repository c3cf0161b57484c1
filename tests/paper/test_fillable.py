"""Sheets to be typed into: a field for every slot, with what is known already in it."""

import io
from typing import Any

from pypdf import PdfReader

from continuity_app.paper.context import LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import SlotKind
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from tests import builders

SERIAL = "7K3-0143-5"


def fields_of(answers: dict[str, Any]) -> dict[str, Any]:
    made = draw_sheets([SheetJob(builders.order_form(), SERIAL, answers)], builders.sheet_context(), fillable=True)
    return dict(PdfReader(io.BytesIO(made.data)).get_fields() or {})


def test_every_slot_has_a_field() -> None:
    fields = fields_of({})
    slots = [slot for page in layout_of(builders.order_form(), LETTER).pages for slot in page.slots]
    names = {"/".join([SERIAL, *(str(key) for key in slot.keys)]) for slot in slots if slot.kind is not SlotKind.PROSE}
    assert all(any(field.startswith(name) for field in fields) for name in names)
    assert f"{SERIAL}/#written_by" in fields


def test_answers_stand_in_their_fields() -> None:
    fields = fields_of(builders.ORDER_ANSWERS)
    assert fields[f"{SERIAL}/customer_name"]["/V"] == "Pat Example"
    assert fields[f"{SERIAL}/lines/1/operation"]["/V"] == "Road test"
    assert fields[f"{SERIAL}/due/month"]["/V"] == "Jun"
    assert fields[f"{SERIAL}/wait"]["/V"] == "/no"
    assert fields[f"{SERIAL}/care/=key"]["/V"] == "/Yes"
    assert fields[f"{SERIAL}/care/=wash"]["/V"] == "/Off"
    assert fields[f"{SERIAL}/agreed"]["/V"] == "/Yes"


def test_names_in_other_alphabets_stay_whole() -> None:
    assert fields_of({"customer_name": "Łukasz Шевченко"})[f"{SERIAL}/customer_name"]["/V"] == "Łukasz Шевченко"


def test_one_answer_is_a_radio_button_and_a_comb_limits_its_characters() -> None:
    fields = fields_of({})
    assert int(fields[f"{SERIAL}/wait"]["/Ff"]) & (1 << 15)
    assert sorted(fields[f"{SERIAL}/wait"]["/_States_"]) == ["/Off", "/no", "/yes"]
    assert "/MaxLen" in fields[f"{SERIAL}/vin"] or int(fields[f"{SERIAL}/vin"]["/Ff"]) & (1 << 24)
    assert int(fields[f"{SERIAL}/concern"]["/Ff"]) & (1 << 12)


def test_fields_stand_in_reading_order_on_their_page() -> None:
    made = draw_sheets([SheetJob(builders.order_form(), SERIAL)], builders.sheet_context(), fillable=True)
    page = PdfReader(io.BytesIO(made.data)).pages[0]
    assert page["/Tabs"] == "/R"
    names = [str(one.get_object().get("/T", "")) for one in page["/Annots"]]
    wanted = [f"{SERIAL}/{name}" for name in ("customer_name", "vin", "concern", "lines/0/operation", "agreed")]
    assert [name for name in names if name in wanted] == wanted


def test_what_is_filled_in_looks_as_on_paper_in_any_viewer() -> None:
    made = draw_sheets(
        [SheetJob(builders.order_form(), SERIAL, builders.ORDER_ANSWERS)], builders.sheet_context(), fillable=True
    )
    reader = PdfReader(io.BytesIO(made.data))
    assert "/NeedAppearances" not in reader.trailer["/Root"]["/AcroForm"]
    widgets = [one.get_object() for one in reader.pages[0]["/Annots"]]
    looks = {str(one.get("/T")): one["/AP"]["/N"].get_object() for one in widgets if one.get("/FT") == "/Tx"}
    assert b"Tj" in looks[f"{SERIAL}/customer_name"].get_data()
    assert b"Tj" not in looks[f"{SERIAL}/lines/3/operation"].get_data()
    ticked = [one for one in widgets if one.get("/AS") not in (None, "/Off")]
    assert len(ticked) == 5
