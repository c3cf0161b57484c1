"""Merging is a union: whatever arrives in whatever order, as often and in as many parts as it likes, gives one state.

Each case makes up a world of its own: laptops that talk to each other, one that was copied with its keys and writes
on twice (a fork), one that is revoked on the way and one that nobody has heard of. CI makes 200, `-m full` 5,000.
"""

import dataclasses
import datetime as dt
import random
from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError
from continuity_app.journal.bundle import export_bundle, merge_bundles
from continuity_app.journal.devices import KnownDevice
from continuity_app.journal.entry import Entry, read_entry, write_entry
from continuity_app.journal.hybrid_clock import first_reading_at
from continuity_app.journal.types import CallLogged, PromiseMade
from continuity_app.outage.facts import FactsProjection
from continuity_app.outage.promises import PromisesProjection
from tests import builders
from tests.builders import Laptop

AT = builders.NOON.isoformat()
STRANGER = builders.laptop("eve")
TEAM = builders.laptops("ana", "ben", "cem", "dan")


@dataclasses.dataclass(frozen=True)
class World:
    """What was written anywhere, and who is trusted: `forked` numbers of a device, `late` entries of a revoked one."""

    entries: tuple[Entry, ...]
    known: dict[str, KnownDevice]
    forked: frozenset[tuple[str, int]]
    counting: frozenset[str]


def made_up(rng: random.Random) -> World:
    """Four laptops and a stranger, who write some entries each, with clocks that differ by up to ten years."""
    known = {one.card.device: one.as_known() for one in TEAM}
    written: list[Entry] = []
    forked: set[tuple[str, int]] = set()
    for one in (*TEAM, STRANGER):
        chain = _chain(rng, one, rng.randrange(1, 7))
        written += chain
        if one is not STRANGER and rng.random() < 0.4:  # its disk was copied, and both go on
            cut = rng.randrange(len(chain))
            other = _chain(rng, one, rng.randrange(1, 4), chain[:cut])
            written += other
            forked |= {(each.device, each.seq) for each in other} & {(each.device, each.seq) for each in chain}
    if rng.random() < 0.5:
        gone = rng.choice(TEAM)
        since = first_reading_at(builders.NOON + dt.timedelta(minutes=rng.randrange(-60, 60)))
        known[gone.card.device] = gone.as_known(since)
    counting = [each for each in written if each.device in known and known[each.device].vouches_for(each)]
    numbers = [(each.device, each.seq) for each in counting]
    return World(
        tuple(written),
        known,
        frozenset(place for place in forked if numbers.count(place) > 1),
        frozenset(each.hash for each in counting),
    )


def _chain(rng: random.Random, one: Laptop, length: int, before: Sequence[Entry] = ()) -> list[Entry]:
    """So many entries of a device after others of it."""
    chain = list(before)
    moment = builders.NOON + dt.timedelta(days=rng.choice((0, 0, 0, 3650, -3650)), minutes=rng.randrange(-90, 90))
    for _ in range(length):
        moment += dt.timedelta(seconds=rng.randrange(1, 300))
        customer = f"C-{rng.randrange(3)}"
        body = rng.choice(
            (
                CallLogged(customer, "+14155552671", "reached", AT, str(rng.random())),
                PromiseMade(f"P-{rng.randrange(5)}", customer, str(rng.random()), AT),
            )
        )
        chain.append(
            write_entry(
                one.secrets.signing_key,
                body,
                org=builders.ORGANISATION,
                device=one.card.device,
                seq=len(chain) + 1,
                prev=chain[-1].hash if chain else "",
                hlc=first_reading_at(moment),
                user=one.card.user,
            )
        )
    return chain[len(before) :]


def reader(known: dict[str, KnownDevice]) -> Laptop:
    """A laptop that trusts these, its journal empty."""
    one = builders.laptop("reader")
    one.known.update(known)
    one.journal.readmit()
    return one


def state(one: Laptop) -> object:
    """Everything that anybody sees of a journal, and one digest of it."""
    facts = {name: list(told) for name, told in one.journal.value_of(FactsProjection()).items()}
    promised = one.journal.value_of(PromisesProjection()).all_made()
    verified = one.journal.verify()
    return one.journal.digest(), facts, promised, one.journal.forks(), verified.quarantined, verified.problems


def check(rng: random.Random) -> World:
    """Two readers are told everything of a world, each in its own order, parts and repetitions."""
    world = made_up(rng)
    readers = [reader({}), reader(world.known)]
    readers[0].known.update({device: known for device, known in world.known.items() if rng.random() < 0.5})
    readers[0].journal.readmit()  # half of them it hears of before their entries, the others afterwards
    for one in readers:
        for parcel in parcels(rng, world.entries):
            one.journal.take_in(parcel)
            if rng.random() < 0.2:
                one.journal.value_of(FactsProjection())
        assert one.journal.take_in(world.entries).new == 0
    readers[0].known.update(world.known)
    readers[0].journal.readmit()
    first, second = (state(one) for one in readers)
    assert first == second
    journal, verified = readers[1].journal, readers[1].journal.verify()
    assert {each.hash for each in journal.entries()} == world.counting
    assert set(journal.forks()) == world.forked
    assert verified.quarantined == len({each.hash for each in world.entries} - world.counting)
    told = {(each.device, each.seq) for each in verified.problems if "two different" in each.problem}
    assert told == world.forked
    return world


def parcels(rng: random.Random, entries: Sequence[Entry]) -> list[list[Entry]]:
    """All entries in some order, cut anywhere, with parts of it again in between."""
    order = rng.sample(entries, len(entries))
    cut: list[list[Entry]] = []
    while order:
        size = rng.randrange(1, 8)
        cut.append(order[:size])
        order = order[size:]
        if rng.random() < 0.3:
            cut.append(rng.sample(entries, rng.randrange(1, 5)) if len(entries) > 5 else list(entries))
    return cut


def run(cases: int, seed: int) -> dict[str, int]:
    """Checks so many worlds; gives how many had a fork, and how many somebody whose entries wait."""
    counted = {"entries": 0, "forked": 0, "revoked": 0}
    for number in range(cases):
        world = check(random.Random(seed * 1_000_003 + number))
        counted["entries"] += len(world.entries)
        counted["forked"] += bool(world.forked)
        counted["revoked"] += any(known.revoked_from for known in world.known.values())
    assert min(counted.values()) > cases / 10
    return counted


def test_two_hundred_worlds_merge_to_one_state_each() -> None:
    run(200, 1)


@pytest.mark.full
def test_five_thousand_worlds_merge_to_one_state_each() -> None:
    print(run(5_000, 2))  # noqa: T201


def test_all_120_orders_of_five_bundles_with_doubles_and_parts_give_one_digest(tmp_path: Path) -> None:
    """Real bundles of three laptops, written at different times: later ones hold earlier ones, some only a part."""
    ana, ben, cem = builders.laptops("ana", "ben", "cem")
    files: list[Path] = []

    def export(one: Laptop, *, since: int = 0) -> None:
        recipients = [target.card.recipient]
        files.append(tmp_path / f"{len(files)}.bundle")
        files[-1].write_bytes(export_bundle(one.journal, recipients, "stick", since=since).data)

    target = builders.laptop("target")
    known = {each.card.device: each.as_known() for each in (ana, ben, cem)}
    ana.journal.append(CallLogged("C-1", "+14155552671", "reached", AT, "first"))
    export(ana)
    ben.journal.take_in(list(ana.journal.held_entries()))
    ben.journal.append(CallLogged("C-1", "+14155552671", "busy", AT, "second"))
    export(ben)
    arrived = ana.journal.arrived()
    ana.journal.append(CallLogged("C-2", "+14155552672", "reached", AT, "third"))
    export(ana, since=arrived)
    cem.journal.take_in(list(ben.journal.held_entries()))
    cem.journal.append(PromiseMade("P-1", "C-2", "a loan car", AT))
    export(cem)
    ana.journal.take_in(list(cem.journal.held_entries()))
    export(ana)
    states = set()
    for order in permutations(files):
        one = builders.laptop("target")
        one.known.update(known)
        secrets = target.secrets
        for file in (*order, order[0]):
            merge_bundles(one.journal, [file], secrets.age_secret)
        states.add((one.journal.digest(), str(state(one)[1:])))  # type: ignore[index]
    assert len(states) == 1


def test_a_bundle_with_one_forged_entry_takes_nothing_of_the_others_with_it() -> None:
    """The forged entry's device is known, its signature another's: the whole call is refused, and changes nothing."""
    rng = random.Random(3)
    world = made_up(rng)
    one = reader({each.card.device: each.as_known() for each in TEAM})
    honest = [each for each in world.entries if each.device == TEAM[0].card.device]
    bad = _chain(rng, STRANGER, 1)[0]
    claimed = bad.content.replace(STRANGER.card.device.encode(), TEAM[1].card.device.encode())
    with pytest.raises(BadDataError):
        one.journal.take_in([*honest, read_entry(claimed, bad.signature)])
    assert one.journal.count() == 0
