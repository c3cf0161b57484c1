"""One step of a location path over nodes: along an axis, by name, through its conditions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from continuity_app.forms.functions import Scope
from continuity_app.forms.instance import Node

Keep = Callable[[list[Node], Scope], list[Node]]


@dataclass(frozen=True, slots=True)
class Walk:
    """A step that is ready to be walked."""

    axis: str
    test: str
    predicates: tuple[Keep, ...] = ()


def walk_step(walk: Walk, nodes: list[Node], scope: Scope) -> list[Node]:
    """The nodes that a step leads to, in order, each once."""
    found: dict[int, Node] = {}
    for node in nodes:
        reached = list(_along(walk.axis, walk.test, node))
        for keep in walk.predicates:
            reached = keep(reached, scope)
        found.update((id(one), one) for one in reached)
    return list(found.values())


def _along(axis: str, test: str, node: Node) -> Iterator[Node]:
    if axis == "child":
        if test == "text()":
            yield node
        else:
            yield from node.children.get(test, ()) if test not in ("*", "node()") else node.below()
        return
    reached: Iterator[Node]
    if axis == "self":
        reached = iter((node,))
    elif axis == "parent":
        reached = iter(() if node.parent is None else (node.parent,))
    elif axis.startswith("descendant"):
        reached = node.and_below()
        if axis == "descendant":
            next(reached)
    elif axis.startswith("ancestor"):
        reached = _ancestors(node if axis == "ancestor-or-self" else node.parent)
    else:
        reached = _siblings(node, axis)
    yield from (one for one in reached if test in ("*", "node()", one.name))


def _ancestors(node: Node | None) -> Iterator[Node]:
    while node is not None:
        yield node
        node = node.parent


def _siblings(node: Node, axis: str) -> Iterator[Node]:
    """Following ones in order, preceding ones nearest first; a node has no attributes."""
    if node.parent is None or axis == "attribute":
        return
    same = list(node.parent.below())
    at = next(index for index, one in enumerate(same) if one is node)
    yield from same[at + 1 :] if axis == "following-sibling" else reversed(same[:at])
