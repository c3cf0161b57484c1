"""Recalculation: what follows from an answer, in the order of dependency, and what came of it.

A calculation overrules what stood there, except an answer that a person gave to a question that may be written in: on
paper the person's fact counts.
"""

from continuity_app.forms.definition import Question
from continuity_app.forms.expression import Expression
from continuity_app.forms.functions import Scope, World
from continuity_app.forms.growing import Tree
from continuity_app.forms.instance import Node
from continuity_app.forms.model import Model
from continuity_app.forms.results import stored_result
from continuity_app.forms.xpath_values import FunctionError, Value, to_boolean, to_number
from continuity_app.words import say

_MOST_COUNTED = 1000
_CENT = 0.005


class Recalculation:
    """Keeps the tree of one sheet in step with its answers.

    Attributes:
        differing: by node, what the form computes where a sheet says something else.
        unjudged: by node, why an expression gave no answer; with the node, so that no other gets its identity.
    """

    def __init__(self, model: Model, tree: Tree, world: World) -> None:
        self.model = model
        self.tree = tree
        self._world = world
        self._touched: set[int] = set()
        self.differing: dict[int, str] = {}
        self.unjudged: dict[int, tuple[Node, str]] = {}

    def run(self, expression: Expression, origin: Node, node: Node | None = None) -> Value:
        """What an expression gives at a node; empty where it gives no answer."""
        try:
            return expression.run(Scope(node or origin, origin, self._world))
        except FunctionError as error:
            self.unjudged[id(origin)] = (origin, str(error))
            return ""

    def holds(self, expression: Expression | None, node: Node, *, usual: bool) -> bool:
        """Whether it holds; the usual where there is nothing to ask, or no answer, which is told at the question."""
        if expression is None:
            return usual
        result = self.run(expression, node)
        return usual if id(node) in self.unjudged else to_boolean(result)

    def touched(self, node: Node) -> None:
        """After somebody, or a default, answered this question."""
        self._touched = {node.place}
        self.after({node.place})

    def after(self, changed: set[int]) -> None:
        """Walks the order; a place is looked at if one of its inputs changed, or it was itself touched.

        A group that is relevant by what stands inside it comes before that, so it may need one more walk.
        """
        self._walk(changed)
        again = {group for group, inner in self.model.inner.items() if not inner.isdisjoint(changed)}
        if again:
            self._walk(again)
        self._touched = set()

    def _walk(self, changed: set[int]) -> None:
        started = set(changed)
        for number in self.model.order:
            if number in started or not changed.isdisjoint(self.model.inputs[number]):
                rules = self.model.rules[number]
                if rules.count is not None and self._keep_count(number, rules.count):
                    started.update(self.model.outline.within(number))
                    changed.add(number)
                nodes = self.tree.nodes[number]
                if sum(self._renew(node, number, mine=number in self._touched) for node in nodes):
                    changed.add(number)

    def _renew(self, node: Node, number: int, *, mine: bool) -> bool:
        """Recomputes one node; gives whether something about it changed."""
        rules = self.model.rules[number]
        before = (node.relevant, node.text)
        self.unjudged.pop(id(node), None)
        around = node.parent is None or node.parent.relevant
        if number in self.model.inner:  # what stands inside is asked as if it counted
            for below in node.and_below():
                below.relevant = True
        node.relevant = around and self.holds(rules.relevant, node, usual=True)
        if rules.calculation is not None and not mine and self._may_compute(node, number):
            self._store(node, self.run(rules.calculation, node), steady=rules.calculation.steady)
        return mine or number in self.model.inner or before != (node.relevant, node.text)

    def _may_compute(self, node: Node, number: int) -> bool:
        written = node.kind != "calculate" and node.given
        if written and not self.holds(self.model.rules[number].readonly, node, usual=False):
            return number in self.model.triggers and not self._touched.isdisjoint(self.model.triggers[number])
        triggers = self.model.triggers.get(number)
        if triggers is None:
            return True
        if self._touched:
            return not self._touched.isdisjoint(triggers)
        return not node.text and any(one.text for trigger in triggers for one in self.tree.nodes[trigger])

    def _store(self, node: Node, result: Value, *, steady: bool = False) -> None:
        item = self.model.outline.places[node.place].item
        if not isinstance(item, Question):
            return
        told, wrote = node.text, node.given
        node.value, node.text = stored_result(item, result)
        node.given = False
        self.differing.pop(id(node), None)
        if steady and wrote and _differ(told, node.text):
            self.differing[id(node)] = say(
                "The sheet says {told}, the form computes {result}.", told=told, result=node.text
            )

    def _keep_count(self, number: int, count: Expression) -> bool:
        """Gives a counted repeat as many lines as its count says; lines in which a person wrote stay."""
        changed = False
        for parent in list(self.tree.nodes[self.model.outline.places[number].parent]):
            name = self.model.outline.places[number].path[-1]
            wanted = to_number(self.run(count, count_origin(self.model, parent, number)))
            wanted = min(wanted, _MOST_COUNTED) if wanted == wanted else 0.0  # noqa: PLR0124 - not a number
            lines = parent.children.setdefault(name, [])
            while len(lines) < int(wanted):
                self.tree.add_line(number, parent, {})
                changed = True
            while len(lines) > max(0, int(wanted)) and not is_written(lines[-1]):
                self.tree.drop_line(lines[-1])
                changed = True
        return changed

    def begin(self, fresh: list[Node]) -> None:
        """Dynamic defaults, once, in the order of the form."""
        for node in fresh:
            default = self.model.rules[node.place].default
            if default is not None and not node.text:
                self._store(node, self.run(default, node))
                self.touched(node)
        self.tree.fresh = []


def count_origin(model: Model, parent: Node, number: int) -> Node:
    """Count expressions are compiled for the repeat's own level: a node there stands for the line to come."""
    return Node(model.outline.places[number].path[-1], parent, place=number)


def is_written(line: Node) -> bool:
    """Whether a person gave anything in a line."""
    return any(node.given for node in line.and_below())


def _differ(told: str, result: str) -> bool:
    """Whether two numbers differ by half a cent or more; other texts are not compared."""
    one, other = to_number(told), to_number(result)
    return abs(one - other) >= _CENT
