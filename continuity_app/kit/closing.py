"""The end of an incident: it closes when every numbered sheet is explained, and leaves a signed proof of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from continuity_app.durable import write_whole
from continuity_app.errors import BadDataError
from continuity_app.kit.merge_desk import LaptopLine, laptops
from continuity_app.kit.session import Session
from continuity_app.outage.incidents import Incident
from continuity_app.words import say

_TOLD = 20


def close_incident(session: Session, remains: Sequence[str] = ()) -> Incident:
    """Closes the incident that runs.

    Raises:
        BadDataError: none runs, or the ledger holds sheets that nobody has explained.
    """
    running = session.incidents.current()
    if running is not None and not running.drill:
        unexplained = session.ledger.ledger().unexplained
        if unexplained:
            raise BadDataError(
                "incident.ledger_open",
                say("{count} sheets are unexplained; the incident stays open.", count=len(unexplained)),
                what_is_safe=say("Nothing was changed."),
                next_step=say("Capture them, count them back, void them or call them lost: 'continuity ledger'."),
                details=[{"serial": serial, "problem": say("unexplained")} for serial in unexplained[:_TOLD]],
            )
    return session.incidents.close(remains)


def absent_laptops(session: Session) -> tuple[LaptopLine, ...]:
    """The laptops whose journals are not here, or not whole: what they gave out last can stand in no ledger here."""
    return tuple(each for each in laptops(session) if not each.mine and (not each.held or each.missing))


def absent_words(absent: Sequence[LaptopLine]) -> str:
    """Says which laptops a ledger does not rest on."""
    names = ", ".join(" ".join(filter(None, (each.device, each.user))) for each in absent)
    return say("Not in it, or not whole, are the journals of: {names}. Merge them, or say why not.", names=names)


@dataclass(frozen=True, slots=True)
class Proved:
    """A proof on disk: its files, and what it says."""

    files: tuple[str, ...]
    pages: int
    proof: dict[str, Any]


def write_proof(session: Session, output: Path, paper: str = "letter", by: str = "form") -> Proved:
    """Writes the proof of the ledger beside each other: PDF, JSON, a signature of each, the public key.

    Args:
        session: of the laptop that signs.
        output: the PDF's name.
        paper: letter or a4.
        by: form, person, range or day: the parts in which every number stands, after what is unexplained.

    Raises:
        BadDataError: there is no such paper.
        SurroundingsError: a file cannot be written.
    """
    from continuity_app.kit.ledger_pages import ledger_facts, ledger_sections  # noqa: PLC0415
    from continuity_app.kit.print_desk import PrintDesk, Wish  # noqa: PLC0415
    from continuity_app.paper.report import Prose, Section, draw_report  # noqa: PLC0415
    from continuity_app.recovery.ledger import ledger_of  # noqa: PLC0415
    from continuity_app.recovery.proof import Place, proof_of, signed_files  # noqa: PLC0415

    context = PrintDesk(session).context(Wish(paper))
    lines = session.ledger.lines()
    ledger = ledger_of(lines, drill=False)
    place = Place(session.organisation.name, session.site, session.clock.now(), session.incidents.all().last)
    rests_on, absent = laptops(session), absent_laptops(session)
    proof = {
        **proof_of(ledger, lines, session.journal, place),
        "laptops": [each.as_json() for each in rests_on],
        "laptops_absent": [each.device for each in absent],
    }
    told = [
        say("Every number that was given out is explained.")
        if proof["explained"]
        else say("{count} numbers are not explained; they stand first.", count=f"{len(ledger.unexplained):,}"),
        say("Verified by the one who re-keyed them: {count}", count=f"{len(ledger.self_verified):,}"),
        say("Journal: {entries} entries, digest {digest}.", **proof["journal"]),
        say("Signed by the laptop {device} for {user}.", device=proof["device"], user=proof["made_by"]),
        *([absent_words(absent)] if absent else []),
    ]
    sections = [Section(say("What is proved"), (Prose(tuple(told)),)), *ledger_sections(session, lines, by)]
    title = say("Proof of the ledger")
    drawn = draw_report(title, place.site, sections, context, facts=ledger_facts(ledger))
    files = signed_files(proof, drawn.data, session.journal, output.stem)
    for name, data in files.items():
        write_whole(output.with_name(name), data)
    return Proved(tuple(files), drawn.pages, proof)
