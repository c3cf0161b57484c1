"""What the kit may ask a person, as a port: a terminal, a window and a test each answer in their own way."""

from typing import Protocol


class Prompts(Protocol):
    """Asks the person in front of the laptop."""

    def passphrase(self, purpose: str, *, new: bool = False) -> str:
        """A passphrase, typed unseen; with `new`, typed twice until both agree."""
        ...

    def confirm(self, question: str) -> bool:
        """A yes or a no to one whole question."""
        ...


class Answered:
    """Answers with one passphrase that was asked for before, and typed twice already where it is new."""

    def __init__(self, passphrase: str) -> None:
        self._passphrase = passphrase

    def passphrase(self, purpose: str, *, new: bool = False) -> str:  # noqa: ARG002 - the port's signature
        """See `Prompts.passphrase`."""
        return self._passphrase

    def confirm(self, question: str) -> bool:  # noqa: ARG002 - the port's signature
        """See `Prompts.confirm`; whoever typed the passphrase was asked before."""
        return True
