"""The table of errors in the manual says what the source says."""

from tests.docs.errors_table import CODE, DOCUMENT, PACKAGE, document, error_rows


def test_the_table_is_current():
    assert DOCUMENT.read_text("utf-8") == document(), "run: python -m tests.docs.errors_table"


def test_every_code_names_an_area_and_what_happened():
    odd = [row.code for row in error_rows() if not CODE.fullmatch(row.code)]
    assert odd == []


def test_a_code_belongs_to_one_family():
    families: dict[str, set[str]] = {}
    for row in error_rows():
        families.setdefault(row.code, set()).add(row.family)
    assert {code: kinds for code, kinds in families.items() if len(kinds) > 1} == {}


def test_no_code_of_the_source_is_missing():
    """Every text like `area.what` beside an error in the source stands in the table."""
    listed = {row.code for row in error_rows()}
    lines = [line.strip() for path in PACKAGE.rglob("*.py") for line in path.read_text("utf-8").splitlines()]
    written = {line[1:-2] for line in lines if line.endswith('",') and CODE.fullmatch(line[1:-2])}
    assert written - listed == set()
