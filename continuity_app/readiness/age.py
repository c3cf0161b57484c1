"""How long ago something was, in words that a person says."""

import datetime as dt

from continuity_app.words import say

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def age_in_words(age: dt.timedelta) -> str:
    """A length of time in its greatest sensible unit: "40 minutes", "3 hours", "12 days"; never negative."""
    seconds = max(0, int(age.total_seconds()))
    if seconds < _MINUTE:
        return say("less than a minute")
    if seconds < _HOUR:
        minutes = seconds // _MINUTE
        return say("1 minute") if minutes == 1 else say("{count} minutes", count=minutes)
    if seconds < _DAY:
        hours = seconds // _HOUR
        return say("1 hour") if hours == 1 else say("{count} hours", count=hours)
    days = seconds // _DAY
    return say("1 day") if days == 1 else say("{count} days", count=f"{days:,}")
