"""The one small hierarchy of errors.

Three families: the surroundings (disk, rights, a missing tool), bad data (a file, an answer or a word that is not what
it should be) and a bug of ours (any other exception: only that shows a traceback). Both faces print `message`,
`what_is_safe` and `next_step`; `details` names file, row and field. A new class exists only where someone catches it.
"""

from collections.abc import Mapping, Sequence

Detail = Mapping[str, str | int]


class KitError(Exception):
    """Something could not be done; tells the user what happened, what is safe and what to do next.

    Attributes:
        code: stable name, `area.what`, for example `snapshot.damaged`.
        message: what happened, one sentence.
        what_is_safe: what was not harmed, one sentence.
        next_step: what to do now, one sentence.
        details: rows such as `{"field": "vin", "problem": "…"}` or `{"file": …, "row": …, "field": …, "problem": …}`.
    """

    def __init__(
        self, code: str, message: str, *, what_is_safe: str, next_step: str, details: Sequence[Detail] = ()
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.what_is_safe = what_is_safe
        self.next_step = next_step
        self.details = tuple(details)

    def as_json(self) -> dict[str, object]:
        """The `error` object of the command line's contract."""
        return {
            "code": self.code,
            "message": self.message,
            "what_is_safe": self.what_is_safe,
            "next_step": self.next_step,
            "details": [dict(detail) for detail in self.details],
        }


class SurroundingsError(KitError):
    """The disk, the rights, another process or a missing tool stood in the way."""


class BadDataError(KitError):
    """A file, an answer or a word is not what it should be."""


class WrongPassphraseError(BadDataError):
    """No slot opens with what was given; the unlock screens ask again."""
