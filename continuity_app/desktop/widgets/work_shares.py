"""Who does what part: dividing a list among people or laptops, handing a share over, taking one over."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.sliced import Sliced
from continuity_app.desktop.widgets.table import Cell, Column, Row, Table, fitted
from continuity_app.desktop.widgets.times import count
from continuity_app.outage.share_desk import ShareDesk
from continuity_app.outage.shares import Division, same_worker
from continuity_app.progress import Job, Step
from continuity_app.words import say

MOST_ROWS = 8


class WorkShares(QFrame):
    """The shares of one task."""

    def __init__(
        self, desk: Desk, shares: Callable[[], ShareDesk], counted: Callable[[], Job[Mapping[str, int]]], *, name: str
    ) -> None:
        """Builds the panel.

        Args:
            desk: the way to the session and the window.
            shares: of the task.
            counted: the work of counting how much is left in each worker's share; '' for what is nobody's.
            name: with which the names of its widgets begin.
        """
        super().__init__()
        self._desk, self._shares, self._counted = desk, shares, counted
        self._counting = Sliced(self)
        self._counting.stepped.connect(self._tell_step)
        self._counting.finished.connect(self._show)
        self._counting.failed.connect(desk.failed)
        self.setObjectName(f"{name}_shares")
        self.about = text("", "soft", f"{name}_shares_about", wrap=True)
        self.table = Table(
            [Column(say("Who")), Column(say("Left"), figures=True), Column(say("What happened"), stretch=True)],
            desk.look,
            name=f"{name}_shares_table",
            says=say("Who has which share"),
        )
        self.among = line_entry(hint="ana ben cleo")
        self.again = line_entry(hint=say("tuesday"))
        self.takers = line_entry(hint="ben dora")
        self.reason = line_entry(hint=say("end of shift; laptop fell out"))
        self._among = Field(say("Divide among, the same names on each laptop"), self.among, name=f"{name}_among")
        self._again = Field(say("Other shares of the same names: a word"), self.again, name=f"{name}_again")
        self._takers = Field(say("To whom"), self.takers, name=f"{name}_takers")
        self._reason = Field(say("Why"), self.reason, name=f"{name}_why")
        self.among.returnPressed.connect(self.divide)
        self.reason.returnPressed.connect(self.hand_over)
        self.setLayout(
            rows(
                self.about,
                self.table,
                columns(rows(self._among, 1), rows(self._again, 1), gap=12),
                Flow(button(say("Divide"), f"{name}_divide", self.divide, key="Alt+D", role="main"), gap=8),
                columns(rows(self._takers, 1), rows(self._reason, 1), gap=12),
                Flow(
                    button(say("Hand the chosen share over"), f"{name}_hand", self.hand_over, key="Alt+H"),
                    button(say("Take it over myself"), f"{name}_take_over", self.take_over, key="Alt+T"),
                    gap=8,
                ),
                1,
                gap=10,
            )
        )

    def refresh(self) -> None:
        """Counts anew."""
        self._counting.start(self._counted())

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: nobody waits for the figures any more."""
        super().hideEvent(event)
        self._counting.stop()

    def _tell_step(self, step: Step) -> None:
        self.about.setText(
            say("{what} {done} of {total}", what=step.sentence, done=count(step.done), total=count(step.total))
        )

    def _show(self, counted: Mapping[str, int]) -> None:
        division = self._desk.attempt(lambda: self._shares().division())
        if division is None:
            return
        mine = self._shares().mine()
        workers = sorted({*division.workers, *division.given.values(), *filter(None, counted)})
        made = [
            Row(
                worker,
                (
                    Cell(say("{worker} (me)", worker=worker) if same_worker(worker, mine) else worker, bold=True),
                    count(counted.get(worker, 0)),
                    _told(division, worker),
                ),
            )
            for worker in workers
        ]
        if counted.get(""):
            made.append(Row("", (Cell(say("nobody in particular"), "soft"), count(counted[""]), "")))
        self.table.take(made)
        fitted(self.table, MOST_ROWS, self._desk.look)
        self.about.setText(
            say("Divided by {user} among {names}.", user=division.by, names=", ".join(division.among))
            if division.division
            else say("Not divided yet: everybody sees the whole list.")
        )

    def focus_first(self) -> None:
        """Puts the cursor into the names."""
        self.among.setFocus(Qt.FocusReason.OtherFocusReason)

    def divide(self) -> None:
        """Divides among the names."""
        names, again = _names(self.among.text()), self.again.text()
        self._among.tell("" if names else say("Name who shares the work, with blanks between."))
        if names:
            done = self._desk.save(
                lambda: self._shares().divide(names, again),
                say("Divided. Say the same names on each laptop: the shares are the same there."),
            )
            if done is not None:
                self.among.clear()

    def hand_over(self) -> None:
        """Hands the chosen share to those who are named."""
        takers = _names(self.takers.text())
        self._takers.tell("" if takers else say("Name one or several who take it."))
        if takers:
            self._hand(takers)

    def take_over(self) -> None:
        """Takes the chosen share."""
        self._takers.tell("")
        self._hand([self._shares().mine() or self._desk.session.user])

    def _hand(self, takers: list[str]) -> None:
        giver, why = self.table.current(), self.reason.text().strip()
        self._reason.tell("" if why else say("Say in a few words why."))
        if not why:
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if not giver:
            self._takers.tell(say("Choose in the table whose share it is."))
            return
        done = self._desk.save(
            lambda: self._shares().hand_over(str(giver), takers, why),
            say("The share of {giver} goes to {takers}.", giver=giver, takers=", ".join(takers)),
        )
        if done is not None:
            self.takers.clear()
            self.reason.clear()


def _names(typed: str) -> list[str]:
    return typed.replace(",", " ").replace(";", " ").split()


def _told(division: Division, worker: str) -> str:
    """What was handed over from or to a worker, the last thing first."""
    told = []
    for body in reversed(division.handed):
        if same_worker(body.giver, worker):
            told.append(say("gave it to {takers}: {reason}", takers=", ".join(body.takers), reason=body.reason))
        elif any(same_worker(taker, worker) for taker in body.takers):
            told.append(say("took that of {giver}: {reason}", giver=body.giver, reason=body.reason))
    return " · ".join(told)
