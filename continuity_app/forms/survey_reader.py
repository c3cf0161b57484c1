"""Reads the kit's definition off pyxform's survey elements."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from pyxform.aliases import BINDING_CONVERSIONS
from pyxform.utils import default_is_dynamic

from continuity_app.forms.definition import TITLE_IN, Choice, Form, Group, Item, Question, Texts
from continuity_app.forms.model import Mistake
from continuity_app.words import say

Path = tuple[str, ...]

_TYPES = {
    "select one": "select_one",
    "select all that apply": "select_multiple",
    "select one external": "select_one",
    "odk:rank": "rank",
    "photo": "image",
    "string": "text",
    "int": "integer",
    "number": "integer",
    "trigger": "acknowledge",
    "background-audio": "audio",
}
KEPT_TYPES = frozenset(
    (
        *("text", "integer", "decimal", "range", "date", "time", "dateTime", "barcode", "hidden", "calculate", "note"),
        *("select_one", "select_multiple", "rank", "acknowledge", "image", "audio", "video", "file", "osm"),
        *("geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint"),
        *("start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email"),
    )
)
_BY_BIND = {
    "int": "integer",
    "decimal": "decimal",
    "date": "date",
    "dateTime": "dateTime",
    "time": "time",
    "geopoint": "geopoint",
    "barcode": "barcode",
}
_BY_MEDIA = {"image/*": "image", "audio/*": "audio", "video/*": "video"}
_NOT_ASKED = ("csv-external", "xml-external", "entity", "audit")
_SEARCH = re.compile(r"\bsearch\(\s*['\"]([^'\"]+)['\"]", re.IGNORECASE)
_FILES = (".csv", ".xml", ".geojson")


class SurveyReader:
    """One form on its way from pyxform's elements to the definition; collects mistakes."""

    def __init__(self, survey: Any, workbook: Any, tables: Mapping[str, tuple[dict[str, str], ...]]) -> None:
        self._survey = survey
        self._workbook = workbook
        self._tables = dict(tables)
        self._usual = str(survey.default_language or "default")
        self._languages: dict[str, None] = {}
        self._lists: dict[str, tuple[Choice, ...]] = {}
        self.mistakes: list[Mistake] = []

    def form(self, *, pack: str, sha256: str) -> Form:
        """The whole definition."""
        survey = self._survey
        self._read_lists()
        items = self._items(survey.children, (), self._names_in(survey.children, ()))
        self._read_external_lists()
        languages = [one for one in (self._usual,) if one in self._languages or not self._languages]
        languages += [one for one in self._languages if one != self._usual]
        return Form(
            id=str(survey.id_string),
            title=str(survey.title or survey.id_string),
            version=str(survey.version or "1"),
            languages=tuple(languages),
            items=items,
            pack=pack,
            choices={name: choices for name, choices in self._lists.items() if choices},
            tables=self._tables,
            source_sha256=sha256,
            settings=(settings := self._settings()),
            titles={key.removeprefix(TITLE_IN): text for key, text in settings.items() if key.startswith(TITLE_IN)},
        )

    def _settings(self) -> dict[str, str]:
        row: Mapping[str, Any] = next((row for row in self._workbook.settings or () if row), {})
        return {str(key): str(value) for key, value in row.items() if value is not None}

    # texts

    def _texts(self, raw: Any) -> Texts:
        if not raw or raw == " ":
            return {}
        if not isinstance(raw, Mapping):
            raw = {self._usual: raw}
        texts = {str(language): str(text) for language, text in raw.items() if text and text != "-"}
        self._languages.update(dict.fromkeys(texts))
        return texts

    def _media(self, raw: Any) -> dict[str, Texts]:
        if isinstance(raw, str):  # a column `media` that names no kind
            raw = {"media": raw}
        return {str(kind): found for kind, files in (raw or {}).items() if (found := self._texts(files))}

    # structure

    def _names_in(self, elements: Sequence[Any], inside: Path) -> Counter[str]:
        """How often each name is used among the questions of one scope: the form, or a line of a repeat."""
        names: Counter[str] = Counter()
        for element in elements:
            if element.type in ("group", "loop"):
                names += self._names_in(element.children, (*inside, element.name))
            elif element.type not in _NOT_ASKED:
                names[element.name] += 1
        return names

    def _items(self, elements: Sequence[Any], path: Path, names: Counter[str], scope: int = 0) -> tuple[Item, ...]:
        return tuple(self._each(elements, path, names, scope))

    def _each(self, elements: Sequence[Any], path: Path, names: Counter[str], scope: int) -> Iterator[Item]:
        made = [str(element.name) for element in elements if not _row(element)]
        others = {name.removesuffix("_other") for name in made if name.endswith("_other")}
        for element in elements:
            here = (*path, str(element.name))
            if element.type in _NOT_ASKED or (element.name == "meta" and (element.control or {}).get("bodyless")):
                continue
            name = "/".join(here[scope:]) if names[element.name] > 1 else str(element.name)
            if element.type == "repeat":
                inner = self._names_in(element.children, here)
                yield self._group(element, here, name, self._items(element.children, here, inner, len(here)))
            elif element.type in ("group", "loop"):
                children = self._items(element.children, here, names, scope)
                yield self._group(element, here, str(element.name), children)
            else:
                yield self._question(element, here, name, or_other=element.name in others)

    def _group(self, element: Any, path: Path, name: str, children: tuple[Item, ...]) -> Group:
        control = element.control or {}
        return Group(
            name=name,
            path=path,
            label=self._texts(element.label),
            relevant=_expression((element.bind or {}).get("relevant")),
            appearance=_words(control.get("appearance")),
            repeat=element.type == "repeat",
            count=_expression(control.get("jr:count")),
            children=children,
            kit=_kit(element),
            row=_row(element),
        )

    def _question(self, element: Any, path: Path, name: str, *, or_other: bool) -> Question:
        bind, control = element.bind or {}, getattr(element, "control", None) or {}
        kind = _type_of(element)
        default = _cell(getattr(element, "default", None))
        required = _expression(bind.get("required"))
        return Question(
            name=name,
            path=path,
            type=kind,
            label=self._texts(element.label),
            hint=self._texts(getattr(element, "hint", None)),
            required="" if required == "false()" else required,
            required_message=self._texts(bind.get("jr:requiredMsg")),
            relevant=_expression(bind.get("relevant")),
            constraint=_expression(bind.get("constraint")),
            constraint_message=self._texts(bind.get("jr:constraintMsg")),
            calculation=_expression(bind.get("calculate")),
            default=default,
            choice_filter=_expression(getattr(element, "choice_filter", None)),
            readonly="" if kind in ("note", "calculate") else _readonly(bind.get("readonly")),
            appearance=_words(control.get("appearance")),
            choices=self._choices_of(element),
            or_other=or_other and kind in ("select_one", "select_multiple"),
            parameters=_parameters(element),
            guidance=self._texts(getattr(element, "guidance_hint", None)),
            media=self._media(getattr(element, "media", None)),
            dynamic_default=bool(default) and bool(default_is_dynamic(default, element.type)),
            trigger=tuple(str(one).strip("${} ") for one in getattr(element, "trigger", None) or ()),
            kit=_kit(element),
            row=_row(element),
        )

    # choices

    def _read_lists(self) -> None:
        for name, itemset in (self._survey.choices or {}).items():
            self._lists[str(name)] = tuple(self._choice(option) for option in itemset.options)

    def _choice(self, option: Any) -> Choice:
        extra = {str(key): str(value) for key, value in (option.extra_data or {}).items() if _is_column(key, value)}
        return Choice(str(option.name), self._texts(option.label), extra, self._media(option.media))

    def _read_external_lists(self) -> None:
        """Choices of `select_one_external` stand on a sheet of their own, which pyxform passes on as it is."""
        rows: dict[str, list[Choice]] = {}
        for row in self._workbook.external_choices or ():
            name = str((row or {}).get("list_name") or (row or {}).get("list name") or "")
            if name and row.get("name") is not None:
                label = {self._usual: str(row["label"])} if row.get("label") else {}
                label |= {key.partition("::")[2]: str(v) for key, v in row.items() if key.startswith("label::") and v}
                extra = {str(key): str(value) for key, value in row.items() if _is_column(key, value)}
                rows.setdefault(name, []).append(Choice(str(row["name"]), self._texts(label), extra))
        self._lists.update({name: tuple(choices) for name, choices in rows.items() if name not in self._lists})

    def _choices_of(self, element: Any) -> str:
        if element.type == "select one external":
            return str(element.query or "")
        itemset = str(getattr(element, "itemset", None) or "")
        if found := _SEARCH.search(_cell((getattr(element, "control", None) or {}).get("appearance"))):
            own = getattr(element, "choices", None)
            listed = (str(name) for name, one in (self._survey.choices or {}).items() if one is own)
            return self._searched(found[1].removesuffix(".csv"), next(listed, itemset))
        if not itemset or itemset.startswith("${"):
            return itemset.strip()
        if PurePath(itemset).suffix.lower() in _FILES:
            return self._from_file(element, itemset)
        return itemset

    def _searched(self, table: str, itemset: str) -> str:
        """`search('table')`: the list's choices name columns, of values and of labels; plain numbers stay choices."""
        rows, name = self._tables.get(table), f"{itemset} (search {table})"
        if rows is None or name in self._lists:
            return name
        found: dict[str, Choice] = {}
        for choice in self._lists.get(itemset, ()):
            if not (rows and choice.name in rows[0]):
                found.setdefault(choice.name, choice)
                continue
            for row in rows:
                label = {told: row.get(column) or row[choice.name] for told, column in choice.label.items()}
                if row.get(choice.name):
                    found.setdefault(row[choice.name], Choice(row[choice.name], self._texts(label), row))
        self._lists[name] = tuple(found.values())
        return name

    def _from_file(self, element: Any, file: str) -> str:
        """A list made of a table, by the columns that the question's parameters name."""
        table, parameters = PurePath(file).stem, _parameters(element)
        usual = ("id", "title") if PurePath(file).suffix.lower() == ".geojson" else ("name", "label")
        value, label = parameters.get("value", usual[0]), parameters.get("label", usual[1])
        name = file if (value, label) == usual else f"{file} ({value}, {label})"
        rows = self._tables.get(table)
        if rows is None:
            return name
        if rows and value not in rows[0]:
            problem = say("The table {table} has no column {column}.", table=file, column=value)
            self.mistakes.append(Mistake(_row(element), "type", problem))
            return name
        choices = {row[value]: row for row in reversed(rows) if row.get(value)}
        self._lists[name] = tuple(
            Choice(key, self._texts({self._usual: row.get(label) or key}), row)
            for key, row in reversed(choices.items())
        )
        return name


def _type_of(element: Any) -> str:
    kind = str(element.type)
    kind = _TYPES.get(kind, kind)
    if kind in KEPT_TYPES:
        return kind
    bind, control = element.bind or {}, getattr(element, "control", None) or {}
    if control.get("tag") == "upload":
        return _BY_MEDIA.get(control.get("mediatype", ""), "file")
    if control.get("tag") in ("select1", "select"):
        return "select_one" if control["tag"] == "select1" else "select_multiple"
    if bind.get("readonly") == "true()" and control.get("tag") == "input":
        return "note"
    return _BY_BIND.get(bind.get("type", ""), "text")


def _cell(raw: Any) -> str:
    return "" if raw is None else str(raw).strip()


def _expression(raw: Any) -> str:
    """A cell as an expression: pyxform's yes and no are `true()` and `false()`."""
    text = _cell(raw)
    return str(BINDING_CONVERSIONS.get(text, text))


def _readonly(raw: Any) -> str:
    text = _expression(raw)
    return "" if text == "false()" else text


def _words(raw: Any) -> tuple[str, ...]:
    return tuple(_cell(raw).lower().split())


def _parameters(element: Any) -> dict[str, str]:
    """The parameters column; inside of loops pyxform leaves it as it was written, `start=1 end=5`."""
    raw = getattr(element, "parameters", None) or {}
    if isinstance(raw, str):
        pairs = (word.partition("=") for word in raw.replace(";", " ").replace(",", " ").split())
        return {key: value for key, sign, value in pairs if sign}
    return {str(key): str(value) for key, value in raw.items()}


def _kit(element: Any) -> dict[str, str]:
    """Own additions: columns `kit:name` and attributes `body::kit:name`."""
    extra = element.extra_data or {}
    found = {str(key).partition(":")[2]: value for key, value in extra.items() if str(key).startswith("kit:")}
    if isinstance(extra.get("kit"), Mapping):
        found |= extra["kit"]
    control = getattr(element, "control", None) or {}
    found |= {str(key).partition(":")[2]: value for key, value in control.items() if str(key).startswith("kit:")}
    return {key.strip(": "): _cell(value) for key, value in found.items() if key.strip(": ") != "row" and _cell(value)}


def _row(element: Any) -> int:
    extra = element.extra_data or {}
    inner = extra.get("kit")
    raw = extra.get("kit:row") or (inner.get("row") if isinstance(inner, Mapping) else None)
    return int(raw) if raw else 0


def _is_column(key: Any, value: Any) -> bool:
    usual = ("name", "label", "list_name", "list name", "media", "image", "audio", "video", "__row")
    return value is not None and str(key) not in usual and isinstance(value, (str, int, float)) and "::" not in str(key)
