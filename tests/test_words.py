"""The languages of the screens: what is translated is said, in every thread, and never kept."""

import re
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from continuity_app.words import ENGLISH, LANGUAGES, language_in_use, say, speaking, translations, use_language
from tests import words_check

COMMANDS = re.compile(r"(?<![\w-])--[a-z-]+|\bcontinuity(?! kit\b)(?:-kit)? [a-z]+|'(?:sheet|recover) [a-z]+'")
TRANSLATED = sorted(set(LANGUAGES) - {ENGLISH})


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    before = use_language(ENGLISH)
    yield
    use_language(before)


def test_every_language_has_a_name_and_files() -> None:
    assert {path.name for path in words_check.WORDS.iterdir()} == set(TRANSLATED)


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_of_a_sentence_that_nobody_says(language: str) -> None:
    stale = sorted(set(translations(language)) - words_check.texts_of(words_check.PACKAGE))
    assert stale == [], "python -m tests.words_check takes them out"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_sentence_is_translated_in_one_place_only(language: str) -> None:
    assert [key for key, times in Counter(words_check.lines_of(language)).items() if times > 1] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_fields_of_its_sentence(language: str) -> None:
    for sentence, told in translations(language).items():
        assert sorted(re.findall(r"{[^{}]*}", sentence)) == sorted(re.findall(r"{[^{}]*}", told)), sentence


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_names_the_commands_of_its_sentence(language: str) -> None:
    for sentence, told in translations(language).items():
        assert COMMANDS.findall(sentence) == COMMANDS.findall(told), sentence


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_on_sheets_is_translated(language: str) -> None:
    print(words_check.told(language))  # noqa: T201 - for whoever runs it with -s or sees it fail
    assert sorted(words_check.on_sheets() - set(translations(language))) == []


def test_a_language_is_spoken_within_its_block_only() -> None:
    assert say("Page {page} of {pages}", page=1, pages=2) == "Page 1 of 2"
    with speaking("es-MX"):
        assert say("Page {page} of {pages}", page=1, pages=2) == "Página 1 de 2"
        with speaking("en"):
            assert say("Page {page} of {pages}", page=1, pages=2) == "Page 1 of 2"
        assert say("No such sentence.") == "No such sentence."
    assert say("Page {page} of {pages}", page=1, pages=2) == "Page 1 of 2"
    with speaking("xx"):
        assert say("Blank") == "Blank"


def test_a_language_of_the_process_is_spoken_in_threads_that_begin_later() -> None:
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(say, "Blank").result() == "Blank"
        assert use_language("es_MX.UTF-8") == ENGLISH
        assert pool.submit(say, "Blank").result() == say("Blank") == "En blanco"
    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(language_in_use).result() == "es"


def test_a_block_is_spoken_over_the_language_of_the_process() -> None:
    use_language("es")
    with speaking(ENGLISH):
        assert (say("Blank"), language_in_use()) == ("Blank", ENGLISH)
    assert (say("Blank"), language_in_use()) == ("En blanco", "es")
    assert use_language("xx") == "es"
    assert say("Blank") == "Blank"
