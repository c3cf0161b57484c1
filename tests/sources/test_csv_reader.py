"""Text tables as people export them: every trap of the design, each handled or refused with its row."""

import csv
import io
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from continuity_app.sources.refusal import RefusalError
from tests.builders import read_source, source_file

PEOPLE = "Name,Phone,Email\nPeña José,(415) 603-5115,jose@example.com\nMüller Jürgen,415 603 5116,jm@example.com\n"
ROWS = [["Peña José", "(415) 603-5115", "jose@example.com"], ["Müller Jürgen", "415 603 5116", "jm@example.com"]]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_encoding_delimiter_and_line_end(tmp_path, encoding, found, delimiter, end):
    text = PEOPLE.replace(",", delimiter).replace("\n", end)
    read = read_source(source_file(tmp_path, "people.csv", text, encoding))
    if (encoding, end) != ("cp1252", "\r"):  # old Mac line ends speak for the old Mac encoding
        assert read.opened.encoding == found
        assert read.texts == ROWS
    assert (read.opened.delimiter, read.opened.header_row) == (delimiter, 1)
    assert list(read.rows) == [2, 3]
    assert read.finished.rows == 2


def test_a_guessed_encoding_is_told(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", PEOPLE, "cp1252"))
    assert read.told("guessed") == [(1, -1)]
    assert read_source(source_file(tmp_path, "b.csv", PEOPLE)).told("guessed") == []


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Łukasz;Żółć;Kraków\nŚwiętosława;Gałązka;Łódź\nPrzemysław;Dąbrowski;Gdańsk\n"),
        ("cp1251", "Иван;Петров;Москва\nАнна;Сидорова;Казань\n"),  # noqa: RUF001
        ("cp1253", "Γιώργος;Παπαδόπουλος;Αθήνα\nΜαρία;Νικολάου;Πάτρα\n"),  # noqa: RUF001
        ("cp932", "山田;太郎;東京都\n鈴木;花子;大阪府\n佐藤;一郎;名古屋市\n"),
    ],
)
def test_other_code_pages_are_recognised_by_their_letters(tmp_path, encoding, text):
    read = read_source(source_file(tmp_path, "a.csv", "First Name;Last Name;City\n" + text, encoding))
    assert read.texts == [line.split(";") for line in text.splitlines()]


def test_a_plan_may_name_encoding_and_delimiter(tmp_path):
    path = source_file(tmp_path, "a.csv", "Name^Phone\nDvořák^12\n", "cp1250")
    assert read_source(path, encoding="cp1250", delimiter="^").texts == [["Dvořák", "12"]]
    with pytest.raises(RefusalError, match="unknown"):
        read_source(path, encoding="cp9999")


def test_titles_above_the_header_and_rows_as_a_spreadsheet_counts_them(tmp_path):
    text = 'Fleet accounts, printed 1 June 2024\n\nName,Phone\n"Two\nlines",1\n\nAnn,2\n'
    read = read_source(source_file(tmp_path, "a.csv", text))
    assert read.opened.header_row == 3
    assert read.rows == {4: ["Two\nlines", "1"], 6: ["Ann", "2"]}
    assert (read.finished.rows, read.finished.empty) == (2, 1)


def test_excels_own_hint_is_no_row(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", "sep=;\nName;Phone\nAnn;1,5\n"))
    assert (read.opened.header_row, read.opened.delimiter, read.rows) == (1, ";", {2: ["Ann", "1,5"]})


def test_unknown_names_of_columns_are_still_a_header(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", "Zeta,Theta\nAnn,415\nBob,416\n"))
    assert (read.opened.header_row, read.opened.columns) == (1, ["Zeta", "Theta"])


def test_without_a_header_columns_have_letters_and_nobody_is_lost(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", "Ann,415-603-5115,a@b.com\nBob,415-603-5116,b@b.com\n"))
    assert (read.opened.header_row, read.opened.columns) == (0, ["A", "B", "C"])
    assert list(read.rows) == [1, 2]
    assert read.told("letters") == [(1, -1)]


def test_a_header_row_that_the_plan_names(tmp_path):
    path = source_file(tmp_path, "a.csv", "x,y\nName,Phone\nAnn,1\n")
    assert read_source(path, header_row=2).rows == {3: ["Ann", "1"]}
    with pytest.raises(RefusalError, match="header row"):
        read_source(path, header_row=9)


def test_a_column_without_a_name_is_called_by_its_letter(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", "Name,,Phone,\nAnn,x,1,\n"))
    assert read.opened.columns == ["Name", "(B)", "Phone"]


def test_rows_shorter_and_longer_than_the_header_are_told_and_kept(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", "Name,Phone,City\nAnn\nBob,1,X,more\nCyd,2,Y,\n"))
    assert read.texts == [["Ann", "", ""], ["Bob", "1", "X"], ["Cyd", "2", "Y"]]
    assert read.told("cells") == [(2, -1), (3, -1)]


def test_the_header_again_is_no_customer(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", "Name,Phone\nAnn,1\nName,Phone\nBob,2\n"))
    assert read.texts == [["Ann", "1"], ["Bob", "2"]]
    assert read.told("header stands here again") == [(3, -1)]
    assert read.finished.repeated_headers == 1


def test_nul_bytes_are_left_out_and_told_by_cell(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", "Name,Phone\nAn\0n,1\nBob,2\x07\n"))
    assert read.texts == [["Ann", "1"], ["Bob", "2"]]
    assert read.told("NUL") == [(2, 0), (3, 1)]


def test_bytes_that_are_no_characters_are_told_by_cell(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", b"\xef\xbb\xbfName,Phone\nAnn,1\nB\xff\xfeb,2\n"))
    assert read.told("no characters") == [(3, 0)]
    assert read.finished.rows == 2


def test_invisible_and_right_to_left_characters_are_kept(tmp_path):
    name = "\u202bמשה כהן\u202c\u200b"
    assert read_source(source_file(tmp_path, "a.csv", f"Name,Phone\n{name},1\n")).texts == [[name, "1"]]


def test_formulas_are_text(tmp_path):
    text = "Name,Phone\n\"=cmd|' /C calc'!A0\",@SUM(A1)\n"
    assert read_source(source_file(tmp_path, "a.csv", text)).texts == [["=cmd|' /C calc'!A0", "@SUM(A1)"]]


def test_a_row_of_a_megabyte_and_five_thousand_columns(tmp_path):
    read = read_source(source_file(tmp_path, "long.csv", f"Name,Phone\n{'x' * (1 << 20)},1\nAnn,2\n"))
    assert [len(row[0]) for row in read.texts] == [1 << 20, 3]
    names = ",".join(["Name", "Phone", *(f"c{n}" for n in range(4998))])
    wide = read_source(source_file(tmp_path, "wide.csv", names + "\n" + ",".join(map(str, range(5000))) + "\n"))
    assert (len(wide.opened.columns), wide.texts[0][-1]) == (5000, "4999")


def test_more_columns_than_a_spreadsheet_has_are_refused(tmp_path):
    with pytest.raises(RefusalError, match="20000 columns") as refused:
        read_source(source_file(tmp_path, "a.csv", ",".join(f"c{n}" for n in range(20_000)) + "\n1\n"))
    assert refused.value.row == 1


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('Name,Phone,City\nAnn,1,X\n"Bob,2,Y\nCyd,3,Z\n', 3),
        ('Name,Phone,City\nAnn,1,X\n"Bob,2,Y\nCyd,3,Z\nDan,4,Z\nEve,5,Z\n"Fay",6,Z\n', 3),
        ('Name,Phone\n"' + "y" * (9 << 20), 2),
    ],
)
def test_a_quote_that_is_never_closed_is_refused_with_its_row(tmp_path, text, row):
    with pytest.raises(RefusalError) as refused:
        read_source(source_file(tmp_path, "a.csv", text))
    assert refused.value.row == row


def test_an_inch_mark_is_no_open_quote(tmp_path):
    read = read_source(source_file(tmp_path, "a.csv", 'Name,Phone\nPipe 5" and more,1\nBob,2\n'))
    assert read.texts == [['Pipe 5" and more', "1"], ["Bob", "2"]]


@pytest.mark.parametrize(
    ("name", "contents", "code"),
    [
        ("a.csv", b"", "source.empty"),
        ("a.csv", b"\xef\xbb\xbf \r\n", "source.empty"),
        ("a.csv", b"PK\x03\x04 no archive", "source.damaged"),
        ("a.csv", b"%PDF-1.7 x", "source.not_what_it_claims"),
        ("a.csv", b"\x89PNG\r\n", "source.not_what_it_claims"),
        ("a.csv", b"SQLite format 3\0xx", "source.not_what_it_claims"),
        ("a.csv", b"<!DOCTYPE html><table>", "source.not_what_it_claims"),
        ("a.xls", b"<html><table><tr><td>Name", "source.not_what_it_claims"),
        ("a.csv", b'[{"name": "Ann"}]', "source.not_what_it_claims"),
        ("a.csv", b"BEGIN:VCARD\nFN:Ann\nEND:VCARD\n", "source.not_what_it_claims"),
        ("a.vcf", b"Name,Phone\nAnn,1\n", "source.not_what_it_claims"),
        ("a.xlsx", b"Name,Phone\nAnn,1\n", "source.not_what_it_claims"),
        ("a.ldif", b"Name,Phone\nAnn,1\n", "source.not_what_it_claims"),
        ("a.csv", bytes(range(1, 32)) * 40, "source.not_what_it_claims"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused(tmp_path, name, contents, code):
    with pytest.raises(RefusalError) as refused:
        read_source(source_file(tmp_path, name, contents))
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert refused.value.next_step.endswith(".")


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n"), max_size=12)


@given(
    st.lists(st.tuples(cells, cells, cells), min_size=1, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_written_is_read(tmp_path, rows, delimiter, encoding, end):
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL)
    writer.writerow(["Name", "Phone", "Email"])
    writer.writerows(rows)
    path = source_file(tmp_path, "a.csv", out.getvalue(), encoding)
    read = read_source(path, delimiter=delimiter)
    expected = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    assert read.texts == [row for row in expected if row != ["Name", "Phone", "Email"]]
    assert read.finished.rows == len(read.texts)


def assert_read_or_refused(path: Path) -> None:
    """Whatever stands in a file: its rows are counted, or it is refused in words; nothing else is raised."""
    with suppress(RefusalError):
        read = read_source(path)
        assert read.finished.rows == len(read.rows)


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.txt", "a.vcf", "a.ldif", "a.xlsx", "a.xls", "a.ods", "a"]))
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(b"\xff\xfe\x00\x00", "a")
@example(b"sep=\n\n", "a.csv")
def test_any_bytes_are_read_or_refused(tmp_path, contents, name):
    assert_read_or_refused(source_file(tmp_path, name, contents))


SEEDS = [
    b'Name,Phone\n"Ann, B",415\nBob,"4\n5"\n',
    b"sep=;\nName;Phone\nAnn;1\n",
    "Name\tPhone\nPeña\t1\n".encode("utf-16"),
    b"BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE:=C3=A9;b\nitem1.TEL;type=cell:1\nEND:VCARD\n",
    b"version: 1\ndn: cn=a\ncn:: QW5u\nmail: a@b.c\n d\n",
]


@given(st.sampled_from(SEEDS), st.lists(st.tuples(st.integers(0, 120), st.binary(max_size=3)), max_size=6))
@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damaged_files_are_read_or_refused(tmp_path, seed, cuts):
    data = bytearray(seed)
    for place, new in cuts:
        at = place % (len(data) + 1)
        data[at : at + 2] = new
    assert_read_or_refused(source_file(tmp_path, "a", bytes(data)))
