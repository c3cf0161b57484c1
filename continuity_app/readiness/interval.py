"""How sure a share is that was measured on a sample."""

from dataclasses import dataclass
from math import sqrt

Z_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """A measured share with its 95 % interval; of nothing it is anything from 0 to 1."""

    hits: int
    of: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself, 0 of nothing."""
        return self.hits / self.of if self.of else 0.0

    def as_json(self) -> dict[str, float | int]:
        """For the command line's contract."""
        return {"hits": self.hits, "of": self.of, "share": self.value, "low": self.low, "high": self.high}


def wilson(hits: int, of: int, z: float = Z_95) -> Share:
    """The Wilson score interval: sound for small samples and for shares near 0 and 1, where the plain one is not.

    Args:
        hits: how many succeeded.
        of: how many were tried.
        z: quantile of the normal distribution, 95 % unless told.

    Raises:
        ValueError: more hits than tries, or a negative count.
    """
    if not 0 <= hits <= of:
        raise ValueError("hits must lie between 0 and the number of tries")
    if of == 0:
        return Share(0, 0, 0.0, 1.0)
    share, square = hits / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Share(hits, of, max(0.0, middle - half), min(1.0, middle + half))
