import dataclasses
import datetime as dt
import json
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError
from continuity_app.trust.organisation import same_site
from continuity_app.trust.registry import Issued, Registry, _as_written, _free_prefix
from tests import builders

LATER = builders.NOON + dt.timedelta(days=1)


def issued(version: int, *devices: str, **changes: object) -> Issued:
    first = Issued(
        version=version,
        site="Harbour North",
        as_of="2024-06-18T23:00:00-07:00",
        valid_until="2024-07-02T23:00:00-07:00",
        made_at="2024-06-19T12:00:00-07:00",
        customers=100 * version,
        fields=("id", "name"),
        forms=("repair_order",),
        devices=devices,
        payload_sha256="00",
    )
    return dataclasses.replace(first, **changes)


def test_a_device_is_accepted_once(tmp_path: Path) -> None:
    registry, (_, card) = Registry.begin(tmp_path), builders.device()
    enrolled = registry.accept(card.to_bytes(), builders.NOON)
    assert (enrolled.card.fingerprint, enrolled.prefix) == (card.fingerprint, card.prefix)
    registry.accept(card.to_bytes(), LATER)
    assert Registry(tmp_path).devices() == (enrolled,)
    assert registry.device(card.device.lower()) == enrolled


def test_two_devices_never_share_a_prefix(tmp_path: Path) -> None:
    registry, cards = Registry.begin(tmp_path), [builders.device()[1] for _ in range(3)]
    for card in cards:
        registry.accept(card.to_bytes(), builders.NOON)
    assert len({each.prefix for each in registry.devices()}) == 3
    assert _free_prefix("000", set()) == "000"
    assert _free_prefix("00Z", {"00Z"}) == "010"
    assert _free_prefix("ZZZ", {"ZZZ", "000"}) == "001"


def test_a_revoked_device_stays_out_and_is_named_to_all(tmp_path: Path) -> None:
    registry, (_, ana), (_, ben) = Registry.begin(tmp_path), builders.device(), builders.device("ben")
    for card in (ana, ben):
        registry.accept(card.to_bytes(), builders.NOON)
    gone = registry.revoke(ana.device, "stolen from the car", LATER)
    assert not gone.trusted
    assert [each.card.device for each in registry.recipients("Harbour North")] == [ben.device]
    policy = registry.policy()
    assert [card["device"] for card in policy["devices"]] == [ana.device, ben.device]
    assert [line["device"] for line in policy["revoked"]] == [ana.device]
    assert dt.datetime.fromisoformat(policy["revoked"][0]["at"]) == LATER
    for again in (
        lambda: registry.accept(ana.to_bytes(), LATER),
        lambda: registry.revoke(ana.device, "again", LATER),
        lambda: registry.revoke(ben.device, " ", LATER),
        lambda: registry.revoke("D-NOBODY", "lost", LATER),
    ):
        with pytest.raises(BadDataError):
            again()


def test_a_site_gets_its_own_devices_and_versions(tmp_path: Path) -> None:
    registry, (_, north) = Registry.begin(tmp_path), builders.device()
    _, south = builders.device("ben", "Harbour South")
    for card in (north, south):
        registry.accept(card.to_bytes(), builders.NOON)
    assert [each.card.device for each in registry.recipients(" harbour  NORTH")] == [north.device]
    assert len(registry.recipients("")) == 2
    registry.record(issued(1, north.device))
    registry.record(issued(1, south.device, site="Harbour South"))
    registry.record(issued(2, north.device))
    assert registry.next_version("Harbour North") == 3
    assert registry.next_version("Harbour South") == 2
    assert registry.next_version("Harbour East") == 1


def test_exposure_is_the_most_that_can_be_there(tmp_path: Path) -> None:
    registry, (_, ana), (_, ben) = Registry.begin(tmp_path), builders.device(), builders.device("ben")
    for card in (ana, ben):
        registry.accept(card.to_bytes(), builders.NOON)
    registry.record(issued(1, ana.device, ben.device, customers=900))
    registry.record(issued(2, ana.device, fields=("id", "phone")))
    lost = registry.exposure(ana.device)
    assert (lost.customers, lost.fields) == (900, ("id", "phone", "name"))
    assert [each.version for each in lost.issued] == [2, 1]
    assert [each.version for each in registry.exposure(ben.device).issued] == [1]


@pytest.mark.parametrize("name", ["devices.json", "issued.json"])
@pytest.mark.parametrize("text", [b"", b"{}", b'[{"version": 1}]', b"[1]", b"\xff"])
def test_damaged_files_are_told(tmp_path: Path, name: str, text: bytes) -> None:
    (tmp_path / name).write_bytes(text)
    with pytest.raises(BadDataError, match=name):
        (Registry(tmp_path).devices if name == "devices.json" else Registry(tmp_path).issued)()


def test_a_missing_record_never_starts_the_versions_again(tmp_path: Path) -> None:
    registry = Registry.begin(tmp_path)
    registry.record(issued(7, "D-1"))
    (tmp_path / "issued.json").unlink()
    with pytest.raises(BadDataError, match=r"issued\.json"):
        registry.next_version("Harbour North")


def test_an_exchanged_key_in_the_devices_file_is_found(tmp_path: Path) -> None:
    registry, (_, ana), (_, thief) = Registry.begin(tmp_path), builders.device(), builders.device("eve")
    registry.accept(ana.to_bytes(), builders.NOON)
    file = tmp_path / "devices.json"
    records = json.loads(file.read_bytes().replace(ana.recipient.encode(), thief.recipient.encode()))["records"]
    file.write_bytes(_as_written(records))
    with pytest.raises(BadDataError):
        registry.devices()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("A b", " a  B ", True), ("", "x", True), ("x", "", True), ("North", "South", False), ("ß", "SS", True)],
)
def test_spellings_of_a_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
