"""The embedded sample kit, laid out so that its outage is today: dates in its files move with the calendar."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from continuity_app.durable import write_whole
from continuity_app.resources import resource

SAMPLE_DAY = dt.date(2026, 11, 23)
"""The day of the sample's outage, as its files are written."""

REPAIR_ORDER_CUSTOMER = "003000004101337AAA"
"""Whose repair order `answers/repair_order.json` is."""

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}(?=\b|T)")
_WITH_DATES = (".csv", ".toml", ".json")
_LEFT_OUT = ("README.md",)


@dataclass(frozen=True, slots=True)
class Sample:
    """Where the sample's files were laid out."""

    plan: Path
    customers: Path
    repair_order: Path


def lay_out_sample(folder: Path, today: dt.date) -> Sample:
    """Copies the sample kit with every date moved by as many days as `today` is from its own day.

    Args:
        folder: a new folder, or one of an earlier layout.
        today: the day on which its outage is to be.

    Raises:
        SurroundingsError: the folder cannot be written.
    """
    source, days = resource("sample"), today - SAMPLE_DAY
    for file in sorted(path for path in source.rglob("*") if path.is_file() and path.name not in _LEFT_OUT):
        data = file.read_bytes()
        if file.suffix in _WITH_DATES:
            data = _DATE.sub(lambda found: _moved(found[0], days), data.decode()).encode()
        write_whole(folder / file.relative_to(source), data)
    return Sample(folder / "plan.toml", folder / "customers.csv", folder / "answers" / "repair_order.json")


def _moved(day: str, by: dt.timedelta) -> str:
    return (dt.date.fromisoformat(day) + by).isoformat()
