"""A whole form on the screen, its sections lettered and ordered as on the sheet."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QGridLayout, QLabel, QWidget

from continuity_app.desktop.forms.covered import Covers
from continuity_app.desktop.forms.field import FormField
from continuity_app.desktop.forms.lines import LinesView, Makers
from continuity_app.desktop.forms.places import WHOLE, below, keys_of, packed
from continuity_app.desktop.widgets.basics import columns, frame, holder, line, rows, text
from continuity_app.desktop.widgets.tab_order import follow_layout
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.growing import Address, Problem
from continuity_app.paper.content import content_of
from continuity_app.paper.elements import Cell, Grid, Heading, Lines, Matrix, Part, Prose, Repeat, Section, Totals
from continuity_app.paper.wording import REFERENCE, Wording
from continuity_app.words import say

MOST_COLUMNS = 8
NOTHING: Mapping[Address, str] = MappingProxyType({})


class SheetView(QFrame):
    """All sections of one form.

    Signals:
        edited: an answer was given or a line changed; everything computed is shown already.
    """

    edited = Signal()

    def __init__(
        self,
        filling: Filling,
        covers: Covers,
        crop: Callable[[Address], bytes | None] | None = None,
        scale: float = 1.0,
        unsure: Mapping[Address, str] = NOTHING,
    ) -> None:
        """Shows a sheet being filled.

        Args:
            filling: the sheet.
            covers: which of its answers are covered.
            crop: the picture of what was written by hand, where it was scanned.
            unsure: why boxes could not be read, by the keys of their questions; told until they are answered.
            scale: how much wider than on paper each cell is, for large type.
        """
        super().__init__()
        self._scale = scale
        self._unsure = dict(unsure)
        self.filling = filling
        self._covers = covers
        self._crop = crop
        self.setObjectName("sheet")
        self.setProperty("role", "panel")
        self._sections: list[QFrame] = []
        self._fields: list[FormField] = []
        self._lines: list[LinesView] = []
        self._texts: list[tuple[QLabel, Address]] = []
        self._totals: list[tuple[QLabel, Address, int | None]] = []
        self._tell_missing = False
        self.problems: list[Problem] = []
        layout = rows(margins=(26, 12, 26, 26), gap=16)
        for section in content_of(filling.form, Wording(filling.form, (filling.language,))):
            if made := self._section(section):
                layout.addWidget(made)
        layout.addStretch(1)
        self.setLayout(layout)
        self.refresh()
        follow_layout(self)

    @property
    def fields(self) -> Mapping[Address, FormField]:
        """Every input by its address."""
        inside = [field for lines in self._lines for field in lines.fields]
        return {field.address: field for field in (*self._fields, *inside)}

    def tell_missing(self) -> None:
        """From now on a missing answer is told beside its field too: the user has tried to save."""
        self._tell_missing = True
        self.refresh()

    def focus_first(self) -> None:
        """Puts the cursor into the first question without an answer."""
        shown = [field for field in self.fields.values() if self.filling.relevant(field.address)]
        writable = [field for field in shown if not self.filling.readonly(field.address)]
        blank = [field for field in writable if not self.filling.text(field.address)]
        in_sight = [field for field in writable if not self._covers.covers(field.address, self.filling)]
        unsure = [field for field in blank if keys_of(field.address) in self._unsure]
        for field in (unsure or blank or in_sight)[:1]:
            field.focus()

    @property
    def unsure(self) -> Mapping[Address, str]:
        """Why boxes could not be read, by the keys of the questions that nobody settled as empty."""
        return dict(self._unsure)

    def settle_as_empty(self) -> bool:
        """Says of the question with the cursor that none of its boxes is ticked; gives whether it was unsure."""
        focused = QApplication.focusWidget()
        for address, field in self.fields.items():
            if keys_of(address) in self._unsure and focused is not None and field.isAncestorOf(focused):
                del self._unsure[keys_of(address)]
                self.refresh()
                return True
        return False

    def refresh(self) -> None:
        """Shows everything that is computed, relevant, missing or odd now."""
        filling = self.filling
        for label, address in self._texts:
            label.setText(filling.label(address))
            label.setVisible(filling.relevant(address))
        for label, address, decimals in self._totals:
            label.setText(_figure(filling.text(address), decimals))
        self.problems = self._what_is_wrong()
        problems = {problem.address: problem for problem in self.problems}
        for address, field in self.fields.items():
            field.refresh(filling)
            problem = problems.get(address)
            asked = keys_of(address) in self._unsure
            told = problem is not None and (self._tell_missing or asked or bool(filling.text(address)))
            field.tell(problem.problem if told and problem else "", blocks=problem.blocks if problem else True)
        self._covers.refresh(filling)
        self._hide_empty_sections()

    def _what_is_wrong(self) -> list[Problem]:
        """What is missing or odd; questions whose boxes could not be read come first."""
        filling = self.filling
        unsure = [
            Problem(
                "/".join(map(str, at)),
                say("{why}: look at the picture and answer. Alt 0: nothing is ticked.", why=why),
                at,
            )
            for at, why in ((at, self._unsure.get(keys_of(at), "")) for at in self.fields)
            if keys_of(at) in self._unsure and filling.relevant(at) and not filling.text(at)
        ]
        asked = {problem.address for problem in unsure}
        return [*unsure, *(problem for problem in filling.problems() if problem.address not in asked)]

    def _hide_empty_sections(self) -> None:
        """A group that does not count now takes its heading with it."""
        for section in self._sections:
            inside = section.findChildren(FormField)
            section.setVisible(not inside or any(self.filling.relevant(field.address) for field in inside))

    def _answered(self, address: Address, raw: object) -> None:
        self.filling.put(address, raw)
        followed = [lines.follow() for lines in tuple(self._lines)]
        if any(followed):
            follow_layout(self)
        self.refresh()
        self.edited.emit()

    def _forget(self, address: Address) -> None:
        """Parts inside a block that is built anew are gone."""
        deep = len(address)
        self._covers.forget(address)
        self._fields = [one for one in self._fields if one.address[:deep] != address]
        self._lines = [one for one in self._lines if one.address[:deep] != address or one.address == address]
        self._texts = [one for one in self._texts if one[1][:deep] != address]
        self._totals = [one for one in self._totals if one[1][:deep] != address]

    def _section(self, section: Section) -> QWidget | None:
        parts = [made for part in section.parts if (made := self._part(part, ())) is not None]
        if not parts:
            return None
        made = frame("panel")
        layout = rows(gap=10)
        if section.label.first:
            head = columns(
                text(section.letter, "letter"),
                text(opened(section.label.first), "section", wrap=True),
                text(section.condition, "small"),
                gap=10,
            )
            head.setStretch(1, 1)
            layout.addLayout(head)
            layout.addWidget(line())
        for part in parts:
            layout.addWidget(part)
        made.setLayout(layout)
        self._sections.append(made)
        return made

    def _part(self, part: Part, at: Address) -> QWidget | None:
        made: QWidget | None = None
        match part:
            case Grid():
                made = self._grid(part, at)
            case Lines():
                made = self._field(part.cell, at)
            case Matrix():
                made = holder(rows(*(self._field(cell, at) for cell in part.cells), gap=8))
            case Heading():
                made = text(" · ".join(filter(None, (opened(part.label.first), part.condition))), "strong", wrap=True)
            case Prose():
                made = self._prose(part, at)
            case Totals():
                made = self._sums(part, at)
            case Repeat():
                made = self._repeat(part, at)
            case _:
                # A list of codes to write from: on screen the choices themselves are offered.
                pass
        return made

    def _grid(self, grid: Grid, at: Address) -> QWidget:
        layout = QGridLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(16)
        layout.setVerticalSpacing(10)
        for row, cells in enumerate(packed(grid, self._scale)):
            column = 0
            for cell, wide in cells:
                layout.addWidget(self._field(cell, at), row, column, 1, wide, Qt.AlignmentFlag.AlignTop)
                column += wide
        for column in range(WHOLE):
            layout.setColumnStretch(column, 1)
            layout.setColumnMinimumWidth(column, 1)
        return holder(layout)

    def _field(self, cell: Cell, at: Address) -> QWidget:
        made = FormField(cell.question, below(cell.question.path, at), self.filling)
        made.answered.connect(self._answered)
        if self._crop is not None and (picture := self._crop(made.address)) is not None:
            made.show_hand(picture)
        self._fields.append(made)
        return self._cover(made)

    def _cover(self, field: FormField) -> QWidget:
        return self._covers.over(field, self.filling)

    def _prose(self, prose: Prose, at: Address) -> QWidget:
        label = text("", "soft", f"note_{prose.name}", wrap=True)
        self._texts.append((label, below(prose.path, at)))
        return label

    def _sums(self, totals: Totals, at: Address) -> QWidget:
        grid = QGridLayout()
        grid.setContentsMargins(16, 10, 16, 10)
        grid.setHorizontalSpacing(32)
        for row, total in enumerate(totals.totals):
            figure = text("", "number", f"total_{total.question.name}")
            figure.setAccessibleName(total.label)
            self._totals.append((figure, below(total.question.path, at), total.decimals))
            grid.addWidget(text(total.label, "strong"), row, 0)
            grid.addWidget(figure, row, 1, Qt.AlignmentFlag.AlignRight)
        return holder(columns(1, holder(grid, "card")))

    def _repeat(self, repeat: Repeat, at: Address) -> QWidget:
        made = LinesView(
            repeat,
            below(repeat.path, at),
            self.filling,
            Makers(self._part, self._forget, self._cover, round(MOST_COLUMNS / self._scale**2)),
        )
        made.answered.connect(self._answered)
        made.reshaped.connect(self._reshaped)
        self._lines.append(made)
        return made

    def _reshaped(self, line: Address) -> None:
        self.refresh()
        follow_layout(self)
        inside = [field for address, field in self.fields.items() if address[: len(line)] == line]
        if inside:
            inside[0].focus()
        self.edited.emit()


def opened(heading: str) -> str:
    """A heading in which answers would stand, with these left open."""
    return REFERENCE.sub("…", heading)


def _figure(value: str, decimals: int | None) -> str:
    try:
        number = float(value)
    except ValueError:
        return value or "0"
    return f"{number:,.{decimals}f}" if decimals is not None else f"{number:,g}"


def missing_words(count: int) -> str:
    """How many answers are missing or odd."""
    if count == 0:
        return say("Nothing is missing")
    return say("1 thing is missing or odd") if count == 1 else say("{count} things are missing or odd", count=count)
