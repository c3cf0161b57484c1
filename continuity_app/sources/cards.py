"""Files of entries instead of rows: vCard and LDIF become rows under one list of columns.

The file is read twice: once to learn which columns there are, once for the rows; neither pass holds it in memory.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from continuity_app.sources.grid import MOST_CHARACTERS_IN_BATCH, MOST_COLUMNS, SAMPLE_CHARACTERS, SAMPLE_ROWS
from continuity_app.sources.refusal import RefusalError
from continuity_app.sources.wire import ROWS_IN_BATCH, VALUES_APART, Batch, Choice, Finished, Opened, Trouble
from continuity_app.words import say


@dataclass(slots=True)
class Entry:
    """One card or directory entry: the line where it begins, its values by column, and what has to be told of it.

    Attributes:
        person: false for an entry that is no person or organisation (a folder of a directory, a change record).
    """

    line: int
    values: dict[str, list[str]] = field(default_factory=dict)
    troubles: list[tuple[str, str]] = field(default_factory=list)
    person: bool = True

    def add(self, column: str, value: str) -> None:
        """Adds a value that is not empty, with control characters left out."""
        kept = "".join(c for c in value if c >= " " or c in "\t\n").strip()
        if kept != value.strip():
            self.troubles.append(
                (column, say("Characters that are no text (NUL or other control characters) were left out."))
            )
        if kept:
            self.values.setdefault(column, []).append(kept)


class Entries:
    """A file of entries; `opened` says what it is, `batches` gives its rows."""

    def __init__(self, read: Callable[[], Iterator[Entry]], kind: str, encoding: str, troubles: list[Trouble]) -> None:
        self._read = read
        columns: dict[str, None] = {}
        for entry in read():
            columns.update(dict.fromkeys(entry.values))
            if len(columns) > MOST_COLUMNS:
                raise RefusalError(
                    "source.columns",
                    say("The entries have more than {most} different properties.", most=MOST_COLUMNS),
                    say("Export only the properties that are needed."),
                    entry.line,
                )
        self._columns = list(columns)
        sample = [
            [VALUES_APART.join(entry.values.get(column, ()))[:SAMPLE_CHARACTERS] for column in self._columns]
            for entry in islice(read(), SAMPLE_ROWS)
        ]
        self.opened = Opened(kind, encoding, "", 0, self._columns, sample, troubles)

    def batches(self, choice: Choice) -> Iterator[Batch | Finished]:
        """Every entry with the chosen columns, in batches, then `Finished`."""
        names = [self._columns[index] for index in choice.columns]
        place = {name: index for index, name in enumerate(self._columns)}
        filled = [0] * len(self._columns)
        rows: list[tuple[int, list[str]]] = []
        troubles: list[Trouble] = []
        total = empty = characters = 0
        for entry in self._read():
            troubles.extend(Trouble(entry.line, place.get(column, -1), text) for column, text in entry.troubles)
            if not entry.person:
                empty += 1
                continue
            total += 1
            for name in entry.values:
                filled[place[name]] += 1
            values = [VALUES_APART.join(entry.values.get(name, ())) for name in names]
            characters += sum(map(len, values))
            rows.append((entry.line, values))
            if len(rows) == ROWS_IN_BATCH or characters > MOST_CHARACTERS_IN_BATCH:
                yield Batch(rows, troubles)
                rows, troubles, characters = [], [], 0
        yield Batch(rows, troubles)
        yield Finished(total, empty, 0, filled)
