"""The states of a sheet in words and tones."""

from continuity_app.forms.sheet_states import State
from continuity_app.words import say

_WORDS = {
    State.ISSUED: "▲ unexplained",
    State.BLANK: "blank, counted back",
    State.CAPTURED: "taken down",
    State.REKEYED: "re-keyed",
    State.VERIFIED: "✓ verified",
    State.VOID: "void",
    State.LOST: "✕ lost",
}
_COUNTED = {
    State.BLANK: ("1 blank, counted back", "{count} blank, counted back"),
    State.CAPTURED: ("1 taken down", "{count} taken down"),
    State.REKEYED: ("1 re-keyed", "{count} re-keyed"),
    State.VERIFIED: ("1 verified", "{count} verified"),
    State.VOID: ("1 void", "{count} void"),
    State.LOST: ("1 lost", "{count} lost"),
}
_TONES = {
    State.ISSUED: "caution",
    State.VERIFIED: "good",
    State.LOST: "broken",
    State.VOID: "soft",
    State.BLANK: "soft",
}


def state_words(state: State) -> str:
    """Where a sheet is."""
    return say(_WORDS[state])


def counted_words(state: State, count: int) -> str:
    """How many sheets are there; of any state but unexplained, which has words of its own."""
    one, more = _COUNTED[state]
    return say(one) if count == 1 else say(more, count=count)


def state_tone(state: State) -> str:
    """The tone that says the same."""
    return _TONES.get(state, "")
