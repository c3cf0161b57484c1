"""A form's definition as JSON and back: how it travels in a snapshot; what has its usual value is left out."""

from dataclasses import MISSING, fields
from typing import Any

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Choice, Form, Group, Item, Question, Texts
from continuity_app.words import say


def encode_form(form: Form) -> bytes:
    """The definition as JSON; the same form always gives the same bytes."""
    return msgspec.json.encode(_slim(form))


def decode_form(data: bytes) -> Form:
    """Reads a definition back, every value checked.

    Raises:
        BadDataError: it is not a definition.
    """
    try:
        raw = msgspec.json.decode(data, type=dict[str, Any])
        items = tuple(_item(item) for item in raw.pop("items"))
        return Form(**msgspec.structs.asdict(msgspec.convert(raw, _FormHead)), items=items)
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadDataError(
            "form.definition_damaged",
            say("A form's definition cannot be read."),
            what_is_safe=say("Other forms are not touched."),
            next_step=say("Build the snapshot again from the form's XLSForm."),
        ) from error


class _FormHead(msgspec.Struct):
    """A form without its items, which are of two kinds that only their keys tell apart."""

    id: str
    title: str
    version: str
    languages: tuple[str, ...]
    pack: str = ""
    choices: dict[str, tuple[Choice, ...]] = {}
    tables: dict[str, tuple[dict[str, str], ...]] = {}
    source_sha256: str = ""
    settings: dict[str, str] = {}
    titles: Texts = {}


class _GroupHead(msgspec.Struct):
    """A group without its children."""

    name: str
    path: tuple[str, ...]
    label: Texts = {}
    relevant: str = ""
    appearance: tuple[str, ...] = ()
    repeat: bool = False
    count: str = ""
    kit: dict[str, str] = {}
    row: int = 0


def _item(raw: dict[str, Any]) -> Item:
    if not raw["path"]:
        raise KeyError("path")
    if "type" in raw:
        return msgspec.convert(raw, Question)
    children = tuple(_item(child) for child in raw.pop("children", ()))
    return Group(**msgspec.structs.asdict(msgspec.convert(raw, _GroupHead)), children=children)


def _slim(value: Any) -> Any:
    if isinstance(value, (Form, Group, Question, Choice)):
        slim = {}
        for one in fields(value):
            inner = getattr(value, one.name)
            usual = one.default_factory() if one.default_factory is not MISSING else one.default
            if inner != usual:
                slim[one.name] = _slim(inner)
        return slim
    if isinstance(value, (tuple, list)):
        return [_slim(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _slim(inner) for key, inner in value.items()}
    return value
