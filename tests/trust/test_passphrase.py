import pytest
from shamir_mnemonic.wordlist import WORDLIST

from continuity_app.errors import BadDataError
from continuity_app.trust.passphrase import Level, check_passphrase, strength_of, suggest_passphrase
from tests import builders


@pytest.mark.parametrize(
    "typed",
    [
        "passwordpassword",
        "qwertyuiopasdfghjkl",
        "123456789012345",
        "Summer2024Summer2024",
        "anaanaanaanaanaana",
        "aaaaaaaaaaaaaaaaaaaa",
        "iloveyouiloveyou",
    ],
)
def test_what_would_be_tried_first_is_refused_however_long(typed: str) -> None:
    with pytest.raises(BadDataError) as caught:
        check_passphrase(typed)
    assert caught.value.code == "passphrase.weak"
    assert typed not in f"{caught.value} {caught.value.as_json()}"


def test_the_names_of_the_place_are_on_the_list() -> None:
    typed = "Harbour Motors Margarethe"
    assert check_passphrase(typed) == typed
    with pytest.raises(BadDataError):
        check_passphrase(typed, names=["Harbour Motors", "Margarethe"])


@pytest.mark.parametrize(
    ("typed", "alone", "with_file"),
    [
        ("lantern", False, False),
        ("lanternx", False, True),
        ("fourteen chars", False, True),
        ("fifteen chars ok", True, True),
        ("password", False, False),
        ("seven quiet lanterns over harbour", True, True),
    ],
)
def test_a_key_file_makes_shorter_ones_enough(typed: str, alone: bool, with_file: bool) -> None:
    for holds, file in ((alone, False), (with_file, True)):
        if holds:
            assert check_passphrase(typed, with_key_file=file) == typed
        else:
            with pytest.raises(BadDataError):
                check_passphrase(typed, with_key_file=file)


def test_strength_is_told_in_words() -> None:
    assert strength_of("").level is Level.TRIED_FIRST
    assert strength_of("password").level is Level.TRIED_FIRST
    assert strength_of("Summer2024Summer2024").level is Level.WEAK
    strong = strength_of(builders.PASSPHRASE)
    assert strong.level is Level.STRONG
    assert "more than a thousand years" in strong.sentence
    assert strength_of("x" * 5000).level is not Level.STRONG


def test_six_words_are_picked_by_chance_and_will_do() -> None:
    asked: list[int] = []

    def last(words: list[str]) -> str:
        asked.append(len(words))
        return words[len(asked)]

    assert suggest_passphrase(last) == " ".join(WORDLIST[1:7])
    assert asked == [1024] * 6
    suggested = {suggest_passphrase() for _ in range(50)}
    assert len(suggested) == 50
    for words in suggested:
        assert check_passphrase(words) == words
        assert strength_of(words).level is Level.STRONG
