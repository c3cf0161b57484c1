"""What was understood of an answer that may be spelled in many ways, said back, so that a wrong reading is seen."""

from continuity_app.contacts.phones import dialable, display_number
from continuity_app.forms.answer_types import DATED, told_when
from continuity_app.forms.definition import Question
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.growing import Address
from continuity_app.forms.texts import language_code
from continuity_app.words import say

_PHONES = ("phone", "mobile", "telephone")


def understood(question: Question, address: Address, filling: Filling) -> str:
    """A day, a time, an amount or a phone number as the kit reads it; empty where there is nothing to say.

    Args:
        question: what was asked.
        address: where its answer stands.
        filling: the sheet being filled.
    """
    text = filling.text(address)
    if not text:
        return ""
    told = ""
    if question.type in DATED:
        told = told_when(question.type, text, filling.manner, language_code(filling.language))
    elif question.type in ("decimal", "integer") and "money" in question.kit:
        told = _amount(text)
    elif is_phone(question):
        number = dialable(text, filling.manner.region)
        told = display_number(number, filling.manner.region) if number is not None else ""
    return say("= {when}", when=told) if told else ""


def is_phone(question: Question) -> bool:
    """Whether a question asks for a phone number, by its name or its appearance."""
    words = question.name.rsplit("/", 1)[-1].split("_")
    return question.type == "text" and (any(word in words for word in _PHONES) or "tel" in question.appearance)


def _amount(text: str) -> str:
    try:
        return f"{float(text):,.2f}"
    except ValueError:
        return ""
