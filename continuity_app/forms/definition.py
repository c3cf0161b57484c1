"""A form as the kit uses it: what one XLSForm means for the screen, the sheet, the capture and the export.

Values only, no pyxform: a definition is compiled on the IT machine, travels in the snapshot as JSON and is read on the
laptop. A text in several languages is a mapping from language name ("English (en)", or "default") to text.
"""

from dataclasses import dataclass, field
from typing import Any

Texts = dict[str, str]
"""Language name -> text; never empty for something that is shown."""
TITLE_IN = "kit:title::"
"""What a settings column with the title in a language begins with; stock tools pass over it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose. `filters` are further columns of the choices sheet, for choice filters."""

    name: str
    label: Texts
    filters: dict[str, str] = field(default_factory=dict)
    media: dict[str, Texts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask, to compute or to say.

    Attributes:
        name: what its answer is stored under: its name in the XLSForm, or, where two questions of the same form or
            line share one, with its groups before it ("buyer/address").
        path: names from the root to it, for example `("lines", "hours")`.
        type: XLSForm's base type: text, integer, decimal, date, time, dateTime, select_one, select_multiple, rank,
            note, calculate, acknowledge, image, audio, video, file, geopoint, geotrace, geoshape, barcode, range,
            hidden, or the name of a metadata type (start, end, today, deviceid, username, ...).
        label, hint, constraint_message, required_message: texts by language.
        required, relevant, constraint, calculation, default, choice_filter, readonly: expressions as pyxform's XLSForm
            columns gave them (with `${name}`), empty where there is none. `required` is "" or an expression ("true()").
        appearance: words of the appearance column, in lower case.
        choices: name of the choice list, empty for other types.
        or_other: whether another answer may be written in; it is the answer of the text question `<name>_other`, which
            follows.
        parameters: of range and others, by name.
        guidance: further help, for training and for paper.
        media: pictures and sounds that go with it, by kind ("image", "audio", ...).
        dynamic_default: whether `default` is an expression, evaluated once when the form or line begins.
        trigger: names of questions; its calculation is done when one of them changes, and only then.
        kit: own additions by name without their prefix: comb, key, check, money, rekey, sensitive, warning.
        row: row of the survey sheet, for messages.
    """

    name: str
    path: tuple[str, ...]
    type: str
    label: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    required: str = ""
    required_message: Texts = field(default_factory=dict)
    relevant: str = ""
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    calculation: str = ""
    default: str = ""
    choice_filter: str = ""
    readonly: str = ""
    appearance: tuple[str, ...] = ()
    choices: str = ""
    or_other: bool = False
    parameters: dict[str, str] = field(default_factory=dict)
    guidance: Texts = field(default_factory=dict)
    media: dict[str, Texts] = field(default_factory=dict)
    dynamic_default: bool = False
    trigger: tuple[str, ...] = ()
    kit: dict[str, str] = field(default_factory=dict)
    row: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that belong together. With `repeat` it is a table of lines; `count` is its repeat_count expression.

    `kit` holds own additions by name without their prefix, as for a question; `intro` for a sentence under the heading.
    """

    name: str
    path: tuple[str, ...]
    label: Texts = field(default_factory=dict)
    relevant: str = ""
    appearance: tuple[str, ...] = ()
    repeat: bool = False
    count: str = ""
    children: "tuple[Item, ...]" = ()
    kit: dict[str, str] = field(default_factory=dict)
    row: int = 0


Item = Question | Group


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form.

    Attributes:
        id: the XLSForm's form_id.
        title, version: from its settings; a version is a string.
        titles: the title in further languages, by name; from settings columns `kit:title::<language>`.
        pack: the trade it ships for ("dealer", ...), "site" for a site's own.
        languages: as named in the columns, the default first; `("default",)` where none is named.
        items: top-level groups and questions in order.
        choices: lists of choices by name.
        tables: CSV files shipped beside the form: name -> rows.
        source_sha256: of the XLSForm file.
    """

    id: str
    title: str
    version: str
    languages: tuple[str, ...]
    items: tuple[Item, ...]
    pack: str = ""
    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    tables: dict[str, tuple[dict[str, str], ...]] = field(default_factory=dict)
    source_sha256: str = ""
    settings: dict[str, str] = field(default_factory=dict)
    titles: Texts = field(default_factory=dict)


def computed_names(items: tuple[Item, ...]) -> frozenset[str]:
    """Names of the questions outside of lines that a form computes."""
    names: frozenset[str] = frozenset()
    for item in items:
        if isinstance(item, Question):
            names |= {item.name} if item.calculation else set()
        elif not item.repeat:
            names |= computed_names(item.children)
    return names


Answers = dict[str, Any]
"""Answers by question name; a group's questions lie flat beside the others, a repeat is a list of Answers,
select_multiple and rank a list of names, numbers are int or float, dates and times ISO 8601 strings, acknowledge
True."""
