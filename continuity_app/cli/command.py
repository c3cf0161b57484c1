"""One command from its words to its answer: options anywhere, JSON alone on stdout, everything else on stderr."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, TextIO

from continuity_app.cli.context import Context
from continuity_app.errors import BadDataError, Detail, KitError, SurroundingsError
from continuity_app.words import ENGLISH, LANGUAGE_VARIABLE, LANGUAGES, say, use_language

DONE, FOUND, NOT_DONE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb answers: an object for machines, lines for people, and whether a check found something."""

    data: Mapping[str, Any]
    lines: Sequence[str] = ()
    found: bool = False


class _Parser(argparse.ArgumentParser):
    """Tells wrong words as one of our errors, so that `--json` holds for them too."""

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Argparse's own hook: a sub-command that is not there is told with the one that may be meant."""
        if isinstance(action, argparse._SubParsersAction) and value not in (action.choices or ()):  # noqa: SLF001
            raise _unknown_word(self.prog, str(value), list(action.choices or ()))
        super()._check_value(action, value)

    def error(self, message: str) -> NoReturn:
        raise BadDataError(
            "command.words",
            say("This command cannot be read: {message}.", message=message),
            what_is_safe=say("Nothing was done."),
            next_step=say("Run '{program} --help' for the words that it takes.", program=self.prog),
        )


def common_options() -> argparse.ArgumentParser:
    """The options that every verb takes, before or after it."""
    options = _Parser(prog="continuity", add_help=False, allow_abbrev=False)
    options.add_argument("--home", type=Path, help="the kit's folder (default: the platform's data folder)")
    options.add_argument("--json", action="store_true", help="one JSON object on stdout")
    options.add_argument("--passphrase-file", type=Path, help="file whose first line is the passphrase")
    options.add_argument("--key-file", type=Path, help="the key file on its stick, where the way in has one")
    options.add_argument("--keyring", action="store_true", help="open by this machine's key store, nothing typed")
    options.add_argument("--user", default="", help="whose way in to use (default: the only one)")
    return options


Load = Callable[[str], ModuleType]
Verbs = Mapping[str, tuple[str, str]]


def run(words: Sequence[str], verbs: Verbs, load: Load) -> int:
    """Parses, runs and prints one command in the language that was asked for; gives the exit status."""
    before = use_language(ENGLISH)
    try:
        return _run(words, verbs, load)
    finally:
        use_language(before)


def _run(words: Sequence[str], verbs: Verbs, load: Load) -> int:
    as_json = "--json" in words
    try:
        language, words = _language_of(words)
        if not as_json:  # which is for machines, and the same in every country
            use_language(language)
        answer = answer_to(words, verbs, load)
    except KitError as error:
        return _not_done(error, as_json=as_json)
    except KeyboardInterrupt:
        return _not_done(_stopped(), as_json=as_json)
    except UnicodeEncodeError:  # a word that no encoding has reached a file's name, a database or a digest
        return _not_done(_no_text(), as_json=as_json)
    except OSError as error:
        return _not_done(_refused_by_the_system(error), as_json=as_json)
    except Exception as error:  # noqa: BLE001 - the last stop for a mistake of ours, so that it is told in words too
        return _not_done(_refused_by_the_vault(error) or _our_bug(error), as_json=as_json)
    told = _as_json(answer.data) if as_json and answer.data else "".join(f"{line}\n" for line in answer.lines)
    return (FOUND if answer.found else DONE) if _print(sys.stdout, told) else NOT_DONE


def _language_of(words: Sequence[str]) -> tuple[str, list[str]]:
    """The language of the answer, and the words without it.

    It stands before the verb: behind it `--language` is that of a form or of customers.

    Raises:
        BadDataError: there is no such language.
    """
    parser = common_options()
    parser.add_argument("--language", choices=tuple(LANGUAGES), default="")
    parser.add_argument("rest", nargs=argparse.REMAINDER)
    chosen, _ = parser.parse_known_args(words)
    before = list(words[: len(words) - len(chosen.rest)])
    if chosen.language:
        place = next(at for at, word in enumerate(before) if word.partition("=")[0] == "--language")
        del before[place : place + (1 if "=" in before[place] else 2)]
    return chosen.language or os.environ.get(LANGUAGE_VARIABLE, ENGLISH), [*before, *chosen.rest]


def answer_to(words: Sequence[str], verbs: Verbs, load: Load) -> Answer:
    """Parses and runs one command.

    Raises:
        KitError: it could not be done.
    """
    _must_be_text(words)
    shared, rest = common_options().parse_known_args(words)
    if not rest or rest[0] in ("-h", "--help", "help"):
        return Answer({}, _overview(verbs).splitlines())
    if rest[0] not in verbs:
        raise _unknown_verb(rest[0], verbs)
    parser = _Parser(prog=f"continuity {rest[0]}", parents=[common_options()], allow_abbrev=False)
    getattr(load(verbs[rest[0]][0]), f"{rest[0]}_verb")(parser)
    chosen = parser.parse_args(rest[1:])
    around = Context(
        shared.home,
        shared.user,
        shared.passphrase_file,
        quiet=shared.json,
        key_file=shared.key_file,
        keyring=shared.keyring,
    )
    with around as context:
        answer: Answer = chosen.run(context, chosen)
        if rest[0] != "journal":  # which carries entries itself: what laptops hold stays equal after they have merged
            context.copy_when_due()
        return answer


def _must_be_text(words: Sequence[str]) -> None:
    """Refuses words with a NUL: no system passes one on, and no file can be named so."""
    if any("\0" in word for word in words):
        raise _no_text()


def _no_text() -> BadDataError:
    """What is said of half characters and other bytes that are no text."""
    return BadDataError(
        "command.words",
        say("A word of this command holds what is no character."),
        what_is_safe=say("Everything that was saved before is intact."),
        next_step=say("Type it again by hand; what was pasted may be damaged."),
    )


def _not_done(error: KitError, *, as_json: bool) -> int:
    """Tells an error: to people on stderr; to machines on stdout, with one sentence on stderr, which logs keep."""
    if as_json:
        _print(sys.stdout, _as_json({"error": error.as_json()}))
    _print(sys.stderr, f"{error.message}\n" if as_json and error.code != "kit.bug" else _in_words(error))
    return NOT_DONE


def _refused_by_the_vault(error: Exception) -> KitError | None:
    """A damaged page or a full disk, wherever the database met it; None for anything else."""
    if not type(error).__module__.startswith("sqlcipher3"):
        return None
    from continuity_app.vault.database import in_words  # noqa: PLC0415

    return in_words(error)


def _our_bug(error: Exception) -> KitError:
    """A mistake of ours: where it happened, but never the exception's own text, which may quote a customer."""
    import traceback  # noqa: PLC0415

    frames = traceback.extract_tb(error.__traceback__)
    places: list[Detail] = [{"file": Path(f.filename).name, "row": f.lineno or 0, "field": f.name} for f in frames[-6:]]
    return KitError(
        "kit.bug",
        say("The kit made a mistake of its own ({kind}).", kind=type(error).__name__),
        what_is_safe=say("Everything that was saved before is intact."),
        next_step=say("Send the lines below to your IT; they hold no customer data."),
        details=places,
    )


def _stopped() -> KitError:
    return KitError(
        "command.stopped",
        say("Stopped."),
        what_is_safe=say("What was saved before is safe."),
        next_step=say("Look at what is there, then do it again."),
    )


def _refused_by_the_system(error: OSError) -> SurroundingsError:
    """What the disk or the system refused, where nobody nearer to it told it; the reason is the system's own."""
    reason = error.strerror or type(error).__name__
    return SurroundingsError(
        "disk.refused",
        say("The system refused to read or write: {reason}.", reason=reason),
        what_is_safe=say("Everything that was saved before is intact."),
        next_step=say("Look at the disk's space and at your rights to the folders, then do it again."),
        details=[{"file": Path(str(error.filename)).name, "problem": reason}] if error.filename else [],
    )


def _as_json(value: Mapping[str, Any]) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, default=str)
    return text + "\n"


def _print(stream: TextIO, text: str) -> bool:
    """Writes what the stream's encoding can show; whether it arrived, as it does not on a full disk."""
    encoding = stream.encoding or "utf-8"
    try:
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        arrived = True  # the reader has seen enough
    except OSError as error:
        arrived = False
        if stream is sys.stdout:
            _print(sys.stderr, say("The answer could not be written: {reason}.", reason=error.strerror or "") + "\n")
    else:
        return True
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # else the interpreter complains when it ends
    return arrived


def _in_words(error: KitError) -> str:
    lines = [f"{error.message} {error.what_is_safe} {error.next_step}"]
    lines += ["  " + " · ".join(str(value) for value in detail.values()) for detail in error.details]
    return "\n".join(lines) + "\n"


def _overview(verbs: Mapping[str, tuple[str, str]]) -> str:
    rows = "".join(f"  {verb:<10} {about}\n" for verb, (_, about) in verbs.items())
    return (
        "continuity [--language en|es] [--home DIR] [--json] [--passphrase-file FILE] [--user NAME] VERB …\n\n"
        f"{rows}\ncontinuity VERB --help says more; continuity-kit opens the window.\n"
    )


def _unknown_word(program: str, word: str, known: Sequence[str]) -> BadDataError:
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(word, known, n=1)
    return BadDataError(
        "command.unknown_word",
        say("'{program}' has no '{word}'.", program=program, word=word),
        what_is_safe=say("Nothing was done."),
        next_step=say("Did you mean '{verb}'?", verb=f"{program} {near[0]}")
        if near
        else say("It has: {words}.", words=", ".join(known)),
    )


def _unknown_verb(word: str, verbs: Mapping[str, tuple[str, str]]) -> BadDataError:
    from difflib import get_close_matches  # noqa: PLC0415

    near = get_close_matches(word, verbs, n=1)
    return BadDataError(
        "command.unknown",
        say("There is no verb '{word}'.", word=word),
        what_is_safe=say("Nothing was done."),
        next_step=say("Did you mean '{verb}'?", verb=near[0])
        if near
        else say("Run 'continuity --help' for the verbs."),
    )
