"""What the kit is made of: every locked part with its version, licence and reason, as a page and as a CycloneDX list.

    python resources/packaging/parts.py licences             writes docs/licences.md
    python resources/packaging/parts.py sbom -o FILE.json    writes the software bill of materials (CycloneDX 1.6, JSON)

Standard library only. Versions, digests and who needs whom come from requirements.lock, licences from the installed
parts; what is not installed here (parts of other systems) or says its licence in prose is named in the table below.
"""

import argparse
import importlib.metadata
import json
import os
import re
import sys
import tomllib
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK, PAGE = ROOT / "requirements.lock", ROOT / "docs" / "licences.md"
HEAD = """# Licences of what the kit is made of

Written by `python resources/packaging/parts.py licences` from `requirements.lock`; a test fails when it is out of date,
or when a part that is shipped may be had under the GPL alone. The kit itself is Apache-2.0. The Qt libraries and
python-bidi are LGPL: they are separate files of the bundle that may be replaced. `python3 build_installer.py sbom`
writes the same as CycloneDX.
"""

QT = "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"
# Read by a person from the licence file of the part, where its metadata says nothing, or says it in prose.
TOLD = {
    "apsw-sqlite3mc": "Zlib",
    "atheris": "Apache-2.0",
    "boolean-py": "BSD-2-Clause",
    "colorama": "BSD-3-Clause",
    "et-xmlfile": "MIT",
    "grimp": "BSD-2-Clause",
    "import-linter": "BSD-2-Clause",
    "macholib": "MIT",
    "pefile": "MIT",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyinstaller-hooks-contrib": "Apache-2.0 OR GPL-2.0-or-later",
    "pyside6-essentials": QT,
    "pyside6-pdf": QT,
    "shiboken6": QT,
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyrage": "MIT",
    "python-bidi": "LGPL-3.0-or-later",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "pywin32-ctypes": "BSD-3-Clause",
    "pyxform": "BSD-2-Clause",
    "reportlab": "BSD-3-Clause",
    "sqlcipher3": "Zlib",
}
SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
}


@dataclass(frozen=True)
class Part:
    """A locked part; `shipped` parts come to users, the others only build and test."""

    name: str
    version: str
    digests: tuple[str, ...]
    needed_by: tuple[str, ...]
    shipped: bool = False
    licence: str = ""
    why: str = ""

    @property
    def url(self) -> str:
        """How package lists call it."""
        return f"pkg:pypi/{self.name}@{self.version}"


FONTS = (
    Part(
        "IBM Plex Sans",
        "as in resources/fonts",
        (),
        (),
        shipped=True,
        licence="OFL-1.1",
        why="letters on screen and paper",
    ),
    Part(
        "Noto Sans", "as in resources/fonts/scripts", (), (), shipped=True, licence="OFL-1.1", why="letters of scripts"
    ),
    Part(
        "Droid Sans Fallback",
        "as in resources/fonts/scripts",
        (),
        (),
        shipped=True,
        licence="Apache-2.0",
        why="Chinese, Japanese and Korean letters",
    ),
)


def parts() -> list[Part]:
    """Everything that is locked, by name."""
    locked = {part.name: part for part in _locked(LOCK.read_text(encoding="utf-8"))}
    shipped = {name for name, part in locked.items() if "continuity-kit (pyproject.toml)" in part.needed_by}
    while more := {name for name, part in locked.items() if set(part.needed_by) & shipped} - shipped:
        shipped |= more
    why = _reasons()
    return [
        replace(part, shipped=name in shipped, licence=licence_of(name), why=why.get(name, ""))
        for name, part in sorted(locked.items())
    ]


def licence_of(name: str) -> str:
    """A part's licence as an SPDX expression, empty where nobody knows it."""
    if name in TOLD:
        return TOLD[name]
    try:
        told = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    if expression := told.get("License-Expression"):
        return expression
    classified = [
        line.split("::")[-1].strip() for line in told.get_all("Classifier") or [] if line.startswith("License")
    ]
    named = [
        word for word in ((told.get("License") or "").strip(), *classified) if word in SPDX or word in SPDX.values()
    ]
    return SPDX.get(named[0], named[0]) if named else ""


def gpl_only(expression: str) -> bool:
    """Whether every alternative of a licence is the GPL or the AGPL without an exception for what is linked to it."""
    return all(
        re.search(r"(?<![L\w])A?GPL", choice) is not None and " WITH " not in choice
        for choice in re.split(r"\s+OR\s+", expression.strip("()"))
    )


def page() -> str:
    """The whole of `docs/licences.md`."""
    found = parts()
    shipped = [*FONTS, *(part for part in found if part.shipped)]
    rows = [_row(part) for part in shipped]
    tools = [_row(part) for part in found if not part.shipped]
    table = "| part | version | licence | what for |\n|---|---|---|---|\n"
    return f"{HEAD}\n## Shipped\n\n{table}{''.join(rows)}\n## Only to build and to test\n\n{table}{''.join(tools)}"


def sbom() -> str:
    """The bill of materials; the same lock always gives the same one, unless SOURCE_DATE_EPOCH dates it."""
    lock = LOCK.read_bytes()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = parts()
    itself = f"pkg:generic/{project['name']}@{project['version']}"
    needs: dict[str, list[str]] = {
        itself: [part.url for part in found if any("pyproject" in n for n in part.needed_by)]
    }
    needs |= {part.url: [other.url for other in found if part.name in other.needed_by] for part in found}
    about = {
        "component": {
            "type": "application",
            "bom-ref": itself,
            "name": project["name"],
            "version": project["version"],
            "description": project["description"],
            "licenses": [{"expression": project["license"]}],
        }
    }
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        about["timestamp"] = datetime.fromtimestamp(int(epoch), UTC).isoformat()
    whole = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, itself + lock.decode())}",
        "version": 1,
        "metadata": about,
        "components": [_component(part) for part in found],
        "dependencies": [{"ref": name, "dependsOn": sorted(needed)} for name, needed in needs.items()],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _locked(lock: str) -> list[Part]:
    found, name, version = [], "", ""
    digests: list[str] = []
    needed_by: list[str] = []
    for line in [*lock.splitlines(), "end==0"]:
        if start := re.match(r"([a-z0-9-]+)==([^\s;\\]+)", line):
            if name:
                found.append(Part(name, version, tuple(digests), tuple(needed_by)))
            (name, version), digests, needed_by = start.groups(), [], []
        elif digest := re.search(r"--hash=sha256:([0-9a-f]{64})", line):
            digests.append(digest[1])
        elif via := re.match(r"    #(?: via|  ) (\s*\S.*)$", line):
            needed_by.append(via[1].strip())
    return found


def _reasons() -> dict[str, str]:
    """Why each part that the project names is there: the comment behind it."""
    lines = re.findall(
        r'^ {4}"([A-Za-z0-9_.-]+)[^"]*",\s*# (.+)$', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    return {re.sub(r"[-_.]+", "-", name).lower(): why for name, why in lines}


def _row(part: Part) -> str:
    why = part.why or ", ".join(sorted(f"for {name}" for name in part.needed_by))
    return f"| {part.name} | {part.version} | {part.licence or 'UNKNOWN'} | {why} |\n"


def _component(part: Part) -> dict[str, object]:
    place = {"type": "distribution", "url": f"https://pypi.org/project/{part.name}/{part.version}/"}
    return {
        "type": "library",
        "bom-ref": part.url,
        "name": part.name,
        "version": part.version,
        "purl": part.url,
        "scope": "required" if part.shipped else "excluded",
        "licenses": [{"expression": part.licence}],
        "externalReferences": [{**place, "hashes": [{"alg": "SHA-256", "content": each} for each in part.digests]}],
    }


def main(words: list[str]) -> int:
    """Writes the page or the list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("licences", "sbom"))
    parser.add_argument("-o", "--out", type=Path)
    chosen = parser.parse_args(words)
    text, out = (page(), chosen.out or PAGE) if chosen.what == "licences" else (sbom(), chosen.out)
    if out is None:
        sys.stdout.write(text)
        return 0
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text, encoding="utf-8")
    sys.stdout.write(f"Wrote {out}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
