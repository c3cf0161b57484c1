"""The words of a form as they stand on paper: in one or two languages, without markup, conditions said in words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Choice, Form, Group, Item, Question, Texts
from continuity_app.forms.texts import without_markup
from continuity_app.paper.shaping import leads_right
from continuity_app.words import ENGLISH, language_in_use, say

REFERENCE = re.compile(r"\$\{\s*([\w.-]+)\s*\}")
_COMPARED = re.compile(
    r"^\$\{\s*([\w.-]+)\s*\}\s*(=|!=|<=|>=|<|>)\s*(?:'([^']*)'|\"([^\"]*)\"|(-?\d+(?:\.\d+)?|\$\{\s*[\w.-]+\s*\}))$"
)
_SELECTED = re.compile(r"^selected\(\s*\$\{\s*([\w.-]+)\s*\}\s*,\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)$")
_PATH = re.compile(r"(?:(?:\.\./)+(?:[\w-]+/)*|/[\w-]+/(?:[\w-]+/)*)([\w-]+)")
_NOT = re.compile(r"^not\((.*)\)$", re.DOTALL)
_LONGEST = 44
_NAMED = {
    "spanish": "es", "español": "es", "espanol": "es", "castellano": "es", "french": "fr", "français": "fr",
    "francais": "fr", "portuguese": "pt", "português": "pt", "german": "de", "deutsch": "de", "italian": "it",
    "italiano": "it", "arabic": "ar", "العربية": "ar", "hebrew": "he", "עברית": "he", "persian": "fa", "farsi": "fa",
    "فارسی": "fa", "urdu": "ur", "اردو": "ur", "hindi": "hi", "हिन्दी": "hi", "bengali": "bn", "bangla": "bn",
    "nepali": "ne", "swahili": "sw", "kiswahili": "sw", "amharic": "am", "thai": "th", "burmese": "my", "khmer": "km",
    "vietnamese": "vi", "chinese": "zh", "中文": "zh", "japanese": "ja", "korean": "ko", "russian": "ru",
    "русский": "ru", "ukrainian": "uk", "українська": "uk", "polish": "pl", "polski": "pl", "turkish": "tr",
    "türkçe": "tr", "indonesian": "id", "tagalog": "tl", "haitian creole": "ht",
}  # fmt: skip
"""Names that XLSForms give their languages without a code."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text in the sheet's first language and, where it differs, in its second."""

    first: str
    second: str = ""

    @property
    def joined(self) -> str:
        """Both on one line."""
        return f"{self.first} / {self.second}" if self.second else self.first


class Wording:
    """Gives the texts of one form in the languages of one print."""

    def __init__(self, form: Form, languages: tuple[str, ...] = ()) -> None:
        self._form = form
        self.languages = chosen_languages(form, languages)
        self._questions: dict[str, Question] = {}
        self._named: dict[str, dict[str, Choice]] = {}
        self._gather(form.items)

    def _gather(self, items: tuple[Item, ...]) -> None:
        for item in items:
            if isinstance(item, Group):
                self._gather(item.children)
            else:
                self._questions.setdefault(item.name, item)

    @property
    def from_right(self) -> bool:
        """Whether most labels of the first language are written from the right; the sheet is laid out so, too."""
        labels = [self.label(question).first for question in self._questions.values() if question.label]
        return 2 * sum(map(leads_right, labels)) > len(labels)

    def question(self, name: str) -> Question | None:
        """The question of a name, the first if several repeats share it."""
        return self._questions.get(name)

    def spoken(self, texts: Texts) -> Spoken:
        """A text in the languages of this print; a language that is missing falls back to the form's own."""
        found = [without_markup(_in_language(texts, language, self._form.languages)) for language in self.languages]
        first = found[0] if found else ""
        second = found[1] if len(found) > 1 and found[1] != first else ""
        return Spoken(first, second)

    def label(self, item: Item) -> Spoken:
        """What a question or group is called; its name in words where it has no label."""
        spoken = self.spoken(item.label)
        return spoken if spoken.first else Spoken(humanised(item.name))

    def choices(self, question: Question) -> tuple[tuple[str, str], ...]:
        """The choices of a question as name and label; with a filter the parent's label stands behind each."""
        known = self._form.choices.get(question.choices, ())
        if known:
            parents = _parents(question, known)
            return tuple((choice.name, self._choice_label(choice, parents)) for choice in known)
        rows = self._form.tables.get(question.choices) or self._form.tables.get(question.choices.rsplit(".", 1)[0], ())
        return tuple((row["name"], row.get("label") or row["name"]) for row in rows if row.get("name"))

    def _choice_label(self, choice: Choice, parents: Sequence[tuple[str, str]]) -> str:
        label = self.spoken(choice.label).joined or humanised(choice.name)
        above = [
            self.choice_called(asked, choice.filters[column]) for column, asked in parents if choice.filters.get(column)
        ]
        return f"{label} ({', '.join(above)})" if above else label

    def choice_called(self, question: str, value: str) -> str:
        """The label of a value of a question, or the value itself."""
        asked = self.question(question)
        if asked is None or not asked.choices:
            return value
        if asked.choices not in self._named:
            self._named[asked.choices] = {one.name: one for one in reversed(self._form.choices.get(asked.choices, ()))}
        choice = self._named[asked.choices].get(value)
        return (self.spoken(choice.label).first if choice is not None else "") or value

    def condition(self, relevant: str) -> str:
        """When something is to be filled, in words; empty where it cannot be said."""
        pieces = re.split(r"('[^']*'|\"[^\"]*\")", relevant.strip())
        expression = "".join(p if p[:1] in ("'", '"') else _PATH.sub(r"${\1}", p) for p in pieces)
        for joint, word in ((" or ", say("or")), (" and ", say("and"))):
            parts = re.split(rf"(?<=[')\"\d]){joint}(?=[$sn])", expression)
            if len(parts) > 1:
                said = [self._one_condition(part) for part in parts]
                return say("if {condition}", condition=f" {word} ".join(said)) if all(said) else ""
        said_once = self._one_condition(expression)
        return say("if {condition}", condition=said_once) if said_once else ""

    def _one_condition(self, expression: str) -> str:
        bare = expression.strip()
        negated = _NOT.match(bare)
        if negated:
            bare = negated.group(1).strip()
        if match := _SELECTED.match(bare):
            name, value, sign = match.group(1), match.group(2) or match.group(3) or "", "="
        elif match := _COMPARED.match(bare):
            name, sign = match.group(1), match.group(2)
            value = next((part for part in match.groups()[2:] if part is not None), "")
        else:
            return ""
        if negated:
            sign = {"=": "!=", "!=": "=", "<": ">=", ">": "<=", "<=": ">", ">=": "<"}[sign]
        return self._said(name, sign, value)

    def _called(self, name: str) -> str:
        """What a question is called; its name in words where it has no label."""
        asked = self.question(name)
        if asked is None or not asked.label:
            return humanised(name)
        return self.label(asked).first

    def _said(self, name: str, sign: str, value: str) -> str:
        label = shortened(self._called(name))
        other = REFERENCE.fullmatch(value)
        answer = shortened(self._called(other.group(1))) if other else self.choice_called(name, value)
        if not value:
            return (
                say("{question} is blank", question=label)
                if sign == "="
                else say("{question} is filled", question=label)
            )
        patterns = {
            "=": "{question} is {answer}",
            "!=": "{question} is not {answer}",
            "<": "{question} is under {answer}",
            ">": "{question} is over {answer}",
            "<=": "{question} is {answer} or less",
            ">=": "{question} is {answer} or more",
        }
        return say(patterns[sign], question=label, answer=answer)


def _parents(question: Question, choices: Sequence[Choice]) -> list[tuple[str, str]]:
    """Which columns of a list a choice filter compares with which questions."""
    columns = dict.fromkeys(column for choice in choices for column in choice.filters)
    compared = r"\b{column}\b\s*=\s*\$\{{\s*{asked}\b"
    return [
        (column, asked)
        for asked in REFERENCE.findall(question.choice_filter)
        for column in columns
        if re.search(compared.format(column=re.escape(column), asked=re.escape(asked)), question.choice_filter)
    ]


def _in_language(texts: Texts, language: str, order: tuple[str, ...]) -> str:
    for name in (language, *order, *texts):
        if texts.get(name, "").strip():
            return texts[name].strip()
    return ""


def chosen_languages(form: Form, wanted: tuple[str, ...]) -> tuple[str, ...]:
    """The form's names of the languages that are wanted by name or by code.

    Where none is wanted, the language that the kit was told to speak; the form's first where it lacks that, and where
    the kit speaks English because nobody chose: the form's author did.

    Raises:
        BadDataError: the form has no such language, or more than two are wanted.
    """
    if not wanted:
        spoken = language_in_use()
        own = next((name for name in form.languages if code_of(name) == spoken != ENGLISH), "")
        return (own,) if own else form.languages[:1] or ("default",)
    found = []
    for word in wanted:
        match = next((name for name in form.languages if word.lower() in (name.lower(), code_of(name))), None)
        if match is None or len(wanted) > 2:  # noqa: PLR2004
            raise BadDataError(
                "form.language",
                say(
                    "The form '{form}' cannot be printed in '{language}'.", form=form.title, language=", ".join(wanted)
                ),
                what_is_safe=say("Nothing was printed and no number was given out."),
                next_step=say("Choose one or two of: {languages}.", languages=", ".join(form.languages)),
                details=[{"field": "language", "problem": say("not a language of this form")}],
            )
        found.append(match)
    return tuple(found)


def code_of(language: str) -> str:
    """The code of a language name: `es` of `Español (es)` and of `Spanish`, `en` where the name tells none."""
    match = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\)\s*$", language)
    return match.group(1).lower() if match else _NAMED.get(language.strip().lower(), "en")


def humanised(name: str) -> str:
    """A name as words: `odometer_in` becomes `Odometer in`."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|[_.-]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def shortened(text: str) -> str:
    """A label that is short enough to stand inside another sentence."""
    plain = text.strip().rstrip("?:. ")
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"
