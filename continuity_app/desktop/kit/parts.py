"""The parts of the kit room: a headed block of facts, and the look's choices."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QComboBox, QFrame, QGridLayout, QSizePolicy, QWidget

from continuity_app.desktop.theme import Look, Scheme
from continuity_app.desktop.widgets.basics import clear, columns, holder, rows, section, selectable, text
from continuity_app.desktop.widgets.field import Field
from continuity_app.desktop.widgets.flow import Flow
from continuity_app.words import LANGUAGES, language_in_use, say

NARROW = 700
"""Pixels at 100 % text below which two blocks stand below each other."""
SIZES = (80, 90, 100, 110, 125, 150, 175, 200)


class Block(QFrame):
    """A heading, facts in two columns, and buttons below."""

    def __init__(self, title: str, name: str, *acts: QWidget) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        parts: list[QWidget | QGridLayout] = [holder(section(title)), holder(self._grid)]
        if acts:
            parts.append(Flow(*acts, gap=8))
        self.setLayout(rows(*parts, gap=8))

    def take(self, facts: Sequence[tuple[str, str, str]]) -> None:
        """Shows other facts: name, words, tone."""
        clear(self._grid)
        for row, (name, words, tone) in enumerate(facts):
            self._grid.addWidget(text(name, "soft"), row, 0)
            value = selectable(text(words, "", f"{self.objectName()}_{row}", wrap=True, tone=tone))
            value.setAccessibleName(name)
            self._grid.addWidget(value, row, 1)


class SideBySide(QFrame):
    """Two parts beside each other, or below each other where the place or large type leaves no room."""

    def __init__(self, left: QWidget, right: QWidget, look: Look) -> None:
        super().__init__()
        self._look = look
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(40)
        self._box.addWidget(left, 1)
        self._box.addWidget(right, 1)
        self.setLayout(self._box)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        look.changed.connect(self._fit)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's own name
        """Qt: has another width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        beside = self.width() >= self._look.px(NARROW)
        ways = QBoxLayout.Direction
        self._box.setDirection(ways.LeftToRight if beside else ways.TopToBottom)


class LookChoices(QFrame):
    """Colours, text size and language.

    Signals:
        language_asked: the code of the language that was chosen.
    """

    language_asked = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.colours = QComboBox()
        names = {Scheme.LIGHT: say("Light"), Scheme.DARK: say("Dark"), Scheme.CONTRAST: say("High contrast")}
        for scheme, words in names.items():
            self.colours.addItem(words, scheme)
        self.percent = QComboBox()
        for percent in SIZES:
            self.percent.addItem(say("{percent} %", percent=percent), percent)
        self.language = QComboBox()
        for code, name in LANGUAGES.items():
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(language_in_use()))
        self.colours.activated.connect(lambda _: look.choose(Scheme(self.colours.currentData())))
        self.percent.activated.connect(lambda _: look.resize_to(int(self.percent.currentData())))
        self.language.activated.connect(lambda _: self._ask_language())
        self.setLayout(
            columns(
                Field(say("Colours"), self.colours, name="look_colours"),
                Field(say("Text size"), self.percent, name="look_size"),
                Field(say("Language"), self.language, name="look_language"),
                1,
                gap=16,
            )
        )
        look.changed.connect(self._follow)
        self._follow()

    def _ask_language(self) -> None:
        if (chosen := str(self.language.currentData())) != language_in_use():
            self.language_asked.emit(chosen)

    def _follow(self) -> None:
        self.colours.setCurrentIndex(self.colours.findData(self._look.scheme))
        self.percent.setCurrentIndex(self.percent.findData(self._look.percent))
