"""Forms that others wrote open as a screen, whatever shares a name in them and whatever is empty."""

from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from continuity_app.desktop.forms.covered import Covers
from continuity_app.desktop.forms.sheet_view import SheetView
from continuity_app.forms.evaluation import Filling
from tests.builders import NOON, form


def shown(qtbot: QtBot, table: str) -> tuple[Filling, SheetView, list[str]]:
    filling = Filling(form(table), {}, NOON)
    view = SheetView(filling, Covers(frozenset()))
    qtbot.addWidget(view)
    return filling, view, [label.text() for label in view.findChildren(QLabel)]


def test_a_group_that_only_says_something_is_a_sentence(qtbot: QtBot) -> None:
    _, _, texts = shown(
        qtbot,
        """
        | survey |
        | | type        | name  | label        |
        | | begin group | outer | Outer        |
        | | begin group | inner | Nothing here |
        | | end group   |       |              |
        | | end group   |       |              |
    """,
    )
    assert "Nothing here" in texts


def test_sentences_that_share_a_name_each_stand_in_their_own_place(qtbot: QtBot) -> None:
    filling, view, texts = shown(
        qtbot,
        """
        | survey |
        | | type         | name | label                |
        | | text         | who  | Who                  |
        | | begin group  | one  | One                  |
        | | begin repeat | a    | A                    |
        | | note         | said | First says ${who}    |
        | | text         | x    | X                    |
        | | image        | p    | P                    |
        | | end repeat   |      |                      |
        | | begin group  | two  | Two                  |
        | | note         | said | Second says ${who}   |
        | | text         | y    | Y                    |
        | | end group    |      |                      |
        | | end group    |      |                      |
    """,
    )
    assert "Second says " in texts
    filling.put(("who",), "Pat")
    view.refresh()
    assert "Second says Pat" in [label.text() for label in view.findChildren(QLabel)]


def test_labels_are_shown_without_their_markup_and_headings_with_values_left_open(qtbot: QtBot) -> None:
    _, view, texts = shown(
        qtbot,
        """
        | survey |
        | | type          | name  | label                          | hint      |
        | | text          | who   | **Who** is<br/>it?             | the *one* |
        | | select_one yn | wants | Wants ${who} <b>anything</b>?  |           |
        | | begin group   | g     | About ${who}                   |           |
        | | text          | x     | X                              |           |
        | | end group     |       |                                |           |
        | choices |
        | | list_name | name | label       |
        | | yn        | y    | __Yes__     |
    """,
    )
    assert {"Who is\nit?", "the one", "Wants  anything?", "About …"} <= set(texts)
    assert "Yes" in [button.text() for button in view.findChildren(QAbstractButton)]
