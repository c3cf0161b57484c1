"""What a disk may hold when the power is cut: replayed from the calls that a program made, by a model of the disk.

The model is told in `docs/decisions/11-power-cuts.md`. In short: what was flushed is there; of everything else any part
may be there, in any order, torn at sectors, and with it the names that no flush of their folder has made lasting.
"""

import hashlib
import itertools
import os
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.tracing import Call

SECTOR = 512
ALL_SUBSETS_UP_TO = 4
_FILLERS = (b"\0", b"\xa5")
"""What stands in a part of a file that has its place on the disk and not yet its bytes."""


@dataclass(frozen=True)
class Event:
    """One change, flush or word.

    Attributes:
        kind: `write`, `truncate`, `put`, `move`, `remove`, `flush` or `said`.
        node: the file or folder that it changes.
        name: in a folder: which entry; of what was said: the line.
        other: the new name, of a `move`.
        child: the node that a `put` or a `move` gives a name to.
        folder: whether that is a folder.
        at: the offset of a write, the size of a truncation.
        data: what was written.
    """

    kind: str
    node: int = -1
    name: str = ""
    other: str = ""
    child: int = -1
    folder: bool = False
    at: int = 0
    data: bytes = field(default=b"", repr=False)


@dataclass
class _Open:
    node: int
    position: int = 0
    append: bool = False


@dataclass(frozen=True)
class Recording:
    """A folder as it was, and everything that was done to it since.

    Attributes:
        files: contents at the beginning, by node.
        folders: entries at the beginning, by node; 0 is the folder itself.
        events: in order.
    """

    files: dict[int, bytes]
    folders: dict[int, dict[str, int]]
    events: list[Event]


class Recorder:
    """Follows calls on one folder, from its state before the first of them."""

    def __init__(self, root: Path) -> None:
        """Reads the folder as it lies on the disk now, all of it taken as flushed."""
        self._root = str(root)
        self._count = itertools.count()
        self._files: dict[int, bytes] = {}
        self._folders: dict[int, dict[str, int]] = {}
        self._read(root)
        self._entries = {node: dict(entries) for node, entries in self._folders.items()}
        self._sizes = {node: len(data) for node, data in self._files.items()}
        self._open: dict[int, _Open] = {}
        self._events: list[Event] = []

    def record(self, calls: Sequence[Call], told: Sequence[str]) -> Recording:
        """What the calls did; lines that the child told stand where it told them."""
        waiting = list(told)
        for call in calls:
            if call.answer < 0:
                continue
            if call.name == "writev":
                line = call.texts[0].decode().rstrip("\n")
                if waiting and line == waiting[0]:
                    self._events.append(Event("said", name=waiting.pop(0)))
                    continue
            getattr(self, f"_on_{call.name}", self._on_other)(call)
        assert not waiting, f"told, and not seen by strace: {waiting}"
        return Recording(self._files, self._folders, self._events)

    def _read(self, path: Path) -> int:
        node = next(self._count)
        if path.is_dir():
            self._folders[node] = {}
            for each in sorted(path.iterdir()):
                self._folders[node][each.name] = self._read(each)
        else:
            self._files[node] = path.read_bytes()
        return node

    def _place(self, path: bytes, folder: str = "AT_FDCWD") -> tuple[int, str] | None:
        """Folder and name of a path, None where it lies elsewhere; the name is empty for the root."""
        text = os.fsdecode(path)
        if not text.startswith("/"):
            if not folder.isdecimal() or int(folder) not in self._open:
                return None
            return self._open[int(folder)].node, text
        if text.rstrip("/") == self._root:
            return 0, ""
        if not text.startswith(f"{self._root}/"):
            return None
        node, (*parts, name) = 0, text.removeprefix(f"{self._root}/").rstrip("/").split("/")
        for part in parts:
            node = self._entries[node][part]
        return node, name

    def _node(self, place: tuple[int, str]) -> int | None:
        return place[0] if not place[1] else self._entries[place[0]].get(place[1])

    def _on_openat(self, call: Call) -> None:
        self._open.pop(call.answer, None)
        place, flags = self._place(call.texts[0], call.arguments[0]), call.arguments[2].split("|")
        if place is None:
            return
        node = self._node(place)
        if node is None:
            assert "O_CREAT" in flags, call
            node = next(self._count)
            self._sizes[node] = 0
            self._put(place, node)
        elif "O_TRUNC" in flags and self._sizes[node]:
            self._truncate(node, 0)
        self._open[call.answer] = _Open(node, append="O_APPEND" in flags)

    def _on_close(self, call: Call) -> None:
        self._open.pop(int(call.arguments[0]), None)

    def _on_dup(self, call: Call) -> None:
        self._open.pop(call.answer, None)
        if int(call.arguments[0]) in self._open:
            self._open[call.answer] = self._open[int(call.arguments[0])]

    _on_dup2 = _on_dup3 = _on_dup

    def _on_lseek(self, call: Call) -> None:
        if opened := self._open.get(int(call.arguments[0])):
            opened.position = call.answer

    def _on_write(self, call: Call) -> None:
        if opened := self._open.get(int(call.arguments[0])):
            at = self._sizes[opened.node] if opened.append else opened.position
            self._write(opened.node, at, call.texts[0][: call.answer])
            opened.position = at + call.answer

    def _on_pwrite64(self, call: Call) -> None:
        if opened := self._open.get(int(call.arguments[0])):
            self._write(opened.node, int(call.arguments[3]), call.texts[0][: call.answer])

    def _on_ftruncate(self, call: Call) -> None:
        if opened := self._open.get(int(call.arguments[0])):
            self._truncate(opened.node, int(call.arguments[1]))

    def _on_fsync(self, call: Call) -> None:
        if opened := self._open.get(int(call.arguments[0])):
            self._events.append(Event("flush", opened.node))

    _on_fdatasync = _on_fsync

    def _on_rename(self, call: Call) -> None:
        old, new = (self._place(text) for text in call.texts)
        if old is None and new is None:
            return
        assert old is not None
        assert new is not None
        assert old[0] == new[0], "moves between folders are not in the model"
        moved = self._entries[old[0]].pop(old[1])
        self._entries[old[0]][new[1]] = moved
        self._events.append(Event("move", old[0], old[1], new[1], moved))

    def _on_unlink(self, call: Call) -> None:
        if place := self._place(call.texts[0]):
            self._remove(place)

    _on_rmdir = _on_unlink

    def _on_unlinkat(self, call: Call) -> None:
        if place := self._place(call.texts[0], call.arguments[0]):
            self._remove(place)

    def _on_mkdir(self, call: Call) -> None:
        if place := self._place(call.texts[0]):
            node = next(self._count)
            self._entries[node] = {}
            self._put(place, node)

    def _on_other(self, call: Call) -> None:
        """A call that the model does not know must not concern the folder."""
        handles = {int(word) for word in call.arguments if word.isdecimal()} & set(self._open)
        outside = not handles and not any(self._place(text) for text in call.texts if text[:1] == b"/")
        assert outside, f"not in the model: {call}"

    def _put(self, place: tuple[int, str], node: int) -> None:
        self._entries[place[0]][place[1]] = node
        self._events.append(Event("put", *place, child=node, folder=node in self._entries))

    def _remove(self, place: tuple[int, str]) -> None:
        del self._entries[place[0]][place[1]]
        self._events.append(Event("remove", *place))

    def _write(self, node: int, at: int, data: bytes) -> None:
        self._sizes[node] = max(self._sizes[node], at + len(data))
        self._events.append(Event("write", node, at=at, data=data))

    def _truncate(self, node: int, size: int) -> None:
        self._sizes[node] = size
        self._events.append(Event("truncate", node, at=size))


@dataclass(frozen=True)
class Cut:
    """One state that the disk may hold after a cut.

    Attributes:
        files: contents by path.
        folders: paths of all folders.
        said: what had been told before the cut.
        after: how many events had happened.
        kept: in words, what of the unflushed events is there.
    """

    files: dict[str, bytes] = field(repr=False)
    folders: tuple[str, ...]
    said: tuple[str, ...]
    after: int
    kept: str

    @property
    def digest(self) -> bytes:
        """The same for the same files and the same words."""
        whole = hashlib.sha256(repr((self.folders, self.said)).encode())
        for path, data in sorted(self.files.items()):
            whole.update(f"{path} {len(data)}\n".encode() + data)
        return whole.digest()

    def build(self, root: Path, parts: Sequence[str]) -> None:
        """Lays it out in the place of what was recorded.

        Args:
            root: the folder that was recorded.
            parts: what lies in it and could change; everything else is left as it is.
        """
        for part in parts:
            shutil.rmtree(root / part, ignore_errors=True)
        for folder in self.folders:
            if folder.split("/")[0] in parts:
                (root / folder).mkdir(parents=True)
        for path, data in self.files.items():
            if path.split("/")[0] in parts:
                (root / path).write_bytes(data)


def cuts(recording: Recording, chance: random.Random, torn: int, share: float = 1) -> Iterator[Cut]:
    """Different states after each event: chosen subsets of what was not flushed, and so many torn ones besides.

    Args:
        recording: what happened.
        chance: chooses.
        torn: how many random subsets, and how many torn states, where there are too many to try all.
        share: of the states, how many are given; those right after a word always are, for words are promises.
    """
    seen = set[bytes]()
    for after in range(len(recording.events) + 1):
        events = recording.events[:after]
        flushed = _flushed(events)
        said = tuple(event.name for event in events if event.kind == "said")
        waiting = [n for n, event in enumerate(events) if event.kind not in ("said", "flush") and n not in flushed]
        promised = events[-1:] and events[-1].kind == "said"
        for kept, tear in _choices(waiting, chance, torn):
            if not promised and chance.random() >= share:
                continue
            lost = set(waiting) - kept
            files, folders = _replayed(recording, events, lost, chance if tear else None)
            words = f"{len(kept)} of {len(waiting)} unflushed{', torn' if tear else ''}; lost: {_told(events, lost)}"
            cut = Cut(files, folders, said, after, words)
            if cut.digest not in seen:
                seen.add(cut.digest)
                yield cut


def _flushed(events: Sequence[Event]) -> set[int]:
    """The events that a later flush of their file or folder has made lasting."""
    last = {event.node: n for n, event in enumerate(events) if event.kind == "flush"}
    return {n for n, event in enumerate(events) if n < last.get(event.node, -1)}


def _choices(waiting: Sequence[int], chance: random.Random, torn: int) -> Iterator[tuple[set[int], bool]]:
    """Which of the unflushed events the disk holds: nothing, all, each alone, all but one, others; then torn ones."""
    everything = set(waiting)
    if len(waiting) <= ALL_SUBSETS_UP_TO:
        for size in range(len(waiting) + 1):
            for subset in itertools.combinations(waiting, size):
                yield set(subset), False
    else:
        yield set(), False
        yield everything, False
        for one in chance.sample(waiting, ALL_SUBSETS_UP_TO):
            yield {one}, False
            yield everything - {one}, False
        for _ in range(torn):
            yield {n for n in waiting if chance.random() < 0.5}, False
    if waiting:
        for _ in range(torn):
            yield {n for n in waiting if chance.random() < 0.7}, True


def _replayed(
    recording: Recording, events: Sequence[Event], lost: set[int], tear: random.Random | None
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Files and folders after the events that are not lost; with `tear`, unflushed writes come in part."""
    contents = {node: bytearray(data) for node, data in recording.files.items()}
    entries = {node: dict(names) for node, names in recording.folders.items()}
    flushed = _flushed(events)
    for n, event in enumerate(events):
        if event.kind == "put" and event.folder:
            entries[event.child] = {}
        elif event.kind == "put":  # it is there for those who hold it open, whether or not its name will last
            contents[event.child] = bytearray()
        if n in lost:
            continue
        if event.kind == "write":
            _lay(contents[event.node], event.at, event.data, None if n in flushed else tear)
        elif event.kind == "truncate":
            content = contents[event.node]
            content[:] = content[: event.at].ljust(event.at, b"\0")
        elif event.kind in ("remove", "move"):
            entries[event.node].pop(event.name, None)
        if event.kind in ("put", "move"):
            entries[event.node][event.other or event.name] = event.child
    return _reachable(entries, contents)


def _lay(content: bytearray, at: int, data: bytes, tear: random.Random | None) -> None:
    """Puts bytes in their place; torn, each sector comes or does not, and beyond the end something else may stand."""
    content.extend(bytes(max(at - len(content), 0)))
    if tear is None:
        content[at : at + len(data)] = data
        return
    filler, end = tear.choice(_FILLERS), len(content)
    grown = tear.random() < 0.5  # whether the file's new size has reached the disk before its bytes
    starts = [at, *range((at // SECTOR + 1) * SECTOR, at + len(data), SECTOR)]
    for start, stop in itertools.pairwise([*starts, at + len(data)]):
        if tear.random() < 0.5:
            content.extend(filler * max(start - len(content), 0))
            content[start:stop] = data[start - at : stop - at]
        elif grown and stop > end:
            content.extend(filler * (stop - len(content)))


def _reachable(
    entries: dict[int, dict[str, int]], contents: dict[int, bytearray]
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Files and folders by path; what has no name is not there."""
    files, folders, waiting = dict[str, bytes](), list[str](), [("", 0)]
    while waiting:
        path, node = waiting.pop()
        for name, child in entries[node].items():
            inner = f"{path}/{name}".lstrip("/")
            if child in entries:
                folders.append(inner)
                waiting.append((inner, child))
            else:
                files[inner] = bytes(contents[child])
    return files, tuple(sorted(folders))


def _told(events: Sequence[Event], lost: set[int]) -> str:
    return ", ".join(f"{events[n].kind} {events[n].node}:{events[n].name or events[n].at}" for n in sorted(lost))
