"""What the kit measures itself for the eight keys: each measurement is one small function over what was looked at.

A measurement is met, not met, or (None) not possible yet. Its words name the figure, so that nobody has to believe it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from continuity_app.contacts.model import Customer, Quality, RosterLine, SnapshotFacts
from continuity_app.contacts.store import AXES
from continuity_app.outage.incidents import Incidents
from continuity_app.outage.promises import Promise
from continuity_app.readiness.age import age_in_words
from continuity_app.readiness.keys import Evidence, Targets
from continuity_app.readiness.practice import Practice, since
from continuity_app.readiness.reach import Reach
from continuity_app.readiness.sample import SampleResult
from continuity_app.words import say

FEWEST_DIALLED = 20
A_YEAR = dt.timedelta(days=365)
FEWEST_PEOPLE = 2
MOST_UNNAMED = 0.2


@dataclass(frozen=True, slots=True)
class FormStock:
    """Blank numbered paper of one form that was given out and is not used."""

    form: str
    title: str
    blank: int


@dataclass(frozen=True, slots=True)
class SheetCounts:
    """Sheets of the past, drills apart: all, unexplained, waiting to be re-keyed, re-keyed but not verified."""

    issued: int
    unexplained: int
    waiting: int
    unverified: int


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that measurements look at, gathered once.

    Attributes:
        now: aware.
        some: customers drawn by chance, as they are known now: what would need all of them is measured on these.
        languages: names and codes of the languages that forms are in, lower case.
        devices: laptops that open the snapshot and are not revoked.
        open_needs: appointments and open promises of the customers in greatest need.
    """

    now: dt.datetime
    facts: SnapshotFacts | None
    reach: Reach
    some: Sequence[Customer]
    roster: Sequence[RosterLine]
    scripts: int
    stock: Sequence[FormStock]
    languages: frozenset[str]
    devices: int
    open_needs: int
    sheets: SheetCounts
    incidents: Incidents
    promises: Sequence[Promise]
    practice: Practice
    sample: SampleResult | None


def measure_all(look: Look, targets: Targets) -> dict[str, Evidence]:
    """Every measurement by its name, as the table of keys refers to it."""
    return {name: Evidence(name, *ask(look, targets)) for name, ask in MEASUREMENTS.items()}


Finding = tuple[bool | None, str]


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "0%"


def _reach(look: Look, targets: Targets) -> Finding:
    whole = look.reach.whole
    if not whole.customers:
        return None, say("There are no customers to count yet.")
    told = say(
        "{reachable} of {customers} customers can be reached by telephone ({share}); the goal is {goal}.",
        reachable=f"{whole.reachable:,}",
        customers=f"{whole.customers:,}",
        share=_share(whole.reachable, whole.customers),
        goal=f"{targets.reachable_share:.0%}",
    )
    return whole.share >= targets.reachable_share, told


def _worst_cell(look: Look, targets: Targets) -> Finding:
    worst = look.reach.worst(targets.worst_cell_customers)
    if worst is None:
        return None, say("No segment, market or product has enough customers to compare.")
    axis, row = worst
    told = say(
        "The lowest share is {share}, in the {axis} {value} with {customers} customers; the goal is {goal}.",
        share=f"{row.share:.0%}",
        axis=axis,
        value=row.shown,
        customers=f"{row.customers:,}",
        goal=f"{targets.worst_cell_share:.0%}",
    )
    return row.share >= targets.worst_cell_share, told


def _axes(look: Look, _: Targets) -> Finding:
    whole = look.reach.whole.customers
    if not whole:
        return None, say("There are no customers to count yet.")
    unnamed = {axis: sum(row.customers for row in look.reach.by[axis] if not row.value) for axis in AXES}
    thin = [axis for axis in AXES if unnamed[axis] > MOST_UNNAMED * whole or len(look.reach.by[axis]) < FEWEST_PEOPLE]
    if thin:
        return False, say("Many customers have no value for: {axes}.", axes=", ".join(thin))
    return True, say("Nearly every customer has a segment, a market and a product.")


def _verified(look: Look, targets: Targets) -> Finding:
    reachable = [customer for customer in look.some if customer.reachable]
    if not reachable:
        return None, say("There are no reachable customers to look at.")
    good = sum(any(c.quality is Quality.VERIFIED for c in customer.callable_channels) for customer in reachable)
    told = say(
        "Of {count} reachable customers looked at by chance, {share} have a number confirmed within a year; "
        "the goal is {goal}.",
        count=f"{len(reachable):,}",
        share=_share(good, len(reachable)),
        goal=f"{targets.verified_share:.0%}",
    )
    return good >= targets.verified_share * len(reachable), told


def _value_known(look: Look, _: Targets) -> Finding:
    if not look.some:
        return None, say("There are no customers to look at.")
    known = sum(customer.value is not None for customer in look.some)
    told = say(
        "Of {count} customers looked at by chance, {share} have a value at risk.",
        count=f"{len(look.some):,}",
        share=_share(known, len(look.some)),
    )
    return known > len(look.some) / 2, told


def _languages(look: Look, targets: Targets) -> Finding:
    named = [customer.language.lower() for customer in look.some if customer.language]
    if not named or not look.languages:
        return None, say("The snapshot does not say which languages customers speak.")
    served = sum(language in look.languages for language in named)
    missing = Counter(language for language in named if language not in look.languages).most_common(3)
    told = say(
        "Forms are in the language of {share} of the customers looked at; the goal is {goal}.",
        share=_share(served, len(named)),
        goal=f"{targets.language_share:.0%}",
    )
    if missing:
        told += " " + say("Most missed: {languages}.", languages=", ".join(language for language, _ in missing))
    return served >= targets.language_share * len(named), told


def _dial_sample(look: Look, targets: Targets) -> Finding:
    sample = look.sample
    if sample is None:
        return None, say("No sample of customers was drawn and dialled yet.")
    if sample.dialled < FEWEST_DIALLED:
        return None, say(
            "{dialled} of a sample of {drawn} were dialled; at least {least} are needed.",
            dialled=sample.dialled,
            drawn=sample.drawn,
            least=FEWEST_DIALLED,
        )
    told = say(
        "{reached} of {dialled} dialled were reached: {share}, with 95 % certainty between {low} and {high}.",
        reached=sample.reached.hits,
        dialled=sample.dialled,
        share=f"{sample.reached.value:.0%}",
        low=f"{sample.reached.low:.0%}",
        high=f"{sample.reached.high:.0%}",
    )
    return sample.reached.low >= targets.dial_sample_share, told


def _snapshot_age(look: Look, targets: Targets) -> Finding:
    if look.facts is None:
        return False, say("No snapshot was applied on this laptop.")
    age = look.now - look.facts.as_of
    return age <= dt.timedelta(days=targets.snapshot_days), say("The snapshot is {age} old.", age=age_in_words(age))


def _last_drill(look: Look, targets: Targets) -> Finding:
    drills = [incident for incident in look.incidents.all if incident.drill]
    if not drills:
        return False, say("No drill is on record.")
    last = max(drills, key=lambda drill: drill.declared_at)
    age = look.now - dt.datetime.fromisoformat(last.declared_at)
    told = say("The last drill was {age} ago: {name}.", age=age_in_words(age), name=last.name)
    return age <= dt.timedelta(days=targets.drill_days), told


def _last_copy(look: Look, targets: Targets) -> Finding:
    if not look.practice.copied_at:
        return False, say("The journal was never copied away from this laptop.")
    age = look.now - dt.datetime.fromisoformat(look.practice.copied_at)
    return age <= dt.timedelta(days=targets.copy_days), say("The last copy was made {age} ago.", age=age_in_words(age))


def _roster(look: Look, _: Targets) -> Finding:
    gaps = roster_gaps(look.roster)
    if not look.roster:
        return False, say("The snapshot holds no roster.")
    if gaps:
        return False, say("Gaps in the roster: {count} ({gaps}).", count=len(gaps), gaps="; ".join(gaps[:4]))
    return True, say("All {count} duties have a person, a number and a deputy.", count=len(look.roster))


def roster_gaps(roster: Sequence[RosterLine]) -> list[str]:
    """What is missing, in words, duty by duty."""
    people = {line.person for line in roster}
    gaps = []
    for line in roster:
        duty = line.duty or line.role or line.person
        if not line.person:
            gaps.append(say("nobody for: {duty}", duty=duty))
            continue
        if not line.phone:
            gaps.append(say("no number for {person}", person=line.person))
        if not line.deputy:
            gaps.append(say("no deputy for {person}", person=line.person))
        elif line.deputy not in people:
            gaps.append(say("{deputy}, deputy of {person}, is not on it", deputy=line.deputy, person=line.person))
    return gaps


def _forms(look: Look, _: Targets) -> Finding:
    return bool(look.stock), say("Forms in the kit: {count}.", count=len(look.stock))


def _scripts(look: Look, _: Targets) -> Finding:
    return look.scripts >= FEWEST_PEOPLE, say("Call scripts in the snapshot: {count}.", count=look.scripts)


def _stock(look: Look, targets: Targets) -> Finding:
    if not look.stock:
        return None, say("There are no forms yet.")
    short = [stock.title for stock in look.stock if stock.blank < targets.stock_sheets]
    if short:
        told = say(
            "{short} of {count} forms have fewer than {least} blank numbered sheets: {titles}.",
            short=len(short),
            count=len(look.stock),
            least=targets.stock_sheets,
            titles=", ".join(short[:4]),
        )
        return False, told
    return True, say("Every form has at least {least} blank numbered sheets.", least=targets.stock_sheets)


def _ledger(look: Look, _: Targets) -> Finding:
    if not look.sheets.issued:
        return None, say("No sheet was ever given out.")
    told = say(
        "Unexplained sheets: {unexplained} of {issued}.",
        unexplained=f"{look.sheets.unexplained:,}",
        issued=f"{look.sheets.issued:,}",
    )
    return not look.sheets.unexplained, told


def _rekey(look: Look, _: Targets) -> Finding:
    if not look.sheets.issued:
        return None, say("No sheet was ever given out.")
    told = say(
        "Sheets to be re-keyed: {waiting}, to be verified: {unverified}.",
        waiting=f"{look.sheets.waiting:,}",
        unverified=f"{look.sheets.unverified:,}",
    )
    return not look.sheets.waiting and not look.sheets.unverified, told


def _open_needs(look: Look, _: Targets) -> Finding:
    if look.facts is None:
        return None, say("No snapshot was applied on this laptop.")
    if not look.open_needs:
        return False, say("The snapshot holds no appointments and no promises.")
    return True, say("Appointments and promises are in the snapshot.")


def _promises(look: Look, _: Targets) -> Finding:
    if not look.promises:
        return None, say("No promise was made with this kit yet.")
    late = sum(promise.overdue(look.now) for promise in look.promises)
    kept = sum(not promise.open for promise in look.promises)
    told = say("Promises made: {count}, kept: {kept}, overdue: {late}.", count=len(look.promises), kept=kept, late=late)
    return not late, told


def _devices(look: Look, targets: Targets) -> Finding:
    if look.facts is None:
        return None, say("No snapshot was applied on this laptop.")
    return look.devices >= targets.devices, say("Laptops that open the snapshot: {count}.", count=look.devices)


def _practice(look: Look, _: Targets) -> Finding:
    people = since(look.practice.workers, (look.now - A_YEAR).astimezone(dt.UTC).isoformat())
    told = say("People who logged calls or filled sheets within a year: {count}.", count=len(people))
    return len(people) >= FEWEST_PEOPLE, told


def _answers_fresh(look: Look, _: Targets) -> Finding:
    people = since(look.practice.answerers, (look.now - A_YEAR).astimezone(dt.UTC).isoformat())
    return len(people) >= FEWEST_PEOPLE, say("People who answered the keys within a year: {count}.", count=len(people))


def _corrections(look: Look, _: Targets) -> Finding:
    if not look.practice.workers:
        return None, say("Nobody has worked with customers in the kit yet.")
    if not look.practice.corrected_at:
        return False, say("No number was corrected or checked yet.")
    return True, say("Numbers were corrected or checked while talking to customers.")


MEASUREMENTS: Mapping[str, Callable[[Look, Targets], Finding]] = {
    "reach": _reach,
    "worst_cell": _worst_cell,
    "axes": _axes,
    "verified": _verified,
    "value_known": _value_known,
    "languages": _languages,
    "dial_sample": _dial_sample,
    "snapshot_age": _snapshot_age,
    "last_drill": _last_drill,
    "last_copy": _last_copy,
    "roster": _roster,
    "forms": _forms,
    "scripts": _scripts,
    "stock": _stock,
    "ledger": _ledger,
    "rekey": _rekey,
    "open_needs": _open_needs,
    "promises": _promises,
    "devices": _devices,
    "practice": _practice,
    "answers_fresh": _answers_fresh,
    "corrections": _corrections,
}
