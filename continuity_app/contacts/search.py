"""Finds customers by any words or digits: the best first, as quickly as a person types.

In this order, each in order of need: whole words and numbers; numbers that begin or end so, or hold the digits; words
that begin so; parts of e-mails; words one typing error away. The last two are looked for only where they are meant or
where little was found. Rows lie in order of need, so the first ones found are the best ones and nothing is ranked.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from continuity_app.contacts.filing import file_customer
from continuity_app.contacts.matching import holds, lies_at_an_end, lies_in, matched_fields
from continuity_app.contacts.model import Customer
from continuity_app.contacts.query import Chunk, every, read_apart, read_query, together
from continuity_app.contacts.store import ContactStore
from continuity_app.contacts.tokens import PIECE
from continuity_app.contacts.typing_errors import Corrections, corrections_of, may_be_mistyped, with_corrections

COUNTED = 10_000
"""So many matches are counted; of more it is said that there are more."""
FEW = 10
"""When one word finds fewer, parts of e-mails and typing errors are looked for too; several words must find nobody."""
_LOOKED_AT = 120
_AT_ONCE = 20
_PIECES = 4
_CORRECTED = 4
_COMPARED = 50_000


@dataclass(frozen=True, slots=True)
class Hit:
    """One customer who was found, and the names of the fields in which the words stand."""

    customer: Customer
    matched: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """What was found.

    Attributes:
        hits: the best ones, at most as many as asked for.
        total: how many match in all.
        took_ms: milliseconds.
        exact: false where `total` is only a lower bound: there are that many, and more.
    """

    hits: tuple[Hit, ...]
    total: int
    took_ms: float
    exact: bool = True


def search(store: ContactStore, query: str, limit: int = 20) -> SearchAnswer:
    """Finds customers.

    Args:
        store: the contacts.
        query: whatever was typed: words of any field in any order, digits in any spelling.
        limit: how many to give at most.
    """
    began = time.perf_counter()
    chunks = read_query(query)
    finding = _Finding(store, max(limit, 0))
    if chunks:
        finding.whole_words(chunks)
        finding.numbers(chunks)
        finding.beginnings(chunks)
        few = finding.total < (FEW if len(chunks) == 1 else 1)
        finding.parts_of_emails([chunk for chunk in chunks if few or _may_be_of_an_email(chunk)], chunks)
        if few:
            finding.with_errors(chunks)
        if not finding.found:
            finding.apart_or_together(chunks, read_apart(query))
    hits = finding.hits(chunks)
    return SearchAnswer(hits, finding.total, (time.perf_counter() - began) * 1000, finding.exact)


@dataclass(slots=True)
class _Finding:
    """One search under way: the ranks found so far, best first, and whether those are all that there are."""

    store: ContactStore
    limit: int
    found: dict[int, None] = field(default_factory=dict)
    customers: dict[int, Customer] = field(default_factory=dict)
    corrections: dict[str, Corrections] = field(default_factory=dict)
    exact: bool = True

    @property
    def total(self) -> int:
        """How many were found, as far as they are counted."""
        return min(len(self.found), self._counted)

    def whole_words(self, chunks: Sequence[Chunk]) -> None:
        """Exactly what was typed; a number alone is rather the end of a phone than that of a house."""
        alone = len(chunks) == 1 and chunks[0].is_number
        expression = chunks[0].number if alone else every(chunk.whole for chunk in chunks)
        self._add(self.store.index.matching(expression, self.limit))

    def numbers(self, chunks: Sequence[Chunk]) -> None:
        """Numbers and addresses that hold what is not a plain word: all of it, or one and everything else standing."""
        numbers = [chunk for chunk in chunks if chunk.pieces and not chunk.is_plain]
        if len(numbers) > 1:
            self._parts(numbers, [other for other in chunks if other not in numbers])
        for chunk in numbers:
            self._parts([chunk], [other for other in chunks if other is not chunk])

    def beginnings(self, chunks: Sequence[Chunk]) -> None:
        """Words that begin so, those first where all but the last word are whole; counts all of them."""
        if len(chunks) > 1 and len(self.found) < self.limit:
            whole = every([*(chunk.whole for chunk in chunks[:-1]), chunks[-1].beginning])
            self._add(self.store.index.matching(whole, self.limit))
        self._add(self._matching(every(chunk.beginning for chunk in chunks)))

    def parts_of_emails(self, parts: Sequence[Chunk], chunks: Sequence[Chunk]) -> None:
        """E-mails that hold one of the parts, the other chunks standing."""
        for part in parts:
            if part.pieces and part.is_plain:
                self._parts([part], [other for other in chunks if other is not part])

    def with_errors(self, chunks: Sequence[Chunk]) -> None:
        """Words one edit away from what was typed."""
        typed = dict.fromkeys(word for chunk in chunks if chunk.is_plain for word in chunk.words)
        for word in [word for word in typed if may_be_mistyped(word)][:_CORRECTED]:
            self.corrections[word] = corrections_of(word, self.store.index)
        if any(each.words for each in self.corrections.values()):
            self._add(self._matching(every(with_corrections(chunk, self.corrections) for chunk in chunks)))

    def apart_or_together(self, chunks: Sequence[Chunk], apart: Sequence[Chunk]) -> None:
        """Digits that are not one number after all, and words that are filed as one."""
        if len(apart) > len(chunks):
            self.numbers(apart)
            self.beginnings(apart)
        if len(chunks) > 1:
            self._add(self._matching(together(chunks)))

    def hits(self, chunks: Sequence[Chunk]) -> tuple[Hit, ...]:
        """The best of what was found."""
        ranks = list(islice(self.found, self.limit))
        self._load(ranks)
        customers = [self.customers[rank] for rank in ranks]
        corrected = [word for each in self.corrections.values() for word in each.words]
        return tuple(Hit(customer, matched_fields(customer, chunks, corrected)) for customer in customers)

    @property
    def _counted(self) -> int:
        return max(COUNTED, self.limit)

    def _matching(self, expression: str) -> list[int]:
        ranks = self.store.index.matching(expression, self._counted + 1)
        self.exact = self.exact and len(ranks) <= self._counted
        return ranks

    def _parts(self, parts: Sequence[Chunk], others: Sequence[Chunk]) -> None:
        """Those whose numbers and e-mails hold all parts; of many, only until a page is full."""
        page, most = max(self.limit, FEW), max(_LOOKED_AT, self.limit)
        if len(self.found) >= page:
            self.exact = False
            return
        candidates, unsettled = self._candidates(parts, others, most)
        fresh = [rank for rank in candidates if rank not in self.found]
        if len(fresh) <= most:
            self._add(self._verified(parts, unsettled, fresh))
            return
        self.exact = False
        for at in range(0, most, _AT_ONCE):
            if len(self.found) < page:
                self._add(self._verified(parts, unsettled, fresh[at : at + _AT_ONCE]))

    def _candidates(
        self, parts: Sequence[Chunk], others: Sequence[Chunk], most: int
    ) -> tuple[list[int], Sequence[Chunk]]:
        """Who may hold the parts, by their rarest pieces, and the other chunks where no index has settled them."""
        index = self.store.index
        pieces = [piece for part in parts for piece in index.rarest(part.pieces, _PIECES)]
        if not others:
            return index.holding(pieces, len(self.found) + most + 1), ()
        holding = index.holding(pieces, _COMPARED)
        if len(holding) <= _AT_ONCE or all(len(other.joined.encode()) < PIECE for other in others):
            return holding, others
        standing = index.matching(every(other.beginning for other in others), _COMPARED)
        if len(standing) == _COMPARED:
            return holding, others
        self.exact = self.exact and len(holding) < _COMPARED
        return sorted(set(holding).intersection(standing)), ()

    def _verified(self, parts: Sequence[Chunk], others: Sequence[Chunk], ranks: Sequence[int]) -> list[int]:
        """Those who really hold the parts, for pieces may stem from different numbers; ends and beginnings first."""
        stretches = self.store.stretches_at(ranks)
        holders = [rank for rank in ranks if all(lies_in(part, stretches[rank]) for part in parts)]
        if others:
            self._load(holders)
            holders = [rank for rank in holders if holds(file_customer(self.customers[rank]), others)]
        inner = {rank for rank in holders if not all(lies_at_an_end(part, stretches[rank]) for part in parts)}
        return sorted(holders, key=lambda rank: (rank in inner, rank))

    def _add(self, ranks: Sequence[int]) -> None:
        if self.found:
            self.found.update(dict.fromkeys(ranks))
        else:
            self.found = dict.fromkeys(ranks)

    def _load(self, ranks: Sequence[int]) -> None:
        missing = [rank for rank in ranks if rank not in self.customers]
        self.customers.update(zip(missing, self.store.at(missing), strict=True))


def _may_be_of_an_email(chunk: Chunk) -> bool:
    """Letters around a dot, an underscore, an at sign: people type those parts of e-mails."""
    return len(chunk.joined) > PIECE and len(chunk.words) > 1
