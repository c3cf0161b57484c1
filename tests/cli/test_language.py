"""Answers in another language: asked for before the verb or by the environment, and never in JSON."""

import json
from pathlib import Path

import pytest

from continuity_app.cli.main import main
from continuity_app.words import ENGLISH, LANGUAGE_VARIABLE, language_in_use

THERE_IS_NONE = "There is no vault in"
NO_HAY = "No hay bóveda en"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.delenv(LANGUAGE_VARIABLE, raising=False)
    return str(tmp_path / "none")


@pytest.mark.parametrize("asked", [["--language", "es"], ["--language=es"]])
def test_a_language_is_asked_for_before_the_verb(
    asked: list[str], home: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", home, *asked, "vault", "check"]) == 2
    assert NO_HAY in capsys.readouterr().err
    assert language_in_use() == ENGLISH
    assert main(["--home", home, "vault", "check"]) == 2
    assert THERE_IS_NONE in capsys.readouterr().err


def test_json_is_english_in_every_language(
    home: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE_VARIABLE, "es")
    assert main(["--language", "es", "--home", home, "vault", "check", "--json"]) == 2
    told = capsys.readouterr()
    assert json.loads(told.out)["error"]["message"].startswith(THERE_IS_NONE)
    assert THERE_IS_NONE in told.err


def test_the_environment_chooses_where_nothing_else_does(
    home: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(LANGUAGE_VARIABLE, "es_MX.UTF-8")
    assert main(["--home", home, "vault", "check"]) == 2
    assert NO_HAY in capsys.readouterr().err
    assert main(["--language", "en", "--home", home, "vault", "check"]) == 2
    assert THERE_IS_NONE in capsys.readouterr().err


def test_an_unknown_language_is_refused(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "xx", "--home", home, "vault", "check", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "command.words"


def test_behind_the_verb_it_is_that_of_customers(home: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--home", home, "calls", "list", "--language", "es"]) == 2
    assert THERE_IS_NONE in capsys.readouterr().err


def test_a_reader_of_foreign_files_speaks_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Id,Name,Mobile\n1,Ana,12\n", encoding="utf-8")
    main(["--language", "es", "--home", str(tmp_path / "it"), "source", "preview", str(file)])
    told = capsys.readouterr().out
    assert "La columna" in told or "filas" in told
    (tmp_path / "empty.csv").write_bytes(b"")
    assert main(["--language", "es", "source", "preview", str(tmp_path / "empty.csv")]) == 2
    assert "El archivo está vacío." in capsys.readouterr().err
