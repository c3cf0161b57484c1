"""Which part of the customers the call list shows: one's own share first, the three axes, plans, language, value."""

import datetime as dt

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, holder, rows
from continuity_app.desktop.widgets.field import line_entry
from continuity_app.outage.call_lines import Filters
from continuity_app.words import say

AXES = ("segment", "market", "product")
EVERYBODY = ""
WEEK = 7


class ListFilters(QFrame):
    """The choices above the call list; all but the share are folded away until they are wanted.

    Signals:
        changed: another part is meant.
    """

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("calls_filters")
        self.share = _combo("calls_share", say("Whose share"))
        self.axes = {axis: self._axis(axis) for axis in AXES}
        self.plan = self._plans()
        self.language = line_entry(hint=say("Language, such as es"))
        self.language.setObjectName("calls_language")
        self.language.setAccessibleName(say("Only customers who speak this language"))
        self.value = line_entry(hint=say("Worth a year, at least"))
        self.value.setObjectName("calls_value")
        self.value.setAccessibleName(say("Only customers who are worth this much a year, or more"))
        self._more = holder(rows(*self.axes.values(), self.plan, self.language, self.value, gap=6))
        self._more.hide()
        self._open = button(say("Filters"), "calls_more", self._turn, key="Alt+F")
        self.setLayout(rows(self.share, self._open, self._more, gap=6))
        for combo in (self.share, self.plan, *self.axes.values()):
            combo.activated.connect(lambda _: self._change())
        for entry in (self.language, self.value):
            entry.editingFinished.connect(self._change)
        self._had_share = False
        self.refresh()

    def refresh(self) -> None:
        """Reads anew who has a share."""
        shares = self._desk.session.call_shares
        division, mine = shares.division(), shares.mine()
        before, first = self.share.currentData(), self.share.count() == 0
        workers = sorted({*division.workers, *division.given.values()})
        self.share.clear()
        if mine:
            self.share.addItem(say("My share"), mine)
        self.share.addItem(say("Everybody's customers"), EVERYBODY)
        for worker in workers:
            if worker != mine:
                self.share.addItem(say("The share of {worker}", worker=worker), worker)
        place = -1 if first else self.share.findData(before)
        # Who gets a share while looking at the whole list goes on with the share.
        had_none = before == EVERYBODY and not self._had_share
        self.share.setCurrentIndex(0 if place < 0 or (mine and had_none) else place)
        self._had_share = bool(mine)
        self.share.setVisible(bool(workers))
        self._known = self.filters()
        self._tell()

    def choose(self, **axes: str) -> None:
        """Chooses on the axes; what is not named takes all."""
        for axis, combo in self.axes.items():
            combo.setCurrentIndex(max(combo.findData(axes.get(axis, "")), 0))
        self._known = self.filters()
        self._tell()

    def filters(self) -> Filters:
        """What is chosen."""
        chosen = {axis: str(combo.currentData() or "") for axis, combo in self.axes.items()}
        kind, days = self.plan.currentData() or ("", 0)
        end = self._desk.clock.now().replace(hour=23, minute=59, second=59) + dt.timedelta(days=days)
        return Filters(
            **chosen,
            language=self.language.text().strip(),
            appointment_by=end if kind == "appointment" else None,
            promise_by=end if kind == "promise" else None,
            value_from=_amount(self.value.text()),
            worker=str(self.share.currentData() or ""),
        )

    @property
    def words(self) -> str:
        """What is chosen, in a line; empty where everybody is meant."""
        combos = [combo for combo in (*self.axes.values(), self.plan) if combo.currentIndex() > 0]
        told = [combo.currentText() for combo in combos]
        told += [self.language.text().strip()] if self.language.text().strip() else []
        if amount := _amount(self.value.text()):
            told.append(say("from {value} a year", value=f"{amount:,.0f}"))
        return ", ".join(told)

    def _turn(self) -> None:
        self._more.setVisible(self._more.isHidden())
        if not self._more.isHidden():
            self.axes["segment"].setFocus()

    def _change(self) -> None:
        self._tell()
        now = self.filters()
        if now != self._known:
            self._known = now
            self.changed.emit()

    def _tell(self) -> None:
        words = self.words
        self._open.setText(say("Filters: {chosen}  Alt F", chosen=_short(words)) if words else say("Filters  Alt F"))
        self._open.setToolTip(words)

    def _axis(self, axis: str) -> QComboBox:
        names = {"segment": say("All segments"), "market": say("All markets"), "product": say("All products")}
        made = _combo(f"calls_{axis}", names[axis])
        made.addItem(names[axis], "")
        store = self._desk.session.contacts
        for value in store.axis_values(axis) if store is not None else ():
            made.addItem(value, value)
        return made

    def _plans(self) -> QComboBox:
        made = _combo("calls_plan", say("By appointment or promise"))
        for words, kind in (
            (say("With or without an appointment"), ("", 0)),
            (say("Expected today"), ("appointment", 0)),
            (say("Expected by tomorrow"), ("appointment", 1)),
            (say("Promise due today or overdue"), ("promise", 0)),
            (say("Promise due within a week"), ("promise", WEEK)),
        ):
            made.addItem(words, kind)
        return made


def _combo(name: str, says: str) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(says)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return made


def _amount(typed: str) -> float:
    """An amount as it is typed, with or without thousands apart; what is none asks for nothing."""
    try:
        return max(float(typed.replace(",", "").replace(" ", "")), 0.0)
    except ValueError:
        return 0.0


def _short(words: str, most: int = 22) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"
