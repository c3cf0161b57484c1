"""The quality of channels: every rule of the design with its own example, and the fast ways beside the slow ones."""

import datetime as dt

import phonenumbers
import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given, settings
from hypothesis import strategies as st

from continuity_app.contacts.emails import read_address
from continuity_app.contacts.model import ChannelKind, Quality
from continuity_app.contacts.phones import read_number, read_valid
from continuity_app.contacts.quality import (
    Reason,
    dialable,
    display_number,
    grade_email,
    grade_phone,
    grade_verified,
    is_region,
)

AS_OF = dt.date(2024, 6, 19)


def only(text: str, region: str = "US"):
    (channel,) = grade_phone(text, region).channels
    return channel


@pytest.mark.parametrize(
    "text",
    [
        "(415) 603-5115",
        "415-603-5115",
        "415.603.5115",
        "4156035115",
        "14156035115",
        "+1 415 603 5115",
        "tel:+1-415-603-5115",
        "  415 603 5115  ",
        "home: 415 603 5115",
        "\u202a+1 415\u200b 603 5115\u202c",
        "\uff0b14156035115",
    ],
)
def test_one_number_in_any_spelling_is_one_value(text):
    channel = only(text)
    assert (channel.value, channel.quality, channel.original) == ("+14156035115", Quality.UNVERIFIED, text)
    assert dialable(text, "US") == "+14156035115"


@pytest.mark.parametrize(
    ("text", "ext"), [("x204", "204"), ("ext. 5", "5"), ("Ext 12", "12"), (";ext=7", "7"), ("#3", "3")]
)
def test_extensions_are_kept(text, ext):
    assert only(f"(415) 603-5115 {text}").value == f"+14156035115;ext={ext}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1.55512E+09", Reason.SPREADSHEET),
        ("1,55512E+09", Reason.SPREADSHEET),
        ("4.15604e+9", Reason.SPREADSHEET),
        ("n/a", Reason.NOT_A_NUMBER),
        ("call wife", Reason.NOT_A_NUMBER),
        ("12", Reason.NOT_VALID),
        ("0000000000", Reason.NOT_VALID),
        ("1234567890", Reason.NOT_VALID),
        ("(999) 999-9999", Reason.NOT_VALID),
        ("555-1234", Reason.NOT_VALID),
        ("41560351154156035116", Reason.NOT_A_NUMBER),
        ("4" * 5000, Reason.NOT_A_NUMBER),
    ],
)
def test_what_is_no_number_is_invalid_and_told(text, reason):
    graded = grade_phone(text, "US")
    assert graded.problems == (reason,)
    assert [(c.quality, c.value, c.original, c.reason) for c in graded.channels] == [
        (Quality.INVALID, text, text, reason)
    ]
    assert reason.sentence.endswith(".")


@pytest.mark.parametrize(
    ("text", "region", "reason"),
    [
        ("(212) 555-0123", "US", Reason.FICTITIOUS),
        ("+1 415 555 0199 x4", "US", Reason.FICTITIOUS),
        ("22 22 22 22", "DK", Reason.FEW_DIGITS),
        ("212-212-2122", "US", Reason.FEW_DIGITS),
    ],
)
def test_valid_numbers_that_nobody_answers_are_suspect(text, region, reason):
    channel = only(text, region)
    assert (channel.quality, channel.reason) == (Quality.SUSPECT, reason)


@pytest.mark.parametrize("text", ["(415) 555-2671", "(415) 555-0200", "212-555-0099"])
def test_other_numbers_of_the_555_exchange_are_not_fiction(text):
    assert grade_phone(text, "US").problems != (Reason.FICTITIOUS,)


@pytest.mark.parametrize(
    "text",
    [
        "415-603-5115 / 720-387-9972 x238",
        "415-603-5115 or 720-387-9972 x238",
        "415-603-5115; 720-387-9972 x238",
        "415-603-5115\n720-387-9972 x238",
        "wife 4156035115, office (720) 387-9972 ext 238",
    ],
)
def test_two_numbers_in_a_cell_are_two_channels_and_told(text):
    graded = grade_phone(text, "US", ChannelKind.MOBILE)
    assert [(c.value, c.kind, c.original) for c in graded.channels] == [
        ("+14156035115", ChannelKind.MOBILE, text),
        ("+17203879972;ext=238", ChannelKind.MOBILE, text),
    ]
    assert graded.problems == (Reason.TWO_NUMBERS,)


def test_words_beside_a_number_are_told_and_kept():
    graded = grade_phone("415 603 5115 (home)", "US")
    assert [c.value for c in graded.channels] == ["+14156035115"]
    assert graded.channels[0].original == "415 603 5115 (home)"
    assert graded.problems == (Reason.WORDS_BESIDE,)


@pytest.mark.parametrize(
    ("text", "region", "quality", "reason"),
    [
        ("2083661177", "GB", Quality.UNVERIFIED, Reason.ZERO_RESTORED),
        ("612345678", "IT", Quality.INVALID, Reason.LOST_ZERO),
    ],
)
def test_a_lost_leading_zero_is_told(text, region, quality, reason):
    graded = grade_phone(text, region)
    assert graded.channels[0].quality is quality
    assert graded.problems == (reason,)


@pytest.mark.parametrize(
    ("text", "region"), [("02083661177", "GB"), ("442083661177", "GB"), ("0612345678", "IT"), ("915872200", "ES")]
)
def test_no_zero_is_missed_where_none_was_lost(text, region):
    assert grade_phone(text, region).problems == ()


def test_without_a_region_only_a_plus_makes_a_number():
    assert only("+14156035115", "").quality is Quality.UNVERIFIED
    assert grade_phone("415 603 5115", "").problems == (Reason.NO_REGION,)


def test_an_empty_cell_is_no_channel():
    assert grade_phone(" \u200b ", "US") == grade_email("\t") == grade_phone("", "US")
    assert grade_phone("", "US").channels == ()


@pytest.mark.parametrize(
    ("day", "quality", "reason"),
    [
        (None, Quality.UNVERIFIED, None),
        (dt.date(2024, 6, 19), Quality.VERIFIED, None),
        (dt.date(2023, 6, 19), Quality.VERIFIED, None),
        (dt.date(2023, 6, 18), Quality.UNVERIFIED, Reason.OLD),
        (dt.date(2024, 6, 20), Quality.UNVERIFIED, Reason.FUTURE),
    ],
)
def test_a_check_counts_for_a_year(day, quality, reason):
    assert grade_verified(day, AS_OF) == (quality, reason)


def test_a_year_before_a_leap_day_is_the_28th():
    assert grade_verified(dt.date(2023, 2, 28), dt.date(2024, 2, 29))[0] is Quality.VERIFIED


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b@Example.COM", ["a.b@example.com"]),
        ("mailto:a@b.com", ["a@b.com"]),
        ("Ann Bee <a@b.com>", ["a@b.com"]),
        ("a@b.com; c@d.org", ["a@b.com", "c@d.org"]),
        ("a@b.com c@d.org", ["a@b.com", "c@d.org"]),
        ("\u200ba@b.com", ["a@b.com"]),
        ("jürgen@müller.de", ["jürgen@müller.de"]),
    ],
)
def test_addresses_are_read(text, values):
    graded = grade_email(text)
    assert [c.value for c in graded.channels] == values
    assert graded.problems == ()


@pytest.mark.parametrize(
    "text", ["none", "a@b", "a@@b.com", "a b@", "@b.com", "a@b..com", "a@b.test", "x" * 300 + "@b.com"]
)
def test_what_is_no_address_is_invalid_and_told(text):
    graded = grade_email(text)
    assert graded.problems == (Reason.NOT_AN_ADDRESS,)
    assert [c.quality for c in graded.channels] == [Quality.INVALID]


def test_a_good_address_beside_a_bad_one_is_kept_and_the_bad_one_told():
    graded = grade_email("a@b.com, c@@d")
    assert [c.value for c in graded.channels] == ["a@b.com"]
    assert graded.problems == (Reason.NOT_AN_ADDRESS,)


def test_numbers_are_shown_as_the_region_writes_them():
    assert display_number("+14156035115;ext=5", "US") == "(415) 603-5115 ext. 5"
    assert display_number("+14156035115", "DE") == "+1 415-603-5115"
    assert display_number("call wife", "US") == "call wife"
    assert is_region("DE")
    assert not is_region("XX")


# -- the fast ways give the answers of the slow ones --

digits = st.text("0123456789", min_size=7, max_size=12)
spelled = st.one_of(
    st.tuples(
        st.integers(200, 999), st.integers(0, 999), st.integers(0, 9999), st.sampled_from(["", " x12", " ext. 4"])
    ).map(lambda n: f"({n[0]}) {n[1]:03}-{n[2]:04}{n[3]}"),
    digits,
    digits.map("+1{}".format),
    digits.map("+49 {}".format),
    digits.map("0{}".format),
    st.text("0123456789+-() x.E/", max_size=25),
)


def slow_answer(text: str, region: str) -> tuple[bool, str] | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    valid = phonenumbers.is_valid_number(number)
    return valid, f"{written};ext={number.extension}" if number.extension else written


@given(spelled, st.sampled_from(["US", "CA", "DE", "GB", "FR", "ES"]))
@settings(max_examples=500)
@example("(202) 000-0000", "US")
def test_phones_have_the_answers_of_libphonenumber(text, region):
    found = read_number(text, region)
    assert (None if found is None else (found.valid, found.value)) == slow_answer(text, region)


@given(spelled, st.sampled_from(["US", "DE"]))
@settings(max_examples=300)
def test_the_quick_way_agrees_with_the_whole_way(text, region):
    quick = read_valid(text, region)
    if quick is not None:
        (channel,) = grade_phone(text, region).channels
        assert quick == (channel.value, channel.reason or None)


@given(
    st.one_of(
        st.emails(),
        st.tuples(
            st.text("ab.-_+@'", max_size=12), st.text("ab.-1", max_size=12), st.sampled_from(["com", "c", "test", "1"])
        ).map(lambda p: f"{p[0]}@{p[1]}.{p[2]}"),
    )
)
@settings(max_examples=500)
def test_addresses_have_the_answers_of_email_validator(text):
    try:
        expected = validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError:
        expected = None
    assert read_address(text) == expected


@given(st.text(max_size=60), st.sampled_from(["US", "DE", ""]))
@settings(max_examples=300)
def test_no_text_breaks_the_grading(text, region):
    for graded in (grade_phone(text, region), grade_email(text)):
        assert all(c.original == text for c in graded.channels)
        assert bool(graded.channels) == bool(grade_phone(text, region).channels)
