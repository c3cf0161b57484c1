"""Escrow: the organisation's recovery key split into five share sheets, and a vault opened again by three of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from continuity_app.clock import Clock
from continuity_app.durable import must_be_writable, write_whole
from continuity_app.errors import BadDataError
from continuity_app.kit.carried import named, read_carried
from continuity_app.kit.home import Home
from continuity_app.kit.opening import must_exist, session_of
from continuity_app.kit.organisation_desk import asking, one_writer
from continuity_app.kit.prompts import Prompts
from continuity_app.kit.session import Session
from continuity_app.trust.escrow import NEEDED, SHARES, identity_of, new_escrow
from continuity_app.trust.head_office import Organisation
from continuity_app.trust.organisation import OrganisationCard
from continuity_app.vault.slots import open_slots
from continuity_app.words import say

_COMMENT = "#"
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Split:
    """A recovery key that was split: the card of the root that names it, and the sheets of its shares."""

    card: OrganisationCard
    files: tuple[Path, ...]


def split_escrow(home: Home, place: Path, prompts: Prompts, clock: Clock, root_keys: Sequence[Path] = ()) -> Split:
    """Makes a recovery key, writes the sheets of its five shares, and names it in the next root.

    The key itself is written nowhere. Laptops seal their vault key to it as soon as they hear of the root.

    Args:
        home: of the IT machine.
        place: folder for the sheets, one PDF and one text for each share.
        prompts: asks the holders of root keys for their passphrases.
        clock: tells the time.
        root_keys: root key files on sticks.

    Raises:
        BadDataError: too few root keys are here, or sheets lie there already.
        WrongPassphraseError: a passphrase does not open its key.
        SurroundingsError: a file cannot be read or written.
    """
    office = Organisation(home.organisation)
    sheets = [place / f"share-{number}-of-{SHARES}.txt" for number in range(1, SHARES + 1)]
    taken = [sheet.name for sheet in sheets if sheet.exists() or sheet.with_suffix(".pdf").exists()]
    if taken:
        raise BadDataError(
            "escrow.sheets_exist",
            say("There are share sheets in that folder already: {names}.", names=", ".join(taken)),
            what_is_safe=say("Nothing was changed."),
            next_step=say("Name an empty folder; sheets of another splitting must not be mixed with these."),
        )
    must_be_writable(sheets[0])
    with one_writer(home):
        roots = office.roots(asking(prompts), root_keys)
        escrow = new_escrow()
        root = office.with_recovery(escrow.recipient, roots, clock.now())
        for number, (sheet, words) in enumerate(zip(sheets, escrow.shares, strict=True), start=1):
            page = _Page(office.card.name, escrow.recipient, number, words)
            write_whole(sheet, page.text().encode(), private=True)
            write_whole(sheet.with_suffix(".pdf"), page.drawn(clock), private=True)
        card = office.take_root(root)
    return Split(card, tuple(path for sheet in sheets for path in (sheet, sheet.with_suffix(".pdf"))))


def identity_from(files: Sequence[Path], prompts: Prompts) -> str:
    """The recovery identity, from three share files, or as three people type their words.

    Raises:
        BadDataError: a share has a slip, they do not belong together, or are too few.
        SurroundingsError: a file cannot be read.
    """
    if not files:
        typed = [prompts.passphrase(say("Words of share {number}", number=n)) for n in range(1, NEEDED + 1)]
        return identity_of(typed)
    return identity_of([words_of_share(file) for file in files])


def words_of_share(file: Path) -> str:
    """The words in the text file of a share.

    Raises:
        BadDataError: it is not text.
        SurroundingsError: it cannot be read.
    """
    with named(file):
        try:
            text = read_carried(file).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise BadDataError(
                "escrow.not_text",
                say("{name} is no share: it is not text.", name=file.name),
                what_is_safe=say("Nothing was opened or changed."),
                next_step=say("Name the text file of the share, or type its words from the sheet."),
            ) from error
    return " ".join(line for line in text.splitlines() if not line.lstrip().startswith(_COMMENT))


def open_by_escrow(home: Home, user: str, identity: str, clock: Clock) -> Session:
    """Opens a vault for writing by the organisation's recovery identity, to give somebody a passphrase again.

    Raises:
        BadDataError: there is no vault, or its escrow is another organisation's or an older key's.
        SurroundingsError: another process holds the pen.
    """
    must_exist(home)
    return session_of(home, open_slots(home.vault, user, identity), clock, write=True)


@dataclass(frozen=True, slots=True)
class _Page:
    """One share on its way to paper."""

    organisation: str
    recipient: str
    number: int
    words: str

    def __repr__(self) -> str:
        return f"_Page({self.number})"

    @property
    def title(self) -> str:
        return say("Share {number} of {all} of the recovery key", number=self.number, all=SHARES)

    @property
    def advice(self) -> tuple[str, ...]:
        return (
            say(
                "Any {needed} of the {all} shares together open every vault of {organisation}; fewer tell nothing.",
                needed=NEEDED,
                all=SHARES,
                organisation=self.organisation,
            ),
            say(
                "Print this once, seal it, give it to one person, and delete the file. Keep no two shares in one place."
            ),
            say("To use it: continuity org escrow combine, on the laptop whose vault will not open."),
            say(
                "It is a SLIP-39 share without a passphrase; any SLIP-39 program combines it. Public key: {key}",
                key=self.recipient,
            ),
        )

    def text(self) -> str:
        about = [self.organisation, self.title, *self.advice]
        return "".join(f"{_COMMENT} {line}\n" for line in about) + f"{self.words}\n"

    def drawn(self, clock: Clock) -> bytes:
        from continuity_app.paper.context import SheetContext  # noqa: PLC0415
        from continuity_app.paper.listing import Cell, Column  # noqa: PLC0415
        from continuity_app.paper.report import Prose, Section, Table, draw_report  # noqa: PLC0415

        words = self.words.split()
        tall = -(-len(words) // _COLUMNS)
        numbered = [(str(place), word) for place, word in enumerate(words, start=1)]
        numbered += [("", "")] * (tall * _COLUMNS - len(words))
        rows = tuple(
            tuple(text for column in range(_COLUMNS) for text in numbered[row + column * tall]) for row in range(tall)
        )
        columns = tuple(
            column
            for _ in range(_COLUMNS)
            for column in (Column(say("No."), 0.3, Cell.NUMBER), Column(say("Word"), 1.0, Cell.STRONG))
        )
        sections = [
            Section(say("Words, in this order"), (Table(columns, rows),)),
            Section(say("What to do with it"), (Prose(self.advice),)),
        ]
        context = SheetContext(self.organisation, "", printed_at=clock.now())
        return draw_report(self.title, self.organisation, sections, context).data
