"""Paper back in: pages are read, unread ones assigned by hand, and a sheet is captured once a person has confirmed it.

Nothing is captured by reading. What is captured keeps its pictures, encrypted, by the SHA-256 in its entry.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from continuity_app.errors import BadDataError, Detail
from continuity_app.forms.definition import Answers, Form
from continuity_app.forms.sheet_states import Capture, SheetState, State
from continuity_app.kit.evidence import EvidenceStore
from continuity_app.kit.reveals import RevealDesk
from continuity_app.kit.session import Session
from continuity_app.progress import Job
from continuity_app.words import say

if TYPE_CHECKING:
    from continuity_app.paper.marks import Keys
    from continuity_app.paper.page_read import Corners, PageRead, Unread
    from continuity_app.paper.scan import Assigned, ScanReport
    from continuity_app.paper.scanned_sheet import SheetRead
    from continuity_app.paper.ticks import Tick


class ScanDesk:
    """Reads, assigns and captures for one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(
        self, files: Sequence[Path], assigned: "Mapping[tuple[Path, int], tuple[str, int]] | None" = None
    ) -> "Job[ScanReport]":
        """Reads PDF files and pictures; every page is recognised, or listed as unread with why. Captures nothing.

        Args:
            files: scans, photographs, PDFs that were typed into.
            assigned: sheet and page of single pages, by file and number of the page in it, where a person says so.

        Raises:
            BadDataError: an assigned serial is wrong or unknown here, or the form has no such page.
        """
        from continuity_app.paper.scan import read_pages  # noqa: PLC0415

        told = {where: self._told(serial, page) for where, (serial, page) in (assigned or {}).items()}
        return (yield from read_pages(files, self._form, self._answers, told))

    def assign(self, unread: "Unread", serial: str, page: int, corners: "Corners | None" = None) -> "PageRead":
        """Reads a page that could not be, as a person says which it is.

        Args:
            unread: from a report; it needs its picture.
            serial: of the sheet.
            page: which page of it, from 1.
            corners: the middles of the four corner marks in `unread.kept`, top left, top right, bottom left, bottom
                right of the sheet; None looks for them.

        Raises:
            BadDataError: "serial.wrong", "sheet.unknown", or "scan.cannot_assign".
        """
        from continuity_app.paper.scan import PageReader  # noqa: PLC0415

        told = self._told(serial, page, corners)
        if unread.kept is None:
            raise _no_picture(unread.file, unread.page, unread.why)
        return PageReader(self._form, self._answers).assigned((unread.file, unread.page), unread.kept, told)

    def read_again(
        self, where: tuple[Path, int], picture: bytes, sheet: tuple[str, int], corners: "Corners"
    ) -> "PageRead":
        """Reads a page anew from its kept picture.

        Args:
            where: the file and the page in it that the picture came from.
            picture: as it was kept.
            sheet: the serial and the page, from 1.
            corners: the middles of its corner marks in the picture.

        Raises:
            BadDataError: the form is not here any more, or the picture is none.
        """
        from continuity_app.paper.page_read import as_kept  # noqa: PLC0415 - pictures are decoded only here
        from continuity_app.paper.scan import PageReader  # noqa: PLC0415

        reader, held = PageReader(self._form, self._answers), as_kept(picture)
        told = self._told(*sheet, corners)
        return reader.again((str(where[0]), where[1]), held, told)

    def with_page(self, report: "ScanReport", unread: "Unread", page: "PageRead") -> "ScanReport":
        """A report in which an unread page was assigned."""
        from dataclasses import replace  # noqa: PLC0415

        rest = tuple(one for one in report.unread if one is not unread)
        return replace(report, pages=(*report.pages, page), unread=rest)

    def joined(self, before: "ScanReport | None", report: "ScanReport") -> "ScanReport":
        """A report with the pages of an earlier one that wait: neither read again since nor captured by now."""
        from dataclasses import replace  # noqa: PLC0415

        if before is None:
            return report
        again = {(page.file, page.file_page) for page in report.pages} | {(one.file, one.page) for one in report.unread}
        typed = {one.serial for one in report.filled}
        return replace(
            report,
            pages=(
                *(p for p in before.pages if (p.file, p.file_page) not in again and not self.done(p)),
                *report.pages,
            ),
            unread=(*(one for one in before.unread if (one.file, one.page) not in again), *report.unread),
            filled=(*(one for one in before.filled if one.serial not in typed), *report.filled),
        )

    def done(self, page: "PageRead") -> bool:
        """Whether a capture was made from this very picture."""
        name = hashlib.sha256(page.kept.data).hexdigest()
        try:
            return any(name in capture.scans for capture in self._session.sheets.state(page.serial).captures)
        except BadDataError:
            return False

    def notes(self, sheet: "SheetRead") -> list[str]:
        """What is odd about a sheet, in sentences: pages that are missing, another organisation's number, its state."""
        told = []
        if sheet.missing:
            pages = ", ".join(map(str, sheet.missing))
            told.append(say("Sheet {serial} is not whole: page {pages} is missing.", serial=sheet.serial, pages=pages))
        try:
            known = self._session.sheets.state(sheet.serial)
        except BadDataError:
            told.append(self._unknown(sheet.serial))
            return told
        if known.captures and not any(self.done(page) for page in sheet.pages):
            told.append(say("Sheet {serial} was taken down before: this would be a correction.", serial=sheet.serial))
        elif known.state in (State.VOID, State.LOST):
            told.append(say("Sheet {serial} is noted as {state}.", serial=sheet.serial, state=say(known.state.value)))
        return told

    def _unknown(self, serial: str) -> str:
        """Of a number that nobody here has heard of: whether a laptop of this organisation may have given it out."""
        prefixes = {self._session.prefix(), *map(str, self._session.policy.get("prefixes", {}).values())}
        prefixes |= {known.partition("-")[0] for known in self._session.sheets.all()}
        if serial.partition("-")[0] in prefixes:
            return say("Sheet {serial} is not known here: the journal of its laptop has not arrived.", serial=serial)
        return say(
            "Sheet {serial}: no laptop of this organisation gives out such numbers. It may be another's: ask first.",
            serial=serial,
        )

    def state(self, sheet: "SheetRead") -> SheetState:
        """What the journal knows of a sheet: its captures so far, and whether it stands in the central system.

        Of one whose laptop's journal has not arrived, its number and the form that was read off it.
        """
        return self._session.sheets.in_hand(sheet.serial, sheet.form)

    def proposed(self, sheet: "SheetRead") -> Answers:
        """What to begin from: what was printed or captured before, with what stands on the pages laid over it.

        A question with an unsure box is left out: a person answers it.
        """
        return sheet.over(self._answers(sheet.serial))

    def confirm(
        self,
        sheet: "SheetRead",
        answers: Mapping[str, Any],
        *,
        settled: "Collection[Keys]" = (),
        accept: str = "",
        correction: str = "",
        customer: str = "",
        occurred_at: str = "",
    ) -> SheetState:
        """Captures a sheet as a person confirmed it, and keeps its pictures.

        Args:
            sheet: as it was read.
            answers: all answers, by question name.
            settled: questions with an unsure box that a person looked at; one that `answers` names counts as such.
            accept: why odd answers are taken nevertheless.
            correction: why a sheet is captured again; needed where it was captured or re-keyed before.
            customer: whose, where it was printed without a customer.
            occurred_at: when it happened, in any usual spelling; empty takes what a PDF's strip says.

        Raises:
            BadDataError: "scan.unsure" with the questions that nobody settled; whatever `SheetDesk.capture` raises.
            SurroundingsError: the pictures or the entry could not be written; nothing is captured then.
        """
        self._must_be_settled(sheet, answers, settled)
        strip = sheet.filled.strip if sheet.filled is not None else {}
        return self._session.sheets.capture(
            sheet.serial,
            answers,
            sheet.how,
            accept=accept,
            correction=correction,
            customer=customer or None,
            occurred_at=occurred_at or strip.get("#occurred", ""),
            evidence=lambda: EvidenceStore(self._session).keep([page.kept.data for page in sheet.pages]),
            form_id=sheet.form,
        )

    def pictures(self, sheet: SheetState, capture: Capture) -> list[bytes]:
        """The pictures that a capture was made from; that they are shown is written down, they cover nothing.

        Raises:
            BadDataError: "evidence.missing", "evidence.changed", or "reveal.too_many".
            SurroundingsError: the journal cannot be written.
        """
        store = EvidenceStore(self._session)
        pictures = [store.picture(name) for name in capture.scans]
        if RevealDesk(self._session).sensitive(sheet.form) != frozenset() and pictures:
            RevealDesk(self._session).log(sheet.customer or sheet.serial, [f"{sheet.serial} {say('scan')}"])
        return pictures

    def _must_be_settled(self, sheet: "SheetRead", answers: Mapping[str, Any], settled: "Collection[Keys]") -> None:
        open_ones: dict[str, Tick] = {
            tick.field: tick for tick in sheet.unsure if tick.keys not in settled and not names(answers, tick.keys)
        }
        if open_ones:
            details: list[Detail] = [{"field": name, "problem": say("a box cannot be read")} for name in open_ones]
            raise BadDataError(
                "scan.unsure",
                say("Sheet {serial} has boxes that nobody can be sure of.", serial=sheet.serial),
                what_is_safe=say("Nothing was captured; what was typed is unchanged."),
                next_step=say("Look at the questions below on the sheet, and say what is ticked."),
                details=details,
            )

    def _told(self, serial: str, page: int, corners: "Corners | None" = None) -> "Assigned":
        from continuity_app.paper.scan import Assigned  # noqa: PLC0415

        sheet = self._session.sheets.state(serial)
        return Assigned(sheet.serial, sheet.form, sheet.version, page, corners)

    def _form(self, form_id: str, version: str) -> Form | None:
        return self._session.forms.of_version(form_id, version)

    def _answers(self, serial: str) -> Answers:
        """What the sheet holds as far as this journal knows; one of another laptop may not have arrived yet."""
        try:
            return dict(self._session.sheets.state(serial).answers)
        except BadDataError:
            return {}


def names(answers: Any, keys: "Keys") -> bool:
    """Whether answers name a question, if only to say that it is empty."""
    for key in keys[:-1]:
        if isinstance(key, int):
            answers = answers[key] if isinstance(answers, list) and key < len(answers) else None
        else:
            answers = answers.get(key) if isinstance(answers, Mapping) else None
    return isinstance(answers, Mapping) and keys[-1] in answers


def _no_picture(file: str, page: int, why: str) -> BadDataError:
    return BadDataError(
        "scan.cannot_assign",
        say("There is no picture of this page: {why}", why=why),
        what_is_safe=say("Nothing was captured."),
        next_step=say("Scan or photograph it again, or type the sheet in."),
        details=[{"file": file, "row": page, "problem": why}],
    )
