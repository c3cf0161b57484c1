"""Who may sign what: a table of packages, each whole and well made, that differ only in who signed which part."""

import dataclasses
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError
from continuity_app.snapshot.apply import Standing, check_package
from continuity_app.snapshot.package import Package, write_package
from continuity_app.trust.head_office import Organisation, create_organisation
from continuity_app.trust.metadata import make_targets
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.trust.root import role_keys
from continuity_app.trust.signing import SigningKey
from tests import builders

WORDS = builders.ORGANISATION_PASSPHRASE
Signers = Sequence[SigningKey]


class House:
    """An organisation with three roots, of which each has 2 of 3 signers of its own, and a laptop that trusts one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.vault = folder, builders.vault(folder)
        office = self.founded("org")
        self.cards: list[OrganisationCard] = []
        self.signers: list[Signers] = []
        self.roots: list[Signers] = []
        for number in range(3):
            if number:
                old = office.roots(self.ask)
                office.rotate(old, self.ask, builders.NOON, threshold=2, signers=3, cost=builders.CHEAP)
            self.cards.append(office.card)
            self.signers.append(office.signers(self.ask))
            self.roots.append(office.roots(self.ask))
        self.other = self.founded("other")
        self.made = builders.package(folder / "v1.snapshot", office, self.signers[2], [self.vault.card])
        self.next = builders.package(folder / "v2.snapshot", office, self.signers[2], [self.vault.card], version=2)

    @staticmethod
    def ask(_: int) -> str:
        return WORDS

    def founded(self, name: str) -> Organisation:
        place = self.folder / name
        create_organisation(
            place, "Harbour Motors", self.ask, builders.NOON, threshold=2, signers=3, cost=builders.CHEAP
        )
        return Organisation(place)

    def package(self, root: int, signers: Signers) -> Package:
        targets = make_targets(self.made.statement, signers)
        return Package(self.cards[root].data, targets, self.made.package.payload)

    def code(self, package: Package, trusted: int, *, override: bool = False) -> str:
        path, vault = self.folder / "carried.snapshot", self.vault
        write_package(path, package)
        before = sorted(each.name for each in vault.folder.iterdir())
        standing = Standing(vault.folder, vault.key, vault.secrets, self.cards[trusted], "Harbour North")
        try:
            check_package(path, standing, allow_older=override)
        except BadDataError as error:
            return error.code
        finally:
            assert sorted(each.name for each in vault.folder.iterdir()) == before
        return ""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


STRANGERS = builders.keys(3)
WHO: dict[str, tuple[Callable[[House], Signers], str]] = {
    "two of three": (lambda house: house.signers[2], ""),
    "the same two the other way round": (lambda house: house.signers[2][::-1], ""),
    "nobody": (lambda _: [], "snapshot.not_signed"),
    "one of two": (lambda house: house.signers[2][:1], "snapshot.not_signed"),
    "one of two, twice": (lambda house: [house.signers[2][0]] * 2, "snapshot.not_signed"),
    "root keys": (lambda house: house.roots[2], "snapshot.not_signed"),
    "one signer and one root key": (lambda house: [house.signers[2][0], house.roots[2][0]], "snapshot.not_signed"),
    "strangers": (lambda _: STRANGERS, "snapshot.not_signed"),
    "one signer and a stranger": (lambda house: [house.signers[2][0], STRANGERS[0]], "snapshot.not_signed"),
    "enough, and a stranger besides": (lambda house: [*house.signers[2], STRANGERS[0]], "snapshot.not_signed"),
    "signers of the root before": (lambda house: house.signers[1], "snapshot.not_signed"),
    "one of now, one of before": (lambda house: [house.signers[2][0], house.signers[1][0]], "snapshot.not_signed"),
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("override", [False, True])
def test_only_enough_of_the_signers_of_this_root_count(house: House, who: str, override: bool) -> None:
    signers, code = WHO[who]
    assert house.code(house.package(2, signers(house)), 2, override=override) == code


@pytest.mark.parametrize(("trusted", "root"), list(product(range(3), repeat=2)))
def test_every_order_of_roots(house: House, trusted: int, root: int) -> None:
    """The trusted root or its successor, with its own signers; never an older one, never one that was skipped to."""
    expected = "organisation.other" if root < trusted else "organisation.skipped" if root > trusted + 1 else ""
    assert house.code(house.package(root, house.signers[root]), trusted) == expected
    assert house.code(house.package(root, house.signers[root]), trusted, override=True) == expected


def test_a_signature_repeated_under_another_name_is_not_two(house: House) -> None:
    one = house.package(2, house.signers[2][:1])
    document = builders.json.loads(one.targets)
    (signature,) = document["signatures"]
    others = [key.hex() for key in role_keys(house.cards[2].data).signers]
    for keyid in (signature["keyid"], "ab" * 32, others[1]):
        bent = {**document, "signatures": [signature, {**signature, "keyid": keyid}]}
        odd = dataclasses.replace(one, targets=builders.json.dumps(bent, separators=(",", ":")).encode())
        assert house.code(odd, 2) in ("metadata.damaged", "snapshot.not_signed")


def test_parts_of_two_good_packages_never_make_a_third(house: House) -> None:
    """Every mixture of roots, signed parts and payloads; only the two that were made so are taken."""
    first, second, older = house.made.package, house.next.package, house.cards[1].data
    for root, targets, payload in product((first.root, older), (first, second), (first, second)):
        whole = root == first.root and targets is payload
        code = house.code(Package(root, targets.targets, payload.payload), 2)
        assert (code == "") == whole
        assert whole or code in ("snapshot.damaged", "organisation.other")


def test_another_organisation_of_the_same_name_is_another(house: House) -> None:
    signers = house.other.signers(house.ask)
    theirs = builders.package(house.folder / "x.snapshot", house.other, signers, [house.vault.card]).package
    assert house.code(theirs, 2, override=True) == "organisation.other"
    assert house.code(dataclasses.replace(theirs, root=house.cards[2].data), 2) == "snapshot.not_signed"
    ours = make_targets(dataclasses.replace(house.made.statement, identity=house.other.card.identity), house.signers[2])
    assert house.code(Package(house.cards[2].data, ours, house.made.package.payload), 2) == "snapshot.mixed"
