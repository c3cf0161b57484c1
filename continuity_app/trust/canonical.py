"""Canonical JSON (RFC 8785): one spelling of a value, so that a signature or a digest of it means one thing."""

from typing import Any

import rfc8785

from continuity_app.errors import BadDataError
from continuity_app.words import say


def canonical(value: Any) -> bytes:
    """The one spelling of a JSON value.

    Args:
        value: None, bools, strings, floats, integers of at most 53 bits, and lists, tuples and dicts of these.

    Raises:
        BadDataError: it has no canonical spelling (a number that JSON cannot hold exactly, NaN, a lone surrogate).
    """
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise BadDataError(
            "json.not_canonical",
            say("A value cannot be written down in the one spelling that signatures need."),
            what_is_safe=say("Nothing was signed or saved."),
            next_step=say("Use whole numbers below 9,007,199,254,740,992 and plain text, then do it again."),
        ) from error
