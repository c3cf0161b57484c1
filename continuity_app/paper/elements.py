"""What stands on a sheet before anything has a place: cells, lines, tables, totals, code lists, sections."""

from dataclasses import dataclass
from enum import StrEnum

from continuity_app.forms.definition import Question
from continuity_app.paper.wording import Spoken


class CellKind(StrEnum):
    """How a question is answered by hand."""

    WRITE = "write"
    COMB = "comb"
    TICKS = "ticks"
    CODE = "code"
    ACKNOWLEDGE = "acknowledge"
    MOMENT = "moment"
    PLACE = "place"
    RANK = "rank"
    SIGNATURE = "signature"
    ATTACH = "attach"


@dataclass(frozen=True, slots=True)
class Cell:
    """One question with what stands around its answer; `span` is its width in the columns of its grid, 0 by need.

    `above` is what stands over it and its neighbours where it is a column of a table: the name of their group.
    """

    question: Question
    kind: CellKind
    label: Spoken
    hint: str = ""
    condition: str = ""
    required: bool = False
    span: int = 0
    options: tuple[tuple[str, str], ...] = ()
    comb: int = 0
    decimals: int | None = None
    list_code: str = ""
    above: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells one after another, to be packed into rows of `columns`."""

    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A question with ruled lines to write on."""

    cell: Cell


@dataclass(frozen=True, slots=True)
class Prose:
    """A sentence: a note, or a group that says something and holds nothing; `${name}` in it is filled with answers."""

    name: str
    text: str
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """A computed value with its label."""

    question: Question
    label: str
    decimals: int | None


@dataclass(frozen=True, slots=True)
class Totals:
    """Computed values, in a box at the right."""

    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a group within a section."""

    label: Spoken
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Questions that share their choices: a row each, a column for each choice."""

    options: tuple[tuple[str, str], ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """Lines: `cells` as a table where they fit (none where it holds more than cells), else `parts` as blocks.

    `fixed` is how many there always are, `most` how many blank ones are printed at most; 0 where nothing is said.
    """

    name: str
    path: tuple[str, ...]
    label: Spoken
    cells: tuple[Cell, ...]
    parts: "tuple[Part, ...]"
    fixed: int = 0
    most: int = 0


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of choices that is too long for boxes."""

    code: str
    label: str
    entries: tuple[tuple[str, str], ...]


Part = Grid | Lines | Prose | Totals | Heading | Matrix | Repeat | CodeList


@dataclass(frozen=True, slots=True)
class Section:
    """A lettered part of the sheet; without a letter it has no heading. `intro` is said beside or under it."""

    letter: str
    label: Spoken
    condition: str
    parts: tuple[Part, ...]
    intro: str = ""


Element = Cell | Total | Part
