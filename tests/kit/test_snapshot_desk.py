import hashlib
import shutil
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, WrongPassphraseError
from continuity_app.kit.home import Home
from continuity_app.kit.snapshot_desk import (
    Built,
    build_snapshot,
    compare_snapshots,
    verify_snapshot,
    write_build_report,
)
from continuity_app.progress import finish
from continuity_app.resources import resource
from tests import builders


class Office:
    """An organisation that accepted one laptop."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.home = folder, Home(folder)
        self.office, self.signers = builders.organisation(folder)
        self.secrets, self.card = builders.device()
        self.office.registry.accept(self.card.to_bytes(), builders.NOON)

    def build(self, plan: Path, output: str = "v.snapshot", words: str = builders.ORGANISATION_PASSPHRASE) -> Built:
        return finish(
            build_snapshot(self.home, plan, self.folder / output, builders.FixedPrompts(words), builders.clock())
        )

    def refused(self, plan: Path) -> str:
        with pytest.raises(BadDataError) as caught:
            self.build(plan)
        assert not (self.folder / "v.snapshot").exists()
        assert self.office.registry.issued() == ()
        return caught.value.code


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


def test_a_plan_becomes_a_package(office: Office) -> None:
    built = office.build(builders.plan(office.folder / "plan"))
    verified = verify_snapshot(built.file, office.office.card)
    assert verified.statement == built.statement
    assert (built.statement.version, built.statement.customers) == (1, 4)
    assert built.statement.devices == (office.card.device,)
    data = built.file.read_bytes()
    assert (built.bytes, built.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert built.statement.valid_until == "2024-07-03T12:00:00-07:00"
    lost = office.office.registry.exposure(office.card.device)
    assert (lost.customers, lost.issued[0].version) == (4, 1)
    assert {"given_name", "phone"} <= set(lost.fields)


def test_versions_count_on_and_differences_are_told(office: Office) -> None:
    first = office.build(builders.plan(office.folder / "plan", 4), "v1")
    people = builders.plan(office.folder / "plan", 5).with_name("people.csv")
    people.write_text(people.read_text(encoding="utf-8").replace("m1@", "new1@"), encoding="utf-8")
    second = office.build(office.folder / "plan" / "plan.toml", "v2")
    assert second.statement.version == 2
    old, new = (verify_snapshot(built.file, office.office.card) for built in (first, second))
    compared = finish(compare_snapshots(old, new, office.secrets))
    assert compared.signed.customers == 1
    assert compared.customers is not None
    assert (compared.customers.added, compared.customers.removed) == (("C-5",), ())
    assert compared.customers.changed == ("C-1",)
    stranger, _ = builders.device()
    assert finish(compare_snapshots(old, new, stranger)).customers is None


def test_a_sites_own_form_takes_the_place_of_the_shipped_one(office: Office) -> None:
    plan = builders.plan(office.folder / "plan", packs='["dealer"]', forms='["mine.xlsx"]')
    shutil.copy(resource("packs", "dealer", "repair_order.xlsx"), plan.with_name("mine.xlsx"))
    built = office.build(plan)
    assert built.replaced_forms == ("repair_order",)
    ids = [form.id for form in built.statement.forms]
    assert len(ids) == len(set(ids)) == len(list(resource("packs", "dealer").glob("*.xlsx")))


def test_two_own_forms_of_one_id_are_refused(office: Office) -> None:
    plan = builders.plan(office.folder / "plan", forms='["one.xlsx", "two.xlsx"]')
    for name in ("one.xlsx", "two.xlsx"):
        shutil.copy(resource("packs", "dealer", "repair_order.xlsx"), plan.with_name(name))
    assert office.refused(plan) == "plan.form_twice"


def test_a_package_that_nobody_could_open_is_not_built(office: Office) -> None:
    assert office.refused(builders.plan(office.folder / "plan", site='"Harbour East"')) == "snapshot.no_devices"
    office.office.registry.revoke(office.card.device, "lost", builders.NOON)
    assert office.refused(builders.plan(office.folder / "plan")) == "snapshot.no_devices"


def test_another_organisations_plan_is_refused(office: Office) -> None:
    assert office.refused(builders.plan(office.folder / "plan", organisation='"Other"')) == "snapshot.organisation"


def test_a_wrong_passphrase_signs_nothing(office: Office) -> None:
    with pytest.raises(WrongPassphraseError):
        office.build(builders.plan(office.folder / "plan"), words="not the passphrase at all")
    assert office.office.registry.issued() == ()


def test_the_report_holds_every_problem(office: Office) -> None:
    plan = builders.plan(office.folder / "plan", 3)
    people = plan.with_name("people.csv")
    people.write_text(people.read_text(encoding="utf-8").replace("(415) 555-2002", "=cmd"), encoding="utf-8")
    built = office.build(plan)
    write_build_report(built, office.folder / "report.csv")
    rows = (office.folder / "report.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "kind,file,row,field,what"
    assert any(row.startswith("problem,people.csv,3,phone,") for row in rows)
    assert built.gathered.problem_count == sum(row.startswith("problem,") for row in rows)
