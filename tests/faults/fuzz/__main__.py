"""Looks for input that breaks a parser, by coverage: `python -m tests.faults.fuzz FORMAT -runs=N [more options]`.

Names of formats are those of `targets.TARGETS`. What breaks one is told with its bytes and kept as `crash-…` in the
current folder; the exit status is then not 0.
"""

import random
import sys
import tempfile
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["continuity_app"]):
    from tests.faults.fuzz.target import Tally, standing, try_one
    from tests.faults.fuzz.targets import TARGETS

SEEDS = 200


def main(words: list[str]) -> None:
    """Runs one target until its runs are over or it breaks."""
    name, tally = words[1], Tally()
    warnings.simplefilter("ignore")
    with standing(TARGETS[name]) as parser, tempfile.TemporaryDirectory() as corpus:
        for number in range(SEEDS):
            (Path(corpus) / str(number)).write_bytes(parser.case(random.Random(number)))
        atheris.Setup([words[0], corpus, *words[2:]], lambda data: try_one(parser, data, tally))
        atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
