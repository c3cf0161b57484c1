"""The first hour: steps in order, ticked by whoever did them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel

from continuity_app.desktop.widgets.basics import clear, columns, rows, text
from continuity_app.desktop.widgets.times import when_written
from continuity_app.journal.store import Journal
from continuity_app.outage.duties import Duties
from continuity_app.words import say


class Checklist(QFrame):
    """The steps of one incident.

    Signals:
        ticked: a step's number from 1 on, and whether it is done now.
    """

    ticked = Signal(int, bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("first_hour")
        self.setProperty("role", "panel")
        self.progress = text("", "strong", "first_hour_progress", wrap=True)
        self.boxes: list[QCheckBox] = []
        self._shown: tuple[str, ...] = ()
        self._words: list[QLabel] = []
        self._steps = rows(gap=12)
        self.setLayout(rows(self.progress, self._steps, 1, margins=(0, 14, 20, 0), gap=12))

    def show_steps(self, steps: Sequence[str], incident: str, duties: Duties, journal: Journal) -> None:
        """Shows the steps and who did which; the boxes stay where they are while the steps are the same."""
        if tuple(steps) != self._shown:
            self._build(tuple(steps))
        now = journal.clock.now()
        done = 0
        for number, (box, words) in enumerate(zip(self.boxes, self._words, strict=True), 1):
            note = duties.done(incident, number)
            done += note is not None
            box.blockSignals(True)
            box.setChecked(note is not None)
            box.blockSignals(False)
            words.setText(say("✓ {person}, {at}", person=note.person, at=when_written(note.at, now)) if note else "")
        self.progress.setText(say("{done} of {count} steps done", done=done, count=len(steps)))

    def focus_first(self) -> None:
        """Puts the focus on the first step that is not done."""
        box = next((box for box in self.boxes if not box.isChecked()), None)
        if box is not None:
            box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, steps: tuple[str, ...]) -> None:
        clear(self._steps)
        self.boxes, self._words, self._shown = [], [], steps
        for number, step in enumerate(steps, 1):
            box = QCheckBox(say("Done"))
            box.setObjectName(f"first_hour_done_{number}")
            box.setAccessibleName(step)
            box.toggled.connect(partial(self._tick, number))
            told = text("", "small", f"first_hour_by_{number}", tone="good")
            self.boxes.append(box)
            self._words.append(told)
            body = rows(text(step, "", f"first_hour_{number}", wrap=True), told, gap=2)
            line = columns(rows(text(str(number), "letter"), 1), body, rows(box, 1), gap=12)
            line.setStretch(1, 1)
            self._steps.addLayout(line)

    def _tick(self, number: int, done: bool) -> None:
        self.ticked.emit(number, done)
