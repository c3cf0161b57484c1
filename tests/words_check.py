"""Looks after the translations: `python -m tests.words_check` takes out lines whose English is gone, and counts.

Every sentence that a user reads is the first argument of `say`, or stands in a table of a module that says it by name.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE, WORDS = ROOT / "continuity_app", ROOT / "resources" / "words"
NOT_ON_SHEETS = {"fillable_read", "form_check", "pictures", "scan", "scanned_sheet", "straighten"}
"""Modules of `paper` that read or check: what they say stands on screens only."""


def texts_of(folder: Path) -> set[str]:
    """Every text in the code and in the tables that it says: sentences are also kept in these before they are said."""
    return tables() | {
        node.value
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def tables() -> set[str]:
    """The titles, questions and advice of the shipped table of readiness, and the events of that of duties."""
    table = tomllib.loads(_read(ROOT / "resources" / "readiness" / "keys.toml"))
    questions = {question["text"] for key in table["key"] for question in key["question"]}
    events = tomllib.loads(_read(ROOT / "resources" / "obligations.toml"))["events"].values()
    return {key["title"] for key in table["key"]} | questions | {*table["advice"].values(), *events}


def sentences_of(path: Path) -> set[str]:
    """The sentences that a module says, those of its tables among them where it says one by name."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = [call.args[0] for call in _says(tree)]
    found = {told.value for told in said if isinstance(told, ast.Constant) and isinstance(told.value, str)}
    if len(found) < len({ast.dump(told) for told in said}):
        found |= set(_in_tables(tree))
    return found


def on_sheets() -> set[str]:
    """The sentences that may stand on a printed sheet: those of `paper`, but not its errors."""
    found: set[str] = set()
    for path in (PACKAGE / "paper").rglob("*.py"):
        if path.stem not in NOT_ON_SHEETS:
            tree = ast.parse(path.read_text(encoding="utf-8"))
            inside = {id(node) for each in ast.walk(tree) if _is_error(each) for node in ast.walk(each)}
            said = [call.args[0] for call in _says(tree) if id(call) not in inside]
            found |= {told.value for told in said if isinstance(told, ast.Constant) and isinstance(told.value, str)}
    return found


def shares(language: str) -> list[tuple[str, int, int]]:
    """Package, sentences translated, sentences in all."""
    known = set(lines_of(language))
    counted: dict[str, set[str]] = {}
    for path in PACKAGE.rglob("*.py"):
        counted.setdefault(path.relative_to(PACKAGE).parts[0].removesuffix(".py"), set()).update(sentences_of(path))
    counted["tables"] = tables()
    return [(name, len(said & known), len(said)) for name, said in sorted(counted.items()) if said]


def lines_of(language: str) -> list[str]:
    """The English sentences of a language's files, each as often as it stands there."""
    return [key for path in sorted((WORDS / language).glob("*.toml")) for key in tomllib.loads(_read(path))]


def told(language: str) -> str:
    """The shares as a table for people."""
    rows = shares(language)
    done, whole = sum(row[1] for row in rows), sum(row[2] for row in rows)
    lines = [
        f"{name:<12}{known:>6} of {all_:>5}{known / all_:>7.0%}" for name, known, all_ in (*rows, ("all", done, whole))
    ]
    return "\n".join([language, *lines])


def prune(language: str) -> list[str]:
    """Takes the lines out whose English nobody says any more; gives them."""
    texts, gone = texts_of(PACKAGE), []
    for path in (WORDS / language).glob("*.toml"):
        kept = []
        for line in _read(path).splitlines():
            stale = [key for key in tomllib.loads(line) if key not in texts]
            gone += stale
            if not stale:
                kept.append(line)
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return gone


def main() -> int:
    """Prunes every language and prints what is translated; ends with 1 where lines were taken out."""
    taken = 0
    for folder in sorted(path for path in WORDS.iterdir() if path.is_dir()):
        for sentence in prune(folder.name):
            taken += 1
            sys.stdout.write(f"taken out: {sentence}\n")
        sys.stdout.write(told(folder.name) + "\n")
    return 1 if taken else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _says(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
            yield node


def _is_error(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(node, ast.Raise) or (isinstance(called, ast.Name) and called.id.endswith("Error"))


def _in_tables(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            # The keys of a table are names of the code; what people read are its values, which hold a letter or two.
            values = node.value.values if isinstance(node.value, ast.Dict) else [node.value]
            for value in values:
                for each in ast.walk(value):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str) and " " in each.value:
                        yield each.value


if __name__ == "__main__":
    sys.exit(main())
