"""The look as the user has chosen it: scheme and text size, turned into fonts, a palette and a style sheet."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from continuity_app.desktop.theme import fonts, sheet
from continuity_app.desktop.theme.tokens import SCHEMES, Colours, Scheme

SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
BODY = 15


class Look(QObject):
    """Colours and sizes of everything drawn; widgets that paint themselves read it and repaint on `changed`."""

    changed = Signal()

    def __init__(self, app: QApplication, scheme: Scheme = Scheme.LIGHT, percent: int = 100) -> None:
        super().__init__()
        self._app = app
        self._family = fonts.load_fonts()
        self.scheme = scheme
        self.percent = percent
        self._drawn: Scheme | None = None

    @property
    def colours(self) -> Colours:
        """The colours of the scheme in use."""
        return SCHEMES[self.scheme]

    def colour(self, name: str) -> QColor:
        """One colour by its meaning, for painting."""
        return QColor(getattr(self.colours, name))

    def px(self, size: float) -> int:
        """A length in pixels at 100 % text size, at the present size."""
        return round(size * self.percent / 100)

    def large(self, size: float) -> int:
        """A size of large type in pixels: it grows half as fast, because it is legible already."""
        return round(size * (100 + (self.percent - 100) / 2) / 100)

    def font(self, size: float = BODY, *, bold: bool = False, even: bool = False) -> QFont:
        """A font of the family.

        Args:
            size: pixels at 100 % text size.
            bold: semi-bold.
            even: figures of equal width.
        """
        font = QFont(self._family)
        font.setPixelSize(max(self.px(size), 8))
        # Set in both cases: a painter fills in from its widget's font whatever is left open.
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return fonts.tabular(font) if even else font

    def apply(self) -> None:
        """Puts the look on the whole application."""
        # Each of these has every widget drawn anew: only what changed is set.
        if self._drawn is None:
            self._app.setStyle(QStyleFactory.create("Fusion"))
        if self._drawn != self.scheme:
            self._app.setPalette(palette(self.colours))
        self._drawn = self.scheme
        self._app.setFont(self.font())
        self._app.setStyleSheet(sheet.style_sheet(self.scheme, self._family, self.px, self.large))
        self.changed.emit()

    def choose(self, scheme: Scheme) -> None:
        """Takes another colour scheme."""
        self.scheme = scheme
        self.apply()

    def larger(self) -> None:
        """The next larger text size."""
        self.resize_to(next((size for size in SIZES if size > self.percent), SIZES[-1]))

    def smaller(self) -> None:
        """The next smaller text size."""
        self.resize_to(next((size for size in reversed(SIZES) if size < self.percent), SIZES[0]))

    def resize_to(self, percent: int) -> None:
        """Takes a text size in per cent."""
        self.percent = percent
        self.apply()


def palette(colours: Colours) -> QPalette:
    """The palette that Fusion paints with."""
    made = QPalette()
    role = QPalette.ColorRole
    pairs = {
        role.Window: colours.ground,
        role.WindowText: colours.ink,
        role.Base: colours.panel,
        role.AlternateBase: colours.ground,
        role.Text: colours.ink,
        role.Button: colours.panel,
        role.ButtonText: colours.ink,
        role.BrightText: colours.broken,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.ToolTipBase: colours.panel,
        role.ToolTipText: colours.ink,
        role.PlaceholderText: colours.soft,
        role.Link: colours.accent,
        role.Mid: colours.line,
        role.Light: colours.panel,
        role.Dark: colours.edge,
        role.Accent: colours.accent,
    }
    for which, colour in pairs.items():
        made.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, which, QColor(colours.soft))
    return made
