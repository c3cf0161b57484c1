"""`form`, `pack`, `scan`: JSON and exit status of the contract, on a real vault with a form of its own."""

import contextlib
import io
import json
import textwrap
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader

from continuity_app.cli.main import main
from continuity_app.errors import SurroundingsError
from continuity_app.forms.sheet_states import SheetState
from continuity_app.kit.print_desk import Printed, write_printed
from tests import builders

PLAN = """
[snapshot]
site = "Harbour North"
packs = []
forms = ["small_order.md", "call_back.md"]
[[source]]
file = "people.csv"
region = "US"
[source.fields]
id = "Id"
name = "Name"
mobile = "Mobile"
asset_vin = "Vin"
"""
PEOPLE = """Id,Name,Mobile,Vin
C-1,Łukasz Żółć,(415) 556-0001,1HGCM82633A004352
C-2,𒀀 小龍,(415) 556-0002,
"""
CALL_BACK = """
    | survey |
    |        | type | name          | label |
    |        | text | customer_name | Name  |
    | settings |
    |          | form_title | form_id   | version |
    |          | Call back  | call_back | 1       |
"""


class Branch:
    """A laptop with a snapshot, spoken to by command line alone."""

    def __init__(self, folder: Path):
        self.folder = folder
        texts = {
            "plan.toml": PLAN,
            "people.csv": PEOPLE,
            "small_order.md": builders.ORDER_FORM,
            "call_back.md": CALL_BACK,
        }
        for name, text in texts.items():
            (folder / name).write_text(textwrap.dedent(text), encoding="utf-8")
        (folder / "order.json").write_text(json.dumps(self.order), encoding="utf-8")
        (folder / "pass").write_text(builders.PASSPHRASE + "\n", encoding="utf-8")

    order = {key: value for key, value in builders.ORDER_ANSWERS.items() if key not in ("lines", "total")} | {
        "lines": [{"operation": "Replace wheel bearing", "hours": 1.8, "pay_type": "customer"}]
    }

    def run(self, *words: Any, home: str = "a") -> tuple[int, dict[str, Any]]:
        """One command under --json."""
        options = ["--home", str(self.folder / home), "--passphrase-file", str(self.folder / "pass"), "--json"]
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            status = main([*options, *map(str, words)])
        return status, json.loads(out.getvalue())

    def do(self, *words: Any, home: str = "a") -> dict[str, Any]:
        """One command that must be done."""
        status, answer = self.run(*words, home=home)
        assert status == 0, answer
        return answer

    def refused(self, *words: Any) -> dict[str, Any]:
        """One command that must not be done; gives its error."""
        status, answer = self.run(*words)
        assert status == 2, answer
        error: dict[str, Any] = answer["error"]
        return error

    def pdf(self, name: str) -> PdfReader:
        return PdfReader(self.folder / name)

    def issued(self) -> int:
        """How many sheets the ledger knows."""
        _, ledger = self.run("ledger")
        count: int = ledger["issued"]
        return count


@pytest.fixture(scope="module")
def branch(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    made = Branch(tmp_path_factory.mktemp("branch"))
    card, package, enrol = made.folder / "org.card", made.folder / "one.snapshot", made.folder / "a.enrol"
    made.do("org", "init", "--name", "Harbour Motors", home="it")
    made.do("org", "card", "-o", card, home="it")
    made.do("vault", "create", "--org", card, "--user", "ana", "--site", "Harbour North")
    made.do("device", "enrol", "-o", enrol)
    made.do("device", "accept", enrol, home="it")
    made.do("snapshot", "build", made.folder / "plan.toml", "-o", package, home="it")
    made.do("vault", "apply", package)
    return made


def test_list_names_forms_with_their_languages_and_pages(branch: Branch) -> None:
    forms = {form["id"]: form for form in branch.do("form", "list")["forms"]}
    order = forms["small_order"]
    assert (order["title"], order["version"], order["pack"], order["pages"]) == ("Repair order", "3", "site", 1)
    assert order["languages"] == ["English (en)", "Español (es)"]


def test_print_gives_out_numbers_and_fills_in_what_is_known(branch: Branch) -> None:
    before = branch.issued()
    out = branch.folder / "two.pdf"
    made = branch.do("form", "print", "small_order", "--customer", "C-1", "--copies", 2, "--paper", "a4", "-o", out)
    assert (made["file"], made["pages"], len(set(made["serials"]))) == (str(out), 2, 2)
    assert branch.issued() == before + 2
    for serial, page in zip(made["serials"], branch.pdf("two.pdf").pages, strict=True):
        text = page.extract_text()
        assert serial in text
        assert "Łukasz Żółć" in text
        assert float(page.mediabox.width) == pytest.approx(595.28, abs=0.1)


def test_print_in_two_languages_and_to_be_typed_into(branch: Branch) -> None:
    out = branch.folder / "typed.pdf"
    words = ("form", "print", "small_order", "--language", "en", "--language", "es", "--fillable", "-o", out)
    (serial,) = branch.do(*words)["serials"]
    assert "Nombre" in branch.pdf("typed.pdf").pages[0].extract_text()
    assert f"{serial}/customer_name" in (branch.pdf("typed.pdf").get_fields() or {})


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("print", "repair_ordr"), "form.unknown"),
        (("print", "small_order", "--paper", "legal"), "paper.unknown"),
        (("print", "small_order", "--language", "fr"), "form.language"),
        (("print", "small_order", "--customer", "C-2"), "print.glyph"),
        (("print", "small_order", "--customer", "C-99"), "customer.unknown"),
        (("reprint", "7K3-0001-0"), "serial.wrong"),
    ],
)
def test_what_cannot_be_printed_uses_no_number_and_leaves_no_file(
    branch: Branch, words: tuple[str, ...], code: str
) -> None:
    before, out = branch.issued(), branch.folder / "refused.pdf"
    assert branch.refused("form", *words, "-o", out)["code"] == code
    assert branch.issued() == before
    assert not out.exists()


def test_no_number_is_given_out_for_a_place_that_cannot_be_written(branch: Branch) -> None:
    before = branch.issued()
    for place in (branch.folder / "people.csv" / "x.pdf", branch.folder):
        for words in (("form", "print", "small_order"), ("pack", "print", "dealer")):
            assert branch.refused(*words, "-o", place)["code"] == "disk.not_written"
        words = ("form", "fill", "small_order", "--customer", "C-1", "--answers", branch.folder / "order.json")
        assert branch.refused(*words, "-o", place)["code"] == "disk.not_written"
    assert branch.issued() == before


def test_a_disk_that_fills_after_the_numbers_were_given_out_names_them(branch: Branch) -> None:
    made = branch.do("form", "print", "small_order", "-o", branch.folder / "one.pdf")
    sheet = SheetState(made["serials"][0], "small_order", "1")
    with pytest.raises(SurroundingsError) as caught:
        write_printed(branch.folder, Printed(b"%PDF-", 1, (sheet,)))
    assert caught.value.code == "print.not_written"
    assert {"serial": sheet.serial} in caught.value.details
    assert sheet.serial in caught.value.what_is_safe


def test_fill_saves_and_prints_a_copy(branch: Branch) -> None:
    out = branch.folder / "filled.pdf"
    words = ("--customer", "C-1", "--answers", branch.folder / "order.json", "-o", out)
    made = branch.do("form", "fill", "small_order", *words)
    assert made["entry"]
    text = branch.pdf("filled.pdf").pages[0].extract_text()
    for told in (made["serial"], "Replace wheel bearing", "252.00", "ana"):
        assert told in text
    assert branch.do("sheet", "show", made["serial"])["computed"]["total"] == 252


def test_a_copy_never_takes_the_place_of_another_in_silence(branch: Branch) -> None:
    out = branch.folder / "whose.pdf"
    out.write_bytes(b"another customer's")
    words = ("form", "fill", "small_order", "--answers", branch.folder / "order.json", "-o", out)
    before = branch.issued()
    assert branch.refused(*words)["code"] == "output.exists"
    assert (branch.issued(), out.read_bytes()) == (before, b"another customer's")
    branch.do(*words, "--overwrite")
    assert out.read_bytes().startswith(b"%PDF-")


def test_what_was_printed_on_a_sheet_is_captured_with_what_was_written_on_it(branch: Branch) -> None:
    out = branch.folder / "prefilled.pdf"
    (serial,) = branch.do("form", "print", "small_order", "--customer", "C-1", "-o", out)["serials"]
    printed = branch.do("sheet", "show", serial)["answers"]
    assert printed["customer_name"] == "Łukasz Żółć"
    written = {key: value for key, value in branch.order.items() if key not in printed}
    (branch.folder / "written.json").write_text(json.dumps(written), encoding="utf-8")
    taken = branch.do("sheet", "capture", serial, "--answers", branch.folder / "written.json")
    assert printed.items() <= taken["answers"].items()


def test_bad_answers_are_refused_by_field(branch: Branch) -> None:
    (branch.folder / "bad.json").write_text(json.dumps({"customer_name": "", "hours": 1}), encoding="utf-8")
    error = branch.refused("form", "fill", "small_order", "--answers", branch.folder / "bad.json")
    assert error["code"] == "answers.bad"
    assert "customer_name" in {detail["field"] for detail in error["details"]}


def test_a_reprint_keeps_its_number_and_says_so(branch: Branch) -> None:
    (serial,) = branch.do("form", "print", "small_order", "-o", branch.folder / "first.pdf")["serials"]
    before = branch.issued()
    assert branch.do("form", "reprint", serial, "-o", branch.folder / "again.pdf")["serials"] == [serial]
    assert branch.issued() == before
    assert "Reprint 1" in branch.pdf("again.pdf").pages[0].extract_text()


def test_the_pack_of_the_first_hour_has_a_cover_and_the_site_s_own_forms(branch: Branch) -> None:
    made = branch.do("pack", "print", "first_hour", "-o", branch.folder / "first.pdf")
    assert made["forms"] == ["call_back", "small_order"]
    assert all(serial in branch.pdf("first.pdf").pages[0].extract_text() for serial in made["serials"])


def test_a_pack_prints_every_form_of_it(branch: Branch) -> None:
    made = branch.do("pack", "print", "site", "--copies", 2, "-o", branch.folder / "pack.pdf")
    assert sorted(made["forms"]) == ["call_back", "small_order"]
    cover, *pages = [page.extract_text() for page in branch.pdf("pack.pdf").pages]
    assert len(made["serials"]) == len(pages) == made["pages"] - 1 == 4
    assert all(serial in page for serial, page in zip(made["serials"], pages, strict=True))
    for told in ("Batch cover", "Call back", "Repair order", made["serials"][0], made["serials"][-1]):
        assert told in cover
    assert branch.refused("pack", "print", "dealer", "-o", branch.folder / "none.pdf")["code"] == "form.no_pack"


def test_scan_reads_ticks_lists_the_unread_and_captures_nothing(branch: Branch) -> None:
    filled = branch.do(
        "form", "fill", "small_order", "--answers", branch.folder / "order.json", "-o", branch.folder / "tick.pdf"
    )
    document = pypdfium2.PdfDocument(branch.folder / "tick.pdf")
    document[0].render(scale=2, grayscale=True).to_pil().save(branch.folder / "scan.png")
    document.close()
    (branch.folder / "letter.pdf").write_bytes(b"%PDF-1.4 torn")
    before = branch.do("journal", "verify")["entries"]
    status, found = branch.run("scan", branch.folder / "scan.png", branch.folder / "letter.pdf")
    assert status == 1
    (sheet,) = found["sheets"]
    assert (sheet["serial"], sheet["form"], sheet["page"]) == (filled["serial"], "small_order", 1)
    assert sheet["ticks"]["wait"] == "no"
    assert sheet["ticks"]["lines"] == [{"pay_type": "customer"}]
    assert sheet["confidence"] > 0.9
    (unread,) = found["unread"]
    assert (Path(unread["file"]).name, unread["page"]) == ("letter.pdf", 1)
    assert unread["why"]
    assert branch.do("journal", "verify")["entries"] == before


LOSING = """
    | survey |
    | | type                        | name  | label::English (en) | label::Español (es) | relevant |
    | | text                        | name  | Name                | Nombre              |          |
    | | select_one_from_file no.csv | shelf | Shelf               |                     |          |
    | | image                       | photo | Photo               | Foto                | string-length(${name}) > 2 |
    | settings |
    | | form_title | form_id | version |
    | | Shelves    | shelves | 2       |
"""


def checked(folder: Path, text: str, *words: Any) -> tuple[int, dict[str, Any]]:
    """`form check` needs no vault: it is asked before there is one."""
    file = folder / "asked.md"
    file.write_text(textwrap.dedent(text), encoding="utf-8")
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        status = main(["--json", "form", "check", str(file), *map(str, words)])
    return status, json.loads(out.getvalue())


def test_a_check_tells_what_a_form_loses_and_draws_a_proof(tmp_path: Path) -> None:
    proof = tmp_path / "proof.pdf"
    status, told = checked(tmp_path, LOSING, "-o", proof)
    assert (status, told["ok"], told["id"], told["questions"]) == (1, False, "shelves", 3)
    assert told["pages"] == {"letter": 1, "a4": 1}
    kinds = [(one["kind"], one.get("row"), one.get("field")) for one in told["problems"] if one["kind"] != "note"]
    assert kinds == [
        ("language", 3, "shelf"),
        ("unsaid", 4, "photo"),
        ("attached", 4, "photo"),
        ("title", 0, "shelves"),
    ]
    assert any("no does not lie beside" in one["problem"] for one in told["problems"])
    text = [page.extract_text() for page in PdfReader(proof).pages]
    assert len(text) == 2
    assert ["Name" in text[0], "Nombre" in text[1], "Proof" in text[0], "Proof" in text[1]] == [True, True, True, False]


def test_a_check_of_a_form_with_mistakes_names_all_of_them(tmp_path: Path) -> None:
    wrong = LOSING.replace("string-length(", "strnig-length(")
    status, told = checked(tmp_path, wrong)
    assert (status, told["ok"]) == (1, False)
    assert [(one["kind"], one["row"], one["column"]) for one in told["problems"]] == [("mistake", 4, "relevant")]


def told_to_people(folder: Path, text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    file = folder / "asked.md"
    file.write_text(textwrap.dedent(text), encoding="utf-8")
    main(["form", "check", str(file)])
    return capsys.readouterr().out.splitlines()


def test_people_read_each_mistake_once_with_as_much_of_its_place_as_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = LOSING.replace("string-length(", "strnig-length(")
    head, *mistakes = told_to_people(tmp_path, wrong, capsys)
    assert head == "asked.md cannot be used as it stands:"
    assert [line.split(":")[0] for line in mistakes] == ["sheet survey, row 4, relevant"]
    assert told_to_people(tmp_path, "just words", capsys)[1] == "It is not an XLSForm that can be read."


def test_people_read_of_one_page_and_of_no_row_where_there_is_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told_to_people(tmp_path, LOSING, capsys)
    assert "letter: 1 page." in lines
    assert any(line.startswith("sheet settings, shelves: There is no title") for line in lines)
    assert not [line for line in lines if "row 0" in line or "max-pixels" in line]


def test_a_check_of_a_sound_form_finds_nothing(tmp_path: Path) -> None:
    status, told = checked(tmp_path, CALL_BACK)
    assert (status, told["ok"], told["problems"]) == (0, True, [])


def test_a_check_of_what_is_no_form_says_so(tmp_path: Path) -> None:
    status, told = checked(tmp_path, "just words")
    assert (status, told["ok"], told["problems"][0]["kind"]) == (1, False, "mistake")


def test_building_a_snapshot_tells_what_its_forms_miss(branch: Branch) -> None:
    (branch.folder / "shelves.md").write_text(textwrap.dedent(LOSING), encoding="utf-8")
    (branch.folder / "shelves.toml").write_text(PLAN.replace("call_back.md", "shelves.md"), encoding="utf-8")
    built = branch.do(
        "snapshot", "build", branch.folder / "shelves.toml", "-o", branch.folder / "2.snapshot", home="it"
    )
    told = {one["file"]: one["note"] for one in built["form_notes"] if "does not lie beside" in one["note"]}
    assert list(told) == ["shelves.md"]
