"""A PDF from memory on the screen, with ways to print and to save it; nothing is written unless the user saves it."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFrame

from continuity_app.desktop.widgets.basics import button, columns, holder, line, rows, text
from continuity_app.desktop.widgets.files import ask_where_to_save
from continuity_app.durable import write_whole
from continuity_app.errors import KitError
from continuity_app.words import say

PRINT_DPI = 300


class Preview(QFrame):
    """Looks at a paper before it leaves.

    Signals:
        closed: back to the room.
        told: something was done, in a sentence.
        failed: a `KitError`.
    """

    closed = Signal()
    told = Signal(str)
    failed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("preview")
        self.setProperty("role", "ground")
        self.setAccessibleName(say("Print preview"))
        self._title = text("", "heading", "preview_title")
        self._pages = text("", "soft", "preview_pages")
        self._data = b""
        self._name = ""
        self._buffer = QBuffer(self)
        self._document = QPdfDocument(self)
        self._view = QPdfView(self)
        self._view.setObjectName("preview_pages_view")
        self._view.setAccessibleName(say("Pages"))
        self._view.setPageMode(QPdfView.PageMode.MultiPage)
        self._view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._view.setDocument(self._document)
        self._print = button(say("Print"), "preview_print", self._ask_printer, key="Ctrl+Return", role="main")
        keep = button(say("Save as PDF"), "preview_save", self._save, key="Ctrl+S")
        back = button(say("Back   Esc"), "preview_back", self.closed.emit)
        QShortcut(QKeySequence("Esc"), self, self.closed.emit, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        top = holder(columns(self._title, self._pages, 1, back, keep, self._print, margins=(18, 12, 18, 12)), "panel")
        self.setLayout(rows(top, line(), self._view, gap=0))

    def show_pdf(self, title: str, data: bytes, file_name: str) -> None:
        """Shows another PDF."""
        self._data, self._name = data, file_name
        self._buffer.close()
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        pages = self._document.pageCount()
        self._title.setText(title)
        self._pages.setText(say("1 page") if pages == 1 else say("{count} pages", count=pages))
        self._print.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Drops the PDF from memory: on lock, and when it was closed."""
        self._document.close()
        self._buffer.close()
        self._buffer.setData(QByteArray())
        self._data = b""

    def print_on(self, printer: QPrinter) -> None:
        """Draws every page on a printer."""
        painter = QPainter(printer)
        for page in range(self._document.pageCount()):
            if page:
                printer.newPage()
            points = self._document.pagePointSize(page)
            scale = PRINT_DPI / 72
            size = QSize(round(points.width() * scale), round(points.height() * scale))
            image = self._document.render(page, size)
            place = painter.viewport()
            drawn = size.scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(
                place.x(), place.y(), image.scaled(drawn, mode=Qt.TransformationMode.SmoothTransformation)
            )
        painter.end()
        self.told.emit(say("Sent to the printer {name}.", name=printer.printerName() or "PDF"))

    def _ask_printer(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setResolution(PRINT_DPI)
        printer.setFullPage(True)
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName("print_dialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.setModal(True)
        dialog.show()

    def _save(self) -> None:
        ask_where_to_save(self, say("Save as PDF"), self._name, self._write)

    def _write(self, path: Path) -> None:
        try:
            write_whole(path, self._data, private=True)
        except KitError as error:
            self.failed.emit(error)
        else:
            self.told.emit(say("Saved as {name}.", name=path.name))
