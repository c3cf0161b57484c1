"""The words that a user reads: one function through which every visible sentence passes, and the language it speaks."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from continuity_app.resources import resource

ENGLISH = "en"
LANGUAGES: Mapping[str, str] = {ENGLISH: "English", "es": "Español"}
"""The languages that screens speak, by code, each as its own people call it."""

LANGUAGE_VARIABLE = "CONTINUITY_LANGUAGE"
"""The variable of the environment that chooses one where nothing else does."""

_speaking: ContextVar[str | None] = ContextVar("speaking", default=None)
# Beside the block's own: threads begin without a context, and what they say shall be in the same language.
_of_process = [ENGLISH]


def say(sentence: str, **values: object) -> str:
    """Gives a whole sentence for the user, with its named values filled in.

    What it gives is for people to read now: what is stored for others is kept in English (`speaking(ENGLISH)`).

    Args:
        sentence: an English sentence with `{name}` fields; it is also the key of its translations.
        values: what stands in the fields; never customer data when the sentence may reach a log.
    """
    language = _speaking.get()
    sentence = translations(_of_process[0] if language is None else language).get(sentence, sentence)
    return sentence.format(**values) if values else sentence


def use_language(language: str) -> str:
    """Lets the whole process speak a language from now on, in every thread; gives the one that it spoke before.

    Args:
        language: a code such as `es`, `es-MX` or `es_MX.UTF-8`; one without a file here is English.
    """
    before = _of_process[0]
    _of_process[0] = code_of_language(language)
    return before


def language_in_use() -> str:
    """The code of the language that `say` speaks here and now."""
    language = _speaking.get()
    return _of_process[0] if language is None else code_of_language(language)


def code_of_language(text: str) -> str:
    """The code in `LANGUAGES` that a longer code means, such as `es` for `es_MX.UTF-8`; English for any other."""
    code = re.split(r"[-_.@]", text, maxsplit=1)[0].strip().lower()
    return code if code in LANGUAGES else ENGLISH


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
    """The sentences of a language by their English ones, from the files of `resources/words`; none for English.

    Args:
        language: a code such as `es` or `es-MX`.
    """
    code = code_of_language(language)
    found: dict[str, str] = {}
    if code != ENGLISH:
        for file in sorted(resource("words", code).glob("*.toml")):
            found.update(tomllib.loads(file.read_text(encoding="utf-8")))
    return found
