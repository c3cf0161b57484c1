"""Rules of the house that a linter does not know."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "continuity_app"
MODULES = sorted(PACKAGE.rglob("*.py"))
NETWORK = {"socket", "requests", "httpx", "urllib3", "urllib.request", "http.client", "PySide6.QtNetwork", "ssl"}


def imported(module: Path) -> set[str]:
    """Every module that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_no_module_imports_a_network() -> None:
    assert {str(m): found for m in MODULES if (found := imported(m) & NETWORK)} == {}


def test_every_module_says_what_it_is_for() -> None:
    assert [str(m) for m in MODULES if not ast.get_docstring(ast.parse(m.read_text(encoding="utf-8")))] == []


def test_the_core_runs_where_qt_cannot_be_imported() -> None:
    core = [
        ".".join(("continuity_app", *m.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for m in MODULES
        if "desktop" not in m.relative_to(PACKAGE).parts
    ]
    script = (
        "import sys, importlib\n"
        "sys.modules['PySide6'] = None\n"
        f"for name in {core!r}: importlib.import_module(name)\n"
        "print(len([n for n in sys.modules if n.startswith('continuity_app')]))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= len(core) > 50


@pytest.mark.parametrize(
    ("start", "unwanted"),
    [
        ("from continuity_app.cli.main import main; main(['--version'])", {"dataclasses", "argparse", "msgspec"}),
        (
            "import continuity_app.cli.find, continuity_app.kit.opening, continuity_app.outage.customers",
            {"tuf", "reportlab", "pyxform", "rich", "phonenumbers", "elementpath", "sqlalchemy", "holidays", "asyncio"},
        ),
    ],
)
def test_quick_verbs_import_only_what_they_use(start: str, unwanted: set[str]) -> None:
    script = f"import sys\n{start}\nprint(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert unwanted & set(done.stderr.split()) == set()
