"""A form being filled: answers go in, values are computed; what is missing or odd is told in the form's own words."""

import datetime as dt
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from continuity_app.forms.check_digits import check_problem
from continuity_app.forms.choices import ChoiceDesk
from continuity_app.forms.definition import Answers, Choice, Form, Group, Question, Texts, computed_names
from continuity_app.forms.functions import Scope
from continuity_app.forms.growing import Address, Problem, Tree
from continuity_app.forms.instance import Node
from continuity_app.forms.labels import filled
from continuity_app.forms.model import Model, model_of
from continuity_app.forms.recalculation import Recalculation, count_origin, is_written
from continuity_app.forms.texts import day_names, month_names, pick_language, text_in, without_markup
from continuity_app.forms.xpath_values import FunctionError, to_boolean, to_number, to_text
from continuity_app.times.reading import Manner
from continuity_app.words import say


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
        self.manner = Manner(self.now, region)
        self._tree = Tree(self.model, self._choices.offered, self.manner)
        self._tree.plant(dict(answers or {}))
        self._engine = Recalculation(self.model, self._tree, self)
        self._know_facts()
        self._engine.after(set(range(len(self.model.rules))))
        self._engine.begin(self._tree.fresh)

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

    def problem(self, address: Address) -> Problem | None:
        """What is missing or odd at one question at present, as `problems` tells it."""
        node = self._node(address)
        item = self.model.outline.places[node.place].item
        return self._told_of(item, node) if isinstance(item, Question) and node.relevant else None

    def put(self, address: Address, raw: Any) -> None:
        """Takes one answer and recalculates what depends on it.

        Raises:
            KeyError: there is no such question or line.
        """
        node = self._node(address)
        self._tree.put(node, raw)
        self._engine.touched(node)
        self._engine.begin(self._tree.fresh)

    def add_line(self, address: Address, answers: Mapping[str, Any] | None = None) -> Address:
        """One more line of a repeat (`address` ends in its name); gives the line's address."""
        parent, number = self._repeat(address)
        self._tree.fresh = []
        line = self._tree.add_line(number, parent, dict(answers or {}), "")
        self._engine.after(set(self.model.outline.within(number)))
        self._engine.begin(self._tree.fresh)
        return self._tree.address_of(line)

    def remove_line(self, address: Address) -> None:
        """Takes a line away (`address` ends in its number)."""
        line = self._node(address)
        self._tree.drop_line(line)
        self._engine.after(set(self.model.outline.within(line.place)))

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
        return asked and self._engine.holds(self.model.rules[node.place].required, node, usual=False)

    def readonly(self, address: Address) -> bool:
        """Whether a question is only shown."""
        return self._shown_only(self._node(address))

    def _shown_only(self, node: Node) -> bool:
        shown = node.kind in ("calculate", "note")
        return shown or self._engine.holds(self.model.rules[node.place].readonly, node, usual=False)

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
        return lambda row: to_boolean(self._engine.run(expression, node, row))

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

    def _know_facts(self) -> None:
        moments = {"start": self.now, "end": self.now, "today": self.now.date()}
        for place in self.model.outline.places:
            if place.kind in moments or place.kind in self._facts:
                for node in self._tree.nodes[place.number]:
                    if not node.text:
                        fact = moments.get(place.kind)
                        node.text = to_text(fact) if fact is not None else self._facts[place.kind]
                        node.value = node.text

    # problems

    def _look_at(self, node: Node, found: list[Problem]) -> None:
        if not self._counts(node):
            return
        item = self.model.outline.places[node.place].item
        if isinstance(item, Question):
            found += filter(None, (self._told_of(item, node),))
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
        wanted = to_number(self._engine.run(count, count_origin(self.model, parent, number)))
        lines = parent.children.get(item.path[-1], [])
        if wanted == wanted and len(lines) > max(0, int(wanted)):  # noqa: PLR0124 - not a number
            problem = say("There are {count} lines where {wanted} are expected.", count=len(lines), wanted=int(wanted))
            found.append(Problem(self._tree.field_of(lines[-1]).rpartition("[")[0], problem))

    def _told_of(self, item: Question, node: Node) -> Problem | None:
        problem = self._problem_of(item, node)
        if not problem:
            return None
        odd = id(node) in self._engine.differing or "warning" in item.kit or item.type == "calculate"
        odd = odd or self._without_choice(item, node)
        soft = odd and id(node) not in self._tree.misfits and id(node) not in self._engine.unjudged
        return Problem(self._tree.field_of(node), problem, self._tree.address_of(node), blocks=not soft)

    def _problem_of(self, item: Question, node: Node) -> str:
        rules = self.model.rules[node.place]
        _, unjudged = self._engine.unjudged.get(id(node), (node, ""))
        problem = self._tree.misfits.get(id(node)) or unjudged or self._engine.differing.get(id(node))
        if not problem and node.text and "check" in item.kit:
            # Before the form's own rule: it says which sign is wrong.
            problem = check_problem(item.kit["check"].lower(), node.text)
        if problem:
            return problem
        if not node.text:
            return self._lacking(item, node)
        try:
            allowed = rules.constraint is None or to_boolean(rules.constraint.run(Scope(node, node, self)))
        except FunctionError as error:
            return str(error)
        if not allowed:
            return self._said(item.constraint_message, node) or say("This does not fit what the form allows here.")
        if node.given and rules.choice_filter is not None and self._choices.offered(item) is not None:
            return self._filtered_out(node)
        return ""

    def _lacking(self, item: Question, node: Node) -> str:
        """What to say of a question without an answer."""
        # What nobody can write is not asked of anybody: its table may be missing here.
        if self._shown_only(node) or not self._engine.holds(self.model.rules[node.place].required, node, usual=False):
            return ""
        if self._without_choice(item, node):
            return say("No choice goes with the other answers. Look at these again, or leave it empty.")
        return self._said(item.required_message, node) or say("This is needed.")

    def _without_choice(self, item: Question, node: Node) -> bool:
        """Whether nothing can be chosen: a table may lack the village that somebody stands in."""
        known = self._choices.offered(item) is not None or self.model.choice_source(node.place) is not None
        return bool(item.choices) and known and not node.text and not self.choices(self._tree.address_of(node))

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
        return not place.repeat or self.model.rules[node.place].count is not None or is_written(node)

    def _said(self, texts: Texts, node: Node) -> str:
        return filled(without_markup(text_in(texts, self.language)), self.model.outline, node, self) if texts else ""

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
