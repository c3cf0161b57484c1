"""Tags of a PDF, as far as reportlab lets them be written: a page is one element, read in the order of its drawing.

A reader that speaks finds every page's text in a tree, and nothing outside of it. Headings, tables and form fields are
not told apart: their words lie in a layer that all copies share, where PDF allows no marks of a single page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_KIND = "P"


@contextmanager
def tagged(canvas: Any) -> Iterator[None]:
    """What is drawn within belongs to the element of the current page."""
    canvas.addLiteral(f"/{_KIND} <</MCID 0>> BDC")
    yield
    canvas.addLiteral("EMC")


def add_tree(canvas: Any) -> None:
    """Writes the tree over all finished pages, each of them drawn within one `tagged`."""
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFPage  # noqa: PLC0415

    document = canvas._doc  # noqa: SLF001 - reportlab has no public way to its objects
    pages = list(document.Pages.pages)
    root, whole = PDFDictionary(), PDFDictionary()
    root_at, whole_at = document.Reference(root), document.Reference(whole)
    elements, numbers = [], []
    for number, page in enumerate(pages):
        page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = number, PDFName("S")
        element = {"Type": PDFName("StructElem"), "S": PDFName(_KIND), "P": whole_at, "Pg": document.Reference(page)}
        at = document.Reference(PDFDictionary({**element, "K": 0}))
        elements.append(at)
        numbers += [number, PDFArray([at])]
    whole.dict.update({"Type": PDFName("StructElem"), "S": PDFName("Document"), "P": root_at, "K": PDFArray(elements)})
    tree = document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
    root.dict.update(
        {"Type": PDFName("StructTreeRoot"), "K": whole_at, "ParentTree": tree, "ParentTreeNextKey": len(pages)}
    )
    document.Catalog.StructTreeRoot = root
    document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})
