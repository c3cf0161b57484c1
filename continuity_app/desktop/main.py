"""The program `continuity-kit`: opens the window on a home folder."""

import argparse
import os
import sys
from pathlib import Path

from continuity_app.vault.memory import keep_memory_private
from continuity_app.words import LANGUAGE_VARIABLE, say, use_language

TITLE_BAR = 40
"""Pixels that a desktop may put around a window."""


def entry() -> None:
    """The graphical program's start; no memory image of it is ever written."""
    keep_memory_private()
    sys.exit(main(sys.argv[1:]))


def main(words: list[str]) -> int:
    """Opens the window, or plays the tour; gives the exit status."""
    use_language(os.environ.get(LANGUAGE_VARIABLE, ""))
    parser = argparse.ArgumentParser(prog="continuity-kit", description=say("Opens the window of the continuity kit."))
    parser.add_argument("--version", action="store_true", help="print the version")
    parser.add_argument("--home", type=Path, help="the kit's folder (default: the platform's data folder)")
    parser.add_argument(
        "--tour", type=Path, metavar="DIR", help="play a day in the window, save a picture of each screen"
    )
    parser.add_argument("--user", default="", help="whose way in the tour uses")
    parser.add_argument("--passphrase-file", type=Path, help="file whose first line opens the vault for the tour")
    parser.add_argument("--after-lock", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args(words)
    if chosen.version:
        from continuity_app import __version__  # noqa: PLC0415

        sys.stdout.write(f"continuity-kit {__version__}\n")
        return 0
    if chosen.tour is not None:
        from continuity_app.desktop.tour import tour_command  # noqa: PLC0415

        return tour_command(chosen.home, chosen.tour, chosen.user, chosen.passphrase_file)
    return _open_window(chosen.home, chosen.after_lock)


def _open_window(folder: Path | None, after_lock: str) -> int:
    from continuity_app.clock import SystemClock  # noqa: PLC0415 - asking for the version must not load Qt
    from continuity_app.desktop.app import make_application, make_window  # noqa: PLC0415
    from continuity_app.desktop.settings import read_settings  # noqa: PLC0415
    from continuity_app.desktop.shell.successor import Locked, replace_process  # noqa: PLC0415
    from continuity_app.desktop.shell.window import Surroundings  # noqa: PLC0415
    from continuity_app.kit.home import Home  # noqa: PLC0415

    home = Home.at(folder)
    app, settings = make_application(sys.argv[:1]), read_settings(home.path)
    if settings.language:
        use_language(settings.language)
    locked = Locked.read(after_lock) if after_lock else None
    around = Surroundings(
        home,
        SystemClock(),
        paper=settings.paper,
        language=settings.language,
        locked=locked,
        replace=replace_process,
    )
    window = make_window(app, around, settings)
    room = app.primaryScreen().availableGeometry()
    if locked is not None and any(locked.place):
        window.setGeometry(*locked.place)
        window.show()
    elif window.frameGeometry().height() + TITLE_BAR > room.height() or window.width() > room.width():
        window.showMaximized()  # on a small screen a title bar would push the lowest buttons off it
    else:
        window.show()
    return app.exec()


if __name__ == "__main__":
    entry()
