"""The way back: what waits to be typed into the central system, one's own share first, sheet by sheet."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame, QStackedWidget

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.recovery.sheet_panel import SheetFacts, SheetPanel
from continuity_app.desktop.revealing import reveal
from continuity_app.desktop.widgets.basics import columns, holder, rows, text, upright
from continuity_app.desktop.widgets.states import empty_state
from continuity_app.desktop.widgets.times import when_written
from continuity_app.desktop.widgets.two_lines import Item, TwoLines
from continuity_app.errors import KitError
from continuity_app.kit.copied import CopiedDesk
from continuity_app.kit.reveals import RevealDesk
from continuity_app.outage.shares import same_worker
from continuity_app.recovery.rekey import Waiting, WaitsFor
from continuity_app.recovery.target import target_fields
from continuity_app.words import say

MINE, EVERYBODY, SETTLED = "mine", "", "settled"


class RekeyTab(QFrame):
    """Sheets on their way back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._waiting: dict[str, Waiting] = {}
        self._shown = ""
        self._copied = CopiedDesk(desk.session)
        self.setObjectName("rekey_tab")
        self.setProperty("role", "panel")
        self.whose = QComboBox()
        self.whose.setObjectName("rekey_whose")
        self.whose.setAccessibleName(say("Whose sheets"))
        self.whose.activated.connect(lambda _: self.refresh())
        self.list = TwoLines(desk.look, name="rekey_list", says=say("Sheets to re-key and to verify"))
        self.count = text("", "strong", "rekey_count", wrap=True)
        self.sheet = SheetPanel(desk.look)
        self._pane = QStackedWidget()
        self._nothing = empty_state(
            say("Nothing waits"),
            say("Every captured sheet is re-keyed and verified, or nothing was captured yet."),
            name="rekey_nothing",
        )
        self._pane.addWidget(self.sheet)
        self._pane.addWidget(self._nothing)
        left = holder(rows(self.count, self.whose, self.list, margins=(26, 14, 14, 14)), "panel")
        body = columns(left, upright(), self._pane, gap=0)
        body.setStretch(0, 2)
        body.setStretch(2, 4)
        self.setLayout(body)
        self.list.chosen.connect(self._show)
        self.list.opened.connect(lambda _: self.sheet.focus_first())
        self.sheet.done.connect(self._done)
        self.sheet.verified.connect(self._verify)
        self.sheet.reveal_asked.connect(self._reveal)
        self.sheet.copied.connect(self._keep_ticks)

    def refresh(self) -> None:
        """Reads the queue anew."""
        session = self._desk.session
        mine = session.rekey_shares.mine()
        settled = self._desk.attempt(session.rekeying.settled) or ()
        self._offer_whose(mine, settled=bool(settled))
        wanted = self.whose.currentData()
        found = list(settled) if wanted == SETTLED else self._desk.attempt(session.rekeying.list) or []
        if wanted == MINE:
            found = [each for each in found if not each.owner or same_worker(each.owner, mine)]
        found = sorted(found, key=self._is_own_work)
        self._waiting = {waiting.line.sheet.serial: waiting for waiting in found}
        customers = session.customers.get_many({one.line.sheet.customer for one in found if one.line.sheet.customer})
        names = {customer: known.name for customer, known in customers.items()}
        self.count.setText(_count_words(found))
        self._pane.setCurrentWidget(self.sheet if found else self._nothing)
        self.list.take([self._item(waiting, names) for waiting in found])

    def focus_first(self) -> None:
        """Puts the focus on the fields of the sheet in front, or on the queue."""
        if self._waiting:
            self.sheet.focus_first()
        else:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_entry(self) -> None:
        """Puts the focus where the sheet is ticked off."""
        self.sheet.focus_end()

    def _item(self, waiting: Waiting, names: dict[str, str]) -> Item:
        sheet = waiting.line.sheet
        told = {
            WaitsFor.VERIFY: say("to verify"),
            WaitsFor.SETTLE: say("▲ to settle"),
            WaitsFor.NOTHING: say("✓ verified"),
        }.get(waiting.waits_for, say("to re-key"))
        due = say("by law {due}", due=when_written(waiting.due, self._desk.clock.now())) if waiting.due else ""
        after = say("after {serial}", serial=waiting.after[0]) if waiting.after else ""
        small = (self._desk.session.forms.title(sheet.form), names.get(sheet.customer, ""), due, after, waiting.owner)
        return Item(sheet.serial, sheet.serial, " · ".join(filter(None, small)), told)

    def _is_own_work(self, waiting: Waiting) -> bool:
        """Whether another one should look at it: what others re-keyed comes first among what waits for that."""
        return waiting.waits_for is WaitsFor.VERIFY and waiting.line.rekeyed_by == self._desk.session.user

    def _offer_whose(self, mine: str, *, settled: bool) -> None:
        before = self.whose.currentData()
        self.whose.clear()
        if mine:
            self.whose.addItem(say("My share"), MINE)
        self.whose.addItem(say("Everybody's sheets"), EVERYBODY)
        if settled:
            self.whose.addItem(say("Settled and verified"), SETTLED)
        self.whose.setVisible(bool(mine) or settled)
        self.whose.setCurrentIndex(max(self.whose.findData(before), 0) if before is not None else 0)

    def _show(self, serial: object) -> None:
        waiting = self._waiting.get(str(serial))
        if waiting is None:
            return
        sheet, session = waiting.line.sheet, self._desk.session
        answers, hidden = RevealDesk(session).covered(sheet)
        if self._shown == sheet.serial:
            answers, hidden = dict(sheet.answers), ()
        else:
            self._shown = ""
        form = self._desk.attempt(lambda: session.forms.of_sheet(sheet.form, sheet.version))
        self.sheet.show_sheet(
            SheetFacts(
                sheet.serial,
                say("{serial} · {form}", serial=sheet.serial, form=self._desk.session.forms.title(sheet.form)),
                _about(waiting),
                target_fields(form, answers) if form is not None else (),
                hidden,
                self._copied.places(sheet),
                verify=waiting.waits_for is WaitsFor.VERIFY,
                own_work=waiting.line.rekeyed_by == session.user,
                references=_to_choose_among(waiting),
                settle=waiting.waits_for in (WaitsFor.SETTLE, WaitsFor.NOTHING),
            )
        )

    def _reveal(self) -> None:
        waiting = self._waiting.get(str(self.list.current()))
        if waiting is None:
            return
        sheet = waiting.line.sheet
        _, hidden = RevealDesk(self._desk.session).covered(sheet)

        def show() -> None:
            self._shown = sheet.serial
            self._show(sheet.serial)
            self.sheet.focus_first()

        reveal(self._desk, self, sheet.customer or sheet.serial, [f"{sheet.serial} {name}" for name in hidden], show)

    def _keep_ticks(self, places: frozenset[int]) -> None:
        waiting = self._waiting.get(str(self.list.current()))
        if waiting is not None:
            self._desk.attempt(lambda: self._copied.keep(waiting.line.sheet, places))

    def _done(self, reference: str, reason: str) -> None:
        serial, desk = self.list.current(), self._desk
        sheet = self._waiting.get(str(serial))
        if sheet is None:
            return
        try:
            desk.session.rekeying.done(str(serial), reference, reason)
        except KitError as error:
            if not self.sheet.tell(error):
                desk.failed.emit(error)
            return
        desk.attempt(lambda: self._copied.done(sheet.line.sheet))
        self._go_on(say("{serial} stands in the central system as {reference}.", serial=serial, reference=reference))

    def _verify(self, reason: str) -> None:
        serial, desk = self.list.current(), self._desk
        if serial and desk.attempt(lambda: desk.session.rekeying.verify(str(serial), reason)) is not None:
            self._go_on(say("{serial} is verified.", serial=serial))

    def _go_on(self, sentence: str) -> None:
        """The next sheet comes in front, its first field under the cursor."""
        self._to_top()
        self._desk.changed.emit()
        self._desk.told.emit(sentence)
        self.focus_first()

    def _to_top(self) -> None:
        """What is done leaves the head of the queue; the list would stay with it where it waits to be verified."""
        self.list.blockSignals(True)
        self.list.setCurrentRow(-1)
        self.list.blockSignals(False)


def _count_words(found: list[Waiting]) -> str:
    if found and all(each.waits_for is WaitsFor.NOTHING for each in found):
        return (
            say("{count} sheets that laptops re-keyed twice", count=len(found))
            if len(found) > 1
            else say("1 sheet that laptops re-keyed twice")
        )
    counts = Counter(each.waits_for for each in found)
    told = say("{rekey} to re-key, {verify} to verify", rekey=counts[WaitsFor.REKEY], verify=counts[WaitsFor.VERIFY])
    to_settle = counts[WaitsFor.SETTLE]
    return f"{told}, {say('{count} to settle', count=to_settle)}" if to_settle else told


def _to_choose_among(waiting: Waiting) -> tuple[str, ...]:
    """The numbers of which a person says which one stands; empty where there is one, or it is to be re-keyed first."""
    several = len(waiting.line.references) > 1 and waiting.waits_for is not WaitsFor.REKEY
    return waiting.line.references if several else ()


def _about(waiting: Waiting) -> str:
    told = []
    if waiting.new_customer:
        told.append(say("The customer is new: enter the customer first."))
    if waiting.after:
        told.append(say("First re-key {serials}.", serials=", ".join(waiting.after)))
    if waiting.replaces:
        told.append(say("It replaces {reference}: correct that one.", reference=waiting.replaces))
    if flags := len(waiting.line.sheet.flags):
        told.append(
            say("{count} answers are flagged: ask before you key them.", count=flags)
            if flags > 1
            else say("1 answer is flagged: ask before you key it.")
        )
    if waiting.line.captured_apart:
        told.append(
            say("▲ Two laptops took it down with different answers: look at both (Ledger, Alt W), then correct it.")
        )
    if waiting.line.was_voided:
        told.append(say("Another laptop voided it: look whether it has to be taken out there."))
    if waiting.waits_for is WaitsFor.SETTLE:
        references = ", ".join(waiting.line.references)
        told.append(say("Re-keyed twice, as {references}: look both up there, cancel one.", references=references))
    if waiting.waits_for is WaitsFor.NOTHING:
        reference = waiting.line.sheet.reference
        told.append(say("It stands as {reference}. If another one does, it is verified again.", reference=reference))
    if waiting.waits_for is WaitsFor.VERIFY:
        reference, user = waiting.line.sheet.reference, waiting.line.rekeyed_by
        told.append(say("Re-keyed as {reference} by {user}: look at it there.", reference=reference, user=user))
    return " ".join(told) or say("Type it into the central system in this order.")
