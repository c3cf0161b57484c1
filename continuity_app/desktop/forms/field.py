"""One question on the screen: label, input, and in words what is missing or odd about the answer."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame

from continuity_app.desktop.forms.entries import (
    MOST_BUTTONS,
    ButtonsEntry,
    Entry,
    ListEntry,
    LongEntry,
    Option,
    TextEntry,
    TickEntry,
    TicksEntry,
)
from continuity_app.desktop.forms.hand import HandPicture
from continuity_app.desktop.forms.searched import ManyEntry, SearchEntry
from continuity_app.desktop.forms.understood import understood
from continuity_app.desktop.widgets.basics import rows, set_tone, text
from continuity_app.forms.definition import Question
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.growing import Address
from continuity_app.forms.texts import text_in, without_markup
from continuity_app.words import say

MANY = 24
WITH_OWN_WORDS = ("acknowledge", "select_multiple", "rank")
"""Inputs whose boxes carry words of their own."""
_FIGURES = ("integer", "decimal", "range")


class FormField(QFrame):
    """A question at one address of a filling.

    Signals:
        answered: its address and the raw answer that a person gave.
    """

    answered = Signal(object, object)

    def __init__(self, question: Question, address: Address, filling: Filling, *, bare: bool = False) -> None:
        """Builds the input of a question.

        Args:
            question: what is asked.
            address: where its answer stands.
            filling: the sheet being filled.
            bare: without a label of its own, in a table whose head says it.
        """
        super().__init__()
        self.question, self.address = question, address
        name = "_".join(str(step) for step in address)
        self.setObjectName(f"q_{name}")
        self._label = text("", "label", f"q_{name}_label", wrap=True)
        self.entry = make_entry(question, address, filling)
        self._understood = text("", "small", f"q_{name}_words", wrap=True)
        self._understood.hide()
        self._problem = text("", "small", f"q_{name}_problem", wrap=True)
        self._problem.hide()
        hint = without_markup(text_in(question.hint, filling.language))
        self._hint = text(hint, "small", f"q_{name}_hint", wrap=True)
        if bare or not hint:
            self._hint.hide()
        self._bare = bare
        own_words = bare or question.type == "acknowledge"
        if own_words:
            self._label.hide()
        self._hand = HandPicture(f"q_{name}_hand")
        self.setLayout(rows(self._label, self._hand, self.entry, self._understood, self._hint, self._problem, gap=2))
        self.entry.name(f"answer_{name}")
        self.entry.inner.setAccessibleDescription(hint)
        self.entry.changed.connect(lambda raw: self.answered.emit(self.address, raw))
        self._shown = object()

    def refresh(self, filling: Filling) -> bool:
        """Shows what the filling says now; gives whether the question counts."""
        relevant = filling.relevant(self.address)
        self.setVisible(relevant or self._bare)
        self.entry.setVisible(relevant)
        if not relevant:
            return False
        label = filling.label(self.address) or self.question.name
        self._label.setText(f"{label} *" if filling.required(self.address) else label)
        if self.question.type not in WITH_OWN_WORDS:
            self.entry.inner.setAccessibleName(label)
        self.entry.setAccessibleName(label)
        if self.question.choice_filter or self.question.choices:
            self.entry.take_options(options_of(filling, self.address))
        self.entry.set_read_only(read_only=filling.readonly(self.address))
        if not self._is_typed_in() or filling.readonly(self.address):
            self._show(filling)
        told = understood(self.question, self.address, filling)
        self._understood.setText(told)
        self._understood.setVisible(bool(told))
        return True

    def tell(self, problem: str, *, blocks: bool = True) -> None:
        """Says what is missing or odd; nothing takes it back."""
        self._problem.setText(f"{'✕' if blocks else '▲'} {problem}" if problem else "")
        set_tone(self._problem, "broken" if blocks else "caution")
        self._problem.setVisible(bool(problem))
        self.entry.set_odd(odd=bool(problem) and blocks)

    def show_hand(self, png: bytes) -> None:
        """Shows what was written by hand above the input, so that the eye need not travel."""
        self._hand.show_picture(png)

    def focus(self) -> None:
        """Takes the cursor."""
        self.entry.inner.setFocus(Qt.FocusReason.OtherFocusReason)

    def _is_typed_in(self) -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and self.entry.isAncestorOf(focused)

    def _show(self, filling: Filling) -> None:
        value: Any = filling.text(self.address)
        if self.question.type == "acknowledge":
            value = value == "OK"
        if value != self._shown:
            self._shown = value
            self.entry.show_value(value)


def options_of(filling: Filling, address: Address) -> Sequence[Option]:
    """The choices that are offered at present, as name and label."""
    return [
        (choice.name, without_markup(text_in(choice.label, filling.language)) or choice.name)
        for choice in filling.choices(address)
    ]


def make_entry(question: Question, address: Address, filling: Filling) -> Entry:
    """The input that suits a question."""
    kind = question.type
    if kind == "acknowledge":
        return TickEntry(filling.label(address))
    if kind in ("select_one", "select_multiple", "rank") and question.choices:
        return _chooser(question, options_of(filling, address), filling)
    if kind == "text" and "multiline" in question.appearance:
        return LongEntry("")
    return TextEntry(_hint(question), figures=kind in _FIGURES)


def _chooser(question: Question, options: Sequence[Option], filling: Filling) -> Entry:
    """Boxes for a few, a list for more, a search for very many; the whole list counts, filtered or not."""
    searched = max(len(options), len(filling.form.choices.get(question.choices, ()))) > MANY
    ranked = question.type == "rank"
    if question.type != "select_one":
        return ManyEntry(options, ranked=ranked) if searched else TicksEntry(options, ranked=ranked)
    if searched or "autocomplete" in question.appearance:
        return SearchEntry(options)
    if len(options) <= MOST_BUTTONS and "minimal" not in question.appearance and not question.choice_filter:
        return ButtonsEntry(options)
    return ListEntry(options)


def _hint(question: Question) -> str:
    """What the empty input says."""
    if question.type == "range":
        usual = {"start": "1", "end": "10", "step": "1"} | question.parameters
        return say("{start} to {end}, in steps of {step}", start=usual["start"], end=usual["end"], step=usual["step"])
    if question.type == "image" and "signature" in question.appearance:
        return say("who signs; the pen signs the printed copy")
    return _HINTS.get(question.type, say("attached paper: say what it is"))


_HINTS = {
    "text": "",
    "integer": "",
    "decimal": "",
    "barcode": "",
    "date": "21 June 2024",
    "time": "16:30",
    "dateTime": "21 June 2024 16:30",
    "select_one": "",
    "select_multiple": "",
    "rank": "",
    "calculate": "",
    "geopoint": "37.7749 -122.4194",
}
