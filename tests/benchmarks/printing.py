"""1,000 pre-filled repair orders as one PDF, beside bare reportlab that draws as many strings and lines."""

import io
import json
import resource as usage
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from continuity_app.forms.definition import Answers, Form
from continuity_app.forms.prefill import prefill
from continuity_app.forms.xlsform import compile_xlsform
from continuity_app.paper import frame
from continuity_app.paper.context import SheetContext
from continuity_app.paper.fonts import REGULAR, ready
from continuity_app.paper.layout import layout_of
from continuity_app.paper.marks import Mark, Words
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.resources import resource
from tests.benchmarks.measure import Row
from tests.builders import customer, sheet_context

SHEETS = 1_000
SLOWEST = 2.0
MOST_MB = 20


@dataclass(frozen=True)
class Cost:
    """What one process needed."""

    seconds: float
    megabytes: float
    peak_mb: float


def _answers(form: Form, number: int) -> Answers:
    return {
        **prefill(form, customer(number)),
        "odometer_in": 48_210 + number,
        "concern": f"Noise from the front left wheel, {number}",
        "estimate": 420.5,
        "authorised_limit": 500,
        "lines": [{"operation": "Wheel bearing, front left", "hours": 1.8, "rate": 140, "pay_type": "customer"}],
    }


def _prepared() -> tuple[Form, SheetContext, list[SheetJob]]:
    file = resource("packs", "dealer", "repair_order.xlsx")
    form, context = compile_xlsform(file.read_bytes(), file.name), sheet_context()
    jobs = [SheetJob(form, f"7K3-{n:04}-5", _answers(form, n), f"Customer {n}") for n in range(1, SHEETS + 1)]
    return form, context, jobs


def ours() -> tuple[float, int]:
    """The kit's way: seconds and bytes."""
    _, context, jobs = _prepared()
    begun = time.perf_counter()
    drawn = draw_sheets(jobs, context)
    return time.perf_counter() - begun, len(drawn.data)


def bare() -> tuple[float, int]:
    """Plain reportlab, every string and line of every page drawn, no QR code: seconds and bytes."""
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415

    form, context, jobs = _prepared()
    layout = layout_of(form, context.paper)
    marks: list[Mark] = [mark for page in layout.pages for mark in page.marks]
    marks += frame.page_frame(form.title, "Form repair_order", context, 1, 1)
    strings = [mark.text for mark in marks if isinstance(mark, Words)]
    own = len(jobs[0].answers) + 2
    ready(REGULAR)
    begun = time.perf_counter()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(context.paper.width, context.paper.height), pageCompression=1)
    for job in jobs:
        canvas.setFont(REGULAR, 8)
        for number, text in enumerate((*strings, *[job.customer] * own)):
            canvas.drawString(40 + number, 40 + number, text)
        for number in range(len(marks) - len(strings)):
            canvas.line(40, 40 + number, 500, 40 + number)
        canvas.showPage()
    canvas.save()
    return time.perf_counter() - begun, len(out.getvalue())


WAYS: dict[str, Callable[[], tuple[float, int]]] = {"ours": ours, "bare": bare}


def _cost(way: str) -> Cost:
    """In a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "tests.benchmarks.printing", way]
    told = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return Cost(**told)


def rows() -> Iterator[Row]:
    """Time and size."""
    kit, plain = (min((_cost(way) for _ in range(3)), key=lambda cost: cost.seconds) for way in ("ours", "bare"))
    ratio = kit.seconds / plain.seconds
    name = f"print: {SHEETS:,} pre-filled repair orders"
    yield Row(
        name,
        f"{kit.seconds:.2f} s, peak {kit.peak_mb:.0f} MB",
        "bare reportlab, as many strings and lines",
        f"{plain.seconds:.2f} s, peak {plain.peak_mb:.0f} MB",
        ratio,
        f"<= {SLOWEST:.0f}x",
        ratio <= SLOWEST,
    )
    size = kit.megabytes / plain.megabytes
    ours_mb, theirs_mb = f"{kit.megabytes:.1f} MB", f"{plain.megabytes:.1f} MB"
    yield Row(f"{name}, file", ours_mb, "the same", theirs_mb, size, f"<= {MOST_MB} MB", kit.megabytes <= MOST_MB)


if __name__ == "__main__":
    seconds, size_bytes = WAYS[sys.argv[1]]()
    peak = usage.getrusage(usage.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "megabytes": size_bytes / 1e6, "peak_mb": peak}))
