"""Sensitive answers on the screen: dots, and a button that asks to see them; what is typed now is never covered."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.forms.field import FormField
from continuity_app.desktop.widgets.basics import button, columns, holder, rows, text
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.growing import Address
from continuity_app.kit.reveals import COVER
from continuity_app.words import say


class CoveredField(QFrame):
    """A field behind its cover."""

    def __init__(self, field: FormField, covers: "Covers") -> None:
        super().__init__()
        self.field = field
        name = field.question.name
        self._label = text("", "label", f"covered_{name}_label", wrap=True)
        self._dots = text(COVER, "", f"covered_{name}")
        self._dots.setAccessibleName(say("covered"))
        self._show = button(say("Show"), f"covered_{name}_show", lambda: covers.asked.emit(name))
        self._cover = holder(rows(self._label, columns(self._dots, self._show, 1), gap=2))
        self._body = holder(rows(field))
        self.setLayout(rows(self._cover, self._body, gap=0))

    def follow(self, filling: Filling, *, covered: bool) -> None:
        """Covers or shows the field; neither where its question does not count now."""
        label = filling.label(self.field.address) or self.field.question.name
        self._label.setText(label)
        self._show.setAccessibleName(say("Show {label}; that is written down", label=label))
        self._cover.setVisible(covered and filling.relevant(self.field.address))
        self._body.setVisible(not covered)


class Covers(QObject):
    """Which answers of one sheet are covered: the sensitive ones that were there when it was opened.

    Signals:
        asked: the name of a question whose answers somebody wants to see.
    """

    asked = Signal(str)

    def __init__(self, sensitive: frozenset[str] | None) -> None:
        """Covers nothing yet; `sensitive` names the questions, None all of them."""
        super().__init__()
        self._sensitive = sensitive
        self._hidden: set[tuple[str, str]] = set()
        self._fields: dict[Address, CoveredField] = {}
        self._opening = True

    def begin(self) -> None:
        """The sheet is built, perhaps anew in another language."""
        self._fields = {}

    def opened(self) -> None:
        """The sheet stands as it was kept: what comes from here on is typed by a person, who sees it."""
        self._opening = False

    def over(self, field: FormField, filling: Filling) -> FormField | CoveredField:
        """A field as it goes into the sheet: behind a cover where it may need one."""
        name, kept = field.question.name, filling.text(field.address)
        if self._sensitive is not None and name not in self._sensitive:
            return field
        if self._opening and kept:
            self._hidden.add((name, kept))
        if (name, kept) not in self._hidden:
            return field
        made = CoveredField(field, self)
        self._fields[field.address] = made
        return made

    def covers(self, address: Address, filling: Filling) -> bool:
        """Whether the answer at an address is covered now."""
        return address in self._fields and (str(address[-1]), filling.text(address)) in self._hidden

    def uncover(self, name: str) -> None:
        """Shows all answers to a question from now on; `refresh` does it."""
        self._hidden = {(other, kept) for other, kept in self._hidden if other != name}

    def forget(self, address: Address) -> None:
        """The fields below an address are gone."""
        self._fields = {at: field for at, field in self._fields.items() if at[: len(address)] != address}

    def refresh(self, filling: Filling) -> None:
        """Covers and shows what is to be."""
        for address, field in self._fields.items():
            field.follow(filling, covered=self.covers(address, filling))
