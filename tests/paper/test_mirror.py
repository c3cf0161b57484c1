"""A language that is written from the right has its sheet turned round; figures, dates and combs stay as they are."""

from continuity_app.forms.xlsform import compile_xlsform
from continuity_app.paper.context import LETTER
from continuity_app.paper.layout import SheetLayout, layout_of
from continuity_app.paper.marks import Slot, SlotKind, Words

FORM = """
    | survey |
    |        | type       | name  | label::Arabic (ar) | label::English (en) | appearance | body::kit:comb | body::kit:money |
    |        | text       | buyer | اسم العميل         | Customer            | w4         |                |                 |
    |        | text       | phone | رقم الهاتف         | Phone               | w6         | 10             |                 |
    |        | dateTime   | due   | موعد التسليم       | Due                 | w6         |                |                 |
    |        | decimal    | price | السعر              | Price               | w4         |                | yes             |
    |        | select_one yes_no | ok | هل وافق؟       | Agreed?             |            |                |                 |
    | choices |
    |        | list_name  | name  | label::Arabic (ar) | label::English (en) |
    |        | yes_no     | y     | نعم                | Yes                 |
    |        | yes_no     | n     | لا                 | No                  |
    | settings |
    |        | form_title | form_id | version | default_language |
    |        | طلب        | order   | 1       | Arabic (ar)      |
"""  # noqa: E501


def laid(language: str) -> SheetLayout:
    return layout_of(compile_xlsform(FORM.encode(), "order.md"), LETTER, (language,))


def slot(layout: SheetLayout, name: str, choice: str = "") -> Slot:
    return next(each for each in layout.pages[0].slots if each.keys == (name,) and each.choice == choice)


def test_what_stands_left_in_one_language_stands_right_in_the_other() -> None:
    english, arabic = laid("en"), laid("ar")
    assert slot(english, "buyer").rect.x < slot(english, "phone").rect.x
    assert slot(arabic, "buyer").rect.x > slot(arabic, "phone").rect.x
    assert slot(english, "ok", "y").rect.x < slot(english, "ok", "n").rect.x
    assert slot(arabic, "ok", "y").rect.x > slot(arabic, "ok", "n").rect.x
    assert slot(arabic, "buyer").from_right
    assert not slot(english, "buyer").from_right
    assert english.digest != arabic.digest


def test_figures_dates_and_combs_are_written_from_the_left_in_every_language() -> None:
    arabic = laid("ar")
    for name in ("phone", "due"):
        cells = [cell.x for cell in slot(arabic, name).cells]
        assert cells == sorted(cells)
        assert not slot(arabic, name).from_right
    price = slot(arabic, "price")
    (point,) = (mark for mark in arabic.pages[0].marks if isinstance(mark, Words) and mark.text == ".")
    assert price.kind is SlotKind.NUMBER
    assert point.x == price.cells[0].x
    assert price.rect.x < point.x < price.rect.right
    assert price.rect.right - point.x < point.x - price.rect.x


def test_every_slot_stays_on_the_paper_and_no_two_lie_on_each_other() -> None:
    slots = laid("ar").pages[0].slots
    assert all(0 < each.rect.x < each.rect.right < LETTER.width for each in slots)
    rects = [each.rect for each in slots if each.kind is not SlotKind.TICK]
    for n, one in enumerate(rects):
        for other in rects[n + 1 :]:
            apart = one.right <= other.x + 0.1 or other.right <= one.x + 0.1
            assert apart or one.bottom <= other.y + 0.1 or other.bottom <= one.y + 0.1
