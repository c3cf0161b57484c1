"""The readiness room: one share and what it rests on, the next thing to do, the worst cells, the eight keys."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget

from continuity_app.desktop.desk import Desk, Room
from continuity_app.desktop.readiness.keys_tab import KeysTab
from continuity_app.desktop.readiness.paper import report_pdf, sample_pdf
from continuity_app.desktop.readiness.reach_tab import ReachTab
from continuity_app.desktop.widgets.basics import button, columns, frame, line, rows, text
from continuity_app.desktop.widgets.times import count
from continuity_app.readiness.desk import ReadinessReport
from continuity_app.words import say

SAMPLE = 30
SHOWN_STEPS = 3


class ReadinessRoom(Room):
    """If it happened now, whom could we serve?"""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "readiness", say("Readiness"))
        self.share = text("", "figure", "readiness_share")
        self.share.setAccessibleName(say("Reachable by telephone"))
        self.rests = text("", "lead", "readiness_rests", wrap=True)
        self.sample = text("", "soft", "readiness_sample", wrap=True)
        self.next_head = text(say("The next thing to do"), "section", "readiness_next_head")
        self.next = text("", "strong", "readiness_next", wrap=True)
        self.because = text("", "small", "readiness_because", wrap=True)
        self.later = text("", "soft", "readiness_later", wrap=True)
        self.reach = ReachTab(desk.look)
        self.keys = KeysTab(desk)
        self.tabs = QTabWidget()
        self.tabs.setObjectName("readiness_tabs")
        self.tabs.setAccessibleName(say("Parts of readiness"))
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.reach, say("Whom we can reach"))
        self.tabs.addTab(self.keys, say("Eight keys"))
        draw = button(say("Draw {count} to dial", count=SAMPLE), "readiness_draw", self.draw_sample, key="Alt+D")
        head = columns(
            rows(self.share, gap=0),
            rows(self.rests, self.sample, columns(draw, 1), 1, gap=4),
            rows(self.next_head, self.next, self.because, self.later, 1, gap=4),
            gap=32,
        )
        head.setStretch(1, 3)
        head.setStretch(2, 3)
        panel = frame("panel")
        inside = rows(head, line(), self.tabs, margins=(26, 16, 26, 12), gap=10)
        inside.setStretch(2, 1)
        panel.setLayout(inside)
        self.setLayout(rows(panel))
        self.keys.answered.connect(self.refresh)

    def refresh(self) -> None:
        """Measures anew."""
        report = self.desk.attempt(self.desk.session.readiness.report)
        if report is None:
            return
        self._tell_share(report)
        steps = report.next_steps[:SHOWN_STEPS]
        self.next.setText(say(steps[0].step) if steps else say("Everything that can be measured meets its target."))
        self.because.setText(steps[0].because if steps else "")
        later = [say(step.step) for step in steps[1:]]
        self.later.setText(say("Then: {steps}", steps=" ".join(later)) if later else "")
        self.reach.show_reach(report.reach)
        self.keys.show_keys(report.keys)

    def focus_first(self) -> None:
        """Puts the focus into the part in front."""
        page: Any = self.tabs.currentWidget()
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        page.focus_first()

    def print_list(self) -> None:
        """Previews the readiness report."""
        data = self.desk.attempt(lambda: report_pdf(self.desk))
        if data is not None:
            self.desk.show_paper(say("Readiness report"), data, "readiness.pdf")

    def draw_sample(self) -> None:
        """Draws customers by chance to be dialled, and previews their list."""
        calls = self.desk.save(lambda: self.desk.session.readiness.draw_sample(SAMPLE))
        if calls is None:
            return
        data = self.desk.attempt(lambda: sample_pdf(self.desk, calls))
        if data is not None:
            self.desk.show_paper(say("Dial sample"), data, "dial-sample.pdf")

    def _tell_share(self, report: ReadinessReport) -> None:
        whole = report.reach.whole
        if not whole.customers:
            self.share.setText(say("?"))
            self.rests.setText(say("No customer data yet: apply a snapshot first (Kit, Ctrl 8)."))
            self.sample.setText("")
            return
        self.share.setText(f"{100 * whole.share:.0f} %")
        self.rests.setText(
            say(
                "{reachable} of {customers} customers have a telephone number that may work; "
                "{email} more have only an e-mail.",
                reachable=count(whole.reachable),
                customers=count(whole.customers),
                email=count(whole.email_only),
            )
        )
        sample = report.sample
        if sample is None or not sample.dialled:
            self.sample.setText(say("It rests on the numbers alone: nobody has dialled a sample yet."))
            return
        reached = sample.reached
        self.sample.setText(
            say(
                "Of {dialled} dialled by chance {hits} were reached: {low} to {high} % of all, at 95 %.",
                dialled=sample.dialled,
                hits=reached.hits,
                low=round(100 * reached.low),
                high=round(100 * reached.high),
            )
        )
