"""An older snapshot was refused: a manager may take it all the same, with a reason that stays on the screen."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.words import say


class Override(QFrame):
    """Asks for the reason."""

    def __init__(self, take: Callable[[Path, str], object]) -> None:
        super().__init__()
        self._take = take
        self._file: Path | None = None
        self.setObjectName("kit_override")
        self.setProperty("role", "card")
        self._about = text("", "", "override_about", wrap=True)
        self.reason = line_entry()
        self.reason.returnPressed.connect(self.confirm)
        self._field = Field(say("Reason"), self.reason, name="override_reason")
        self.setLayout(
            rows(
                text(say("Take the older snapshot all the same?"), "heading", "override_title", wrap=True),
                self._about,
                self._field,
                columns(
                    button(say("Keep what is here"), "override_keep", self.hide, role="main"),
                    button(say("Use the older one"), "override_go", self.confirm),
                    1,
                ),
                margins=(18, 14, 18, 14),
                gap=10,
            )
        )
        self.hide()

    def offer(self, file: Path) -> None:
        """Asks about one file."""
        self._file = file
        self.reason.clear()
        self._field.tell("")
        self._about.setText(
            say(
                "{name} is older than what was here before: somebody may be passing off old customer data. As a "
                "manager you may take it. Your name and your reason are journalled and stay on every screen until a "
                "newer snapshot is applied; the newer one stays on the disk.",
                name=file.name,
            )
        )
        self.show()
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def confirm(self) -> None:
        """Takes it, if there is a reason."""
        file, reason = self._file, self.reason.text().strip()
        if not reason:
            self._field.tell(say("Say in a few words why the older one is needed."))
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
        elif file is not None:
            self.hide()
            self._take(file, reason)
