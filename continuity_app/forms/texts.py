"""Texts of a form in one language, and the names of months and days that its dates are written with."""

import re
from collections.abc import Sequence

from continuity_app.forms.definition import Form, Texts
from continuity_app.times.names import DAYS, MONTHS
from continuity_app.words import language_in_use

_CODE = re.compile(r"\(([A-Za-z]{2,3})(?:[-_][A-Za-z]+)?\)\s*$")
_MARKED = re.compile(r"[<*_\[#&\\]")
_OFFICE_MARKS = str.maketrans(
    {
        0xF0A7: "▪", 0xF0B7: "•", 0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF076: "❖", 0xF0D8: "➢", 0xF0E0: "→",
        0xF06F: "□", 0xF071: "❑", 0xF072: "❒", 0xF0A8: "◻", 0xF0FB: "✗", 0xF0FC: "✓", 0xF0FD: "☒", 0xF0FE: "☑",
    }
)  # fmt: skip
"""Bullets, boxes and ticks that office programs write as codes of Wingdings and Symbol, which are no characters."""
_NAMED = {"english": "en", "español": "es", "spanish": "es", "français": "fr", "french": "fr", "deutsch": "de"}


def language_code(language: str) -> str:
    """The two-letter code of a language as forms name it, "Español (es)", empty where it tells none."""
    match = _CODE.search(language)
    return match[1].lower() if match else _NAMED.get(language.strip().lower(), "")


def pick_language(languages: Sequence[str], wanted: str) -> str:
    """The form's language that a wanted one means, by name or by code; the form's first where it has none of it."""
    if wanted in languages:
        return wanted
    code = language_code(wanted) or wanted.strip().lower()[:2]
    return next(
        (one for one in languages if code and language_code(one) == code), languages[0] if languages else "default"
    )


def text_in(texts: Texts, language: str) -> str:
    """A text in a language, in the default or any other where it lacks that one, empty where there is none at all."""
    if language in texts:
        return texts[language]
    return texts.get("default") or next(iter(texts.values()), "")


def without_markup(text: str) -> str:
    """A label or note without its Markdown and HTML, which XLSForm allows, as plain words."""
    text = text.translate(_OFFICE_MARKS)
    if not _MARKED.search(text):
        return text.strip()
    plain = re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE)
    plain = re.sub(r"</?[a-zA-Z][^<>]*>", "", plain)
    plain = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", plain)
    plain = re.sub(r"^\s{0,3}#{1,6}\s+", "", plain, flags=re.MULTILINE)
    plain = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", plain)
    plain = re.sub(r"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?!\w)", r"\1", plain)
    plain = re.sub(r"\\([\\`*_{}\[\]()#+.!-])", r"\1", plain)
    plain = re.sub(r"&nbsp;", " ", plain).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return plain.strip()


def title_of(form: Form, language: str = "") -> str:
    """A form's title in a language, by name or by code; by default in the one that screens speak."""
    language = language or language_in_use()
    code = language_code(language) or language.strip().lower()[:2]
    said = (text for name, text in form.titles.items() if code and language_code(name) == code)
    return form.titles.get(language) or next(said, form.title)


def month_names(language: str) -> list[str]:
    """January … December; English where the language's are not known."""
    return list(MONTHS.get(language_code(language), MONTHS["en"]))


def day_names(language: str) -> list[str]:
    """Monday … Sunday; English where the language's are not known."""
    return list(DAYS.get(language_code(language), DAYS["en"]))
