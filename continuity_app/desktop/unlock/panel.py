"""The unlock screen: who, the passphrase or the printed recovery key, and in words what was wrong with it."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QSizePolicy

from continuity_app.desktop.theme import Look
from continuity_app.desktop.widgets.basics import button, columns, frame, holder, rows, scrolling, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.errors import KitError
from continuity_app.words import say

FREE_TRIES = 3
LONGEST_WAIT = 30


class UnlockPanel(QFrame):
    """Asks for the passphrase. Wrong tries are slowed, never locked out.

    Signals:
        asked: user and passphrase, as typed.
        look_asked: the user wants another colour scheme.
    """

    asked = Signal(str, str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._tries = 0
        self._wait = 0
        self.setObjectName("unlock")
        self.setProperty("role", "ground")
        self._about = text("", "soft", "unlock_about", wrap=True)
        self.user = QComboBox()
        self._user_field = Field(say("Who are you?"), self.user, name="unlock_user")
        self.passphrase = line_entry(hidden=True)
        self._field = Field(
            say("Passphrase, or the printed recovery key"),
            self.passphrase,
            name="unlock_passphrase",
        )
        self._show = QCheckBox(say("Show what I type"))
        self._show.setObjectName("unlock_show")
        self._show.toggled.connect(self._reveal)
        self._go = button(say("Unlock"), "unlock_go", self._ask, role="main")
        self._next = text("", "small", "unlock_next", wrap=True)
        self.passphrase.returnPressed.connect(self._ask)
        self._card = frame("card", "unlock_card")
        self._card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        inner = rows(
            text(say("Unlock the kit"), "title", "unlock_title", wrap=True),
            self._about,
            self._user_field,
            self._field,
            self._show,
            self._next,
            columns(self._go, 1),
            margins=32,
            gap=12,
        )
        self._card.setLayout(inner)
        place = holder(rows(1, columns(1, self._card, 1), 2, margins=24), "ground")
        self.setLayout(rows(scrolling(place, "unlock_scroll")))
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)
        look.changed.connect(self._fit)
        self._fit()

    def prepare(self, users: Sequence[str], about: str) -> None:
        """Begins anew: for whom, and a sentence about what happened (locked, drafts kept)."""
        self.user.clear()
        self.user.addItems(list(users))
        self._user_field.setVisible(len(users) > 1)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        self._next.hide()
        self._field.tell("")
        self.passphrase.clear()
        self._show.setChecked(False)
        self.set_busy(busy=False)

    def focus_first(self) -> None:
        """Puts the cursor into the passphrase."""
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_busy(self, *, busy: bool) -> None:
        """While the key is derived nothing more can be asked."""
        self._go.setEnabled(not busy)
        self._go.setText(say("Opening…") if busy else say("Unlock"))
        self.passphrase.setReadOnly(busy)

    def refuse(self, error: KitError) -> None:
        """Says why it did not open; after a few tries each further one waits a little longer."""
        self.set_busy(busy=False)
        self._field.tell(error.message)
        self._next.setText(f"{error.what_is_safe} {error.next_step}")
        self._next.show()
        self.passphrase.selectAll()
        self.focus_first()
        self._tries += 1
        if self._tries >= FREE_TRIES:
            self._wait = min(2 ** (self._tries - FREE_TRIES), LONGEST_WAIT)
            self._go.setEnabled(False)
            self._timer.start()
            self._show_wait()

    def opened(self) -> None:
        """It opened: forgets what was typed."""
        self._tries = 0
        self.passphrase.clear()

    def _ask(self) -> None:
        if self._go.isEnabled() and self.passphrase.text():
            self.set_busy(busy=True)
            self.asked.emit(self.user.currentText(), self.passphrase.text())
        elif not self.passphrase.text():
            self._field.tell(say("Type your passphrase first."))

    def _reveal(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.passphrase.setEchoMode(mode)

    def _count_down(self) -> None:
        self._wait -= 1
        if self._wait <= 0:
            self._timer.stop()
            self.set_busy(busy=False)
        else:
            self._show_wait()

    def _show_wait(self) -> None:
        self._go.setText(say("Wait {count} s", count=self._wait))

    def _fit(self) -> None:
        self._card.setMinimumWidth(self._look.px(460))
        self._card.setMaximumWidth(self._look.px(560))
