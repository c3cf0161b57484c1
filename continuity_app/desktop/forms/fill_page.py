"""A form being filled: the sheet at the left, at the right what is missing or odd; Ctrl+S saves."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QFrame, QScrollArea, QWidget

from continuity_app.desktop.forms.covered import Covers
from continuity_app.desktop.forms.lines import LinesView
from continuity_app.desktop.forms.sheet_view import SheetView, missing_words
from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import button, columns, holder, line, rows, scrolling, text, upright
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.two_lines import Item, TwoLines
from continuity_app.forms.definition import Form
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.growing import Address
from continuity_app.forms.sheets import SheetDesk
from continuity_app.forms.texts import title_of
from continuity_app.words import say

ROOMY = 110
"""Up to this text size, in per cent, cells are as wide as on paper."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is being filled.

    Attributes:
        form: its definition.
        customer: for whom; empty for nobody in particular.
        customer_name: as shown.
        serial: of a sheet that was issued before (typed in from paper); empty for a new one.
        draft: the draft's id.
        answers: what is known at the start.
        how: screen, typed or scanned.
        crop: the picture of a field's hand-writing, where the sheet was scanned.
        unsure: where boxes were ticked or not that nobody can be sure of, and why; these are asked first.
        sensitive: names of the questions whose kept answers are covered; None covers all.
    """

    form: Form
    draft: str
    customer: str = ""
    customer_name: str = ""
    serial: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    how: str = "screen"
    crop: Callable[[Address], bytes | None] | None = None
    sensitive: frozenset[str] | None = frozenset()
    unsure: Mapping[Address, str] = field(default_factory=dict)


class FillPage(QFrame):
    """The screen on which one form is filled.

    Signals:
        save_asked: the answers, and the reason for saving odd ones (empty where nothing blocks).
        typed: an answer or a line was changed.
        left: back to where it was opened from; what was typed is kept as a draft.
        reveal_asked: the name of a question whose covered answers somebody wants to see.
    """

    save_asked = Signal(object, str)
    typed = Signal()
    left = Signal()
    reveal_asked = Signal(str)

    def __init__(self, look: Look, sheets: SheetDesk) -> None:
        super().__init__()
        self._look, self._sheets = look, sheets
        self.work: Work | None = None
        self.sheet: SheetView | None = None
        self._covers = Covers(frozenset())
        self._edited = False
        self._planted = 1.0
        self.setObjectName("fill")
        self.setProperty("role", "panel")
        self.title = text("", "heading", "fill_title", wrap=True)
        self.about = text("", "soft", "fill_about", wrap=True)
        self.language = QComboBox()
        self.language.setObjectName("fill_language")
        self.language.setAccessibleName(say("Language of the form"))
        self.language.activated.connect(lambda _: self._speak())
        save = button(say("Save"), "fill_save", self.save, key="Ctrl+S", role="main")
        back = button(say("Back   Esc"), "fill_back", self.left.emit)
        QShortcut(QKeySequence("Esc"), self, self.left.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        QShortcut(QKeySequence("Alt+S"), self, self.save_anyway)
        QShortcut(QKeySequence("Alt+0"), self, self.settle_as_empty)
        QShortcut(QKeySequence("Alt+N"), self, lambda: self._change_lines(LinesView.add_line))
        QShortcut(QKeySequence("Alt+X"), self, lambda: self._change_lines(LinesView.remove_current))
        head = columns(rows(self.title, self.about, gap=2), self.language, back, save, margins=(26, 12, 26, 10), gap=12)
        head.setStretch(0, 1)
        self._scroll: QScrollArea = scrolling(QWidget(), "fill_scroll")
        body = columns(self._scroll, upright(), self._make_side(), gap=0)
        body.setStretch(0, 1)
        whole = rows(holder(head, "panel"), line(), body, gap=0)
        whole.setStretch(2, 1)
        self.setLayout(whole)
        look.changed.connect(self._fit)
        self._fit()

    def begin(self, work: Work, language: str = "") -> None:
        """Shows a form to be filled."""
        self.work, self._edited = work, False
        self.title.setText(title_of(work.form))
        self.about.setText(self._about(work))
        self.language.clear()
        self.language.addItems(list(work.form.languages))
        self.language.setVisible(len(work.form.languages) > 1)
        self._reason_field.hide()
        self._covers = Covers(work.sensitive)
        self._covers.asked.connect(self.reveal_asked)
        self._plant(work.answers, language)
        self._covers.opened()
        self.language.setCurrentText(self.filling.language)

    @property
    def filling(self) -> Filling:
        """The sheet being filled."""
        assert self.sheet is not None
        return self.sheet.filling

    @property
    def edited(self) -> bool:
        """Whether anything was typed since it was shown or saved."""
        return self._edited

    def answers(self) -> dict[str, Any]:
        """What was answered so far."""
        return dict(self.filling.values)

    def focus_first(self) -> None:
        """Puts the cursor into the first question without an answer."""
        if self.sheet is not None:
            self.sheet.focus_first()

    def save(self) -> None:
        """Asks to save; while something blocks, says what, and asks for a reason to save all the same."""
        assert self.sheet is not None
        blocking = [problem for problem in self.sheet.problems if problem.blocks]
        reason = self.reason.text().strip()
        if blocking and not reason:
            self.sheet.tell_missing()
            self._show_problems(told=True)
            self._reason_field.show()
            self.go_to(blocking[0].address)
            return
        self.save_asked.emit(self.answers(), reason if blocking else "")

    def uncover(self, name: str) -> None:
        """Shows the covered answers to a question."""
        self._covers.uncover(name)
        if self.sheet is not None:
            self.sheet.refresh()

    def save_anyway(self) -> None:
        """Saves; while something blocks, the cursor goes where the reason for saving it all the same is asked."""
        if self._reason_field.isVisible() and not self.reason.text().strip():
            self.reason.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.save()

    def settle_as_empty(self) -> None:
        """The boxes of the question with the cursor are empty, whatever the scan saw; the next unsure one is asked."""
        if self.work is not None and self.sheet is not None and self.sheet.settle_as_empty():
            self.work = replace(self.work, unsure=self.sheet.unsure)
            self._on_edit()
            self.sheet.focus_first()

    def saved(self) -> None:
        """What was typed is durable now."""
        self._edited = False

    def end(self) -> None:
        """Forgets the form."""
        self.work = self.sheet = None
        self._edited = False
        self._scroll.setWidget(QWidget())

    def go_to(self, address: Address) -> None:
        """Puts the cursor where a problem is."""
        assert self.sheet is not None
        field_there = self.sheet.fields.get(address)
        if field_there is not None:
            self._scroll.ensureWidgetVisible(field_there, 20, 60)
            field_there.focus()

    def _change_lines(self, change: Callable[[LinesView], None]) -> None:
        """Adds or takes away a line of the lines in which the cursor is, the innermost where they stand in lines."""
        inside = QApplication.focusWidget()
        while inside is not None and inside is not self and not isinstance(inside, LinesView):
            inside = inside.parentWidget()
        if isinstance(inside, LinesView) and inside.grows:
            change(inside)

    def _plant(self, answers: Mapping[str, Any], language: str) -> None:
        assert self.work is not None
        self._planted = self._scale
        work = self.work
        filling = self._sheets.filling(work.form.id, answers, serial=work.serial, language=language)
        self._covers.begin()
        self.sheet = SheetView(filling, self._covers, work.crop, self._scale, work.unsure)
        self.sheet.edited.connect(self._on_edit)
        self._scroll.setWidget(self.sheet)
        self._show_problems(told=False)

    def _speak(self) -> None:
        self._plant(self.answers(), self.language.currentText())
        self.focus_first()

    def _on_edit(self) -> None:
        self._edited = True
        self._show_problems(told=self._reason_field.isVisible())
        self.typed.emit()

    def _make_side(self) -> QFrame:
        self._count = text("", "strong", "fill_count", wrap=True)
        self.list = TwoLines(self._look, name="fill_problems", says=say("What is missing or odd"))
        self.list.opened.connect(self.go_to)
        self.reason = line_entry()
        self._reason_field = Field(
            say("Save it all the same, because   (Alt S comes here)"),
            self.reason,
            name="fill_reason",
            hint=say("An odd fact is better kept and flagged than lost. Enter saves."),
        )
        self.reason.returnPressed.connect(self.save)
        self._serial = text("", "number", "fill_serial")
        parts = rows(self._serial, self._count, self.list, self._reason_field, 1, margins=(16, 14, 16, 14), gap=10)
        parts.setStretch(2, 100)
        self._side = holder(parts, "ground", "fill_side")
        return self._side

    def _show_problems(self, *, told: bool) -> None:
        assert self.work is not None
        self._serial.setText(self.work.serial)
        self._serial.setVisible(bool(self.work.serial))
        assert self.sheet is not None
        problems = self.sheet.problems
        self._count.setText(missing_words(len(problems)))
        self.list.take(
            [
                Item(
                    problem.address,
                    self.filling.label(problem.address) if problem.address else problem.field,
                    say("✕ {problem}", problem=problem.problem)
                    if problem.blocks
                    else say("▲ {problem}", problem=problem.problem),
                )
                for problem in problems
            ]
        )
        self.list.setVisible(bool(problems))
        if not problems:
            self._reason_field.hide()
        elif told:
            self._reason_field.show()

    @property
    def _scale(self) -> float:
        """How much wider than on paper a cell must be for its label and input."""
        return 1.0 if self._look.percent <= ROOMY else self._look.percent / 100

    def _fit(self) -> None:
        if self.work is not None and self._planted != self._scale:
            self._plant(self.answers(), self.filling.language)
        self._side.setFixedWidth(self._look.px(200) + 60)

    @staticmethod
    def _about(work: Work) -> str:
        whom = work.customer_name or say("For nobody in particular")
        return say("{whom} · version {version}", whom=whom, version=work.form.version)
