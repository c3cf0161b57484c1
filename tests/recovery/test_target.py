"""The central system's order: by the form's own figures, lines whole, choices in words."""

from continuity_app.recovery.target import TargetField, target_fields
from tests.builders import form

TABLE = """
| survey | type | name | label | kit:rekey | calculation |
| | text | last | Remark | 3 Remarks | |
| | text | loose | Loose end | | |
| | select_one pay | paid | Paid by | 2 Money | |
| | begin repeat | parts | Part | | |
| | text | number | Number | 5 Lines | |
| | integer | count | How many | 4 Lines | |
| | end repeat | | | | |
| | text | first | Name | 1 Customer | |
| | calculate | total | Total | | 3 + 4 |
| | calculate | due | Still due | 6 Money | 3 + 4 |

| choices | list_name | name | label |
| | pay | cash | In cash |
"""


def test_fields_stand_in_the_order_that_the_form_names_and_lines_stay_whole():
    answers = {
        "last": "none",
        "loose": "x",
        "paid": "cash",
        "parts": [{"number": "A", "count": 2}, {"number": "B", "count": 1}],
        "first": "Pat",
        "total": 7,
        "due": 9,
    }
    assert target_fields(form(TABLE), answers) == (
        TargetField("Customer", "Name", "Pat", "first"),
        TargetField("Money", "Paid by", "In cash", "paid"),
        TargetField("Remarks", "Remark", "none", "last"),
        TargetField("Lines", "Part 1 · How many", "2", "count"),
        TargetField("Lines", "Part 1 · Number", "A", "number"),
        TargetField("Lines", "Part 2 · How many", "1", "count"),
        TargetField("Lines", "Part 2 · Number", "B", "number"),
        TargetField("Money", "Still due", "9", "due"),
        TargetField("", "Loose end", "x", "loose"),
    )


def test_what_has_no_answer_is_not_typed():
    assert target_fields(form(TABLE), {"last": "", "parts": []}) == ()
