"""One table of a plan, read key by key; every mistake is noted with the key's name, and reading goes on."""

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from continuity_app.errors import Detail
from continuity_app.words import say

MOST_CHARACTERS = 10_000


class Table:
    """A table and where it stands; tables inside it share its list of mistakes."""

    def __init__(
        self, raw: Mapping[str, Any], plan: Path, name: str = "", mistakes: list[Detail] | None = None, number: int = 0
    ) -> None:
        self._raw = raw
        self._plan = plan
        self._name = name
        self._seen: set[str] = set()
        self.number = number
        self.mistakes: list[Detail] = [] if mistakes is None else mistakes

    def mistake(self, key: str, problem: str) -> None:
        """Notes a mistake at a key of this table."""
        field = f"{self._name}.{key}" if self._name else key
        self.mistakes.append({"file": self._plan.name, "field": field, "problem": problem})

    def unknown(self, key: str, word: str, allowed: Collection[str]) -> None:
        """Notes a word that is none of those allowed, with the nearest."""
        near = get_close_matches(word, allowed, n=1)
        self.mistake(
            key,
            say("{word} is unknown here; did you mean {near}?", word=word, near=near[0])
            if near
            else say("{word} is unknown here; it may be: {allowed}.", word=word, allowed=", ".join(allowed)),
        )

    def close(self) -> None:
        """Notes every key that nothing asked for."""
        for key in self._raw:
            if key not in self._seen:
                self.unknown(key, key, sorted(self._seen))

    def _take(self, key: str) -> Any:
        self._seen.add(key)
        return self._raw.get(key)

    def text(self, key: str, *, needed: bool = False, plain: bool = True) -> str:
        """A text, empty where there is none; `plain` takes the space around it off."""
        value = self._take(key)
        if value is None:
            if needed:
                self.mistake(key, say("This is missing."))
            return ""
        if not isinstance(value, str) or len(value) > MOST_CHARACTERS or (needed and not value.strip()):
            self.mistake(key, say("This must be a text."))
            return ""
        return value.strip() if plain else value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        value = self._take(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.mistake(key, say("This must be a list of texts."))
            return ()
        return tuple(value)

    def words(self, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """A list of words out of a fixed set."""
        words = self.texts(key)
        for word in words:
            if word not in allowed:
                self.unknown(key, word, allowed)
        return tuple(dict.fromkeys(words))

    def word(self, key: str, allowed: Sequence[str], usual: str) -> str:
        """One word out of a fixed set."""
        word = self.text(key) or usual
        if word and word not in allowed:
            self.unknown(key, word, allowed)
            return usual
        return word

    def whole(self, key: str, usual: int, *, least: int, most: int) -> int:
        """A whole number within bounds."""
        value = self._take(key)
        if value is None:
            return usual
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.mistake(key, say("This must be a whole number from {least} to {most}.", least=least, most=most))
            return usual
        return value

    def time(self, key: str) -> dt.datetime | None:
        """A time with its offset; one without is local."""
        value = self._take(key)
        if value is None:
            return None
        if isinstance(value, str):
            try:
                value = dt.datetime.fromisoformat(value)
            except ValueError:
                value = None
        elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            value = dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 -- made local below
        if not isinstance(value, dt.datetime):
            self.mistake(key, say("This must be a time such as 2024-06-18T06:00:00-07:00."))
            return None
        return value if value.tzinfo else value.astimezone()

    def table(self, key: str) -> "Table":
        """The table under a key; an empty one where it is missing, which is a mistake."""
        value = self._take(key)
        if not isinstance(value, dict):
            self.mistake(key, say("The plan needs a table [{name}].", name=key))
            value = {}
        return Table(value, self._plan, key, self.mistakes)

    def tables(self, key: str) -> list["Table"]:
        """The tables of a `[[key]]` list, named by their number from 1."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            self.mistake(key, say("This must be written as [[{name}]].", name=key))
            return []
        return [Table(each, self._plan, f"{key}[{n}]", self.mistakes, n) for n, each in enumerate(value, 1)]

    def subtable(self, key: str) -> list[str]:
        """The keys of a table under a key."""
        value = self._take(key)
        if value is None:
            return []
        if not isinstance(value, dict):
            self.mistake(key, say("This must be a table."))
            return []
        return list(value)

    def choices(self, key: str, under: str) -> tuple[str, ...]:
        """One text or a list of them in the table under a key; numbers are taken as they are written."""
        value = self._raw[under][key]
        values = value if isinstance(value, list) else [value]
        if not values or not all(isinstance(each, str | int | float) and each != "" for each in values):
            self.mistake(f"{under}.{key}", say("This must be a text or a list of texts."))
            return ()
        return tuple(str(each).lower() if isinstance(each, bool) else str(each).strip() for each in values)

    def file(self, name: str, key: str) -> Path:
        """A file beside the plan, which must be there."""
        path = self._plan.parent / name
        if not _answers(path.is_file):
            self.mistake(key, self._missing(path))
        return path

    def folder(self, name: str, key: str) -> Path:
        """A folder beside the plan, which must be there."""
        path = self._plan.parent / name
        if not _answers(path.is_dir):
            self.mistake(key, say("There is no folder {name}.", name=name))
        return path

    def database(self, url: str) -> str:
        """A database's URL; a file of SQLite is opened for reading alone, and starts at the plan's folder."""
        start = "sqlite:///"
        if not url.startswith(start) or url.startswith(start + "file:"):
            return url
        path = (self._plan.parent / url[len(start) :]).absolute()
        if not _answers(path.is_file):
            self.mistake("url", self._missing(path))
        from urllib.parse import quote  # noqa: PLC0415

        return f"{start}file:{quote(str(path))}?mode=ro&uri=true"

    def _missing(self, path: Path) -> str:
        if _answers(path.is_dir):
            return say("{name} is a folder and no file.", name=path.name or path)
        try:
            near = get_close_matches(path.name, [each.name for each in path.parent.iterdir()], n=1)
        except (OSError, ValueError):
            near = []
        if near:
            return say("There is no file {name}; did you mean {near}?", name=path.name, near=near[0])
        return say("There is no file {name}.", name=path.name)


def _answers(question: Callable[[], bool]) -> bool:
    """What the system says of a path; no, where it cannot even be asked, as for a name that is far too long."""
    try:
        return question()
    except OSError:
        return False
