"""What a person brings to the unlock screen."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Brought:
    """Enough to try one way in.

    Attributes:
        user: whose; empty for the only user.
        passphrase: as typed; the groups of a recovery sheet and the key that shares give stand in its place.
        key_file: the file that was brought beside the passphrase.
        by_machine: nothing was typed: the key store of this machine is asked.
    """

    user: str
    passphrase: str = field(default="", repr=False)
    key_file: Path | None = None
    by_machine: bool = False
