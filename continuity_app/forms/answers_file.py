"""Answers to a form that come as a JSON file: by question name, a repeat as a list of objects."""

from pathlib import Path

import msgspec

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.forms.definition import Answers
from continuity_app.words import say


def read_answers(path: Path) -> Answers:
    """The answers in a file.

    Raises:
        SurroundingsError: the file cannot be read.
        BadDataError: it is not a JSON object.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SurroundingsError(
            "answers.unreadable",
            say("The file {name} cannot be read: {reason}.", name=path.name, reason=error.strerror or "unknown reason"),
            what_is_safe=say("Nothing was saved."),
            next_step=say("Name a file with the answers as JSON."),
            details=[{"file": str(path), "problem": error.strerror or "unknown reason"}],
        ) from error
    try:
        answers: Answers = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=dict[str, object])
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        problem = say("It is not one JSON object of answers by question name.")
        raise BadDataError(
            "answers.not_json",
            say("The file {name} cannot be used. {problem}", name=path.name, problem=problem),
            what_is_safe=say("Nothing was saved."),
            next_step=say('Write it as {"customer_name": "…", "lines": [{"hours": 1.5}]}.'),
            details=[{"file": str(path), "problem": problem}],
        ) from error
    return answers
