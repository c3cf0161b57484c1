"""Entry of the bundled console program; `freeze_support` lets a reader's child process start from the bundle."""

import multiprocessing

from continuity_app.cli.main import entry

if __name__ == "__main__":
    multiprocessing.freeze_support()
    entry()
