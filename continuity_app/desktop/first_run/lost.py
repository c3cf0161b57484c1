"""A stick of a lost laptop: which copies, and what opens them; afterwards what came back, by entry numbers."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import button, clear, columns, rows, set_tone, text
from continuity_app.desktop.widgets.files import ask_for_folder
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.recovery_groups import RecoveryGroups
from continuity_app.desktop.widgets.shares import Shares
from continuity_app.kit.copies import SUFFIX
from continuity_app.kit.restored_words import Line
from continuity_app.words import say


class LostPage(QFrame):
    """Asks for the stick and for the lost kit's recovery sheet, or three share sheets.

    Signals:
        given: both are here.
    """

    given = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.place: Path | None = None
        self.recovery = ""
        self._by_shares = False
        self._choose = button(say("Choose the stick"), "lost_choose", self._ask, role="main")
        self._place_words = text(say("None chosen yet."), "soft", "lost_place", wrap=True)
        self.groups = RecoveryGroups(look, name="lost_group")
        self.groups.entered.connect(self.check)
        self.shares = Shares(name="lost_share")
        self._turn = button("", "lost_turn", self._turn_over)
        self._about = text("", "soft", "lost_about", wrap=True)
        self._next = button(say("Go on"), "lost_next", self.check, role="main")
        self.setLayout(
            rows(
                text(say("Which lost laptop?"), "title", wrap=True),
                text(
                    say(
                        "Put the stick with its copies in. What was written up to the last copy comes back; the lost "
                        "kit's recovery sheet opens it. The passphrase of the lost laptop does not."
                    ),
                    "lead",
                    wrap=True,
                ),
                columns(self._choose, 1),
                self._place_words,
                self._about,
                self.groups,
                self.shares,
                Flow(self._next, self._turn, gap=8),
                1,
                gap=12,
            )
        )
        self._show()

    def take(self, place: Path) -> None:
        """Takes the folder of the stick, and says how many copies lie there."""
        self.place = place
        found = {*place.glob(f"*{SUFFIX}"), *place.glob(f"*/*{SUFFIX}")}
        if found:
            self._place_words.setText(say("✓ {count} copies in {place}", count=len(found), place=place))
            self.focus_first()
        else:
            self._place_words.setText(say("✕ There are no copies in {place}: choose the stick itself.", place=place))
        set_tone(self._place_words, "good" if found else "broken")

    def check(self) -> None:
        """Goes on once a stick was chosen and the key is whole."""
        if self.place is None:
            self._place_words.setText(say("✕ Choose the stick first."))
            set_tone(self._place_words, "broken")
            self._choose.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._by_shares:
            self.recovery = self.shares.identity()
        else:
            self.recovery = self.groups.words if self.groups.ask_for_the_rest() else ""
        if self.recovery:
            self.given.emit()

    def focus_first(self) -> None:
        """Puts the focus on what is missing first."""
        if self.place is None:
            self._choose.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self._by_shares:
            self.shares.focus_first()
        else:
            self.groups.focus_first()

    def clear(self) -> None:
        """Forgets the key."""
        self.recovery = ""
        self.groups.clear()
        self.shares.clear()

    def _ask(self) -> None:
        ask_for_folder(self, say("Which stick?"), self.take)

    def _turn_over(self) -> None:
        self._by_shares = not self._by_shares
        self._show()
        self.focus_first()

    def _show(self) -> None:
        self.groups.setVisible(not self._by_shares)
        self.shares.setVisible(self._by_shares)
        self._turn.setText(
            say("I have the recovery sheet") if self._by_shares else say("I have three share sheets instead")
        )
        self._about.setText(
            say("Three of the organisation's five share sheets:")
            if self._by_shares
            else say("The 13 groups of the lost kit's recovery sheet; each is checked as you type:")
        )


class ResultPage(QFrame):
    """What came back and what is lost; stays until it was read.

    Signals:
        read: go on.
    """

    read = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines = rows(gap=8)
        self._labels: list[QLabel] = []
        holder = QWidget()
        holder.setLayout(self._lines)
        self._title = text("", "title", "restored_title", wrap=True)
        self._go = button(say("Open the kit"), "restored_go", self.read.emit, role="main")
        advice = say(
            "Next: in Kit save the enrolment request for IT, have the lost laptop revoked, and apply a snapshot."
        )
        self.setLayout(rows(self._title, holder, text(advice, "soft", wrap=True), columns(self._go, 1), 1, gap=14))

    @property
    def words(self) -> list[str]:
        """The sentences that are shown."""
        return [label.text() for label in self._labels]

    def take(self, lines: Iterable[Line]) -> None:
        """Shows the sentences of one restore."""
        clear(self._lines)
        told = list(lines)
        self._labels.clear()
        for number, each in enumerate(told):
            words = f"✕ {each.words}" if each.lost else each.words
            role, tone = ("strong", "broken") if each.lost else ("", "")
            label = text(words, role, f"restored_{number}", wrap=True, tone=tone)
            self._labels.append(label)
            self._lines.addWidget(label)
        lost = any(each.lost for each in told)
        self._title.setText(say("Restored, with losses") if lost else say("Restored up to the last copy"))

    def focus_first(self) -> None:
        """Puts the focus on the way on."""
        self._go.setFocus(Qt.FocusReason.OtherFocusReason)
