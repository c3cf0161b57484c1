"""What can come of a call: the nine outcomes, how they may be typed, and what each says about channel and customer."""

import re
from enum import StrEnum

from continuity_app.errors import BadDataError
from continuity_app.words import say


class Outcome(StrEnum):
    """What came of a try to reach a customer; the value is the word in the journal."""

    REACHED = "reached"
    ANSWERING_MACHINE = "answering machine"
    BUSY = "busy"
    NO_ANSWER = "no answer"
    DISCONNECTED = "disconnected"
    WRONG_PERSON = "wrong person"
    REFUSED = "refused"
    DUPLICATE = "duplicate"
    CALL_BACK = "call back"

    @property
    def spoils_channel(self) -> bool:
        """Whether it proves that the channel does not lead to the customer."""
        return self in (Outcome.DISCONNECTED, Outcome.WRONG_PERSON)

    @property
    def ends_calling(self) -> bool:
        """Whether nobody needs to call this customer again in this incident."""
        return self in (Outcome.REACHED, Outcome.REFUSED, Outcome.DUPLICATE)

    @property
    def is_fruitless_try(self) -> bool:
        """Whether the channel may be right and simply nobody was there."""
        return self in (Outcome.ANSWERING_MACHINE, Outcome.BUSY, Outcome.NO_ANSWER)


def read_outcome(text: str) -> Outcome:
    """The outcome that was typed, in any case, with spaces, hyphens or underscores.

    Raises:
        BadDataError: there is no such outcome; names all of them.
    """
    words = " ".join(re.split(r"[\s_-]+", text.strip().casefold()))
    joined = {outcome.value.replace(" ", ""): outcome for outcome in Outcome}
    found = joined.get(words.replace(" ", ""))
    if found is not None:
        return found
    listed = ", ".join(outcome.value for outcome in Outcome)
    raise BadDataError(
        "call.outcome",
        say("'{text}' is not an outcome of a call.", text=text),
        what_is_safe=say("Nothing was logged."),
        next_step=say("Use one of: {outcomes}.", outcomes=listed),
        details=[{"field": "outcome", "problem": say("one of: {outcomes}", outcomes=listed)}],
    )
