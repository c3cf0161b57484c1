"""What people call months, days and spans, in the languages in which times are read and told."""

import re
import unicodedata
from collections.abc import Iterable

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}
_DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}
MONTHS = {code: tuple(names.split()) for code, names in _MONTHS.items()}
"""January … December by language code."""

DAYS = {code: tuple(names.split()) for code, names in _DAYS.items()}
"""Monday … Sunday by language code."""

_SHORTEST = 3


def plain(text: str) -> str:
    """Small letters without accents, runs of blanks as one."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"\s+", " ", "".join(sign for sign in apart if not unicodedata.combining(sign))).strip()


def _with_beginnings(names: Iterable[tuple[str, ...]], more: dict[str, int]) -> dict[str, int]:
    """Every name and each of its beginnings of three letters or more that means one thing in all languages."""
    meant: dict[str, set[int]] = {}
    whole: dict[str, int] = {}
    for language in names:
        for number, name in enumerate(language):
            word = plain(name)
            whole[word] = number
            for length in range(_SHORTEST, len(word) + 1):
                meant.setdefault(word[:length], set()).add(number)
    return {**{word: numbers.pop() for word, numbers in meant.items() if len(numbers) == 1}, **whole, **more}


MONTH_WORDS = _with_beginnings(MONTHS.values(), {"sept": 8, "set": 8})
"""How a month is written, in full or short, to its number from 0."""

WEEKDAY_WORDS = _with_beginnings(
    DAYS.values(),
    {"mo": 0, "di": 1, "mi": 2, "do": 3, "fr": 4, "sa": 5, "so": 6, "sonnabend": 5, "tues": 1, "thurs": 3},
)
"""How a day of the week is written, in full or short, to its number, Monday 0."""

_AWAY = {
    -2: "anteayer|vorgestern|avant-hier",
    -1: "yesterday|ayer|gestern|hier",
    0: "today|hoy|heute|aujourd'hui|aujourd’hui",  # noqa: RUF001
    1: "tomorrow|manana|morgen|demain",
    2: "the day after tomorrow|day after tomorrow|pasado manana|ubermorgen|apres-demain",
}
DAYS_AWAY = {word: away for away, words in _AWAY.items() for word in words.split("|")}
"""Words for a day by how far it is from today."""

NOON = ("noon", "midday", "mediodia", "mittag", "mittags", "midi")

FILLERS = frozenset(
    (
        *("at", "on", "by", "the", "of"),
        *("a", "las", "la", "el", "de", "del"),
        *("um", "am", "den", "der", "uhr", "le", "du"),
        *("h", "hrs"),
    )
)
"""Words around a day or a time that say nothing by themselves."""

COMING = ("next", "this", "this coming", "proximo", "este", "nachsten", "kommenden", "diesen", "prochain", "ce")
PAST = ("last", "pasado", "letzten", "dernier")

_SPANS = {
    1: "m min mins minute minutes minuto minutos minuten",
    60: "h hr hrs hour hours hora horas stunde stunden std heure heures",
    60 * 24: "d day days dia dias tag tage tagen jour jours",
    60 * 24 * 7: "w week weeks wk wks semana semanas woche wochen semaine semaines",
}
SPANS = {word: minutes for minutes, words in _SPANS.items() for word in words.split()}
"""Words for a span of time to its minutes."""
