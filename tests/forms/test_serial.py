import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.forms.serial import (
    ALPHABET,
    Serial,
    check_character,
    is_range,
    make,
    nearest_serial,
    serials_of,
)

PREFIXES = st.text(ALPHABET, min_size=2, max_size=3)
NUMBERS = st.integers(1, 31 * 32**3 + 5000)


def refused(text: str) -> bool:
    try:
        Serial.parse(text)
    except BadDataError as error:
        return error.code == "serial.wrong"
    return False


@given(PREFIXES, NUMBERS, st.booleans())
def test_a_serial_is_read_back_in_any_spelling(prefix: str, number: int, drill: bool) -> None:
    serial = make(prefix, number, drill=drill)
    for text in (str(serial), str(serial).lower(), str(serial).replace("-", ""), str(serial).replace("-", " ")):
        assert Serial.parse(text) == serial
    assert (serial.number, serial.drill) == (number, drill)


@pytest.mark.parametrize("number", [1, 31, 32, 0x143, 99_999, 1_015_807, 1_015_808])
@pytest.mark.parametrize("prefix", ["7K3", "A0", "ZZZ"])
def test_every_single_substitution_is_caught(prefix: str, number: int) -> None:
    text = str(make(prefix, number))
    for position, sign in enumerate(text):
        for other in ALPHABET if sign != "-" else "":
            if other != sign:
                assert refused(text[:position] + other + text[position + 1 :])


@given(PREFIXES, NUMBERS, st.booleans())
def test_every_swap_of_neighbours_is_caught(prefix: str, number: int, drill: bool) -> None:
    plain = str(make(prefix, number, drill=drill)).replace("-", "")
    for position in range(len(plain) - 1):
        one, other = plain[position], plain[position + 1]
        if one != other:
            assert refused(plain[:position] + other + one + plain[position + 2 :])


def test_all_swaps_of_two_characters_change_the_check() -> None:
    for one in ALPHABET:
        for other in ALPHABET:
            if one != other:
                assert Serial("7K3", f"0{one}{other}3").check != Serial("7K3", f"0{other}{one}3").check


def test_letters_that_are_taken_for_digits_are_read_as_digits() -> None:
    serial = make("A01", 1)
    assert Serial.parse(str(serial).replace("0", "O").replace("1", "l")) == serial


def test_drills_have_a_range_of_their_own() -> None:
    assert str(make("7K3", 5, drill=True)).startswith("7K3-Z005-")
    last_real = make("7K3", 31 * 32**3 - 1)
    assert last_real.counter == "YZZZ"
    assert not last_real.drill
    assert len(make("7K3", 31 * 32**3).counter) == 8


@pytest.mark.parametrize("text", ["", "7K3", "7K3-0143", "7K3-0143-55", "hello world", "7K3-01*3-5", "Ω" * 8])
def test_what_is_no_serial_is_refused(text: str) -> None:
    assert refused(text)


def test_a_range_names_known_serials_only() -> None:
    known = [str(make("7K3", number)) for number in (1, 2, 3, 7)] + [str(make("AB1", 2))]
    for text in ("7K3-0002…0007", f"{known[1]}..{known[3]}", "7k3-0002 to 7k3-0007", "7K3-0002 – 0007"):  # noqa: RUF001
        assert is_range(text)
        assert serials_of(text, known) == known[1:4]
    for text in ("7K3-0009…0012", "7K3-0007…0002", "7K3-0001…AB1-0002", "…"):
        with pytest.raises(BadDataError):
            serials_of(text, known)


def test_a_cut_number_that_fits_a_shorter_prefix_is_read_as_it_was_meant() -> None:
    tried = 0
    for signs in itertools.product(ALPHABET, repeat=3):
        prefix = "".join(signs)
        first, last = str(make(prefix, 1)), str(make(prefix, 3))
        shorter = prefix[:2]
        if check_character(f"{shorter}{prefix[2]}000") != "1":
            continue
        tried += 1
        known = [first, str(make(prefix, 2)), last]
        assert serials_of(f"{first[:-2]}…{last[-6:-2]}", known) == known
        assert serials_of(f"{prefix}0001…0003", known) == known
        assert serials_of(f"{first[:-2]}…{last[-6:-2]}", [*known, str(make(shorter, 1))]) == known
        whole = [str(make(shorter, number)) for number in range(1, 4)]
        assert serials_of(f"{whole[0]}…{whole[2].replace('-', '')}", [*known, *whole]) == whole
    assert tried == len(ALPHABET) ** 2


def test_the_nearest_known_serial_is_named() -> None:
    known = [str(make("7K3", number)) for number in range(1, 40)]
    typed = known[10][:-1] + ("2" if known[10][-1] != "2" else "3")
    assert nearest_serial(typed, known) == known[10]
    assert nearest_serial("K73" + known[10][3:], known) == known[10]
    assert nearest_serial(known[10].replace("0", "", 1), known) == known[10]
    assert nearest_serial("qqqqqqqq", known) == ""
