"""Forms: picking, answering, saving."""

from typing import Any

from continuity_app.desktop.forms.room import FormsRoom
from tests.desktop.pages.window import WindowPage


class FormsPage:
    def __init__(self, page: WindowPage) -> None:
        self.page = page
        self.room: FormsRoom = page.go("forms")

    @classmethod
    def here(cls, page: WindowPage) -> "FormsPage":
        """The forms room that is open already, left as it stands."""
        made = cls.__new__(cls)
        made.page, made.room = page, page.house.room("forms")
        return made

    def pick(self, words: str) -> None:
        self.room.picker.search.clear()
        self.page.type(self.room.picker.search, words)
        self.page.press("Enter")

    def answer(self, question: str, raw: Any, *line: str | int) -> None:
        """Answers as a person does, by the question's name (and repeat and line)."""
        field = self._field(question, line)
        field.answered.emit(field.address, raw)
        self.page.settle()

    def type_answer(self, question: str, words: str) -> None:
        self.page.type(self._field(question, ()).entry.inner, words)

    def problem(self, question: str) -> str:
        """What is said below a question."""
        label = self._field(question, ())._problem
        return "" if label.isHidden() else label.text()

    def understood(self, question: str) -> str:
        """What is said below a question for a day or a time."""
        label = self._field(question, ())._understood
        return "" if label.isHidden() else label.text()

    def dated(self, kind: str) -> str:
        """The first question of the open form that asks for a day or a time."""
        assert self.room.fill.sheet is not None
        shown = [field for field in self.room.fill.sheet.fields.values() if field.isVisible()]
        return next(field.question.name for field in shown if field.question.type == kind)

    def value(self, question: str) -> str:
        return self.room.fill.filling.text(self._field(question, ()).address)

    @property
    def missing(self) -> list[str]:
        items = self.room.fill.list
        return [items.item(row).text() for row in range(items.count())]

    @property
    def serial(self) -> str:
        return self.room.saved.serial.text() if self.room.saved.isVisible() else ""

    def save(self) -> None:
        self.room.fill.save()
        self.page.settle()

    def answer_repair_order(self) -> None:
        for question, raw in (
            ("customer_name", "Pat Example"),
            ("phone", "+44 20 7946 0123"),
            ("vin", "1HGCM82633A004352"),
            ("odometer_in", "48210"),
            ("concern", "Noise from the front left wheel"),
            ("estimate", "420.5"),
            ("authorised_limit", "500"),
            ("signed_by", "Pat Example"),
        ):
            if self._has(question):
                self.answer(question, raw)

    def _has(self, question: str) -> bool:
        assert self.room.fill.sheet is not None
        return any(address[-1] == question for address in self.room.fill.sheet.fields)

    def _field(self, question: str, line: tuple[str | int, ...]) -> Any:
        assert self.room.fill.sheet is not None, "no form is open"
        for address, field in self.room.fill.sheet.fields.items():
            if address[-1] == question and all(step in address for step in line):
                return field
        raise AssertionError(f"no question {question}")
