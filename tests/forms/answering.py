"""Fills a form as its rules allow: a valid set of answers for any form, found by trying, without looking inside.

The answers are given to a fresh sheet in the end, so that what counts is what a person gave and nothing that was left
over from trying.
"""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from continuity_app.forms.definition import Choice, Form, Group, Question
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.growing import Address, Problem
from continuity_app.paper.asked import UNSEEN
from tests.forms.candidates import REFERENCE, Candidates

FACTS = {"username": "anna", "deviceid": "D-1", "instanceID": "7K3-0143-5", "phonenumber": "5551234567"}
_COMPUTED = ("calculate", "note", *UNSEEN)
_ROUNDS = 6
_TRIES = 120
_WAYS = 60
_DEEPEST = 4
_LINES = 3


def answered(form: Form, now: dt.datetime, seed: int = 1) -> tuple[dict[str, Any], list[Problem]]:
    """Answers to a form, and what still keeps them from being captured: nothing, where the search succeeded."""
    search = _Search(form, now, seed)
    answers = search.answers()
    fresh = Filling(form, answers, now, facts=FACTS)
    return answers, [problem for problem in fresh.problems() if problem.blocks]


class _Search:
    def __init__(self, form: Form, now: dt.datetime, seed: int) -> None:
        self._rng = random.Random(seed)
        self._filling = Filling(form, {}, now, facts=FACTS)
        self._outline = self._filling.model.outline
        self._given: dict[Address, Any] = {}

    def answers(self) -> dict[str, Any]:
        for turn in range(_ROUNDS):
            for number, address in self._asked(0, ()):
                self._settle(number, address)
            blocked = [problem.address for problem in self._filling.problems() if problem.blocks and problem.address]
            if not blocked:
                break
            for address in blocked[:20]:
                self._start_over(address, inputs=turn > 0)
        return self._kept(0, ())

    # the walk

    def _asked(self, number: int, address: Address) -> Iterator[tuple[int, Address]]:
        """The questions that a person may answer at present; a repeat that takes lines gets its first one."""
        for child in self._outline.children[number]:
            place = self._outline.places[child]
            here = (*address, place.path[-1])
            if isinstance(place.item, Question):
                if place.item.type not in _COMPUTED and self._filling.relevant(here):
                    yield child, here
            elif place.repeat:
                for line in self._lines(here):
                    yield from self._asked(child, line)
            elif self._filling.relevant(here):
                yield from self._asked(child, here)

    def _lines(self, address: Address) -> list[Address]:
        counted = self._filling.counted(address)
        if not counted and not self._filling.lines(address) and address.count(0) < _DEEPEST:
            self._filling.add_line(address)
        lines = self._filling.lines(address)
        return [(*address, line) for line in range(lines if counted else min(lines, _LINES))]

    # one question

    def _settle(self, number: int, address: Address) -> None:
        question = self._question(number)
        if not self._filling.relevant(address) or self._filling.readonly(address):
            return
        if self._filling.text(address) and not self._blocked(address):
            return
        for tried, candidate in enumerate(self._candidates(number, address)):
            if self._takes(address, candidate) or tried > _TRIES:
                break
        if self._filling.problem(address) and question.choice_filter:
            self._open_the_way(number, address)
        if self._blocked(address) and not self._filling.required(address):
            self._put(address, None)

    def _candidates(self, number: int, address: Address) -> Candidates:
        question = self._question(number)
        form = self._filling.form
        known = question.choices in form.choices or question.choices.startswith("${")
        offered = self._filling.choices(address) if known else None
        return Candidates(question, offered, lambda name: self._text_of(name, number, address), self._rng)

    def _takes(self, address: Address, answer: Any) -> bool:
        self._put(address, answer)
        return not self._blocked(address)

    def _blocked(self, address: Address) -> bool:
        problem = self._filling.problem(address)
        return problem is not None and problem.blocks

    def _open_the_way(self, number: int, address: Address) -> None:
        """At a dead end of a cascade: takes a choice of the whole list and gives its parents the answers to fit.

        Where no choice can be reached everything is as it was.
        """
        before = dict(self._given)
        question = self._question(number)
        choices = self._filling.form.choices.get(question.choices, ())
        for choice in self._rng.sample(choices, min(len(choices), _WAYS)):
            self._make_fit(number, address, choice, 0)
            if self._takes(address, choice.name if question.type == "select_one" else [choice.name]):
                return
        for changed, answer in list(self._given.items()):
            if answer != before.get(changed):
                self._put(changed, before.get(changed))

    def _make_fit(self, number: int, address: Address, choice: Choice, depth: int) -> None:
        """Gives the questions that a filter compares with the answers that let a choice through, and theirs."""
        question = self._question(number)
        for name in REFERENCE.findall(question.choice_filter):
            parent = self._outline.named(name, number)
            wanted = next(
                (text for column, text in choice.filters.items() if self._compares(question, column, name)), ""
            )
            if parent is None or not wanted or self._outline.places[parent].kind in ("", "calculate"):
                continue
            above = self._near(parent, address)
            listed = self._filling.form.choices.get(self._question(parent).choices, ())
            chosen = next((one for one in listed if one.name == wanted), None)
            if listed and chosen is None:
                continue
            if chosen is not None and depth < _DEEPEST:
                self._make_fit(parent, above, chosen, depth + 1)
            self._put(above, wanted)

    @staticmethod
    def _compares(question: Question, column: str, name: str) -> bool:
        """Whether a filter sets a column equal to `${name}`."""
        text = "".join(question.choice_filter.split())
        return f"{column}=${{{name}}}" in text or f"${{{name}}}={column}" in text

    def _start_over(self, address: Address, *, inputs: bool) -> None:
        """Takes back what stands in the way, and with `inputs` what decides about it too."""
        number = self._outline.by_path[tuple(part for part in address if isinstance(part, str))]
        item = self._outline.places[number].item
        if not isinstance(item, Question):
            return
        names = REFERENCE.findall(item.constraint + item.relevant + item.choice_filter) if inputs else []
        for name in names:
            other = self._outline.named(name, number)
            if other is not None and self._near(other, address) in self._given:
                self._put(self._near(other, address), None)
        if address in self._given:
            self._put(address, None)

    # small things

    def _put(self, address: Address, answer: Any) -> None:
        self._given[address] = answer
        self._filling.put(address, answer)

    def _question(self, number: int) -> Question:
        item = self._outline.places[number].item
        assert isinstance(item, Question)
        return item

    def _near(self, number: int, address: Address) -> Address:
        """The address of another place: in the same lines as this one as far as both share them, else in the first."""
        found: list[str | int] = []
        path = self._outline.places[number].path
        for depth, name in enumerate(path, 1):
            found.append(name)
            if self._outline.places[self._outline.by_path[path[:depth]]].repeat:
                same = address[: len(found)] == tuple(found) and len(address) > len(found)
                found.append(address[len(found)] if same else 0)
        return tuple(found)

    def _text_of(self, name: str, number: int, address: Address) -> str:
        other = self._outline.named(name, number)
        if other is None or not isinstance(self._outline.places[other].item, Question):
            return ""
        try:
            return self._filling.text(self._near(other, address))
        except KeyError:  # a line that is not there
            return ""

    def _kept(self, number: int, address: Address) -> dict[str, Any]:
        """What was given and counts at present, as answers to a fresh sheet."""
        kept: dict[str, Any] = {}
        for child in self._outline.children[number]:
            place = self._outline.places[child]
            here = (*address, place.path[-1])
            if isinstance(place.item, Group) and place.repeat:
                lines = [self._kept(child, (*here, line)) for line in range(self._filling.lines(here))]
                kept |= {place.item.name: lines} if any(lines) or self._filling.counted(here) else {}
            elif isinstance(place.item, Group):
                kept |= self._kept(child, here) if self._filling.relevant(here) else {}
            elif place.item is not None and self._given.get(here) is not None and self._filling.relevant(here):
                kept[place.item.name] = self._given[here]
        return kept
