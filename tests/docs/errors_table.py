"""Reads every error code of the package from its source, and writes `docs/errors.md`.

Run `python -m tests.docs.errors_table` after adding or changing an error.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "continuity_app"
DOCUMENT = ROOT / "docs" / "errors.md"
CODE = re.compile(r"[a-z_]+\.[a-z_]+")
FAMILIES = {
    "SurroundingsError": "surroundings",
    "BadDataError": "bad data",
    "WrongPassphraseError": "bad data",
    "RefusalError": "bad data",
    "Refused": "bad data",
    "KitError": "our bug",
}
"""The classes that carry a code; the two of `sources` are raised again as bad data outside the reader's process."""

_HEAD = """# Errors by code

Written by `python -m tests.docs.errors_table` from the source; a test fails when it is out of date. Every error says
what happened, what is safe and what to do next; under `--json` it is the object `error` with `code`, `message`,
`what_is_safe`, `next_step` and `details`. *Surroundings* means disk, rights, another process or a missing tool;
*bad data* means a file, an answer or a word; anything else is *our bug* and says where in the program it happened.

| code | family | what happened | what to do |
|---|---|---|---|
"""


@dataclass(frozen=True, order=True)
class ErrorRow:
    """One place that raises: `happened` and `next_step` are "…" where they are put together elsewhere."""

    code: str
    family: str
    happened: str
    next_step: str


def error_rows() -> list[ErrorRow]:
    """Every error of the package, sorted by code."""
    rows = {row for path in sorted(PACKAGE.rglob("*.py")) for row in _rows_of(ast.parse(path.read_text("utf-8")))}
    return sorted(rows)


def document() -> str:
    """The whole of `docs/errors.md`."""
    lines = (f"| `{r.code}` | {r.family} | {_cell(r.happened)} | {_cell(r.next_step)} |\n" for r in error_rows())
    return _HEAD + "".join(lines)


def _rows_of(tree: ast.Module) -> Iterator[ErrorRow]:
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in calls:
        family = FAMILIES.get(_name(call.func))
        if family is None or not call.args:
            continue
        parts = [*call.args[:3], *(w.value for w in call.keywords if w.arg == "next_step")][:3]
        maker = next((function for function in functions if any(node is call for node in ast.walk(function))), None)
        for given in _given(maker, calls, [part.id for part in parts if isinstance(part, ast.Name)]):
            code, *words = (_resolved(part, given, maker) for part in parts)
            if isinstance(code, ast.Constant):
                happened, next_step, *_ = (*(_words(word) for word in words), "…", "…")
                yield ErrorRow(str(code.value), family, happened, next_step)


def _resolved(part: ast.expr, given: dict[str, ast.expr], maker: ast.FunctionDef | None) -> ast.expr:
    """What stands behind a name: what the caller handed over, or everything that the function puts into it."""
    if not isinstance(part, ast.Name):
        return part
    if part.id in given:
        return given[part.id]
    put = [
        node.value
        for node in (ast.walk(maker) if maker else ())
        if isinstance(node, ast.Assign) and any(_name(target) == part.id for target in node.targets)
    ]
    return ast.Tuple(put, ast.Load()) if put else part


def _given(maker: ast.FunctionDef | None, calls: list[ast.Call], wanted: list[str]) -> Iterator[dict[str, ast.expr]]:
    """What each caller hands to the function that makes an error, by parameter; nothing where it takes nothing."""
    names = [argument.arg for argument in (*maker.args.posonlyargs, *maker.args.args)] if maker else []
    keywords = [argument.arg for argument in maker.args.kwonlyargs] if maker else []
    if maker is None or not set(wanted) & {*names, *keywords}:
        yield {}
        return
    if names[:1] in (["self"], ["cls"]):
        names = names[1:]
    for other in calls:
        if _name(other.func) == maker.name:
            yield dict(zip(names, other.args, strict=False)) | {word.arg or "": word.value for word in other.keywords}


def _words(node: ast.expr) -> str:
    """The sentence inside `say("…")`, whichever way it is chosen; "…" where it comes from elsewhere."""
    found = [
        str(inner.args[0].value)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Call)
        and _name(inner.func) == "say"
        and inner.args
        and isinstance(inner.args[0], ast.Constant)
    ]
    return " / ".join(found) or "…"


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
