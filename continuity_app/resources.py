"""Where the shipped files lie: one look-up for a checkout, an installed wheel and a bundle."""

import sys
from pathlib import Path


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder under `resources/`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    here = Path(__file__).resolve().parent
    bundle = getattr(sys, "_MEIPASS", None)
    homes = [Path(bundle) / "resources"] if bundle else [here.parent / "resources", here / "_resources"]
    for home in homes:
        path = home.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError("/".join(("resources", *parts)))
