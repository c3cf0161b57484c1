"""What a place shows when it has nothing to show, when something went wrong, and when something takes long."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QElapsedTimer, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from continuity_app.desktop.widgets.basics import STEP, button, clear, columns, frame, rows, text
from continuity_app.desktop.widgets.focus import Place
from continuity_app.desktop.widgets.next_steps import next_step
from continuity_app.desktop.work import Work
from continuity_app.errors import KitError
from continuity_app.progress import Step
from continuity_app.words import say

SHOWN_DETAILS = 8
WORTH_AN_ESTIMATE = 3_000


def empty_state(title: str, sentence: str, act: QWidget | None = None, *, name: str = "empty") -> QFrame:
    """Says why a place is empty, and the next action."""
    made = frame("panel", name)
    parts: list[Any] = [1, text(title, "heading", f"{name}_title", wrap=True), text(sentence, "soft", wrap=True)]
    if act is not None:
        parts.append(columns(act, 1))
    made.setLayout(rows(*parts, 2, margins=6 * STEP, gap=3 * STEP))
    return made


class ErrorPanel(QFrame):
    """What happened, what is safe, what to do; the rows of an error below, and a way to close it.

    Signals:
        closed: the user has read it.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "trouble")
        self.setObjectName("error_panel")
        self.setAccessibleName(say("What went wrong"))
        self._message = text("", "strong", "error_message", wrap=True, tone="broken")
        self._safe = text("", "", "error_safe", wrap=True)
        self._next = text("", "strong", "error_next", wrap=True)
        self._details = rows(gap=STEP)
        self._close = button(say("Close"), "error_close", self.hide_error)
        self._before = Place()
        self.setLayout(
            rows(
                columns(self._message, columns(self._close), gap=4 * STEP),
                self._safe,
                self._next,
                self._details,
                margins=(16, 12, 12, 12),
                gap=STEP,
            )
        )
        self.hide()

    def show_error(self, error: KitError) -> None:
        """Shows an error and takes the focus to its button."""
        self._message.setText(f"✕ {error.message}")
        self._safe.setText(error.what_is_safe)
        step = next_step(error)
        self._next.setText(step)
        clear(self._details)
        for detail in error.details[:SHOWN_DETAILS]:
            self._details.addWidget(text(" · ".join(str(value) for value in detail.values()), "small", wrap=True))
        left = len(error.details) - SHOWN_DETAILS
        if left > 0:
            self._details.addWidget(text(say("and {count} more of the same kind", count=left), "small"))
        self.setAccessibleDescription(f"{error.message} {error.what_is_safe} {step}")
        if not self.isVisible():
            self._before = Place.now()
        self.show()
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    def hide_error(self) -> None:
        """Closes the panel; the focus goes back to where it was, or else to where the window puts it."""
        self.hide()
        self.closed.emit()
        self._before.take()


class BusyPanel(QFrame):
    """A long job's progress with an estimate and Cancel, above the room; calls back on the window's own thread."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self.setObjectName("busy_panel")
        self.setAccessibleName(say("Long task under way"))
        self._title = text("", "strong", "busy_title")
        self._step = text("", "small", "busy_step", wrap=True)
        self._left = text("", "small", "busy_left")
        self._bar = QProgressBar()
        self._bar.setObjectName("busy_bar")
        self._bar.setAccessibleName(say("Progress"))
        self._bar.setTextVisible(False)
        self._cancel = button(say("Cancel"), "busy_cancel", self._ask_to_stop)
        self._work: Work | None = None
        self._done: Callable[[Any], object] | None = None
        self._failed: Callable[[KitError], object] | None = None
        self._clock = QElapsedTimer()
        self.setLayout(
            rows(
                columns(self._title, 1, self._left, self._cancel),
                self._bar,
                self._step,
                margins=(18, 8, 18, 8),
                gap=STEP,
            )
        )
        self.hide()

    def watch(
        self, work: Work, title: str, done: Callable[[Any], object], failed: Callable[[KitError], object]
    ) -> None:
        """Shows a job from its beginning; `done` or `failed` is called when it ends, neither when it was cancelled."""
        self._work, self._done, self._failed = work, done, failed
        self._title.setText(title)
        self._step.setText("")
        self._left.setText("")
        self._bar.setRange(0, 0)
        self._cancel.setEnabled(True)
        self._clock.start()
        self.show()
        work.stepped.connect(self._on_step)
        work.finished.connect(self._on_finished)
        work.failed.connect(self._on_failed)
        work.cancelled.connect(self._on_cancelled)

    def _ask_to_stop(self) -> None:
        if self._work is not None:
            self._cancel.setEnabled(False)
            self._left.setText(say("Stopping; what was there before stays."))
            self._work.cancel()

    @Slot(object)
    def _on_step(self, step: Step) -> None:
        self._step.setText(step.sentence)
        self._bar.setRange(0, step.total)
        self._bar.setValue(step.done)
        passed = self._clock.elapsed()
        if self._cancel.isEnabled() and step.total > 0 and step.done > 0 and passed > WORTH_AN_ESTIMATE:
            left = passed / step.done * (step.total - step.done) / 1000
            self._left.setText(in_words(left))

    @Slot(object)
    def _on_finished(self, result: object) -> None:
        done = self._done
        self._end()
        if done is not None:
            done(result)

    @Slot(object)
    def _on_failed(self, error: KitError) -> None:
        failed = self._failed
        self._end()
        if failed is not None:
            failed(error)

    @Slot()
    def _on_cancelled(self) -> None:
        self._end()

    def _end(self) -> None:
        self._work = self._done = self._failed = None
        self.hide()


def in_words(seconds: float) -> str:
    """A rest of time in words, rounded as a person would."""
    if seconds < 90:  # noqa: PLR2004 - a minute and a half still counts in seconds
        return say("about {count} seconds left", count=max(round(seconds / 5) * 5, 5))
    return say("about {count} minutes left", count=round(seconds / 60))
