"""Asks for files without holding the window up: a lock closes these dialogs like any other."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from continuity_app.desktop.widgets.focus import Place


def ask_where_to_save(parent: QWidget, title: str, name: str, then: Callable[[Path], object]) -> QFileDialog:
    """Asks where to save; `then` is called with the place, or never."""
    dialog = _dialog(parent, title, then)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.selectFile(name)
    dialog.open()
    return dialog


def ask_for_file(parent: QWidget, title: str, kinds: str, then: Callable[[Path], object]) -> QFileDialog:
    """Asks for a file that is there, of kinds such as "Snapshots (*.snapshot)"."""
    dialog = _dialog(parent, title, then)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters([kinds, "* (*)"])
    dialog.open()
    return dialog


def ask_for_files(parent: QWidget, title: str, kinds: str, then: Callable[[list[Path]], object]) -> QFileDialog:
    """Asks for one or more files that are there."""
    dialog = _dialog(parent, title, lambda _: None)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters([kinds, "* (*)"])
    dialog.filesSelected.connect(lambda paths: then([Path(path) for path in paths]))
    dialog.open()
    return dialog


def ask_for_folder(parent: QWidget, title: str, then: Callable[[Path], object]) -> QFileDialog:
    """Asks for a folder."""
    dialog = _dialog(parent, title, then)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.open()
    return dialog


def _dialog(parent: QWidget, title: str, then: Callable[[Path], object]) -> QFileDialog:
    before = Place.now()
    dialog = QFileDialog(parent, title)
    dialog.setObjectName("file_dialog")
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.finished.connect(lambda _: _give_back(dialog, before))
    return dialog


def _give_back(dialog: QFileDialog, before: Place) -> None:
    """The focus goes back to the button that asked, unless what was done with the file has put it somewhere else."""
    now = QApplication.focusWidget()
    if now is None or dialog.isAncestorOf(now) or now.window() is now:
        before.take()
