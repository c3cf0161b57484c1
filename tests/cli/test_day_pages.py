"""`print`: the customer card, the day sheet, the roster and a day's appointments, on a real vault."""

import contextlib
import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from continuity_app.cli.main import main
from tests import builders

PLAN = """
[snapshot]
site = "Harbour North"
packs = ["generic"]
[[source]]
file = "people.csv"
region = "US"
[source.fields]
id = "Id"
name = "Name"
mobile = "Mobile"
asset_vin = "Vin"
[[source]]
file = "expected.csv"
holds = "appointments"
[source.fields]
customer = "Id"
at = "At"
until = "Until"
what = "What"
with = "With"
place = "Place"
[[source]]
file = "roster.csv"
holds = "roster"
[source.fields]
person = "Person"
role = "Role"
phone = "Phone"
"""
FILES = {
    "plan.toml": PLAN,
    "people.csv": "Id,Name,Mobile,Vin\nC-1,Łukasz Żółć,(415) 556-0001,1HGCM82633A004352\nC-2,Ana Ruiz,n/a,\n"
    "C-3,Zoë \U0001f600 Park,(415) 556-0002,\n",
    "expected.csv": "Id,At,Until,What,With,Place\n"
    "C-2,2024-06-20T11:00:00,2024-06-20T11:30:00,Recall,Maja,Bay 2\n"
    "C-1,2024-06-20T09:15:00,2024-06-20T10:00:00,Brakes,Maja,Bay 4\n"
    "C-1,2024-06-20T14:00:00,,Papers,Kofi,\n"
    "C-1,2024-06-21T08:00:00,,Tires,Maja,Bay 1\n"
    "C-3,2024-06-22T08:00:00,,Oil,Maja,Bay 1\n",
    "roster.csv": "Person,Role,Phone\nBen Carver,General manager,(415) 555-9901\n",
}


class Branch:
    """A laptop with a snapshot, spoken to by command line alone."""

    def __init__(self, folder: Path):
        self.folder = folder
        for name, text in FILES.items():
            (folder / name).write_text(text, encoding="utf-8")

    def run(self, *words: object, home: str = "a") -> tuple[int, dict[str, Any]]:
        return builders.command(self.folder / home, *words)

    def do(self, *words: object, home: str = "a") -> dict[str, Any]:
        status, answer = self.run(*words, home=home)
        assert status == 0, answer
        return answer

    def printed(self, *words: object) -> tuple[dict[str, Any], str]:
        """What a verb answers, and the text of the PDF that it made."""
        file = self.folder / "made.pdf"
        answer = self.do(*words, "-o", file)
        pages = PdfReader(file).pages
        assert len(pages) == answer["pages"]
        return answer, " ".join(" ".join(page.extract_text().split()) for page in pages)


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


def test_a_customer_card_tells_how_to_reach_what_is_owned_and_what_is_planned(branch: Branch) -> None:
    answer, text = branch.printed("print", "card", "C-1", "--paper", "a4")
    assert set(answer) == {"file", "pages"}
    for told in ("Łukasz Żółć", "C-1", "(415) 556-0001", "1HGCM82633A004352", "Brakes", "Bay 4", "Written by hand"):
        assert told in text
    assert "Policy" not in text
    _, other = branch.printed("print", "card", "C-2")
    assert "1HGCM82633A004352" not in other


def test_a_card_of_nobody_is_refused(branch: Branch) -> None:
    status, answer = branch.run("print", "card", "C-9", "-o", branch.folder / "none.pdf")
    assert (status, answer["error"]["code"]) == (2, "customer.unknown")
    assert not (branch.folder / "none.pdf").exists()


def test_the_day_sheet_carries_the_head_that_the_journal_has(branch: Branch) -> None:
    branch.do("form", "print", "cash_receipt", "--copies", "2", "-o", branch.folder / "two.pdf")
    branch.do(
        "calls",
        "log",
        "C-1",
        "--channel",
        "(415) 556-0001",
        "--outcome",
        "reached",
        "--promise",
        "Loan car",
        "--due",
        "tomorrow",
    )
    answer, text = branch.printed("print", "day")
    assert answer["head"] in text.replace(" ", "")
    assert answer["entries"] == branch.do("journal", "verify")["entries"]
    assert "Cash receipt 2 0 0 0 0 2" in text
    assert "Customers tried: 1; reached: 1; harmed: 0." in text
    assert "Loan car Łukasz Żółć ana" in text
    again, _ = branch.printed("print", "day")
    assert again["head"] == answer["head"]
    branch.do("form", "print", "cash_receipt", "-o", branch.folder / "two.pdf")
    assert branch.printed("print", "day")[0]["head"] != answer["head"]


def test_the_roster_is_printed_with_room_for_who_came(branch: Branch) -> None:
    _, text = branch.printed("print", "roster")
    assert "General manager Ben Carver (415) 555-9901" in text
    assert "Here" in text


def test_a_days_appointments_go_out_on_numbered_sheets_by_person_and_hour(branch: Branch) -> None:
    answer, text = branch.printed("print", "appointments", "--day", "2024-06-20")
    assert answer["day"] == "2024-06-20"
    assert len(answer["serials"]) == 2
    states = [branch.do("sheet", "show", serial) for serial in answer["serials"]]
    assert [state["form"] for state in states] == ["appointment_sheet"] * 2
    kofi, maja = (state["answers"] for state in states)
    assert (kofi["person"], [line["what"] for line in kofi["appointments"]]) == ("Kofi", ["Papers"])
    lines = [
        (line["from"], line["customer_name"], line.get("customer_phone"), line["what"]) for line in maja["appointments"]
    ]
    assert lines == [
        ("09:15", "Łukasz Żółć", "(415) 556-0001", "Brakes, Bay 4"),
        ("11:00", "Ana Ruiz", None, "Recall, Bay 2"),
    ]
    assert "Tires" not in text
    one, _ = branch.printed("print", "appointments", "--day", "2024-06-20", "--person", "kofi")
    assert len(one["serials"]) == 1


def test_a_day_without_appointments_gives_out_no_number(branch: Branch) -> None:
    before = branch.run("ledger")[1]["issued"]
    status, answer = branch.run("print", "appointments", "--day", "2024-06-25", "-o", branch.folder / "none.pdf")
    assert (status, answer["error"]["code"]) == (2, "appointments.none")
    assert branch.run("ledger")[1]["issued"] == before


def test_sheets_speak_the_language_of_the_kit_where_the_form_has_it(branch: Branch) -> None:
    def title(*words: str) -> str:
        file, home = branch.folder / "es.pdf", branch.folder / "a"
        options = ["--language", "es", "--home", str(home), "--passphrase-file", str(home.parent / "a.pass")]
        with contextlib.redirect_stdout(io.StringIO()):
            assert main([*options, "form", "print", "cash_receipt", *words, "-o", str(file)]) == 0
        return PdfReader(file).pages[0].extract_text().splitlines()[0]

    assert title() == "Recibo de dinero"
    assert title("--language", "en") == "Cash receipt"


def test_sheets_that_carry_customers_are_printed_in_the_language_that_was_asked_for(branch: Branch) -> None:
    day = ("--day", "2024-06-20")
    assert "Hoja de citas" in branch.printed("print", "appointments", *day, "--language", "es")[1]
    both = branch.printed("print", "appointments", *day, "--language", "en", "--language", "es")[1]
    assert "Appointment sheet" in both
    assert "Hoja de citas" in both
    assert "Registro de llamadas" in branch.printed("calls", "print", "--sheet-language", "es")[1]
    before = branch.run("ledger")[1]["issued"]
    for words in (("print", "appointments", *day, "--language"), ("calls", "print", "--sheet-language")):
        status, answer = branch.run(*words, "xx", "-o", branch.folder / "none.pdf")
        assert (status, answer["error"]["details"][0]["field"]) == (2, "language")
    assert branch.run("ledger")[1]["issued"] == before


def test_a_name_that_cannot_be_printed_keeps_no_list_from_being_printed(branch: Branch) -> None:
    assert "Zoë" in branch.printed("print", "appointments", "--day", "2024-06-22")[1]
    assert "Zoë" in branch.printed("calls", "print")[1]
