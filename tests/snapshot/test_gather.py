"""Gathering: nobody is dropped, merged or changed without being told, and only named columns are taken."""

import datetime as dt
import random
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from continuity_app.contacts.model import Customer, Quality
from continuity_app.errors import BadDataError
from continuity_app.progress import finish
from continuity_app.snapshot import merging, spool
from continuity_app.snapshot.gather import Gathered, gather
from continuity_app.snapshot.plan import read_plan
from tests.builders import clock, plan_file, source_file, workbook


def gathered(folder: Path, *sources: str, top: str = "") -> Gathered:
    return finish(gather(read_plan(plan_file(folder, *sources, top=top)), clock()))


def by_id(result: Gathered) -> dict[str, Customer]:
    return {customer.id: customer for customer in result.customers}


def told(result: Gathered, file: str = "") -> list[tuple[int, str]]:
    return [(each.row, each.field) for each in result.problems if not file or each.file == file]


PEOPLE = """
file = "people.csv"
region = "US"
[source.fields]
id = "Id"
name = "Name"
phone = "Phone"
mobile = "Mobile"
email = "Email"
"""
HEADER = "Id,Name,Phone,Mobile,Email,Secret\n"


def people(folder: Path, *rows: str, name: str = "people.csv") -> Path:
    return source_file(folder, name, HEADER + "".join(f"{row}\n" for row in rows))


def test_a_customer_with_everything(tmp_path):
    source_file(
        tmp_path,
        "sf.csv",
        "Id,AccountId,LastName,FirstName,Name,MailingStreet,MailingCity,MailingState,MailingPostalCode,MailingCountry,"
        "Phone,MobilePhone,Email,DoNotCall,HasOptedOutOfEmail,Segment__c,Annual_Value__c,VIN__c,Checked__c,Secret__c\n"
        "003A,001,Núñez,Ana,Ana Núñez,1 Main St,Harbour,WA,98101,US,(415) 603-5115 x7,720-387-9972,ana@example.com,0,1,"
        'Retail,"$1,200.50",1HG,2024-01-31,hush\n',
    )
    result = gathered(
        tmp_path,
        """
        file = "sf.csv"
        region = "US"
        [source.fields]
        segment = "Segment__c"
        value = "Annual_Value__c"
        asset_vin = "VIN__c"
        last_verified = "Checked__c"
        """,
    )
    (ana,) = result.customers
    assert (ana.id, ana.name, ana.given_name, ana.family_name) == ("003A", "Ana Núñez", "Ana", "Núñez")
    assert (ana.segment, ana.value, ana.do_not_call, ana.source) == ("Retail", 1200.5, False, "sf.csv")
    assert [(c.kind, c.value, c.original, c.quality, c.last_verified, c.reason) for c in ana.channels] == [
        ("phone", "+14156035115;ext=7", "(415) 603-5115 x7", "verified", dt.date(2024, 1, 31), ""),
        ("mobile", "+17203879972", "720-387-9972", "unverified", None, ""),
        ("email", "ana@example.com", "ana@example.com", "unverified", None, "opted_out"),
        ("postal", "1 Main St, 98101, Harbour, WA, US", "1 Main St, 98101, Harbour, WA, US", "unverified", None, ""),
    ]
    assert ana.assets[0].vin == "1HG"
    assert ana.reachable
    assert "hush" not in msgspec.json.encode(ana).decode()
    assert set(result.fields) >= {"id", "phone", "asset_vin", "last_verified"}
    assert "note" not in result.fields
    assert told(result) == []


def test_the_encoded_form_decodes_to_the_same_customers(tmp_path):
    people(tmp_path, "1,Ann,(415) 603-5115,,a@b.com,x", "2,Bob,12,,,x")
    result = gathered(tmp_path, PEOPLE)
    assert [msgspec.json.decode(each, type=Customer) for each in result.customers.encoded()] == list(result.customers)
    assert len(result.customers) == 2


def test_order_of_need(tmp_path):
    rows = [("a", "5"), ("b", ""), ("c", "900"), ("d", "5"), ("e", "-3"), ("f", "20"), ("g", "nonsense")]
    source_file(tmp_path, "people.csv", "Id,Name,Worth\n" + "".join(f"{i},n,{v}\n" for i, v in rows))
    source_file(tmp_path, "due.csv", "Who,When,What\nd,2024-06-22T10:00,Oil\nd,2024-06-20,Tyres\nb,soon,Wash\n")
    source_file(tmp_path, "promises.csv", "Who,What\nf,Call back\n")
    sources = [
        'file = "due.csv"\nholds = "appointments"\nfields = { customer = "Who", at = "When", what = "What" }',
        'file = "people.csv"\nfields = { id = "Id", name = "Name", value = "Worth" }',
        'file = "promises.csv"\nholds = "promises"\nfields = { customer = "Who", what = "What" }',
    ]
    result = gathered(tmp_path, *sources)
    assert [customer.id for customer in result.customers] == ["f", "d", "b", "c", "a", "e", "g"]
    assert [(each.at, each.what) for each in by_id(result)["d"].appointments] == [
        ("2024-06-20", "Tyres"),
        ("2024-06-22T10:00:00", "Oil"),
    ]
    assert by_id(result)["f"].promises[0].what == "Call back"
    assert told(result) == [(8, "value"), (4, "at")]


def test_who_is_unknown_is_told_and_counted(tmp_path):
    people(tmp_path, "1,Ann,,,,")
    source_file(tmp_path, "due.csv", "Who,When,What\n9,2024-06-22,Oil\n,2024-06-22,Oil\n1,,Oil\n1,2024-06-22,Oil\n")
    due = 'file = "due.csv"\nholds = "appointments"\nfields = { customer = "Who", at = "When", what = "What" }'
    result = gathered(tmp_path, PEOPLE, due)
    assert told(result, "due.csv") == [(3, "customer"), (4, "at"), (2, "customer")]
    assert result.left_out == sum(each.rows for each in result.left_out_reasons) == 3
    assert len(by_id(result)["1"].appointments) == 1


def test_assets_and_the_roster(tmp_path):
    people(tmp_path, "1,Ann,,,,")
    source_file(tmp_path, "cars.csv", "Who,VIN,Plate\n1,V1,P1\n1,V2,\n")
    source_file(tmp_path, "roster.csv", "Person,Role,Phone\nAna,Advisor,14159558050\n,Cashier,\nBen,,12\n,,555\n")
    result = gathered(
        tmp_path,
        PEOPLE,
        'file = "cars.csv"\nholds = "assets"\nfields = { customer = "Who", asset_vin = "VIN", asset_plate = "Plate" }',
        'file = "roster.csv"\nholds = "roster"\nregion = "US"\n'
        'fields = { person = "Person", role = "Role", phone = "Phone" }',
    )
    assert [(each.vin, each.plate) for each in by_id(result)["1"].assets] == [("V1", "P1"), ("V2", "")]
    assert [(line.person, line.role, line.phone) for line in result.roster] == [
        ("Ana", "Advisor", "14159558050"),
        ("", "Cashier", ""),
        ("Ben", "", "12"),
    ]
    assert told(result, "roster.csv") == [(3, "person"), (4, "phone"), (5, "person")]
    assert result.left_out == 1, "who has no name and no role"
    assert {"assets.asset_vin", "roster.phone"} <= set(result.fields)


def test_where_leaves_rows_out_and_counts_them(tmp_path):
    source_file(tmp_path, "people.csv", "Name,Market,Active\nAnn,North,yes\nBob,South,yes\nCyd,NORTH ,no\nDan,,yes\n")
    source = 'file = "people.csv"\nwhere = { Market = ["nOrth"], Active = "YES" }\nfields = { name = "Name" }'
    result = gathered(tmp_path, source)
    assert [customer.name for customer in result.customers] == ["Ann"]
    assert result.left_out == 3
    assert {(each.file, each.rows) for each in result.left_out_reasons} == {("people.csv", 2), ("people.csv", 1)}
    assert {"Market", "Active"} <= {word for each in result.left_out_reasons for word in each.reason.split()}
    assert "market" not in result.fields


def test_nobody_left_is_refused(tmp_path):
    source_file(tmp_path, "people.csv", "Name,Market\nAnn,North\n")
    with pytest.raises(BadDataError) as wrong:
        gathered(tmp_path, 'file = "people.csv"\nwhere = { Market = "Nroth" }\nfields = { name = "Name" }')
    assert wrong.value.code == "sources.nobody"
    assert [detail["file"] for detail in wrong.value.details] == ["people.csv"]
    source_file(tmp_path, "people.csv", "Name,Market\n")
    with pytest.raises(BadDataError) as wrong:
        gathered(tmp_path, 'file = "people.csv"\nfields = { name = "Name" }')
    assert wrong.value.details == ({"file": "people.csv", "problem": "no row below its header"},)


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('file = "people.csv"\nfields = { segment = "Segmnt" }', "source.columns_wrong"),
        ('file = "people.csv"\nwhere = { Markt = "x" }\nfields = { name = "Name" }', "source.columns_wrong"),
        ('file = "people.csv"', "source.no_fields"),
        ('file = "people.csv"\nholds = "promises"\nfields = { customer = "Id" }', "source.no_fields"),
    ],
)
def test_a_plan_that_does_not_fit_the_file_is_refused(tmp_path, source, code):
    people(tmp_path, "1,Ann,,,,")
    with pytest.raises(BadDataError) as wrong:
        gathered(tmp_path, source)
    assert wrong.value.code == code
    assert wrong.value.details[0]["file"] == "people.csv"


def test_a_customer_without_a_name_or_an_id_is_kept_and_told(tmp_path):
    people(tmp_path, "1,,(415) 603-5115,,,", ",Ann,,,,", "3,,,,,secret", "4,,,,x@y.com,")
    result = gathered(tmp_path, PEOPLE)
    names = {customer.id: customer.name for customer in result.customers}
    assert len(names) == 4
    assert (names["1"], names["4"]) == ("+14156035115", "x@y.com")
    assert told(result) == [(2, "name"), (3, "id"), (4, "name"), (5, "name")]


def test_a_do_not_call_mark_that_nobody_can_read_counts_as_yes(tmp_path):
    source_file(tmp_path, "p.csv", "Id,N,D\n1,a,maybe\n2,b,no\n3,c,\n4,d,X\n")
    result = gathered(tmp_path, 'file = "p.csv"\nfields = { id = "Id", name = "N", do_not_call = "D" }')
    assert {c.id for c in result.customers if c.do_not_call} == {"1", "4"}
    assert told(result) == [(2, "do_not_call")]


# -- ids and doubles --


def test_derived_ids_stay_the_same_in_any_order_of_rows_and_tell_doubles_apart(tmp_path):
    rows = [",Ann Bee,415 603 5115,,,", ",Ann  BEE,(415) 603-5115,,,", ",Cyd,,,c@d.com,", ",Cyd,,,,", ",Cyd,,,,x"]
    people(tmp_path, *rows)
    first = gathered(tmp_path, PEOPLE)
    assert len(set(by_id(first))) == len(rows)
    assert first.merged == []
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        people(tmp_path, *rows, name="people.csv")
        again = gathered(tmp_path, PEOPLE)
        assert {c.id: (c.name, [x.original for x in c.channels]) for c in again.customers} == {
            c.id: (c.name, [x.original for x in c.channels]) for c in first.customers
        }


def test_the_date_in_a_files_name_does_not_change_derived_ids(tmp_path):
    ids = []
    for name in ("export_2024-06-01.csv", "export_2024-06-15.csv"):
        people(tmp_path, ",Ann,,,,", name=name)
        ids += list(by_id(gathered(tmp_path, PEOPLE.replace("people.csv", name))))
    assert ids[0] == ids[1]
    assert ids[0].startswith("noid-")


def test_one_id_in_two_sources_is_one_customer_and_told(tmp_path):
    people(tmp_path, "7,Ann,(415) 603-5115,,,", "8,Bob,,,,")
    source_file(tmp_path, "more.csv", "Id,Full,Mobile,DNC,Tier\n7,Ann B.,720 387 9972,1,Gold\n9,Cyd,,,\n")
    more = """
    file = "more.csv"
    region = "US"
    fields = { id = "Id", name = "Full", mobile = "Mobile", do_not_call = "DNC", segment = "Tier" }
    """
    result = gathered(tmp_path, PEOPLE, more)
    ann = by_id(result)["7"]
    assert set(by_id(result)) == {"7", "8", "9"}
    assert (ann.name, ann.segment, ann.do_not_call, ann.source) == ("Ann", "Gold", True, "people.csv, more.csv")
    assert {c.value for c in ann.channels} == {"+14156035115", "+17203879972"}
    (pair,) = result.merged
    assert (pair.kept, pair.absorbed, pair.kept_file, pair.kept_row, pair.file, pair.row, pair.by) == (
        "7",
        "7",
        "people.csv",
        2,
        "more.csv",
        2,
        "id",
    )


def test_match_needs_all_its_fields_equal_and_leads_what_belongs_to_the_kept_one(tmp_path):
    people(tmp_path, "1,Ann,,720-387-9972,A@b.com,", "2,Bob,,720-387-9973,b@b.com,", "3,Cyd,,,c@b.com,")
    others = "a,Ann X,,(720) 387-9972,a@b.com,", "b,Bob X,,720 387 9999,b@b.com,", "c,Cyd X,,,c@b.com,"
    people(tmp_path, *others, name="more.csv")
    source_file(tmp_path, "due.csv", "Who,When\na,2024-06-22\n1,2024-06-23\n")
    due = 'file = "due.csv"\nholds = "appointments"\nfields = { customer = "Who", at = "When" }'
    sources = [PEOPLE, PEOPLE.replace("people.csv", "more.csv"), due]
    plain = gathered(tmp_path, *sources)
    assert (len(plain.customers), plain.merged) == (6, [])
    matched = gathered(tmp_path, *sources, top='match = ["email", "mobile"]')
    assert set(by_id(matched)) == {"1", "2", "3", "b", "c"}
    assert [(each.kept, each.absorbed, each.by) for each in matched.merged] == [("1", "a", "email+mobile")]
    assert len(by_id(matched)["1"].appointments) == 2
    assert told(matched, "due.csv") == []


def test_merging_is_transitive_over_ids_and_matches(tmp_path):
    people(tmp_path, "1,A,,,a@b.com,", "2,B,,,a@b.com,", "2,C,,,c@b.com,", "3,D,,,c@b.com,", "4,E,,,e@b.com,")
    result = gathered(tmp_path, PEOPLE, top='match = ["email"]')
    assert set(by_id(result)) == {"1", "4"}
    assert len(result.merged) == 3
    assert {each.kept for each in result.merged} == {"1"}


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "1", "2", "3"]), st.sampled_from(["", "a@b.com", "c@d.com", "e@f.com"])),
        min_size=1,
        max_size=8,
    ),
    st.booleans(),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_row_is_a_customer_or_a_told_merge(tmp_path, rows, by_email):
    people(tmp_path, *(f"{id_},N{number},,,{email}," for number, (id_, email) in enumerate(rows)))
    result = gathered(tmp_path, PEOPLE, top='match = ["email"]' if by_email else "")
    assert len(result.customers) + len(result.merged) == len(rows)
    assert len(by_id(result)) == len(result.customers)
    groups = {id_ for id_, _ in rows if id_}
    assert groups <= set(by_id(result)) | {each.absorbed for each in result.merged}
    assert (len(result.customers) == len(groups) + sum(not id_ for id_, _ in rows)) or by_email


def test_the_same_person_five_times_is_kept_and_told(tmp_path):
    rows = [
        f"{n},{name},{phone},,{mail},"
        for n, (name, phone, mail) in enumerate(
            [
                ("Ann Bée", "(415) 603-5115", ""),
                ("ann bee", "415.603.5115", "a@b.com"),
                ("Ann Bee", "", "a@b.com"),
                ("Ann Bee", "720 387 9972", ""),
                ("Her Husband", "4156035115", ""),
            ]
        )
    ]
    people(tmp_path, *rows)
    result = gathered(tmp_path, PEOPLE)
    assert len(result.customers) == 5
    assert [(each.row, each.problem.split(":")[0]) for each in result.problems] == [
        (3, "Perhaps the same person as in row 2 of people.csv"),
        (4, "Perhaps the same person as in row 3 of people.csv"),
    ]


# -- channels shared by many --


@pytest.mark.parametrize(("customers", "quality"), [(5, Quality.UNVERIFIED), (6, Quality.SUSPECT)])
def test_a_number_of_more_than_five_customers_is_suspect(tmp_path, customers, quality):
    rows = [f"{n},N{n},(415) 603-5115,,n{n}@b.com," for n in range(customers)]
    people(tmp_path, *rows, f"{customers},Same,720 387 9972,,,", f"{customers},Same,415 603 5115 x2,,,")
    result = gathered(tmp_path, PEOPLE)
    found = by_id(result)
    for n in range(customers):
        (phone,) = (c for c in found[str(n)].channels if c.kind.can_be_called)
        assert (phone.quality, phone.reason) == (quality, "shared" if quality is Quality.SUSPECT else "")
        assert found[str(n)].channels[0].kind == ("phone" if quality is Quality.UNVERIFIED else "email")
    assert all(c.quality is Quality.UNVERIFIED for c in found[str(customers)].channels)
    assert len([each for each in result.problems if "five customers" in each.problem]) == customers * (customers > 5)


def test_one_customer_in_six_rows_shares_with_nobody(tmp_path):
    people(tmp_path, *("1,Ann,(415) 603-5115,415 603 5115,,",) * 6)
    result = gathered(tmp_path, PEOPLE)
    assert [c.quality for c in by_id(result)["1"].channels] == [Quality.UNVERIFIED]


# -- the formats together --


def test_google_joined_values_and_labels(tmp_path):
    source_file(
        tmp_path,
        "g.csv",
        "First Name,Middle Name,Last Name,Labels,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,"
        "Phone 2 - Value,Address 1 - Formatted\nTom,,Sant,x,g0@b.org ::: g1@b.org,Mobile,"
        '+1 602 299 0781 ::: (720) 387-9972 x238,Work Fax,212 818 0036,"PSC 3473\nAPO AA"\n',
    )
    result = gathered(tmp_path, 'file = "g.csv"\nregion = "US"')
    (tom,) = result.customers
    assert [(c.kind, c.value) for c in tom.channels] == [
        ("mobile", "+16022990781"),
        ("mobile", "+17203879972;ext=238"),
        ("email", "g0@b.org"),
        ("email", "g1@b.org"),
        ("postal", "PSC 3473, APO AA"),
    ]
    assert told(result) == []


def test_cards_workbooks_and_hidden_columns(tmp_path):
    source_file(tmp_path, "c.vcf", "BEGIN:VCARD\nUID:u1\nFN:Ann\nTEL;CELL:415 603 5115\nTEL:720 387 9972\nEND:VCARD\n")
    workbook(
        tmp_path,
        "d.xlsx",
        [
            [
                "(Do Not Modify) Contact",
                "(Do Not Modify) Row Checksum",
                "(Do Not Modify) Modified On",
                "Full Name",
                "Business Phone",
            ],
            ["guid-1", "sum", dt.date(2024, 6, 1), "Bob", 4156035116],
        ],
    )
    result = gathered(tmp_path, 'file = "c.vcf"\nregion = "US"', 'file = "d.xlsx"\nregion = "US"')
    found = by_id(result)
    assert [(c.kind, c.value) for c in found["u1"].channels] == [("mobile", "+14156035115"), ("phone", "+17203879972")]
    assert found["guid-1"].central == (
        ("(Do Not Modify) Contact", "guid-1"),
        ("(Do Not Modify) Row Checksum", "sum"),
        ("(Do Not Modify) Modified On", "2024-06-01"),
    )
    assert [(c.kind, c.value) for c in found["guid-1"].channels] == [("work", "+14156035116")]
    assert "central" in result.fields


def test_very_long_texts_are_cut_and_told(tmp_path):
    people(tmp_path, f"1,{'x' * 20_000},,,,")
    result = gathered(tmp_path, PEOPLE)
    assert len(by_id(result)["1"].name) == 10_000
    assert told(result) == [(2, "name")]


def test_scripts_come_along(tmp_path):
    people(tmp_path, "1,Ann,,,,")
    source_file(tmp_path, "scripts/b.md", "\ufeffHello {name}")
    source_file(tmp_path, "scripts/a.md", "Hi")
    source_file(tmp_path, "scripts/c.txt", "no")
    result = gathered(tmp_path, PEOPLE, top='scripts = "scripts"')
    assert [(each.name, each.text) for each in result.scripts] == [("a", "Hi"), ("b", "Hello {name}")]
    source_file(tmp_path, "scripts/d.md", b"\xff\xfe\xff")
    with pytest.raises(BadDataError) as wrong:
        gathered(tmp_path, PEOPLE, top='scripts = "scripts"')
    assert wrong.value.code == "script.unreadable"


def test_the_time_of_the_data_decides_what_is_old(tmp_path):
    source_file(tmp_path, "p.csv", "Id,N,P,V\n1,a,(415) 603-5115,2024-01-31\n")
    source = 'file = "p.csv"\nregion = "US"\nfields = { id = "Id", name = "N", phone = "P", last_verified = "V" }'
    for as_of, quality in (("2024-02-01", "verified"), ("2025-02-01", "unverified"), ("2024-01-01", "unverified")):
        result = gathered(tmp_path, source, top=f'as_of = "{as_of}T00:00:00+00:00"')
        assert [c.quality for c in by_id(result)["1"].channels] == [quality]
        assert result.as_of.date() == dt.date.fromisoformat(as_of)


def test_many_customers_over_many_blocks_and_heaps(tmp_path):
    """More than a block of the spool, with doubles, sharers and belongings across blocks: all in order, none lost."""
    count, chance = 5000, random.Random(5)
    values = [chance.randint(0, 40) for _ in range(count)]
    source_file(
        tmp_path,
        "p.csv",
        "Id,N,P,V\n"
        + "".join(f"c{n},n{n},{'(415) 603-5115' if n % 700 == 0 else ''},{values[n]}\n" for n in range(count)),
    )
    source_file(tmp_path, "more.csv", "Id,N\n" + "".join(f"c{n},m{n}\n" for n in range(0, count, 100)))
    source_file(tmp_path, "due.csv", "Who,When\n" + "".join(f"c{n},2024-06-22\n" for n in range(0, count, 7)))
    result = gathered(
        tmp_path,
        'file = "p.csv"\nregion = "US"\nfields = { id = "Id", name = "N", phone = "P", value = "V" }',
        'file = "more.csv"\nfields = { id = "Id", name = "N" }',
        'file = "due.csv"\nholds = "appointments"\nfields = { customer = "Who", at = "When" }',
    )
    assert count > 4 * spool.RECORDS_IN_BLOCK
    assert merging.MEMBERS_AT_ONCE > 50
    expected = sorted(range(count), key=lambda n: (n % 7 != 0, -values[n], f"c{n}"))
    assert [customer.id for customer in result.customers] == [f"c{n}" for n in expected]
    assert len(result.merged) == count // 100
    assert Counter(c.quality for each in result.customers for c in each.channels) == {Quality.SUSPECT: 8}
