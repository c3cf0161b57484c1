"""Clocks that are ten years off, between actions and between laptops, change labels and nothing else."""

import datetime as dt
import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from continuity_app.clock import FixedClock
from continuity_app.errors import WrongPassphraseError
from continuity_app.journal.bundle import export_bundle, merge_bundles
from continuity_app.journal.types import CallLogged
from continuity_app.kit.copies import CopyDesk
from continuity_app.kit.holdings import snapshot_in_use
from continuity_app.kit.home import Home
from continuity_app.kit.opening import open_session
from continuity_app.kit.restore import restore_vault
from continuity_app.kit.session import Session
from continuity_app.kit.vault_desk import NewVault, apply_snapshot
from continuity_app.progress import finish
from continuity_app.readiness.checkup import snapshot_age
from continuity_app.vault.patience import FREE_TRIES, open_patiently
from tests import builders
from tests.faults.conftest import Branch

DECADE = dt.timedelta(days=3653)
JUMPS: dict[str, Callable[[int], int]] = {
    "steady": lambda _: 0,
    "ahead": lambda _: 1,
    "behind": lambda _: -1,
    "to and fro": lambda n: (1, -1, 0)[n % 3],
    "further and further": lambda n: n // 3,
}
"""Decades that a clock is off before its n-th action."""


class Person:
    """Somebody at a laptop in memory, whose clock jumps before each action."""

    def __init__(self, laptop: builders.Laptop, clock: FixedClock, jumps: Callable[[int], int]) -> None:
        self.laptop, self._clock, self._jumps = laptop, clock, jumps
        self._actions = 0

    def acts(self) -> str:
        """Writes an entry; gives its hash."""
        self._clock.at = builders.NOON + self._jumps(self._actions) * DECADE
        self._actions += 1
        at = self._clock.now().isoformat()
        body = CallLogged("C-1", "+14155552671", "reached", at, note=str(self._actions))
        return self.laptop.journal.append(body)[0].hash

    def hears(self, other: "Person", folder: Path) -> None:
        journal = other.laptop.journal
        path = folder / f"{journal.device}-{journal.count()}.bundle"
        path.write_bytes(export_bundle(journal, [self.laptop.card.recipient], "stick").data)
        report = merge_bundles(self.laptop.journal, [path], self.laptop.secrets.age_secret)
        assert (report.refused, report.forks) == (0, 0)


@pytest.mark.parametrize(("of_ana", "of_ben"), list(itertools.product(JUMPS, JUMPS)))
def test_order_merge_and_digest_hold_whatever_the_clocks_say(tmp_path: Path, of_ana: str, of_ben: str) -> None:
    clocks = [FixedClock(builders.NOON), FixedClock(builders.NOON)]
    laptops = [builders.laptop(user, at) for user, at in zip(("ana", "ben"), clocks, strict=True)]
    for one in laptops:
        one.known.update({other.card.device: other.as_known() for other in laptops})
        one.journal.readmit()
    ana, ben = (Person(*each) for each in zip(laptops, clocks, (JUMPS[of_ana], JUMPS[of_ben]), strict=True))
    caused: list[tuple[set[str], str]] = []
    for _ in range(4):
        for one, other in ((ana, ben), (ben, ana)):
            one.acts()
            one.acts()
            other.hears(one, tmp_path)
            known = {entry.hash for entry in other.laptop.journal.entries()}
            caused.append((known, other.acts()))
    ana.hears(ben, tmp_path)
    ben.hears(ana, tmp_path)
    ana.hears(ben, tmp_path)
    journal = ana.laptop.journal
    assert journal.digest() == ben.laptop.journal.digest()
    for person in (ana, ben):
        assert person.laptop.journal.verify().ok
        assert person.laptop.journal.missing() == []
    order = [entry.hash for entry in journal.entries()]
    assert order == [entry.hash for entry in ben.laptop.journal.entries()]
    for device in (ana.laptop.card.device, ben.laptop.card.device):
        seqs = [entry.seq for entry in journal.entries() if entry.device == device]
        assert seqs == sorted(seqs), "a laptop's own order is that of its actions"
    for known, act in caused:
        assert max(map(order.index, known)) < order.index(act), "what one knew of comes before what one did then"


@pytest.mark.parametrize("decades", [-1, 0, 1])
def test_a_laptop_whose_clock_is_off_does_everything(branch: Branch, decades: int) -> None:
    clock = FixedClock(builders.NOON)
    moved = FixedClock(builders.NOON + decades * DECADE)

    def opened(at: FixedClock) -> Session:
        return open_session(Home(branch.ana), "ana", builders.FixedPrompts(), at, write=True)

    for at, package in ((moved, "v1"), (clock, "v2"), (moved, "v2")):
        session = opened(at)
        finish(apply_snapshot(session, branch.folder / f"{package}.snapshot"))
        session.close()
        session = opened(at)
        used = snapshot_in_use(session.keystore)
        assert used is not None
        assert f"v{used.version}" == package
        assert session.customers.find("Quillfeather", 5).total == 1
        kept = len(session.promises.open())
        session.calls.log("C-7", "4155552007", "reached", promise="a car", due="2034-06-21T09:00")
        assert len(session.promises.open()) == kept + 1
        session.close()
    session = opened(moved)
    assert session.journal.verify().ok
    merged = merge_bundles(session.journal, [branch.folder / "ben.bundle"], session.device.age_secret)
    assert (merged.new > 0, merged.refused) == (True, 0)
    session.close()


def test_age_is_told_and_blocks_nothing(branch: Branch) -> None:
    session = open_session(Home(branch.ana), "ana", builders.FixedPrompts(), builders.clock(), write=False)
    assert session.contacts is not None
    facts = session.contacts.facts
    session.close()
    late = {check.name: check for check in snapshot_age(facts, facts.valid_until + DECADE)}
    assert late["snapshot"].ok
    assert "ask IT for a newer one" in late["snapshot"].detail
    early = {check.name: check for check in snapshot_age(facts, facts.as_of - DECADE)}
    assert (early["snapshot"].ok, early["clock against snapshot"].ok) == (True, False)
    assert "behind the snapshot" in early["clock against snapshot"].detail


def test_no_clock_makes_the_wait_after_wrong_tries_longer(branch: Branch) -> None:
    waits: list[float] = []
    for _ in range(FREE_TRIES + 2):
        with pytest.raises(WrongPassphraseError):
            open_patiently(branch.ana / "vault", "ana", "not this one at all", sleep=waits.append)
    assert waits == [1, 2]


def test_copies_are_made_and_restored_whatever_the_clock_says(tmp_path: Path) -> None:
    made = builders.made_home(tmp_path, builders.organisation(tmp_path)[0])
    stick = tmp_path / "stick"
    stick.mkdir()
    with made.session() as session:
        CopyDesk(session).keep_at(stick)
    for n in range(6):
        made.clock.at = builders.NOON + (1, -1, 0)[n % 3] * DECADE
        with made.session() as session:
            session.journal.append(CallLogged("C-1", "+14155552671", "reached", session.clock.now().isoformat()))
            assert CopyDesk(session).due(), "a clock that jumped makes a copy early, never late"
            CopyDesk(session).make()
            digest, count = session.journal.digest(), session.journal.count()
    new = NewVault(tmp_path / "org.card", "ana", "Harbour North", None, builders.CHEAP)
    clock = FixedClock(builders.NOON - DECADE)
    restored = finish(
        restore_vault(
            Home(tmp_path / "again"), new, [stick], made.recovery, prompts=builders.FixedPrompts(), clock=clock
        )
    )
    assert (restored.journal.digest, restored.journal.taken.new) == (digest, count)
