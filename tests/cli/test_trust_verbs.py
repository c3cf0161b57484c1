"""Keys and trust from end to end by commands: holders, sticks, escrow, key file, key store, revocation, new keys."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pypdfium2
import pytest
import zxingcpp

from continuity_app.trust.head_office import create_organisation
from continuity_app.vault.slot_kinds import Typed
from continuity_app.vault.slots import change_slot, open_slots
from tests import builders
from tests.builders import command
from tests.key_stores import GOOD, MemoryStore

IT_WORDS = builders.ORGANISATION_PASSPHRASE
NEW_WORDS = "granite owl under seven boats"
WORDS_OF_FINGERPRINT = 12


class Company:
    """An IT machine whose three holders need two to sign, sticks of two of them, and ana's laptop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        numbers = {"threshold": 2, "signers": 3, "cost": builders.CHEAP}
        create_organisation(folder / "it" / "org", "Harbour Motors", lambda _: IT_WORDS, builders.NOON, **numbers)
        for holder in (2, 3):
            self.it("org", "keys", "carry", holder, "-o", folder / f"stick{holder}")
        self.it("org", "card", "-o", folder / "org.card")
        sheet = ("--recovery-sheet", folder / "sheet.pdf")
        self.made = self.laptop(
            "vault", "create", "--org", folder / "org.card", "--user", "ana", "--site", "Harbour North", *sheet
        )
        self.make_cheap()
        self.laptop("device", "enrol", "-o", folder / "ana.enrol")
        self.accepted = self.it("device", "accept", folder / "ana.enrol")

    def it(self, *words: object) -> dict[str, Any]:
        return self.done(command(self.folder / "it", *words, passphrase=IT_WORDS))

    def laptop(self, *words: object, passphrase: str = builders.PASSPHRASE) -> dict[str, Any]:
        return self.done(command(self.folder / "ana", *words, passphrase=passphrase))

    def refused(self, *words: object, passphrase: str = builders.PASSPHRASE, home: str = "ana") -> dict[str, Any]:
        status, answer = command(self.folder / home, *words, passphrase=passphrase)
        assert status == 2, answer
        return dict(answer["error"])

    @staticmethod
    def done(answered: tuple[int, dict[str, Any]]) -> dict[str, Any]:
        assert answered[0] == 0, answered
        return answered[1]

    def make_cheap(self) -> None:
        """Puts the same passphrase on ana's way in at less cost, so that sixty commands take little time."""
        vault = self.folder / "ana" / "vault"
        opened = open_slots(vault, "ana", builders.PASSPHRASE)
        change_slot(vault, opened, "", Typed(builders.PASSPHRASE), cost=builders.CHEAP)

    def new_words(self, words: str = NEW_WORDS) -> tuple[str, Path]:
        file = self.folder / "new.words"
        file.write_text(f"{words}\n", encoding="utf-8")
        return "--new-passphrase-file", file

    def build(self, version: int, *signer_keys: object) -> Path:
        file = self.folder / f"v{version}.snapshot"
        self.it("snapshot", "build", builders.plan(self.folder / "plan"), "-o", file, *signer_keys)
        return file

    def stick(self, role: str, holder: int) -> Path:
        return self.folder / f"stick{holder}" / f"{role}-{holder}.json"

    def printed_key(self) -> list[str]:
        text = pypdfium2.PdfDocument(self.folder / "sheet.pdf")[0].get_textpage().get_text_range().splitlines()
        return [text[text.index(str(number)) + 1] for number in range(1, 14)]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return Company(tmp_path_factory.mktemp("company"))


@pytest.fixture
def store() -> Iterator[MemoryStore]:
    before, ours = keyring.get_keyring(), MemoryStore(GOOD)
    keyring.set_keyring(ours)
    yield ours
    keyring.set_keyring(before)


def test_fingerprints_are_told_alike_on_both_sides_in_hex_and_in_words(company: Company) -> None:
    card = company.it("org", "card", "-o", company.folder / "again.card")
    listed = company.it("device", "list")["devices"][0]
    asked = company.laptop("device", "enrol", "-o", company.folder / "again.enrol")
    for name in ("fingerprint", "fingerprint_words"):
        assert company.made[name] == asked[name] == company.accepted[name] == listed[name]
        assert company.made[f"organisation_{name}"] == card[name]
        assert card[name] != asked[name]
    assert len(card["fingerprint_words"].split()) == len(asked["fingerprint_words"].split()) == WORDS_OF_FINGERPRINT


def test_a_second_person_signs_with_the_key_on_their_stick(company: Company) -> None:
    assert {row["holder"] for row in company.it("org", "keys", "list")["keys"]} == {1}
    file = company.build(1)
    status, told = command(company.folder / "it", "snapshot", "verify", file)
    assert (status, told["ok"], told["signatures"]) == (1, False, {"needed": 2, "valid": 1})
    assert company.refused("vault", "apply", file)["code"] == "snapshot.not_signed"
    for wrong in (company.stick("root", 2), company.folder / "it" / "org" / "keys" / "signer-1.json"):
        company.refused("snapshot", "sign", file, "--signer-key", wrong, passphrase=IT_WORDS, home="it")
    signed = company.it("snapshot", "sign", file, "--signer-key", company.stick("signer", 3))
    assert signed["signatures"] == {"needed": 2, "valid": 2}
    assert company.laptop("vault", "apply", file)["version"] == 1


def test_the_printed_code_and_the_printed_groups_open_alike(company: Company) -> None:
    image = pypdfium2.PdfDocument(company.folder / "sheet.pdf")[0].render(scale=4).to_pil()
    (code,) = zxingcpp.read_barcodes(image)
    assert code.text == "-".join(company.printed_key())
    assert company.laptop("vault", "unlock-check", passphrase=code.text)["kind"] == "recovery"


def test_a_mistyped_recovery_key_is_told_by_group(company: Company) -> None:
    groups = company.printed_key()
    opened = company.laptop("vault", "unlock-check", passphrase=" ".join(groups).lower())
    assert (opened["kind"], opened["role"]) == ("recovery", "manager")
    swapped = f"{groups[3][1]}{groups[3][0]}{groups[3][2:]}"
    bent = [*groups[:3], swapped if swapped != groups[3] else f"{groups[3][:4]}{'0' if groups[3][4] != '0' else '1'}"]
    for typed, number in (([*bent, *groups[4:]], 4), ([*groups[:7], *groups[8:]], 8)):
        error = company.refused("vault", "unlock-check", passphrase="-".join(typed))
        assert (error["code"], [row["field"] for row in error["details"]]) == ("recovery.mistyped", [f"group {number}"])


def test_a_key_file_and_a_shorter_passphrase_open_together(company: Company) -> None:
    file = company.folder / "stick9" / "ben.key"
    added = company.laptop(
        "vault", "slots", "add", "--for", "ben", "--new-key-file", file, *company.new_words("brass ti")
    )
    assert (added["kind"], added["role"]) == ("key-file", "staff")
    by = ("--user", "ben", "--key-file", file)
    assert company.laptop(*by, "vault", "unlock-check", passphrase="brass ti")["kind"] == "key-file"
    error = company.refused("--user", "ben", "vault", "unlock-check", passphrase="brass ti")
    assert error["code"] == "vault.key_file_needed"
    company.laptop(*by, "vault", "slots", "change", *company.new_words("tin bras"), passphrase="brass ti")
    assert company.laptop(*by, "vault", "unlock-check", passphrase="tin bras")["user"] == "ben"
    assert company.refused(*by, "vault", "apply", company.folder / "v1.snapshot", *OVERRIDE, passphrase="tin bras")[
        "code"
    ] == ("snapshot.override")
    company.laptop("--user", "ana", "vault", "slots", "remove", added["slot"])


OVERRIDE = ("--override-rollback", "--reason", "because")


def test_the_key_store_of_the_machine_opens_and_is_told_where_there_is_none(
    company: Company, store: MemoryStore
) -> None:
    added = company.laptop("vault", "slots", "add", "--kind", "keyring")
    assert (added["kind"], added["user"], added["role"]) == ("keyring", "ana", "staff")
    assert len(store.held) == 1
    opened = company.laptop("--keyring", "vault", "unlock-check", passphrase="nothing is typed")
    assert (opened["kind"], opened["role"]) == ("keyring", "staff")
    store.locked = True
    assert company.refused("--keyring", "vault", "unlock-check")["code"] == "keyring.none"
    store.locked = False
    company.laptop("vault", "slots", "remove", added["slot"])
    assert store.held == {}
    assert company.refused("--keyring", "vault", "unlock-check")["code"] == "keyring.no_slot"
    for words in (["--kind", "keyring", "--for", "x"], ["--kind", "escrow"]):
        assert company.refused("vault", "slots", "add", *words)["code"] == "command.words"


def test_three_shares_give_a_forgotten_passphrase_a_successor(company: Company) -> None:
    split = company.it(
        "org", "escrow", "split", "-o", company.folder / "shares", "--root-key", company.stick("root", 2)
    )
    assert (split["root_version"], len(split["files"])) == (2, 10)
    error = company.refused("org", "escrow", "split", "-o", company.folder / "shares", home="it", passphrase=IT_WORDS)
    assert error["code"] == "escrow.sheets_exist"
    company.it("org", "card", "-o", company.folder / "root2.card")
    assert company.laptop("vault", "card", company.folder / "root2.card")["root_version"] == 2
    assert "escrow" in [slot["kind"] for slot in company.laptop("vault", "slots", "list")["slots"]]
    shares = [company.folder / "shares" / f"share-{number}-of-5.txt" for number in range(1, 6)]
    assert company.refused("org", "escrow", "combine", *shares[:2])["code"] == "escrow.shares"
    given = company.laptop(
        "org", "escrow", "combine", shares[4], shares[0], shares[2], "--for", "dora", *company.new_words()
    )
    assert (given["user"], given["role"], given["recipient"]) == ("dora", "manager", split["recipient"])
    assert company.laptop("--user", "dora", "vault", "unlock-check", passphrase=NEW_WORDS)["role"] == "manager"
    company.laptop("--user", "ana", "vault", "slots", "remove", given["slot"])


def test_the_list_of_revoked_laptops_travels_alone_and_new_keys_are_followed(company: Company) -> None:
    by = ("--signer-key", company.stick("signer", 3))
    package = company.build(7)
    gone = ("device", "revoke", company.made["device"], "--reason", "stolen", "-o", company.folder / "gone", *by)
    wrong = company.refused(*gone, "--since", "when it was lost", home="it", passphrase=IT_WORDS)
    assert wrong["code"] == "time.unreadable"
    revoked = company.it(*gone, "--since", "2024-06-17 18:00")
    assert revoked["revoked"][0]["at"].startswith("2024-06-17T18:00:00.000")
    status, told = command(company.folder / "ana", "vault", "revocations", company.folder / "gone")
    assert (status, told["this_laptop"], told["new"]) == (1, True, 1)
    assert told["revoked"] == revoked["revoked"]
    assert any("revoked" in line for line in company.laptop("vault", "check")["banners"])
    rotated = company.it(
        *("org", "rotate", "--threshold", 1, "--signers", 1, "--root-key", company.stick("root", 3)),
        *company.new_words(),
    )
    company.it("org", "card", "-o", company.folder / "root3.card")
    taken = company.laptop("vault", "card", company.folder / "root3.card")
    assert (taken["root_version"], taken["fingerprint"]) == (rotated["root_version"], rotated["fingerprint"])
    assert company.refused("vault", "card", company.folder / "ana.enrol")["code"] == "metadata.damaged"
    again = ("snapshot", "sign", package, *by)
    assert company.refused(*again, home="it", passphrase=IT_WORDS)["code"] == "organisation.other"
