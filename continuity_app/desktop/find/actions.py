"""The small panels that open in the customer's page: correct a number, make a promise, choose a form."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
)

from continuity_app.desktop.widgets.basics import button, columns, holder, rows, scrolling, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.moment import MomentField
from continuity_app.desktop.widgets.outcome_pad import USUALLY
from continuity_app.times.reading import Manner
from continuity_app.words import say


class Panel(QFrame):
    """A panel with a title, its entries, a main button and a way back by Esc.

    Signals:
        closed: back to the page.
        accepted: the main button, or Enter.
    """

    closed = Signal()
    accepted = Signal()

    def __init__(self, title: str, accept: str, *, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("role", "panel")
        self.name = name
        self.title = text(title, "heading", f"{name}_title", wrap=True)
        self.body = rows(gap=10)
        self.main = button(accept, f"{name}_accept", self.accepted.emit, role="main")
        back = button(say("Back   Esc"), f"{name}_back", self.closed.emit)
        QShortcut(QKeySequence("Esc"), self, self.closed.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._whom = text("", "lead", f"{name}_customer", wrap=True)
        inside = holder(
            rows(self.title, self._whom, self.body, columns(self.main, back, 1), 1, margins=(26, 18, 26, 18), gap=14),
            "panel",
        )
        self.setLayout(rows(scrolling(inside, f"{name}_scroll")))

    def tell_customer(self, name: str) -> None:
        """Says whom the panel is about."""
        self._whom.setText(name)
        self._whom.setVisible(bool(name))

    def focus_first(self) -> None:
        """Puts the focus where typing begins."""
        self.main.setFocus(Qt.FocusReason.OtherFocusReason)


class NumberPanel(Panel):
    """Corrects a number or an address, or adds one."""

    def __init__(self) -> None:
        super().__init__(say("Correct a number"), say("Save"), name="correct")
        self.old = QComboBox()
        self.new = line_entry()
        self.body.addWidget(Field(say("What it replaces"), self.old, name="correct_old"))
        self.field = Field(say("New number or e-mail address"), self.new, name="correct_new")
        self.body.addWidget(self.field)
        self.new.returnPressed.connect(self.accepted)

    def prepare(self, channels: Sequence[tuple[str, str]]) -> None:
        """Begins anew, for the channels of a customer (value, shown)."""
        self.old.clear()
        self.old.addItem(say("Nothing: add it"), "")
        for value, shown in channels:
            self.old.addItem(shown, value)
        self.old.setCurrentIndex(1 if channels else 0)
        self.new.clear()
        self.field.tell("")

    def focus_first(self) -> None:
        """Puts the cursor into the new number."""
        self.new.setFocus(Qt.FocusReason.OtherFocusReason)


class PromisePanel(Panel):
    """Makes a promise: what, until when, by whom."""

    def __init__(self, manner: Callable[[], Manner]) -> None:
        super().__init__(say("New promise"), say("Save the promise"), name="promise")
        self.what = line_entry()
        self.due = MomentField(say("To be kept by"), manner, name="promise_due")
        self.owner = line_entry()
        self.field = Field(say("What is promised"), self.what, name="promise_what")
        self.body.addWidget(self.field)
        self.body.addLayout(
            columns(
                rows(self.due, 1),
                rows(Field(say("Who keeps it"), self.owner, name="promise_owner"), 1),
                gap=12,
            )
        )
        for entry in (self.what, self.due.line, self.owner):
            entry.returnPressed.connect(self.accepted)

    def prepare(self, user: str) -> None:
        """Begins anew; due tomorrow morning unless said otherwise."""
        self.what.clear()
        self.owner.setText(user)
        self.field.tell("")
        self.due.suggest(USUALLY)

    def focus_first(self) -> None:
        """Puts the cursor into what is promised."""
        self.what.setFocus(Qt.FocusReason.OtherFocusReason)


class FormPanel(Panel):
    """Chooses a form by typing."""

    def __init__(self, title: str, accept: str, *, name: str) -> None:
        super().__init__(title, accept, name=name)
        self._forms: tuple[tuple[str, str], ...] = ()
        self.search = line_entry(hint=say("Type a part of its name"))
        self.list = QListWidget()
        self.list.setObjectName(f"{name}_list")
        self.list.setAccessibleName(say("Forms"))
        self.body.addWidget(Field(say("Which form?"), self.search, name=f"{name}_search"))
        self.body.addWidget(self.list)
        self.search.textChanged.connect(self._narrow)
        self.search.returnPressed.connect(self.accepted)
        self.list.itemActivated.connect(lambda _: self.accepted.emit())

    def prepare(self, forms: Sequence[tuple[str, str]]) -> None:
        """Begins anew with forms (id, title)."""
        self._forms = tuple(forms)
        self.search.clear()
        self._narrow("")

    @property
    def form(self) -> str:
        """The id of the form that is chosen, or nothing."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def focus_first(self) -> None:
        """Puts the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _narrow(self, typed: str) -> None:
        self.list.clear()
        for form, title in self._forms:
            if typed.casefold() in title.casefold() or typed.casefold() in form.casefold():
                item = QListWidgetItem(title)
                item.setData(Qt.ItemDataRole.UserRole, form)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.main.setEnabled(self.list.count() > 0)


class CustomerPanel(Panel):
    """Adds a customer whom the snapshot does not know."""

    def __init__(self) -> None:
        super().__init__(say("Add a customer"), say("Add"), name="add_customer")
        self.fields = {
            "name": Field(say("Name"), line_entry(), name="add_name"),
            "phone": Field(say("Phone"), line_entry(), name="add_phone"),
            "email": Field(say("E-mail"), line_entry(), name="add_email"),
            "note": Field(say("Note"), line_entry(), name="add_note"),
        }
        for field in self.fields.values():
            self.body.addWidget(field)
            entry = field.entry
            if isinstance(entry, QLineEdit):
                entry.returnPressed.connect(self.accepted)

    def prepare(self, typed: str) -> None:
        """Begins anew with what was searched for as the name."""
        for field in self.fields.values():
            field.tell("")
            _line(field).clear()
        _line(self.fields["phone" if typed[:1] in "+0123456789(" and typed else "name"]).setText(typed)

    def typed(self) -> dict[str, str]:
        """The fields that hold something, by the plan's names."""
        return {name: _line(field).text().strip() for name, field in self.fields.items() if _line(field).text().strip()}

    def focus_first(self) -> None:
        """Puts the cursor into what is there already, chosen so that typing replaces it; else into the name."""
        filled = [field for field in self.fields.values() if _line(field).text()]
        first = _line(filled[0] if filled else self.fields["name"])
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        first.selectAll()


def _line(field: Field) -> QLineEdit:
    assert isinstance(field.entry, QLineEdit)
    return field.entry
