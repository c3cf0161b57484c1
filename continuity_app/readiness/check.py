"""One thing that a check looks at, and what was seen: the doctor's questions and those to a whole vault alike."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One question: its name, whether all is well, and what was seen."""

    name: str
    ok: bool
    detail: str
