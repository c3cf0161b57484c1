"""Bundles: whatever arrives, in whatever order and how often, the same state results; what is bent changes nothing."""

import shutil
import subprocess
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from continuity_app.errors import BadDataError, SurroundingsError
from continuity_app.journal.bundle import MOST_FILE_BYTES, MergeReport, export_bundle, merge_bundles, read_bundle
from continuity_app.journal.entry import Entry
from continuity_app.journal.projection import project
from continuity_app.journal.types import CallLogged, CopyMade
from continuity_app.outage.facts import FactsProjection
from continuity_app.trust.age_box import open_sealed, seal
from tests.builders import Laptop, clock, laptop, laptops

AT = "2024-06-19T12:00:00-07:00"


def call(customer: str, note: str = "") -> CallLogged:
    return CallLogged(customer=customer, channel="+14155552671", outcome="reached", at=AT, note=note)


def written(folder: Path, author: Laptop, *readers: Laptop) -> Path:
    """A bundle of everything that the author holds, on a stick."""
    recipients = [one.card.recipient for one in (author, *readers)]
    file = folder / f"{author.card.user}-{author.journal.count()}.bundle"
    file.write_bytes(export_bundle(author.journal, recipients, file.name).data)
    return file


def merged(reader: Laptop, *files: Path) -> MergeReport:
    return merge_bundles(reader.journal, files, reader.secrets.age_secret)


def test_both_hold_the_same_after_both_merged(tmp_path):
    ana, ben = laptops("ana", "ben")
    ana.journal.append(call("C-1"))
    ben.journal.append(call("C-2"), call("C-3"))
    from_ben = written(tmp_path, ben, ana)
    report = merged(ana, from_ben)
    assert (report.new, report.known, report.refused, report.forks) == (3, 0, 0, 0)
    merged(ben, written(tmp_path, ana, ben))
    assert ana.journal.digest() == ben.journal.digest()
    assert ana.journal.verify().ok
    assert ben.journal.verify().ok


def test_merging_again_changes_nothing(tmp_path):
    ana, ben = laptops("ana", "ben")
    ben.journal.append(call("C-1"))
    file = written(tmp_path, ben, ana)
    first = merged(ana, file)
    again = merged(ana, file, file)
    assert (again.new, again.known) == (0, 2)
    assert again.digest == first.digest


def test_the_bundle_holds_its_own_mention(tmp_path):
    ana, ben = laptops("ana", "ben")
    (said,) = ana.journal.append(call("C-1"))
    merged(ben, written(tmp_path, ana, ben))
    copies = [entry.read() for entry in ben.journal.entries({CopyMade.type})]
    assert [(copy.place, copy.head, copy.entries) for copy in copies] == [("ana-1.bundle", said.hash, 1)]


def test_news_travel_through_a_third_laptop(tmp_path):
    ana, ben, carla = laptops("ana", "ben", "carla")
    ana.journal.append(call("C-1"))
    merged(ben, written(tmp_path, ana, ben))
    merged(carla, written(tmp_path, ben, carla))
    assert [entry.body.get("customer") for entry in carla.journal.entries({"call.logged"})] == ["C-1"]


def test_quarantined_entries_travel_to_those_who_know_more(tmp_path):
    ana, ben, carla = laptop("ana"), laptop("ben"), laptop("carla")
    ben.known[ana.card.device] = carla.known[ana.card.device] = ana.as_known()
    carla.known[ben.card.device] = ben.as_known()
    ana.journal.append(call("C-1"))
    ben.known.clear()
    assert merged(ben, written(tmp_path, ana, ben)).refused == 2
    assert merged(carla, written(tmp_path, ben, carla)).new == 3


def test_entries_keep_the_order_of_cause_and_effect_whatever_the_clocks_say(tmp_path):
    ana, ben = laptops("ana", "ben", at=clock())
    ben.journal.clock = clock(clock().at.replace(year=2014))
    ana.journal.append(call("C-1", "first"))
    merged(ben, written(tmp_path, ana, ben))
    ben.journal.append(call("C-1", "second"))
    merged(ana, written(tmp_path, ben, ana))
    notes = [fact.note for fact in ana.journal.value_of(FactsProjection())["C-1"]]
    assert notes == ["first", "second"]


@cache
def delivery() -> tuple[tuple[Entry, ...], ...]:
    """Five parcels of three laptops, with repetitions, parts and an interleaved conversation."""
    ana, ben, carla = DELIVERED
    first = ana.journal.append(call("C-1", "1"), call("C-2", "2"))
    ben.journal.take_in(first)
    second = ben.journal.append(call("C-1", "3"), call("C-3", "4"))
    carla.journal.take_in([*first[:1], *second])
    third = carla.journal.append(call("C-1", "5"))
    fourth = ana.journal.append(call("C-4", "6"))
    return first, second, third, (*fourth, *first[1:]), (*third, *second[:1])


DELIVERED = laptops("ana", "ben", "carla")


def reader() -> Laptop:
    one = laptop("reader")
    one.known.update({each.card.device: each.as_known() for each in DELIVERED})
    return one


def state_of(one: Laptop) -> tuple[str, dict[str, list[object]]]:
    return one.journal.digest(), {c: list(facts) for c, facts in one.journal.value_of(FactsProjection()).items()}


def test_all_120_orders_of_five_parcels_give_one_state():
    states = []
    for order in permutations(delivery()):
        one = reader()
        for parcel in order:
            one.journal.take_in(parcel)
            one.journal.value_of(FactsProjection())
        states.append(state_of(one))
    assert all(state == states[0] for state in states)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_cutting_order_and_repetition_give_one_state(data):
    everything = list(dict.fromkeys(entry for parcel in delivery() for entry in parcel))
    parcels = data.draw(st.lists(st.lists(st.sampled_from(everything), max_size=5), max_size=8))
    one, plain = reader(), reader()
    for parcel in (*parcels, data.draw(st.permutations(everything))):
        one.journal.take_in(parcel)
        if data.draw(st.booleans()):
            one.journal.value_of(FactsProjection())
    plain.journal.take_in(everything)
    assert state_of(one) == state_of(plain)
    assert one.journal.verify().ok
    shuffled = data.draw(st.permutations(everything))
    assert dict(project(FactsProjection(), shuffled)) == dict(plain.journal.value_of(FactsProjection()))


@settings(max_examples=60, deadline=None)
@given(place=st.integers(0), bit=st.integers(0, 7))
def test_one_flipped_bit_refuses_the_bundle_and_changes_nothing(tmp_path_factory, place, bit):
    ana, data = bent_case()
    bent = bytearray(data)
    bent[place % len(bent)] ^= 1 << bit
    file = tmp_path_factory.mktemp("stick") / "bent.bundle"
    file.write_bytes(bent)
    before = ana.journal.digest()
    with pytest.raises(BadDataError):
        merged(ana, file)
    assert ana.journal.digest() == before


@cache
def bent_case() -> tuple[Laptop, bytes]:
    ana, ben = laptops("ana", "ben")
    ana.journal.append(call("C-9"))
    ben.journal.append(call("C-1"))
    return ana, export_bundle(ben.journal, [ana.card.recipient], "stick").data


@pytest.mark.parametrize("keep", [0, 1, 50, 0.5, 0.99])
def test_a_cut_bundle_is_refused(tmp_path, keep):
    ana, data = bent_case()
    file = tmp_path / "cut.bundle"
    file.write_bytes(data[: int(len(data) * keep) if isinstance(keep, float) else keep])
    with pytest.raises(BadDataError):
        merged(ana, file)


def test_one_bent_file_keeps_the_good_one_out_too(tmp_path):
    ana, ben = laptops("ana", "ben")
    ben.journal.append(call("C-1"))
    good = written(tmp_path, ben, ana)
    bent = tmp_path / "bent.bundle"
    bent.write_bytes(good.read_bytes()[:-40])
    with pytest.raises(BadDataError) as refused:
        merged(ana, good, bent)
    assert refused.value.details[0]["file"] == "bent.bundle"
    assert ana.journal.count() == 0
    assert merged(ana, good).new == 2


def test_a_bundle_for_somebody_else_cannot_be_opened(tmp_path):
    ana, ben = laptops("ana", "ben")
    ben.journal.append(call("C-1"))
    with pytest.raises(BadDataError):
        merged(ana, written(tmp_path, ben))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(SurroundingsError) as told:
        merged(laptop(), tmp_path / "none.bundle")
    assert told.value.code == "bundle.unreadable"


def lines_of(data: bytes, secret: str) -> list[bytes]:
    return zstandard.ZstdDecompressor().decompressobj().decompress(open_sealed(data, secret)).splitlines(keepends=True)


@pytest.mark.parametrize(
    "damage",
    [
        lambda lines: lines[:-1],
        lambda lines: lines[1:],
        lambda lines: [lines[0], lines[1].replace(b"C-1", b"C-2"), *lines[2:]],
        lambda lines: [lines[0].replace(b"Harbour", b"Another"), *lines[1:]],
        lambda lines: [lines[0].replace(b'"bundle":1', b'"bundle":9'), *lines[1:]],
        lambda lines: [lines[0].replace(b',2,"', b',9,"'), *lines[1:]],
        lambda lines: [*lines[:-1], lines[-1][:-1]],
        lambda lines: [lines[0], b"x" * 200_000 + b"\n", *lines[2:]],
        lambda lines: [lines[0], b"[]\n", *lines[2:]],
        lambda lines: [lines[0].replace(b'"signature":"', b'"signature":"!'), *lines[1:]],
    ],
)
def test_a_bundle_that_was_made_wrong_is_refused(tmp_path, damage):
    ana, ben = laptops("ana", "ben")
    ben.journal.append(call("C-1"))
    data = export_bundle(ben.journal, [ana.card.recipient], "stick").data
    inside = b"".join(damage(lines_of(data, ana.secrets.age_secret)))
    file = tmp_path / "wrong.bundle"
    file.write_bytes(seal(zstandard.compress(inside), [ana.card.recipient]))
    with pytest.raises(BadDataError):
        merged(ana, file)
    assert ana.journal.count() == 0


def test_heads_are_believed_only_from_a_known_maker(tmp_path):
    ana, ben = laptops("ana", "ben")
    ben.journal.append(call("C-1"), call("C-2"))
    whole = read_bundle(export_bundle(ben.journal, [ana.card.recipient], "x").data, ana.secrets.age_secret)
    ana.journal.take_in(whole.entries[:1], whole.heads)
    told = ana.journal.verify()
    assert [problem.problem for problem in told.problems] == [
        f"2 entries are missing at the end: {ben.card.device} has seen number 3."
    ]


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path):
    file = tmp_path / "huge.bundle"
    with file.open("wb") as handle:
        handle.truncate(MOST_FILE_BYTES + 1)
    with pytest.raises(BadDataError) as refused:
        merged(laptop(), file)
    assert "64 MiB" in refused.value.message


def test_a_bundle_that_inflates_without_end_is_refused_early(tmp_path):
    ana = laptop("ana")
    file = tmp_path / "bomb.bundle"
    file.write_bytes(seal(zstandard.compress(bytes(64 * 1024 * 1024)), [ana.card.recipient]))
    with pytest.raises(BadDataError) as refused:
        merged(ana, file)
    assert "too long" in refused.value.message


@pytest.mark.skipif(shutil.which("age") is None, reason="no stock age on this machine")
def test_stock_age_opens_it(tmp_path):
    ana, ben = laptops("ana", "ben")
    ben.journal.append(call("C-1"))
    file = written(tmp_path, ben, ana)
    (tmp_path / "key").write_text(ana.secrets.age_secret)
    opened = subprocess.run(["age", "-d", "-i", tmp_path / "key", file], capture_output=True, check=True).stdout
    assert zstandard.ZstdDecompressor().decompressobj().decompress(opened).count(b"\n") == 3
