"""Every promise of the threat model names a test that exists, and its links lead somewhere."""

import re

from tests.docs.errors_table import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
PROMISES = re.findall(r"^\| [1-6, ]+\|.*$", PAGE, re.MULTILINE)


def test_each_promise_is_attacked_by_something_that_exists():
    assert len(PROMISES) >= 15
    for line in PROMISES:
        named = re.findall(r"`(tests/[^`]+)`", line)
        assert named or "](" in line or "strace" in line, line
        for name in named:
            file, _, function = name.partition("::")
            assert (ROOT / file).is_file(), name
            assert not function or f"def {function}(" in (ROOT / file).read_text("utf-8"), name


def test_its_links_lead_somewhere():
    linked = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert [link for link in linked if not (ROOT / "docs" / link).is_file()] == []


def test_it_says_what_is_not_promised():
    _, _, rest = PAGE.partition("## What we do not promise")
    assert rest.count("\n- **") >= 10
