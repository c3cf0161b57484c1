"""The parts of a customer's page: reach, what is expected and promised, assets, what happened so far."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from continuity_app.contacts.model import Asset, Channel
from continuity_app.desktop.find.highlight import parts
from continuity_app.desktop.widgets.basics import clear, columns, line, rows, selectable, text
from continuity_app.desktop.widgets.marks import kind_words, trust_in
from continuity_app.desktop.widgets.times import parse, when_written
from continuity_app.words import say

WIDEST = 190


@dataclass(frozen=True, slots=True)
class Line:
    """Something with a time, words and a small note at its end."""

    at: str
    words: str
    note: str = ""
    urgent: bool = False
    late: bool = False


class Section(QFrame):
    """A heading with a hairline and rows in columns that line up; hidden while it has none."""

    def __init__(self, title: str, note: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._note = text(note, "small")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setContentsMargins(0, 2, 0, 8)
        head = columns(text(title, "section"), 1, self._note)
        self.setLayout(rows(head, line(), self._grid, gap=6))

    def begin(self) -> QGridLayout:
        """Empties the rows, and gives their grid."""
        clear(self._grid)
        return self._grid

    def tell_count(self, words: str) -> None:
        """Changes the small note at the right of the heading."""
        self._note.setText(words)


def giving_way(label: QLabel) -> QLabel:
    """A short label that stays on one line while there is room, and breaks where large type leaves none."""
    label.ensurePolished()
    label.setWordWrap(True)
    label.setMinimumWidth(min(label.fontMetrics().horizontalAdvance(label.text()) + 4, WIDEST))
    return label


def show_channels(
    into: Section, channels: Sequence[tuple[Channel, str]], now: dt.datetime, *, roomy: bool = True
) -> None:
    """Fills the reach section: value, kind, trust in words; the first one is the largest.

    Args:
        into: the section.
        channels: each with how it is shown, best first.
        now: the present time.
        roomy: kind and trust stand beside the value; with large type they stand below it.
    """
    grid = into.begin()
    into.setVisible(True)
    for place, (channel, shown) in enumerate(channels):
        value = selectable(text(shown, "number" if place == 0 else "", f"channel_{place}_value"))
        kind = text(kind_words(channel.kind), "small", f"channel_{place}_kind")
        trust = trust_in(channel, now)
        told = giving_way(text(trust.line, "small", f"channel_{place}_trust", tone=trust.tone))
        row = place if roomy else 2 * place
        grid.addWidget(value, row, 0, 1, 1 if roomy else 2)
        grid.addWidget(kind, row if roomy else row + 1, 1 if roomy else 0)
        grid.addWidget(told, row if roomy else row + 1, 2 if roomy else 1)
    if not channels:
        grid.addWidget(text(say("No phone and no e-mail is known: Alt+N adds one."), "soft", "no_channel"), 0, 0)
    grid.setColumnStretch(1, 0 if roomy else 1)
    grid.setColumnStretch(2, 1 if roomy else 0)


def show_lines(into: Section, lines: Sequence[Line], now: dt.datetime) -> None:
    """Fills a section with times, words and notes."""
    grid = into.begin()
    into.setVisible(bool(lines))
    for row, one in enumerate(lines):
        label = text(when_written(one.at, now) or say("no day"), "strong" if one.urgent else "soft")
        if one.urgent and (at := parse(one.at, now)) is not None and at < now:
            label.setProperty("tone", "caution")
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text(one.words, wrap=True), row, 1)
        note = giving_way(text(one.note, "small", tone="caution" if one.late else ""))
        grid.addWidget(note, row, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
    grid.setColumnStretch(1, 1)


def show_assets(into: Section, assets: Sequence[Asset], query: str) -> None:
    """Fills the assets: label, plate, number; what the query found is bold."""
    grid = into.begin()
    into.setVisible(bool(assets))
    for row, asset in enumerate(assets):
        grid.addWidget(text(asset.label or asset.kind, wrap=True), row, 0)
        grid.addWidget(selectable(text(asset.plate, "strong")), row, 1)
        number = " · ".join(filter(None, (asset.vin, asset.policy, asset.serial)))
        found = any(part.found for part in parts(number, query)) if query else False
        grid.addWidget(selectable(text(number, "strong" if found else "")), row, 2, Qt.AlignmentFlag.AlignRight)
    grid.setColumnStretch(0, 1)
