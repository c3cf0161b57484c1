"""When what stands on a sheet happened, as it is told when the sheet is taken down."""

import datetime as dt

from continuity_app.errors import BadDataError
from continuity_app.times.reading import Manner, read_when
from continuity_app.words import say


def occurred(text: str, manner: Manner) -> str:
    """The time that was told, as it is kept: ISO 8601 with offset; now where nothing was told.

    Args:
        text: in any usual spelling; a day alone is its beginning.
        manner: what it is read by.

    Raises:
        BadDataError: it cannot be read.
    """
    if not text.strip():
        return manner.now.isoformat(timespec="seconds")
    read = read_when(text, manner)
    if read.problem:
        raise BadDataError(
            "sheet.time",
            say("'{text}' is not a time. {problem}", text=text, problem=read.problem),
            what_is_safe=say("Nothing was saved."),
            next_step=say("Write it as 2024-06-21T16:30, 21 June 16:30 or yesterday 4:30pm."),
        )
    day, time = read.day or manner.now.date(), read.time or dt.time()
    return dt.datetime.combine(day, time, read.zone or manner.now.tzinfo).isoformat(timespec="seconds")
