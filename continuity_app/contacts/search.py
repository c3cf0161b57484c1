"""Finds customers by any words or digits: the best first, as quickly as a person types.

In this order, each in order of need: whole words, then beginnings of words and beginnings or ends of numbers, then
middles of numbers and e-mails, then words one typing error away. The last two are looked for only where they are meant
or where little was found. Rows lie in order of need, so the first ones found are the best ones and nothing is ranked.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from continuity_app.contacts.filing import file_customer
from continuity_app.contacts.matching import holds, matched_fields
from continuity_app.contacts.model import Customer
from continuity_app.contacts.query import Chunk, every, read_apart, read_query, together
from continuity_app.contacts.store import ContactStore
from continuity_app.contacts.typing_errors import Corrections, corrections_of, may_be_mistyped, with_corrections

COUNTED = 10_000
"""So many matches are counted; of more it is said that there are more."""
FEW = 10
"""When fewer were found, middles and typing errors are looked for too."""
_LOOKED_AT = 120
_AT_ONCE = 20
_PIECES = 4
_CORRECTED = 4
_SHORTEST_MIDDLE = 4


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
        finding.by_words(chunks)
        finding.by_middles(chunks)
        if finding.total < FEW:
            finding.with_errors(chunks)
        if finding.total < FEW:
            finding.apart_or_together(chunks, read_apart(query))
    hits = finding.hits(chunks)
    return SearchAnswer(hits, finding.total, (time.perf_counter() - began) * 1000, finding.exact)


@dataclass(slots=True)
class _Finding:
    """One search under way.

    Attributes:
        found: ranks, best first; when it holds a page full, those that do not fit on it are only counted.
        total: how many were found.
        exact: whether that is all of them.
    """

    store: ContactStore
    limit: int
    found: dict[int, None] = field(default_factory=dict)
    customers: dict[int, Customer] = field(default_factory=dict)
    corrections: dict[str, Corrections] = field(default_factory=dict)
    total: int = 0
    exact: bool = True

    @property
    def page_is_full(self) -> bool:
        """Whether nothing that would be found later is shown."""
        return self.total >= max(self.limit, FEW)

    def by_words(self, chunks: Sequence[Chunk]) -> None:
        """Whole words first, then all but the last one whole, then beginnings; counts all of them."""
        ranks = self._matching(every(chunk.beginning for chunk in chunks))
        best = [every(chunk.whole for chunk in chunks)]
        if len(chunks) > 1:
            best.append(every([*(chunk.whole for chunk in chunks[:-1]), chunks[-1].beginning]))
        for expression in best if len(ranks) > 1 else ():
            if len(self.found) < self.limit:
                self.found.update(dict.fromkeys(self.store.index.matching(expression, self.limit)))
        self.found.update(dict.fromkeys(ranks[: self.limit + FEW]))
        self.total = min(len(ranks), self._counted)

    def by_middles(self, chunks: Sequence[Chunk]) -> None:
        """Numbers and e-mails that hold one of the chunks, everything else standing as before."""
        for chunk in chunks:
            if chunk.pieces and (_may_be_a_middle(chunk) or self.total < FEW):
                if self.page_is_full:
                    self.exact = False
                    return
                self._add(self._holding(chunk, [other for other in chunks if other is not chunk]))

    def with_errors(self, chunks: Sequence[Chunk]) -> None:
        """Words one edit away from what was typed."""
        typed = dict.fromkeys(word for chunk in chunks for word in chunk.words)
        for word in [word for word in typed if may_be_mistyped(word)][:_CORRECTED]:
            self.corrections[word] = corrections_of(word, self.store.index)
        if any(each.words for each in self.corrections.values()):
            self._add(self._matching(every(with_corrections(chunk, self.corrections) for chunk in chunks)))

    def apart_or_together(self, chunks: Sequence[Chunk], apart: Sequence[Chunk]) -> None:
        """Digits that are not one number after all, and words that are filed as one."""
        if len(apart) > len(chunks):
            self._add(self._matching(every(chunk.beginning for chunk in apart)))
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

    def _holding(self, chunk: Chunk, others: Sequence[Chunk]) -> list[int]:
        """Candidates by the rarest pieces of the chunk, each looked at until a page is full."""
        index = self.store.index
        pieces = index.rarest(chunk.pieces, _PIECES) if len(chunk.pieces) > _PIECES else chunk.pieces
        candidates = index.holding(pieces, COUNTED)
        self.exact = self.exact and len(candidates) < COUNTED
        unsettled: Sequence[Chunk] = ()
        if others and candidates:
            standing = index.matching(every(other.beginning for other in others), COUNTED + 1)
            if len(standing) > COUNTED:
                unsettled = others
            else:
                candidates = sorted(set(candidates).intersection(standing))
        fresh = [rank for rank in candidates if rank not in self.found]
        holders: list[int] = []
        for at in range(0, min(len(fresh), _LOOKED_AT), _AT_ONCE):
            if self.total + len(holders) >= max(self.limit, FEW):
                self.exact = False
                return holders
            holders += self._verified(chunk, unsettled, fresh[at : at + _AT_ONCE])
        self.exact = self.exact and len(fresh) <= _LOOKED_AT
        return holders

    def _verified(self, chunk: Chunk, others: Sequence[Chunk], ranks: Sequence[int]) -> list[int]:
        """Those who really hold the chunk, for its pieces may stem from different numbers; and all else."""
        stretches = self.store.stretches_at(ranks)
        holders = [rank for rank in ranks if any(chunk.joined in stretch for stretch in stretches[rank])]
        if not others:
            return holders
        self._load(holders)
        return [rank for rank in holders if holds(file_customer(self.customers[rank]), others)]

    def _add(self, ranks: Sequence[int]) -> None:
        """Takes what is new; called while the page is not full, so that `found` holds everything found so far."""
        self.found.update(dict.fromkeys(ranks))
        self.total = min(len(self.found), self._counted)

    def _load(self, ranks: Sequence[int]) -> None:
        missing = [rank for rank in ranks if rank not in self.customers]
        self.customers.update(zip(missing, self.store.at(missing), strict=True))


def _may_be_a_middle(chunk: Chunk) -> bool:
    """Digits, or letters around a dot, an underscore, an at sign: people type those parts of numbers and e-mails."""
    return len(chunk.joined) >= _SHORTEST_MIDDLE and (chunk.has_digit or len(chunk.words) > 1)
