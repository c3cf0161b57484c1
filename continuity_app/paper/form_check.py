"""What a form will lose on paper or in a language, told before it ships; and a proof of it in all its languages.

Nothing here keeps a form from use: what does is told when it is compiled.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from continuity_app.forms.definition import TITLE_IN, Choice, Form, Group, Item, Question, Texts
from continuity_app.forms.model import model_of
from continuity_app.paper.asked import UNSEEN, every
from continuity_app.paper.content import LONGEST_LIST, is_attached
from continuity_app.paper.context import PAPERS, SheetContext
from continuity_app.paper.fonts import missing
from continuity_app.paper.layout import layout_of
from continuity_app.paper.sheet_pdf import SheetJob, draw_sheets
from continuity_app.paper.wording import Wording, code_of
from continuity_app.words import say, speaking

_PROOF = "PROOF"
_FEW = 5
_LONG = 200


class Loss(StrEnum):
    """What kind of loss a finding tells."""

    CUT = "cut"
    ATTACHED = "attached"
    UNSAID = "unsaid"
    LANGUAGE = "language"
    LETTERS = "letters"
    LONG = "long"
    TITLE = "title"
    IDLE = "idle"


GRAVE = frozenset({Loss.CUT, Loss.LANGUAGE, Loss.LETTERS, Loss.IDLE})
"""Losses that a person should mend before the form ships; the others are only good to know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that paper or a language loses: of which question, in which row of the survey sheet (0: none)."""

    loss: Loss
    row: int
    field: str
    problem: str

    @property
    def sheet(self) -> str:
        """The sheet of the workbook where it is mended."""
        return "settings" if self.loss is Loss.TITLE else "survey"


@dataclass(frozen=True, slots=True)
class FormCheck:
    """What a form is on paper.

    Attributes:
        questions: how many are asked.
        pages: of a blank sheet in the form's first language, by name of the paper.
        findings: what is lost, in the order of the form.
    """

    questions: int
    pages: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def grave(self) -> bool:
        """Whether something is to be mended."""
        return any(finding.loss in GRAVE for finding in self.findings)


def check_form(form: Form) -> FormCheck:
    """Looks through a compiled form."""
    asked = [item for item in every(form.items) if isinstance(item, Question) and item.type not in UNSEEN]
    pages = {name: len(layout_of(form, paper).pages) for name, paper in PAPERS.items()}
    found = [*_on_paper(form), *_in_languages(form), *_in_letters(form), *_idle(form)]
    found.sort(key=lambda finding: finding.row)
    found += _titles(form)
    if not form.items:
        found.append(Finding(Loss.CUT, 0, form.id, say("It asks nothing.")))
    return FormCheck(sum(item.type not in ("note", "calculate") for item in asked), pages, tuple(found))


def draw_proof(form: Form, context: SheetContext) -> bytes:
    """A blank sheet in each language of the form, one after another; its number says that it is a proof.

    Raises:
        BadDataError: a character cannot be printed.
    """
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415

    writer = PdfWriter()
    for language in form.languages:
        with speaking(code_of(language)):
            incident = say("Proof, not to be filled in")
        drawn = draw_sheets([SheetJob(form, _PROOF)], replace(context, incident=incident, languages=(language,)))
        writer.append(PdfReader(io.BytesIO(drawn.data)))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# on paper


def _on_paper(form: Form) -> Iterator[Finding]:
    wording = Wording(form)
    told: set[str] = set()
    for item in every(form.items):
        if item.relevant not in ("", "true()", "false()") and not wording.condition(item.relevant):
            yield _of(
                item, Loss.UNSAID, say("When it is to be filled is not said on paper: {cell}", cell=item.relevant)
            )
        if isinstance(item, Question) and item.type not in UNSEEN:
            yield from _question_on_paper(form, item, told)


def _question_on_paper(form: Form, question: Question, told: set[str]) -> Iterator[Finding]:
    if is_attached(question):
        problem = say(
            "Paper has a box to say what is attached; it cannot hold an answer of the kind {type}.", type=question.type
        )
        yield _of(question, Loss.ATTACHED, problem)
    for kind in question.media:
        yield _of(question, Loss.CUT, say("Its {kind} is not printed.", kind=kind))
    choices = form.choices.get(question.choices, ())
    if not choices or question.choices in told:
        return
    told.add(question.choices)
    if len(choices) > LONGEST_LIST:
        problem = say(
            "Its list of {count} choices is not printed; more than {most} never are.",
            count=len(choices),
            most=LONGEST_LIST,
        )
        yield _of(question, Loss.CUT, problem)
    elif len(choices) > _LONG:
        problem = say(
            "Its list of {count} choices is printed as codes: on a single sheet, or once for a batch.",
            count=len(choices),
        )
        yield _of(question, Loss.LONG, problem)
    kinds = sorted({kind for choice in choices for kind in choice.media})
    if kinds:
        yield _of(question, Loss.CUT, say("The {kinds} of its choices are not printed.", kinds=", ".join(kinds)))


def _idle(form: Form) -> Iterator[Finding]:
    """Cells that only another app can work out."""
    for item, cell in model_of(form).idle:
        problem = say("{problem} The kit leaves this {column} out.", problem=cell.problem, column=cell.column)
        yield _of(item, Loss.IDLE, problem)


# in languages


def _in_languages(form: Form) -> Iterator[Finding]:
    """Texts that a language lacks although another has them; choices are told once for a list."""
    told: set[str] = set()
    for item in every(form.items):
        if isinstance(item, Question) and item.type in UNSEEN:
            continue
        texts = [("label", item.label)]
        if isinstance(item, Question):
            texts += [("hint", item.hint), ("guidance_hint", item.guidance)]
            texts += [("constraint_message", item.constraint_message), ("required_message", item.required_message)]
        for column, text in texts:
            for language in _lacking(form, text):
                problem = say("The {column} is missing in {language}.", column=column, language=language)
                yield _of(item, Loss.LANGUAGE, problem)
        if isinstance(item, Question) and item.choices not in told:
            told.add(item.choices)
            yield from _choices_in_languages(form, item)


def _titles(form: Form) -> Iterator[Finding]:
    for language in form.languages[1:]:
        if language not in form.titles:
            problem = say(
                "There is no title in {language}: no column {column}.", language=language, column=TITLE_IN + language
            )
            yield Finding(Loss.TITLE, 0, form.id, problem)


def _choices_in_languages(form: Form, question: Question) -> Iterator[Finding]:
    choices = form.choices.get(question.choices, ())
    for language in form.languages:
        lacking = [choice.name for choice in choices if language in _lacking(form, choice.label)]
        if lacking:
            problem = say(
                "Labels of {count} choices of the list {list} are missing in {language}: {names}",
                count=len(lacking),
                list=question.choices,
                language=language,
                names=_some(lacking),
            )
            yield _of(question, Loss.LANGUAGE, problem)


def _lacking(form: Form, text: Texts) -> list[str]:
    """The named languages of a form that a text is not written in; one without a language is for all."""
    if not text or set(text) <= {"default"}:
        return []
    named = [language for language in form.languages if language != "default"]
    return [language for language in named if not text.get(language, "").strip()]


# in letters


def _in_letters(form: Form) -> Iterator[Finding]:
    """Letters that the faces lack, which would keep the sheet from being printed."""
    told: set[str] = set()
    for item in every(form.items):
        texts = [*item.label.values()]
        if isinstance(item, Question):
            texts += [*item.hint.values(), *item.guidance.values()]
            if item.choices not in told:
                told.add(item.choices)
                texts += [label for choice in _shown(form, item) for label in choice.label.values()]
        lacking = list(dict.fromkeys(letter for text in texts for letter in missing(text)))
        if lacking:
            signs = _some([f"{letter} (U+{ord(letter):04X})" for letter in lacking])
            yield _of(item, Loss.LETTERS, say("The printed faces have no {letters}.", letters=signs))


def _shown(form: Form, question: Question) -> tuple[Choice, ...]:
    choices = form.choices.get(question.choices, ())
    return choices if len(choices) <= LONGEST_LIST else ()


def _some(words: list[str]) -> str:
    return ", ".join(words[:_FEW]) + ("…" if len(words) > _FEW else "")


def _of(item: Item, loss: Loss, problem: str) -> Finding:
    kind = say("group") if isinstance(item, Group) else ""
    return Finding(loss, item.row, f"{item.name} ({kind})" if kind else item.name, problem)
