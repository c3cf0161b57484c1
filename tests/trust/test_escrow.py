from itertools import combinations, permutations

import pytest

from continuity_app.errors import BadDataError
from continuity_app.trust.age_box import open_sealed, recipient_of, seal
from continuity_app.trust.escrow import NEEDED, SHARES, Typed, identity_of, look_at_share, new_escrow

ESCROW = new_escrow()
BOX = seal(b"vault key", [ESCROW.recipient])


@pytest.mark.parametrize("three", list(combinations(range(SHARES), NEEDED)))
def test_each_three_of_the_five_open(three: tuple[int, ...]) -> None:
    for order in permutations(three):
        identity = identity_of([ESCROW.shares[index] for index in order])
        assert recipient_of(identity) == ESCROW.recipient
    assert open_sealed(BOX, identity) == b"vault key"


@pytest.mark.parametrize("two", list(combinations(range(SHARES), 2)))
def test_no_two_open(two: tuple[int, ...]) -> None:
    first, second = (ESCROW.shares[index] for index in two)
    for few in ([first, second], [first, second, first], [first], []):
        with pytest.raises(BadDataError) as caught:
            identity_of(few)
        assert caught.value.code == "escrow.shares"


def test_case_spaces_and_more_than_three_do_no_harm() -> None:
    typed = [f"  {share.upper()}\n".replace(" ", "  ") for share in ESCROW.shares]
    assert recipient_of(identity_of(typed)) == ESCROW.recipient


def test_a_slip_names_the_share_and_repeats_no_word_of_it() -> None:
    words = ESCROW.shares[1].split()
    last = next(word for word in words if word != words[-1])
    for slip in ([*words[:-2], words[-1], words[-2]], words[:-1], ["lantern", *words[1:]], [*words[:-1], last]):
        if slip == words:
            continue  # two neighbours that are the same
        with pytest.raises(BadDataError) as caught:
            identity_of([ESCROW.shares[0], " ".join(slip), ESCROW.shares[2]])
        assert "Share 2" in caught.value.message
        assert words[5] not in f"{caught.value.as_json()}"


def test_shares_of_two_splittings_are_refused() -> None:
    other = new_escrow()
    with pytest.raises(BadDataError):
        identity_of([*ESCROW.shares[:2], other.shares[2]])
    assert other.recipient != ESCROW.recipient


def test_shares_stand_in_no_representation() -> None:
    assert ESCROW.shares[0].split()[6] not in repr(ESCROW)


def test_a_share_is_looked_at_while_it_is_typed() -> None:
    share = ESCROW.shares[0]
    words = share.split()
    assert look_at_share("") == Typed(0, False, "")
    assert look_at_share(share.upper()) == Typed(33, True, "")
    assert look_at_share(" ".join(words[:5])) == Typed(5, False, "")
    assert look_at_share(" ".join(words[:5]) + " " + words[5][:2]).problem == ""
    assert "Word 6" in look_at_share(" ".join(words[:5]) + " zz").problem
    assert "Word 6" in look_at_share(" ".join(words[:5]) + " " + words[5][:2] + " ").problem
    swapped = [*words[:10], words[11], words[10], *words[12:]] if words[10] != words[11] else [*words[1:], words[0]]
    assert "fit together" in look_at_share(" ".join(swapped)).problem
    assert "33" in look_at_share(share + " academic").problem
