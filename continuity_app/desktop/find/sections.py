"""The parts of a customer's page: reach, what is expected and promised, assets, what happened so far."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from continuity_app.contacts.model import Asset, Channel
from continuity_app.desktop.find.highlight import parts
from continuity_app.desktop.widgets.basics import clear, rows, section, selectable, text
from continuity_app.desktop.widgets.marks import kind_words, trust_in
from continuity_app.desktop.widgets.times import parse, when_written
from continuity_app.words import say


@dataclass(frozen=True, slots=True)
class Line:
    """Something with a time, words and a small note at its end."""

    at: str
    words: str
    note: str = ""
    urgent: bool = False


class Section(QFrame):
    """A heading with a hairline and rows in columns that line up; hidden while it has none."""

    def __init__(self, title: str, note: str, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._note = note
        self._head = section(title, note)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setContentsMargins(0, 2, 0, 8)
        self.setLayout(rows(self._head, self._grid, gap=6))

    def begin(self) -> QGridLayout:
        """Empties the rows, and gives their grid."""
        clear(self._grid)
        return self._grid

    def tell_count(self, words: str) -> None:
        """Changes the small note at the right of the heading."""
        item = self._head.itemAt(0).layout()
        note = item.itemAt(item.count() - 1).widget() if item is not None else None
        if isinstance(note, QLabel):
            note.setText(words)


def show_channels(into: Section, channels: Sequence[tuple[Channel, str]], now: dt.datetime) -> None:
    """Fills the reach section: value, kind, trust in words; the first one is the largest."""
    grid = into.begin()
    into.setVisible(True)
    for row, (channel, shown) in enumerate(channels):
        value = selectable(text(shown, "number" if row == 0 else "lead", f"channel_{row}_value", wrap=False))
        if row:
            value.setProperty("role", "")
        trust = trust_in(channel, now)
        grid.addWidget(value, row, 0)
        grid.addWidget(text(kind_words(channel.kind), "small", f"channel_{row}_kind"), row, 1)
        grid.addWidget(text(trust.line, "small", f"channel_{row}_trust", tone=trust.tone), row, 2)
    if not channels:
        grid.addWidget(text(say("No phone and no e-mail is known: Alt+N adds one."), "soft", "no_channel"), 0, 0)
    grid.setColumnStretch(2, 1)


def show_lines(into: Section, lines: Sequence[Line], now: dt.datetime) -> None:
    """Fills a section with times, words and notes."""
    grid = into.begin()
    into.setVisible(bool(lines))
    for row, line in enumerate(lines):
        label = text(when_written(line.at, now) or say("no day"), "strong" if line.urgent else "soft")
        if line.urgent and (at := parse(line.at, now)) is not None and at < now:
            label.setProperty("tone", "caution")
        grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text(line.words, wrap=True), row, 1)
        note = text(line.note, "small")
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
