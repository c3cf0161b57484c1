"""The eight keys: each with its score, and for every question the answer beside what the kit measured."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import (
    button,
    clear,
    columns,
    frame,
    holder,
    line,
    rows,
    scrolling,
    text,
    upright,
)
from continuity_app.desktop.widgets.two_lines import Item, TwoLines
from continuity_app.readiness.keys import ANSWERS, ScoredKey, ScoredQuestion
from continuity_app.words import say

STANDING = {
    "fact": ("✓ measured: met", "good"),
    "contradicted": ("✕ the answer is yes, the measurement says no", "broken"),
    "not met": ("✕ measured: not met", "broken"),
    "claim": ("○ a claim, nothing measured", "plain"),
    "no": ("✕ answered: no", "broken"),
    "open": ("○ not answered", "plain"),
}


class KeysTab(QFrame):
    """Keys at the left, the questions of the chosen one at the right.

    Signals:
        answered: an answer was written down.
    """

    answered = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._keys: dict[str, ScoredKey] = {}
        self._shown = ""
        self.setProperty("role", "panel")
        self.setObjectName("keys_tab")
        self.list = TwoLines(desk.look, name="keys_list", says=say("The eight keys"))
        self.list.chosen.connect(self._show)
        self._place = rows(gap=14)
        inside = frame("panel")
        inside.setLayout(self._place)
        self._place.setContentsMargins(20, 4, 12, 12)
        body = columns(self.list, upright(), scrolling(inside, "keys_scroll"), margins=(0, 12, 0, 0), gap=0)
        body.setStretch(0, 2)
        body.setStretch(2, 4)
        self.setLayout(body)

    def show_keys(self, keys: Sequence[ScoredKey]) -> None:
        """Shows other scores."""
        self._keys = {key.key.id: key for key in keys}
        items = []
        for number, key in enumerate(keys, 1):
            facts = sum(one.standing == "fact" for one in key.questions)
            small = say("{facts} of {count} measured and met", facts=facts, count=len(key.questions))
            title = say("{number} · {title}", number=number, title=say(key.key.title))
            items.append(Item(key.key.id, title, small, f"{key.score} %", "good" if key.score >= 80 else "soft"))  # noqa: PLR2004
        self._shown = ""
        self.list.take(items)

    def focus_first(self) -> None:
        """Puts the focus on the keys."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, chosen: object) -> None:
        key = self._keys.get(str(chosen))
        if key is None or self._shown == key.key.id:
            return
        self._shown = key.key.id
        clear(self._place)
        self._place.addWidget(text(say(key.key.title), "heading", "key_title", wrap=True))
        for question in key.questions:
            self._place.addWidget(self._question(question))
        self._place.addStretch(1)

    def _question(self, one: ScoredQuestion) -> QFrame:
        words, tone = STANDING[one.standing]
        told = one.evidence.told if one.evidence is not None else ""
        group = QButtonGroup(self)
        answers = columns(gap=6)
        names = {"yes": say("Yes"), "partly": say("Partly"), "no": say("No")}
        for answer in ANSWERS:
            made = button(
                names[answer],
                f"answer_{one.question.id}_{answer}",
                partial(self._answer, one.question.id, answer),
                role="choice",
                says=say("{answer}: {question}", answer=names[answer], question=say(one.question.text)),
            )
            made.setCheckable(True)
            made.setChecked(one.given is not None and one.given.answer == answer)
            group.addButton(made)
            answers.addWidget(made)
        answers.addStretch(1)
        parts = [text(say(one.question.text), "", wrap=True), text(say(words), "small", wrap=True, tone=tone)]
        if told:
            parts.append(text(told, "soft", wrap=True))
        return holder(rows(*parts, answers, line(), gap=6))

    def _answer(self, question: str, answer: str) -> None:
        desk = self._desk

        def write() -> bool:
            desk.session.readiness.answer(question, answer)
            return True

        if desk.save(write):
            self.answered.emit()
