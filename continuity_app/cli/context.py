"""What every verb is given: the home folder, the clock, a way to ask, to show progress, and the unlocked session."""

import sys
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from continuity_app.clock import Clock, SystemClock
from continuity_app.errors import BadDataError
from continuity_app.kit.home import Home
from continuity_app.progress import Job, Step, finish
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.kit.session import Session

Result = TypeVar("Result")


class TerminalPrompts:
    """Asks on the terminal, or takes the passphrase from the file that was named."""

    def __init__(self, passphrase_file: Path | None) -> None:
        self._file = passphrase_file

    def passphrase(self, purpose: str, *, new: bool = False) -> str:
        """See `Prompts.passphrase`.

        Raises:
            BadDataError: the file cannot be read, or nobody can be asked.
        """
        if self._file is not None:
            try:
                return self._file.read_text(encoding="utf-8-sig").split("\n", 1)[0].rstrip("\r")
            except (OSError, UnicodeDecodeError) as error:
                told = say("The passphrase file {name} cannot be read.", name=self._file.name)
                raise _no_passphrase(told, self._file.name) from error
        if not sys.stdin.isatty():
            raise _no_passphrase(say("A passphrase is needed and nobody can be asked for it here."))
        from getpass import getpass  # noqa: PLC0415

        while True:
            typed = getpass(f"{purpose}: ")
            if not new or getpass(say("The same once more") + ": ") == typed:
                return typed
            sys.stderr.write(say("The two differ; please type both again.") + "\n")

    def confirm(self, question: str) -> bool:
        """See `Prompts.confirm`; where nobody can be asked the answer is no."""
        if not sys.stdin.isatty():
            return False
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")


class Context:
    """The surroundings of one command; closes what was opened."""

    def __init__(
        self,
        home: Path | None,
        user: str,
        passphrase_file: Path | None,
        *,
        quiet: bool,
        key_file: Path | None = None,
        keyring: bool = False,
    ) -> None:
        self.home = Home.at(home)
        self.user = user
        self.key_file = key_file
        self._keyring = keyring
        self.clock: Clock = SystemClock()
        self.prompts = TerminalPrompts(passphrase_file)
        self._quiet = quiet
        self._session: Session | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            self._session.close()

    def session(self, *, write: bool = False) -> "Session":
        """The unlocked vault and its services; asks for the passphrase once.

        Args:
            write: the verb will add to the journal; refused while another process writes.
        """
        if self._session is None:
            from continuity_app.kit.opening import open_by_machine, open_session  # noqa: PLC0415

            if self._keyring:
                self._session = open_by_machine(self.home, self.user, self.clock, write=write)
            else:
                self._session = open_session(
                    self.home, self.user, self.prompts, self.clock, write=write, key_file=self.key_file
                )
        return self._session

    def copy_when_due(self) -> None:
        """After a verb that added to the journal: copies it if that is due; trouble is told once and stops nothing."""
        if self._session is None or "journal" not in vars(self._session) or not self._session.journal.appended:
            return
        from continuity_app.kit.copies import CopyDesk  # noqa: PLC0415

        tried = CopyDesk(self._session).attempt()
        if tried.trouble is not None and tried.news:
            told = tried.trouble
            sys.stderr.write(f"{told.message} {told.what_is_safe} {told.next_step}\n")

    def work(self, job: Job[Result]) -> Result:
        """Runs long work to its end, with its progress on the terminal's stderr."""
        if self._quiet or not sys.stderr.isatty():
            return finish(job)
        from rich.console import Console  # noqa: PLC0415
        from rich.progress import Progress  # noqa: PLC0415

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=None)

            def show(step: Step) -> None:
                bar.update(task, description=step.sentence, completed=step.done, total=step.total or None)

            return finish(job, show)


def _no_passphrase(message: str, file: str = "") -> BadDataError:
    return BadDataError(
        "passphrase.none",
        message,
        what_is_safe=say("Nothing was opened or changed."),
        next_step=say("Name a file with --passphrase-file whose first line is the passphrase."),
        details=[{"file": file, "problem": say("missing, no file, or not text in UTF-8")}] if file else [],
    )
