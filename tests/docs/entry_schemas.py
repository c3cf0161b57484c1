"""Makes `resources/schemas/entries/`, a JSON schema for the body of every entry type.

Run it with `python -m tests.docs.entry_schemas`.
"""

import dataclasses
from pathlib import Path
from typing import Any

import msgspec

from continuity_app.journal.types import BODIES, Body
from continuity_app.resources import resource

FOLDER = Path(str(resource("schemas"))) / "entries"
VECTORS = Path(__file__).parent / "bodies.json"


def schema_of(kind: type[Body]) -> dict[str, Any]:
    """The schema of one type's body, references resolved in itself."""
    told = msgspec.json.schema(kind)
    body = told["$defs"].pop(kind.__name__)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"continuity-kit/entry/{kind.type}",
        **body,
        **({"$defs": told["$defs"]} if told["$defs"] else {}),
    }


def files() -> dict[str, bytes]:
    """Name and contents of every schema file."""
    return {
        f"{name}.json": msgspec.json.format(msgspec.json.encode(schema_of(kind), order="sorted"), indent=2) + b"\n"
        for name, kind in BODIES.items()
    }


def example(kind: type[Body]) -> dict[str, Any]:
    """A body with every field that it has today, each with a value that tells."""
    return {each.name: _value(msgspec.inspect.type_info(each.type), each.name) for each in dataclasses.fields(kind)}


def _value(kind: msgspec.inspect.Type, name: str) -> Any:
    match kind:
        case msgspec.inspect.BoolType():
            return True
        case msgspec.inspect.IntType():
            return 3
        case msgspec.inspect.VarTupleType():
            return [f"{name}-1", f"{name}-2"]
        case msgspec.inspect.DictType():
            return {name: "value"}
        case _:
            return f"{name}-text"


def keep() -> None:
    """Writes the schemas, and adds what today's bodies look like to the vectors, which are never taken away again."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, data in files().items():
        (FOLDER / name).write_bytes(data)
    vectors = msgspec.json.decode(VECTORS.read_bytes()) if VECTORS.exists() else []
    now = [{"type": name, "body": example(kind)} for name, kind in BODIES.items()]
    vectors += [each for each in now if each not in vectors]
    VECTORS.write_bytes(msgspec.json.format(msgspec.json.encode(vectors), indent=1) + b"\n")


if __name__ == "__main__":
    keep()
