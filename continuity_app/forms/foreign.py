"""A site's own XLSForm: a file from outside, so it is compiled in a closed process with limits."""

from collections.abc import Iterator

import msgspec

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Form
from continuity_app.forms.definition_json import decode_form, encode_form
from continuity_app.forms.xlsform import Compiled, Tables, read_xlsform
from continuity_app.sources.closed import Limits, run_closed
from continuity_app.words import say

SECONDS_AT_LEAST = 10
BYTES_PER_SECOND = 256 * 1024


def compile_foreign(data: bytes, name: str, tables: Tables | None = None) -> Form:
    """The definition of a form that somebody sent, as `compile_xlsform` gives it.

    Raises:
        BadDataError: as `read_foreign`.
    """
    return read_foreign(data, name, tables).form


def read_foreign(data: bytes, name: str, tables: Tables | None = None) -> Compiled:
    """A form that somebody sent with what a person should know about it, as `read_xlsform` gives both.

    Raises:
        BadDataError: as there; "form.unreadable" too where it takes too long or too much memory.
    """
    limits = Limits(seconds=SECONDS_AT_LEAST + len(data) // BYTES_PER_SECOND)
    try:
        definition, notes = run_closed(compile_here, data, name, tables, limits=limits)
    except BadDataError as error:
        if error.code != "closed.died":
            raise
        raise BadDataError(
            "form.unreadable",
            say("{name}: {problem}", name=name, problem=error.message),
            what_is_safe=say("The form was not taken; forms that are in use stay as they are."),
            next_step=error.next_step,
            details=[{"file": name, "problem": error.message}],
        ) from error
    return Compiled(decode_form(definition), tuple(msgspec.json.decode(notes, type=list[str])))


def compile_here(data: bytes, name: str, tables: Tables | None) -> Iterator[bytes]:
    """What the closed process does: two answers, the definition and the notes."""
    compiled = read_xlsform(data, name, "site", tables)
    yield encode_form(compiled.form)
    yield msgspec.json.encode(compiled.notes)
