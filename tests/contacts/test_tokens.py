"""Folding: what is typed and what is filed meet in one spelling."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from continuity_app.contacts.filing import NUMBER
from continuity_app.contacts.tokens import beginnings, fold, squash, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("José María", ["jose", "maria"]),
        ("ŁUKASZ Żółć", ["lukasz", "zolc"]),
        ("Großmann", ["grossmann"]),
        ("IŞIL \N{LATIN SMALL LETTER DOTLESS I}pek İbrahim", ["isil", "ipek", "ibrahim"]),
        ("Đặng Ørsted Æbelø", ["dang", "orsted", "aebelo"]),
        ("O'Brien O\N{RIGHT SINGLE QUOTATION MARK}Brien", ["o", "brien", "o", "brien"]),
        ("Smith-Jones", ["smith", "jones"]),
        ("Ивано\N{COMBINING ACUTE ACCENT}в Йога", ["иванов", "иога"]),
        ("Ελένη", ["ελενη"]),
        ("an\N{ZERO WIDTH SPACE}na \N{RIGHT-TO-LEFT OVERRIDE}bea\N{SOFT HYPHEN}te", ["anna", "beate"]),
        ("ab\0c", ["ab", "c"]),
        ("\ud800x", ["x"]),
        ("\N{ARABIC-INDIC DIGIT FOUR}\N{ARABIC-INDIC DIGIT ONE}\N{FULLWIDTH DIGIT FIVE}", ["415"]),
        ("佐藤太郎", ["佐藤太郎"]),
        ("김민수", ["김민수"]),
        (unicodedata.normalize("NFD", "김민수"), ["김민수"]),
        ("हिन्दी", ["हिनदी"]),
        ("مُحَمَّد", ["محمد"]),
        ("a.b_c@d+e", ["a", "b", "c", "d", "e"]),
        ("", []),
    ],
)
def test_texts_become_words(text: str, found: list[str]) -> None:
    assert words(text) == found


@given(st.text())
@example("\N{CIRCLED HANGUL KIYEOK A}")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_hold_letters_digits_and_marks_only(text: str) -> None:
    assert all(unicodedata.category(character)[0] in "LNM" for word in words(text) for character in word)
    assert NUMBER not in fold(text)


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_ascii_and_other_texts_fold_alike(text: str) -> None:
    assert words(text + " é")[:-1] == words(text)


@given(st.text())
def test_squashing_joins_the_words(text: str) -> None:
    assert squash(text) == "".join(words(text))


def test_unspaced_scripts_are_found_from_each_character_on() -> None:
    assert beginnings("佐藤太郎") == ["藤太郎", "太郎", "郎"]
    assert beginnings("smith") == []
    assert beginnings("الحسن") == ["حسن"]
