"""Tags of a PDF: what is a heading, a row, a cell, a picture, and in which order a reader that speaks tells them.

Two ways, for PDF allows no marks of a single page inside a layer that many pages share:
- a page that shares its layer with others is one element, read in the order of its drawing;
- any other page is told apart: headings, tables, pictures, all else line by line; rules and boxes are left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Step = tuple[str, str]
"""A kind of element, and a key: steps of the same kind and key under one parent are the same element."""


@dataclass(slots=True)
class _Node:
    """An element of the tree: the elements below it, and its pieces of pages (page, number on that page)."""

    kind: str
    below: dict[Step, "_Node"] = field(default_factory=dict)
    pieces: list[tuple[int, int]] = field(default_factory=list)
    alt: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """Something drawn: where it is told (`order`, then `number`), on which page, under which elements."""

    order: int
    number: int
    page: int
    mark: int
    path: tuple[Step, ...]
    alt: str


class Tags:
    """Writes marks around what is drawn, and at the end the tree that they belong to."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._pieces: list[_Piece] = []
        self._page, self._marks = -1, 0
        self._path: tuple[Step, ...] = ()
        self._order: int | None = None
        self._left_out = False

    @property
    def next(self) -> int:
        """Where the next piece will be told, for `told_at`."""
        return len(self._pieces)

    def begin_page(self) -> None:
        """Begins the marks of the next page."""
        self._page += 1
        self._marks = 0

    def end_page(self) -> None:
        """Closes what is open."""
        self._close()

    @contextmanager
    def under(self, *steps: Step) -> Iterator[None]:
        """What is written within belongs to these elements, from the outermost."""
        before = self._path
        self._path = (*before, *steps)
        yield
        self._path = before

    @contextmanager
    def told_at(self, place: int) -> Iterator[None]:
        """What is written within is told right after what stands at a place (`next` of before)."""
        before, self._order = self._order, place
        yield
        self._order = before

    @contextmanager
    def piece(self, kind: str = "P", alt: str = "") -> Iterator[None]:
        """One piece of content: of the elements that are open, else an element of this kind by itself."""
        self._close()
        number = len(self._pieces)
        path = self._path if self._path and kind == "P" else (*self._path, (kind, f"#{number}"))
        self._canvas.addLiteral(f"/{path[-1][0]} <</MCID {self._marks}>> BDC")
        yield
        self._canvas.addLiteral("EMC")
        order = number if self._order is None else self._order
        self._pieces.append(_Piece(order, number, self._page, self._marks, path, alt))
        self._marks += 1

    def leave_out(self) -> None:
        """What is drawn from here to the next piece is not told: rules, boxes, corner marks."""
        if not self._left_out:
            self._canvas.addLiteral("/Artifact BMC")
            self._left_out = True

    def _close(self) -> None:
        if self._left_out:
            self._canvas.addLiteral("EMC")
            self._left_out = False

    def add_tree(self) -> None:
        """Writes the tree over all finished pages."""
        root = _Node("Document")
        for piece in sorted(self._pieces, key=lambda one: (one.page, one.order, one.number)):
            node = root
            for step in piece.path:
                node = node.below.setdefault(step, _Node(step[0]))
            node.pieces.append((piece.page, piece.mark))
            node.alt = node.alt or piece.alt
        _Tree(self._canvas).write(root)


class _Tree:
    """The objects of the tree in reportlab's document."""

    def __init__(self, canvas: Any) -> None:
        self._document = canvas._doc  # noqa: SLF001 - reportlab has no public way to its objects
        self._pages = list(self._document.Pages.pages)
        self._owners: dict[int, dict[int, Any]] = {}

    def write(self, root: _Node) -> None:
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFPage  # noqa: PLC0415

        top = PDFDictionary()
        top_at = self._document.Reference(top)
        whole = self._element(root, top_at)
        numbers: list[Any] = []
        for number, page in enumerate(self._pages):
            page.__NoDefault__ = [*PDFPage.__NoDefault__, "StructParents", "Tabs"]
            page.StructParents, page.Tabs = number, PDFName("S")
            owners = self._owners.get(number, {})
            numbers += [number, PDFArray([owners[mark] for mark in sorted(owners)])]
        tree = self._document.Reference(PDFDictionary({"Nums": PDFArray(numbers)}))
        kind = PDFName("StructTreeRoot")
        top.dict.update({"Type": kind, "K": whole, "ParentTree": tree, "ParentTreeNextKey": len(self._pages)})
        self._document.Catalog.StructTreeRoot = top
        self._document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _element(self, node: _Node, parent: Any) -> Any:
        from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString  # noqa: PLC0415

        element = PDFDictionary({"Type": PDFName("StructElem"), "S": PDFName(node.kind), "P": parent})
        at = self._document.Reference(element)
        inside: list[Any] = []
        for page, mark in node.pieces:
            here = self._document.Reference(self._pages[page])
            element.dict.setdefault("Pg", here)
            self._owners.setdefault(page, {})[mark] = at
            if page == node.pieces[0][0]:
                inside.append(mark)
            else:
                inside.append(PDFDictionary({"Type": PDFName("MCR"), "Pg": here, "MCID": mark}))
        inside += [self._element(below, at) for below in node.below.values()]
        element.dict["K"] = inside[0] if len(inside) == 1 else PDFArray(inside)
        if node.alt:
            element.dict["Alt"] = PDFString(node.alt)
        if node.kind == "TH":
            element.dict["A"] = PDFDictionary({"O": PDFName("Table"), "Scope": PDFName("Column")})
        return at
