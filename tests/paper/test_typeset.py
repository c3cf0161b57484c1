"""Lines: nothing is wider than its room, nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from continuity_app.paper.fonts import REGULAR, tidy, width
from continuity_app.paper.typeset import shrunk, within, wrap

WORDS = st.lists(st.text(alphabet="abcŁż ñWi-.", min_size=1, max_size=30), max_size=12).map(" ".join)


@given(WORDS, st.floats(30, 300), st.sampled_from([6.0, 8.5, 10.5]))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, room: float, size: float) -> None:
    lines = wrap(text, room, size)
    assert all(width(line, REGULAR, size) <= room + 0.05 for line in lines)
    assert "".join("".join(lines).split()) == "".join(tidy(text).split())


def test_line_breaks_of_the_text_stay_and_an_empty_text_has_one_line() -> None:
    assert wrap("one\ntwo\r\n\nthree", 300, 9) == ["one", "two", "", "three"]
    assert wrap("", 300, 9) == [""]


def test_a_line_may_be_as_wide_as_the_text_that_the_room_was_measured_by() -> None:
    text = "82 % of 2,300"
    assert wrap(text, width(text, REGULAR, 8.5), 8.5) == [text]


@given(WORDS.filter(str.strip), st.floats(20, 200))
def test_a_shrunk_text_fits_or_is_told_not_to(text: str, room: float) -> None:
    size = shrunk(text, room, 10.5, 6)
    if size is None:
        assert width(tidy(text), REGULAR, 6) > room
    else:
        assert 6 <= size <= 10.5
        assert width(tidy(text), REGULAR, size) <= room + 0.01


@given(WORDS.filter(str.strip), st.floats(40, 200), st.integers(1, 3))
def test_a_text_stays_within_its_place_and_a_cut_is_seen(text: str, room: float, lines: int) -> None:
    size, made = within(text, room, 11, 6, lines=lines)
    assert len(made) <= lines
    assert all(width(line, REGULAR, size) <= room + 0.05 for line in made)
    whole = "".join("".join(made).split()) == "".join(tidy(text).split())
    assert whole or made[-1].endswith("…")


def test_the_star_of_what_is_needed_stays_with_its_word() -> None:
    room = width("Cliente y número marcado", REGULAR, 6.5) + 1
    assert wrap("Cliente y número marcado *", room, 6.5, REGULAR) == ["Cliente y número", "marcado *"]


def test_a_code_stays_with_what_it_means() -> None:
    text = "Outcome: 5 Busy / Ocupado · 6 Wrong person · 24 h"
    room = width("Outcome: 5 Busy / Ocupado · 6", REGULAR, 6.6) + 1
    assert wrap(text, room, 6.6) == ["Outcome: 5 Busy / Ocupado ·", "6 Wrong person · 24 h"]
