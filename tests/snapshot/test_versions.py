"""Which package may follow which: every order of versions, sites, organisations and ages."""

import dataclasses
import datetime as dt
from itertools import permutations, product
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError
from continuity_app.journal.types import OverrideMade
from continuity_app.kit.trusting import banners
from continuity_app.kit.vault_desk import apply_snapshot
from continuity_app.progress import finish
from continuity_app.snapshot.apply import Standing, apply_package, check_package
from tests import builders

VERSIONS = (1, 2, 3, 1000, 1001, 1002, 1003, 2002, 2003)


class Gate:
    """Packages of many versions, and a vault that may have seen any of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office, self.signers = builders.organisation(folder)
        self.vault = builders.vault(folder)
        self.paths = {version: self.package(f"v{version}", version) for version in VERSIONS}

    def package(self, name: str, version: int, **more: object) -> Path:
        path = self.folder / f"{name}.snapshot"
        cards = [self.vault.card]
        return builders.package(path, self.office, self.signers, cards, version=version, **more).path

    def standing(self, highest: int, site: str = "Harbour North") -> Standing:
        vault = self.vault
        return Standing(vault.folder, vault.key, vault.secrets, self.office.card, site, highest, highest)

    def code(self, path: Path, highest: int, *, allow_older: bool = False) -> str:
        try:
            check_package(path, self.standing(highest), allow_older=allow_older)
        except BadDataError as error:
            return error.code
        return ""


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    return Gate(tmp_path_factory.mktemp("gate"))


@pytest.mark.parametrize(("seen", "given"), list(product((0, *VERSIONS), VERSIONS)))
def test_every_order_of_versions(gate: Gate, seen: int, given: int) -> None:
    too_far = seen and given > seen + 1000
    expected = "snapshot.older" if given < seen else "snapshot.too_far_ahead" if too_far else ""
    assert gate.code(gate.paths[given], seen) == expected
    overridden = "snapshot.too_far_ahead" if too_far else ""
    assert gate.code(gate.paths[given], seen, allow_older=True) == overridden


def test_no_override_lets_another_site_or_strangers_signatures_in(gate: Gate) -> None:
    south = gate.package("south", 5, site="Harbour South")
    assert gate.code(south, 0, allow_older=True) == "snapshot.other_site"
    path = builders.package(gate.folder / "x.snapshot", gate.office, builders.keys(1), [gate.vault.card]).path
    assert gate.code(path, 0, allow_older=True) == "snapshot.not_signed"


@pytest.mark.parametrize(("used", "given"), list(product(VERSIONS, VERSIONS)))
def test_after_an_override_the_highest_still_counts(gate: Gate, used: int, given: int) -> None:
    """An older version in use lowers nothing: what was refused before is refused now."""
    standing = dataclasses.replace(gate.standing(1003), current=used)
    if given >= 1003:
        assert check_package(gate.paths[given], standing).statement.version == given
        return
    with pytest.raises(BadDataError) as caught:
        check_package(gate.paths[given], standing)
    assert caught.value.code == "snapshot.older"


@pytest.mark.parametrize("order", list(permutations((1, 2, 3))))
def test_every_order_of_applying_three(tmp_path: Path, order: tuple[int, ...]) -> None:
    """Newest wins without an override; with one, each that is older is taken, noted, and shown until a newest comes."""
    office, signers = builders.organisation(tmp_path)
    laptop, taken = builders.made_home(tmp_path, office), list[int]()
    for version in order:
        path = builders.package(tmp_path / f"v{version}", office, signers, [laptop.card], version=version).path
        with laptop.session() as session:
            older = version < max(taken, default=0)
            if older:
                with pytest.raises(BadDataError):
                    finish(apply_snapshot(session, path))
            finish(apply_snapshot(session, path, override=older, reason="checked by phone"))
            taken.append(version)
        with laptop.session(write=False) as session:
            assert session.contacts is not None
            assert session.contacts.facts.version == version
            assert bool(banners(session)) == older
    with laptop.session(write=False) as session:
        overrides = list(session.journal.entries({OverrideMade.type}))
        assert len(overrides) == sum(version < max(order[:at], default=0) for at, version in enumerate(order))


@pytest.mark.parametrize("years", [-10, 0, 3, 10])
def test_what_is_long_over_is_applied_all_the_same(gate: Gate, years: int) -> None:
    """The clock takes no part: nothing that is applied asks for the time, and expiry is a label in the facts."""
    moment = builders.NOON + dt.timedelta(days=365 * years)
    old = {"as_of": moment.isoformat(), "valid_until": (moment + dt.timedelta(days=1)).isoformat()}
    said = dataclasses.replace
    made = builders.package(
        gate.folder / f"y{years}.snapshot", gate.office, gate.signers, [gate.vault.card], inside=old, version=3
    )
    statement = said(made.statement, **old)
    package = said(made.package, targets=gate.office.sign(statement, gate.signers))
    builders.write_package(made.path, package)
    applied = finish(apply_package(check_package(made.path, gate.standing(2)), gate.standing(2)))
    assert applied.verified.statement.valid_until == old["valid_until"]
