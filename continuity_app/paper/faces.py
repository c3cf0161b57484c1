"""The shipped faces: IBM Plex Sans in five weights, and one face for each script that it lacks."""

from dataclasses import dataclass

REGULAR = "KitSans"
MEDIUM = "KitSans-Medium"
SEMIBOLD = "KitSans-SemiBold"
BOLD = "KitSans-Bold"
ITALIC = "KitSans-Italic"


@dataclass(frozen=True, slots=True)
class Script:
    """A face for one script.

    Attributes:
        face: its name in a document.
        file: in `resources/fonts/scripts`.
        blocks: first and last code points that are looked for here.
        shaped: its letters join, stack or change places, so HarfBuzz has to set them.
    """

    face: str
    file: str
    blocks: tuple[tuple[int, int], ...]
    shaped: bool = True


def _noto(name: str, *blocks: tuple[int, int], shaped: bool = True) -> Script:
    return Script(f"Kit{name}", f"NotoSans{name}-Regular.ttf", blocks, shaped)


LATIN_TOO = Script("KitNoto", "NotoSans-Regular.ttf", ((0x00A0, 0x058F), (0x1C80, 0x2E7F), (0xA640, 0xAB6F)))
"""Letters of Latin, Greek and Cyrillic that the family lacks, and accents that no letter has of its own."""

_IDEOGRAPHS = Script(
    "KitDroid", "DroidSansFallback.ttf", ((0x1100, 0x11FF), (0x2E80, 0xA4CF), (0xAC00, 0xD7FF), (0xF900, 0xFAFF),
                                          (0xFE30, 0xFE4F), (0xFF00, 0xFFEF)), shaped=False,
)  # fmt: skip
_SIGNS = _noto("Math", (0x2190, 0x22FF), (0x27C0, 0x2AFF), (0x1D400, 0x1D7FF), shaped=False)
_SYMBOLS = _noto("Symbols2", (0x2000, 0x2BFF), (0x1F000, 0x1FAFF), shaped=False)

SCRIPTS = (
    _noto("Armenian", (0x0530, 0x058F), (0xFB13, 0xFB17), shaped=False),
    _noto("Hebrew", (0x0590, 0x05FF), (0xFB1D, 0xFB4F)),
    _noto("Arabic", (0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFE)),
    _noto("Thaana", (0x0780, 0x07BF)),
    _noto("Devanagari", (0x0900, 0x097F), (0xA8E0, 0xA8FF)),
    _noto("Bengali", (0x0980, 0x09FF)),
    _noto("Gurmukhi", (0x0A00, 0x0A7F)),
    _noto("Gujarati", (0x0A80, 0x0AFF)),
    _noto("Oriya", (0x0B00, 0x0B7F)),
    _noto("Tamil", (0x0B80, 0x0BFF)),
    _noto("Telugu", (0x0C00, 0x0C7F)),
    _noto("Kannada", (0x0C80, 0x0CFF)),
    _noto("Malayalam", (0x0D00, 0x0D7F)),
    _noto("Sinhala", (0x0D80, 0x0DFF)),
    _noto("Thai", (0x0E00, 0x0E7F)),
    _noto("Lao", (0x0E80, 0x0EFF)),
    _noto("Myanmar", (0x1000, 0x109F), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F)),
    _noto("Georgian", (0x10A0, 0x10FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F), shaped=False),
    _noto("Ethiopic", (0x1200, 0x139F), (0x2D80, 0x2DDF), (0xAB00, 0xAB2F), shaped=False),
    _noto("Khmer", (0x1780, 0x17FF), (0x19E0, 0x19FF)),
    LATIN_TOO,
    _IDEOGRAPHS,
    _SIGNS,
    _SYMBOLS,
)
SHAPED = frozenset(script.face for script in SCRIPTS if script.shaped)
JOINERS = frozenset("\u200c\u200d")
"""They leave no ink but decide how the letters beside them are drawn."""
FROM_THE_RIGHT = frozenset(("KitHebrew", "KitArabic", "KitThaana"))

FILES = {
    REGULAR: "IBMPlexSans-Regular.ttf",
    MEDIUM: "IBMPlexSans-Medium.ttf",
    SEMIBOLD: "IBMPlexSans-SemiBold.ttf",
    BOLD: "IBMPlexSans-Bold.ttf",
    ITALIC: "IBMPlexSans-Italic.ttf",
} | {script.face: f"scripts/{script.file}" for script in SCRIPTS}
"""Each face's file in `resources/fonts`."""
