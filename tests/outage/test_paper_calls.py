"""Call lists on numbered paper: every line is a customer, and is logged once whoever types it in."""

from dataclasses import replace

import pypdfium2
import pytest

from continuity_app.errors import BadDataError
from continuity_app.forms.library import FormLibrary, shipped_documents
from continuity_app.forms.sheets import SheetDesk
from continuity_app.outage.calls import CallDesk
from continuity_app.outage.customers import CustomerDesk
from continuity_app.outage.facts import FactsProjection
from continuity_app.outage.paper_calls import LINES, PaperCalls
from continuity_app.outage.promises import PromisesProjection
from continuity_app.paper.context import PAPERS
from continuity_app.paper.scan import read_pages
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.progress import finish
from tests.builders import clock, contacts, customer, laptops, sheet_context

STORE = contacts(*(customer(n, value=900.0 - n) for n in range(1, 21)))


@pytest.fixture(scope="module")
def library() -> FormLibrary:
    return FormLibrary(finish(shipped_documents(["generic"])))


class Desk:
    def __init__(self, made, library):
        self.journal, at = made.journal, made.journal.clock
        self.sheets = SheetDesk(self.journal, library, lambda: made.card.prefix, at)
        self.customers = CustomerDesk(STORE, self.journal, at)
        self.calls = CallDesk(STORE, self.journal, at)
        self.paper = PaperCalls(self.journal, self.sheets, self.customers)

    def fill(self, serial, *lines):
        answers = dict(self.sheets.state(serial).answers)
        rows = [{**row, **line} for row, line in zip(answers["calls"], lines, strict=False)]
        self.sheets.capture(
            serial, {**answers, "caller": "Ana", "day": "2024-06-19", "calls": rows}, accept="typed from paper"
        )


def test_a_ticked_list_becomes_calls_numbers_and_promises(library):
    one, two = (Desk(made, library) for made in laptops("ana", "ben", at=clock()))
    listed = one.calls.list().calls
    first, second = one.paper.issue(listed, "Retail", "Ana")
    assert [len(sheet.answers["calls"]) for sheet in (first, second)] == [LINES, len(listed) - LINES]
    assert listed[0].customer.name in first.answers["calls"][0]["customer_name"]
    one.fill(
        first.serial,
        {"outcome": "reached", "call_time": "9:40", "new_number": "(415) 555-2671", "promise": "Loan car on Friday"},
        {"outcome": "no_answer"},
        {"outcome": "reached", "new_number": "12"},
    )
    two.journal.take_in(list(one.journal.held_entries()))
    assert one.paper.take(first.serial).as_json()["logged"] == 3
    left = two.paper.take(first.serial)
    assert (left.logged, left.known, [each["row"] for each in left.left]) == (3, 0, [3])
    again = two.paper.take(first.serial)
    assert (again.logged, again.known) == (0, 3)
    one.journal.take_in(list(two.journal.held_entries()))
    facts = one.journal.value_of(FactsProjection())
    calls = [fact for each in listed[:3] for fact in facts[each.customer.id] if fact.__class__.__name__ == "CallLogged"]
    assert [(call.outcome, call.sheet) for call in calls] == [
        ("reached", f"{first.serial}/1"),
        ("no answer", f"{first.serial}/2"),
        ("reached", f"{first.serial}/3"),
    ]
    assert calls[0].at.startswith("2024-06-19T09:40")
    assert one.customers.get(listed[0].customer.id).channels[0].value == "+14155552671"
    assert "Loan car" in next(iter(one.journal.value_of(PromisesProjection()).made.values())).what


def test_only_a_captured_call_list_can_be_taken(library):
    desk = Desk(laptops("ana", at=clock())[0], library)
    (plain,) = desk.sheets.issue("call_log")
    (listed,) = desk.paper.issue(desk.calls.list(limit=2).calls, "all")
    codes = []
    for serial in (plain.serial, listed.serial):
        with pytest.raises(BadDataError) as told:
            desk.paper.take(serial)
        codes.append(told.value.code)
    assert codes == ["calls.not_a_list", "calls.not_captured"]
    with pytest.raises(BadDataError, match="Nobody"):
        desk.paper.issue([], "all")


def test_a_printed_list_is_known_by_the_scanner_and_its_boxes_are_read(library, tmp_path):
    desk = Desk(laptops("ana", at=clock())[0], library)
    (sheet,) = desk.paper.issue(desk.calls.list(limit=3).calls, "all")
    marked = [
        {"outcome": "reached", "identity_ok": "yes", "mood": "upset"},
        {"outcome": "disconnected", "identity_ok": "no"},
        {"outcome": "call_back", "mood": "good"},
    ]
    ticked = [{**line, **marks} for line, marks in zip(sheet.answers["calls"], marked, strict=True)]
    form = library.get("call_log")
    drawn = draw_sheets([SheetJob(form, sheet.serial, {**sheet.answers, "calls": ticked})], sheet_context())
    document = pypdfium2.PdfDocument(drawn.data)
    files = [tmp_path / f"{page}.png" for page in range(drawn.pages)]
    for page, file in enumerate(files):
        document[page].render(scale=150 / 72).to_pil().save(file)
    document.close()
    report = finish(read_pages(files, lambda _id, _version: form, lambda _serial: sheet.answers))
    assert report.unread == ()
    assert {page.serial for page in report.pages} == {sheet.serial}
    assert report.pages[0].answers["calls"] == marked
    lines = [{**line, **read} for line, read in zip(sheet.answers["calls"], marked, strict=True)]
    desk.sheets.capture(sheet.serial, {**sheet.answers, "calls": lines}, accept="scanned")
    assert desk.paper.take(sheet.serial).as_json() == {"serial": sheet.serial, "logged": 3, "known": 0, "left": []}
    listed = desk.calls.list(limit=20).calls
    assert sheet.answers["calls"][0]["customer_name"].split(",")[0] not in {call.customer.name for call in listed}


def test_a_full_list_of_usual_names_stays_on_one_sheet_of_either_paper(library):
    form = library.get("call_log")
    line = {"customer_name": "Marisol Quintana-Reyes, +14155552671"}
    for paper in PAPERS.values():
        for language in form.languages:
            context = replace(sheet_context(), paper=paper, languages=(language,))
            assert draw_sheets([SheetJob(form, "7K3-0143-5", {"calls": [line] * LINES})], context).pages == 1
