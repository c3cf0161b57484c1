"""Who is calling? The words of the day, the published number, and what to do when a caller claims to be the vendor."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from continuity_app.trust.challenge import WordPair, word_pair
from continuity_app.words import say

VENDOR_CHECKS = (
    "Give no name, number, password or code, and start no program, whatever the caller already knows about us.",
    "Ask for the word of the day. A colleague of this site has it; a vendor never does.",
    "Write down the caller's name, firm and number, the time, and what was asked for, on an activity log.",
    "Hang up. Call back only on the number of your contract or of the roster, never on one that the caller gave.",
    "Let nobody connect to a machine, plug in a stick or visit a counter before a manager has agreed on the call back.",
    "Tell your manager at once. Others are being called in this hour too.",
)
"""What to do when somebody calls and says that they are the vendor's support, in this order."""


@dataclass(frozen=True, slots=True)
class CallerChecks:
    """What a person at the telephone needs today: `call_back` is the number that the firm publishes, may be empty."""

    pair: WordPair
    site: str
    call_back: str
    vendor: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return {
            "day": self.pair.day.isoformat(),
            "site": self.site,
            "ask": self.pair.ask,
            "answer": self.pair.answer,
            "call_back": self.call_back,
            "vendor_checklist": list(self.vendor),
        }


def caller_checks(policy: Mapping[str, Any], site: str, day: dt.date) -> CallerChecks:
    """The words of a day and the checks beside them.

    Args:
        policy: of the snapshot in use.
        site: of the snapshot.
        day: at the site.

    Raises:
        BadDataError: the snapshot holds no key for the words.
    """
    pair = word_pair(str(policy.get("challenge") or ""), site, day)
    return CallerChecks(pair, site, str(policy.get("call_back") or ""), tuple(say(check) for check in VENDOR_CHECKS))
