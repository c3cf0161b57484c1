"""The words that a user reads: one function through which every visible sentence passes, and the language it speaks."""

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from continuity_app.resources import resource

_speaking: ContextVar[str] = ContextVar("speaking", default="")


def say(sentence: str, **values: object) -> str:
    """Gives a whole sentence for the user, with its named values filled in.

    Args:
        sentence: an English sentence with `{name}` fields; it is also the key of its translations.
        values: what stands in the fields; never customer data when the sentence may reach a log.
    """
    language = _speaking.get()
    if language:
        sentence = translations(language).get(sentence, sentence)
    return sentence.format(**values) if values else sentence


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Lets `say` speak a language within a block, as far as it has the sentences; English for the rest.

    Args:
        language: a code such as `es` or `es-MX`.
    """
    before = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(before)


@lru_cache(maxsize=16)
def translations(language: str) -> Mapping[str, str]:
    """The sentences of a language by their English ones, from `resources/words`; none for a language without a file."""
    try:
        file = resource("words", f"{language.split('-', maxsplit=1)[0].lower()}.toml")
    except FileNotFoundError:
        return {}
    found: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))
    return found
