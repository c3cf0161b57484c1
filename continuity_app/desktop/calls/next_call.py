"""The next call: the number large, its QR code, why, the script, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QTextBrowser

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
from continuity_app.desktop.widgets.marks import Trust
from continuity_app.desktop.widgets.outcome_pad import OutcomePad
from continuity_app.desktop.widgets.qr import QrCode
from continuity_app.times.reading import Manner
from continuity_app.words import say

NARROW = 640
"""Pixels at 100 % below which the pane is narrow."""
SIDE_BY_SIDE = 110
"""Up to this text size, in per cent, the script stands beside the outcomes; above it, below them."""


@dataclass(frozen=True, slots=True)
class NextFacts:
    """What is shown of the next call; channels as value and how it is shown, best first."""

    name: str
    about: str
    reason: str
    number: str
    tel: str
    trust: Trust
    channels: tuple[tuple[str, str], ...]


class NextCall(QFrame):
    """The right side of the calls room.

    Signals:
        done: an outcome is chosen and Enter was pressed.
        page_asked: the customer's page.
        skipped: not this one now; the one after it.
        script_chosen: the place of another script in the list.
    """

    done = Signal()
    page_asked = Signal()
    skipped = Signal()
    script_chosen = Signal(int)

    def __init__(self, look: Look, manner: Callable[[], Manner]) -> None:
        super().__init__()
        self._look = look
        self.setObjectName("next_call")
        self.setProperty("role", "panel")
        self.name = selectable(text("", "heading", "call_name", wrap=True))
        self.about = text("", "soft", "call_about", wrap=True)
        self.reason = text("", "strong", "call_reason", wrap=True)
        self.number = selectable(text("", "dial", "call_number"))
        self.trust = text("", "small", "call_trust")
        self.qr = QrCode(look, name="call_qr", says=say("QR code that dials this number"), dot=4)
        self.pad = OutcomePad(look, manner, name="outcome")
        self.scripts = QComboBox()
        self.scripts.setObjectName("call_script_choice")
        self.scripts.setAccessibleName(say("Script"))
        self.script = QTextBrowser()
        self.script.setObjectName("call_script")
        self.script.setAccessibleName(say("What to say"))
        self.script.setOpenLinks(False)
        log = button(say("Log it, bring the next   Enter"), "call_log", self.pad.finish, role="main")
        page = button(say("Customer's page"), "call_page", self.page_asked.emit, key="Alt+C")
        later = button(say("Later: the next one"), "call_skip", self.skipped.emit, key="Alt+N")
        self.pad.done.connect(self.done)
        self.scripts.activated.connect(self.script_chosen)
        head = columns(
            rows(self.name, self.about, self.reason, self.number, self.trust, 1, gap=2), rows(self.qr, 1), gap=16
        )
        head.setStretch(0, 1)
        self._talk = holder(rows(self.scripts, self.script, gap=6))
        self._both = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._both.setSpacing(24)
        self._both.addWidget(self.pad, 5)
        self._both.addWidget(self._talk, 4)
        inside = frame("panel")
        parts = rows(head, line(), self._both, margins=(26, 14, 26, 14), gap=12)
        parts.setStretch(2, 1)
        inside.setLayout(parts)
        actions = holder(rows(Flow(log, later, page, gap=8, margins=(26, 10, 26, 12))), "panel")
        whole = rows(scrolling(inside, "call_scroll"), line(), actions, gap=0)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        look.changed.connect(self._fit)
        self._fit()

    def show_call(self, facts: NextFacts) -> None:
        """Brings a call."""
        self.name.setText(facts.name)
        self.about.setText(facts.about)
        self.reason.setText(facts.reason)
        self.number.setText(facts.number)
        self.trust.setText(facts.trust.line)
        self.trust.setProperty("tone", facts.trust.tone)
        self.qr.show_text(facts.tel)
        self.pad.prepare(facts.channels)

    def offer_scripts(self, titles: Sequence[str]) -> None:
        """Offers the scripts of the snapshot."""
        self.scripts.clear()
        self.scripts.addItems(list(titles))
        self._talk.setVisible(bool(titles))

    def show_script(self, markdown: str) -> None:
        """Shows a script."""
        document = self.script.document()
        document.setMarkdown(markdown, QTextDocument.MarkdownFeature.MarkdownNoHTML)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: where it is narrow the number stays whole; the script goes below, and the code gives way."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        wide = self.width() >= self._look.px(NARROW)
        beside = wide and self._look.percent <= SIDE_BY_SIDE
        self.qr.setVisible(wide)
        self._both.setDirection(QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom)
        self.script.setMinimumHeight(self._look.px(180))
