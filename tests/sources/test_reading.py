"""The reading process from its parent's side: limits hold, its end is told, and a file that changes is refused."""

import os
import sqlite3
import zipfile
from pathlib import Path

import msgspec
import pytest

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.progress import finish
from continuity_app.snapshot.judging import judge_cell
from continuity_app.sources import wire
from continuity_app.sources.child import open_reader
from continuity_app.sources.preview import Preview, preview
from continuity_app.sources.reading import Place, SourceReader, refused
from continuity_app.sources.refusal import RefusalError
from tests.builders import read_source, source_file, workbook


def place(path: Path, **more) -> Place:
    return Place(path.name, path, **more)


def all_rows(reader: SourceReader) -> list[list[str]]:
    return [row for batch in reader.rows(range(len(reader.opened.columns))) for _, row in batch.rows]


def test_rows_come_in_batches_with_the_chosen_columns(tmp_path):
    path = source_file(tmp_path, "a.csv", "Name,Secret,Phone\n" + "".join(f"n{n},s,{n}\n" for n in range(2500)))
    with SourceReader(place(path)) as reader:
        batches = list(reader.rows([2, 0]))
    assert len(batches) == 3
    assert batches[0].rows[0] == (2, ["0", "n0"])
    assert sum(len(batch.rows) for batch in batches) == reader.finished.rows == 2500


def test_a_refusal_names_file_and_row(tmp_path):
    path = source_file(tmp_path, "a.csv", 'Name,Phone\nAnn,1\n"Bob,2\nCyd,3\n')
    with pytest.raises(BadDataError) as wrong, SourceReader(place(path)) as reader:
        all_rows(reader)
    assert (wrong.value.code, wrong.value.details[0]["file"], wrong.value.details[0]["row"]) == (
        "source.quote",
        "a.csv",
        3,
    )
    assert "a.csv" in wrong.value.message
    assert "Ann" not in str(wrong.value.as_json())


def test_a_missing_file_and_a_folder_are_told(tmp_path):
    for path in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(SurroundingsError) as wrong, SourceReader(place(path)):
            pass
        assert wrong.value.code == "source.missing"


def test_a_file_still_being_written_is_refused(tmp_path):
    path = source_file(tmp_path, "a.csv", "Name,Phone\n" + "Ann,1\n" * 5000)
    with SourceReader(place(path)) as reader:
        rows = reader.rows([0])
        next(rows)
        with path.open("a", encoding="utf-8") as more:
            more.write("Bob,2\n")
        with pytest.raises(BadDataError) as wrong:
            list(rows)
    assert wrong.value.code == "source.changing"


def test_a_reader_that_dies_is_told_as_the_files_fault(tmp_path):
    path = source_file(tmp_path, "a.csv", "Name,Phone\n" + "Ann,1\n" * 200_000)
    with SourceReader(place(path)) as reader:
        rows = reader.rows([0])
        next(rows)
        assert reader._process is not None
        assert reader._process.pid is not None
        os.kill(reader._process.pid, 9)
        with pytest.raises(BadDataError) as wrong:
            list(rows)
    assert (wrong.value.code, wrong.value.details[0]["file"]) == ("source.reader_died", "a.csv")


def test_a_reader_that_takes_too_long_is_ended(tmp_path):
    with SourceReader(place(source_file(tmp_path, "a.csv", "Name,Phone\nAnn,1\n"))) as reader:
        reader._patience = 0.01
        with pytest.raises(BadDataError) as wrong:
            reader._receive()  # the child waits for a choice of columns and sends nothing
    assert wrong.value.code == "source.too_slow"


@pytest.mark.skipif(os.name != "posix", reason="the system limits no memory")
def test_a_workbook_that_needs_too_much_memory_is_refused(tmp_path):
    path = workbook(tmp_path, "a.xlsx", [["Name", "Phone"], ["Ann", 1]])
    far = path.with_name("far.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(far, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b"</sheetData>", b'<row r="900000"><c r="ZZ900000"><v>1</v></c></row></sheetData>')
            new.writestr(entry, data)
    with pytest.raises(BadDataError) as wrong, SourceReader(place(far)) as reader:
        all_rows(reader)
    assert wrong.value.code in ("source.too_large", "source.reader_died")
    assert wrong.value.details[0]["file"] == "far.xlsx"


def test_a_bug_in_a_parser_is_told_by_its_place_alone():
    told = refused("a.csv", wire.Refused("source.reader_died", "x.", "y."))
    assert told.as_json()["details"] == [{"file": "a.csv", "problem": "x."}]


def database(tmp_path: Path) -> str:
    path = tmp_path / "crm.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE people (id INTEGER, name TEXT, phone TEXT, since DATE)")
        connection.executemany(
            "INSERT INTO people VALUES (?, ?, ?, ?)",
            [(n, f"n{n}", None if n % 2 else f"415{n}", "2024-06-01") for n in range(3)],
        )
    connection.close()
    return f"sqlite:///file:{path}?mode=ro&uri=true"


def test_a_database_is_a_source(tmp_path):
    url = database(tmp_path)
    with SourceReader(
        Place("database 1", url=url, sql="SELECT id, name, phone, since FROM people ORDER BY id")
    ) as reader:
        assert (reader.opened.format, reader.opened.columns) == ("sql", ["id", "name", "phone", "since"])
        assert all_rows(reader) == [
            ["0", "n0", "4150", "2024-06-01"],
            ["1", "n1", "", "2024-06-01"],
            ["2", "n2", "4152", "2024-06-01"],
        ]


@pytest.mark.parametrize(
    ("url", "sql", "code"),
    [
        ("", "DELETE FROM people", "source.sql"),
        ("", "SELECT nothing FROM people", "source.database"),
        ("", "WITH x AS (SELECT 1) DELETE FROM people", "source.database"),
        ("nonsense", "SELECT 1", "source.url"),
        ("oracle+nodriver://u:secret@h/db", "SELECT 1", "source.url"),
    ],
)
def test_a_database_only_ever_reads_and_its_password_is_never_told(tmp_path, url, sql, code):
    here = database(tmp_path)
    with pytest.raises(RefusalError) as wrong:
        open_reader(wire.Request(url=url or here, sql=sql))
    assert wrong.value.code == code
    assert "secret" not in str(wrong.value)
    with sqlite3.connect(tmp_path / "crm.db") as connection:
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (3,)
    connection.close()


@pytest.mark.parametrize(
    "junk", [b"", b"\x93\x01\x02\x03", wire.encode({"type": "Root"}), wire.encode(wire.Choice([1]))]
)
def test_nothing_but_known_messages_is_taken_from_a_child(junk):
    with pytest.raises(msgspec.DecodeError):
        wire.decode_answer(junk)


# -- preview --


def look(path: Path, preset: str = "", region: str = "US") -> Preview:
    return finish(preview(path, judge_cell, preset, region))


def test_a_preview_tells_what_a_file_is_and_every_bad_cell(tmp_path):
    text = (
        "Id,LastName,FirstName,AccountId,Phone,Email,DoNotCall,Tier,Annual_Value__c,Tier\n"
        "1,Bee,Ann,a,(415) 603-5115,ann@example.com,0,x,12,y\n"
        '2,"Cee\nDee",Bob,a,1.55512E+09,none,maybe,,abc,\n'
        "3,Eff,Cyd,a,call wife,,1\n"
    )
    seen = look(source_file(tmp_path, "a.csv", text))
    assert (seen.format, seen.encoding, seen.delimiter, seen.header_row, seen.preset, seen.rows) == (
        "csv",
        "utf-8",
        ",",
        1,
        "salesforce",
        3,
    )
    assert [(each.row, each.field) for each in seen.problems] == [
        (1, "Tier"),
        (3, "phone"),
        (3, "email"),
        (3, "do_not_call"),
        (3, "value"),
        (4, ""),
        (4, "phone"),
    ]
    assert seen.problem_count == 7
    columns = {column.name: (column.field, column.filled) for column in seen.columns}
    assert columns["Phone"] == ("phone", 3)
    assert columns["Annual_Value__c"] == ("value", 2)
    assert columns["AccountId"] == ("", 3)
    assert "call wife" not in str(seen.problems)


def test_a_preview_without_a_region_says_so_once(tmp_path):
    path = source_file(tmp_path, "a.csv", "Name,Phone\nAnn,415 603 5115\nBob,+1 999\nCyd,x\n")
    seen = look(path, region="")
    assert [(each.row, each.field) for each in seen.problems] == [(1, "phone"), (3, "phone"), (4, "phone")]


def test_a_preview_of_cards(tmp_path):
    seen = look(source_file(tmp_path, "a.vcf", "BEGIN:VCARD\nFN:Ann\nTEL:(415) 603-5115\nTEL:12\nEND:VCARD\n"))
    assert (seen.preset, seen.rows, [(c.name, c.field) for c in seen.columns]) == (
        "vcard",
        1,
        [("FN", "name"), ("TEL", "phone")],
    )
    assert [(each.row, each.field) for each in seen.problems] == [(1, "phone")]


def test_a_preset_may_be_given(tmp_path):
    path = source_file(tmp_path, "a.csv", "Name,Phone Number\nAnn,1\n")
    assert look(path, "hubspot").preset == "hubspot"
    assert read_source(path).opened.columns == ["Name", "Phone Number"]
