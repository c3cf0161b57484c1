"""A form made ready to be filled: expressions compiled once, the order of recalculation, and what is wrong."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from continuity_app.forms.check_digits import CHECK_NAMES
from continuity_app.forms.definition import Form, Group, Item, Question
from continuity_app.forms.expression import Expression, compile_expression
from continuity_app.forms.outline import Outline
from continuity_app.forms.xpath_syntax import ExpressionError, ForeignFunctionError
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something in a form that would fail at the counter: the row of the survey sheet, the column, and what it is."""

    row: int
    column: str
    problem: str


@dataclass(slots=True)
class Rules:
    """The compiled expressions of one item; None where its cell is empty."""

    relevant: Expression | None = None
    calculation: Expression | None = None
    default: Expression | None = None
    constraint: Expression | None = None
    required: Expression | None = None
    readonly: Expression | None = None
    choice_filter: Expression | None = None
    count: Expression | None = None


_QUESTION_COLUMNS = ("relevant", "calculation", "constraint", "required", "readonly", "choice_filter")
_COLUMN_NAMES = {"readonly": "read_only", "count": "repeat_count"}
_MODELS_KEPT = 64


class Model:
    """A form's outline, rules and order.

    Attributes:
        outline: its places.
        rules: of each place, by number.
        inputs: the places that each place is computed from, its group among them.
        order: all places such that each stands after its inputs.
        inner: for a group that is relevant by what stands inside it: those places.
        triggers: for a place that is computed only when another changes: the others.
        mistakes: what is wrong with its expressions; empty for a form that may be used.
        idle: expressions that call functions of other apps, each with its item. Such a cell is as if it were empty:
            what it would compute is written by hand, what it would hide is shown, what it would refuse is taken.
    """

    def __init__(self, form: Form) -> None:
        self.form = form
        self.outline = Outline(form)
        self.mistakes: list[Mistake] = []
        self.idle: list[tuple[Item, Mistake]] = []
        self.rules = [self._rules(number) for number in range(len(self.outline.places))]
        self.triggers = {number: found for number in range(1, len(self.rules)) if (found := self._triggers(number))}
        self.inner = {number: found for number in range(1, len(self.rules)) if (found := self._inner(number))}
        self.inputs = [self._inputs(number) for number in range(len(self.rules))]
        self.order = self._order()

    def _rules(self, number: int) -> Rules:
        rules, item = Rules(), self.outline.places[number].item
        if isinstance(item, Question):
            for column in _QUESTION_COLUMNS:
                setattr(rules, column, self._compiled(number, item, column, getattr(item, column)))
            if item.dynamic_default:
                rules.default = self._compiled(number, item, "default", item.default)
            if item.kit.get("check", CHECK_NAMES[0]).lower() not in CHECK_NAMES:
                problem = say(
                    "There is no check {name}; known are {known}.", name=item.kit["check"], known=", ".join(CHECK_NAMES)
                )
                self.mistakes.append(Mistake(item.row, "kit:check", problem))
        elif isinstance(item, Group):
            rules.relevant = self._compiled(number, item, "relevant", item.relevant)
            rules.count = self._compiled(number, item, "count", item.count)
        return rules

    def _compiled(self, number: int, item: Item, column: str, text: str) -> Expression | None:
        if not text.strip():
            return None
        base: tuple[str, ...] | str | None = "here"
        if column == "choice_filter":
            base = self.choice_base(number)
        try:
            return compile_expression(text, self.outline, number, base)
        except ForeignFunctionError as error:
            self.idle.append((item, Mistake(item.row, _COLUMN_NAMES.get(column, column), error.problem)))
            return None
        except ExpressionError as error:
            problem = error.problem
            if error.at:
                problem = say("{problem} (character {at} of the cell)", problem=error.problem, at=error.at)
            self.mistakes.append(Mistake(item.row, _COLUMN_NAMES.get(column, column), problem))
            return None

    def choice_base(self, number: int) -> tuple[str, ...] | None:
        """Where a choice filter's own paths start: a line whose answer is the choice, or (None) a row of a table."""
        item = self.outline.places[number].item
        source = self.choice_source(number)
        return self.outline.places[source].path[:-1] if isinstance(item, Question) and source is not None else None

    def choice_source(self, number: int) -> int | None:
        """For `select_one ${name}`: the question whose answers are the choices."""
        item = self.outline.places[number].item
        if isinstance(item, Question) and item.choices.startswith("${"):
            return self.outline.named(item.choices[2:-1].strip(), number)
        return None

    def _triggers(self, number: int) -> frozenset[int]:
        item = self.outline.places[number].item
        names = item.trigger if isinstance(item, Question) else ()
        return frozenset(found for name in names if (found := self.outline.named(name, number)) is not None)

    def _inputs(self, number: int) -> frozenset[int]:
        if number == 0:
            return frozenset()
        rules, found = self.rules[number], {self.outline.places[number].parent}
        for rule in (rules.relevant, rules.count):
            found.update(rule.reads if rule is not None else ())
        if rules.calculation is not None and number not in self.triggers:
            found.update(rules.calculation.reads - ({number} if rules.calculation.settles else set()))
        return frozenset((found - self.inner.get(number, frozenset())) | self.triggers.get(number, frozenset()))

    def _inner(self, number: int) -> frozenset[int]:
        relevant, place = self.rules[number].relevant, self.outline.places[number]
        if relevant is None or not isinstance(place.item, Group):
            return frozenset()
        return (relevant.reads & frozenset(self.outline.within(number))) - {number}

    def _order(self) -> list[int]:
        """Depth first, so that items keep the order of the form where nothing forces another."""
        done: dict[int, bool] = {}
        order: list[int] = []
        for start in range(len(self.inputs)):
            stack: list[tuple[int, Iterator[int]]] = []
            if start not in done:
                done[start] = False
                stack.append((start, iter(sorted(self.inputs[start]))))
            while stack:
                number, rest = stack[-1]
                following = next((other for other in rest if not done.get(other, False)), None)
                if following is None:
                    stack.pop()
                    done[number] = True
                    order.append(number)
                elif following in done:
                    self._tell_cycle([entry[0] for entry in stack], following)
                else:
                    done[following] = False
                    stack.append((following, iter(sorted(self.inputs[following]))))
        return order

    def _tell_cycle(self, stack: list[int], back_to: int) -> None:
        ring = [*stack[stack.index(back_to) :], back_to]
        names = [self.outline.places[number].path[-1] for number in reversed(ring) if number]
        item = self.outline.places[back_to].item
        rules = self.rules[back_to]
        column = "relevant" if rules.calculation is None else "calculation"
        problem = say("It depends on itself: {names}.", names=" → ".join(names))
        self.mistakes.append(Mistake(item.row if item else 0, column, problem))


def left_out(form: Form) -> tuple[str, ...]:
    """What a person should know of the cells that only another app can work out."""
    return tuple(
        say(
            "Row {row}, {column}: {problem} The kit leaves this out.",
            row=cell.row,
            column=cell.column,
            problem=cell.problem,
        )
        for _, cell in model_of(form).idle
    )


_models: OrderedDict[int, Model] = OrderedDict()


def model_of(form: Form) -> Model:
    """The form made ready; the last few are kept, so that a second sheet of the same form costs nothing."""
    model = _models.get(id(form))
    if model is None or model.form is not form:
        model = _models[id(form)] = Model(form)
        while len(_models) > _MODELS_KEPT:
            _models.popitem(last=False)
    return model
