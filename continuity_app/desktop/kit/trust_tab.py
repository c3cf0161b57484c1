"""Trust: whose kit this is, as fingerprints to be read aloud, and what IT sends between snapshots."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.kit.facts import device_rows
from continuity_app.desktop.widgets.basics import (
    button,
    clear,
    frame,
    holder,
    rows,
    scrolling,
    section,
    selectable,
    text,
)
from continuity_app.desktop.widgets.files import ask_for_file
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.desktop.widgets.table import Column, Row, Table, fitted
from continuity_app.kit.card_file import read_card
from continuity_app.kit.trusting import banners, set_aside, take_cards, take_revocations
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.words import say

MOST_ROWS = 6
WORDS_IN_LINE = 4


class Fingerprint(QFrame):
    """One fingerprint, large: as words in lines of four, and as hex, for two people on the phone."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.words: QLabel = selectable(text("", "figure_small", f"{name}_words", wrap=True))
        self.hex: QLabel = selectable(text("", "number", f"{name}_hex", wrap=True))
        self.setLayout(rows(self.words, self.hex, gap=6))

    def take(self, words: str, digits: str) -> None:
        """Shows another."""
        each = words.split()
        lines = [" ".join(each[at : at + WORDS_IN_LINE]) for at in range(0, len(each), WORDS_IN_LINE)]
        self.words.setText("\n".join(lines))
        self.hex.setText(digits)
        self.words.setAccessibleName(say("In words: {words}", words=words))
        self.hex.setAccessibleName(say("In figures: {digits}", digits=digits))


class TrustTab(QFrame):
    """Organisation, this laptop, the others."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName("kit_trust")
        self.setProperty("role", "panel")
        self._name = text("", "title", "trust_organisation", wrap=True)
        self._root = text("", "soft", "trust_root", wrap=True)
        self.organisation = Fingerprint("trust_fingerprint")
        self._laptop = text("", "strong", "trust_laptop", wrap=True)
        self.own = Fingerprint("trust_own")
        self._warnings = rows(gap=6)
        self._warned = frame("card", "trust_warnings")
        self._warned.setLayout(rows(self._warnings, margins=(16, 12, 16, 12)))
        self.devices = Table(
            [Column(say("Laptop")), Column(say("User"), stretch=True), Column(say("Site"), stretch=True), Column("")],
            desk.look,
            name="kit_devices",
            says=say("Laptops that the snapshot knows"),
        )
        self._card = button(say("Take a newer card"), "trust_card", self.ask_card, key="Alt+T", role="main")
        revoked = button(say("Take a list of revoked laptops"), "trust_revocations", self.ask_revocations, key="Alt+W")
        about = say(
            "Read these aloud to IT, words or figures. If they differ by one, somebody has changed something on the "
            "way: stop, and tell IT by another way than the one that the file came by."
        )
        inside = QWidget()
        inside.setLayout(
            rows(
                self._name,
                self._root,
                text(about, "soft", wrap=True),
                self._warned,
                holder(section(say("The organisation's fingerprint"))),
                self.organisation,
                Flow(self._card, revoked, gap=8),
                holder(section(say("This laptop's fingerprint"))),
                self._laptop,
                self.own,
                holder(section(say("Laptops that the snapshot knows"))),
                self.devices,
                1,
                margins=(26, 18, 26, 18),
                gap=14,
            )
        )
        self.setLayout(rows(scrolling(inside, "trust_scroll")))

    def refresh(self) -> None:
        """Reads everything anew."""
        session = self.desk.session
        card, own = session.organisation, session.card
        self._name.setText(card.name)
        signers = say(
            "Root {version}. Snapshots count with {threshold} of {signers} signatures.",
            version=card.root_version,
            threshold=card.threshold,
            signers=card.signers,
        )
        recovery = (
            say("Three of its five share sheets open this kit.")
            if card.recovery
            else say("It has no share sheets: a lost passphrase needs the printed recovery sheet.")
        )
        self._root.setText(f"{signers} {recovery}")
        self.organisation.take(card.fingerprint_words, card.fingerprint)
        self._laptop.setText(say("{device} of {user} at {site}", device=own.device, user=own.user, site=own.site))
        self.own.take(own.fingerprint_words, own.fingerprint)
        self.devices.take([Row(n, cells) for n, cells in enumerate(device_rows(session))])
        fitted(self.devices, MOST_ROWS, self.desk.look)
        self._warn(self.desk.attempt(self._warning_lines) or ())

    def focus_first(self) -> None:
        """Puts the focus on the first action."""
        self._card.setFocus(Qt.FocusReason.OtherFocusReason)

    def ask_card(self) -> None:
        """Asks for the organisation's newer card."""
        ask_for_file(self, say("Which card?"), say("Organisation's card") + " (*.card *.json)", self.take_card)

    def take_card(self, file: Path) -> None:
        """Trusts the signed successor of the organisation's keys."""
        before = self.desk.session.organisation.fingerprint
        card = self.desk.attempt(lambda: self._taken(file))
        if card is None:
            return
        self.desk.changed.emit()
        if card.fingerprint == before:
            self.desk.told.emit(
                say("{name} brings nothing new: this laptop trusts these keys already.", name=file.name)
            )
        else:
            told = say("This laptop trusts root {version} now. Compare it aloud with IT.", version=card.root_version)
            self.desk.told.emit(told)

    def _taken(self, file: Path) -> OrganisationCard:
        read_card(file)  # says what the file is, where it is no card at all
        return take_cards(self.desk.session, [file])

    def ask_revocations(self) -> None:
        """Asks for a list of revoked laptops."""
        title = say("Which list of revoked laptops?")
        ask_for_file(self, title, say("Lists of revoked laptops") + " (*.revoked *.json)", self.take_revocations)

    def take_revocations(self, file: Path) -> None:
        """Stops counting what revoked laptops write from then on."""
        told = self.desk.attempt(lambda: take_revocations(self.desk.session, file))
        if told is None:
            return
        self.desk.changed.emit()
        self.desk.told.emit(
            say(
                "{count} laptops are revoked, {new} of them new here; {set_aside} of their entries are kept without "
                "counting.",
                count=len(told.revoked),
                new=told.new,
                set_aside=told.quarantined,
            )
        )

    def _warning_lines(self) -> Sequence[str]:
        return (*banners(self.desk.session), *(each.sentence for each in set_aside(self.desk.session)))

    def _warn(self, sentences: Sequence[str]) -> None:
        clear(self._warnings)
        for number, sentence in enumerate(sentences):
            self._warnings.addWidget(
                text(f"▲ {sentence}", "strong", f"trust_warning_{number}", wrap=True, tone="caution")
            )
        self._warned.setVisible(bool(sentences))
