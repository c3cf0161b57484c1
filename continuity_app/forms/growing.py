"""From answers to the tree of nodes and back: what a person gave, laid out as the form has it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from continuity_app.forms.answer_types import read_answer
from continuity_app.forms.definition import Answers, Choice, Group, Question
from continuity_app.forms.instance import Node
from continuity_app.forms.model import Model
from continuity_app.times.reading import Manner
from continuity_app.words import say

Address = tuple[str | int, ...]
"""Where an answer stands: the names of its path, each repeat followed by the number of its line from 0."""

_NOT_STORED = ("note",)
_MOST_LINES = 5000


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing or odd.

    Attributes:
        field: where, as a person reads it: `vin`, `lines[2].hours` (lines from 1).
        problem: what, in the form's own words where it has any.
        address: where, for a program.
        blocks: False for a warning: it is captured and flagged.
        unknown: there is no such question, so that nothing can be kept.
    """

    field: str
    problem: str
    address: Address = ()
    blocks: bool = True
    unknown: bool = False


class Tree:
    """The nodes of one form being filled, kept by place; knows nothing of expressions.

    Attributes:
        root: the form itself.
        nodes: the present nodes of each place.
        misfits: what is wrong with a node's answer as such, by the node's identity.
        strays: answers that belong to no question.
    """

    def __init__(
        self, model: Model, offered: Callable[[Question], tuple[Choice, ...] | None], manner: Manner | None = None
    ) -> None:
        self.model = model
        self._offered = offered
        self._manner = manner
        self.nodes: list[list[Node]] = [[] for _ in model.outline.places]
        self.misfits: dict[int, str] = {}
        self.strays: list[Problem] = []
        self.fresh: list[Node] = []
        self.root = Node("data", place=0)
        self.nodes[0].append(self.root)

    def plant(self, answers: Answers) -> None:
        """Grows the whole form from answers."""
        self._grow_children(0, self.root, answers, "")

    def _grow_children(self, number: int, node: Node, answers: Answers, prefix: str) -> None:
        answers = self._flattened(number, answers)
        known: set[str] = set()
        self._grow_group(number, node, answers, prefix, known)
        for name in answers:
            if name not in known:
                self.strays.append(Problem(prefix + str(name), self._unknown(str(name), known), unknown=True))

    def _flattened(self, number: int, answers: Answers) -> Answers:
        """Answers by name, that were nested by group, or named by path as servers of forms send them: `group/name`."""
        flat: Answers = {}
        for name, value in answers.items():
            inner = self._meant(number, str(name))
            item = self.model.outline.places[inner].item if inner is not None else None
            if inner is None or item is None:
                flat[name] = value
            elif isinstance(item, Question) or item.repeat:
                flat[item.name] = value
            elif isinstance(value, Mapping):
                flat.update(self._flattened(inner, dict(value)))
            else:
                flat[name] = value
        return flat

    def _meant(self, number: int, name: str) -> int | None:
        """The place that a name or path means within a group or line: told from there, or from the whole form."""
        base, told = self.model.outline.places[number].path, tuple(name.split("/"))
        whole = told if told[: len(base)] == base else ()
        return self.model.outline.by_path.get((*base, *told), self.model.outline.by_path.get(whole) if whole else None)

    def _grow_group(self, number: int, node: Node, answers: Answers, prefix: str, known: set[str]) -> None:
        for child in self.model.outline.children[number]:
            item = self.model.outline.places[child].item
            if isinstance(item, Question):
                known.add(item.name)
                self._grow_question(child, item, node, answers)
            elif isinstance(item, Group) and item.repeat:
                known.add(item.name)
                self._grow_lines(child, item, node, answers.get(item.name), prefix)
            elif isinstance(item, Group):
                group = self._new(child, item.path[-1], node)
                self._grow_group(child, group, answers, prefix, known)

    def _new(self, number: int, name: str, parent: Node, kind: str = "") -> Node:
        node = parent.add(Node(name, parent, kind=kind, place=number))
        self.nodes[number].append(node)
        return node

    def _grow_question(self, number: int, item: Question, parent: Node, answers: Answers) -> None:
        node = self._new(number, item.path[-1], parent, item.type)
        if item.name in answers:
            self.put(node, answers[item.name])
        elif item.default and not item.dynamic_default:
            self.put(node, item.default, given=False)
        elif item.dynamic_default:
            self.fresh.append(node)

    def _grow_lines(self, number: int, item: Group, parent: Node, lines: Any, prefix: str) -> None:
        parent.children.setdefault(item.path[-1], [])
        if lines is None:
            return
        if isinstance(lines, Mapping):
            lines = [lines]
        if not isinstance(lines, list) or not all(isinstance(line, Mapping) for line in lines):
            problem = say("A list of lines is needed here.")
            self.strays.append(Problem(prefix + item.name, problem, unknown=True))
            return
        if len(lines) > _MOST_LINES:
            problem = say("These are more than {most} lines.", most=_MOST_LINES)
            self.strays.append(Problem(prefix + item.name, problem, unknown=True))
            return
        for index, line in enumerate(lines, 1):
            self.add_line(number, parent, dict(line), f"{prefix}{item.name}[{index}].")

    def add_line(self, number: int, parent: Node, answers: Answers, prefix: str = "") -> Node:
        """One more line of a repeat, at its end."""
        item = self.model.outline.places[number].item
        line = self._new(number, item.path[-1] if item else "", parent)
        self._grow_children(number, line, answers, prefix)
        return line

    def drop_line(self, line: Node) -> None:
        """Takes a line away with all that stands in it."""
        if line.parent is not None:
            line.parent.children[line.name].remove(line)
        for node in line.and_below():
            self.nodes[node.place].remove(node)
            self.misfits.pop(id(node), None)

    def put(self, node: Node, raw: Any, *, given: bool = True) -> None:
        """Gives a question its answer, understood as its type has it."""
        item = self.model.outline.places[node.place].item
        if not isinstance(item, Question):
            return
        reading = read_answer(item, raw, self._offered(item), self._manner)
        node.value, node.text, node.given = reading.value, reading.text, given and reading.value is not None
        self.misfits.pop(id(node), None)
        if reading.problem:
            self.misfits[id(node)] = reading.problem

    def _unknown(self, name: str, known: set[str]) -> str:
        elsewhere = self.model.outline.by_name.get(name)
        if elsewhere:
            above = [self.model.outline.places[one] for one in self.model.outline.above(elsewhere[0])]
            repeat = next((place.path[-1] for place in above if place.repeat), "")
            if repeat:
                return say("This question belongs to a line of '{repeat}'.", repeat=repeat)
        near = get_close_matches(name, known, n=1)
        if near:
            return say("There is no such question; the nearest is '{near}'.", near=near[0])
        return say("There is no such question.")

    # back to answers

    def answers(self, number: int, node: Node, *, keep: Callable[[Node], bool]) -> Answers:
        """What stands under a node, as it is stored; `keep` decides about each node."""
        out: Answers = {}
        for child in self.model.outline.children[number]:
            item = self.model.outline.places[child].item
            nodes = [one for one in node.children.get(item.path[-1] if item else "", ()) if keep(one)]
            if isinstance(item, Group) and item.repeat:
                lines = [self.answers(child, one, keep=keep) for one in nodes]
                while lines and not lines[-1]:
                    lines.pop()
                if lines:
                    out[item.name] = lines
            elif isinstance(item, Group):
                for one in nodes:
                    out.update(self.answers(child, one, keep=keep))
            elif isinstance(item, Question) and nodes and nodes[0].value is not None and item.type not in _NOT_STORED:
                out[item.name] = nodes[0].value
        return out

    def find(self, address: Address) -> Node | None:
        """The node at an address, None where there is none."""
        node, steps = self.root, list(address)
        while steps:
            same = node.children.get(str(steps.pop(0)), [])
            index = steps.pop(0) if steps and isinstance(steps[0], int) else 0
            if not 0 <= int(index) < len(same):
                return None
            node = same[int(index)]
        return node

    def address_of(self, node: Node) -> Address:
        """Where a node stands."""
        steps: list[str | int] = []
        while node.parent is not None:
            if self.model.outline.places[node.place].repeat:
                steps.append(node.parent.children[node.name].index(node))
            steps.append(node.name)
            node = node.parent
        return tuple(reversed(steps))

    def field_of(self, node: Node) -> str:
        """Where a node stands, as a person reads it."""
        item = self.model.outline.places[node.place].item
        words = [item.name if item else ""]
        if node.parent is not None and self.model.outline.places[node.place].repeat:
            words = [f"{words[0]}[{node.parent.children[node.name].index(node) + 1}]"]
        for around in self._lines_around(node):
            name = self.model.outline.places[around.place].item
            index = around.parent.children[around.name].index(around) + 1 if around.parent else 1
            words.append(f"{name.name if name else ''}[{index}]")
        return ".".join(reversed(words))

    def _lines_around(self, node: Node) -> Iterator[Node]:
        above = node.parent
        while above is not None and above.place > 0:
            if self.model.outline.places[above.place].repeat:
                yield above
            above = above.parent
