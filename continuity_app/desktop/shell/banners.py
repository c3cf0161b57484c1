"""What must be on the screen all the time, in every room: an override in force, this laptop's own revocation."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame

from continuity_app.desktop.widgets.basics import STEP, clear, rows, text


class Banners(QFrame):
    """Whole sentences below the bar; none of them can be closed: they go when what they tell is over."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("banners")
        self.setProperty("role", "banner")
        self._told: tuple[str, ...] = ()
        self._lines = rows(margins=(18, 2 * STEP, 18, 2 * STEP), gap=STEP)
        self.setLayout(self._lines)
        self.hide()

    @property
    def told(self) -> tuple[str, ...]:
        """What it says now."""
        return self._told

    def take(self, sentences: Sequence[str]) -> None:
        """Says other sentences; none hides it."""
        if tuple(sentences) == self._told:
            return
        self._told = tuple(sentences)
        clear(self._lines)
        for number, sentence in enumerate(self._told):
            self._lines.addWidget(text(f"▲ {sentence}", "strong", f"banner_{number}", wrap=True, tone="broken"))
        self.setAccessibleName(" ".join(self._told))
        self.setVisible(bool(self._told))
