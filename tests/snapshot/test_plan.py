"""The plan: what it may say, and how every mistake is named with its key and what was meant."""

import datetime as dt
import sqlite3

import pytest

from continuity_app.errors import BadDataError
from continuity_app.snapshot.plan import read_plan
from tests.builders import plan_file, source_file

PEOPLE = "Name,Phone\nAnn,1\n"


def mistakes(path) -> dict[str, str]:
    """Field -> problem of every mistake in a plan."""
    with pytest.raises(BadDataError) as wrong:
        read_plan(path)
    assert wrong.value.code == "plan.wrong"
    assert all(each["file"] == path.name for each in wrong.value.details)
    assert str(wrong.value.details[0]["problem"]) in wrong.value.message
    return {str(each.get("field", "")): str(each["problem"]) for each in wrong.value.details}


def test_a_whole_plan(tmp_path):
    source_file(tmp_path, "people.csv", PEOPLE)
    source_file(tmp_path, "form.xlsx", b"PK")
    source_file(tmp_path, "scripts/hello.md", "Hello")
    plan = read_plan(
        plan_file(
            tmp_path,
            """
            file = "people.csv"
            preset = "salesforce"
            region = "us"
            encoding = "cp1252"
            delimiter = "\\t"
            header_row = 3
            where = { Market__c = ["North", 7], Active = true }
            [source.fields]
            id = "Id"
            phone = ["Phone", "Other"]
            """,
            'file = "people.csv"\nholds = "roster"\nfields = { person = "Name" }',
            top='valid_days = 30\npacks = ["dealer", "dealer"]\nforms = ["form.xlsx"]\nscripts = "scripts"\n'
            'match = ["email", "mobile"]\norganisation = "Harbour Motors"\nas_of = 2024-06-18T06:00:00-07:00',
        )
    )
    first, second = plan.sources
    assert (plan.site, plan.valid_days, plan.packs, plan.match) == (
        "Harbour North",
        30,
        ("dealer",),
        ("email", "mobile"),
    )
    assert (plan.forms, plan.scripts) == ((tmp_path / "form.xlsx",), tmp_path / "scripts")
    assert plan.as_of == dt.datetime(2024, 6, 18, 13, tzinfo=dt.UTC)
    assert plan.organisation == "Harbour Motors"
    assert (first.place.path, first.place.name, first.region, first.preset) == (
        tmp_path / "people.csv",
        "people.csv",
        "US",
        "salesforce",
    )
    assert (first.place.encoding, first.place.delimiter, first.place.header_row) == ("cp1252", "\t", 3)
    assert first.fields == {"id": ("Id",), "phone": ("Phone", "Other")}
    assert first.where == {"Market__c": ("North", "7"), "Active": ("true",)}
    assert (second.holds, second.region, second.preset) == ("roster", "", "")


def test_what_a_plan_leaves_out_has_a_usual_value(tmp_path):
    source_file(tmp_path, "people.csv", PEOPLE)
    plan = read_plan(plan_file(tmp_path, 'file = "people.csv"'))
    assert (plan.valid_days, plan.packs, plan.forms, plan.scripts, plan.match) == (14, (), (), None, ())
    assert (plan.as_of, plan.sources[0].holds) == (None, "customers")


def test_every_mistake_is_named_at_once(tmp_path):
    source_file(tmp_path, "people.csv", PEOPLE)
    path = plan_file(
        tmp_path,
        """
        file = "poeple.csv"
        presett = "salesforce"
        region = "XX"
        holds = "custommers"
        """,
        """
        file = "people.csv"
        preset = "salesfroce"
        where = { Market__c = [] }
        fields = { segmnt = "Segment", market = 7 }
        """,
        'url = "sqlite:///none.db"',
        'file = "people.csv"\nholds = "appointments"',
        top='valid_days = 0\npacks = ["dealr"]\nforms = "form.xlsx"\nscripts = "nowhere"\nmatch = ["shoe_size"]\n'
        'as_of = "yesterday"\nvaild_days = 3',
    )
    found = mistakes(path)
    assert set(found) == {
        "snapshot.valid_days",
        "snapshot.packs",
        "snapshot.forms",
        "snapshot.scripts",
        "snapshot.match",
        "snapshot.as_of",
        "snapshot.vaild_days",
        "source[1].file",
        "source[1].presett",
        "source[1].region",
        "source[1].holds",
        "source[2].preset",
        "source[2].where.Market__c",
        "source[2].fields.segmnt",
        "source[3].sql",
        "source[3].url",
        "source[4].fields",
    }
    for key, near in {
        "source[1].file": "people.csv",
        "source[1].presett": "preset",
        "source[1].holds": "customers",
        "source[2].preset": "salesforce",
        "source[2].fields.segmnt": "segment",
        "snapshot.packs": "dealer",
        "snapshot.vaild_days": "valid_days",
    }.items():
        assert near in found[key]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "[snapshot]"),
        ("[snapshot]\nsite = 3\n", "text"),
        ("[snapshot]\nsite = 'x'\nsource = 3\n", "source"),
        ("[snapshot\n", "line 1"),
        ("snapshot = 1\nsource = 2\n", "[snapshot]"),
    ],
)
def test_what_is_no_plan_is_refused_in_words(tmp_path, text, word):
    path = source_file(tmp_path, "plan.toml", text)
    assert any(word in problem for problem in mistakes(path).values())


def test_a_plan_that_is_missing_or_no_text(tmp_path):
    with pytest.raises(BadDataError) as wrong:
        read_plan(tmp_path / "none.toml")
    assert wrong.value.code == "plan.wrong"
    with pytest.raises(BadDataError, match="UTF-8"):
        read_plan(source_file(tmp_path, "plan.toml", b"\xff\xfe\x00"))


def test_a_database_file_starts_at_the_plan_and_is_opened_for_reading_alone(tmp_path):
    sqlite3.connect(tmp_path / "crm.db").close()
    plan = read_plan(plan_file(tmp_path, 'url = "sqlite:///crm.db"\nsql = "SELECT 1"'))
    place = plan.sources[0].place
    assert place.url == f"sqlite:///file:{tmp_path / 'crm.db'}?mode=ro&uri=true"
    assert (place.name, place.path) == ("database 1", None)


def test_file_and_database_together_are_a_mistake(tmp_path):
    source_file(tmp_path, "people.csv", PEOPLE)
    assert set(
        mistakes(plan_file(tmp_path, 'file = "people.csv"\nurl = "x://"\nsql = "SELECT 1"', "region = 'US'"))
    ) == {
        "source[1].file",
        "source[2].file",
    }
