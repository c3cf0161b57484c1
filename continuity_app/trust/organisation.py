"""The organisation as laptops know it: a card that carries its public root, and what follows from it."""

import hashlib
from dataclasses import dataclass, field

from continuity_app.trust.device import fingerprint_text, fingerprint_words
from continuity_app.trust.root import RootFacts, read_next_root, read_root


@dataclass(frozen=True, slots=True)
class OrganisationCard:
    """The public root, verified.

    Attributes:
        name: the organisation's name.
        identity: what stays the same when its keys change.
        root_version: counts its roots from 1.
        threshold, signers: how many snapshot signers must sign, of how many.
        recovery: age recipient of the escrowed recovery key, empty where there is none.
        data: the root itself, `root.json`.
    """

    name: str
    identity: str
    root_version: int
    threshold: int
    signers: int
    recovery: str
    data: bytes = field(repr=False)

    @classmethod
    def from_bytes(cls, data: bytes) -> "OrganisationCard":
        """A card from its file.

        Raises:
            BadDataError: not a card, or changed after it was signed.
        """
        return cls._of(read_root(data), data)

    @property
    def fingerprint(self) -> str:
        """What is read aloud when a card is carried: it stands for this very root."""
        return fingerprint_text(hashlib.sha256(self.data).digest())

    @property
    def fingerprint_words(self) -> str:
        """The same in twelve words."""
        return fingerprint_words(hashlib.sha256(self.data).digest())

    def verify_root(self, data: bytes) -> "OrganisationCard":
        """The card that follows from a root beside this trusted one: the same, or its signed successor.

        Raises:
            BadDataError: of another organisation, older, or not signed by the old keys and the new.
        """
        return self._of(read_next_root(data, self.data), data)

    @classmethod
    def _of(cls, facts: RootFacts, data: bytes) -> "OrganisationCard":
        return cls(facts.name, facts.identity, facts.version, facts.threshold, facts.signers, facts.recovery, data)


def same_site(one: str, other: str) -> bool:
    """Whether two spellings name one site: case and spaces do not count; an empty one stands for every site."""
    first, second = (" ".join(site.split()).casefold() for site in (one, other))
    return not first or not second or first == second
