"""What a user chose about the look, in `settings.toml` of the home folder; never anything about customers."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale

from continuity_app.desktop.theme import Scheme
from continuity_app.durable import write_whole
from continuity_app.errors import SurroundingsError
from continuity_app.words import LANGUAGES

SMALLEST, LARGEST = 80, 200
PAPERS = ("a4", "letter")


@dataclass(frozen=True, slots=True)
class Settings:
    """Colour scheme, text size in per cent, paper (letter or a4), language (a code; empty: none was chosen)."""

    scheme: Scheme = Scheme.LIGHT
    percent: int = 100
    paper: str = "a4"
    language: str = ""


def read_settings(home: Path) -> Settings:
    """The settings of a home; the usual ones where there are none or where they cannot be read."""
    try:
        found = tomllib.loads((home / "settings.toml").read_text(encoding="utf-8"))
        percent = int(found.get("text_percent", 100))
        paper = found.get("paper", usual_paper())
        return Settings(
            Scheme(found.get("colours", "light")),
            min(max(percent, SMALLEST), LARGEST),
            paper if paper in PAPERS else usual_paper(),
            language if (language := found.get("language", "")) in LANGUAGES else "",
        )
    except (OSError, ValueError, TypeError):
        return Settings(paper=usual_paper())


def usual_paper() -> str:
    """What this machine's country prints on."""
    us = QLocale.system().measurementSystem() == QLocale.MeasurementSystem.ImperialUSSystem
    return "letter" if us else "a4"


def keep_settings(home: Path, settings: Settings) -> bool:
    """Keeps the settings; False on a stick that cannot be written to, where they hold until the window is closed."""
    lines = f'colours = "{settings.scheme}"\ntext_percent = {settings.percent}\npaper = "{settings.paper}"\n'
    if settings.language:
        lines += f'language = "{settings.language}"\n'
    try:
        write_whole(home / "settings.toml", lines.encode())
    except SurroundingsError:
        return False
    return True
