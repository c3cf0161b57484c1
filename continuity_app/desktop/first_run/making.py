"""Making a vault as a job, so that the window stays alive while keys are derived."""

from dataclasses import dataclass, field
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.kit.home import Home
from continuity_app.kit.vault_desk import Created, NewVault, create_vault
from continuity_app.progress import Job, Step
from continuity_app.trust.wrapping import KeyCost
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Wanted:
    """Everything that the three steps asked for."""

    home: Home
    card: Path
    user: str
    site: str
    passphrase: str = field(repr=False)
    recovery_sheet: Path
    cost: KeyCost


class _Typed:
    """Answers with the passphrase that was typed twice already."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase

    def passphrase(self, purpose: str, *, new: bool = False) -> str:  # noqa: ARG002 - the port's signature
        """See `Prompts.passphrase`."""
        return self._passphrase

    def confirm(self, question: str) -> bool:  # noqa: ARG002 - the port's signature
        """See `Prompts.confirm`; the window asked before."""
        return True


def making_job(wanted: Wanted, clock: Clock) -> Job[Created]:
    """Makes the vault and writes the recovery sheet: all of it or nothing."""
    yield Step(say("Making keys"))
    new = NewVault(wanted.card, wanted.user, wanted.site, wanted.recovery_sheet, wanted.cost)
    return create_vault(wanted.home, new, _Typed(wanted.passphrase), clock)
