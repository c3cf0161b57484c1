"""The way back: what waits to be typed into the central system, its answers in order, reference, second look."""

from collections.abc import Iterator, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.revealing import reveal
from continuity_app.desktop.widgets.basics import button, columns, holder, rows, text, upright
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.files import ask_for_folder
from continuity_app.desktop.widgets.states import empty_state
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.desktop.widgets.two_lines import Item, TwoLines
from continuity_app.forms.definition import Form, Group, Question
from continuity_app.forms.texts import text_in
from continuity_app.kit.reveals import RevealDesk
from continuity_app.recovery.rekey import Waiting, WaitsFor
from continuity_app.words import say


class RekeyTab(QFrame):
    """Sheets on their way back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._waiting: dict[str, Waiting] = {}
        self.setObjectName("rekey_tab")
        self.setProperty("role", "panel")
        self.list = TwoLines(desk.look, name="rekey_list", says=say("Sheets to re-key and to verify"))
        self.title = text("", "heading", "rekey_title", wrap=True)
        self.about = text("", "soft", "rekey_about", wrap=True)
        self.answers = Table(
            [Column(say("Question"), stretch=True), Column(say("Answer"), stretch=True)],
            desk.look,
            name="rekey_answers",
            says=say("Answers of the sheet"),
        )
        self.reference = line_entry(hint="RO-4101")
        self.reference.returnPressed.connect(self._done)
        self._reference = Field(say("Its number in the central system"), self.reference, name="rekey_reference")
        self._shown = ""
        self._uncover = button(say("Show what is covered"), "rekey_uncover", self._reveal, key="Alt+S")
        self._enter = button(say("Re-keyed   Enter"), "rekey_done", self._done, role="main")
        self._look = button(say("Looked at again: right"), "rekey_verify", self._verify, key="Alt+V", role="main")
        detail = rows(
            self.title,
            self.about,
            self.answers,
            columns(self._uncover, 1),
            self._reference,
            columns(self._enter, self._look, 1),
            margins=(24, 14, 26, 14),
            gap=8,
        )
        detail.setStretch(2, 1)
        self._pane = QStackedWidget()
        self._detail = holder(detail, "panel")
        self._nothing = empty_state(
            say("Nothing waits"),
            say("Every captured sheet is re-keyed and verified, or nothing was captured yet."),
            name="rekey_nothing",
        )
        self._pane.addWidget(self._detail)
        self._pane.addWidget(self._nothing)
        export = button(say("Export everything captured"), "rekey_export", self._ask_folder, key="Alt+X")
        left = holder(rows(self.list, export, margins=(26, 14, 14, 14)), "panel")
        body = columns(left, upright(), self._pane, gap=0)
        body.setStretch(0, 2)
        body.setStretch(2, 3)
        self.setLayout(body)
        self.list.chosen.connect(self._show)
        self.list.opened.connect(lambda _: self.focus_entry())

    def refresh(self) -> None:
        """Reads the queue anew."""
        found = self._desk.attempt(self._desk.session.rekeying.list) or []
        self._waiting = {waiting.line.sheet.serial: waiting for waiting in found}
        customers = self._desk.session.customers.get_many(
            {one.line.sheet.customer for one in found if one.line.sheet.customer}
        )
        items = []
        for waiting in found:
            sheet = waiting.line.sheet
            name = customers[sheet.customer].name if sheet.customer in customers else ""
            told = say("to verify") if waiting.waits_for is WaitsFor.VERIFY else say("to re-key")
            small = " · ".join(filter(None, (self._title(sheet.form), name, waiting.owner)))
            items.append(Item(sheet.serial, sheet.serial, small, told))
        self._pane.setCurrentWidget(self._detail if items else self._nothing)
        self.list.take(items)

    def focus_first(self) -> None:
        """Puts the focus on the queue."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_entry(self) -> None:
        """Puts the focus where the sheet is ticked off."""
        target = self.reference if self._reference.isVisible() else self._look
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, serial: object) -> None:
        waiting = self._waiting.get(str(serial))
        if waiting is None:
            return
        sheet = waiting.line.sheet
        self.title.setText(say("{serial} · {form}", serial=sheet.serial, form=self._title(sheet.form)))
        self.about.setText(_about(waiting))
        form = self._desk.attempt(lambda: self._desk.session.forms.get(sheet.form))
        answers, hidden = RevealDesk(self._desk.session).covered(sheet)
        if self._shown == sheet.serial:
            answers, hidden = dict(sheet.answers), ()
        else:
            self._shown = ""
        self._uncover.setVisible(bool(hidden))
        lines = list(answers_of(form, answers)) if form is not None else []
        self.answers.take([Row(n, (Cell(q, "soft"), Cell(a, bold=True))) for n, (q, a) in enumerate(lines)])
        verify = waiting.waits_for is WaitsFor.VERIFY
        self._reference.setVisible(not verify)
        self._enter.setVisible(not verify)
        self._look.setVisible(verify)
        self.reference.clear()
        self._reference.tell("")

    def _reveal(self) -> None:
        serial = self.list.current()
        waiting = self._waiting.get(str(serial))
        if waiting is None:
            return
        sheet = waiting.line.sheet
        _, hidden = RevealDesk(self._desk.session).covered(sheet)

        def show() -> None:
            self._shown = sheet.serial
            self._show(sheet.serial)

        reveal(self._desk, self, sheet.customer or sheet.serial, [f"{sheet.serial} {name}" for name in hidden], show)

    def _done(self) -> None:
        serial, typed = self.list.current(), self.reference.text().strip()
        if not serial:
            return
        if not typed:
            self._reference.tell(say("Type the number that the central system gave it."))
            return
        desk = self._desk
        desk.save(
            lambda: desk.session.rekeying.done(str(serial), typed),
            say("{serial} stands in the central system as {reference}.", serial=serial, reference=typed),
        )

    def _verify(self) -> None:
        serial = self.list.current()
        if serial:
            desk = self._desk
            desk.save(lambda: desk.session.rekeying.verify(str(serial)), say("{serial} is verified.", serial=serial))

    def _ask_folder(self) -> None:
        ask_for_folder(self, say("Where shall it be written?"), self._export)

    def _export(self, folder: Any) -> None:
        from continuity_app.recovery.export import ExportSource, export_everything  # noqa: PLC0415 - needed once an outage

        desk, session = self._desk, self._desk.session
        source = ExportSource(
            session.sheets, session.forms, session.contacts, session.journal, session.site, session.clock.now()
        )
        job = export_everything(source, folder)
        desk.work(
            say("Exporting everything captured"),
            job,
            lambda made: desk.told.emit(say("{count} files are written.", count=len(made.files))),
        )

    def _title(self, form: str) -> str:
        return self._desk.session.forms.get(form).title if form in self._desk.session.forms else form


def _about(waiting: Waiting) -> str:
    told = []
    if waiting.new_customer:
        told.append(say("The customer is new: enter the customer first."))
    if waiting.replaces:
        told.append(say("It replaces {reference}: correct that one.", reference=waiting.replaces))
    if waiting.line.sheet.flags:
        told.append(say("{count} answers are flagged: ask before you key them.", count=len(waiting.line.sheet.flags)))
    if waiting.waits_for is WaitsFor.VERIFY:
        reference, user = waiting.line.sheet.reference, waiting.line.rekeyed_by
        told.append(say("Re-keyed as {reference} by {user}: look at it there.", reference=reference, user=user))
    return " ".join(told) or say("Type it into the central system in this order.")


def answers_of(form: Form, answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Questions and answers in the form's order; lines of a repeat with their number."""
    yield from _of_items(form, form.items, answers, "")


def _of_items(form: Form, items: tuple[Any, ...], answers: Mapping[str, Any], before: str) -> Iterator[tuple[str, str]]:
    language = form.languages[0]
    for item in items:
        if isinstance(item, Group) and item.repeat:
            for number, line in enumerate(answers.get(item.name) or (), 1):
                label = text_in(item.label, language) or item.name
                yield from _of_items(form, item.children, line, f"{before}{label} {number} · ")
        elif isinstance(item, Group):
            yield from _of_items(form, item.children, answers, before)
        elif isinstance(item, Question) and item.name in answers:
            label = text_in(item.label, language) or item.name
            yield before + label, _in_words(form, item, answers[item.name], language)


def _in_words(form: Form, question: Question, value: Any, language: str) -> str:
    if value is True:
        return say("yes")
    labels = {choice.name: text_in(choice.label, language) for choice in form.choices.get(question.choices, ())}
    values = value if isinstance(value, list) else [value]
    return ", ".join(labels.get(str(one)) or str(one) for one in values)
