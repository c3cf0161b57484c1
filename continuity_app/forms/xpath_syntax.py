"""Reads the text of an XLSForm expression (XPath 1.0 with `${name}`) into a tree, once."""

import re
from dataclasses import dataclass

from continuity_app.words import say


class ExpressionError(Exception):
    """An expression cannot be understood: what is wrong, and the character (from 1) where it is."""

    def __init__(self, problem: str, at: int = 0) -> None:
        super().__init__(problem)
        self.problem = problem
        self.at = at


class ForeignFunctionError(ExpressionError):
    """An expression calls a function of another app, such as `cht:extension-lib()`."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text."""

    value: str | float


@dataclass(frozen=True, slots=True)
class Reference:
    """`${name}`; `last_saved` is the same question of the sheet before this one."""

    name: str
    at: int
    last_saved: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A function with its arguments."""

    name: str
    arguments: "tuple[Tree, ...]"
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands; `operator` is or, and, =, !=, <, <=, >, >=, +, -, *, div, mod or |."""

    operator: str
    left: "Tree"
    right: "Tree"


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    operand: "Tree"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: axis, name (or `*`, `node()`, `text()`), conditions in brackets."""

    axis: str
    test: str
    predicates: "tuple[Tree, ...]" = ()


@dataclass(frozen=True, slots=True)
class Path:
    """A location: from the form's root (`absolute`), from what `start` gives, or from the present node."""

    steps: tuple[Step, ...]
    absolute: bool = False
    start: "Tree | None" = None
    predicates: "tuple[Tree, ...]" = ()


Tree = Literal | Reference | Call | Binary | Negative | Path

_AXES = ("child", "parent", "self", "descendant", "descendant-or-self", "ancestor", "ancestor-or-self", "attribute")
_SIBLINGS = ("following-sibling", "preceding-sibling")
_TOKEN = re.compile(
    r"""\s*(?:
    (?P<reference>\$\{\s*(?:last-saved\#)?[^}\s]+\s*\})
  | (?P<number>\d+(?:\.\d*)?|\.\d+)
  | (?P<text>"[^"]*"|'[^']*')
  | (?P<name>[^\W\d][\w.\-]*(?::(?!:)[^\W\d][\w.\-]*)?)
  | (?P<sign>::|//|\.\.|!=|<=|>=|[()\[\]@,/.|+\-*=<>])
    )""",
    re.VERBOSE,
)
_SIGN_OPERATORS = ("=", "!=", "<", "<=", ">", ">=", "+", "-", "|")
_WORD_OPERATORS = ("and", "or", "mod", "div")
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_DEEPEST, _DEEPEST_TREE = 60, 200
"""Far below what the interpreter's stack allows, so that no answer depends on who calls."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Tree:
    """The tree of one expression.

    Raises:
        ExpressionError: it is not XPath.
    """
    try:
        tree = _Parser(_tokens(text)).whole()
    except RecursionError as error:
        raise ExpressionError(say("The expression is nested too deeply.")) from error
    if _is_deeper_than(tree, _DEEPEST_TREE):
        raise ExpressionError(say("The expression is nested too deeply."))
    return tree


def _is_deeper_than(tree: Tree, most: int) -> bool:
    """Whether a tree has more levels; `1+1+1+...` has one for each sign, and evaluating needs a call for each."""
    level: list[Tree] = [tree]
    for _ in range(most):
        level = [below for each in level for below in _below(each)]
    return bool(level)


def _below(tree: Tree) -> "tuple[Tree, ...]":
    match tree:
        case Call():
            return tree.arguments
        case Binary():
            return tree.left, tree.right
        case Negative():
            return (tree.operand,)
        case Path():
            of_steps = tuple(each for step in tree.steps for each in step.predicates)
            return (*(() if tree.start is None else (tree.start,)), *tree.predicates, *of_steps)
        case _:
            return ()


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position, end = 0, len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(_cannot_read(text[position:].lstrip()[:1]), position + 1)
        kind = match.lastgroup or ""
        word, at = match.group(kind), match.start(kind) + 1
        joins = (word == "*" or (kind == "name" and word in _WORD_OPERATORS)) and _ends_operand(tokens)
        if joins or (kind == "sign" and word in _SIGN_OPERATORS):
            kind = "operator"
        tokens.append(_Token(kind, word, at))
        position = match.end()
    tokens.append(_Token("end", "", end + 1))
    return tokens


def _cannot_read(sign: str) -> str:
    if sign in "'\"":
        return say("A quotation mark is opened and not closed.")
    if sign in "‘’“”´`":  # noqa: RUF001
        return say("The sign {sign} is a typographic quotation mark; a straight one (' or \") is needed.", sign=sign)
    return say("The sign {sign} cannot stand here.", sign=sign)


def _ends_operand(tokens: list[_Token]) -> bool:
    """XPath 1.0, 3.7: after an operand, `*` multiplies and `and` joins."""
    if not tokens:
        return False
    last = tokens[-1]
    return last.kind != "operator" and last.text not in ("@", "::", "(", "[", ",", "/", "//")


class _Parser:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0
        self._depth = 0

    def whole(self) -> Tree:
        tree = self._expression()
        if self._seen.kind != "end":
            raise self._unexpected()
        return tree

    @property
    def _seen(self) -> _Token:
        return self._tokens[self._next]

    def _take(self, text: str) -> bool:
        if self._seen.text == text and self._seen.kind != "text":
            self._next += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise ExpressionError(say("A {sign} is missing.", sign=text), self._seen.at)

    def _unexpected(self) -> ExpressionError:
        if self._seen.kind == "end":
            return ExpressionError(say("The expression stops too early."), self._seen.at)
        return ExpressionError(say("{word} cannot stand here.", word=self._seen.text), self._seen.at)

    def _expression(self) -> Tree:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise ExpressionError(say("The expression is nested too deeply."), self._seen.at)
        tree = self._level(0)
        self._depth -= 1
        return tree

    def _level(self, level: int) -> Tree:
        if level == len(_LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while self._seen.kind == "operator" and self._seen.text in _LEVELS[level]:
            operator = self._seen.text
            self._next += 1
            left = Binary(operator, left, self._level(level + 1))
        return left

    def _unary(self) -> Tree:
        if self._seen.kind == "operator" and self._take("-"):
            return Negative(self._unary())
        left = self._path()
        while self._seen.kind == "operator" and self._take("|"):
            left = Binary("|", left, self._path())
        return left

    def _path(self) -> Tree:
        token = self._seen
        if token.text in ("/", "//") and token.kind == "sign":
            self._next += 1
            before = (_ANYWHERE,) if token.text == "//" else ()
            if token.text == "/" and not self._starts_step():
                return Path((), absolute=True)
            return Path(before + self._steps(), absolute=True)
        if self._is_primary():
            primary = self._primary()
            predicates = self._predicates()
            if self._seen.text in ("/", "//") and self._seen.kind == "sign":
                before = (_ANYWHERE,) if self._seen.text == "//" else ()
                self._next += 1
                return Path(before + self._steps(), start=primary, predicates=predicates)
            return Path((), start=primary, predicates=predicates) if predicates else primary
        return Path(self._steps())

    def _is_primary(self) -> bool:
        token = self._seen
        if token.kind in ("reference", "number", "text") or token.text == "(":
            return True
        return token.kind == "name" and self._tokens[self._next + 1].text == "(" and token.text not in ("node", "text")

    def _primary(self) -> Tree:
        token = self._seen
        self._next += 1
        if token.kind == "number":
            return Literal(float(token.text))
        if token.kind == "text":
            return Literal(token.text[1:-1])
        if token.kind == "reference":
            name = token.text[2:-1].strip()
            bare = name.removeprefix("last-saved#")
            return Reference(bare, token.at, last_saved=bare != name)
        if token.text == "(":
            inner = self._expression()
            self._need(")")
            return inner
        return self._call(token)

    def _call(self, token: _Token) -> Tree:
        self._need("(")
        arguments: list[Tree] = []
        if not self._take(")"):
            arguments.append(self._expression())
            while self._take(","):
                arguments.append(self._expression())
            self._need(")")
        return Call(token.text, tuple(arguments), token.at)

    def _predicates(self) -> tuple[Tree, ...]:
        found: list[Tree] = []
        while self._take("["):
            found.append(self._expression())
            self._need("]")
        return tuple(found)

    def _starts_step(self) -> bool:
        token = self._seen
        return token.kind == "name" or token.text in ("*", ".", "..", "@")

    def _steps(self) -> tuple[Step, ...]:
        steps = [self._step()]
        while self._seen.kind == "sign" and self._seen.text in ("/", "//"):
            if self._seen.text == "//":
                steps.append(_ANYWHERE)
            self._next += 1
            steps.append(self._step())
        return tuple(steps)

    def _step(self) -> Step:
        if self._take("."):
            return Step("self", "node()", self._predicates())
        if self._take(".."):
            return Step("parent", "node()", self._predicates())
        axis = "attribute" if self._take("@") else "child"
        if self._seen.kind == "name" and self._tokens[self._next + 1].text == "::":
            axis = self._seen.text
            if axis not in _AXES + _SIBLINGS:
                raise ExpressionError(say("There is no axis {axis}.", axis=axis), self._seen.at)
            self._next += 2
        token = self._seen
        if token.kind != "name" and token.text != "*":
            raise self._unexpected()
        self._next += 1
        test = token.text
        if test in ("node", "text") and self._take("("):
            self._need(")")
            test += "()"
        return Step(axis, test, self._predicates())


_ANYWHERE = Step("descendant-or-self", "node()")
