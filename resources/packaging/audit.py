"""Asks for known weaknesses of what is locked (pip-audit), and tells apart: found some, found none, could not ask.

Exit status: 0 none is known, 1 some are, 75 nobody could be asked (no network, or an index without that data).
"""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LOCK = Path(__file__).resolve().parents[2] / "requirements.lock"
COULD_NOT_ASK = 75


def judged(report: Mapping[str, Any]) -> tuple[int, list[str]]:
    """The exit status for a report of pip-audit, and what to say."""
    listed = report["dependencies"]
    weak = [(part, weakness) for part in listed for weakness in part.get("vulns", ())]
    if weak:
        lines = [
            f"{part['name']} {part['version']}: {found['id']}, mended in {', '.join(found['fix_versions'] or ['none'])}"
            for part, found in weak
        ]
        return 1, lines
    unasked = [part["name"] for part in listed if "skip_reason" in part]
    if len(unasked) == len(listed):
        return COULD_NOT_ASK, ["Skipped: the data on weaknesses cannot be reached from here."]
    told = [f"No weakness is known of {len(listed) - len(unasked)} parts."]
    return 0, [*told, f"Not known to the index: {', '.join(unasked)}."] if unasked else told


def main() -> int:
    """Runs pip-audit over the lock."""
    words = ["-r", str(LOCK), "--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "15"]
    done = subprocess.run(  # noqa: S603 - our own interpreter, with words that stand here
        [sys.executable, "-m", "pip_audit", *words, "-f", "json"], capture_output=True, text=True, check=False
    )
    try:
        status, lines = judged(json.loads(done.stdout))
    except json.JSONDecodeError:
        if "Connection" not in done.stderr and "Timeout" not in done.stderr and "resolve" not in done.stderr:
            sys.stderr.write(done.stderr[-2000:])
            return 1
        status, lines = judged({"dependencies": []})
    sys.stdout.write("\n".join(lines) + "\n")
    return status


if __name__ == "__main__":
    sys.exit(main())
