#!/usr/bin/env python3
"""Sets everything up on a bare machine, then plays the demo, runs the tests or makes the bundle.

    python3 build_installer.py demo      sets up, plays a day on the embedded sample kit, leaves demo-out/
    python3 build_installer.py test      sets up, runs lint, types, import contracts and the whole test suite
    python3 build_installer.py bundle    sets up, makes dist/continuity-kit (runs without a Python) and proves it
    python3 build_installer.py sbom      sets up, writes dist/continuity-kit.cdx.json: every part, CycloneDX
    python3 build_installer.py setup     only sets up: system libraries, .venv, locked dependencies

Standard library only, and readable by old interpreters, so that a wrong Python gets a sentence and not a traceback.
"""

import ctypes
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
LOCK = HERE / "requirements.lock"
PACKAGING = HERE / "resources" / "packaging"
OLDEST, NEWEST = (3, 11), (3, 14)
SKIPPED = 75  # a check that said by itself why it could not be made

# Shared libraries that Qt loads, and the Debian package of each: measured on a bare Debian 12.
OFFSCREEN = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Stock tools that open our files in the interop tests; a test whose tool is absent says so and is skipped.
PEERS = {
    "age": "age",
    "qpdf": "qpdf",
    "pdftotext": "poppler-utils",
    "zbarimg": "zbar-tools",
    "sqlcipher": "sqlcipher",
    "strace": "strace",
    "xauth": "xauth",
    "Xvfb": "xvfb",
}


class CannotGoOnError(Exception):
    """What is missing, and the exact command that mends it."""


def say(sentence):
    print(sentence, flush=True)


def check_python():
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise CannotGoOnError(
            "This is Python {}.{}; the kit needs {}.{} to {}.{}. Run it with one of those, for example: "
            "python3.11 build_installer.py {}".format(
                sys.version_info[0], sys.version_info[1], *OLDEST, *NEWEST, " ".join(sys.argv[1:]) or "demo"
            )
        )


def is_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0


def has_display():
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def loads(library):
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages():
    """Debian packages of the libraries that do not load here; those of a real window only where there is a display."""
    wanted = dict(OFFSCREEN)
    if has_display() or is_root():
        wanted.update(WINDOW)
    missing = sorted({package for library, package in wanted.items() if not loads(library)})
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        missing.append("python{}.{}-venv".format(*sys.version_info[:2]))
    return missing


def install_system_packages(packages, needed=True):
    """Installs with apt where we may; otherwise says the exact command and stops."""
    command = "apt-get update && apt-get install -y --no-install-recommends " + " ".join(packages)
    if not (is_root() and shutil.which("apt-get")):
        if needed:
            raise CannotGoOnError(
                "These system packages are missing: {}. Install them with: sudo sh -c '{}'".format(
                    " ".join(packages), command
                )
            )
        return
    say("Installing system packages: " + " ".join(packages))
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    done = subprocess.run(["sh", "-c", command], env=environment, capture_output=True, text=True, check=False)
    if done.returncode and needed:
        raise CannotGoOnError(
            "apt could not install {}. Run this and read what it says: {}".format(" ".join(packages), command)
        )


def check_system():
    if sys.platform.startswith("linux"):
        missing = missing_packages()
        if missing:
            install_system_packages(missing)
    elif importlib.util.find_spec("ensurepip") is None:
        raise CannotGoOnError(
            "This Python has no pip (module ensurepip). Install Python 3.11 from python.org, then run it again."
        )


def venv_program(name):
    folder = VENV / ("Scripts" if os.name == "nt" else "bin")
    return str(folder / (name + (".exe" if os.name == "nt" else "")))


def fingerprint():
    """What the environment was made from; a change of any of it makes it anew."""
    facts = [sys.version, LOCK.read_text(), (HERE / "pyproject.toml").read_text()]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def setup():
    """Makes .venv with the locked dependencies; quick when nothing changed."""
    check_python()
    check_system()
    stamp = VENV / "made-from"
    if stamp.is_file() and stamp.read_text() == fingerprint():
        return
    say("Setting up .venv with the locked dependencies (once, a minute or two) …")
    began = time.monotonic()
    if not Path(venv_program("python")).exists():
        run([sys.executable, "-m", "venv", str(VENV)], "The virtual environment could not be made")
    python = venv_program("python")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", str(LOCK)], "The locked dependencies could not be installed")
    run([*pip, "--no-deps", "--no-build-isolation", "-e", str(HERE)], "The kit itself could not be installed")
    stamp.write_text(fingerprint())
    say("Set up in {:.0f} s.".format(time.monotonic() - began))


def run(command, problem):
    """Runs a needed step; its own output is shown only when it fails."""
    done = subprocess.run(command, cwd=str(HERE), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.stderr.write((done.stdout + done.stderr)[-4000:])
        raise CannotGoOnError("{}. See above, mend it, and run this again: {}".format(problem, " ".join(command)))


def environment():
    """The environment of what we start: Qt offscreen where there is no display."""
    values = dict(os.environ)
    if not has_display():
        values["QT_QPA_PLATFORM"] = "offscreen"
    return values


def demo(arguments):
    setup()
    out = HERE / "demo-out"
    return subprocess.call([venv_program("continuity"), "demo", "-o", str(out), *arguments], env=environment())


def checks(arguments):
    """Every check of the suite with its name, in the order in which a mistake is cheapest to see."""
    yield "lint", [venv_program("ruff"), "check", "."]
    yield "format", [venv_program("ruff"), "format", "--check", "."]
    yield "types", [venv_program("mypy")]
    yield "floors", [venv_program("lint-imports"), "--no-cache"]
    yield "weaknesses", [venv_program("python"), str(PACKAGING / "audit.py")]
    yield "tests", [venv_program("python"), "-m", "pytest", "-n", "2", *arguments]


def test(arguments):
    setup()
    missing = [package for tool, package in PEERS.items() if shutil.which(tool) is None]
    if missing and sys.platform.startswith("linux"):
        install_system_packages(missing, needed=False)
    failed = []
    for name, command in checks(arguments):
        say("== {}: {}".format(name, " ".join([Path(command[0]).name, *command[1:]])))
        status = subprocess.call(command, cwd=str(HERE), env=dict(os.environ, QT_QPA_PLATFORM="offscreen"))
        if status not in (0, SKIPPED):
            failed.append(name)
    if failed:
        say("Failed: " + ", ".join(failed))
    return 1 if failed else 0


def missing_libraries(log, kept):
    """PyInstaller only warns of a library that it could not find; what it was for may have been left out on purpose."""
    told = [line for line in log.splitlines() if "Library not found" in line]
    return [line for line in told if Path(line.rsplit("dependency of", 1)[-1].strip(" '.")).name in kept]


def bundle(arguments):
    setup()
    if shutil.which("objdump") is None and sys.platform.startswith("linux"):
        install_system_packages(["binutils"])
    values = dict(environment(), PYTHONHASHSEED="0")
    values.setdefault("SOURCE_DATE_EPOCH", "1700000000")
    spec = HERE / "resources" / "packaging" / "continuity.spec"
    command = [venv_program("pyinstaller"), "--noconfirm", "--log-level", "WARN", str(spec)]
    done = subprocess.run(command, cwd=str(HERE), env=values, stderr=subprocess.PIPE, text=True, check=False)
    sys.stderr.write(done.stderr)
    if done.returncode:
        raise CannotGoOnError("PyInstaller stopped; see above. The command was: " + " ".join(command))
    made = [path for path in (HERE / "dist" / "continuity-kit").rglob("*") if path.is_file()]
    absent = missing_libraries(done.stderr, {path.name for path in made})
    if absent:
        raise CannotGoOnError("The bundle lacks libraries of this machine; install them and run again. " + absent[0])
    say("Made dist/continuity-kit, {:.0f} MB.".format(sum(path.stat().st_size for path in made) / 1e6))
    return subprocess.call(
        [venv_program("python"), "-m", "pytest", "-m", "bundle", "tests/packaging", *arguments],
        cwd=str(HERE),
        env=values,
    )


def sbom(arguments):
    setup()
    out = HERE / "dist" / "continuity-kit.cdx.json"
    command = [venv_program("python"), str(PACKAGING / "parts.py"), "sbom", "-o", str(out), *arguments]
    return subprocess.call(command, cwd=str(HERE))


VERBS = {"demo": demo, "test": test, "bundle": bundle, "sbom": sbom}


def main(words):
    if not words or words[0] not in (*VERBS, "setup"):
        sys.stderr.write(__doc__ + "\n")
        return 2
    try:
        if words[0] == "setup":
            setup()
            return 0
        return VERBS[words[0]](words[1:])
    except CannotGoOnError as reason:
        sys.stderr.write("{}\n".format(reason))
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
