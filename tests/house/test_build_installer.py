"""The set-up says in one sentence what is missing on a bare machine, and the exact command that mends it."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "build_installer.py"


@pytest.fixture
def installer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_installer", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_wrong_python_is_told_with_the_command(installer: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(sys, "argv", ["build_installer.py", "test"])
    with pytest.raises(installer.CannotGoOnError, match=r"Python 3\.9.*python3\.11 build_installer\.py test"):
        installer.check_python()


def test_missing_libraries_without_root_name_the_command(
    installer: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installer, "is_root", lambda: False)
    monkeypatch.setattr(installer, "OFFSCREEN", {"libnowhere.so.9": "libnowhere9"})
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(
        installer.CannotGoOnError, match=r"sudo sh -c 'apt-get update && apt-get install -y .*libnowhere9"
    ):
        installer.check_system()


def test_without_a_verb_it_tells_its_verbs() -> None:
    done = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert all(verb in done.stderr for verb in ("demo", "test", "bundle", "sbom", "setup"))


def test_old_interpreters_can_read_it() -> None:
    compile(SCRIPT.read_text(encoding="utf-8"), str(SCRIPT), "exec", flags=0, dont_inherit=True)
    done = subprocess.run(
        [sys.executable, "-c", f"import ast; ast.parse(open({str(SCRIPT)!r}).read(), feature_version=(3, 7))"],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0


def test_a_bundle_that_lacks_a_library_is_refused_and_one_that_lacks_a_left_out_plug_in_is_not(
    installer: ModuleType,
) -> None:
    log = (
        "1 WARNING: Library not found: could not resolve 'libxcb-icccm.so.4', dependency of '/a/libqxcb.so'.\n"
        "2 WARNING: Library not found: could not resolve 'libgtk-3.so.0', dependency of '/a/libqgtk3.so'.\n"
    )
    assert [line[:1] for line in installer.missing_libraries(log, {"libqxcb.so", "continuity"})] == ["1"]
