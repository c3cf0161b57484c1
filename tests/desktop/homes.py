"""Real homes for window tests, made through the same desks as the commands use."""

from dataclasses import dataclass
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.kit.home import Home
from continuity_app.kit.opening import session_of
from continuity_app.kit.organisation_desk import accept_device, found_organisation, write_card, write_request
from continuity_app.kit.snapshot_desk import build_snapshot
from continuity_app.kit.vault_desk import NewVault, apply_snapshot, create_vault
from continuity_app.progress import finish
from continuity_app.resources import resource
from continuity_app.vault.slots import open_slots
from tests.builders import CHEAP, PASSPHRASE


class Typist:
    """Types the same passphrase everywhere."""

    def passphrase(self, purpose: str, *, new: bool = False) -> str:
        return PASSPHRASE

    def confirm(self, question: str) -> bool:
        return True


@dataclass(frozen=True)
class SampleHome:
    """An IT machine's home, a laptop's with the sample in its vault, and what was carried between them."""

    it: Home
    laptop: Home
    card: Path
    package: Path


def make_sample_home(folder: Path, clock: Clock, *, applied: bool = True) -> SampleHome:
    """Harbour Motors with the laptop of Ana; the vault opens with `PASSPHRASE` and a cheap key."""
    made = SampleHome(Home(folder / "it"), Home(folder / "ana"), folder / "harbour.card", folder / "north.snapshot")
    found_organisation(made.it, "Harbour Motors", Typist(), clock, cost=CHEAP)
    write_card(made.it, made.card)
    new = NewVault(made.card, "ana", "Harbour North", folder / "recovery.pdf", CHEAP)
    created = create_vault(made.laptop, new, Typist(), clock)
    write_request(created.card, folder / "ana.enrol")
    accept_device(made.it, folder / "ana.enrol", clock)
    finish(build_snapshot(made.it, resource("sample", "plan.toml"), made.package, Typist(), clock))
    if applied:
        session = session_of(made.laptop, open_slots(made.laptop.vault, "", PASSPHRASE), clock, write=True)
        finish(apply_snapshot(session, made.package))
        session.close()
    return made
