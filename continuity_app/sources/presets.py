"""Presets: which columns of a known product's export become which fields, as data under `resources/presets/`."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec

from continuity_app.resources import resource

NONE = "none"
PRESETS = ("salesforce", "hubspot", "google", "outlook", "dynamics", "vcard", "ldif")


@dataclass(frozen=True, slots=True)
class Numbered:
    """Columns that come in numbers (`Phone 1 - Value`, `Phone 2 - Value`); a label column may tell the kind."""

    field: str
    value: str
    label: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Preset:
    """One product's export.

    Attributes:
        title: what people call it.
        signatures: sets of columns; a file that has all of one set is this export.
        fields: field -> columns that become it, in order of preference.
        numbered: columns that come in numbers.
        format: the file format that is this preset whatever its columns are.
        joined_by: what stands between several values in one cell.
        central: columns that a re-import needs back.
    """

    title: str
    signatures: tuple[tuple[str, ...], ...]
    fields: dict[str, tuple[str, ...]]
    numbered: tuple[Numbered, ...] = ()
    format: str = ""
    joined_by: str = ""
    central: tuple[str, ...] = field(default=())


@cache
def load_preset(name: str) -> Preset:
    """A preset by its name, one of `PRESETS`."""
    return msgspec.convert(tomllib.loads(resource("presets", f"{name}.toml").read_text(encoding="utf-8")), Preset)


@cache
def common_words() -> dict[str, tuple[str, ...]]:
    """Field -> names under which unknown files have it."""
    return msgspec.convert(
        tomllib.loads(resource("presets", "words.toml").read_text(encoding="utf-8")), dict[str, tuple[str, ...]]
    )


@cache
def known_columns() -> tuple[str, ...]:
    """Every column name that a preset or the list of common words knows; by them a header row is found."""
    names: dict[str, None] = {}
    for preset in map(load_preset, PRESETS):
        for columns in (*preset.signatures, *preset.fields.values(), preset.central):
            names.update(dict.fromkeys(columns))
        for each in preset.numbered:
            names.update(dict.fromkeys(pattern.replace("{n}", "1") for pattern in (each.value, *each.label)))
    for words in common_words().values():
        names.update(dict.fromkeys(words))
    return tuple(names)


def guess_preset(file_format: str, columns: Sequence[str]) -> str:
    """The preset whose signature the columns fit best, or `none`."""
    have = {column.casefold() for column in columns}
    best, best_size = NONE, 0
    for name in PRESETS:
        preset = load_preset(name)
        if preset.format and preset.format == file_format:
            return name
        for signature in preset.signatures:
            if len(signature) > best_size and all(column.casefold() in have for column in signature):
                best, best_size = name, len(signature)
    return best
