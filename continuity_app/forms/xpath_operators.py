"""XPath's operators over compiled operands."""

import math
from collections.abc import Callable

from continuity_app.forms.functions import Scope
from continuity_app.forms.xpath_values import Value, compare, to_boolean, to_number

Evaluate = Callable[[Scope], Value]


def binary(operator: str, left: Evaluate, right: Evaluate) -> Evaluate:
    """A function that joins what two others give; `operator` as in `xpath_syntax.Binary`."""
    if operator == "or":
        return lambda scope: to_boolean(left(scope)) or to_boolean(right(scope))
    if operator == "and":
        return lambda scope: to_boolean(left(scope)) and to_boolean(right(scope))
    if operator in ("=", "!=", "<", "<=", ">", ">="):
        return lambda scope: compare(operator, left(scope), right(scope))
    if operator == "|":
        return lambda scope: _union(left(scope), right(scope))
    calculate = _ARITHMETIC[operator]
    return lambda scope: calculate(to_number(left(scope)), to_number(right(scope)))


def _divide(one: float, other: float) -> float:
    if other == 0:
        return math.nan if one == 0 or math.isnan(one) else math.copysign(math.inf, one) * math.copysign(1.0, other)
    return one / other


def _remainder(one: float, other: float) -> float:
    """With the sign of the dividend, as XPath has it."""
    return math.fmod(one, other) if math.isfinite(one) and other != 0 else math.nan


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "div": _divide,
    "mod": _remainder,
}


def _union(left: Value, right: Value) -> Value:
    nodes = [*(left if isinstance(left, list) else ()), *(right if isinstance(right, list) else ())]
    return list({id(node): node for node in nodes}.values())
