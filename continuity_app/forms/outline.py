"""The outline of a form: every question and group by number, path and name, for expressions to find their way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from continuity_app.forms.definition import Form, Group, Item, Question


@dataclass(frozen=True, slots=True)
class Place:
    """One item of a form.

    Attributes:
        number: its position in the outline; parents stand before their children.
        item: the question or group; None for the form itself.
        path: XLSForm names from the root, `()` for the form itself.
        parent: number of the group around it, -1 for the form itself.
        repeats: how many repeats it lies in, itself counted.
    """

    number: int
    item: Item | None
    path: tuple[str, ...]
    parent: int
    repeats: int

    @property
    def repeat(self) -> bool:
        """Whether it is a table of lines."""
        return isinstance(self.item, Group) and self.item.repeat

    @property
    def kind(self) -> str:
        """XLSForm's type of a question, empty for groups."""
        return self.item.type if isinstance(self.item, Question) else ""


class Outline:
    """All places of a form, the form itself being number 0."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.places: list[Place] = [Place(0, None, (), -1, 0)]
        self.children: list[list[int]] = [[]]
        self.by_path: dict[tuple[str, ...], int] = {(): 0}
        self.by_name: dict[str, list[int]] = {}
        self._add(form.items, 0)

    def _add(self, items: Sequence[Item], parent: int) -> None:
        for item in items:
            number = len(self.places)
            repeat = isinstance(item, Group) and item.repeat
            above = self.places[parent]
            self.places.append(Place(number, item, item.path, parent, above.repeats + repeat))
            self.children.append([])
            self.children[parent].append(number)
            self.by_path[item.path] = number
            self.by_name.setdefault(item.path[-1], []).append(number)
            if isinstance(item, Group):
                self._add(item.children, number)

    def named(self, name: str, near: int) -> int | None:
        """The place that `${name}` means at another place: the one that shares most of its path."""
        numbers = self.by_name.get(name)
        if not numbers:
            return None
        if len(numbers) == 1:
            return numbers[0]
        here = self.places[near].path
        return max(numbers, key=lambda number: shared(here, self.places[number].path))

    def within(self, number: int) -> Iterator[int]:
        """A place and all places below it."""
        yield number
        for child in self.children[number]:
            yield from self.within(child)

    def above(self, number: int) -> Iterator[int]:
        """The groups around a place, nearest first, the form itself left out."""
        number = self.places[number].parent
        while number > 0:
            yield number
            number = self.places[number].parent


def shared(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many names two paths have in common from the root."""
    for count, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return count
    return min(len(one), len(other))
