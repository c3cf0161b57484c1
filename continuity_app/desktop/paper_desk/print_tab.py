"""Print numbered sheets: a whole pack, or one form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFrame

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.forms.wording import pack_words
from continuity_app.desktop.printing import print_sheets
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, count_entry
from continuity_app.desktop.widgets.two_lines import Item, TwoLines
from continuity_app.forms.library import FIRST_HOUR
from continuity_app.forms.texts import title_of
from continuity_app.words import say

MOST_COPIES = 500


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be printed: the forms of a pack, or one form."""

    title: str
    forms: tuple[str, ...]
    pack: bool = False


class PrintTab(QFrame):
    """Pick, say how many, print."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.setObjectName("print_tab")
        self.setProperty("role", "panel")
        self.list = TwoLines(desk.look, name="print_list", says=say("Packs and forms"))
        self.copies = count_entry(5, MOST_COPIES)
        self.paper = QComboBox()
        self.paper.addItem(say("A4"), "a4")
        self.paper.addItem(say("US Letter"), "letter")
        self.paper.setCurrentIndex(self.paper.findData(desk.paper))
        self.paper.activated.connect(self._choose_paper)
        self.language = QComboBox()
        self._languages: list[tuple[str, ...]] = [()]
        self.language.activated.connect(self._choose_language)
        go = button(say("Number and print"), "print_go", self.print_chosen, key="Alt+P", role="main")
        explain = text(
            say("Each sheet's number stands in the journal before its page leaves; the ledger then asks for it."),
            "soft",
            wrap=True,
        )
        self.list.opened.connect(lambda _: self.copies.setFocus(Qt.FocusReason.OtherFocusReason))
        right = rows(
            Field(say("Copies of each form"), self.copies, name="print_copies"),
            Field(say("Paper"), self.paper, name="print_paper"),
            Field(say("Language of the sheets"), self.language, name="print_language"),
            explain,
            columns(go, 1),
            1,
            gap=12,
        )
        body = columns(self.list, right, margins=(26, 14, 26, 14), gap=24)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        self.setLayout(body)

    def refresh(self) -> None:
        """Reads the forms anew."""
        forms = self._desk.all_forms()
        items = []
        if first := self._desk.session.forms.first_hour() if forms else []:
            words = say("Pack: {pack}", pack=pack_words(FIRST_HOUR))
            choice = Choice(words, tuple(form.id for form in first), pack=True)
            items.append(Item(choice, choice.title, say("what a counter needs at once")))
        for pack in dict.fromkeys(form.pack for form in forms):
            inside = [form for form in forms if form.pack == pack]
            choice = Choice(say("Pack: {pack}", pack=pack_words(pack)), tuple(form.id for form in inside), pack=True)
            items.append(Item(choice, choice.title, ", ".join(title_of(form) for form in inside)))
        items += [Item(Choice(title_of(form), (form.id,)), title_of(form), pack_words(form.pack)) for form in forms]
        self.list.take(items)
        self._offer_languages([name for form in forms for name in form.languages])

    def focus_first(self) -> None:
        """Puts the focus on the list."""
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_chosen(self) -> None:
        """Numbers and draws what is chosen."""
        choice = self.list.current()
        if isinstance(choice, Choice):
            forms = [self._desk.session.forms.get(form) for form in choice.forms]
            print_sheets(self._desk, forms, title=choice.title, copies=self.copies.value(), cover=choice.pack)

    def _choose_paper(self, _place: int) -> None:
        self._desk.paper = str(self.paper.currentData())

    def _offer_languages(self, named: Sequence[str]) -> None:
        """Each language of the forms, and the two that most of them have on one sheet."""
        known = [name for name, _ in Counter(named).most_common()]
        self.language.clear()
        self._languages = [(), *((name,) for name in known), *([tuple(known[:2])] if known[1:] else [])]
        self.language.addItems([" + ".join(names) or say("As this window") for names in self._languages])
        chosen = self._desk.sheet_languages
        self.language.setCurrentIndex(self._languages.index(chosen) if chosen in self._languages else 0)

    def _choose_language(self, place: int) -> None:
        self._desk.sheet_languages = self._languages[place]
