"""Impact and readiness: figures that add up, bars beside the same table, keys answered."""

import datetime as dt

from PySide6.QtWidgets import QLabel

from continuity_app.readiness.keys import key_table


def rows(table):
    return [
        [str(table.table.data(table.table.index(row, column))) for column in range(table.table.columnCount())]
        for row in range(table.table.rowCount())
    ]


def number(words):
    return int(words.replace(",", ""))


def test_impact_counts_a_call_at_once(page):
    room = page.go("impact")
    assert page.text("impact_title").startswith("0 of ")
    call = page.session.calls.next()
    page.session.calls.log(call.customer.id, call.channel.value, "reached")
    page.house.desk.changed.emit()
    assert page.text("impact_title").startswith("1 of ")
    segment = next(row for row in rows(room.table) if row[0] == call.customer.segment)
    assert segment[3] == "1"


def test_each_axis_adds_up_and_bars_say_the_same(page):
    room = page.go("impact")
    whole = page.session.contacts.facts.customers
    for tab in range(3):
        room.tabs.setCurrentIndex(tab)
        found = rows(room.table)
        assert sum(number(row[1]) for row in found) == whole
        assert len(room.bars._bars) == len(found)
        assert found[0][0] in room.bars.accessibleDescription()


def test_a_row_opens_its_customers(page):
    room = page.go("impact")
    room.tabs.setCurrentIndex(1)
    market = rows(room.table)[0][0]
    room.table.opened.emit(market)
    page.settle()
    assert page.house.here == "calls"
    assert page.named("calls_market").currentText() == market


def test_impact_prints(page):
    page.go("impact")
    page.press("Ctrl+P")
    assert page.shown("preview")


def test_each_number_opens_the_entries_behind_it_with_one_key(page):
    call = page.session.calls.next()
    page.session.calls.log(call.customer.id, call.channel.value, "busy", note="engaged twice")
    page.session.calls.log(call.customer.id, call.channel.value, "reached")
    room = page.go("impact")
    room.table.choose(lambda value: value == call.customer.segment)
    page.press("Alt+R")
    assert [row[:2] for row in rows(room.behind.table)] == [[call.customer.name, "Call: reached"]]
    page.press("Ctrl+P")
    assert page.shown("preview")
    page.house.back()
    page.press("Esc")
    assert page.focused == "impact_table"
    page.press("Alt+A")
    assert [row[1] for row in rows(room.behind.table)] == ["Call: busy · engaged twice", "Call: reached"]
    page.press("Esc")
    room.table.choose(lambda value: value != call.customer.segment)
    page.press("Alt+R")
    assert rows(room.behind.table) == []


def test_over_time_each_day_stands_in_the_table_and_in_the_bars(page):
    for days in range(2):
        page.clock.move(dt.timedelta(days=days))
        call = page.session.calls.next()
        page.session.calls.log(call.customer.id, call.channel.value, "reached")
    room = page.go("impact")
    room.tabs.setCurrentIndex(3)
    assert [row[2] for row in rows(room.days)] == ["2", "1"]
    assert [(bar.part, bar.words) for bar in room.bars._bars] == [(2, "2 reached"), (1, "1 reached")]
    page.press("Alt+R")
    assert len(rows(room.behind.table)) == 2


def test_readiness_is_one_share_and_what_it_rests_on(page):
    page.go("readiness")
    reach = page.session.readiness.reach().whole
    assert page.text("readiness_share") == f"{100 * reach.share:.0f} %"
    assert "nobody has dialled" in page.text("readiness_sample")
    assert page.text("readiness_next")


def test_the_worst_cell_stands_first(page):
    room = page.go("readiness")
    shares = [float(row[5].lstrip("✕▲ ").rstrip(" %")) for row in rows(room.reach.table)]
    assert shares == sorted(shares)


def test_a_sample_is_drawn_and_printed(page):
    page.go("readiness")
    page.press("Alt+D")
    drawn = page.entries("assignment.made")
    assert [len(entry["subjects"]) for entry in drawn] == [30]
    assert page.shown("preview")


def test_a_key_is_answered_and_stays_a_claim(page):
    room = page.go("readiness")
    room.tabs.setCurrentIndex(1)
    page.settle()
    question = next(q for key in key_table().key for q in key.question if not q.evidence)
    key = next(key for key in key_table().key if question in key.question)
    room.keys.list.setCurrentRow([one.id for one in key_table().key].index(key.id))
    page.settle()
    page.click(f"answer_{question.id}_yes")
    assert [entry["answer"] for entry in page.entries("readiness.answered")] == ["yes"]
    assert any("a claim" in label.text() for label in room.keys.findChildren(QLabel))


def test_the_readiness_report_prints(page):
    page.go("readiness")
    page.press("Ctrl+P")
    assert page.shown("preview")
