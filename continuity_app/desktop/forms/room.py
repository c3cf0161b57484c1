"""The forms room: pick, fill, save; the same screen types in what stands on a paper sheet."""

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from continuity_app.desktop.desk import Desk, Draft, Room
from continuity_app.desktop.forms.drafts import KeptDraft, done_with, open_drafts
from continuity_app.desktop.forms.fill_page import FillPage, Work
from continuity_app.desktop.forms.picker import FormPicker
from continuity_app.desktop.forms.places import keys_of
from continuity_app.desktop.forms.saved_page import SavedPage
from continuity_app.desktop.forms.wording import pack_words
from continuity_app.desktop.printing import print_copy
from continuity_app.desktop.revealing import reveal
from continuity_app.desktop.widgets.basics import columns, upright
from continuity_app.desktop.widgets.states import empty_state
from continuity_app.desktop.widgets.times import when_written
from continuity_app.desktop.widgets.two_lines import Item
from continuity_app.forms.growing import Address
from continuity_app.forms.prefill import prefill
from continuity_app.forms.sheet_states import SheetState
from continuity_app.forms.texts import title_of
from continuity_app.kit.print_desk import PrintDesk
from continuity_app.kit.reveals import RevealDesk
from continuity_app.kit.scan_desk import ScanDesk
from continuity_app.kit.scan_drafts import ScanDrafts
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.paper.scanned_sheet import SheetRead

KEEP_AFTER = 10_000
"""Milliseconds from the first key that is not kept yet until a draft is: so much is lost when the power fails."""


class FormsRoom(Room):
    """What would the system have taken down?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "forms", say("Forms"))
        self._customer = ""
        self._saved_serial = ""
        self._scanned: SheetRead | None = None
        self.picker = FormPicker(desk.look)
        self.fill = FillPage(desk.look, desk.session.sheets)
        self.saved = SavedPage()
        self._welcome = empty_state(
            say("Which form?"),
            say(
                "Choose one at the left. For a customer, find the customer first (Ctrl F) and press Alt F there: what "
                "the kit knows is filled in."
            ),
            name="forms_welcome",
        )
        self._pane = QStackedWidget()
        for page in (self._welcome, self.fill, self.saved):
            self._pane.addWidget(page)
        body = columns(self.picker, upright(), self._pane, gap=0)
        body.setStretch(2, 1)
        self.setLayout(body)
        self.picker.opened.connect(self._open)
        self.fill.save_asked.connect(self._save)
        self.fill.left.connect(self._leave)
        self.fill.reveal_asked.connect(self._reveal)
        self.keeper = QTimer(self)
        self.keeper.setSingleShot(True)
        self.keeper.setInterval(KEEP_AFTER)
        self.keeper.timeout.connect(self._keep_what_is_typed)
        self.fill.typed.connect(self._keep_soon)
        self.saved.copy_asked.connect(lambda: print_copy(self.desk, self._saved_serial))
        self.saved.next_asked.connect(self._fill_another)
        self.saved.left.connect(self._to_list)
        desk.look.changed.connect(self._fit)
        self._fit()

    def refresh(self) -> None:
        """Reads forms and drafts anew; what is being filled stays."""
        now = self.desk.clock.now()
        forms = self.desk.all_forms()
        drafts = [draft for draft in open_drafts(self.desk.session) if draft.form in self.desk.session.forms]
        waiting = [
            Item(
                draft,
                title_of(self.desk.session.forms.get(draft.form)),
                say("kept {when}", when=when_written(draft.at, now)),
                say("not finished"),
                "caution",
            )
            for draft in drafts
        ]
        self.picker.take([*waiting, *(Item(form.id, title_of(form), pack_words(form.pack)) for form in forms)])

    def focus_first(self) -> None:
        """Puts the cursor into the form, or into the search for one."""
        current = self._pane.currentWidget()
        if current is self.fill:
            self.fill.focus_first()
        elif current is self.saved:
            self.saved.focus_first()
        else:
            self.picker.focus_first()

    def show_subject(self, **subject: Any) -> None:
        """Opens a form for a customer, or the sheet of a serial."""
        if serial := subject.get("serial"):
            self.type_in(str(serial), subject.get("scanned"), str(subject.get("form", "")))
        elif form := subject.get("form"):
            self.begin(str(form), str(subject.get("customer", "")))

    def draft(self) -> Draft | None:
        """The form that is being filled."""
        work = self.fill.work
        if work is None or not self.fill.edited:
            return None
        return Draft(work.form.id, work.draft, work.customer, work.serial, self.fill.answers())

    def end(self) -> None:
        """Stops keeping: the lock keeps what is there by itself."""
        self.keeper.stop()

    def begin(self, form_id: str, customer: str = "") -> None:
        """Begins a new sheet on screen."""
        form = self.desk.attempt(lambda: self.desk.session.forms.get(form_id))
        whose = self.desk.attempt(lambda: self.desk.session.customers.get(customer)) if customer else None
        if form is None:
            return
        self._customer = customer
        answers = prefill(form, whose) if whose is not None else {}
        name = whose.name if whose is not None else ""
        self._scanned = None
        self._show(Work(form, secrets.token_hex(8), customer, name, "", answers))

    def type_in(self, serial: str, scanned: "SheetRead | None" = None, form_id: str = "") -> None:
        """Opens the sheet of a serial, to type in what was written on it.

        Args:
            serial: of the sheet.
            scanned: what a scan read of it: its ticks are there already.
            form_id: which form it is, where nothing but its number is known here.
        """
        named = form_id or (scanned.form if scanned is not None else "")
        sheet = self.desk.attempt(lambda: self.desk.session.sheets.in_hand(serial, named))
        form = (
            self.desk.attempt(lambda: self.desk.session.forms.of_sheet(sheet.form, sheet.version))
            if sheet is not None
            else None
        )
        if sheet is None or form is None:
            return
        self._customer = sheet.customer
        answers = ScanDesk(self.desk.session).proposed(scanned) if scanned is not None else sheet.answers
        work = Work(form, secrets.token_hex(8), sheet.customer, self._name_of(sheet.customer), sheet.serial, answers)
        self._show(self._beside(replace(work, how="typed"), scanned))

    def _beside(self, work: Work, scanned: "SheetRead | None") -> Work:
        """The work with the pictures of its sheet, where there are some."""
        self._scanned = scanned
        if scanned is None:
            return work
        unsure = {tick.keys: tick.why.told for tick in reversed(scanned.unsure)}

        def crop(address: Address) -> bytes | None:
            keys = keys_of(address)
            return scanned.crop(keys, ticks=keys in unsure)

        return replace(work, how=scanned.how, crop=crop, unsure=unsure)

    def _open(self, what: object) -> None:
        if isinstance(what, KeptDraft):
            form = self.desk.attempt(lambda: self.desk.session.forms.get(what.form))
            if form is not None:
                self._customer = what.customer
                name = self._name_of(what.customer)
                how = "typed" if what.serial else "screen"
                work = Work(form, what.draft, what.customer, name, what.serial, what.answers, how)
                scanned = ScanDrafts(self.desk.session).sheet(what.draft, what.serial) if what.serial else None
                self._show(self._beside(work, scanned))
        elif isinstance(what, str):
            self.begin(what)

    def _show(self, work: Work) -> None:
        self._keep_what_is_typed()
        self.fill.begin(replace(work, sensitive=RevealDesk(self.desk.session).sensitive(work.form.id)))
        self.picker.hide()
        self._pane.setCurrentWidget(self.fill)
        self.fill.focus_first()

    def _reveal(self, name: str) -> None:
        work = self.fill.work
        if work is not None:
            whose = work.customer or work.serial or work.form.id
            reveal(self.desk, self, whose, [f"{work.serial or work.form.id} {name}"], lambda: self.fill.uncover(name))

    def _save(self, answers: dict[str, Any], reason: str) -> None:
        work = self.fill.work
        if work is None:
            return
        state = self.desk.attempt(lambda: self._write(work, answers, reason))
        if state is None:
            return
        self._saved_serial = state.serial
        self.fill.end()
        self.saved.show_sheet(title_of(work.form), state.serial, work.customer_name, len(state.flags))
        self._pane.setCurrentWidget(self.saved)
        self.desk.changed.emit()
        self.desk.told.emit(say("Saved as sheet {serial}.", serial=state.serial))
        self.saved.focus_first()

    def _write(self, work: Work, answers: dict[str, Any], reason: str) -> SheetState:
        sheets = self.desk.session.sheets
        if work.serial:
            known = sheets.in_hand(work.serial, work.form.id)
            again = say("typed in again") if known.state.holds_facts else ""
            if self._scanned is not None and self._scanned.serial == work.serial:
                settled = [
                    tick.keys for tick in self._scanned.unsure
                ]  # answered, or left open with a reason: the page sees to that
                return ScanDesk(self.desk.session).confirm(
                    self._scanned, answers, settled=settled, accept=reason, correction=again
                )
            return sheets.capture(work.serial, answers, work.how, accept=reason, correction=again, form_id=work.form.id)
        state = sheets.fill(
            work.form.id, work.customer, answers, accept=reason, **PrintDesk(self.desk.session).under_what()
        )
        if any(draft.draft == work.draft for draft in open_drafts(self.desk.session)):
            done_with(self.desk.session, work.draft, work.form.id)
        return state

    def _keep_soon(self) -> None:
        if not self.keeper.isActive():
            self.keeper.start()

    def _keep_what_is_typed(self) -> None:
        """While one types, and when one goes to another form, a draft is kept: a kill loses seconds at most."""
        self.keeper.stop()
        draft = self.draft()
        if draft is not None and self.desk.session.writable:
            self.desk.keep(draft)
            self._keep_pages(draft.draft)

    def _keep_pages(self, draft: str) -> None:
        """Keeps the pictures of a scanned sheet with its draft: after a lock they are shown beside its fields again."""
        scanned, known = self._scanned, ScanDrafts(self.desk.session)
        if (
            scanned is not None
            and self.fill.work is not None
            and self.fill.work.draft == draft
            and not known.has(draft)
        ):
            waiting = {one.draft for one in open_drafts(self.desk.session)}
            self.desk.attempt(lambda: known.keep(draft, scanned, waiting))

    def _leave(self) -> None:
        self._keep_what_is_typed()
        self.fill.end()
        customer = self._customer
        self._to_list()
        if customer:
            self.desk.go("find", customer=customer)

    def _fill_another(self) -> None:
        form = self.desk.attempt(lambda: self.desk.session.sheets.state(self._saved_serial).form)
        if form:
            self.begin(form)

    def _to_list(self) -> None:
        self._customer = ""
        self._pane.setCurrentWidget(self._welcome)
        self.picker.show()
        self.refresh()
        self.picker.focus_first()

    def _name_of(self, customer: str) -> str:
        found = self.desk.session.customers.get_many([customer]) if customer else {}
        return found[customer].name if customer in found else ""

    def _fit(self) -> None:
        self.picker.setFixedWidth(self.desk.look.px(240) + 100)
