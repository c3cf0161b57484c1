"""Looks into the memory of another program, as a thief with the running laptop would."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

_AT_ONCE = 32 << 20
_OVERLAP = 512


def memory_of(process: int) -> Iterator[bytes]:
    """All memory of a program that holds more than a file's unchanged bytes, in pieces that overlap.

    Raises:
        PermissionError: this system lets nobody look.
    """
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{process}/maps").read_text(encoding="utf-8").splitlines():
            span, rights, *_ = line.split()
            if "r" not in rights or ("w" not in rights and "/" in line) or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            start, end = (int(edge, 16) for edge in span.split("-"))
            yield from _pieces(cast("BinaryIO", memory), start, end)


def _pieces(memory: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    rest = b""
    while start < end:
        try:
            memory.seek(start)
            data = memory.read(min(_AT_ONCE, end - start))
        except OSError:
            return
        if not data:
            return
        yield rest + data
        rest, start = data[-_OVERLAP:], start + len(data)
