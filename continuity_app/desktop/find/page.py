"""A customer's page: name, reach, what is due, assets, history, actions; the best number largest, with its QR code."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QPushButton

from continuity_app.contacts.model import Channel, Customer
from continuity_app.desktop.find.sections import Line, Section, show_assets, show_channels, show_lines
from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import (
    button,
    columns,
    frame,
    holder,
    line,
    rows,
    scrolling,
    selectable,
    text,
)
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.numbers import tel_link
from continuity_app.desktop.widgets.qr import QrCode
from continuity_app.desktop.widgets.times import money
from continuity_app.words import say

NARROW = 520
"""Pixels at 100 % below which the page is narrow."""
ROOMY = 110
"""Up to this text size, in per cent, what is known of a channel stands beside it."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the page: its key's letter, its words and what it does."""

    letter: str
    words: str
    name: str
    act: Callable[[], object]


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page shows."""

    customer: Customer
    channels: tuple[tuple[Channel, str], ...]
    due: tuple[Line, ...]
    history: tuple[Line, ...]
    query: str
    now: dt.datetime
    linked: tuple[Customer, ...] = ()


class CustomerView(QFrame):
    """The page. While it has the focus the bare letter of an action does it.

    Signals:
        other_asked: the id of another page of the same customer.
    """

    other_asked = Signal(str)

    def __init__(self, actions: tuple[Action, ...], look: Look) -> None:
        super().__init__()
        self._look = look
        self._actions = {action.letter: action for action in actions}
        self.setObjectName("customer")
        self.setProperty("role", "panel")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("Customer"))
        self.name = selectable(text("", "title", "customer_name", wrap=True))
        self.axes = text("", "lead", "customer_axes", wrap=True)
        self.id = selectable(text("", "small", "customer_id"))
        self.never = text(say("✕ Do not call: this customer does not want it"), "", "customer_never", tone="broken")
        self.linked = text("", "", "customer_linked", wrap=True)
        self.other = button(say("Open the other page"), "customer_other", self._open_other, key="Alt+O")
        self.note = text("", "", "customer_note", wrap=True)
        self.qr = QrCode(look, name="customer_qr", says=say("QR code that dials the best number"))
        self._qr_words = text(say("point a phone here to dial"), "small", "customer_qr_words")
        self.reach = Section(say("Reach"), say("best first"), "customer_reach")
        self.due = Section(say("Expected and promised"), "", "customer_due")
        self.assets = Section(say("Assets"), "", "customer_assets")
        self.history = Section(say("So far"), "", "customer_history")
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out(actions)
        self._facts: PageFacts | None = None
        self._roomy = True
        look.changed.connect(self._again)

    def _again(self) -> None:
        if self._facts is not None:
            self.show_facts(self._facts)

    def show_facts(self, facts: PageFacts) -> None:
        """Shows a customer."""
        self._facts = facts
        customer = facts.customer
        self.setAccessibleName(say("Customer {name}", name=customer.name))
        self.name.setText(customer.name)
        self.axes.setText(about(customer))
        self.id.setText(customer.id)
        self.never.setVisible(customer.do_not_call)
        self.linked.setText("\n".join(linked_words(each) for each in facts.linked))
        self.linked.setVisible(bool(facts.linked))
        self.other.setVisible(bool(facts.linked))
        self.note.setText(customer.note)
        self.note.setVisible(bool(customer.note))
        best = next((channel for channel, _ in facts.channels if channel.kind.can_be_called), None)
        usable = best is not None and best.quality.can_be_reached and not customer.do_not_call
        self.qr.show_text(tel_link(best.value) if usable and best is not None else "")
        self._roomy = self._has_room()
        self.qr.setVisible(usable and self._roomy)
        self._qr_words.setVisible(usable and self._roomy)
        show_channels(self.reach, facts.channels, facts.now, roomy=self._roomy and self._look.percent <= ROOMY)
        show_lines(self.due, facts.due, facts.now)
        show_assets(self.assets, customer.assets, facts.query)
        show_lines(self.history, facts.history, facts.now)
        count = len(facts.history)
        self.history.tell_count(say("1 entry") if count == 1 else say("{count} entries", count=count))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: where it is narrow the numbers stay whole, what is known of them stands below, and the code gives way."""
        super().resizeEvent(event)
        if self._has_room() != self._roomy:
            self._again()

    def _has_room(self) -> bool:
        return self.width() >= self._look.px(NARROW)

    def _open_other(self) -> None:
        """From page to page of one customer, and back to the first."""
        if self._facts is not None and self._facts.linked:
            mine = self._facts.customer.id
            ids = sorted(each.id for each in self._facts.linked)
            self.other_asked.emit(next((each for each in ids if each > mine), ids[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: a bare letter does its action."""
        action = self._actions.get(event.text().upper()) if event.text() else None
        if action is not None and not event.modifiers():
            action.act()
        else:
            super().keyPressEvent(event)

    def _lay_out(self, actions: tuple[Action, ...]) -> None:
        code = rows(columns(1, self.qr), self._qr_words, 1, gap=4)
        linked = columns(self.linked, self.other, gap=12)
        linked.setStretch(0, 1)
        names = rows(self.name, self.axes, self.id, linked, self.never, self.note, 1, gap=4)
        names.setStretch(6, 1)
        head = columns(names, code, gap=16)
        head.setStretch(0, 1)
        inside = frame("panel")
        inside.setLayout(
            rows(head, self.reach, self.due, self.assets, self.history, 1, margins=(26, 18, 26, 12), gap=10)
        )
        flow = Flow(gap=8, margins=(26, 10, 26, 12))
        for action in actions:
            made = button(
                action.words,
                f"action_{action.name}",
                action.act,
                key=f"Alt+{action.letter}",
                role="main" if action is actions[0] else "",
            )
            self.buttons[action.name] = made
            flow.add(made)
        strip = holder(rows(flow), "panel", "customer_actions")
        layout = rows(scrolling(inside, "customer_scroll"), line(), strip, gap=0)
        layout.setStretch(0, 1)
        self.setLayout(layout)


def linked_words(other: Customer) -> str:
    """That a person decided that this customer has another page too."""
    return say("≡ One and the same as {name} · {id}", name=other.name, id=other.id)


def about(customer: Customer) -> str:
    """One line of what is known: organisation, axes, language, worth."""
    told = [customer.organisation if customer.organisation != customer.name else ""]
    told += [customer.segment, customer.market, customer.product]
    if customer.language:
        told.append(say("speaks {language}", language=language_words(customer.language)))
    if customer.value:
        told.append(say("worth {amount} a year", amount=money(customer.value)))
    return " · ".join(filter(None, told))


def language_words(code: str) -> str:
    """A language by its name where its code is a usual one."""
    names = {
        "en": say("English"),
        "es": say("Spanish"),
        "fr": say("French"),
        "de": say("German"),
        "pl": say("Polish"),
        "pt": say("Portuguese"),
        "el": say("Greek"),
        "ru": say("Russian"),
        "uk": say("Ukrainian"),
        "cy": say("Welsh"),
        "it": say("Italian"),
        "tr": say("Turkish"),
    }
    return names.get(code.casefold().split("-")[0], code)
