"""Columns become fields: by presets with the names that the products export, by a plan's names, by a guess."""

import pytest

from continuity_app.errors import BadDataError
from continuity_app.sources.fields import FIELDS
from continuity_app.sources.mapping import ColumnMap, by_preset, guess, map_columns
from continuity_app.sources.names import letter_of, plain_name
from continuity_app.sources.presets import PRESETS, common_words, guess_preset, load_preset

SALESFORCE = (
    "Id,AccountId,LastName,FirstName,Salutation,Name,MailingStreet,MailingCity,MailingState,MailingPostalCode,"
    "MailingCountry,Phone,MobilePhone,HomePhone,OtherPhone,AssistantPhone,Email,Title,Department,OwnerId,CreatedDate,"
    "LastModifiedDate,LastActivityDate,DoNotCall,HasOptedOutOfEmail"
)
HUBSPOT = "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Contact owner,Associated Company"
GOOGLE = (
    "First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Address 1 - Formatted"
)
OUTLOOK = (
    "First Name,Middle Name,Last Name,Company,E-mail Address,Business Phone,Home Phone,Mobile Phone,Business Street,"
    "Business City,Business Postal Code"
)
DYNAMICS = (
    "(Do Not Modify) Contact,(Do Not Modify) Row Checksum,(Do Not Modify) Modified On,Full Name,Email,Company Name,"
    "Business Phone,Mobile Phone"
)
FLEET = "Account no.,Company,Contact,Telephone,E-mail,Market,Vehicles,Annual value"
HEADERS = [
    ("salesforce", SALESFORCE),
    ("salesforce", "First Name,Last Name,Title,Account Name,Phone,Mobile,Email"),
    ("hubspot", HUBSPOT),
    ("google", GOOGLE),
    ("google", "Name,Given Name,Family Name,Phone 1 - Type,Phone 1 - Value"),
    ("outlook", OUTLOOK),
    ("dynamics", DYNAMICS),
    ("none", FLEET),
    ("none", "Name,Phone"),
]


def fields_of(header: str, columns: ColumnMap) -> dict[str, str]:
    names = header.split(",")
    return {names[each.column]: each.field for each in columns.taken}


@pytest.mark.parametrize(("preset", "header"), HEADERS)
def test_presets_are_recognised_whatever_the_order_of_columns(preset, header):
    names = header.split(",")
    assert guess_preset("csv", names) == preset
    assert guess_preset("xlsx", names[::-1]) == preset
    assert guess_preset("csv", [name.upper() for name in names]) == preset


def test_card_files_are_their_own_presets():
    assert (guess_preset("vcard", ["FN"]), guess_preset("ldif", ["cn"])) == ("vcard", "ldif")


def test_every_preset_maps_to_known_fields_and_reads_no_notes():
    for name in PRESETS:
        preset = load_preset(name)
        fields = {*preset.fields, *(each.field for each in preset.numbered)}
        assert fields <= set(FIELDS["customers"])
        assert "note" not in fields
    assert set(common_words()) <= set(FIELDS["customers"])


def test_salesforce_columns():
    taken = fields_of(SALESFORCE, by_preset(SALESFORCE.split(","), "salesforce"))
    assert taken["Id"] == "id"
    assert (taken["Phone"], taken["MobilePhone"], taken["HomePhone"], taken["OtherPhone"]) == (
        "phone",
        "mobile",
        "home_phone",
        "work_phone",
    )
    assert (taken["DoNotCall"], taken["HasOptedOutOfEmail"]) == ("do_not_call", "no_email")
    assert not {"AccountId", "OwnerId", "CreatedDate", "Title"} & set(taken)


def test_googles_numbered_columns_with_their_labels():
    header = (
        "First Name,Last Name,Labels,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,E-mail 1 - Value,"
        "E-mail 2 - Value"
    )
    columns = by_preset(header.split(","), "google")
    assert [(each.column, each.label) for each in columns.taken if each.field == "phone"] == [(4, 3), (6, 5)]
    assert [each.column for each in columns.taken if each.field == "email"] == [7, 8]
    assert columns.joined_by == " ::: "


def test_dynamics_keeps_the_hidden_columns_for_the_way_back():
    assert by_preset(DYNAMICS.split(","), "dynamics").central == (0, 1, 2)


def chosen(header: str, named: dict[str, tuple[str, ...]], preset: str = "none", **more) -> ColumnMap:
    return map_columns(header.split(","), preset, named, file="a.csv", header_row=3, **more)


def test_a_plan_overrides_and_adds_and_only_that_is_read():
    header = "Record ID,First Name,Last Name,Email,Secret,Phone Number,Tier"
    columns = chosen(header, {"segment": ("Tier",), "phone": ("Email",)}, "hubspot", filters=("Secret",))
    taken = fields_of(header, columns)
    assert taken["Tier"] == "segment"
    assert [each.column for each in columns.taken if each.field == "phone"] == [3]
    assert "Phone Number" not in taken
    assert columns.columns == (0, 1, 2, 3, 4, 6)
    assert columns.filters == (4,)


def test_missing_columns_are_all_named_with_the_nearest():
    with pytest.raises(BadDataError) as wrong:
        chosen("Segment__c,Name", {"segment": ("Segmnt__c",), "name": ("Name",)}, filters=("Markt",))
    assert wrong.value.code == "source.columns_wrong"
    assert [(d["file"], d["row"], d["field"], d["column"], d["nearest"]) for d in wrong.value.details] == [
        ("a.csv", 3, "segment", "Segmnt__c", "Segment__c"),
        ("a.csv", 3, "where", "Markt", ""),
    ]
    assert "Segment__c" in wrong.value.message


def test_a_doubled_column_is_refused_only_where_it_would_be_taken():
    with pytest.raises(BadDataError, match="more than once"):
        chosen("Name,Phone,Phone", {"name": ("Name",), "phone": ("Phone",)})
    assert chosen("Name,Other,Other", {"name": ("Name",)}).columns == (0,)


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            FLEET,
            ["id", "organisation", "name", "phone", "email", "market", "", "value"],
        ),
        (
            "Kundennummer,Vorname,Nachname,Handy,PLZ,Ort",
            ["id", "given_name", "family_name", "mobile", "postcode", "city"],
        ),
        ("Nombre,Apellidos,Teléfono,Correo electrónico", ["given_name", "family_name", "phone", "email"]),
        ("Segment__c,VIN__c,Plate__c,Phone_Verified__c", ["segment", "asset_vin", "asset_plate", "last_verified"]),
    ],
)
def test_unknown_files_are_guessed_by_their_words(header, fields):
    columns = guess(header.split(","), [], ColumnMap("none", ()))
    assert [columns.field_of(index) for index in range(len(header.split(",")))] == fields


def test_columns_with_meaningless_names_are_guessed_by_their_contents():
    rows = [[f"p{n}@example.com", f"(415) 603-51{n}", f"1HGCM82633A0043{n}", "x"] for n in range(10, 20)]
    columns = guess(["c1", "c2", "c3", "c4"], rows, ColumnMap("none", ()))
    assert [columns.field_of(index) for index in range(4)] == ["email", "phone", "asset_vin", ""]


def test_names_are_compared_without_case_accents_and_endings():
    assert plain_name("Annual_Value__c") == plain_name("annual value") == plain_name("AnnualValue") == "annual value"
    assert plain_name("Teléfono") == "telefono"
    assert [letter_of(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
