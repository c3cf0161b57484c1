"""Lists of what was typed in: any table, columns in any order; what a spreadsheet has damaged is told, not guessed."""

import pytest

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.forms.sheet_states import State
from continuity_app.recovery.done_list import take_done_list
from continuity_app.recovery.table import Table
from continuity_app.recovery.workbook import write_workbook
from tests.recovery.test_ledger import Desk
from tests.recovery.test_rekey import captured


@pytest.fixture
def desk():
    return Desk()


def taken(desk, path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    told = take_done_list(desk.rekey, path)
    return told.done, told.known, told.open, [(each["row"], each["field"]) for each in told.refused]


def test_a_list_of_what_was_typed_in_comes_back(desk, tmp_path):
    one, two, three, four = (captured(desk) for _ in range(4))
    desk.rekey.done(three, "RO-3")
    text = (
        f"Central number;who;Sheet no.\r\nRO-1;x;{one}\r\nRO-1;x;{two}\r\nro-3;x;{three.lower()}\r\n;;\r\n"
        f"RO-9;x;nope\r\n;x;{four}\r\n"
    )
    assert taken(desk, tmp_path / "done.csv", text) == (1, 1, 1, [(3, "reference"), (6, "serial")])
    assert desk.sheets.state(two).state is State.CAPTURED


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "utf-8-sig"])
def test_every_encoding_and_title_lines_are_read(desk, tmp_path, encoding):
    one = captured(desk)
    text = f"Año 2026, lo que se introdujo\t\t\n\nNúmero de hoja\tReferencia\tMotivo\n\u00a0{one}\u00a0\tRO-ñ\t\n"
    assert taken(desk, tmp_path / "done.txt", text, encoding)[0] == 1
    assert desk.sheets.state(one).reference == "RO-ñ"


def test_a_workbook_comes_back_too(desk, tmp_path):
    one = captured(desk)
    table = Table("done", ("what", "reference", "serial"), (("x", 4711, f"'{one}"),))
    (tmp_path / "done.xlsx").write_bytes(write_workbook([table]))
    assert take_done_list(desk.rekey, tmp_path / "done.xlsx").done == 1
    assert desk.sheets.state(one).reference == "4711"


@pytest.mark.parametrize("damage", ["4.71E+11", "4,71e+11", "#####", "#REF!", "#N/A", "2026-03-04", "4711.0"])
def test_what_a_spreadsheet_has_damaged_is_told_by_row_and_field(desk, tmp_path, damage):
    one, two = captured(desk), captured(desk)
    text = f"serial;reference\n{one};{damage}\n{damage};RO-2\n{two};RO-3\n"
    assert taken(desk, tmp_path / "done.csv", text) == (1, 0, 0, [(2, "reference"), (3, "serial")])
    assert desk.sheets.state(one).state is State.CAPTURED


def test_one_sheet_twice_in_a_list_is_told_with_the_row_before(desk, tmp_path):
    one = captured(desk)
    path = tmp_path / "done.csv"
    path.write_text(f"serial,reference\n{one},RO-1\n{one.lower()},RO-2\n{one},RO-1\n")
    told = take_done_list(desk.rekey, path)
    assert (told.done, told.known) == (1, 1)
    assert "Row 2" in told.refused[0]["problem"]


def test_a_lost_zero_is_told_with_the_nearest_sheet(tmp_path):
    desk = Desk()
    one = captured(desk)
    path = tmp_path / "done.csv"
    path.write_text(f"serial,reference\n{one.replace('-0', '-', 1)},RO-1\n")
    (refused,) = take_done_list(desk.rekey, path).refused
    assert one in refused["problem"]


def test_what_is_no_list_changes_nothing(desk, tmp_path):
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadDataError) as refused:
        take_done_list(desk.rekey, tmp_path / "other.csv")
    assert refused.value.code == "rekey.no_list"
    with pytest.raises((BadDataError, SurroundingsError)):
        take_done_list(desk.rekey, tmp_path / "missing.csv")
