"""A file that was chosen as the organisation's card: what it is instead is said by its name and kind."""

import pytest

from continuity_app.clock import SystemClock
from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.kit.card_file import read_card
from continuity_app.kit.home import Home
from continuity_app.kit.organisation_desk import found_organisation, write_card
from continuity_app.kit.prompts import Answered
from tests.builders import CHEAP, PASSPHRASE, device


@pytest.fixture(scope="module")
def card(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("it"))
    found_organisation(home, "Harbour Motors", Answered(PASSPHRASE), SystemClock(), cost=CHEAP)
    write_card(home, home.path / "harbour.card")
    return home.path / "harbour.card"


def test_the_card_itself_is_read(card):
    assert read_card(card).name == "Harbour Motors"


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"PK\x03\x04rest", "a snapshot or another zip file"),
        (b"age-encryption.org/v1\n", "a copy of a journal"),
        (b"%PDF-1.4", "a PDF"),
        (b"\xff\xd8\xff", "a picture"),
        (b"hello", "no file of this kit"),
        (b'{"signed": {"_type": "targets"}}', "a list that the organisation signed"),
        (b"[1]", "no file of this kit"),
        (device()[1].to_bytes(), "a laptop's enrolment request"),
    ],
)
def test_another_file_is_named_for_what_it_is(tmp_path, start, words):
    (tmp_path / "holiday.card").write_bytes(start)
    with pytest.raises(BadDataError) as caught:
        read_card(tmp_path / "holiday.card")
    assert caught.value.code == "card.not_one"
    assert "holiday.card" in caught.value.message
    assert words in caught.value.message


def test_a_changed_card_is_told_as_changed(card, tmp_path):
    (tmp_path / "bent.card").write_bytes(card.read_bytes().replace(b"Harbour", b"Harbor!"))
    with pytest.raises(BadDataError) as caught:
        read_card(tmp_path / "bent.card")
    assert caught.value.code != "card.not_one"
    assert caught.value.details[0]["file"] == "bent.card"


def test_a_stick_that_is_out_is_told_as_that(tmp_path):
    with pytest.raises(SurroundingsError):
        read_card(tmp_path / "none.card")
