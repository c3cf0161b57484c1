"""A site's own form is compiled in a closed process, to the same definition, and a harmful one harms nothing."""

import io
import zipfile

import pytest

from continuity_app.errors import BadDataError
from continuity_app.forms.foreign import compile_foreign
from continuity_app.forms.xlsform import compile_xlsform
from continuity_app.resources import resource
from tests import builders


def test_it_is_the_same_definition_as_in_this_process():
    path = min(resource("packs", "dealer").glob("*.xlsx"))
    data = path.read_bytes()
    assert compile_foreign(data, path.name, {}) == compile_xlsform(data, path.name, "site", {})


def test_its_mistakes_come_back_with_their_places():
    table = builders.ORDER_FORM.replace("round(${hours}", "round(${nobody}").encode()
    with pytest.raises(BadDataError) as here:
        compile_xlsform(table, "bad.md")
    with pytest.raises(BadDataError) as there:
        compile_foreign(table, "bad.md")
    assert there.value.as_json() == here.value.as_json()


def test_a_workbook_that_inflates_is_refused_before_it_is_read():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("[Content_Types].xml", "<Types/>")
        bomb.writestr("xl/workbook.xml", b" " * (64 << 20))
    with pytest.raises(BadDataError) as caught:
        compile_foreign(out.getvalue(), "bomb.xlsx")
    assert (caught.value.code, "inflate" in caught.value.message) == ("form.unreadable", True)


def test_one_that_breaks_the_process_is_told_by_name():
    """A cell of many megabytes of references keeps the reader busy beyond its time or its memory, or is refused."""
    nested = "(" * 200_000
    table = f"| survey |\n| | type | name | calculation |\n| | calculate | a | {nested} |\n"
    with pytest.raises(BadDataError) as caught:
        compile_foreign(table.encode(), "deep.md")
    assert caught.value.code.startswith("form.")
    assert caught.value.details[0]["file"] == "deep.md"


def test_its_regular_expressions_are_read_there_too():
    table = b"| survey |\n| | type | name | label | constraint |\n| | text | a | A | regex(., '[A-Z]{2}') |\n"
    assert compile_foreign(table, "one.md", {}) == compile_xlsform(table, "one.md", "site", {})
    with pytest.raises(BadDataError, match="regular expression"):
        compile_foreign(table.replace(b"{2}", b"("), "bad.md")
