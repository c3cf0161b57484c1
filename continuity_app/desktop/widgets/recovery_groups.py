"""The printed recovery key, typed group by group: each group's check is told while it is typed.

The text of the sheet's QR code may be pasted, or typed by a scanner that acts as a keyboard: it finds its boxes itself.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLineEdit

from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import rows, set_mark, set_tone, text
from continuity_app.vault.recovery_key import GROUP_CHARACTERS, GROUPS, group_holds, group_problem
from continuity_app.words import say

_IN_A_ROW = 4
_GAPS = " -\t\n\r"


class RecoveryGroups(QFrame):
    """Thirteen small boxes; a whole group leads to the next, Backspace in an empty one to the one before.

    Signals:
        changed: something was typed.
        entered: Enter was pressed.
    """

    changed = Signal()
    entered = Signal()

    def __init__(self, look: Look, *, name: str) -> None:
        super().__init__()
        self._look = look
        self.setObjectName(name)
        self.boxes = [_Box(f"{name}_{number}", number) for number in range(1, GROUPS + 1)]
        self._labels = [text("", "label", f"{name}_{number}_label") for number in range(1, GROUPS + 1)]
        self._places = []
        for label, box in zip(self._labels, self.boxes, strict=True):
            place = QFrame()
            place.setLayout(rows(label, box, gap=2))
            label.setBuddy(box)
            self._places.append(place)
            box.textEdited.connect(lambda typed, box=box: self._typed(box, typed))
            box.returnPressed.connect(self.entered)
            box.left.connect(lambda box=box: self._step(box, -1))
        self.problems = text("", "small", f"{name}_problem", wrap=True, tone="broken")
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, place in enumerate(self._places):
            grid.addWidget(place, at // _IN_A_ROW, at % _IN_A_ROW)
        grid.setColumnStretch(_IN_A_ROW, 1)
        self.setLayout(rows(grid, self.problems, gap=8))
        look.changed.connect(self._fit)
        self._fit()
        self._tell()

    @property
    def words(self) -> str:
        """What was typed, group by group, as it stands on the sheet."""
        return "-".join(box.text() for box in self.boxes)

    @property
    def whole(self) -> bool:
        """Whether every group is there and holds its check."""
        return all(group_holds(box.number, box.text()) for box in self.boxes)

    def take(self, typed: str, first: int = 0) -> None:
        """Puts a pasted or scanned text into the boxes from one on, five characters into each."""
        clean = "".join(character for character in typed if character not in _GAPS)
        pieces = [clean[at : at + GROUP_CHARACTERS] for at in range(0, len(clean), GROUP_CHARACTERS)]
        start = 0 if len(pieces) >= GROUPS else first
        for box, piece in zip(self.boxes[start:], pieces, strict=False):
            box.setText(piece.upper())
        last = self.boxes[min(start + len(pieces), GROUPS) - 1]
        self._tell()
        self._go_on(last)
        self.changed.emit()

    def clear(self) -> None:
        """Forgets what was typed."""
        for box in self.boxes:
            box.clear()
        self._tell()

    def focus_first(self) -> None:
        """Puts the cursor into the first box that is not whole yet."""
        unfinished = (box for box in self.boxes if not group_holds(box.number, box.text()))
        next(unfinished, self.boxes[-1]).setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_for_the_rest(self) -> bool:
        """Says which groups are missing or wrong and goes to the first; whether the key is whole."""
        missing = [str(box.number) for box in self.boxes if len(box.text().strip()) < GROUP_CHARACTERS]
        self._tell(say("Still to be typed: group {groups}.", groups=", ".join(missing)) if missing else "")
        if not self.whole:
            self.focus_first()
        return self.whole

    def _typed(self, box: "_Box", typed: str) -> None:
        clean = "".join(character for character in typed if character not in _GAPS)
        if len(clean) > GROUP_CHARACTERS:
            self.take(typed, box.number - 1)
            return
        if clean.upper() != typed:
            place = box.cursorPosition() - (len(typed) - len(clean))
            box.setText(clean.upper())
            box.setCursorPosition(max(place, 0))
        self._tell()
        self._go_on(box)
        self.changed.emit()

    def _go_on(self, box: "_Box") -> None:
        if group_holds(box.number, box.text()) and box.number < GROUPS:
            self._step(box, 1)

    def _step(self, box: "_Box", by: int) -> None:
        target = self.boxes[min(max(box.number - 1 + by, 0), GROUPS - 1)]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _tell(self, missing: str = "") -> None:
        problems = []
        for label, box in zip(self._labels, self.boxes, strict=True):
            problem = group_problem(box.number, box.text())
            right = group_holds(box.number, box.text())
            label.setText(_state(box.number, wrong=bool(problem), right=right))
            set_tone(label, "broken" if problem else "good" if right else "")
            set_mark(box, "odd", "true" if problem else "false")
            box.setAccessibleDescription(problem or (say("right") if right else ""))
            problems += [f"✕ {problem}"] if problem else []
        told = [*problems, *([missing] if missing else [])]
        self.problems.setText("\n".join(told))
        self.problems.setVisible(bool(told))

    def _fit(self) -> None:
        for box, place in zip(self.boxes, self._places, strict=True):
            wide = box.fontMetrics().horizontalAdvance("W" * GROUP_CHARACTERS) + self._look.px(24)
            box.setFixedWidth(max(wide, self._look.px(92)))
            place.updateGeometry()


def _state(number: int, *, wrong: bool, right: bool) -> str:
    if wrong:
        return say("{number} ✕ wrong", number=number)
    return say("{number} ✓ right", number=number) if right else say("Group {number}", number=number)


class _Box(QLineEdit):
    """One group.

    Signals:
        left: Backspace was pressed where nothing was left to take away.
    """

    left = Signal()

    def __init__(self, name: str, number: int) -> None:
        super().__init__()
        self.number = number
        self.setObjectName(name)
        self.setAccessibleName(say("Group {number} of {count}", number=number, count=GROUPS))
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhPreferUppercase
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: a key in this box."""
        if event.key() == Qt.Key.Key_Backspace and not self.text():
            self.left.emit()
        else:
            super().keyPressEvent(event)
