"""Lists of choices and tables of a form, as expressions and questions look things up in them."""

from continuity_app.forms.definition import Choice, Form, Question
from continuity_app.forms.instance import Node, table_tree
from continuity_app.forms.texts import text_in


class ChoiceDesk:
    """The lists of one form; trees and indexes are made when first asked for."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._trees: dict[str, Node] = {}
        self._rows: dict[str, list[Node]] = {}
        self._indexes: dict[tuple[str, str], dict[str, dict[str, str]]] = {}

    def offered(self, question: Question) -> tuple[Choice, ...] | None:
        """All choices of a question, None where they are not known before the sheet is filled."""
        return self._form.choices.get(question.choices) if question.choices else None

    def rows(self, name: str) -> list[Node]:
        """The choices of a list as rows that a choice filter looks at."""
        if name not in self._rows:
            self._rows[name] = self._tree(name, "").children["root"][0].children.get("item", [])
        return self._rows[name]

    def secondary(self, name: str, language: str) -> Node | None:
        """A list or table by the name that `instance()` uses, labels in one language."""
        if name in self._form.tables:
            return self._trees.setdefault(name, table_tree(self._form.tables[name]))
        if name in self._form.choices:
            key = f"{name}\n{language}"
            return self._trees.setdefault(key, self._tree(name, language))
        return None

    def _tree(self, name: str, language: str) -> Node:
        """`itextId` stands for the label where a form has several languages; jr:itext() turns it into that label."""
        labels = ((choice, text_in(choice.label, language)) for choice in self._form.choices.get(name, ()))
        return table_tree(
            {**choice.filters, "name": choice.name, "label": label, "itextId": label} for choice, label in labels
        )

    def look_up(self, table: str, wanted: str, key: str, value: str) -> str:
        """`pulldata()`: a cell of a table, by an index over the key column."""
        name = table.removesuffix(".csv")
        index = self._indexes.get((name, key))
        if index is None:
            rows = self._form.tables.get(name, ())
            index = self._indexes[name, key] = {row[key]: row for row in reversed(rows) if key in row}
        return index.get(value, {}).get(wanted, "")
