"""The unlock screen: turning to a way in, typing what it asks for."""

from pathlib import Path

from tests.desktop.pages.window import WindowPage


class UnlockPage:
    def __init__(self, page: WindowPage) -> None:
        self.page = page
        self.panel = page.window.unlock

    @property
    def offered(self) -> list[str]:
        """The other ways in that are offered now."""
        names = ("passphrase", "recovery", "shares", "machine")
        return [name for name in names if self.page.shown(f"unlock_with_{name}")]

    def turn_to(self, name: str) -> None:
        """By its key, as a person without a mouse."""
        self.page.press({"passphrase": "Alt+P", "recovery": "Alt+R", "shares": "Alt+S", "machine": "Alt+M"}[name])

    def type_groups(self, text: str) -> None:
        """Types without leaving the keyboard: each whole group leads to the next box."""
        for character in text:
            self.page.press(character)

    def box(self, number: int) -> str:
        return str(self.page.text(f"unlock_group_{number}"))

    @property
    def groups_told(self) -> str:
        return str(self.page.text("unlock_group_problem"))

    def type_share(self, number: int, words: str) -> None:
        entry = self.page.named(f"unlock_share_{number}")
        entry.setPlainText(words)
        self.page.settle()

    def share_told(self, number: int) -> str:
        return str(self.page.text(f"unlock_share_{number}_state"))

    def take_key_file(self, file: Path) -> None:
        self.panel.by_passphrase.take_file(file)
