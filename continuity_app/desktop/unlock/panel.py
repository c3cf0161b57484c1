"""The unlock screen: who, by which way in, and in words what was wrong; wrong tries are slowed, never locked out."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QPushButton, QSizePolicy

from continuity_app.desktop.theme import Look
from continuity_app.desktop.unlock.brought import Brought
from continuity_app.desktop.unlock.key_file_place import keep_key_file, last_key_file
from continuity_app.desktop.unlock.ways import PassphraseWay, RecoveryWay, SharesWay, Way
from continuity_app.desktop.widgets.basics import button, columns, frame, holder, rows, scrolling, text
from continuity_app.desktop.widgets.field import Field
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.errors import KitError, WrongPassphraseError
from continuity_app.kit.home import Home
from continuity_app.vault.patience import wait_before_next, wrong_tries
from continuity_app.vault.slot_kinds import ESCROW, KEY_FILE, KEYRING, RECOVERY
from continuity_app.vault.slots import list_slots
from continuity_app.words import say

_OF_WAYS = ("vault.key_file_needed", "vault.other_key_file", "key_file.", "keyring.", "recovery.", "escrow.")


class UnlockPanel(QFrame):
    """Asks for a way in.

    Signals:
        asked: a `Brought`, to be tried.
    """

    asked = Signal(object)

    def __init__(self, look: Look, home: Home) -> None:
        super().__init__()
        self._look, self._home = look, home
        self._wait = 0
        self._busy = False
        self._has: set[str] = set()
        self.setObjectName("unlock")
        self.setProperty("role", "ground")
        self._about = text("", "soft", "unlock_about", wrap=True)
        self.user = QComboBox()
        self._user_field = Field(say("Who are you?"), self.user, name="unlock_user")
        self.by_passphrase = PassphraseWay()
        self.by_recovery = RecoveryWay(look)
        self.by_shares = SharesWay()
        self._ways: tuple[Way, ...] = (self.by_passphrase, self.by_recovery, self.by_shares)
        self._way: Way = self.by_passphrase
        for way in self._ways:
            way.entered.connect(self._ask)
        self._go = button(say("Unlock"), "unlock_go", self._ask, role="main")
        self._waiting = text("", "strong", "unlock_wait", wrap=True, tone="caution")
        self._turns = self._turn_buttons()
        self._card = self._lay_out()
        place = holder(rows(1, columns(1, self._card, 1), 2, margins=24), "ground")
        self.setLayout(rows(scrolling(place, "unlock_scroll")))
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)
        look.changed.connect(self._fit)
        self._fit()
        self._turn_to(self.by_passphrase)

    @property
    def passphrase(self) -> QLineEdit:
        """Where the passphrase is typed."""
        return self.by_passphrase.passphrase

    def prepare(self, users: Sequence[str], about: str) -> None:
        """Begins anew: for whom, and a sentence about what happened (locked, drafts kept)."""
        self.user.clear()
        self.user.addItems(list(users))
        self._user_field.setVisible(len(users) > 1)
        self._about.setText(about)
        self._about.setVisible(bool(about))
        for way in self._ways:
            way.clear()
        self._offer()
        self._turn_to(self.by_passphrase)
        self.set_busy(busy=False)
        self._begin_to_wait()

    def turn_to(self, name: str) -> bool:
        """Turns to passphrase, recovery or shares; False where this vault has no such way in."""
        ways: dict[str, tuple[Way, str]] = {
            "passphrase": (self.by_passphrase, ""),
            "recovery": (self.by_recovery, RECOVERY),
            "shares": (self.by_shares, ESCROW),
        }
        way, kind = ways[name]
        if kind and kind not in self._has:
            return False
        self._turn_to(way)
        return True

    def focus_first(self) -> None:
        """Puts the cursor where this way in begins."""
        self._way.focus_first()

    def set_busy(self, *, busy: bool) -> None:
        """While the key is derived nothing more can be asked."""
        self._busy = busy
        for way in self._ways:
            way.set_busy(busy=busy)
        for turn in self._turns.values():
            turn.setEnabled(not busy)
        self._show_go()

    def refuse(self, error: KitError) -> None:
        """Says why it did not open; after a few tries each further one waits a little longer."""
        self.set_busy(busy=False)
        self._way.refuse(error)
        self.focus_first()
        self._begin_to_wait()

    @staticmethod
    def is_about_the_way(error: KitError) -> bool:
        """Whether an error is about what was brought, and not about the vault: it is told where one types."""
        return isinstance(error, WrongPassphraseError) or error.code.startswith(_OF_WAYS)

    def opened(self) -> None:
        """It opened: forgets what was typed, and keeps where the key file lay."""
        if self._way is self.by_passphrase and self.by_passphrase.key_file is not None:
            keep_key_file(self._home.path, self.by_passphrase.key_file)
        self._timer.stop()
        self._wait = 0
        for way in self._ways:
            way.clear()

    def _lay_out(self) -> QFrame:
        card = frame("card", "unlock_card")
        card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._others = text(say("Other ways in"), "label", "unlock_others")
        card.setLayout(
            rows(
                text(say("Unlock the kit"), "title", "unlock_title", wrap=True),
                self._about,
                self._user_field,
                *self._ways,
                self._waiting,
                columns(self._go, 1),
                self._others,
                Flow(*self._turns.values(), gap=8),
                margins=32,
                gap=12,
            )
        )
        return card

    def _turn_buttons(self) -> dict[str, QPushButton]:
        return {
            "passphrase": button(
                say("Passphrase"), "unlock_with_passphrase", lambda: self._turn_to(self.by_passphrase), key="Alt+P"
            ),
            RECOVERY: button(
                say("Recovery sheet"), "unlock_with_recovery", lambda: self._turn_to(self.by_recovery), key="Alt+R"
            ),
            ESCROW: button(
                say("Three share sheets"), "unlock_with_shares", lambda: self._turn_to(self.by_shares), key="Alt+S"
            ),
            KEYRING: button(say("This machine's key store"), "unlock_with_machine", self._ask_machine, key="Alt+M"),
        }

    def _offer(self) -> None:
        """Shows the ways in that this vault has."""
        try:
            kinds = {slot.kind for slot in list_slots(self._home.vault)}
        except KitError:
            kinds = {RECOVERY, ESCROW}
        self.by_passphrase.offer_key_file(last_key_file(self._home.path), known=KEY_FILE in kinds)
        self._has = kinds

    def _turn_to(self, chosen: Way) -> None:
        self._way = chosen
        has = self._has
        for way in self._ways:
            way.setVisible(way is chosen)
        shown = {
            "passphrase": chosen is not self.by_passphrase,
            RECOVERY: RECOVERY in has and chosen is not self.by_recovery,
            ESCROW: ESCROW in has and chosen is not self.by_shares,
            KEYRING: KEYRING in has,
        }
        for kind, turn in self._turns.items():
            turn.setVisible(shown[kind])
        self._others.setVisible(any(shown.values()))
        self._show_go()
        chosen.focus_first()

    def _ask(self) -> None:
        if not self._go.isEnabled():
            return
        brought = self._way.brought(self.user.currentText())
        if brought is not None:
            self.set_busy(busy=True)
            self.asked.emit(brought)

    def _ask_machine(self) -> None:
        self.set_busy(busy=True)
        self.asked.emit(Brought(self.user.currentText(), by_machine=True))

    def _begin_to_wait(self) -> None:
        """Counts as the vault does, which forgets no wrong try when the program is begun anew."""
        self._wait = wait_before_next(wrong_tries(self._home.vault))
        if self._wait:
            self._timer.start()
        else:
            self._timer.stop()
        self._show_go()

    def _count_down(self) -> None:
        self._wait = max(self._wait - 1, 0)
        if not self._wait:
            self._timer.stop()
        self._show_go()

    def _show_go(self) -> None:
        waits = bool(self._wait) and self._way.waits
        self._go.setEnabled(not self._busy and not waits)
        if self._busy:
            self._go.setText(say("Opening…"))
        elif waits:
            self._go.setText(say("Wait {count} s", count=self._wait))
        else:
            self._go.setText(say("Unlock"))
        self._waiting.setVisible(waits and not self._busy)
        self._waiting.setText(
            say(
                "After several wrong tries the next one waits: {count} seconds more. You are never locked out.",
                count=self._wait,
            )
        )

    def _fit(self) -> None:
        self._card.setMinimumWidth(self._look.px(460))
        self._card.setMaximumWidth(self._look.px(620))
