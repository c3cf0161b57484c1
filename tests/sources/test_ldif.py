"""LDIF of a directory: persons and organisations become rows, the rest is counted."""

from tests.builders import read_source, source_file

DIRECTORY = """version: 1
# people of
#  Harbour
dn: dc=example,dc=com
objectClass: dcObject
dc: example

dn: uid=ann,ou=people,dc=example,dc=com
objectClass: inetOrgPerson
cn: Ann Bee
sn:: w5FlZQ==
givenName;lang-en: Ann
telephoneNumber: +1 415
  603 5115
telephoneNumber: 415 603 5116
mail: ann@example.com
jpegPhoto:: AAAA
description:< file:///etc/passwd

dn: uid=bob,dc=example,dc=com
changetype: delete

dn: uid=cy,dc=example,dc=com
changetype: add
objectClass: person
CN: Cy
userPassword: secret
sn:: %%%
"""


def test_entries_become_rows(tmp_path):
    read = read_source(source_file(tmp_path, "a.ldif", DIRECTORY))
    rows = [dict(zip(read.opened.columns, row, strict=True)) for row in read.texts]
    ann, cy = ({name: value for name, value in row.items() if value and name != "dn"} for row in rows)
    assert ann == {
        "cn": "Ann Bee",
        "sn": "Ñee",
        "givenName": "Ann",
        "telephoneNumber": "+1 415 603 5115\x1f415 603 5116",
        "mail": "ann@example.com",
    }
    assert cy == {"cn": "Cy"}
    assert list(read.rows) == [8, 23]
    assert (read.finished.rows, read.finished.empty) == (2, 2)


def test_what_is_not_taken_is_told(tmp_path):
    read = read_source(source_file(tmp_path, "a.ldif", DIRECTORY))
    assert [row for row, _ in read.told("another file")] == [8]
    assert [row for row, _ in read.told("change")] == [20]
    assert [row for row, _ in read.told("base64")] == [23]


def test_an_organisational_unit_with_a_phone_counts(tmp_path):
    unit = "dn: ou={0}\nobjectClass: organizationalUnit\nou: {0}\n"
    text = unit.format("Service") + "telephoneNumber: 1\n\n" + unit.format("Sales")
    assert read_source(source_file(tmp_path, "a.ldif", text)).finished.rows == 1


def test_blank_lines_without_end_before_a_table_or_an_entry_cost_no_time(tmp_path):
    for blank in ("\n" * 50_000, "\r\n \t" * 20_000, "# a comment\n\n" * 20_000):
        entry = read_source(source_file(tmp_path, "people.ldif", f"{blank}\ndn: cn=Ana\ncn: Ana\n"))
        assert entry.opened.format == "ldif"
    table = read_source(source_file(tmp_path, "people.csv", "\n" * 200 + "Id,Name\n1,Ana\n"))
    assert table.opened.format == "csv"
