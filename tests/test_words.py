"""Every translation belongs to a sentence of the code, and has its fields."""

import ast
import re
from pathlib import Path

import pytest

from continuity_app.words import say, speaking, translations

PACKAGE = Path(__file__).parents[1] / "continuity_app"
LANGUAGES = [path.stem for path in (PACKAGE.parent / "resources" / "words").glob("*.toml")]


def texts_of(folder: Path) -> set[str]:
    """Every text in the code: sentences are also kept in tables before they are said."""
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_of_a_sentence_that_nobody_says(language: str) -> None:
    assert set(translations(language)) - texts_of(PACKAGE) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_fields_of_its_sentence(language: str) -> None:
    for sentence, told in translations(language).items():
        assert sorted(re.findall(r"{(\w+)", sentence)) == sorted(re.findall(r"{(\w+)", told)), sentence


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
