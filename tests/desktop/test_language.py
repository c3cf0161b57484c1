"""The window in another language: chosen in Kit, at once, kept for the next start, and never in the journal."""

from collections.abc import Iterator

import pytest

from continuity_app.desktop.settings import read_settings
from continuity_app.words import ENGLISH, language_in_use, use_language


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    before = use_language(ENGLISH)
    yield
    use_language(before)


def choose(page, code: str) -> None:
    """Chooses a language in the look's choices, as a click in the list does."""
    page.go("kit")
    box = page.named("look_language")
    box.setCurrentIndex(box.findData(code))
    box.activated.emit(box.currentIndex())


def test_a_chosen_language_is_spoken_at_once_and_kept(page, sample_home):
    choose(page, "es")
    assert page.notice == "✓ La ventana habla ahora español."
    assert page.window.windowTitle() == "Kit de continuidad"
    assert read_settings(sample_home.laptop.path).language == "es"
    assert page.go("kit").title.text() == "Este kit está al día"
    choose(page, ENGLISH)
    assert page.notice == "✓ The window speaks English now."
    assert read_settings(sample_home.laptop.path).language == ENGLISH
    assert language_in_use() == ENGLISH


def test_a_language_that_nobody_knows_is_not_chosen(sample_home):
    (sample_home.laptop.path / "settings.toml").write_text('language = "tlh"\n', encoding="utf-8")
    assert read_settings(sample_home.laptop.path).language == ""
