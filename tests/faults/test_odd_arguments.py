"""Odd words on the command line: an answer or a sentence, never a traceback, and nothing is changed by them."""

import contextlib
import io
import json
import random
from pathlib import Path

import pytest

from continuity_app.cli.main import VERBS, main
from tests.faults.conftest import Branch
from tests.faults.fuzz.mutations import ODD_TEXTS, bent

HOSTILE = (
    *ODD_TEXTS,
    *(
        "--",
        "---",
        "-",
        "--json=",
        "--home",
        "--user",
        "-o",
        "--passphrase-file",
        "@file",
        "--=",
        "-h --",
        "=",
        "--no-such",
    ),
    *(
        "x" * 1_000_000,
        "\udcff\udc80",
        "a\nb",
        "\r\n",
        "\x00",
        "\x7f",
        "\x1b]0;title\x07",
        "%s",
        "{0.__class__}",
        "$(id)",
    ),
    *(
        "NEAR(a b, 5)",
        '"',
        "*",
        "a* OR b",
        "'; --",
        "C-7\0",
        "../C-7",
        "٣٤٥",
        "ﷺ" * 1000,
        "\u202e7-C",
        "C-" + "7" * 5000,
    ),
)
PLACES = (
    ("find", "{}"),
    ("show", "{}"),
    ("{}",),
    ("calls", "list", "--segment", "{}"),
    ("calls", "log", "{}", "--channel", "4155552007", "--outcome", "busy"),
    ("calls", "log", "C-7", "--channel", "{}", "--outcome", "busy"),
    ("calls", "log", "C-7", "--channel", "4155552007", "--outcome", "{}"),
    ("sheet", "show", "{}"),
    ("form", "print", "{}", "-o", "none.pdf"),
    ("readiness", "dial-sample", "--size", "{}"),
    ("journal", "merge", "{}"),
    ("vault", "apply", "{}"),
    ("scan", "{}"),
    ("--user", "{}", "find", "x"),
    ("--key-file", "{}", "find", "x"),
)


def spoken(home: Path, *words: str) -> tuple[int, str, str]:
    """Status, stdout and stderr; streams take any text, as a terminal's do."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", errors="surrogateescape", write_through=True) for _ in "oe")
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(
            ["--home", str(home), "--json", "--passphrase-file", str(home.parent / f"{home.name}.pass"), *words]
        )
    return status, *(each.buffer.getvalue().decode("utf-8", "surrogateescape") for each in (out, err))  # type: ignore[attr-defined]


def check(home: Path, *words: str) -> None:
    """An answer, or one sentence and its parts."""
    status, out, err = spoken(home, *words)
    assert "Traceback" not in out + err
    assert status in (0, 1, 2)
    answer = json.loads(out) if out.startswith("{") else {}
    if status == 2:
        error = answer["error"]
        assert error["code"] != "kit.bug", (words[:3], error)
        assert all(error[part] for part in ("code", "message", "what_is_safe", "next_step")), error


@pytest.mark.parametrize("words", PLACES, ids=" ".join)
def test_hostile_words_get_an_answer_or_a_sentence(
    branch: Branch, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(branch.folder)
    for number, odd in enumerate(HOSTILE):
        if words[0] == "find" or number % 5 == PLACES.index(words) % 5:
            check(branch.ana, *(word.format(odd) if word == "{}" else word for word in words))


@pytest.mark.full
@pytest.mark.parametrize("words", PLACES, ids=" ".join)
def test_all_hostile_words_everywhere(branch: Branch, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(branch.folder)
    for odd in HOSTILE:
        check(branch.ana, *(word.format(odd) if word == "{}" else word for word in words))


def test_words_in_no_order_get_an_answer_or_a_sentence(tmp_path: Path) -> None:
    """Verbs, options and odd words thrown together, in a home where there is nothing."""
    vocabulary = [*VERBS, "list", "show", "-o", "--copies", "--json", "--", "x", "-3", *HOSTILE[:40]]
    rng = random.Random(4)
    for _ in range(300):
        words = rng.choices(vocabulary, k=rng.randrange(1, 7))
        if "demo" in words or "--home" in words:
            continue
        if rng.random() < 0.3:
            words.append(bent(rng, [b"calls log C-7"]).decode("utf-8", "surrogateescape"))
        check(tmp_path / "none", *words)
