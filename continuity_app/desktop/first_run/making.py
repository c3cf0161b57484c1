"""Making a vault as a job, so that the window stays alive while keys are derived."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from continuity_app.clock import Clock
from continuity_app.kit.home import Home
from continuity_app.kit.prompts import Answered
from continuity_app.kit.vault_desk import NewVault, create_vault
from continuity_app.progress import Job, Step
from continuity_app.trust.wrapping import KeyCost
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.restore import Restored


@dataclass(frozen=True, slots=True)
class Lost:
    """The copies of a lost laptop: their place, and the recovery key that opens them."""

    place: Path
    recovery: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that the steps asked for."""

    home: Home
    card: Path
    user: str
    site: str
    passphrase: str = field(repr=False)
    recovery_sheet: Path
    cost: KeyCost
    lost: Lost | None = None


def making_job(wanted: Wanted, clock: Clock) -> "Job[Restored | None]":
    """Makes the vault and writes the recovery sheet: all of it or nothing; from a lost laptop's copies where asked."""
    yield Step(say("Making keys"))
    new = NewVault(wanted.card, wanted.user, wanted.site, wanted.recovery_sheet, wanted.cost)
    answered = Answered(wanted.passphrase)
    if wanted.lost is not None:
        from continuity_app.kit.restore import restore_vault  # noqa: PLC0415 - few laptops begin so

        place, recovery = wanted.lost.place, wanted.lost.recovery
        return (yield from restore_vault(wanted.home, new, [place], recovery, prompts=answered, clock=clock))
    create_vault(wanted.home, new, answered, clock)
    return None
