"""The ledger: where every numbered sheet is, and which ones nobody can explain yet.

Every serial is accounted for once: issued = blank + captured + void + lost + unexplained. Of the captured ones some are
re-keyed, of these some verified; a captured sheet that is not re-keyed is explained and still open. Sheets of drills
have a ledger of their own. Numbers below the highest one of a laptop whose journal never came count as given out and
unexplained.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from continuity_app.forms.sheet_states import SheetEvent, SheetState, State
from continuity_app.forms.sheets import SheetDesk
from continuity_app.journal.store import Journal

_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One serial's life in a row; times are ISO 8601 in UTC, empty where it did not happen.

    Attributes:
        captures: how many times answers were taken down.
        references: every reference it was ever re-keyed under; more than one may mean that it was typed in twice.
        verified_why: why the one who re-keyed it verified it, where that was said.
    """

    sheet: SheetState
    issued_by: str
    issued_on: str
    captured_at: str
    captured_by: str
    captures: int
    rekeyed_at: str
    rekeyed_by: str
    verified_at: str
    verified_by: str
    verified_why: str
    references: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For the command line, a sheet in a row."""
        return {
            "serial": self.sheet.serial,
            "form": self.sheet.form,
            "customer": self.sheet.customer,
            "state": self.sheet.state.value,
            "issued_at": self.sheet.issued_at,
            "issued_by": self.issued_by,
            "captured_at": self.captured_at,
            "captured_by": self.captured_by,
            "references": list(self.references),
            "rekeyed_by": self.rekeyed_by,
            "verified_by": self.verified_by,
            "self_verified": self.self_verified,
            "verified_alone_because": self.verified_why,
            "unheard": self.unheard,
            "reason": self.sheet.reason,
        }

    @property
    def self_verified(self) -> bool:
        """Whether no second person looked at it."""
        return self.sheet.state is State.VERIFIED and self.rekeyed_by == self.verified_by

    @property
    def rekeyed_twice(self) -> bool:
        """Whether it stands under references of which the last who re-keyed or settled it did not know."""
        told = [event for event in self.sheet.history if event.what in ("rekeyed", "settled")]
        if len(self.references) < _SEVERAL:
            return False
        knew = {each.casefold() for each in (*told[-1].knew, told[-1].detail)}
        return any(each.casefold() not in knew for each in self.references)

    @property
    def known_references(self) -> tuple[str, ...]:
        """The references that the next one to re-key it knows of without having settled anything."""
        told = [event for event in self.sheet.history if event.what in ("rekeyed", "settled")]
        return tuple(dict.fromkeys((*told[-1].knew, told[-1].detail))) if told else ()

    @property
    def unheard(self) -> bool:
        """Whether nothing is known of it but that it must have been given out."""
        return not self.sheet.history

    @property
    def was_voided(self) -> bool:
        """Whether a laptop voided it that did not know what stands."""
        return self.sheet.state is not State.VOID and any(event.what == "voided" for event in self.sheet.history)

    @property
    def given_out_twice(self) -> bool:
        """Whether two laptops gave out the same number: there are two papers with it."""
        return len({event.device for event in self.sheet.history if event.what == "issued"}) >= _SEVERAL

    @property
    def captured_apart(self) -> bool:
        """Whether laptops that did not know of each other took it down differently, and nobody corrected it since.

        It may be one paper read twice, or two papers with one number: the answers that do not count may be the only
        ones of a customer.
        """
        apart = False
        for before, after in pairwise(self.sheet.captures):
            if after.correction:
                apart = False
            elif after.device != before.device and dict(after.answers) != dict(before.answers):
                apart = True
        return apart


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts, and the serials that need somebody.

    Attributes:
        counts: how many stand in each state now; no sheet in two.
        unexplained: issued and not yet blank, captured, void or lost.
        unheard: of these, those of which nothing is known but that they must have been given out.
        rekeyed_twice: laptops that had not met re-keyed them under different references.
        self_verified: verified by the one who re-keyed them.
        given_out_twice: two laptops gave out the same number.
        captured_apart: two laptops took them down with different answers, and nobody has corrected them since.
        drill: whether it is the ledger of drills.
    """

    counts: dict[State, int]
    unexplained: tuple[str, ...]
    unheard: tuple[str, ...]
    rekeyed_twice: tuple[str, ...]
    self_verified: tuple[str, ...]
    given_out_twice: tuple[str, ...]
    captured_apart: tuple[str, ...]
    drill: bool

    @property
    def issued(self) -> int:
        """All serials that were ever given out."""
        return sum(self.counts.values())

    @property
    def captured(self) -> int:
        """Sheets whose answers were taken down, re-keyed or not."""
        return sum(count for state, count in self.counts.items() if state.holds_facts)

    @property
    def rekeyed(self) -> int:
        """Sheets that stand in the central system, verified or not."""
        return self.counts.get(State.REKEYED, 0) + self.counts.get(State.VERIFIED, 0)

    @property
    def to_rekey(self) -> int:
        """Captured sheets that still have to be re-keyed."""
        return self.counts.get(State.CAPTURED, 0)

    @property
    def to_verify(self) -> int:
        """Re-keyed sheets that still need a second look."""
        return self.counts.get(State.REKEYED, 0)

    @property
    def closed(self) -> bool:
        """Whether nobody has to look for a sheet."""
        return not self.unexplained

    def as_json(self) -> dict[str, Any]:
        """For the command line's contract."""
        return {
            "issued": self.issued,
            "blank": self.counts.get(State.BLANK, 0),
            "captured": self.captured,
            "void": self.counts.get(State.VOID, 0),
            "lost": self.counts.get(State.LOST, 0),
            "rekeyed": self.rekeyed,
            "verified": self.counts.get(State.VERIFIED, 0),
            "to_rekey": self.to_rekey,
            "to_verify": self.to_verify,
            "unexplained": list(self.unexplained),
            "unheard": list(self.unheard),
            "rekeyed_twice": list(self.rekeyed_twice),
            "self_verified": list(self.self_verified),
            "given_out_twice": list(self.given_out_twice),
            "captured_apart": list(self.captured_apart),
            "drill": self.drill,
        }


class LedgerDesk:
    """Where a manager signs off the sheets."""

    def __init__(self, sheets: SheetDesk, journal: Journal) -> None:
        self._sheets = sheets
        self._journal = journal

    def ledger(self, *, drill: bool = False) -> Ledger:
        """The ledger as the journal tells it now.

        Args:
            drill: of rehearsals instead of real work.
        """
        return ledger_of(self.lines(drill=drill), drill=drill)

    def lines(self, *, drill: bool = False) -> list[LedgerLine]:
        """Every sheet's life, by serial; those that must have been given out among them."""
        every = (*self._sheets.all().values(), *self._sheets.unheard().values())
        sheets = (sheet for sheet in every if sheet.drill == drill)
        return [line_of(sheet) for sheet in sorted(sheets, key=lambda sheet: sheet.serial)]


def ledger_of(lines: Iterable[LedgerLine], *, drill: bool) -> Ledger:
    """Counts the lines."""
    known = list(lines)
    return Ledger(
        counts=dict(Counter(line.sheet.state for line in known)),
        unexplained=tuple(line.sheet.serial for line in known if not line.sheet.state.explained),
        unheard=tuple(line.sheet.serial for line in known if line.unheard),
        rekeyed_twice=tuple(line.sheet.serial for line in known if line.rekeyed_twice),
        self_verified=tuple(line.sheet.serial for line in known if line.self_verified),
        given_out_twice=tuple(line.sheet.serial for line in known if line.given_out_twice),
        captured_apart=tuple(line.sheet.serial for line in known if line.captured_apart),
        drill=drill,
    )


def line_of(sheet: SheetState) -> LedgerLine:
    """One sheet's life from its history."""
    issued, rekeyed, verified = (_last(sheet, what) for what in ("issued", "rekeyed", "verified"))
    capture = sheet.captures[-1] if sheet.captures else None
    references: dict[str, str] = {}
    for event in sheet.history:
        if event.what == "rekeyed":
            references.setdefault(event.detail.casefold(), event.detail)
    return LedgerLine(
        sheet=sheet,
        issued_by=issued.user if issued else "",
        issued_on=issued.device if issued else "",
        captured_at=capture.at if capture else "",
        captured_by=capture.user if capture else "",
        captures=len(sheet.captures),
        rekeyed_at=rekeyed.at if rekeyed else "",
        rekeyed_by=rekeyed.user if rekeyed else "",
        verified_at=verified.at if verified else "",
        verified_by=verified.user if verified else "",
        verified_why=verified.why if verified else "",
        references=tuple(references.values()),
    )


def _last(sheet: SheetState, what: str) -> SheetEvent | None:
    return next((event for event in reversed(sheet.history) if event.what == what), None)
