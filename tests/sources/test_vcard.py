"""vCard of three versions: each property in the column that its meaning has, each card a row."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.builders import ReadSource, read_source, source_file


def cards(tmp_path, text: str | bytes) -> tuple[ReadSource, list[dict[str, str]]]:
    read = read_source(source_file(tmp_path, "a.vcf", text))
    rows = [dict(zip(read.opened.columns, row, strict=True)) for row in read.texts]
    return read, [{name: value for name, value in row.items() if value} for row in rows]


def test_version_4(tmp_path):
    read, rows = cards(
        tmp_path,
        "BEGIN:VCARD\r\nVERSION:4.0\r\nN:Richardson;Brenda;Q.;;\r\nFN:Brenda Richardson\r\n"
        'TEL;VALUE=uri;TYPE="voice,cell":tel:+12066191263\r\nTEL;TYPE=work:tel:+1-206-619-1264;ext=5\r\n'
        "EMAIL:v0@example.org\r\nLANG:es\r\nPHOTO:data:image/jpeg;base64,AAAA\r\nEND:VCARD\r\n",
    )
    assert (read.opened.format, read.opened.header_row, list(read.rows)) == ("vcard", 0, [1])
    assert rows == [
        {
            "N family": "Richardson",
            "N given": "Brenda",
            "N additional": "Q.",
            "FN": "Brenda Richardson",
            "TEL mobile": "+12066191263",
            "TEL work": "+1-206-619-1264;ext=5",
            "EMAIL": "v0@example.org",
            "LANG": "es",
        }
    ]


def test_version_3_with_folds_escapes_and_apples_labels(tmp_path):
    _, rows = cards(
        tmp_path,
        "BEGIN:VCARD\nVERSION:3.0\nN:O\\;Neil;Ann;;;\nFN:Ann O\\;Neil\\, Esq.\nORG:Shields\\, Smith;Parts\n"
        "item1.TEL;type=pref:(720) 596-2636\nitem1.X-ABLabel:Front desk\nitem2.TEL:720 596 2637\n"
        "item2.X-ABLabel:_$!<Mobile>!$_\nTEL;TYPE=HOME,VOICE:1\nTEL;TYPE=FAX:2\n"
        "ADR;TYPE=WORK:;;12 Main St;Springfield;WA;98101;US\nNOTE:A long note that is fol\n ded\\nhere\nEND:VCARD\n",
    )
    assert rows == [
        {
            "N family": "O;Neil",
            "N given": "Ann",
            "FN": "Ann O;Neil, Esq.",
            "ORG": "Shields, Smith, Parts",
            "TEL": "(720) 596-2636",
            "TEL mobile": "720 596 2637",
            "TEL home": "1",
            "ADR street": "12 Main St",
            "ADR city": "Springfield",
            "ADR region": "WA",
            "ADR postcode": "98101",
            "ADR country": "US",
            "NOTE": "A long note that is folded\nhere",
        }
    ]


def test_version_21_with_quoted_printable_over_two_lines(tmp_path):
    _, rows = cards(
        tmp_path,
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=\n=BCrgen\n"
        "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:J=FCrgen M=FCller\nTEL;CELL:1\nTEL;WORK;VOICE:2\n"
        "PHOTO;ENCODING=BASE64;TYPE=JPEG:AAAA\n BBBB\n\nEND:VCARD\n",
    )
    assert rows == [
        {"N family": "Müller", "N given": "Jürgen", "FN": "Jürgen Müller", "TEL mobile": "1", "TEL work": "2"}
    ]


def test_several_values_of_a_property_stay_apart(tmp_path):
    _, rows = cards(tmp_path, "BEGIN:VCARD\nVERSION:3.0\nFN:A\nTEL:1\nTEL:2\nEMAIL:a@b.c\nEMAIL:d@e.f\nEND:VCARD\n")
    assert rows[0]["TEL"].split("\x1f") == ["1", "2"]
    assert rows[0]["EMAIL"].split("\x1f") == ["a@b.c", "d@e.f"]


def test_every_card_counts_even_nested_cut_off_or_nameless(tmp_path):
    read, rows = cards(
        tmp_path,
        "BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Agent\nEND:VCARD\nEND:VCARD\n\n"
        "BEGIN:VCARD\nTEL:1\nno property\nEND:VCARD\nBEGIN:VCARD\nFN:Cut",
    )
    assert [row.get("FN", "") for row in rows] == ["Agent", "Boss", "", "Cut"]
    assert list(read.rows) == [4, 1, 9, 13]
    assert read.told("no property") == [(9, -1)]
    assert read.told("no end") == [(13, -1)]
    assert read.finished.rows == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path, encoding):
    _, rows = cards(tmp_path, "BEGIN:VCARD\nVERSION:3.0\nFN:Jürgen Müller\nEND:VCARD\n".encode(encoding))
    assert rows == [{"FN": "Jürgen Müller"}]


def test_damaged_quoted_printable_is_told(tmp_path):
    read, rows = cards(tmp_path, "BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE:M=FCller\nEND:VCARD\n")
    assert rows == [{"FN": "Müller"}]
    assert read.told("do not fit") == [(1, 0)]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), min_size=1, max_size=8))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_escaped_and_folded_texts_come_back(tmp_path, names):
    lines = []
    for name in names:
        escaped = name.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        line = f"FN:{escaped}"
        lines += [
            "BEGIN:VCARD",
            "VERSION:4.0",
            line[:9],
            *(f" {line[at : at + 9]}" for at in range(9, len(line), 9)),
            "END:VCARD",
        ]
    read, rows = cards(tmp_path, "\r\n".join(lines) + "\r\n")
    assert [row.get("FN", "") for row in rows] == [name.strip() for name in names]
    assert read.finished.rows == len(names)
