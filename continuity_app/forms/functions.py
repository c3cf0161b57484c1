"""The functions of ODK's XForms specification over texts, numbers and truth; those that need the form stand beside it.

A function gets the scope that it is called in and its evaluated arguments. `if`, `coalesce`, `once` and the like,
which do not evaluate all of their arguments, are part of `expression`.
"""

import datetime as dt
import hashlib
import math
import random
import uuid
from base64 import b64decode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Protocol

from continuity_app.forms.instance import Node
from continuity_app.forms.patterns import fits
from continuity_app.forms.xpath_values import FunctionError, Value, number_text, to_boolean, to_number, to_text
from continuity_app.words import say


class World(Protocol):
    """What an expression may ask of the form that is being filled."""

    now: dt.datetime
    random: random.Random

    def secondary(self, name: str) -> Node | None:
        """A list of choices or a table as a tree, None where there is none of that name."""
        ...

    def look_up(self, table: str, wanted: str, key: str, value: str) -> str:
        """A cell of a table: the `wanted` column of the row whose `key` is `value`; empty where there is none."""
        ...

    def fact(self, name: str) -> str:
        """What the kit knows by itself: instanceID (the serial), username, deviceid, ...; empty where it does not."""
        ...

    def choice_label(self, place: int, name: str) -> str:
        """The label, in the present language, of one choice of the question at a place of the outline."""
        ...

    def month_names(self) -> Sequence[str]:
        """Names of the months in the present language."""
        ...

    def day_names(self) -> Sequence[str]:
        """Names of the days, Monday first."""
        ...


@dataclass(slots=True)
class Scope:
    """Where an expression is evaluated: `origin` is the question that it belongs to, `node` where a path stands."""

    node: Node
    origin: Node
    world: World
    position: int = 1
    size: int = 1


Run = Callable[[Scope, list[Value]], Value]


@dataclass(frozen=True, slots=True)
class Function:
    """One function: how many arguments it takes (`most` None = any number), and whether it gives the same tomorrow."""

    run: Run
    least: int
    most: int | None
    steady: bool = True


def flat(arguments: Sequence[Value]) -> Iterator[Value]:
    """All values, each node of a set for itself."""
    for value in arguments:
        if isinstance(value, list):
            for node in value:
                yield [node]
        else:
            yield value


_LONGEST_UUID = 1000


def _numbers(arguments: Sequence[Value]) -> list[float]:
    """The numbers among the arguments; what is blank does not count."""
    return [to_number(value) for value in flat(arguments) if to_text(value) != ""]


def round_half(value: float, places: int) -> float:
    """Rounds halves up, in decimal, as a person at a till does.

    A product of decimals may lie a last bit under the half that it is: 1.7 times 139.95 is 237.915 at a till, and not a
    cent less. Fifteen digits, as in spreadsheets, take that bit away.
    """
    if not math.isfinite(value):
        return value
    try:
        step = Decimal(1).scaleb(-places)
        return float(Decimal(f"{value:.15g}").quantize(step, rounding=ROUND_HALF_UP))
    except InvalidOperation:
        return value


def _round(_scope: Scope, args: list[Value]) -> Value:
    value = to_number(args[0])
    if len(args) == 1:
        return math.floor(value + 0.5) if math.isfinite(value) else value
    digits = to_number(args[1])
    return round_half(value, int(digits)) if math.isfinite(digits) else math.nan


def _int(_scope: Scope, args: list[Value]) -> Value:
    value = to_number(args[0])
    return float(math.trunc(value)) if math.isfinite(value) else value


def _substr(_scope: Scope, args: list[Value]) -> Value:
    """ODK's: from 0, up to but without `end`; below 0 counts from the end."""
    text, start = to_text(args[0]), to_number(args[1])
    end = to_number(args[2]) if len(args) > 2 else float(len(text))  # noqa: PLR2004
    if math.isnan(start) or math.isnan(end):
        return ""
    size = len(text)
    first, last = (int(max(0, n + size)) if n < 0 else int(min(n, size)) for n in (start, end))
    return text[first:last]


def _substring(_scope: Scope, args: list[Value]) -> Value:
    """XPath's: from 1, with a length, both rounded."""
    text, start = to_text(args[0]), to_number(args[1])
    first = math.floor(start + 0.5) if math.isfinite(start) else start
    stop = math.inf
    if len(args) > 2:  # noqa: PLR2004
        length = to_number(args[2])
        stop = first + (math.floor(length + 0.5) if math.isfinite(length) else length)
    return "".join(letter for place, letter in enumerate(text, 1) if first <= place < stop)


def _translate(_scope: Scope, args: list[Value]) -> Value:
    text, old, new = (to_text(arg) for arg in args)
    table: dict[int, str | None] = {}
    for index, sign in enumerate(old):
        table.setdefault(ord(sign), new[index] if index < len(new) else None)
    return text.translate(table)


def _regex(_scope: Scope, args: list[Value]) -> Value:
    return fits(to_text(args[0]), to_text(args[1]))


def _words(value: Value) -> list[str]:
    return to_text(value).split()


def _selected_at(_scope: Scope, args: list[Value]) -> Value:
    words, index = _words(args[0]), to_number(args[1])
    return words[int(index)] if math.isfinite(index) and 0 <= index < len(words) else ""


def _join(_scope: Scope, args: list[Value]) -> Value:
    return to_text(args[0]).join(to_text(value) for value in flat(args[1:]))


def _sum(_scope: Scope, args: list[Value]) -> Value:
    numbers = _numbers(args)
    return math.fsum(numbers) if all(map(math.isfinite, numbers)) else math.nan


def _least(pick: Callable[[list[float]], float]) -> Run:
    def run(_scope: Scope, args: list[Value]) -> Value:
        numbers = _numbers(args)
        return pick(numbers) if numbers else math.nan

    return run


def _math(calculate: Callable[..., float], count: int = 1) -> Function:
    def run(_scope: Scope, args: list[Value]) -> Value:
        try:
            return float(calculate(*(to_number(arg) for arg in args)))
        except (ValueError, OverflowError, ZeroDivisionError):
            return math.nan

    return Function(run, count, count)


def _text(calculate: Callable[..., Value], least: int, most: int | None = None) -> Function:
    def run(_scope: Scope, args: list[Value]) -> Value:
        return calculate(*(to_text(arg) for arg in args))

    return Function(run, least, least if most is None else most)


def _of_present(calculate: Callable[[str], Value]) -> Function:
    """A function of one text which is the present node's where none is given."""

    def run(scope: Scope, args: list[Value]) -> Value:
        return calculate(to_text(args[0]) if args else scope.node.string)

    return Function(run, 0, 1)


def _checklist(_scope: Scope, args: list[Value]) -> Value:
    low, high, *rest = args
    true = sum(to_boolean(value) for value in flat(rest))
    return (to_number(low) < 0 or true >= to_number(low)) and (to_number(high) < 0 or true <= to_number(high))


def _weighted_checklist(_scope: Scope, args: list[Value]) -> Value:
    low, high, *rest = args
    pairs = list(flat(rest))
    weight = sum(to_number(w) for value, w in zip(pairs[::2], pairs[1::2], strict=False) if to_boolean(value))
    return (to_number(low) < 0 or weight >= to_number(low)) and (to_number(high) < 0 or weight <= to_number(high))


_DIGESTS = {"MD5": "md5", "SHA-1": "sha1", "SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def _digest(text: str, kind: str, encoding: str = "base64") -> Value:
    from base64 import b64encode  # noqa: PLC0415

    if kind not in _DIGESTS:
        raise FunctionError(say("digest() does not know {kind}.", kind=kind))
    value = hashlib.new(_DIGESTS[kind], text.encode(), usedforsecurity=False)
    return value.hexdigest() if encoding == "hex" else b64encode(value.digest()).decode()


def _base64_decode(text: str) -> Value:
    try:
        return b64decode(text, validate=True).decode("utf-8", "replace")
    except ValueError:
        return ""


def _uuid(scope: Scope, args: list[Value]) -> Value:
    if args:
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
        wanted = to_number(args[0])
        size = int(min(max(wanted, 0), _LONGEST_UUID)) if not math.isnan(wanted) else 0
        return "".join(scope.world.random.choice(letters) for _ in range(size))
    return str(uuid.UUID(int=scope.world.random.getrandbits(128), version=4))


def _randomize(scope: Scope, args: list[Value]) -> Value:
    nodes = list(args[0]) if isinstance(args[0], list) else []
    seed = number_text(to_number(args[1])) if len(args) > 1 else ""
    order = random.Random(seed) if seed else scope.world.random  # noqa: S311 - only the order of choices
    order.shuffle(nodes)
    return nodes


def _before(text: str, mark: str) -> Value:
    return text.partition(mark)[0] if mark and mark in text else ""


def _after(text: str, mark: str) -> Value:
    return text.partition(mark)[2] if mark else text


def _name(scope: Scope, args: list[Value]) -> Value:
    if not args:
        return scope.node.name
    return args[0][0].name if isinstance(args[0], list) and args[0] else ""


def _pow(base: float, power: float) -> float:
    value = base**power
    return value if isinstance(value, float) else math.nan


FUNCTIONS: dict[str, Function] = {
    "true": Function(lambda _s, _a: True, 0, 0),
    "false": Function(lambda _s, _a: False, 0, 0),
    "not": Function(lambda _s, a: not to_boolean(a[0]), 1, 1),
    "boolean": Function(lambda _s, a: to_boolean(a[0]), 1, 1),
    "boolean-from-string": _text(lambda t: t.lower() in ("true", "1"), 1),
    "string": Function(lambda s, a: to_text(a[0] if a else [s.node]), 0, 1),
    "number": Function(lambda s, a: to_number(a[0] if a else [s.node]), 0, 1),
    "int": Function(_int, 1, 1),
    "round": Function(_round, 1, 2),
    "floor": _math(math.floor),
    "ceiling": _math(math.ceil),
    "abs": _math(abs),
    "pow": _math(_pow, 2),
    "sqrt": _math(math.sqrt),
    "exp": _math(math.exp),
    "exp10": _math(lambda x: 10.0**x),
    "log": _math(math.log),
    "log10": _math(math.log10),
    "sin": _math(math.sin),
    "cos": _math(math.cos),
    "tan": _math(math.tan),
    "asin": _math(math.asin),
    "acos": _math(math.acos),
    "atan": _math(math.atan),
    "atan2": _math(math.atan2, 2),
    "pi": Function(lambda _s, _a: math.pi, 0, 0),
    "sum": Function(_sum, 1, None),
    "min": Function(_least(min), 1, None),
    "max": Function(_least(max), 1, None),
    "count": Function(lambda _s, a: float(len(a[0])) if isinstance(a[0], list) else 0.0, 1, 1),
    "count-non-empty": Function(lambda _s, a: float(sum(to_text(v) != "" for v in flat(a))), 1, 1),
    "concat": Function(lambda _s, a: "".join(to_text(v) for v in flat(a)), 0, None),
    "join": Function(_join, 1, None),
    "contains": _text(lambda t, w: w in t, 2),
    "starts-with": _text(lambda t, w: t.startswith(w), 2),
    "ends-with": _text(lambda t, w: t.endswith(w), 2),
    "substr": Function(_substr, 2, 3),
    "substring": Function(_substring, 2, 3),
    "substring-before": _text(_before, 2),
    "substring-after": _text(_after, 2),
    "string-length": _of_present(lambda t: float(len(t))),
    "normalize-space": _of_present(lambda t: " ".join(t.split())),
    "trim": _text(str.strip, 1),
    "lower-case": _text(str.lower, 1),
    "upper-case": _text(str.upper, 1),
    "translate": Function(_translate, 3, 3),
    "regex": Function(_regex, 2, 2),
    "digest": _text(_digest, 2, 3),
    "base64-decode": _text(_base64_decode, 1),
    "selected": Function(lambda _s, a: to_text(a[1]).strip() in _words(a[0]), 2, 2),
    "selected-at": Function(_selected_at, 2, 2),
    "count-selected": Function(lambda _s, a: float(len(_words(a[0]))), 1, 1),
    "checklist": Function(_checklist, 2, None),
    "weighted-checklist": Function(_weighted_checklist, 2, None),
    "random": Function(lambda s, _a: s.world.random.random(), 0, 0, steady=False),
    "uuid": Function(_uuid, 0, 1, steady=False),
    "randomize": Function(_randomize, 1, 2, steady=False),
    "last": Function(lambda s, _a: float(s.size), 0, 0),
    "name": Function(_name, 0, 1),
    "local-name": Function(_name, 0, 1),
    "jr:itext": _text(lambda t: t, 1),
    "current": Function(lambda s, _a: [s.origin], 0, 0),
    "pulldata": Function(lambda s, a: s.world.look_up(*(to_text(v) for v in a)), 4, 4),
}
