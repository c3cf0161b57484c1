"""The age vectors of C2SP/CCTV through the one path by which the kit reads age files.

The kit takes binary files for X25519 keys. What must fail fails with words of ours and no plaintext; what must succeed
for an X25519 key gives its payload; armour, passphrases and post-quantum keys are refused, though stock age reads them.
"""

import hashlib
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from continuity_app.errors import BadDataError
from continuity_app.trust.age_box import new_age_secret, open_sealed

FILES = sorted((Path(__file__).parent / "vectors" / "age").iterdir())
MUST_FAIL = {"no match": 13, "HMAC failure": 1, "header failure": 62, "payload failure": 19, "armor failure": 22}
OPENED, REFUSED = 14, 12


@dataclass(frozen=True)
class Vector:
    """One file: what is expected, for whom, and the age file itself."""

    name: str
    expect: str
    payload: str
    identities: tuple[str, ...]
    is_ours: bool
    data: bytes

    @classmethod
    def read(cls, file: Path) -> "Vector":
        head, _, data = file.read_bytes().partition(b"\n\n")
        told = [line.split(": ", 1) for line in head.decode().splitlines()]
        first = dict(reversed(told))
        identities = tuple(value for name, value in told if name == "identity")
        plain = "armored" not in first and "passphrase" not in first
        return cls(
            file.name,
            first["expect"],
            first.get("payload", ""),
            identities or (new_age_secret(),),
            plain and all(identity.startswith("AGE-SECRET-KEY-1") for identity in identities),
            zlib.decompress(data) if first.get("compressed") == "zlib" else data,
        )


VECTORS = [Vector.read(file) for file in FILES]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)
def test_every_vector_opens_as_it_must_or_not_at_all(vector: Vector) -> None:
    if vector.expect == "success" and vector.is_ours:
        (identity,) = vector.identities
        assert hashlib.sha256(open_sealed(vector.data, identity)).hexdigest() == vector.payload
        return
    for identity in vector.identities:
        with pytest.raises(BadDataError) as caught:
            open_sealed(vector.data, identity)
        assert (caught.value.code, bool(caught.value.what_is_safe)) == ("age.unreadable", True)


def test_none_is_missing() -> None:
    counted = Counter(vector.expect for vector in VECTORS)
    good = Counter(vector.is_ours for vector in VECTORS if vector.expect == "success")
    assert counted - Counter(success=counted["success"]) == Counter(MUST_FAIL)
    assert (good[True], good[False], len(VECTORS)) == (OPENED, REFUSED, 143)
