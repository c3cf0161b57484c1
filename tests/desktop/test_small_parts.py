"""The small parts: what is marked as found, times in words, trust in a channel, places on the sheet, singletons."""

import datetime as dt
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.contacts.model import Channel, ChannelKind, Quality
from continuity_app.contacts.reasons import Reason
from continuity_app.desktop.find.highlight import parts
from continuity_app.desktop.forms.places import WHOLE, packed
from continuity_app.desktop.paper_desk.wording import state_words
from continuity_app.desktop.readiness.keys_tab import STANDING
from continuity_app.desktop.settings import read_settings
from continuity_app.desktop.singletons import ENOUGH, hold_singletons
from continuity_app.desktop.widgets.marks import _REASONS, trust_in
from continuity_app.desktop.widgets.numbers import tel_link
from continuity_app.desktop.widgets.times import ago, day_of, share, when, when_written
from continuity_app.forms.definition_json import decode_form
from continuity_app.forms.library import shipped_documents
from continuity_app.forms.sheet_states import State
from continuity_app.outage.facts import Learned
from continuity_app.paper.content import content_of
from continuity_app.paper.elements import Grid
from continuity_app.paper.wording import Wording
from continuity_app.progress import finish
from tests.builders import NOON
from tests.desktop.pages.find import FindPage


def found(shown, query):
    return [part.words for part in parts(shown, query) if part.found]


@pytest.mark.parametrize(
    ("shown", "query", "bold"),
    [
        ("Marisol Quintana-Reyes", "quint", ["Quint"]),
        ("(415) 555-2671", "2671", ["2671"]),
        ("(415) 555-2671", "+1 415 555 2671", ["415", "555", "2671"]),
        ("Γιώργος Παπαδάκης", "γιωργος", ["Γιώργος"]),
        ("Łukasz Śliwa", "sli", ["Śli"]),
        ("Ana Quintero", "ana quint", ["Ana", "Quint"]),
        ("Joaquin", "quin", []),
        ("1HGCM82633A004352", "004352", ["004352"]),
    ],
)
def test_what_the_query_found_is_marked(shown, query, bold):
    assert found(shown, query) == bold


@given(st.text(max_size=40), st.text(max_size=20))
def test_the_pieces_are_the_text_again(shown, query):
    assert "".join(part.words for part in parts(shown, query)) == shown


def test_times_are_said_as_people_say_them():
    assert when(NOON, NOON) == "Today 12:00"
    assert when(NOON + dt.timedelta(days=1), NOON) == "Tomorrow 12:00"
    assert when(NOON + dt.timedelta(days=2), NOON) == "Fri 21 June 12:00"
    assert when_written("2024-06-21", NOON) == "Fri 21 June"
    assert when_written("soon", NOON) == "soon"
    assert day_of(NOON - dt.timedelta(days=366), NOON) == "19 June 2023"
    assert ago(NOON - dt.timedelta(minutes=12), NOON) == "12 min ago"
    assert ago(NOON - dt.timedelta(seconds=12), NOON) == "just now"


def test_a_share_is_all_or_nothing_only_when_it_is():
    assert [share(1, 2060), share(5, 1000), share(999, 1000), share(3, 3), share(0, 3), share(0, 0)] == [
        "under 0.1 %",
        "0.5 %",
        "99.9 %",
        "100 %",
        "0 %",
        "",
    ]


def test_every_quality_is_told_by_mark_and_words_not_by_colour_alone():
    marks = {
        quality: trust_in(Channel(ChannelKind.MOBILE, "+14155550100", quality=quality), NOON).mark
        for quality in Quality
    }
    assert len(set(marks.values())) == len(Quality)


def test_every_reason_has_short_words():
    known = {reason.value for reason in Reason} | {Learned.DISCONNECTED.value, Learned.WRONG_PERSON.value}
    assert known <= set(_REASONS)


def test_every_state_and_standing_has_words():
    assert all(state_words(state) for state in State)
    assert set(STANDING) == {"fact", "contradicted", "not met", "claim", "no", "open"}


def test_a_dialled_code_carries_the_extension_after_a_pause():
    assert tel_link("+442079460321;ext=204") == "tel:+442079460321,204"
    assert tel_link("+442079460321") == "tel:+442079460321"


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_rows_of_cells_never_overflow(scale):
    for document in finish(shipped_documents()):
        form = decode_form(document.definition)
        for section in content_of(form, Wording(form)):
            for part in section.parts:
                if isinstance(part, Grid):
                    assert all(sum(wide for _, wide in row) <= WHOLE for row in packed(part, scale))
                    assert [cell for row in packed(part, scale) for cell, _ in row] == list(part.cells)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="Python itself makes them immortal")
def test_the_singletons_have_references_to_spare():
    hold_singletons()
    assert all(sys.getrefcount(one) > ENOUGH // 2 for one in (None, True, False))


@pytest.mark.parametrize("percent", [100, 150])
def test_numbers_stay_whole_in_a_narrow_window(page, percent):
    page.window.look.resize_to(percent)
    page.window.resize(900, 700)
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    for room, name in (("find", "channel_0_value"), ("calls", "call_number")):
        page.go(room)
        page.settle()
        label = page.named(name)
        scroll = page.named("customer_scroll" if room == "find" else "call_scroll")
        right = label.mapTo(scroll.viewport(), label.rect().topLeft()).x() + label.sizeHint().width()
        assert right <= scroll.viewport().width(), room


def test_a_text_size_outlives_a_machine_that_is_switched_off(page):
    page.press("Ctrl+Plus")
    assert page.window.look.percent > 100
    assert read_settings(page.session.home.path).percent == page.window.look.percent
