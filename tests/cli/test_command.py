"""The contract of every verb: options anywhere, JSON alone on stdout, errors as an object, exit status 0, 1 or 2."""

import contextlib
import errno
import io
import json
from pathlib import Path
from types import ModuleType

import pytest

from continuity_app import __version__
from continuity_app.cli import command
from continuity_app.cli.main import VERBS, main, module_of
from continuity_app.errors import BadDataError
from tests.builders import full_disk


def test_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"continuity {__version__}\n"


def test_without_a_verb_it_lists_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    overview = capsys.readouterr().out
    assert all(f"\n  {verb} " in overview for verb in VERBS)


def test_an_unknown_verb_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ledgr"]) == 2
    assert "'ledger'" in capsys.readouterr().err


def test_an_unknown_word_of_a_verb_names_the_nearest_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["calls", "nxt"]) == 2
    assert "'continuity calls next'" in capsys.readouterr().err
    assert main(["--json", "calls", "qqqq"]) == 2
    told = json.loads(capsys.readouterr().out)["error"]
    assert told["code"] == "command.unknown_word"
    assert "list, next" in told["next_step"]


@pytest.mark.parametrize("words", [["--json", "find", "x"], ["find", "x", "--json"], ["find", "--json", "x"]])
def test_options_stand_before_or_after_the_verb(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, "--home", str(tmp_path / "none")]) == 2
    out = capsys.readouterr()
    error = json.loads(out.out)["error"]
    assert error["code"] == "vault.none"
    assert set(error) == {"code", "message", "what_is_safe", "next_step", "details"}
    assert error["message"] in out.err


def test_wrong_words_are_an_error_object_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json", "vault", "apply"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "command.words"


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_its_module_and_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert callable(getattr(module_of(VERBS[verb][0]), f"{verb}_verb"))
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert f"continuity {verb}" in capsys.readouterr().out


def test_a_passphrase_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "vault").mkdir()
    assert main(["--home", str(tmp_path), "--passphrase-file", str(tmp_path / "gone"), "find", "x"]) == 2
    assert "gone" in capsys.readouterr().err


def test_a_mistake_of_ours_is_told_without_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def load(_: str) -> ModuleType:
        raise KeyError("Marisol Quintana-Reyes")

    assert command.run(["--json", "doctor"], VERBS, load) == 2
    out = capsys.readouterr()
    assert json.loads(out.out)["error"]["code"] == "kit.bug"
    assert "KeyError" in out.err
    assert "Quintana" not in out.out + out.err


def test_under_json_stderr_has_one_sentence_and_no_details(capsys: pytest.CaptureFixture[str]) -> None:
    def load(_: str) -> ModuleType:
        raise BadDataError(
            "call.channel", "No such channel.", what_is_safe="Safe.", next_step="The nearest is 4155550123.", details=[]
        )

    assert command.run(["--json", "calls"], VERBS, load) == 2
    assert capsys.readouterr().err == "No such channel.\n"
    assert command.run(["calls"], VERBS, load) == 2
    assert "4155550123" in capsys.readouterr().err


def test_what_the_system_refuses_is_no_mistake_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    def load(_: str) -> ModuleType:
        raise OSError(errno.ENOSPC, "No space left on device", "/media/stick/Quintana.pdf")

    assert command.run(["--json", "doctor"], VERBS, load) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "disk.refused"
    assert "No space left" in error["message"]


def test_an_answer_that_cannot_be_written_is_not_done(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (tmp_path / "out").open("w", encoding="utf-8") as out, full_disk(after=0), contextlib.redirect_stdout(out):
        assert main(["--json", "doctor", "--surroundings"]) == 2
    assert "could not be written" in capsys.readouterr().err


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_answers_arrive_whatever_the_terminal_can_show(encoding: str) -> None:
    out = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert main(["--json", "Zażółć\udcff"]) == 2
    out.seek(0)
    assert "Zażółć" in json.load(out)["error"]["message"]
