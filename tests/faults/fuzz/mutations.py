"""Bent copies of whole files: of their bytes, of their words, and of the values of their JSON."""

import json
import random
import string
from collections.abc import Callable, Sequence
from typing import Any

MOST_BYTES = 64 * 1024
ODD_NUMBERS = (0, -1, 1, 16, 2**31, 2**53, 2**53 + 1, 2**63, 2**70, 10**400, -0.0, 1e308, 0.1)
ODD_TEXTS = (
    *("", " ", "\0", "\x1b[2J", "\u202eabc", "\ufeff", "\ud800", "\U0001f600", "é" * 50, "A" * 5000, "9" * 5000),
    *("=1+1", "../../etc/passwd", "C:\\CON", "%s%n{0}${x}", "'; DROP TABLE entry; --", "NaN", "null", "-0"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2024-02-30", "24:00", "T", "1e9", "½", "٣"),
)
ODD_BYTES = (
    *(b"", b"\0", b"\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n", b"\r\n", b'"', b"'", b"\\", b"\t", b"=", b"=\n"),
    *(
        b",",
        b";",
        b":",
        b"::",
        b"|",
        b"{",
        b"[",
        b"}",
        b"]",
        b"<!DOCTYPE",
        b"&a;",
        b"%",
        b"\x1b",
        b"\xc3",
        b"\xed\xa0\x80",
    ),
    *(b"-1", b"0", b"1e999", b"99999999999999999999", b"NaN", b"\x7f", b"\xe2\x80\xae", b"\x00\x00\x00\x80"),
)

Bend = Callable[[random.Random, bytearray], None]


def bent(rng: random.Random, seeds: Sequence[bytes], words: Sequence[bytes] = ()) -> bytes:
    """One of the seeds after one to eight changes; never longer than 64 KiB, or than the longest seed and a half."""
    data = bytearray(rng.choice(seeds))
    vocabulary = (*ODD_BYTES, *words)
    for _ in range(rng.choice((1, 1, 2, 3, 5, 8))):
        _BENDS[rng.randrange(len(_BENDS))](rng, data, seeds, vocabulary)
    return bytes(data[: max(MOST_BYTES, max(map(len, seeds)) * 3 // 2)])


def _flip(rng: random.Random, data: bytearray, *_: Any) -> None:
    if data:
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)


def _set(rng: random.Random, data: bytearray, *_: Any) -> None:
    if data:
        data[rng.randrange(len(data))] = rng.randrange(256)


def _take_out(rng: random.Random, data: bytearray, *_: Any) -> None:
    at = rng.randrange(len(data) + 1)
    del data[at : at + rng.choice((1, 2, 4, 16, 200))]


def _cut(rng: random.Random, data: bytearray, *_: Any) -> None:
    del data[rng.randrange(len(data) + 1) :]


def _repeat(rng: random.Random, data: bytearray, *_: Any) -> None:
    at = rng.randrange(len(data) + 1)
    piece = bytes(data[at : at + rng.choice((1, 2, 8, 64))])
    data[at:at] = piece * rng.choice((1, 2, 40))


def _put_word(rng: random.Random, data: bytearray, _seeds: Sequence[bytes], words: Sequence[bytes]) -> None:
    at = rng.randrange(len(data) + 1)
    word = rng.choice(words)
    data[at : at + rng.choice((0, 0, len(word)))] = word * rng.choice((1, 1, 1, 2, 300))


def _graft(rng: random.Random, data: bytearray, seeds: Sequence[bytes], _words: Sequence[bytes]) -> None:
    other = rng.choice(seeds)
    if other:
        start = rng.randrange(len(other))
        at = rng.randrange(len(data) + 1)
        data[at : at + rng.choice((0, 50))] = other[start : start + rng.choice((4, 50, 500))]


_BENDS = (_flip, _set, _take_out, _cut, _repeat, _put_word, _put_word, _graft)


def odd_value(rng: random.Random) -> Any:
    """A value that a field seldom holds."""
    return rng.choice(
        (
            *(None, True, False, [], {}, [[]], {"": None}, {"a": {"b": {"c": [1, [2, [3]]]}}}),
            *(rng.choice(ODD_NUMBERS), rng.choice(ODD_TEXTS), rng.choice(ODD_TEXTS), letters(rng)),
            *([rng.choice(ODD_TEXTS)] * 3, [rng.choice(ODD_NUMBERS)], nested(rng.choice((17, 100, 600, 3000)))),
        )
    )


def letters(rng: random.Random) -> str:
    """A word of signs that can be typed."""
    return "".join(rng.choices(string.printable, k=rng.randrange(1, 40)))


class Nested:
    """Stands for a list in a list in a list; no value of Python's own is as deep without breaking those who walk it."""

    def __init__(self, levels: int) -> None:
        self.levels = levels


def nested(levels: int) -> Nested:
    """So many lists in each other."""
    return Nested(levels)


def bent_value(rng: random.Random, value: Any) -> Any:
    """A JSON value with one to three of its parts put out of order: another type, another spelling, gone or twice."""
    for _ in range(rng.choice((1, 1, 2, 3))):
        value = _bend_value(rng, value, rng.randrange(6))
    return value


def _bend_value(rng: random.Random, value: Any, levels: int) -> Any:
    if isinstance(value, dict) and value and levels:
        name = rng.choice(list(value))
        changed = dict(value)
        what = rng.randrange(10)
        if what == 0:
            del changed[name]
        elif what == 1:
            changed[rng.choice(ODD_TEXTS)] = changed.pop(name)
        elif what == 2:
            changed[letters(rng)] = odd_value(rng)
        else:
            changed[name] = _bend_value(rng, value[name], levels - 1)
        return changed
    if isinstance(value, list) and value and levels:
        at = rng.randrange(len(value))
        what = rng.randrange(6)
        if what == 0:
            return value[:at] + value[at + 1 :]
        if what == 1:
            return [*value, *value]
        return [*value[:at], _bend_value(rng, value[at], levels - 1), *value[at + 1 :]]
    if isinstance(value, str) and value and rng.random() < 0.5:
        return bent(rng, [value.encode("utf-8", "surrogatepass")]).decode("utf-8", "replace")
    return odd_value(rng)


def as_json(value: Any) -> bytes:
    """A value as JSON, whatever is in it: lone surrogates as escapes, and nesting without end."""
    marks: list[int] = []

    def deep(each: object) -> str:
        if not isinstance(each, Nested):
            raise TypeError(each)
        marks.append(each.levels)
        return f"\u0001nested {each.levels}\u0001"

    text = json.dumps(value, default=deep)
    for levels in marks:
        text = text.replace(json.dumps(f"\u0001nested {levels}\u0001"), "[" * levels + "]" * levels, 1)
    return text.encode()
