"""What one does from a customer's page: each deed opens its panel, and saves what the panel holds."""

from typing import Protocol

from PySide6.QtWidgets import QLineEdit

from continuity_app.contacts.model import ChannelKind
from continuity_app.desktop.desk import Desk
from continuity_app.desktop.find.actions import CustomerPanel, FormPanel, NumberPanel, Panel, PromisePanel
from continuity_app.desktop.find.call_panel import CallPanel
from continuity_app.desktop.find.facts import channel_pairs
from continuity_app.desktop.find.page import CustomerView
from continuity_app.desktop.printing import context_of, print_sheets
from continuity_app.desktop.widgets import call_entry
from continuity_app.errors import KitError
from continuity_app.forms.texts import title_of
from continuity_app.outage.customers import CustomerPage
from continuity_app.words import say


class CustomerDesk(Protocol):
    """What a deed needs of the room: the customer, the panels, and which of them is open."""

    desk: Desk
    customer: str
    search: QLineEdit
    view: CustomerView
    call: CallPanel
    number: NumberPanel
    promising: PromisePanel
    filling: FormPanel
    printing: FormPanel
    adding: CustomerPanel

    def open_panel(self, panel: Panel) -> None:
        """Shows a panel in place of the page."""
        ...

    def close_panel(self) -> None:
        """Goes back to the page."""
        ...

    def show_customer(self, customer: str) -> None:
        """Shows a customer's page."""
        ...


def log_call(room: CustomerDesk) -> None:
    """Opens the panel for a call."""
    page = _page(room)
    if page is None:
        return
    pairs = channel_pairs(page.customer.channels, room.desk.region, to_call=True)
    if not pairs:
        correct(room)
        return
    room.call.pad.prepare(pairs)
    call_entry.restore(room.desk, room.customer, room.call.pad)
    room.open_panel(room.call)


def save_call(room: CustomerDesk) -> None:
    """Logs the call."""
    if not room.call.pad.outcome:
        room.call.pad.focus_first()
        return
    if not room.call.pad.due.settled():
        return
    logged = call_entry.log(room.desk, room.customer, room.call.pad)
    if logged is not None:
        _done(room, say("The call is saved: {outcome}.", outcome=say(logged.outcome.value)))


def correct(room: CustomerDesk) -> None:
    """Opens the panel for a number."""
    page = _page(room)
    if page is not None:
        room.number.prepare(channel_pairs(page.customer.channels, room.desk.region, to_call=False))
        room.open_panel(room.number)


def save_number(room: CustomerDesk) -> None:
    """Saves the number or address that was typed."""
    page = _page(room)
    if page is None:
        return
    panel = room.number
    typed, old = panel.new.text().strip(), panel.old.currentData() or ""
    replaced = next((channel for channel in page.customer.channels if channel.value == old), None)
    kind = ChannelKind.EMAIL if "@" in typed else ChannelKind.PHONE
    if replaced is not None and replaced.kind.can_be_called == kind.can_be_called:
        kind = replaced.kind
    try:
        room.desk.session.customers.correct_channel(room.customer, kind, typed, old)
    except KitError as error:
        panel.field.tell(error.message)
        panel.focus_first()
        return
    _done(room, say("The number is saved; it leads the page from now on."))


def promise(room: CustomerDesk) -> None:
    """Opens the panel for a promise."""
    if room.customer:
        room.promising.prepare(room.desk.session.user)
        room.open_panel(room.promising)


def save_promise(room: CustomerDesk) -> None:
    """Saves the promise."""
    panel = room.promising
    if not panel.what.text().strip():
        panel.field.tell(say("Say what is promised."))
        panel.focus_first()
        return
    panel.field.tell("")
    if not panel.due.settled():
        return
    made = room.desk.attempt(
        lambda: room.desk.session.promises.make(room.customer, panel.what.text(), panel.due.written, panel.owner.text())
    )
    if made is not None:
        _done(room, say("The promise is saved."))


def choose_form(room: CustomerDesk, panel: FormPanel) -> None:
    """Opens the panel that chooses a form."""
    forms = room.desk.all_forms()
    if forms and room.customer:
        panel.prepare([(form.id, title_of(form)) for form in forms])
        room.open_panel(panel)


def fill(room: CustomerDesk) -> None:
    """Goes to the forms room with the chosen form for this customer."""
    form = room.filling.form
    if form:
        room.close_panel()
        room.desk.go("forms", form=form, customer=room.customer)


def print_form(room: CustomerDesk) -> None:
    """Issues one numbered sheet, pre-filled for this customer, and shows it before it is printed."""
    form = room.printing.form
    if form:
        room.close_panel()
        found = room.desk.attempt(lambda: room.desk.session.forms.get(form))
        if found is not None:
            title = say("{form} for {name}", form=title_of(found), name=room.view.name.text())
            print_sheets(room.desk, [found], title=title, customer=room.customer)


def print_card(room: CustomerDesk) -> None:
    """Shows the customer's card before it is printed."""
    if not room.customer:
        return
    from continuity_app.kit.day_pages import customer_card  # noqa: PLC0415 - reportlab is loaded at the first print

    desk = room.desk
    drawn = desk.attempt(lambda: customer_card(desk.session, room.customer, context_of(desk)))
    if drawn is not None:
        desk.show_paper(say("Customer card"), drawn.data, f"{room.customer}.pdf")


def add_customer(room: CustomerDesk) -> None:
    """Opens the panel for a new customer."""
    room.adding.prepare(room.search.text().strip())
    room.open_panel(room.adding)
    room.adding.tell_customer("")


def save_customer(room: CustomerDesk) -> None:
    """Adds the customer and shows the page."""
    panel = room.adding
    typed = panel.typed()
    try:
        added = room.desk.session.customers.add_customer(typed)
    except KitError as error:
        _tell_fields(room, error)
        return
    room.customer = added.id
    _done(room, say("{name} is added.", name=added.name))


def _tell_fields(room: CustomerDesk, error: KitError) -> None:
    """Says beside each field what is wrong with it; what belongs to no field goes to the error panel."""
    told = False
    for detail in error.details:
        field = room.adding.fields.get(str(detail.get("field", "")))
        if field is not None:
            field.tell(str(detail.get("problem", error.message)))
            told = True
    if not told:
        room.desk.failed.emit(error)


def _page(room: CustomerDesk) -> CustomerPage | None:
    return room.desk.attempt(lambda: room.desk.session.customers.page(room.customer)) if room.customer else None


def _done(room: CustomerDesk, sentence: str) -> None:
    room.close_panel()
    room.desk.changed.emit()
    room.desk.told.emit(sentence)
    room.show_customer(room.customer)
    room.close_panel()
