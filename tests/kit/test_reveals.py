"""Sensitive answers are covered; uncovering is journalled first, and above the rate it needs a manager."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.journal.types import OverrideMade, RevealLogged, SheetCaptured
from continuity_app.kit.opening import open_session
from continuity_app.kit.reveals import COVER, MOST, RULE, RevealDesk
from continuity_app.kit.session import Session
from continuity_app.progress import finish
from continuity_app.vault.slots import add_passphrase_slot, open_slots
from tests import builders
from tests.builders import MadeHome

STAFF = "brass kettle morning tide ladder"


@pytest.fixture
def made(tmp_path: Path) -> MadeHome:
    made = builders.made_home(tmp_path, builders.organisation(tmp_path)[0])
    opened = open_slots(made.home.vault, "ana", builders.PASSPHRASE)
    add_passphrase_slot(made.home.vault, opened, "ben", STAFF, cost=builders.CHEAP, clock=made.clock)
    return made


@pytest.fixture
def staff(made: MadeHome) -> Iterator[Session]:
    session = open_session(made.home, "ben", builders.FixedPrompts(STAFF), made.clock, write=True)
    yield session
    session.close()


def receipt(session: Session) -> str:
    """A cash receipt whose card ends in 4711."""
    form = session.forms.get("cash_receipt")
    (sheet,) = session.sheets.issue("cash_receipt", medium="paper")
    answers = {"card_last4": "4711", "amount": 20}
    session.journal.append(SheetCaptured(sheet.serial, form.id, form.version, "typed", answers))
    return sheet.serial


def reveals(session: Session) -> list[str]:
    return [entry.body["field"] for entry in session.journal.entries({RevealLogged.type})]


def test_what_is_sensitive_is_covered_and_the_rest_is_not(staff: Session) -> None:
    sheet = staff.sheets.state(receipt(staff))
    answers, hidden = RevealDesk(staff).covered(sheet)
    assert (answers, hidden) == ({"card_last4": COVER, "amount": 20}, ("card_last4",))
    assert reveals(staff) == [], "nothing was shown"


def test_uncovering_is_written_down(staff: Session) -> None:
    sheet = staff.sheets.state(receipt(staff))
    assert RevealDesk(staff).uncover(sheet)["card_last4"] == "4711"
    assert reveals(staff) == [f"{sheet.serial} card_last4"]


def test_nothing_is_shown_that_cannot_be_written_down(made: MadeHome, staff: Session) -> None:
    serial = receipt(staff)
    staff.close()
    with made.session(write=False) as session, pytest.raises(SurroundingsError):
        RevealDesk(session).uncover(session.sheets.state(serial))


def test_above_the_rate_staff_need_a_manager(made: MadeHome, staff: Session) -> None:
    desk = RevealDesk(staff)
    for number in range(MOST):
        desk.log(f"C-{number}", ["id_number"])
    with pytest.raises(BadDataError) as caught:
        desk.log("C-99", ["id_number"])
    assert caught.value.code == "reveal.too_many"
    assert len(reveals(staff)) == MOST
    made.clock.move(dt.timedelta(days=-3))
    with pytest.raises(BadDataError):
        desk.log("C-99", ["id_number"])
    made.clock.move(dt.timedelta(days=3, hours=1))
    desk.log("C-99", ["id_number"])
    staff.close()
    with made.session() as session:
        for number in range(2 * MOST):
            RevealDesk(session).log(f"C-{number}", ["id_number"])


def test_a_manager_may_allow_more_and_that_is_written_down(staff: Session) -> None:
    desk = RevealDesk(staff)
    for number in range(MOST):
        desk.log(f"C-{number}", ["id_number"])
    with pytest.raises(BadDataError) as caught:
        finish(desk.allow("ben", STAFF))
    assert caught.value.code == "reveal.no_manager"
    assert desk.managers() == ("ana",)
    desk.log("C-99", ["id_number"], finish(desk.allow("ana", builders.PASSPHRASE)))
    assert len(reveals(staff)) == MOST + 1
    (allowed,) = staff.journal.entries({OverrideMade.type})
    assert (allowed.body["rule"], allowed.body["subject"]) == (RULE, "C-99")
    assert "ana" in allowed.body["reason"]


def test_everything_is_covered_where_the_form_is_not_here(staff: Session) -> None:
    staff.journal.append(SheetCaptured("7K3-0143-5", "gone", "1", "typed", {"name": "Pat", "lines": [{"pin": "1"}]}))
    answers, hidden = RevealDesk(staff).covered(staff.sheets.all()["7K3-0143-5"])
    assert (answers, set(hidden)) == ({"name": COVER, "lines": [{"pin": COVER}]}, {"name", "pin"})


def test_the_verb_shows_and_reveals(made: MadeHome, staff: Session) -> None:
    serial = receipt(staff)
    staff.close()
    home = made.home.path
    _, shown = builders.command(home, "--user", "ben", "sheet", "show", serial, passphrase=STAFF)
    assert (shown["answers"]["card_last4"], shown["covered"]) == (COVER, ["card_last4"])
    assert "4711" not in json.dumps(shown)
    _, shown = builders.command(home, "--user", "ben", "sheet", "show", serial, "--reveal", passphrase=STAFF)
    assert (shown["answers"]["card_last4"], shown["covered"]) == ("4711", [])
    with made.session(write=False) as session:
        assert reveals(session) == [f"{serial} card_last4"]
