"""The ledger: unexplained sheets first; void, lost and counted back by one serial or a whole range."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.paper_desk.wording import counted_words, state_tone, state_words
from continuity_app.desktop.widgets.basics import button, columns, holder, line, rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table
from continuity_app.desktop.widgets.times import when_written
from continuity_app.errors import KitError
from continuity_app.forms.sheet_states import SheetState, State
from continuity_app.recovery.ledger import Ledger, LedgerLine
from continuity_app.words import say

ORDER = (State.ISSUED, State.CAPTURED, State.REKEYED, State.LOST, State.BLANK, State.VERIFIED, State.VOID)

MOST_TOLD = 3
"""More sheets than this are told as a range or by their count."""


class LedgerTab(QFrame):
    """Every sheet of real work, or of drills.

    Signals:
        captures_asked: the serial of a sheet whose captures and pictures are to be shown.
        type_in_asked: the serial of a sheet whose answers are to be typed in.
    """

    type_in_asked = Signal(str)
    captures_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("ledger")
        self.setProperty("role", "panel")
        self.title = text("", "heading", "ledger_title", wrap=True)
        self.counts = text("", "soft", "ledger_counts", wrap=True)
        self.drills = QCheckBox(say("Sheets of drills"))
        self.drills.setObjectName("ledger_drills")
        self.drills.toggled.connect(lambda _: self.refresh())
        self.table = Table(
            [
                Column(say("Sheet")),
                Column(say("Where it is")),
                Column(say("Form"), stretch=True),
                Column(say("Customer"), stretch=True),
                Column(say("Since")),
                Column(say("By")),
            ],
            desk.look,
            name="ledger_table",
            says=say("Every numbered sheet"),
        )
        self.which = line_entry(hint="7K3-0143…0190")
        self.reason = line_entry(hint=say("spoilt by coffee"))
        self._which_field = Field(say("Which sheets: a number, or a range"), self.which, name="ledger_which")
        self._reason_field = Field(say("Why (for void and lost)"), self.reason, name="ledger_reason")
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._take_selection())
        self.table.opened.connect(lambda serial: self.type_in_asked.emit(str(serial)))
        self._lay_out()

    def refresh(self) -> None:
        """Reads the ledger anew."""
        drill = self.drills.isChecked()
        lines = self._desk.attempt(lambda: self._desk.session.ledger.lines(drill=drill))
        ledger = self._desk.attempt(lambda: self._desk.session.ledger.ledger(drill=drill))
        if lines is None or ledger is None:
            return
        self.title.setText(headline(ledger))
        self.title.setProperty("tone", "" if ledger.closed else "caution")
        self.title.style().polish(self.title)
        self.counts.setText(counts_words(ledger))
        customers = self._desk.session.customers.get_many({one.sheet.customer for one in lines if one.sheet.customer})
        names = {customer: found.name for customer, found in customers.items()}
        ordered = sorted(lines, key=lambda one: (ORDER.index(one.sheet.state), one.sheet.serial))
        self.table.take([self._row(one, names) for one in ordered])

    def focus_first(self) -> None:
        """Puts the focus on the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, one: LedgerLine, names: dict[str, str]) -> Row:
        sheet = one.sheet
        since = sheet.history[-1].at if sheet.history else sheet.issued_at
        title = self._desk.session.forms.title(sheet.form)
        return Row(
            sheet.serial,
            (
                Cell(sheet.serial, bold=True),
                Cell(state_words(sheet.state), state_tone(sheet.state)),
                title,
                names.get(sheet.customer, ""),
                when_written(since, self._desk.clock.now()),
                sheet.history[-1].user if sheet.history else one.issued_by,
            ),
        )

    def _take_selection(self) -> None:
        serials = self.table.subjects()
        if serials:
            self.which.setText(self._in_short(serials))

    def _in_short(self, serials: list[str]) -> str:
        """A range where it means just these sheets, or else each of them."""
        if len(serials) > MOST_TOLD:
            words = f"{min(serials)}…{max(serials)}"
            try:
                if sorted(self._desk.session.sheets.meant_by(words)) == sorted(serials):
                    return words
            except KitError:
                pass  # of several laptops, which is no range
        return ", ".join(serials)

    def _lay_out(self) -> None:
        actions = Flow(
            button(say("Type in"), "ledger_type_in", self._type_in, key="Alt+T", role="main"),
            button(say("Mark void"), "ledger_void", self._void, key="Alt+V"),
            button(say("Mark lost"), "ledger_lost", self._lose, key="Alt+O"),
            button(say("Blank, counted back"), "ledger_blank", self._count_back, key="Alt+B"),
            button(say("What was taken down"), "ledger_captures", self._show_captures, key="Alt+W"),
            gap=8,
        )
        fields = rows(columns(self._which_field, self._reason_field, gap=16), actions, margins=(26, 10, 26, 12), gap=8)
        whole = rows(
            holder(rows(self.title, self.counts, self.drills, self.table, margins=(26, 14, 26, 10), gap=6), "panel"),
            line(),
            holder(fields, "panel"),
            gap=0,
        )
        whole.setStretch(0, 1)
        self.setLayout(whole)

    def _serials(self) -> list[str] | None:
        typed = [part for part in self.which.text().replace(";", ",").split(",") if part.strip()]
        desk = self._desk
        if not typed:
            self._which_field.tell(say("Choose sheets above, or type their numbers."))
            return None
        self._which_field.tell("")
        return desk.attempt(lambda: [serial for part in typed for serial in desk.session.sheets.meant_by(part)])

    def _type_in(self) -> None:
        serials = self._serials()
        if serials:
            self.type_in_asked.emit(serials[0])

    def _show_captures(self) -> None:
        serials = self._serials()
        if serials:
            self.captures_asked.emit(serials[0])

    def _void(self) -> None:
        self._do(self._desk.session.sheets.void_all, say("Void: {serials}."))

    def _lose(self) -> None:
        self._do(self._desk.session.sheets.lose_all, say("Lost: {serials}."))

    def _count_back(self) -> None:
        serials = self._serials()
        if serials:
            words = say("Counted back: {serials}.", serials=_short(serials))
            self._desk.save(lambda: self._desk.session.sheets.count_back(serials), words)

    def _do(self, act: Callable[[list[str], str], list[SheetState]], sentence: str) -> None:
        serials, why = self._serials(), self.reason.text().strip()
        if not serials:
            return
        self._reason_field.tell("" if why else say("Say in a few words why."))
        if not why:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        done = self._desk.save(lambda: act(serials, why), say(sentence, serials=_short(serials)))
        if done is not None:
            self.reason.clear()
            self.which.clear()


def headline(ledger: Ledger) -> str:
    """What the ledger says first."""
    count = len(ledger.unexplained)
    if not ledger.issued:
        return say("No sheet was given out yet")
    if count == 0:
        return say("Every sheet is explained")
    return say("1 sheet is unexplained") if count == 1 else say("{count} sheets are unexplained", count=count)


def counts_words(ledger: Ledger) -> str:
    """All states with their counts, in a line."""
    if not ledger.issued:
        return say("Print packs under Print, or fill a form on screen (Ctrl 3): each sheet then stands here.")
    told = [say("{count} given out", count=ledger.issued)]
    told += [counted_words(state, ledger.counts[state]) for state in ORDER[1:] if ledger.counts.get(state)]
    if ledger.given_out_twice:
        told.append(say("given out by two laptops: {count}", count=len(ledger.given_out_twice)))
    if ledger.captured_apart:
        told.append(say("taken down differently by two laptops: {count}", count=len(ledger.captured_apart)))
    if ledger.rekeyed_twice:
        told.append(say("{count} perhaps re-keyed twice", count=len(ledger.rekeyed_twice)))
    return " · ".join(told)


def _short(serials: Sequence[str]) -> str:
    return ", ".join(serials) if len(serials) <= MOST_TOLD else say("{count} sheets", count=len(serials))
