"""A form being filled: answers go in, values are computed, and what is missing or odd is told in the form's own words.

A change recalculates only what depends on it, in the order of dependency. A calculation overrules what stood there,
except an answer that a person gave to a question that may be written in: on paper the person's fact counts.
"""

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from continuity_app.forms.check_digits import check_problem
from continuity_app.forms.choices import ChoiceDesk
from continuity_app.forms.definition import Answers, Choice, Form, Group, Question, Texts, computed_names
from continuity_app.forms.expression import Expression
from continuity_app.forms.functions import Scope
from continuity_app.forms.growing import Address, Problem, Tree
from continuity_app.forms.instance import Node
from continuity_app.forms.labels import filled
from continuity_app.forms.model import Model, model_of
from continuity_app.forms.results import stored_result
from continuity_app.forms.texts import day_names, month_names, pick_language, text_in
from continuity_app.forms.xpath_values import FunctionError, Value, to_boolean, to_number, to_text
from continuity_app.times.reading import Manner
from continuity_app.words import say

_MOST_COUNTED = 1000
_CENT = 0.005


class Filling:
    """One sheet's worth of answers against its form.

    Args:
        form: its definition, or the model already made of it.
        answers: what is known at the start: pre-filled, typed in, or captured before.
        now: the time that today() and now() tell.
        language: for messages and labels; by name or code, the form's own first where it lacks it.
        rng: where random() and uuid() come from; seeded by the time where none is given.
        facts: what the kit knows by itself, by metadata name: username, deviceid, instanceID (the serial), ...
        region: where the kit stands, two letters; decides between day and month in dates written in figures.
    """

    def __init__(
        self,
        form: Form | Model,
        answers: Mapping[str, Any] | None = None,
        now: dt.datetime | None = None,
        *,
        language: str = "",
        rng: random.Random | None = None,
        facts: Mapping[str, str] | None = None,
        region: str = "",
    ) -> None:
        self.model = form if isinstance(form, Model) else model_of(form)
        self.form = self.model.form
        self.language = pick_language(self.form.languages, language)
        self.now = now if now is not None else dt.datetime.now().astimezone()
        self.random = rng if rng is not None else random.Random(self.now.isoformat())  # noqa: S311
        self._facts = dict(facts or {})
        self._choices = ChoiceDesk(self.form)
        self._touched: set[int] = set()
        self._differing: dict[int, str] = {}
        self._unjudged: dict[int, tuple[Node, str]] = {}  # with the node, so that no other gets its identity
        self.manner = Manner(self.now, region)
        self._tree = Tree(self.model, self._choices.offered, self.manner)
        self._tree.plant(dict(answers or {}))
        self._know_facts()
        self._recalculate(set(range(len(self.model.rules))))
        self._begin(self._tree.fresh)

    # what a program asks

    @property
    def values(self) -> Answers:
        """All answers that count at present, computed ones among them, as they are stored."""
        return self._tree.answers(0, self._tree.root, keep=self._counts)

    @property
    def computed(self) -> Answers:
        """The values of the top level that the form computed rather than a person gave."""
        names = computed_names(self.form.items)
        return {name: value for name, value in self.values.items() if name in names}

    def problems(self) -> list[Problem]:
        """What is missing or odd, in the order of the form; strays, which no question takes, first."""
        found = list(self._tree.strays)
        self._look_at(self._tree.root, found)
        return found

    def put(self, address: Address, raw: Any) -> None:
        """Takes one answer and recalculates what depends on it.

        Raises:
            KeyError: there is no such question or line.
        """
        node = self._node(address)
        self._tree.put(node, raw)
        self._touched = {node.place}
        self._recalculate({node.place})
        self._begin(self._tree.fresh)

    def add_line(self, address: Address, answers: Mapping[str, Any] | None = None) -> Address:
        """One more line of a repeat (`address` ends in its name); gives the line's address."""
        parent, number = self._repeat(address)
        self._tree.fresh = []
        line = self._tree.add_line(number, parent, dict(answers or {}), "")
        self._recalculate(set(self.model.outline.within(number)))
        self._begin(self._tree.fresh)
        return self._tree.address_of(line)

    def remove_line(self, address: Address) -> None:
        """Takes a line away (`address` ends in its number)."""
        line = self._node(address)
        self._tree.drop_line(line)
        self._recalculate(set(self.model.outline.within(line.place)))

    def lines(self, address: Address) -> int:
        """How many lines a repeat has at present."""
        parent, number = self._repeat(address)
        return len(parent.children.get(self.model.outline.places[number].path[-1], ()))

    def counted(self, address: Address) -> bool:
        """Whether the form itself tells how many lines a repeat has, so that nobody adds or takes away one."""
        return self.model.rules[self._repeat(address)[1]].count is not None

    def relevant(self, address: Address) -> bool:
        """Whether a question, group or line counts at present."""
        node = self._tree.find(address)
        return node is not None and node.relevant

    def required(self, address: Address) -> bool:
        """Whether a question needs an answer at present."""
        node = self._node(address)
        asked = node.relevant and not self._shown_only(node)
        return asked and self._holds(self.model.rules[node.place].required, node, usual=False)

    def readonly(self, address: Address) -> bool:
        """Whether a question is only shown."""
        return self._shown_only(self._node(address))

    def _shown_only(self, node: Node) -> bool:
        shown = node.kind in ("calculate", "note")
        return shown or self._holds(self.model.rules[node.place].readonly, node, usual=False)

    def text(self, address: Address) -> str:
        """A question's answer as expressions see it."""
        return self._node(address).text

    def label(self, address: Address) -> str:
        """The label of a question, group or repeat in the present language, with values in place of `${name}`."""
        node = self._node(address)
        item = self.model.outline.places[node.place].item
        return self._said(item.label, node) if item is not None else self.form.title

    def choices(self, address: Address) -> tuple[Choice, ...]:
        """The choices that are offered at present, after the choice filter."""
        node = self._node(address)
        item = self.model.outline.places[node.place].item
        if not isinstance(item, Question) or not item.choices:
            return ()
        source = self.model.choice_source(node.place)
        keep = self._filter(node)
        if source is not None:
            nodes = [one for one in self._tree.nodes[source] if one.text and one.relevant]
            return tuple(
                Choice(one.text, {self.language: one.text}) for one in nodes if keep is None or keep(one.parent or one)
            )
        offered = self._choices.offered(item) or ()
        if keep is None:
            return offered
        return tuple(c for c, row in zip(offered, self._choices.rows(item.choices), strict=True) if keep(row))

    def _filter(self, node: Node) -> Callable[[Node], bool] | None:
        expression = self.model.rules[node.place].choice_filter
        if expression is None:
            return None
        return lambda row: to_boolean(self._run(expression, node, row))

    # what expressions ask (functions.World)

    def secondary(self, name: str) -> Node | None:
        """See `functions.World`."""
        return self._choices.secondary(name, self.language)

    def look_up(self, table: str, wanted: str, key: str, value: str) -> str:
        """See `functions.World`."""
        return self._choices.look_up(table, wanted, key, value)

    def fact(self, name: str) -> str:
        """See `functions.World`."""
        return self._facts.get(name, "")

    def choice_label(self, place: int, name: str) -> str:
        """See `functions.World`."""
        item = self.model.outline.places[place].item
        offered = self._choices.offered(item) if isinstance(item, Question) else None
        choice = next((one for one in offered or () if one.name == name), None)
        return text_in(choice.label, self.language) if choice is not None else name

    def month_names(self) -> Sequence[str]:
        """See `functions.World`."""
        return month_names(self.language)

    def day_names(self) -> Sequence[str]:
        """See `functions.World`."""
        return day_names(self.language)

    # recalculation

    def _run(self, expression: Expression, origin: Node, node: Node | None = None) -> Value:
        try:
            return expression.run(Scope(node or origin, origin, self))
        except FunctionError as error:
            self._unjudged[id(origin)] = (origin, str(error))
            return ""

    def _holds(self, expression: Expression | None, node: Node, *, usual: bool) -> bool:
        """Whether it holds; the usual where there is nothing to ask, or no answer, which is told at the question."""
        if expression is None:
            return usual
        result = self._run(expression, node)
        return usual if id(node) in self._unjudged else to_boolean(result)

    def _recalculate(self, changed: set[int]) -> None:
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
                nodes = self._tree.nodes[number]
                if sum(self._renew(node, number, mine=number in self._touched) for node in nodes):
                    changed.add(number)

    def _renew(self, node: Node, number: int, *, mine: bool) -> bool:
        """Recomputes one node; gives whether something about it changed."""
        rules = self.model.rules[number]
        before = (node.relevant, node.text)
        self._unjudged.pop(id(node), None)
        around = node.parent is None or node.parent.relevant
        if number in self.model.inner:  # what stands inside is asked as if it counted
            for below in node.and_below():
                below.relevant = True
        node.relevant = around and self._holds(rules.relevant, node, usual=True)
        if rules.calculation is not None and not mine and self._may_compute(node, number):
            self._store(node, self._run(rules.calculation, node), steady=rules.calculation.steady)
        return mine or number in self.model.inner or before != (node.relevant, node.text)

    def _may_compute(self, node: Node, number: int) -> bool:
        written = node.kind != "calculate" and node.given
        if written and not self._holds(self.model.rules[number].readonly, node, usual=False):
            return number in self.model.triggers and not self._touched.isdisjoint(self.model.triggers[number])
        triggers = self.model.triggers.get(number)
        if triggers is None:
            return True
        if self._touched:
            return not self._touched.isdisjoint(triggers)
        return not node.text and any(one.text for trigger in triggers for one in self._tree.nodes[trigger])

    def _store(self, node: Node, result: Value, *, steady: bool = False) -> None:
        item = self.model.outline.places[node.place].item
        if not isinstance(item, Question):
            return
        told, wrote = node.text, node.given
        node.value, node.text = stored_result(item, result)
        node.given = False
        self._differing.pop(id(node), None)
        if steady and wrote and _differ(told, node.text):
            self._differing[id(node)] = say(
                "The sheet says {told}, the form computes {result}.", told=told, result=node.text
            )

    def _keep_count(self, number: int, count: Expression) -> bool:
        """Gives a counted repeat as many lines as its count says; lines in which a person wrote stay."""
        changed = False
        for parent in list(self._tree.nodes[self.model.outline.places[number].parent]):
            name = self.model.outline.places[number].path[-1]
            wanted = to_number(self._run(count, self._count_origin(parent, number)))
            wanted = min(wanted, _MOST_COUNTED) if wanted == wanted else 0.0  # noqa: PLR0124 - not a number
            lines = parent.children.setdefault(name, [])
            while len(lines) < int(wanted):
                self._tree.add_line(number, parent, {})
                changed = True
            while len(lines) > max(0, int(wanted)) and not _is_written(lines[-1]):
                self._tree.drop_line(lines[-1])
                changed = True
        return changed

    def _count_origin(self, parent: Node, number: int) -> Node:
        """Count expressions are compiled for the repeat's own level: a node there stands for the line to come."""
        return Node(self.model.outline.places[number].path[-1], parent, place=number)

    def _know_facts(self) -> None:
        moments = {"start": self.now, "end": self.now, "today": self.now.date()}
        for place in self.model.outline.places:
            if place.kind in moments or place.kind in self._facts:
                for node in self._tree.nodes[place.number]:
                    if not node.text:
                        fact = moments.get(place.kind)
                        node.text = to_text(fact) if fact is not None else self._facts[place.kind]
                        node.value = node.text

    def _begin(self, fresh: list[Node]) -> None:
        """Dynamic defaults, once, in the order of the form."""
        for node in fresh:
            default = self.model.rules[node.place].default
            if default is not None and not node.text:
                self._store(node, self._run(default, node))
                self._touched = {node.place}
                self._recalculate({node.place})
        self._tree.fresh = []

    # problems

    def _look_at(self, node: Node, found: list[Problem]) -> None:
        if not self._counts(node):
            return
        item = self.model.outline.places[node.place].item
        if isinstance(item, Question):
            problem = self._problem_of(item, node)
            if problem:
                odd = id(node) in self._differing or "warning" in item.kit or item.type == "calculate"
                soft = odd and id(node) not in self._tree.misfits and id(node) not in self._unjudged
                found.append(Problem(self._tree.field_of(node), problem, self._tree.address_of(node), blocks=not soft))
            return
        for child in self.model.outline.children[node.place]:
            place = self.model.outline.places[child]
            lines = node.children.get(place.path[-1], [])
            if isinstance(place.item, Group) and place.repeat:
                self._look_at_count(place.item, node, child, found)
            for one in lines:
                self._look_at(one, found)

    def _look_at_count(self, item: Group, parent: Node, number: int, found: list[Problem]) -> None:
        count = self.model.rules[number].count
        if count is None:
            return
        wanted = to_number(self._run(count, self._count_origin(parent, number)))
        lines = parent.children.get(item.path[-1], [])
        if wanted == wanted and len(lines) > max(0, int(wanted)):  # noqa: PLR0124 - not a number
            problem = say("There are {count} lines where {wanted} are expected.", count=len(lines), wanted=int(wanted))
            found.append(Problem(self._tree.field_of(lines[-1]).rpartition("[")[0], problem))

    def _problem_of(self, item: Question, node: Node) -> str:
        rules = self.model.rules[node.place]
        _, unjudged = self._unjudged.get(id(node), (node, ""))
        problem = self._tree.misfits.get(id(node)) or unjudged or self._differing.get(id(node))
        if not problem and node.text and "check" in item.kit:
            # Before the form's own rule: it says which sign is wrong.
            problem = check_problem(item.kit["check"].lower(), node.text)
        if problem:
            return problem
        if not node.text:
            # What nobody can write is not asked of anybody: its table may be missing here.
            needed = self._holds(rules.required, node, usual=False) and not self._shown_only(node)
            return (self._said(item.required_message, node) or say("This is needed.")) if needed else ""
        try:
            allowed = rules.constraint is None or to_boolean(rules.constraint.run(Scope(node, node, self)))
        except FunctionError as error:
            return str(error)
        if not allowed:
            return self._said(item.constraint_message, node) or say("This does not fit what the form allows here.")
        if node.given and rules.choice_filter is not None and self._choices.offered(item) is not None:
            return self._filtered_out(node)
        return ""

    def _filtered_out(self, node: Node) -> str:
        offered = {choice.name for choice in self.choices(self._tree.address_of(node))}
        if all(word in offered for word in ([node.text] if node.kind == "select_one" else node.text.split())):
            return ""
        return say("This choice does not go with the other answers.")

    # small things

    def _counts(self, node: Node) -> bool:
        """Relevant, and not an empty line that nobody wrote in."""
        if not node.relevant:
            return False
        place = self.model.outline.places[node.place]
        return not place.repeat or self.model.rules[node.place].count is not None or _is_written(node)

    def _said(self, texts: Texts, node: Node) -> str:
        return filled(text_in(texts, self.language), self.model.outline, node, self) if texts else ""

    def _node(self, address: Address) -> Node:
        node = self._tree.find(address)
        if node is None:
            raise KeyError(address)
        return node

    def _repeat(self, address: Address) -> tuple[Node, int]:
        parent = self._node(address[:-1])
        number = self.model.outline.by_path.get((*self.model.outline.places[parent.place].path, str(address[-1])))
        if number is None or not self.model.outline.places[number].repeat:
            raise KeyError(address)
        return parent, number


def _differ(told: str, result: str) -> bool:
    """Whether two numbers differ by half a cent or more; other texts are not compared."""
    one, other = to_number(told), to_number(result)
    return abs(one - other) >= _CENT


def _is_written(line: Node) -> bool:
    """Whether a person gave anything in a line."""
    return any(node.given for node in line.and_below())
