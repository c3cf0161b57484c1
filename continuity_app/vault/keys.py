"""The vault key and what is derived from it: one key for each database, and the keys that wrap it."""

import hmac
import secrets
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from continuity_app.trust.age_box import age_secret_of

KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class VaultKey:
    """The 32 random bytes that everything in a vault hangs on; never written anywhere unwrapped."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) != KEY_BYTES:
            raise ValueError("a vault key has 32 bytes")

    @classmethod
    def new(cls) -> "VaultKey":
        """A fresh key from the system's randomness."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def database_key(self, name: str) -> str:
        """The raw SQLCipher key of the database of that name: 64 hex digits."""
        return derive(self.secret, b"continuity-kit/database/" + name.encode()).hex()

    @property
    def copy_secret(self) -> str:
        """The age identity that opens this vault's own copies of its journal, whichever way in gave the key."""
        return age_secret_of(derive(self.secret, b"continuity-kit/copies/age"))

    def vouch(self, data: bytes) -> str:
        """HMAC-SHA256 in hex over what a copy says for the restorer of this very vault."""
        return hmac.digest(derive(self.secret, b"continuity-kit/copies/vouched"), data, "sha256").hex()


def derive(secret: bytes, info: bytes, salt: bytes = b"") -> bytes:
    """HKDF-SHA256 of a secret that is random already: 32 bytes for one named purpose."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt or None, info=info).derive(secret)
