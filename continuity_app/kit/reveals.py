"""Sensitive answers (a document's number, the end of a card's) stay covered until someone asks; asking is written down.

The rule: whoever is staff may uncover 30 in any hour; more needs a manager. It counts the journal's own entries, so it
holds over restarts, and over a clock that is put back.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Item, Question
from continuity_app.forms.sheet_states import SheetState
from continuity_app.journal.types import Body, OverrideMade, RevealLogged
from continuity_app.kit.session import Session
from continuity_app.progress import Job, Step
from continuity_app.vault.patience import open_patiently
from continuity_app.vault.slot_kinds import MANAGER, PASSPHRASE
from continuity_app.vault.slots import Opened, list_slots
from continuity_app.words import ENGLISH, say, speaking

MOST = 30
WITHIN = dt.timedelta(hours=1)
COVER = "••••"
RULE = "reveal.rate"
"""By this name a manager's leave to show more stands in the journal."""


class RevealDesk:
    """Covers and uncovers for one session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def sensitive(self, form: str) -> frozenset[str] | None:
        """Names of a form's sensitive questions; None where the form is not here, and anything may be sensitive."""
        forms = self._session.forms
        return frozenset(_sensitive(forms.get(form).items)) if form in forms else None

    def covered(self, sheet: SheetState) -> tuple[dict[str, Any], tuple[str, ...]]:
        """A sheet's answers with the sensitive ones covered, and the names of those that were."""
        hidden: dict[str, None] = {}
        answers = _cover(sheet.answers, self.sensitive(sheet.form), hidden)
        return answers, tuple(hidden)

    def covers(self, sheet: SheetState, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers of one of a sheet's captures with the sensitive ones covered."""
        return _cover(answers, self.sensitive(sheet.form), {})

    def uncover(self, sheet: SheetState) -> dict[str, Any]:
        """A sheet's answers as they are; each sensitive one is written down before it is shown.

        Raises:
            BadDataError: more than 30 within an hour, and this is no manager.
            SurroundingsError: the journal cannot be written; nothing is shown then.
        """
        _, hidden = self.covered(sheet)
        self.log(sheet.customer or sheet.serial, [f"{sheet.serial} {name}" for name in hidden])
        return dict(sheet.answers)

    def log(self, customer: str, fields: Collection[str], manager: Opened | None = None) -> None:
        """Writes down that these fields of a customer are about to be shown.

        Args:
            customer: whose; the sheet's number where it is for nobody in particular.
            fields: each by its sheet and name.
            manager: who typed their passphrase to allow more than the rate; that is written down as well.

        Raises:
            BadDataError: more than 30 within an hour, and no manager allows it.
            SurroundingsError: the journal cannot be written.
        """
        now = self._session.clock.now()
        above = self._session.role != MANAGER and self.recent() + len(fields) > MOST
        if above and (manager is None or manager.role != MANAGER):
            raise BadDataError(
                "reveal.too_many",
                say("More than {most} sensitive details were shown within an hour.", most=MOST),
                what_is_safe=say("Nothing more is shown; everything else works on."),
                next_step=say("Wait, or let a manager open the vault and look it up."),
            )
        told: list[Body] = [RevealLogged(customer, field, now.isoformat()) for field in fields]
        if above and manager is not None:
            with speaking(ENGLISH):  # the journal is read on laptops of every language
                reason = say("{user} was asked, and allowed it", user=manager.user)
            told.insert(0, OverrideMade(RULE, reason, now.isoformat(), customer))
        self._session.journal.append(*told)

    def managers(self) -> tuple[str, ...]:
        """Whose passphrase may allow more than the rate."""
        slots = list_slots(self._session.home.vault)
        return tuple(dict.fromkeys(slot.user for slot in slots if slot.kind == PASSPHRASE and slot.role == MANAGER))

    def allow(self, user: str, passphrase: str) -> Job[Opened]:
        """A manager's passphrase, tried; wrong ones are slowed like those that open the vault.

        Raises:
            WrongPassphraseError: it opens nothing.
            BadDataError: it opens the vault for somebody who is no manager.
        """
        yield Step(say("Trying the passphrase"))
        opened = open_patiently(self._session.home.vault, user, passphrase)
        if opened.role != MANAGER:
            raise BadDataError(
                "reveal.no_manager",
                say("{user} is no manager of this vault.", user=opened.user),
                what_is_safe=say("Nothing more is shown; everything else works on."),
                next_step=say("Wait, or ask somebody who is a manager to type their passphrase."),
            )
        return opened

    def recent(self) -> int:
        """How many this user saw on this laptop within the last hour; what is dated later counts too."""
        journal, now = self._session.journal, self._session.clock.now()
        bodies = (
            entry.read()
            for entry in journal.entries({RevealLogged.type})
            if entry.device == journal.device and entry.user == journal.user
        )
        return sum(
            isinstance(body, RevealLogged) and now - dt.datetime.fromisoformat(body.at) < WITHIN for body in bodies
        )


def _sensitive(items: Iterable[Item]) -> Iterator[str]:
    for item in items:
        if not isinstance(item, Question):
            yield from _sensitive(item.children)
        elif item.kit.get("sensitive", ""):
            yield item.name


def _cover(answers: Mapping[str, Any], names: Collection[str] | None, hidden: dict[str, None]) -> dict[str, Any]:
    """The answers with those of these names covered, lines of repeats included; None covers all."""
    shown: dict[str, Any] = {}
    for name, value in answers.items():
        if isinstance(value, list) and value and all(isinstance(line, Mapping) for line in value):
            shown[name] = [_cover(line, names, hidden) for line in value]
        elif value in (None, "", []) or (names is not None and name not in names):
            shown[name] = value
        else:
            hidden[name] = None
            shown[name] = COVER
    return shown
