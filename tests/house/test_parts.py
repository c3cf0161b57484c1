"""What the kit is made of is told, licensed so that it may be shipped, and watched for known weaknesses."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from cyclonedx.model.bom import Bom

ROOT = Path(__file__).resolve().parents[2]


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "resources" / "packaging" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


parts, audit = script("parts"), script("audit")


def test_the_page_of_licences_is_current() -> None:
    told = "run: python resources/packaging/parts.py licences"
    assert parts.PAGE.read_text("utf-8") == parts.page(), told


def test_every_licence_is_known_and_none_that_is_shipped_is_the_gpl_alone() -> None:
    assert [part.name for part in parts.parts() if not part.licence] == []
    assert [part.name for part in parts.parts() if part.shipped and parts.gpl_only(part.licence)] == []


@pytest.mark.parametrize(
    ("expression", "only"),
    [
        ("GPL-3.0-only", True),
        ("AGPL-3.0-or-later", True),
        ("GPL-2.0-only OR GPL-3.0-only", True),
        ("LGPL-3.0-only OR GPL-2.0-only", False),
        ("GPL-2.0-or-later WITH Bootloader-exception", False),
        ("Apache-2.0 OR GPL-2.0-or-later", False),
        ("MIT", False),
    ],
)
def test_what_is_the_gpl_alone(expression: str, *, only: bool) -> None:
    assert parts.gpl_only(expression) is only


def test_shipped_is_what_the_project_needs_and_what_that_needs() -> None:
    shipped = {part.name: part.shipped for part in parts.parts()}
    assert all(shipped[name] for name in ("sqlcipher3", "pyside6-essentials", "cffi", "shiboken6", "urllib3"))
    assert not any(shipped[name] for name in ("pytest", "pyinstaller", "pip-audit", "requests", "apsw-sqlite3mc"))


def test_every_locked_part_has_its_digests() -> None:
    assert all(part.digests for part in parts.parts())


def test_the_bill_of_materials_is_cyclonedx(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    text = parts.sbom()
    assert text == parts.sbom(), "the same lock, the same list"
    bom = Bom.from_json(json.loads(text))
    locked = {(part.name, part.version) for part in parts.parts()}
    assert {(component.name, component.version) for component in bom.components} == locked
    assert bom.validate()
    known = {component.bom_ref.value for component in bom.components} | {bom.metadata.component.bom_ref.value}
    assert {dependency.ref.value for dependency in bom.dependencies} == known
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert json.loads(parts.sbom())["metadata"]["timestamp"] == "2023-11-14T22:13:20+00:00"


@pytest.mark.parametrize(
    ("dependencies", "status", "says"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "No weakness is known of 1 parts."),
        ([{"name": "a", "skip_reason": "not found"}], 75, "Skipped"),
        (
            [{"name": "a", "skip_reason": "x"}, {"name": "b", "version": "1", "vulns": []}],
            0,
            "Not known to the index: a.",
        ),
        (
            [{"name": "a", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}],
            1,
            "a 1: CVE-1, mended in 2",
        ),
        ([], 75, "Skipped"),
    ],
)
def test_an_audit_tells_found_from_not_asked(dependencies: list[dict[str, object]], status: int, says: str) -> None:
    seen, lines = audit.judged({"dependencies": dependencies})
    assert (seen, any(says in line for line in lines)) == (status, True)
