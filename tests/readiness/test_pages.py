"""Readiness on paper: what matters first, every section drawn."""

from continuity_app.paper.context import LETTER, SheetContext
from continuity_app.paper.report import Bars, Table
from continuity_app.readiness.pages import STANDINGS, readiness_pages
from tests import builders
from tests.readiness.test_desk import Branch, people


def test_the_share_and_what_to_do_stand_first():
    pages = readiness_pages(Branch(*people(12)).desk.report())
    assert pages.facts[0] == ("Reachable by telephone", "100%")
    assert pages.sections[0].title == "What to do next"
    assert [section.title for section in pages.sections[1:4]] == ["By segment", "By market", "By product"]
    drawn = pages.draw(SheetContext("Harbour Motors", "Harbour North", paper=LETTER, printed_at=builders.NOON))
    assert drawn.data.startswith(b"%PDF")


def test_every_key_and_question_is_told():
    report = Branch(*people(12)).desk.report()
    bars, table = readiness_pages(report).sections[-1].parts
    assert isinstance(bars, Bars)
    assert isinstance(table, Table)
    assert len(bars.bars) == 8
    assert len(table.rows) == sum(len(key.questions) for key in report.keys)


def test_every_standing_has_its_words():
    standings: set[str] = set()
    branch = Branch(*people(3))
    branch.desk.answer("strategy.tiers", "yes")
    branch.desk.answer("strategy.drill", "yes")
    branch.desk.answer("culture.speak", "no")
    for key in branch.desk.report().keys:
        standings.update(question.standing for question in key.questions)
    assert standings == set(STANDINGS)
