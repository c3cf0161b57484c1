import pytest
from hypothesis import given
from hypothesis import strategies as st

from continuity_app.errors import BadDataError
from continuity_app.vault.recovery_key import (
    ALPHABET,
    GROUPS,
    group_holds,
    group_problem,
    groups_of,
    looks_like_recovery_key,
    secret_of,
    wrong_groups,
)

SECRETS = st.binary(min_size=32, max_size=32)


@given(SECRETS)
def test_what_is_printed_gives_the_secret_back(secret: bytes) -> None:
    groups = groups_of(secret)
    assert len(groups) == GROUPS
    assert secret_of("-".join(groups)) == secret
    assert secret_of(" ".join(groups).lower().replace("1", "l").replace("0", "o")) == secret
    assert looks_like_recovery_key("\n".join(groups))


@given(secret=SECRETS, at=st.integers(0, GROUPS * 5 - 1), character=st.sampled_from(ALPHABET))
def test_any_wrong_character_is_told_in_its_group(secret: bytes, at: int, character: str) -> None:
    typed = list("".join(groups_of(secret)))
    if typed[at] == character:
        return
    typed[at] = character
    assert wrong_groups("".join(typed)) == (at // 5 + 1,)
    with pytest.raises(BadDataError) as caught:
        secret_of("".join(typed))
    assert [detail["field"] for detail in caught.value.details] == [f"group {at // 5 + 1}"]


@given(secret=SECRETS, group=st.integers(0, GROUPS - 1), place=st.integers(0, 3))
def test_neighbours_swapped_within_a_group_are_told(secret: bytes, group: int, place: int) -> None:
    groups = [list(group) for group in groups_of(secret)]
    row = groups[group]
    differ = row[place] != row[place + 1]
    row[place], row[place + 1] = row[place + 1], row[place]
    assert wrong_groups("".join(map("".join, groups))) == ((group + 1,) if differ else ())


@given(secret=SECRETS, first=st.integers(0, GROUPS - 1), second=st.integers(0, GROUPS - 1))
def test_two_groups_in_each_others_place_are_told(secret: bytes, first: int, second: int) -> None:
    groups = list(groups_of(secret))
    groups[first], groups[second] = groups[second], groups[first]
    assert wrong_groups("-".join(groups)) == tuple(sorted({first + 1, second + 1} if first != second else ()))


def test_it_is_told_while_it_is_typed() -> None:
    groups = groups_of(bytes(range(32)))
    assert wrong_groups("-".join(groups[:3]) + groups[3][:2]) == ()
    assert wrong_groups(groups[0] + groups[0]) == (2,)


@given(st.text(max_size=100))
def test_any_other_text_is_refused_kindly(text: str) -> None:
    wrong_groups(text)
    if not looks_like_recovery_key(text):
        with pytest.raises(BadDataError):
            secret_of(text)


@given(secret=SECRETS, at=st.integers(0, GROUPS - 1), character=st.sampled_from(ALPHABET), place=st.integers(0, 4))
def test_one_group_is_told_by_itself_while_it_is_typed(secret: bytes, at: int, character: str, place: int) -> None:
    group = groups_of(secret)[at]
    assert [group_problem(at + 1, group[:count]) for count in range(6)] == [""] * 6
    assert group_holds(at + 1, f" {group.lower()} ")
    bent = group[:place] + character + group[place + 1 :]
    assert group_holds(at + 1, bent) == (bent == group)
    assert (group_problem(at + 1, bent) == "") == (bent == group)
    assert f"Group {at + 1} " in group_problem(at + 1, group + "7")
    assert f"Group {at + 1} " in group_problem(at + 1, "U")
    others = [number for number in range(GROUPS + 2) if number != at + 1]
    assert not any(group_holds(number, group) for number in others)


@given(secret=SECRETS, at=st.integers(0, GROUPS - 1), place=st.integers(0, 4), gap=st.sampled_from([" ", "-", " - "]))
def test_a_group_that_is_short_long_or_missing_is_told_and_no_other(
    secret: bytes, at: int, place: int, gap: str
) -> None:
    groups = list(groups_of(secret))
    short, long = groups[at][:place] + groups[at][place + 1 :], groups[at][:place] + "7" + groups[at][place:]
    for typed in ([*groups[:at], short, *groups[at + 1 :]], [*groups[:at], *groups[at + 1 :]]):
        assert looks_like_recovery_key(gap.join(typed))
        assert _told(gap.join(typed)) == [f"group {at + 1}"]
    assert {f"group {at + 1}", "group 14"} & set(_told(gap.join([*groups[:at], long, *groups[at + 1 :]])))
    first = _told("".join([*groups[:at], short, *groups[at + 1 :]]))[0]
    assert int(first.removeprefix("group ")) > at


@given(st.lists(st.text("abcdefghjkmnpqrstvwxyz", min_size=3, max_size=8), min_size=4, max_size=14))
def test_words_are_taken_for_no_recovery_key(words: list[str]) -> None:
    text = " ".join(words)
    assert not looks_like_recovery_key(text) or len("".join(words)) == GROUPS * 5


def _told(text: str) -> list[str]:
    with pytest.raises(BadDataError) as caught:
        secret_of(text)
    return [str(detail["field"]) for detail in caught.value.details]
