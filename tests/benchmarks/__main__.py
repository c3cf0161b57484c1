"""`python -m tests.benchmarks [--customers N,N] [--row NAME]`: the figures, each beside a peer.

By default 100,000 customers; `--customers 1000000` takes about five minutes and 4 GB of disk.
"""

import argparse
import platform
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from continuity_app.vault.database import open_database
from tests.benchmarks import finding, printing, vaults, working
from tests.benchmarks.measure import Row, table


def main() -> int:
    """Measures and prints; 1 when a goal was missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--customers", default="100000", help="numbers of customers, with commas between them")
    parser.add_argument(
        "--row", default="", help="only rows whose name holds this: find, file, build, apply, start, unlock, print"
    )
    chosen = parser.parse_args()
    missed = False
    for customers in (int(number) for number in chosen.customers.split(",")):
        rows = [row for row in _rows(customers, chosen.row) if chosen.row in row.name]
        missed = missed or not all(row.met for row in rows)
        again = f"python -m tests.benchmarks --customers {customers}" + (f" --row {chosen.row}" if chosen.row else "")
        sys.stdout.write(f"\n{customers:,} customers, Python {platform.python_version()}; again with: {again}\n")
        sys.stdout.write(table(rows) + "\n")
        sys.stdout.flush()
    return int(missed)


def _rows(customers: int, wanted: str) -> Iterator[Row]:
    with tempfile.TemporaryDirectory(prefix="continuity-benchmarks-") as folder:
        if not wanted or "find:" in wanted or wanted == "find":
            database = Path(folder) / "contacts.db"
            vaults.build(database, customers)
            with closing(open_database(database, vaults.KEY)) as connection:
                finding.add_plain_text(connection)
            yield from finding.rows(database, customers)
            database.unlink()
        if wanted in "file":
            yield from vaults.rows(Path(folder), customers)
        if wanted in "print":
            yield from printing.rows()
        if "find:" not in wanted and wanted not in ("file", "print"):
            yield from working.rows(working.prepare(Path(folder) / "kit", customers), customers)


if __name__ == "__main__":
    sys.exit(main())
