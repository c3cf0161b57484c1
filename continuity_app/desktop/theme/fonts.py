"""The same family on screen and on paper: IBM Plex Sans from the shipped files."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from continuity_app.resources import resource

FAMILY = "IBM Plex Sans"


@cache
def load_fonts() -> str:
    """Registers the shipped fonts, once, and gives the family to use; the platform's own where none are shipped.

    Each registration makes Qt forget what it knows of all fonts, and the same file is kept as often as it is given.
    """
    try:
        folder = resource("fonts")
    except FileNotFoundError:
        return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    for file in sorted(folder.rglob("*.ttf")):
        QFontDatabase.addApplicationFont(str(file))
    if QFontDatabase.hasFamily(FAMILY):
        return FAMILY
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def tabular(font: QFont) -> QFont:
    """The same font with figures of equal width, for money, serials and times."""
    even = QFont(font)
    even.setFeature(QFont.Tag("tnum"), 1)
    return even
