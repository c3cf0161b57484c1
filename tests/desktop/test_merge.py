"""The merge desk: what lies on a stick, who has whose entries, who may be one and the same."""

import shutil

import pytest

from continuity_app.desktop.kit.jobs import copy_job
from continuity_app.kit.home import Home
from continuity_app.kit.opening import session_of
from continuity_app.kit.organisation_desk import accept_device, write_request
from continuity_app.kit.snapshot_desk import build_snapshot
from continuity_app.kit.vault_desk import NewVault, apply_snapshot, create_vault
from continuity_app.progress import finish
from continuity_app.resources import resource
from continuity_app.vault.slots import open_slots
from tests.builders import CHEAP, PASSPHRASE
from tests.desktop.homes import SampleHome, Typist


@pytest.fixture
def two(sample_home: SampleHome, tmp_path, clock):
    """Ana's laptop and Ben's, with a snapshot that knows both; gives Ben's session."""
    office, ben = Home(tmp_path / "it"), Home(tmp_path / "ben")
    shutil.copytree(sample_home.it.path, office.path)
    made = create_vault(
        ben, NewVault(sample_home.card, "ben", "Harbour North", tmp_path / "r.pdf", CHEAP), Typist(), clock
    )
    write_request(made.card, tmp_path / "ben.enrol")
    accept_device(office, tmp_path / "ben.enrol", clock)
    package = tmp_path / "both.snapshot"
    finish(build_snapshot(office, resource("sample", "plan.toml"), package, Typist(), clock))
    for home in (sample_home.laptop, ben):
        session = session_of(home, open_slots(home.vault, "", PASSPHRASE), clock, write=True)
        finish(apply_snapshot(session, package))
        session.close()
    session = session_of(ben, open_slots(ben.vault, "", PASSPHRASE), clock, write=True)
    yield session
    session.close()


def rows(table):
    return [
        [str(table.table.data(table.table.index(row, column))) for column in range(table.table.columnCount())]
        for row in range(table.table.rowCount())
    ]


@pytest.fixture
def desk(two, locked):
    locked.unlock()
    locked.go("kit").show_subject(part="merging")
    locked.settle()
    return locked


def test_a_stick_is_looked_at_before_anything_is_taken_in(two, desk, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    two.customers.add_customer({"name": "Nora Newman", "phone": "+14155557321"})
    finish(copy_job(two, stick / "ben.bundle"))
    (stick / "torn.bundle").write_bytes(b"nothing")
    tab = desk.house.room("kit").merging
    assert "1 laptop has not handed in" in desk.text("merge_title")
    before = desk.session.journal.count()
    tab.look_in(stick)
    desk.settle()
    found = rows(tab.files)
    assert [row[:2] for row in found] == [["ben.bundle", "ben"], ["torn.bundle", ""]]
    new = int(found[0][3])
    assert new >= 2
    assert found[1][4].startswith("✕")
    assert desk.session.journal.count() == before
    matrix = {row[0]: row[1:] for row in rows(tab.matrix)}
    assert set(matrix) == {"ana", "ben"}
    assert any(cell.startswith("✕ none") for cell in matrix["ana"])
    desk.press("Alt+M")
    assert desk.session.journal.count() == before + new
    assert rows(tab.files)[0][3] == "0"
    assert all(cell.startswith("✓") for cell in {row[0]: row[1:] for row in rows(tab.matrix)}["ana"])
    assert desk.text("merge_title") == "Every laptop has handed in within a day"


def test_who_never_handed_in_stands_in_the_picture_and_what_was_told_is_kept(two, desk, tmp_path):
    tab = desk.house.room("kit").merging
    tab.refresh()
    assert [row[0] for row in rows(tab.matrix)][1:] == ["▲ ben, never handed in here"]
    assert set(rows(tab.matrix)[1][1:]) <= {"?"}
    finish(copy_job(two, tmp_path / "ben.bundle"))
    tab.look_in(tmp_path / "ben.bundle")
    desk.settle()
    desk.press("Ctrl+L")
    desk.unlock()
    desk.go("kit").show_subject(part="merging")
    desk.settle()
    assert [row[0] for row in rows(desk.house.room("kit").merging.matrix)] == ["ana", "ben"]


def test_a_stick_that_is_put_in_is_looked_at_by_itself(two, desk, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    finish(copy_job(two, stick / "ben.bundle"))
    tab = desk.house.room("kit").merging
    there = []
    tab.sticks = lambda: list(there)
    tab.notice_sticks()
    desk.settle()
    assert not desk.shown("merge_files")
    there.append(str(stick))
    tab.notice_sticks()
    desk.settle()
    assert rows(tab.files)[0][:2] == ["ben.bundle", "ben"]
    there.clear()
    tab.notice_sticks()
    assert tab.place.findData(str(stick)) < 0


def test_a_fork_is_told_before_it_is_taken_in_and_after(two, desk, tmp_path, clock):
    """Somebody copied Ben's laptop: both wrote under the same numbers."""
    two.customers.add_customer({"name": "Nora Newman", "phone": "+14155557321"})
    copied = Home(tmp_path / "copied")
    shutil.copytree(two.home.path, copied.path)
    twin = session_of(copied, open_slots(copied.vault, "", PASSPHRASE), clock, write=True)
    stick = tmp_path / "stick"
    stick.mkdir()
    for name, session in (("one", two), ("other", twin)):
        session.customers.add_customer({"name": name, "phone": "+14155557322"})
        finish(copy_job(session, stick / f"{name}.bundle"))
    twin.close()
    tab = desk.house.room("kit").merging
    tab.look_in(stick)
    desk.settle()
    assert [row[4].partition(":")[0] for row in rows(tab.files)] == ["", "✕ two entries under one number"]
    assert "would bring" in desk.text("merge_wrong")
    assert desk.session.journal.forks() == []
    desk.press("Alt+M")
    desk.settle()
    assert "ALARM" in desk.text("merge_wrong")
    assert "would bring" not in desk.text("merge_wrong")
    assert desk.session.journal.forks() != []


def test_possible_duplicates_are_linked_and_parted_by_a_person(desk):
    page = desk
    made = [page.session.customers.add_customer({"name": "Nora Newman", "phone": "+14155557321"}) for _ in range(2)]
    page.house.desk.changed.emit()
    tab = page.house.room("kit").merging.duplicates
    assert tab.table.current() == tuple(sorted(each.id for each in made))
    page.press("Alt+S")
    linked = [entry["linked"] for entry in page.entries("customer.linked")]
    assert linked == [True]
    assert rows(tab.table)[0][3] == "✓ linked"
    page.press("Alt+D")
    assert [entry["linked"] for entry in page.entries("customer.linked")] == [True, False]
    assert rows(tab.table)[0][3] == "≠ two"
    page.press("Alt+S")
    assert rows(tab.table)[0][3] == "✓ linked"


def test_linked_customers_are_shown_as_one_in_find_and_lead_to_each_other(desk):
    customers = desk.session.customers
    first, second = (customers.add_customer({"name": f"{name} Newman", "phone": "+14155557321"}) for name in "AB")
    desk.session.duplicates.link(first.id, second.id)
    desk.house.desk.changed.emit()
    desk.press("Ctrl+1")
    room = desk.house.room("find")
    desk.type(room.search, "newman")
    assert desk.shown("customer_linked")
    shown = room.customer
    (other,) = {first.id, second.id} - {shown}
    assert other in desk.text("customer_linked")
    assert f"same as {other}" in room.results.cards.card(0).words
    desk.press("Alt+O")
    assert room.customer == other
    assert shown in desk.text("customer_linked")
    desk.session.duplicates.part(second.id, first.id)
    desk.house.desk.changed.emit()
    assert not desk.shown("customer_linked")
    assert not desk.shown("customer_other")
