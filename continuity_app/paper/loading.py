"""The faces' files, read and registered once, when a page first needs them."""

import threading
from functools import lru_cache
from pathlib import Path
from typing import Any

from continuity_app.paper.faces import FILES, SHAPED
from continuity_app.resources import resource

_loading = threading.Lock()


@lru_cache(maxsize=len(FILES))
def loaded(face: str) -> Any:
    """Reads and registers a face once; reportlab embeds only the characters that a document uses."""
    from reportlab.pdfbase.pdfmetrics import registerFont  # noqa: PLC0415
    from reportlab.pdfbase.ttfonts import TTFont  # noqa: PLC0415

    from continuity_app.paper.told_font import ToldFont  # noqa: PLC0415

    with _loading:
        made = ToldFont if face in SHAPED else TTFont
        font = made(face, str(face_file(face)), shapable=face in SHAPED)
        registerFont(font)
    return font


def face_file(face: str) -> Path:
    """Where a face lies."""
    return resource("fonts", FILES[face])
