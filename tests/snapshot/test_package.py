import dataclasses
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.snapshot.package import (
    Package,
    check_header_is_signed,
    open_payload,
    pieces_of,
    read_package,
    verify_package,
    write_package,
)
from continuity_app.snapshot.payload import PayloadReader
from continuity_app.trust.head_office import Organisation, create_organisation
from tests import builders


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> "Made":
    return Made(tmp_path_factory.mktemp("package"))


class Made:
    """One good package, with the organisation and the device that it belongs to."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.office, self.signers = builders.organisation(folder)
        self.secrets, self.device = builders.device()
        self.first = builders.package(folder / "v1.snapshot", self.office, self.signers, [self.device])
        self.second = builders.package(folder / "v2.snapshot", self.office, self.signers, [self.device], version=2)
        self.data = self.first.path.read_bytes()

    def verify(self, data: bytes) -> None:
        path = self.folder / "other.snapshot"
        path.write_bytes(data)
        verify_package(read_package(path), self.office.card)

    def refused(self, data: bytes) -> str:
        with pytest.raises(BadDataError) as caught:
            self.verify(data)
        return caught.value.code


def test_a_package_verifies_and_opens(made: Made) -> None:
    verified = verify_package(read_package(made.first.path), made.office.card)
    assert verified.statement == made.first.statement
    assert (verified.signatures.needed, verified.signatures.valid) == (1, 1)
    reader = PayloadReader(open_payload(verified, made.secrets))
    check_header_is_signed(reader.header, verified.statement)
    assert tuple(reader.customers()) == made.first.customers


def test_it_is_a_plain_zip_for_everybody(made: Made) -> None:
    with zipfile.ZipFile(made.first.path) as package:
        assert package.testzip() is None
        assert package.namelist() == ["root.json", "targets.json", "payload.age"]
        assert package.read("root.json") == made.first.package.root
        assert b"Margarethe" not in package.read("targets.json")
        assert package.read("payload.age").startswith(b"age-encryption.org/v1")


def test_the_same_parts_make_the_same_file(made: Made) -> None:
    assert b"".join(pieces_of(read_package(made.first.path))) == made.data


def test_every_byte_counts(made: Made) -> None:
    for at in range(len(made.data)):
        bent = bytearray(made.data)
        bent[at] ^= 1 << (at % 8)
        assert made.refused(bytes(bent))


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_lengthened_and_inserted_bytes_are_refused(made: Made, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(made.data) - 1))
    more = data.draw(st.binary(min_size=1, max_size=40))
    assert made.refused(made.data[:at])
    assert made.refused(made.data + more)
    assert made.refused(made.data[:at] + more + made.data[at:])


@given(st.binary(max_size=400))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_file_is_refused(made: Made, data: bytes) -> None:
    assert made.refused(data) == "snapshot.damaged"


@pytest.mark.parametrize("part", ["targets", "payload"])
def test_a_part_of_another_package_is_refused(made: Made, part: str) -> None:
    mixed = dataclasses.replace(made.first.package, **{part: getattr(made.second.package, part)})
    assert made.refused(b"".join(pieces_of(mixed))) == "snapshot.damaged"


def test_another_organisations_package_is_refused(made: Made, tmp_path: Path) -> None:
    create_organisation(
        tmp_path / "org",
        "Harbour Motors",
        lambda _: builders.ORGANISATION_PASSPHRASE,
        builders.NOON,
        cost=builders.CHEAP,
    )
    stranger = Organisation(tmp_path / "org")
    signers = stranger.signers(lambda _: builders.ORGANISATION_PASSPHRASE)
    theirs = builders.package(tmp_path / "x.snapshot", stranger, signers, [made.device])
    assert made.refused(theirs.path.read_bytes()) == "organisation.other"
    forged = dataclasses.replace(theirs.package, root=made.first.package.root)
    assert made.refused(b"".join(pieces_of(forged))) == "snapshot.not_signed"


def test_a_payload_under_another_header_is_refused(made: Made, tmp_path: Path) -> None:
    for inside in (
        {"version": 9},
        {"organisation": "Other"},
        {"site": "South"},
        {"identity": "ff"},
        {"as_of": "2020-01-01"},
    ):
        odd = builders.package(tmp_path / "x.snapshot", made.office, made.signers, [made.device], inside=inside)
        verified = verify_package(read_package(odd.path), made.office.card)
        reader = PayloadReader(open_payload(verified, made.secrets))
        with pytest.raises(BadDataError) as caught:
            check_header_is_signed(reader.header, verified.statement)
        assert caught.value.code == "snapshot.mixed"


def test_a_package_names_exactly_those_who_can_open_it(made: Made, tmp_path: Path) -> None:
    _, other = builders.device("ben")
    both = builders.package(tmp_path / "x.snapshot", made.office, made.signers, [made.device, other])
    short = dataclasses.replace(both.statement, devices=(made.device.device,))
    hidden = dataclasses.replace(both.package, targets=made.office.sign(short, made.signers))
    assert made.refused(b"".join(pieces_of(hidden))) == "snapshot.mixed"
    stranger, _ = builders.device("eve")
    with pytest.raises(BadDataError) as caught:
        open_payload(verify_package(both.package, made.office.card), stranger)
    assert caught.value.code == "snapshot.not_for_this_device"


def test_a_missing_file_and_a_full_folder_are_told(made: Made, tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError):
        read_package(tmp_path / "none.snapshot")
    (tmp_path / "file").touch()
    with pytest.raises(SurroundingsError):
        write_package(tmp_path / "file" / "x.snapshot", Package(b"", b"", b""))
