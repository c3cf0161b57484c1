"""Texts of a form as people read them."""

import pytest

from continuity_app.forms.texts import without_markup


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("**Name** of the *payer*", "Name of the payer"),
        ("# Section\ntext", "Section\ntext"),
        ('<span style="color:red">Stop</span>', "Stop"),
        ("see [the manual](https://example.org)", "see the manual"),
        ("2 * 3 * 4 and a_b_c", "2 * 3 * 4 and a_b_c"),
        ("a &lt; b &amp; c", "a < b & c"),
        ("one<br/>two", "one\ntwo"),
        ("Migrant\\*innen, 5\\. floor", "Migrant*innen, 5. floor"),
        ("C:\\new", "C:\\new"),
    ],
)
def test_markup_of_labels_is_not_shown(written: str, printed: str) -> None:
    assert without_markup(written) == printed


def test_bullets_and_boxes_of_office_programs_become_characters() -> None:
    assert without_markup("\uf071 Battery\n\uf0b7 Props") == "❑ Battery\n• Props"
