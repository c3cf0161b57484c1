"""Reads the sources of a plan, one after the other, into a spool of customers and what belongs to them."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from continuity_app.contacts.model import RosterLine
from continuity_app.contacts.quality import Reason, grade_phone
from continuity_app.errors import BadDataError
from continuity_app.progress import Step
from continuity_app.snapshot.plan import Plan, SourcePlan
from continuity_app.snapshot.problems import Problems
from continuity_app.snapshot.rows import CustomerRows, Record
from continuity_app.snapshot.spool import Spool
from continuity_app.snapshot.values import read_moment
from continuity_app.sources.fields import FIELDS, NEEDED
from continuity_app.sources.mapping import ColumnMap, map_columns
from continuity_app.sources.presets import NONE, guess_preset, known_columns
from continuity_app.sources.reading import SourceReader
from continuity_app.sources.wire import VALUES_APART, Batch, Finished, Opened
from continuity_app.words import say

Taker = Callable[[int, Sequence[str]], None]

_BELONGING_NAMES = {"with": "person"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows of a source that were not taken, and why."""

    file: str
    reason: str
    rows: int


@dataclass(slots=True)
class Collected:
    """What all sources gave.

    Attributes:
        spool: the customers.
        belongings: customer's id -> appointments, promises, assets.
        mentions: customer's id -> (source's number, row) of each of these.
        fields: which fields were taken, in the order of `sources.fields`.
    """

    spool: Spool = field(default_factory=Spool)
    belongings: dict[str, dict[str, list[Record]]] = field(default_factory=dict)
    mentions: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    roster: list[RosterLine] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    taken: set[str] = field(default_factory=set)
    _left_out: Counter[tuple[str, str]] = field(default_factory=Counter)

    def leave_out(self, file: str, reason: str, rows: int = 1) -> None:
        """Counts rows that are not taken."""
        if rows:
            self._left_out[file, reason] += rows

    @property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What was not taken, by file and reason."""
        return tuple(LeftOut(file, reason, rows) for (file, reason), rows in self._left_out.items())

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that were taken; those of other kinds than customers with their kind before a point."""
        every = [name if kind == "customers" else f"{kind}.{name}" for kind, names in FIELDS.items() for name in names]
        return tuple(name for name in (*every, "central") if name in self.taken)


def collect(plan: Plan, as_of: dt.date, into: Collected) -> Iterator[Step]:
    """Reads every source: customers first, so that what belongs to them can be judged.

    Raises:
        BadDataError: a source cannot be read, or the plan does not fit it.
    """
    order = sorted(range(len(plan.sources)), key=lambda number: plan.sources[number].holds != "customers")
    for number in order:
        yield from _Source(plan, number, as_of, into).read()


class _Source:
    """One source on its way into what is collected."""

    def __init__(self, plan: Plan, number: int, as_of: dt.date, into: Collected) -> None:
        self._plan, self._number, self._as_of, self._into = plan, number, as_of, into
        self._source: SourcePlan = plan.sources[number]
        self._name = self._source.place.name
        self._region = self._source.region

    def _report(self, row: int, name: str, sentence: str) -> None:
        self._into.problems.add(self._name, row, name, sentence)

    def read(self) -> Iterator[Step]:
        """Reads the whole source."""
        with SourceReader(self._source.place, self._known()) as reader:
            columns = self._columns(reader.opened)
            place = {column: index for index, column in enumerate(columns.columns)}
            filters = [
                (name, place[index], frozenset(value.casefold() for value in values))
                for (name, values), index in zip(self._source.where.items(), columns.filters, strict=True)
            ]
            take = self._taker(reader.opened, columns, place)
            unwanted: Counter[str] = Counter()
            done = 0
            for batch in reader.rows(columns.columns):
                self._tell(batch, reader.opened, columns)
                for row, values in batch.rows:
                    stops = next((name for name, at, allowed in filters if values[at].casefold() not in allowed), None)
                    if stops is None:
                        take(row, values)
                    else:
                        unwanted[stops] += 1
                done += len(batch.rows)
                yield Step(say("Reading {name}", name=self._name), done)
            self._count_left_out(unwanted, reader.finished)

    def _known(self) -> list[str]:
        named = [column for columns in self._source.fields.values() for column in columns]
        return [*known_columns(), *named, *self._source.where]

    def _columns(self, opened: Opened) -> ColumnMap:
        """What is taken of this file.

        Raises:
            BadDataError: the plan and the file do not fit.
        """
        source, holds = self._source, self._source.holds
        preset = NONE
        if holds == "customers":
            preset = source.preset or guess_preset(opened.format, opened.columns)
        columns = map_columns(
            opened.columns,
            preset,
            source.fields,
            filters=tuple(source.where),
            file=self._name,
            header_row=opened.header_row,
        )
        have = {each.field for each in columns.taken}
        missing = [name for name in NEEDED[holds] if name not in have]
        if not have or missing:
            raise self._no_fields(opened, missing)
        self._into.taken |= {each.field if holds == "customers" else f"{holds}.{each.field}" for each in columns.taken}
        if columns.central:
            self._into.taken.add("central")
        for trouble in opened.troubles:
            self._report(trouble.row, "", trouble.sentence)
        return columns

    def _no_fields(self, opened: Opened, missing: Sequence[str]) -> BadDataError:
        message = (
            say("The plan gives no column of {file} for {fields}.", file=self._name, fields=", ".join(missing))
            if missing
            else say("No column of {file} is known, and the plan names none.", file=self._name)
        )
        return BadDataError(
            "source.no_fields",
            message,
            what_is_safe=say("Nothing was read into a snapshot; what was there before is unchanged."),
            next_step=say("Name its columns under [source.fields]; 'continuity source preview' shows them."),
            details=[{"file": self._name, "row": opened.header_row, "field": ", ".join(missing), "problem": message}],
        )

    def _tell(self, batch: Batch, opened: Opened, columns: ColumnMap) -> None:
        for each in batch.troubles:
            name = "" if each.column < 0 else columns.field_of(each.column) or opened.columns[each.column]
            self._report(each.row, name, each.sentence)

    def _count_left_out(self, unwanted: Mapping[str, int], finished: Finished) -> None:
        for name, rows in unwanted.items():
            self._into.leave_out(self._name, say("where {column}", column=name), rows)
        self._into.leave_out(self._name, say("empty row, or no person or organisation"), finished.empty)
        self._into.leave_out(self._name, say("the header again"), finished.repeated_headers)

    def _taker(self, opened: Opened, columns: ColumnMap, place: Mapping[int, int]) -> Taker:
        """What is done with each row, by what the source holds."""
        of = {each.field: place[each.column] for each in reversed(columns.taken)}
        holds = self._source.holds
        if holds == "customers":
            return self._customer_taker(opened, columns)
        if holds == "roster":
            return lambda row, values: self._take_roster(row, {name: values[index] for name, index in of.items()})
        return lambda row, values: self._take_belonging(
            row, {name: values[index].replace(VALUES_APART, ", ") for name, index in of.items()}
        )

    def _customer_taker(self, opened: Opened, columns: ColumnMap) -> Taker:
        build = CustomerRows(
            self._name,
            opened.columns,
            columns,
            region=self._region,
            as_of=self._as_of,
            match=self._plan.match,
            report=self._report,
            several=opened.format in ("vcard", "ldif"),
        ).build
        spool, number = self._into.spool, self._number

        def take(row: int, values: Sequence[str]) -> None:
            spool.add(build(row, values), number, row)

        return take

    def _take_roster(self, row: int, line: Mapping[str, str]) -> None:
        if not line["person"] and (line.get("role") or line.get("duty")):
            self._report(row, "person", say("This line of the roster names nobody: it is shown as a gap."))
            self._into.roster.append(RosterLine(**line))
            return
        if not line["person"]:
            self._report(row, "person", say("This line of the roster names nobody; it is left out."))
            self._into.leave_out(self._name, say("a roster line without a person"))
            return
        for reason in grade_phone(line.get("phone", ""), self._region).problems:
            if self._region or reason is not Reason.NO_REGION:
                self._report(row, "phone", reason.sentence)
        self._into.roster.append(RosterLine(**line))

    def _take_belonging(self, row: int, line: dict[str, str]) -> None:
        """An appointment, promise or asset of a customer."""
        customer, holds = line.pop("customer"), self._source.holds
        empty = [name for name in NEEDED[holds] if name != "customer" and not line[name]]
        if not customer or empty or not any(line.values()):
            names = ", ".join(empty if customer else ["customer"]) or holds
            self._report(row, names, say("Without this the row means nothing; it is left out."))
            self._into.leave_out(self._name, say("a row of {holds} without its main part", holds=holds))
            return
        kept = {_BELONGING_NAMES.get(name, name.removeprefix("asset_")): text for name, text in line.items() if text}
        for name in ("at", "until", "due"):
            if name in kept:
                moment = read_moment(kept[name], self._region)
                if moment.problem:
                    self._report(row, name, moment.problem)
                kept[name] = moment.text
        if holds == "appointments":
            kept.setdefault("what", "")
        self._into.belongings.setdefault(customer, {}).setdefault(holds, []).append(kept)
        self._into.mentions.setdefault(customer, []).append((self._number, row))
