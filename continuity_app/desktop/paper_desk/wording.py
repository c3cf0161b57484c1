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


def state_tone(state: State) -> str:
    """The tone that says the same."""
    return _TONES.get(state, "")
