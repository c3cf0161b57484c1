"""The indexes of a contacts database, as search asks them: ranks in order of need, and words near to a typed one.

Expressions are FTS5's: folded terms in double quotes, `*` behind one for its beginning, AND and OR between them.
"""

from collections.abc import Sequence

import msgspec

from continuity_app.vault.database import Connection

_ALL = -1


class SearchIndex:
    """Reads the indexes; every answer costs by what it finds, not by how many customers there are."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def matching(self, expression: str, limit: int = _ALL) -> list[int]:
        """Ranks of the customers whose words and numbers match, in order of need."""
        return self._ranks("SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", expression, limit)

    def holding(self, pieces: Sequence[str], limit: int = _ALL) -> list[int]:
        """Ranks of the customers whose numbers and e-mails hold all these pieces of three characters."""
        expression = " AND ".join(f'"{piece}"' for piece in pieces)
        return self._ranks("SELECT rowid FROM middles WHERE middles MATCH ? LIMIT ?", expression, limit)

    def rarest(self, pieces: Sequence[str], count: int) -> list[str]:
        """So many of the pieces of three characters, those that the fewest numbers and e-mails hold."""
        if len(pieces) <= count:
            return list(pieces)
        sql = "SELECT p.piece, p.share FROM json_each(?) AS j CROSS JOIN pieces AS p ON p.piece = j.value"
        shares = dict(self._connection.execute(sql, (_as_json(pieces),)).fetchall())
        return sorted(pieces, key=lambda piece: shares.get(piece, 0))[:count]

    def known_words(self, candidates: Sequence[str]) -> list[str]:
        """Those of the candidates that are words of the vocabulary."""
        sql = "SELECT v.word FROM json_each(?) AS j CROSS JOIN vocabulary AS v ON v.word = j.value"
        return [word for (word,) in self._connection.execute(sql, (_as_json(candidates),))]

    def known_beginnings(self, candidates: Sequence[str]) -> list[str]:
        """Those of the candidates with which a word of the vocabulary begins."""
        sql = (
            "SELECT j.value FROM json_each(?) AS j WHERE EXISTS"
            " (SELECT 1 FROM vocabulary AS v WHERE v.word >= j.value AND v.word < j.value || char(1114111))"
        )
        return [word for (word,) in self._connection.execute(sql, (_as_json(candidates),))]

    def _ranks(self, sql: str, expression: str, limit: int) -> list[int]:
        """One row for all ranks: a row for each costs three times as much."""
        whole = f"SELECT json_group_array(rowid) FROM ({sql})"  # noqa: S608
        return msgspec.json.decode(self._connection.execute(whole, (expression, limit)).fetchone()[0], type=list[int])

    def letters(self) -> str:
        """Every letter that the vocabulary uses."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = 'letters'").fetchone()
        return msgspec.json.decode(row[0], type=str)


def _as_json(candidates: Sequence[str]) -> str:
    return msgspec.json.encode(candidates).decode()
