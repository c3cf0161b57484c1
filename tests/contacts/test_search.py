"""Finding customers by what people type."""

import dataclasses
import itertools
import unicodedata

import pytest

from continuity_app.contacts.model import Asset, Channel, ChannelKind, Customer
from continuity_app.contacts.query import LONGEST, read_apart, read_query
from continuity_app.contacts.search import COUNTED, FEW, search
from continuity_app.contacts.store import ContactStore
from tests.builders import contacts, customer


def person(name: str, *values: str, **changes: object) -> Customer:
    """Somebody by name, with phones and e-mails."""
    given, _, family = name.partition(" ")
    channels = tuple(
        Channel(ChannelKind.EMAIL if "@" in value else ChannelKind.MOBILE, value, value) for value in values
    )
    made = Customer(f"P{next(_numbers):08}", name, given, family, channels=channels)
    return dataclasses.replace(made, **changes)  # type: ignore[arg-type]


_numbers = itertools.count(1)
CAR = Asset("vehicle", "2020 Toyota Prius", vin="WBA0UB0S4EP5LXX4C", plate="DKA 6091")
POLICY = Asset("policy", "Motor policy", policy="POL-2021-00345", serial="SN/77-A9")
ANNA = person("Anna Hanson", "+14155552671", "anna.hanson77@example.com", assets=(CAR,))
OBRIEN = person("Séamus O'Brien", "+353861234567", "s_obrien@brewery.ie", assets=(POLICY,))
CRUZ = person("María de la Cruz", "+14157770000", organisation="Smith-Jones Motors")
MUELLER = person("Jürgen Müller", "+493012345678", note="Only after six")
SATO = person("佐藤太郎", "+81312345678", given_name="太郎", family_name="佐藤")
HASSAN = person("مريم الحسن", "+201001234567")
IVANOV = person("Пётр Иванов", "+74951234567")
BROKEN = person("Wilhelmina Zoch", "555-2671 x12", channels=(Channel(ChannelKind.WORK, "(212) 555 0199"),))
POST = person(
    "Ada Byron", channels=(Channel(ChannelKind.POSTAL, "2671 Oak Street, Portland OR 97201"),), organisation="H&M GmbH"
)
EXTENSION = person("Rafał Żółć", "+13123061938;ext=814")
STORE = contacts(ANNA, OBRIEN, CRUZ, MUELLER, SATO, HASSAN, IVANOV, BROKEN, POST, EXTENSION)


def found(query: str, limit: int = 20, store: ContactStore = STORE) -> list[Customer]:
    return [hit.customer for hit in search(store, query, limit).hits]


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("Hanson", ANNA),
        ("hans", ANNA),
        ("a h", ANNA),
        ("ANNA HANSON", ANNA),
        ("hanson anna", ANNA),
        ("hanson, anna", ANNA),
        ("seamus", OBRIEN),
        ("o'brien", OBRIEN),
        ("O\N{RIGHT SINGLE QUOTATION MARK}BRIEN", OBRIEN),
        ("obrien", OBRIEN),
        ("o brien", OBRIEN),
        ("obr", OBRIEN),
        ("de la cruz", CRUZ),
        ("delacruz", CRUZ),
        ("cruz maria", CRUZ),
        ("smith jones", CRUZ),
        ("smithjones", CRUZ),
        ("cruz motors", CRUZ),
        ("muller", MUELLER),
        ("MÜLLER jurgen", MUELLER),
        ("mueller", MUELLER),
        ("after six", MUELLER),
        ("佐藤", SATO),
        ("太郎", SATO),
        ("佐藤 太郎", SATO),
        ("佐", SATO),
        ("مريم", HASSAN),
        ("حسن", HASSAN),
        ("الحس", HASSAN),
        ("петр иван", IVANOV),
        ("ha\N{ZERO WIDTH SPACE}nson \N{RIGHT-TO-LEFT MARK}anna", ANNA),
        ("zolc", EXTENSION),
        ("oak portland ada", POST),
        ("h&m", POST),
        ("byron 97201", POST),
    ],
)
def test_words_in_any_order_and_spelling(query: str, who: Customer) -> None:
    assert found(query)[:1] == [who]


@pytest.mark.parametrize(
    ("query", "who"),
    [
        ("+14155552671", ANNA),
        ("+1 (415) 555-2671", ANNA),
        ("1 415 555 2671", ANNA),
        ("415 555 2671", ANNA),
        ("415.555.2671", ANNA),
        ("4155552671 x204", ANNA),
        ("415 555 2671 ext. 9", ANNA),
        ("555 2671", ANNA),
        ("41555", ANNA),
        ("15555", ANNA),
        ("2671 hanson", ANNA),
        ("hanson 671", ANNA),
        ("6 7 1 hanson", ANNA),
        ("٢٦٧١ hanson", ANNA),
        ("030 1234 5678", MUELLER),
        ("+49 30 123456", MUELLER),
        ("0049 30 12345678", MUELLER),
        ("312 306 1938 x814", EXTENSION),
        ("212 555 0199", BROKEN),
        ("+1 212 555 0199", BROKEN),
        ("WBA0UB0S4EP5LXX4C", ANNA),
        ("p5lxx4c", ANNA),
        ("wba0ub", ANNA),
        ("0S4EP5", ANNA),
        ("XX4C", ANNA),
        ("dka6091", ANNA),
        ("DKA 6091", ANNA),
        ("dka", ANNA),
        ("6091", ANNA),
        ("pol-2021-00345", OBRIEN),
        ("POL 2021", OBRIEN),
        ("202100345", OBRIEN),
        ("00345", OBRIEN),
        ("1-003", OBRIEN),
        ("sn77a9", OBRIEN),
        ("77-a9", OBRIEN),
        (ANNA.id, ANNA),
        (ANNA.id[3:], ANNA),
    ],
)
def test_numbers_in_any_spelling_and_any_part_of_them(query: str, who: Customer) -> None:
    assert who in found(query)


@pytest.mark.parametrize(
    "query",
    ["anna.hanson77@example.com", "ANNA.HANSON77@EXAMPLE.COM", "anna.hanson", "na.hans", "hanson77", "77@exa", "nson7"],
)
def test_emails_and_parts_of_them(query: str) -> None:
    assert found(query) == [ANNA]


@pytest.mark.parametrize("query", ["zzqxv", "anna zzqxv", "98765432109", "hanson 9999", "q@q.q", "猫"])
def test_nobody_is_found_by_what_nobody_has(query: str) -> None:
    answer = search(STORE, query)
    assert (answer.hits, answer.total, answer.exact) == ((), 0, True)


@pytest.mark.parametrize("query", ["", "   ", "!?", '"', "*", "\0", "\N{ZERO WIDTH SPACE}", "\ud800", "()", "- -", "¬"])
def test_nothing_typed_finds_nothing(query: str) -> None:
    assert search(STORE, query).total == 0


@pytest.mark.parametrize(
    "query",
    [
        'hanson" OR "a',
        "hanson* NEAR(",
        "terms:hanson",
        "hanson\0anna",
        "hanson\ud800",
        "a" * 10_000,
        "ab " * 5_000,
        "1" * 10_000,
        "é" * 10_000,
        "AND OR NOT",
        "'; DROP TABLE words; --",
        "𒀀 🦊 hanson",
    ],
)
def test_odd_input_is_only_text(query: str) -> None:
    search(STORE, query)
    assert found("hanson") == [ANNA]


@pytest.mark.parametrize(
    "query", ["hasnon", "hnson", "hansson", "hanzon", "ahnson", "hansno", "hansn", "anna hasnon", "hasnon anan"]
)
def test_one_typing_error_in_each_word(query: str) -> None:
    assert found(query) == [ANNA]


def test_two_typing_errors_in_a_word_are_too_many() -> None:
    assert found("hsanno") == []


def test_typing_errors_in_other_scripts() -> None:
    assert found("иавнов") == [IVANOV]


def test_whole_words_come_before_beginnings_and_those_before_errors() -> None:
    people = [person(f"{given} {family}") for given, family in [
        ("Ada", "Marsh"), ("Bea", "Martinez"), ("Cas", "Martin"), ("Dan", "Martins"), ("Eva", "Martin"),
    ]]  # fmt: skip
    assert found("martin", store=contacts(*people)) == [people[at] for at in (2, 4, 1, 3)]
    assert found("matrin", store=contacts(*people)) == [people[at] for at in (2, 4)]


def test_the_last_word_may_be_unfinished() -> None:
    people = [person("Johanna Smith"), person("Johann Smithson"), person("Johann Smith")]
    assert found("johann smi", store=contacts(*people)) == [people[1], people[2], people[0]]


def test_ends_of_numbers_come_before_their_middles_and_before_houses() -> None:
    post = Channel(ChannelKind.POSTAL, "2671 Oak Street")
    people = [
        person("Ada One", channels=(post,)),
        person("Bea Two", "+14152671999"),
        person("Cas Three", "+14155552671"),
    ]
    assert found("2671", store=contacts(*people)) == [people[2], people[1], people[0]]


def test_equals_stand_in_order_of_need() -> None:
    people = [person("Ada Brown", f"+1415555{number:04}") for number in range(50)]
    assert found("brown", 50, contacts(*people)) == people


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("hanson", ("name", "email")),
        ("anna 2671", ("name", "mobile", "email")),
        ("dka6091", ("asset_plate",)),
        ("p5lxx4c", ("asset_vin",)),
        ("prius", ("asset_label",)),
        ("example.com", ("email",)),
        (ANNA.id, ("id",)),
    ],
)
def test_it_is_told_where_the_words_were_found(query: str, fields: tuple[str, ...]) -> None:
    hits = search(STORE, query).hits
    assert set(hits[0].matched) == set(fields)


def test_matched_fields_of_every_kind() -> None:
    told = {query: search(STORE, query).hits[0].matched for query in ("motors", "oak", "six", "00345", "sn77", "0199")}
    assert told == {
        "motors": ("organisation",),
        "oak": ("postal",),
        "six": ("note",),
        "00345": ("asset_policy",),
        "sn77": ("asset_serial",),
        "0199": ("work",),
    }


def test_corrected_words_are_told_where_they_stand() -> None:
    assert "name" in search(STORE, "hasnon").hits[0].matched


def test_the_limit_is_kept_and_everybody_is_counted() -> None:
    store = contacts(*(customer(number, family_name="Brown", name="Ada Brown") for number in range(1, 301)))
    for limit in (0, 1, 20, 200):
        answer = search(store, "brown", limit)
        assert (len(answer.hits), answer.total, answer.exact) == (limit, 300, True)
    assert len(search(store, "brown", 1000).hits) == 300


def test_more_than_are_counted_is_said() -> None:
    people = (Customer(f"C{number}", "Ada Brown") for number in range(COUNTED + 5))
    store = contacts(*people)
    answer = search(store, "brown")
    assert (answer.total, answer.exact) == (COUNTED, False)
    assert search(store, "brown", COUNTED + 5).total == COUNTED + 5


def test_many_parts_of_numbers_fill_a_page_and_are_said_to_be_more() -> None:
    store = contacts(*(person(f"Ada Brown{n}", f"+1{n:03}5552671") for n in range(200, 700)))
    answer = search(store, "5267", 20)
    assert len(answer.hits) == 20
    assert not answer.exact
    assert answer.total >= 20


def test_a_part_of_a_number_with_a_common_name() -> None:
    people = [person("Ada Brown", f"+1415{number:07}", id=f"made-by-a-machine-{number}") for number in range(3000)]
    store = contacts(*people)
    assert found("brown 0002671", store=store) == [people[2671]]
    assert found("26710 b", store=store) == [] or all(
        "26710" in c.channels[0].value for c in found("26710 b", store=store)
    )


def test_numbers_in_names() -> None:
    tow, shop = person("Ada One", organisation="24/7 Towing"), person("Bea Two", organisation="7-Eleven 711 Ltd")
    store = contacts(tow, shop)
    assert found("24/7", store=store) == found("24/7 tow", store=store) == found("247 towing", store=store) == [tow]
    assert found("7 eleven", store=store) == found("711", store=store) == [shop]


def test_area_code_and_last_four() -> None:
    assert found("415 2671") == [ANNA]


def test_pieces_of_different_numbers_make_no_number() -> None:
    mixed = person("Ada One", "+15551230000", "+15592340000", "+15553450000")
    whole = person("Bea Two", "+15551234500")
    assert found("12345", store=contacts(mixed, whole)) == [whole]
    assert found("12345 ada", store=contacts(mixed, whole)) == []


def test_a_long_list_holds_everybody_whose_number_holds_the_digits() -> None:
    store = contacts(*(person(f"Ada Brown{n}", f"+1{n:03}5552671") for n in range(200, 500)))
    answer = search(store, "5267", 400)
    assert (len(answer.hits), answer.total, answer.exact) == (300, 300, True)


def test_the_rarest_pieces_are_looked_for() -> None:
    store = contacts(*(person(f"Ada B{n}", f"+1415{n:07}", id=f"made-by-a-machine-{n}") for n in range(200)))
    assert set(store.index.rarest(("415", "141", "999", "zzz"), 2)) == {"999", "zzz"}


def test_two_numbers_at_once() -> None:
    assert found("2671 lxx4") == [ANNA]
    assert found("lxx4 hanson 555") == [ANNA]


def test_few_is_less_than_a_page() -> None:
    assert FEW < 20


def test_a_query_is_read_in_chunks() -> None:
    chunks = read_query("O'Brien  +1 (415) 555-2671 x9 drew.ha@ DKA-6091")
    assert [chunk.joined for chunk in chunks] == ["obrien", "14155552671", "drewha", "dka6091"]
    assert [chunk.is_address for chunk in chunks] == [False, False, True, False]
    assert [chunk.joined for chunk in read_apart("415 555 a")] == ["415", "555", "a"]
    assert len(read_query("x y " * LONGEST)) <= 12


def test_composed_and_decomposed_letters_are_the_same() -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert found(unicodedata.normalize(form, "Séamus")) == [OBRIEN]
