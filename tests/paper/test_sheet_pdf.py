"""Numbered sheets as PDF: what stands on them, what the file says of itself, what a batch shares."""

import dataclasses
import io
from typing import Any

import pytest
from pypdf import PdfReader

from continuity_app.errors import BadDataError
from continuity_app.paper.context import A4, LETTER
from continuity_app.paper.layout import layout_of
from continuity_app.paper.sheet_pdf import SheetJob, check_printable, code_text, draw_sheets, pages_needed
from tests import builders

SERIAL = "7K3-0143-5"


def job(serial: str = SERIAL, **more: Any) -> SheetJob:
    return SheetJob(builders.order_form(), serial, **more)


def drawn(*jobs: SheetJob, fillable: bool = False, **context: Any) -> PdfReader:
    made = draw_sheets(jobs or [job()], builders.sheet_context(**context), fillable=fillable)
    reader = PdfReader(io.BytesIO(made.data))
    assert len(reader.pages) == made.pages
    return reader


def words(reader: PdfReader, page: int = 0) -> str:
    return " ".join(reader.pages[page].extract_text().split())


def test_a_blank_sheet_says_what_it_is_and_asks_every_question() -> None:
    text = words(drawn())
    for told in (SERIAL, "Repair order", "Harbour Motors · Harbour North", "DMS held for ransom", "Page 1 of 1"):
        assert told in text
    assert "Form small_order · version 3 · customer data as of 19 Jun 2024" in text
    for label in ("Name *", "VIN", "Customer waits", "While it is here", "Concern *", "Operation *", "Hours", "Total"):
        assert label in text
    for told in ("Written by *", "Occurred, 24 h", "Written down, 24 h", "Office use after the outage", "Re-keyed by"):
        assert told in text
    assert "if Customer waits is No" in text


def test_a_filled_sheet_shows_every_answer() -> None:
    text = words(
        drawn(
            job(
                answers=builders.ORDER_ANSWERS,
                customer="Pat Example · 0030-14",
                written_by="Ana Ruiz",
                occurred_at="2024-06-19T08:12",
                reprint=1,
            )
        )
    )
    for told in ("Pat Example · 0030-14", "Ana Ruiz", "Noise from the front left wheel", "Replace wheel bearing"):
        assert told in text
    for told in ("1.8", "Road test", "21", "Jun", "2024", "08", "12", "Reprint 1"):
        assert told in text
    assert "252.00" in text
    assert "294.00" in text
    assert all(letter in text for letter in "1HGCM82633A004352")


def test_two_languages_stand_beside_each_other() -> None:
    text = words(drawn(languages=("en", "es")))
    assert "Name * / Nombre" in text
    assert "Customer / Cliente" in text
    assert "Key drop / Buzón" in text
    assert "Nombre *" in words(drawn(languages=("es",)))
    assert "Name" not in words(drawn(languages=("es",)))


def test_a_sheet_in_spanish_says_its_own_words_in_spanish_too() -> None:
    text = words(drawn(job(), languages=("es",)))
    for spoken in (
        "Escrito por",
        "Número de hoja",
        "Página 1 de",
        "Uso de la oficina después del corte",
        "día / mes / año",
    ):
        assert spoken in text
    assert "Written" not in text
    assert "Written by" in words(drawn(job(), languages=("en",)))


@pytest.mark.parametrize("paper", [LETTER, A4])
def test_pages_have_the_size_of_their_paper(paper: Any) -> None:
    box = drawn(paper=paper).pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((paper.width, paper.height), abs=0.01)


def test_a_drill_is_marked_on_every_page_and_a_real_sheet_is_not() -> None:
    lines = {"lines": [{"operation": f"Line {n}"} for n in range(60)]}
    pages = drawn(job(answers=lines), drill=True).pages
    assert len(pages) > 1
    assert all("DRILL" in page.extract_text() for page in pages)
    assert "DRILL" not in words(drawn())


def test_further_pages_carry_the_serial_the_customer_and_an_office_box() -> None:
    reader = drawn(job(answers={"lines": [{"operation": f"Line {n}"} for n in range(60)]}, customer="Pat Example · 14"))
    last = len(reader.pages)
    for number in range(last):
        text = words(reader, number)
        assert SERIAL in text
        assert f"Page {number + 1} of {last}" in text
        assert "Pat Example · 14" in text
        assert "Office use after the outage" in text


def test_the_file_has_a_title_a_language_and_no_personal_data() -> None:
    made = draw_sheets(
        [job(answers=builders.ORDER_ANSWERS, customer="Pat Example · 14", written_by="Ana Ruiz")],
        builders.sheet_context(languages=("es",)),
    )
    reader = PdfReader(io.BytesIO(made.data))
    facts = " ".join(str(value) for value in (reader.metadata or {}).values())
    assert (reader.metadata or {})["/Title"] == "Repair order"
    assert reader.trailer["/Root"]["/Lang"] == "es"
    assert "Pat" not in facts
    assert "Ana" not in facts
    assert "Example" not in code_text(job(customer="Pat Example"), layout_of(builders.order_form(), LETTER), 1)


def test_the_code_names_serial_form_version_page_and_layout() -> None:
    layout = layout_of(builders.order_form(), LETTER)
    assert code_text(job(), layout, 1) == f"KIT1 7K3-0143-5 small_order 3 1/1 {layout.digest}"


def test_the_same_sheets_are_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1718740800")
    jobs = [job(answers=builders.ORDER_ANSWERS), job("7K3-0144-9")]
    for fillable in (False, True):
        one, other = (draw_sheets(jobs, builders.sheet_context(), fillable=fillable).data for _ in range(2))
        assert one == other


def test_fonts_are_embedded_and_only_what_is_used() -> None:
    fonts: dict[str, Any] = {}
    for page in drawn(job(answers=builders.ORDER_ANSWERS)).pages:
        fonts |= page["/Resources"]["/Font"]
    assert fonts
    for font in fonts.values():
        described = font.get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in described
        assert len(described["/FontFile2"].get_object().get_data()) < 60_000


def test_a_batch_shares_the_layer_of_its_form() -> None:
    context = builders.sheet_context()
    sizes = [len(draw_sheets([job(f"7K3-{n:04}-5") for n in range(count)], context).data) for count in (1, 51)]
    assert (sizes[1] - sizes[0]) / 50 < 2500
    reader = PdfReader(io.BytesIO(draw_sheets([job(), job("7K3-0144-9")], context).data))
    layers = [page["/Resources"]["/XObject"].raw_get("/FormXob.sheet0").idnum for page in reader.pages]
    assert layers[0] == layers[1]


def test_pages_of_each_serial_are_told() -> None:
    long = {"lines": [{"operation": f"Line {n}"} for n in range(60)]}
    made = draw_sheets([job(), job("7K3-0144-9", answers=long), job("7K3-0145-M")], builders.sheet_context())
    assert made.pages_of[SERIAL] == (1,)
    assert made.pages_of["7K3-0145-M"] == (made.pages,)
    assert made.pages_of["7K3-0144-9"] == tuple(range(2, made.pages))
    assert pages_needed(builders.order_form(), builders.sheet_context()) == 1


@pytest.mark.parametrize(
    ("answers", "customer", "field"),
    [
        ({"customer_name": "𒀀"}, "", "customer_name"),
        ({"lines": [{"operation": "𒀀"}]}, "", "lines.0.operation"),
        ({}, "𒀀 · 14", "customer"),
    ],
)
def test_what_cannot_be_printed_is_refused_by_field(answers: dict[str, Any], customer: str, field: str) -> None:
    with pytest.raises(BadDataError) as caught:
        check_printable(builders.order_form(), builders.sheet_context(), answers, customer)
    assert caught.value.details[0]["field"] == field
    with pytest.raises(BadDataError):
        drawn(job(answers=answers, customer=customer))


def test_answers_that_are_odd_are_printed_as_they_are() -> None:
    odd = {
        "vin": "SHORT",
        "due": "next Friday",
        "wait": "perhaps",
        "lines": [{"hours": "two", "pay_type": 5}],
        "care": "key",
    }
    text = words(drawn(job(answers=odd | {"customer_name": "X " * 200})))
    assert "next Friday" in text
    assert "two" in text
    assert text.count("X X X") > 10


def test_a_label_that_names_another_answer_shows_its_value_or_a_blank() -> None:
    form = builders.form("""
        | survey |
        |        | type         | name  | label                       |
        |        | text         | car   | Car                         |
        |        | text         | ask   | What is wrong with ${car} ? |
        |        | begin repeat | lines | Lines                       |
        |        | text         | part  | Part                        |
        |        | text         | why   | Why ${part} ?               |
        |        | note         | said  | Told about ${part}          |
        |        | end repeat   |       |                             |
    """)
    context = builders.sheet_context()
    made = draw_sheets([SheetJob(form, SERIAL)], context)
    assert "What is wrong with ____________ ?" in words(PdfReader(io.BytesIO(made.data)))
    answers = {"car": "KAX 6091", "lines": [{"part": "bearing"}]}
    text = words(PdfReader(io.BytesIO(draw_sheets([SheetJob(form, SERIAL, answers)], context).data)))
    assert text.count("KAX 6091") == 2
    assert text.count("bearing") == 3


def test_a_form_whose_name_and_version_have_spaces_has_a_code_of_single_words() -> None:
    form = builders.form("| survey |\n| | type | name | label |\n| | text | a | A |")
    odd = dataclasses.replace(form, id="Waste 2021/03", version="18:07 b")
    code = code_text(SheetJob(odd, SERIAL), layout_of(odd, LETTER), 1)
    assert code.split()[2:4] == ["Waste%202021%2F03", "18%3A07%20b"]


def test_a_long_list_of_codes_stands_on_a_single_sheet_and_once_for_a_batch() -> None:
    names = [f"Name of choice {n:03}" for n in range(400)]
    choices = "\n".join(f"| | c | n{n:03} | {name} |" for n, name in enumerate(names))
    form = builders.form(
        "| survey |\n| | type | name | label |\n| | select_one c | town | Town |\n"
        "| choices |\n| | list_name | name | label |\n" + choices
    )

    def text_of(count: int) -> tuple[int, str]:
        jobs = [SheetJob(form, f"7K3-0{n:03}-5") for n in range(count)]
        made = draw_sheets(jobs, builders.sheet_context(), cover=True)
        assert len(made.pages_of) == count
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made.data)).pages]
        assert len(pages) == made.pages
        assert f"Pages without this one {made.pages - 1}" in pages[0]
        return made.pages, " ".join(pages)

    alone, batch = text_of(1), text_of(5)
    assert all(alone[1].count(name) == batch[1].count(name) == 1 for name in names)
    assert batch[0] < 5 * (alone[0] - 1)
    assert "Codes: " in batch[1]
    assert "Codes: " not in alone[1]
