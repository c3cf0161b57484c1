"""The tree that expressions look at: one node for each question, group and line of a form, and for rows of tables."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any


class Node:
    """One element of a form being filled, or of a table that it looks things up in.

    Attributes:
        text: what XPath sees; empty where nothing was answered.
        value: the answer as it is stored (a number, a list, ...), None where there is none.
        relevant: whether it counts at present; what does not is blank for expressions.
        kind: XLSForm's type of a question, "" for a group.
        place: number of its item in the form's outline, -1 outside a form.
        given: whether a person (not the form) gave the value.
    """

    __slots__ = ("children", "given", "kind", "name", "parent", "place", "relevant", "text", "value")

    def __init__(
        self, name: str, parent: "Node | None" = None, text: str = "", kind: str = "", place: int = -1
    ) -> None:
        self.name = name
        self.parent = parent
        self.children: dict[str, list[Node]] = {}
        self.text = text
        self.value: Any = text or None
        self.relevant = True
        self.kind = kind
        self.place = place
        self.given = False

    def add(self, child: "Node") -> "Node":
        """Puts a child behind its siblings and gives it back."""
        self.children.setdefault(child.name, []).append(child)
        return child

    def below(self) -> "Iterator[Node]":
        """Its children, in the order of the form."""
        for same in self.children.values():
            yield from same

    def and_below(self) -> "Iterator[Node]":
        """Itself and everything under it."""
        yield self
        for child in self.below():
            yield from child.and_below()

    @property
    def string(self) -> str:
        """XPath's string value: the text of a question, all texts under a group."""
        return self.text if not self.children else "".join(node.text for node in self.and_below())


def table_tree(rows: Iterable[Mapping[str, str]]) -> Node:
    """A table as pyxform's secondary instances have it: `root/item/column`."""
    document = Node("instance")
    root = document.add(Node("root", document))
    for row in rows:
        item = root.add(Node("item", root))
        for column, text in row.items():
            item.add(Node(column, item, text))
    return document
