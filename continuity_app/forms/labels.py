"""Labels with `${name}` in them: with values on screen, in pieces for paper."""

import re

from continuity_app.forms.functions import World
from continuity_app.forms.instance import Node
from continuity_app.forms.outline import Outline, shared

_REFERENCE = re.compile(r"\$\{\s*(?:last-saved#)?([^}\s]+)\s*\}")


def pieces(label: str) -> list[tuple[str, str]]:
    """A label as (text, name) pairs: after each text stands the value of the question so named; the last is empty."""
    found, position = [], 0
    for match in _REFERENCE.finditer(label):
        found.append((label[position : match.start()], match[1]))
        position = match.end()
    return [*found, (label[position:], "")]


def filled(label: str, outline: Outline, node: Node, world: World) -> str:
    """A label with values in place of `${name}`; a choice shows its label."""
    if "${" not in label:
        return label
    return "".join(text + (_value(name, outline, node, world) if name else "") for text, name in pieces(label))


def _value(name: str, outline: Outline, node: Node, world: World) -> str:
    number = outline.named(name, node.place)
    if number is None:
        return world.fact(name)
    target = outline.places[number]
    here = outline.places[node.place].path
    above: Node = node
    for _ in range(len(here) - shared(here, target.path)):
        above = above.parent or above
    found = [above]
    for step in target.path[shared(here, target.path) :]:
        found = [child for one in found for child in one.children.get(step, ())]
    words = [one.text for one in found if one.relevant and one.text]
    if target.kind in ("select_one", "select_multiple", "rank"):
        words = [world.choice_label(number, word) for text in words for word in text.split()]
    return ", ".join(words)
