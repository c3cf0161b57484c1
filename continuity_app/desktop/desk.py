"""What every room is given: the unlocked session, the look, and the few ways to speak to the window around it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from continuity_app.clock import Clock
from continuity_app.desktop.theme import Look
from continuity_app.errors import KitError
from continuity_app.forms.definition import Form
from continuity_app.journal.types import DraftKept
from continuity_app.kit.session import Session
from continuity_app.outage.numbers import region_for
from continuity_app.progress import Job
from continuity_app.times.reading import Manner

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Task:
    """Long work that a room asks the window to run and to show."""

    title: str
    job: Job[Any]
    done: Callable[[Any], object]
    failed: Callable[[KitError], object] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What is being typed and not saved: journalled when the screen locks."""

    form: str
    draft: str
    customer: str = ""
    serial: str = ""
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF in memory, to be looked at and printed."""

    title: str
    data: bytes
    file_name: str


class Desk(QObject):
    """The way between a room and the window.

    Signals:
        room_asked: go to a room by its key, with what to show there.
        told: something was done, in a sentence.
        failed: a `KitError` to show.
        paper_made: a `Paper` to preview.
        work_asked: a `Task` to run.
        changed: the journal has grown; bars and rooms show it.
        reopen_asked: the vault itself was changed (a snapshot was applied); it is opened anew and the sentence told.
        language_asked: speak another language, by its code.
    """

    room_asked = Signal(str, object)
    told = Signal(str)
    failed = Signal(object)
    paper_made = Signal(object)
    work_asked = Signal(object)
    changed = Signal()
    reopen_asked = Signal(str)
    language_asked = Signal(str)

    def __init__(self, session: Session, look: Look, paper: str = "a4") -> None:
        """Stands between one session and its window; `paper` is the size to print on, letter or a4."""
        super().__init__()
        self.session = session
        self.look = look
        self.paper = paper
        self.sheet_languages: tuple[str, ...] = ()
        """The languages of printed sheets, one or two; where empty, that of the window."""

    @cached_property
    def region(self) -> str:
        """The region as whose people most numbers are written; empty where no customer tells."""
        return region_for(None, self.session.contacts)

    @property
    def manner(self) -> Manner:
        """By what a day or a time that is typed here is read."""
        return Manner(self.clock.now(), self.region)

    @property
    def clock(self) -> Clock:
        """The session's clock."""
        return self.session.clock

    def attempt(self, action: Callable[[], Result]) -> Result | None:
        """Does something quick; an error is shown in words and gives None."""
        try:
            return action()
        except KitError as error:
            self.failed.emit(error)
            return None

    def all_forms(self) -> list[Form]:
        """Every form of this kit, by pack and title; none where they cannot be read, which is then shown."""

        def read() -> list[Form]:
            return self.session.forms.list()

        return self.attempt(read) or []

    def save(self, action: Callable[[], Result], sentence: str = "") -> Result | None:
        """Does something that adds to the journal: says so when it is durable, and lets everything show it."""
        result = self.attempt(action)
        if result is not None:
            self.changed.emit()
            if sentence:
                self.told.emit(sentence)
        return result

    def keep(self, *drafts: Draft) -> int:
        """Journals what is being typed; gives how many drafts were kept: none where this session may not write."""
        at = self.clock.now().isoformat(timespec="seconds")
        kept = [DraftKept(each.form, each.draft, at, each.customer, each.serial, each.answers) for each in drafts]
        if not self.session.writable:
            return 0
        if kept:
            self.session.journal.append(*kept)
        return len(kept)

    def work(self, title: str, job: Job[Result], done: Callable[[Result], object]) -> None:
        """Has long work run beside the window, with progress and Cancel."""
        self.work_asked.emit(Task(title, job, done))

    def show_paper(self, title: str, data: bytes, file_name: str) -> None:
        """Previews a PDF from memory."""
        self.paper_made.emit(Paper(title, data, file_name))

    def go(self, room: str, **subject: Any) -> None:
        """Goes to a room, with what to show there."""
        self.room_asked.emit(room, subject)


class Room(QWidget):
    """One room of the house; imported and built when it is first opened."""

    def __init__(self, desk: Desk, name: str, says: str) -> None:
        super().__init__()
        self.desk = desk
        self.setObjectName(name)
        self.setAccessibleName(says)
        self.setProperty("role", "ground")

    def show_subject(self, **subject: Any) -> None:
        """Shows what another room sent the user here for."""

    def refresh(self) -> None:
        """Reads everything shown anew: when the room is opened, and when the journal has grown."""

    def focus_first(self) -> None:
        """Puts the focus where the next action begins."""

    def draft(self) -> Draft | None:
        """What is being typed and not yet saved."""
        return None

    def print_list(self) -> None:
        """Prints what is listed here (Ctrl+P)."""

    def end(self) -> None:
        """Stops everything that would still run after the lock: timers above all."""

    def take_files(self, files: list[str]) -> bool:
        """Takes files that were dropped on the window; whether this room knows what to do with them."""
        return not files
