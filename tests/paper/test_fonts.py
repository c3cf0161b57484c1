"""Faces: what is missing is named, what leaves no ink is left out."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.paper import fonts
from continuity_app.paper.fonts import BOLD, ITALIC, MEDIUM, REGULAR, SEMIBOLD


@pytest.mark.parametrize(
    "name",
    ["Łukasz Żółć", "Ωμέγα Δέλτα", "Шевченко Їжак", "Núñez-Reyes", "Ünïcödé ğİşŞ", "€ 4,180 · №5", "⋮ ≤ \U0001d5d7"],
)
def test_names_of_the_alphabets_that_are_shipped_can_be_printed(name: str) -> None:
    fonts.check([("name", name)])


def test_a_missing_character_is_named_with_its_field() -> None:
    with pytest.raises(BadDataError) as caught:
        fonts.check([("plate", "KAX 6091"), ("customer_name", "𒀀 Example"), ("concern", "ꦗꦮ")])
    assert caught.value.code == "print.glyph"
    assert [detail["field"] for detail in caught.value.details] == ["customer_name", "concern"]
    assert "𒀀 (U+12000)" in str(caught.value.details[0]["problem"])
    assert "customer_name" in caught.value.message


def test_letters_with_separate_accents_and_marks_without_ink_are_no_error() -> None:
    decomposed = unicodedata.normalize("NFD", "Müller") + "\u200b\ufeff\u00ad"
    assert fonts.tidy(decomposed) == "Müller"
    fonts.check([("name", decomposed)])


def test_line_breaks_and_odd_spaces_become_plain_spaces() -> None:
    assert fonts.tidy("a\tb\nc\u00a0d\u2009e") == "a b c d e"


def test_a_field_that_is_typed_into_has_the_letters_of_the_family_only() -> None:
    fonts.check([("name", "Łukasz")], family_only=True)
    with pytest.raises(BadDataError, match="李"):
        fonts.check([("name", "李")], family_only=True)


@pytest.mark.parametrize("face", [REGULAR, MEDIUM, SEMIBOLD, BOLD, ITALIC])
def test_every_face_has_digits_of_one_width_and_a_whole_alphabet(face: str) -> None:
    assert len({round(fonts.width(digit, face, 10), 6) for digit in "0123456789"}) == 1
    assert all(fonts.width(letter, face, 10) > 0 for letter in "AZazÀÿŁłΩωЯяЇ")


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x17F), max_size=40), st.floats(4, 30))
def test_a_width_is_the_sum_of_its_parts_and_grows_with_the_size(text: str, size: float) -> None:
    whole = fonts.width(text, REGULAR, size)
    assert whole == pytest.approx(sum(fonts.width(letter, REGULAR, size) for letter in text))
    assert fonts.width(text, REGULAR, 2 * size) == pytest.approx(2 * whole)
