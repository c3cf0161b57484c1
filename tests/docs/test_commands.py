"""Every command that the manual shows can be typed as it stands there."""

import argparse
import re
import shlex
from pathlib import Path

import pytest

from continuity_app.cli.command import common_options
from continuity_app.cli.main import VERBS, module_of
from continuity_app.errors import KitError
from tests.docs.errors_table import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "resources" / "readiness" / "keys.toml"]
_LINE = re.compile(r"^ {4}(?:\$ )?(continuity .+)$", re.MULTILINE)
_INLINE = re.compile(r"`(continuity [^`]+)`")
_BESIDE = re.compile(r"\s+(?:#.*|\(on .*\)|\(laptop\)|(?=continuity ).*)$")


def commands(page: Path) -> list[str]:
    """The commands of a page, without what is told beside them; those with … are not meant to be typed."""
    text = page.read_text("utf-8")
    found = [*_LINE.findall(text), *_INLINE.findall(text)]
    return [_BESIDE.sub("", command).strip() for command in found if "…" not in command]


def parser_of(verb: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(parents=[common_options()], allow_abbrev=False, exit_on_error=False)
    getattr(module_of(VERBS[verb][0]), f"{verb}_verb")(parser)
    return parser


SHOWN = sorted({(page.name, command) for page in PAGES for command in commands(page)})


@pytest.mark.parametrize(("page", "command"), SHOWN)
def test_a_command_of_the_manual_can_be_typed(page, command, capsys):
    words = shlex.split(command.replace("\\", "/"))[1:]
    if words[0].isupper() or words == ["--help"]:
        return
    assert words[0] in VERBS, command
    if "--help" in words:
        return
    try:
        _, rest = common_options().parse_known_args(words)
        parser_of(rest[0]).parse_args(rest[1:])
    except (KitError, SystemExit, argparse.ArgumentError):
        pytest.fail(f"{page} shows: {command}\n{capsys.readouterr().err}")


def test_the_pages_show_commands_at_all():
    assert len(SHOWN) > 40
