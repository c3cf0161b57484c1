"""The results: one card for each customer, the parts that matched in bold."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from continuity_app.contacts.model import ChannelKind, Customer
from continuity_app.contacts.phones import display_number
from continuity_app.desktop.find.highlight import Part, parts
from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.marks import Trust, trust_in
from continuity_app.outage.customers import Found
from continuity_app.words import say

Index = QModelIndex | QPersistentModelIndex
CARD = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Card:
    """What a result shows."""

    customer: str
    name: tuple[Part, ...]
    axes: tuple[Part, ...]
    asset: tuple[Part, ...]
    channel: tuple[Part, ...]
    trust: Trust | None

    @property
    def words(self) -> str:
        """All of it in words, for screen readers and type-ahead."""
        lines = ["".join(part.words for part in line) for line in (self.name, self.axes, self.asset, self.channel)]
        return ", ".join(filter(None, [*lines, self.trust.words if self.trust else ""]))


def axes_of(customer: Customer) -> str:
    """Organisation, segment, market and product beside each other."""
    who = customer.organisation if customer.organisation != customer.name else ""
    return " · ".join(filter(None, (who, customer.segment, customer.market, customer.product)))


def asset_line(customer: Customer, query: str) -> str:
    """The asset that the query found, or else the first one."""
    short = [" · ".join(filter(None, (asset.label or asset.kind, asset.plate))) for asset in customer.assets]
    for asset, line in zip(customer.assets, short, strict=True):
        numbers = [number for number in (asset.vin, asset.policy, asset.serial) if _found(number, query)]
        if numbers:
            return " · ".join([line, *numbers])
        if _found(line, query):
            return line
    return (short or [""])[0]


def _found(words: str, query: str) -> bool:
    return any(part.found for part in parts(words, query))


def card_of(result: Found, query: str, region: str, now: dt.datetime) -> Card:
    """A customer as a result of a query; one who is linked says so before anything else of the second line."""
    customer = result.customer
    linked = say("≡ same as {ids}", ids=", ".join(result.linked)) if result.linked else ""
    shown = [(channel, display_number(channel.value, region)) for channel in customer.channels]
    # A number is what one needs; an address leads only where it was what was searched for.
    wanted = [pair for pair in shown if pair[0].kind.can_be_called or "@" in query or not _found(customer.name, query)]
    found = [pair for pair in wanted if _found(pair[1], query)]
    # A postal address tells a caller nothing: it stands only where it was searched for, or where there is nothing else.
    direct = [pair for pair in shown if pair[0].kind is not ChannelKind.POSTAL]
    best = next(iter(found or direct or shown), None)
    trust = Trust("✕", say("do not call"), "broken") if customer.do_not_call else None
    if not direct and not trust:
        trust = Trust("▲", say("post only") if shown else say("no channel"), "caution")
    return Card(
        customer.id,
        parts(customer.name, query),
        parts(" · ".join(filter(None, (linked, axes_of(customer)))), query),
        parts(asset_line(customer, query), query),
        parts(best[1], query) if best else (Part(say("no phone, no e-mail"), found=False),),
        trust or (trust_in(best[0], now) if best else None),
    )


class Cards(QAbstractListModel):
    """The results as Qt's model."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: tuple[Card, ...] = ()

    def take(self, cards: Sequence[Card]) -> None:
        """Shows other results."""
        self.beginResetModel()
        self._cards = tuple(cards)
        self.endResetModel()

    def renew(self, cards: Mapping[str, Card]) -> None:
        """Shows what changed about customers who stay where they are."""
        self._cards = tuple(cards.get(card.customer, card) for card in self._cards)
        if self._cards:
            self.dataChanged.emit(self.index(0), self.index(len(self._cards) - 1))

    def card(self, place: int) -> Card:
        """The result at a place."""
        return self._cards[place]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's own signature
        """Qt: how many results."""
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the card, or its words."""
        card = self._cards[index.row()]
        if role == CARD:
            return card
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return card.words
        return None


class CardPainter(QStyledItemDelegate):
    """Draws a result card."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 - Qt's own name
        """Qt: three or four lines tall."""
        card: Card = index.data(CARD)
        lines = 24 + 21 + (18 if card.axes else 0) + (18 if card.asset else 0)
        return QSize(10, self._look.px(lines + 24) + 5)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt: draws box, name, small lines, channel and trust."""
        look, card = self._look, index.data(CARD)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        box: QRect = option.rect.adjusted(1, 1, -2, -5)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.colour("accent" if chosen else "line"))
        painter.setBrush(look.colour("chosen" if chosen else "panel"))
        painter.drawRoundedRect(box, 6, 6)
        inner = box.adjusted(look.px(12), look.px(8), -look.px(12), -look.px(8))
        y = inner.top()
        y += self._line(painter, QRect(inner.left(), y, inner.width(), look.px(26)), card.name, 16.5, "ink")
        for small in (card.axes, card.asset):
            if small:
                y += self._line(painter, QRect(inner.left(), y, inner.width(), look.px(18)), small, 12.5, "soft")
        place = QRect(inner.left(), y + look.px(1), inner.width(), look.px(22))
        painter.setFont(look.font(15, bold=True, even=True))
        number = sum(painter.fontMetrics().horizontalAdvance(part.words) for part in card.channel)
        # A number is never cut; the words about it give way.
        used = self._trust(painter, place, card.trust, max(place.width() - number - look.px(12), place.width() // 4))
        self._line(painter, place.adjusted(0, 0, -used, 0), card.channel, 15, "ink")
        painter.restore()

    def _trust(self, painter: QPainter, place: QRect, trust: Trust | None, most: int) -> int:
        if trust is None:
            return 0
        look = self._look
        painter.setFont(look.font(12.5, bold=True))
        painter.setPen(look.colour("soft" if trust.tone == "plain" else trust.tone))
        wide = min(painter.fontMetrics().horizontalAdvance(trust.line) + 2, most)
        line = painter.fontMetrics().elidedText(trust.line, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, line)
        return wide + look.px(8)

    def _line(self, painter: QPainter, place: QRect, line: Sequence[Part], size: float, ink: str) -> int:
        x, end = place.left(), place.right()
        painter.setPen(self._look.colour(ink))
        for part in line:
            painter.setFont(self._font(size, part))
            wide = painter.fontMetrics().horizontalAdvance(part.words)
            shown = part.words
            if x + wide > end:
                shown = painter.fontMetrics().elidedText(shown, Qt.TextElideMode.ElideRight, max(end - x, 0))
            painter.drawText(QRect(x, place.top(), end - x, place.height()), Qt.AlignmentFlag.AlignVCenter, shown)
            x += wide
            if x >= end:
                break
        return place.height()

    def _font(self, size: float, part: Part) -> QFont:
        return self._look.font(size, bold=part.found, even=True)


class Results(QListView):
    """The list of cards.

    Signals:
        chosen: the id of the customer whose card became current.
        opened: Enter on a card, or a click.
        typed: a character that belongs into the search box.
    """

    chosen = Signal(str)
    opened = Signal()
    typed = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.cards = Cards()
        self.setObjectName("find_results")
        self.setAccessibleName(say("Customers found"))
        self.setProperty("role", "bare")
        self.setModel(self.cards)
        self._painter = CardPainter(look)
        self.setItemDelegate(self._painter)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.clicked.connect(lambda _: self.opened.emit())
        look.changed.connect(self.scheduleDelayedItemsLayout)

    def take(self, cards: Sequence[Card]) -> None:
        """Shows other results, the first one chosen; stays on the same customer where it is still first in mind."""
        self.cards.take(cards)
        if cards:
            self.setCurrentIndex(self.cards.index(0))

    @property
    def customers(self) -> list[str]:
        """The ids of the customers shown, in order."""
        return [self.cards.card(place).customer for place in range(self.cards.rowCount())]

    def renew(self, cards: Mapping[str, Card]) -> None:
        """Shows what changed about customers in the list; order and choice stay."""
        self.cards.renew(cards)

    def step(self, by: int) -> None:
        """Goes up or down."""
        place = min(max(self.currentIndex().row() + by, 0), self.cards.rowCount() - 1)
        if place >= 0:
            self.setCurrentIndex(self.cards.index(place))

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 - Qt's own name
        """Qt: another card became current."""
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(self.cards.card(current.row()).customer)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: Enter opens, letters go back into the search box, everything else is the list's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.text().isprintable() and event.text() and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.typed.emit(event.text())
        else:
            super().keyPressEvent(event)
