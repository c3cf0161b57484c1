"""The kit room: its four parts, the ways in, trust, exposure."""

from typing import Any

from continuity_app.desktop.kit.room import KitRoom
from tests.desktop.pages.window import WindowPage


class KitPage:
    def __init__(self, page: WindowPage) -> None:
        self.page = page
        self.room: KitRoom = page.go("kit")

    def open(self, part: str) -> Any:
        self.room.show_subject(part=part)
        self.page.settle()
        return getattr(self.room, part)

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """The list of ways in, as it is read: what, whose, what it allows."""
        return [tuple(str(cell) for cell in row.cells[:3]) for row in self.room.ways.slots.table.shown]

    def choose_way(self, user: str, kind: str = "") -> None:
        self.room.ways.slots.choose(lambda slot: slot.user == user and kind in ("", slot.kind))
        self.page.settle()

    def choose_kind(self, kind: str) -> None:
        box = self.page.named("way_kind")
        box.setCurrentIndex(box.findData(kind))
        self.page.settle()

    def type_passphrase(self, form: str, words: str, again: str | None = None) -> None:
        self.page.fill(f"{form}_passphrase", words)
        self.page.fill(f"{form}_again", words if again is None else again)
