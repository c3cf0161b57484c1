"""A face whose joined and stacked letters are copied and found as they were written."""

import re
import unicodedata
from typing import Any

from reportlab.pdfbase.ttfonts import TTFont

from continuity_app.paper.faces import JOINERS

_LINE = re.compile(r"^(<[0-9A-F]{2}>) <([0-9A-F]{4,})>$", re.MULTILINE)

_LIGATURES = {unicodedata.normalize("NFKC", chr(code)): chr(code) for code in range(0xFEF5, 0xFEFD)}
"""Lam with alef is told as its one compatibility character: readers turn two of them round, as they do with glyphs."""


class ToldFont(TTFont):  # type: ignore[misc]
    """Says in a document what each glyph stands for; reportlab itself gives shaped glyphs private numbers only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told: dict[int, str] = {}

    def tells(self, drawn: str, written: str) -> bool:
        """Whether the glyphs alone say what was written; remembers it for a single glyph the first time."""
        if drawn == written:
            return True
        if written in JOINERS:
            return False  # drawn as a space without width, which must go on saying that it is a space
        told = _LIGATURES.get(written, written)
        if len(written) > 1 and unicodedata.normalize("NFKC", drawn) == written:
            told = drawn
        return len(drawn) == 1 and self._told.setdefault(ord(drawn), told) == told

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - overrides reportlab's
        """Adds the font to a finished document, then corrects its table of what glyphs stand for."""
        before = set(doc.idToObject)
        super().addObjects(doc)
        for name in set(doc.idToObject) - before:
            if name.startswith("toUnicodeCMap:"):
                table = doc.idToObject[name]
                table.content = _LINE.sub(self._line, table.content)

    def _line(self, found: re.Match[str]) -> str:
        written = self._told.get(int(found[2], 16))
        return f"{found[1]} <{written.encode('utf-16-be').hex().upper()}>" if written else found[0]
