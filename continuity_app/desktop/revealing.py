"""Uncovering on the screen: written down first; above the rate a manager types their passphrase, over any room."""

from collections.abc import Callable, Collection

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QWidget

from continuity_app.desktop.desk import Desk
from continuity_app.desktop.widgets.basics import button, columns, rows, text
from continuity_app.desktop.widgets.field import Field, line_entry
from continuity_app.errors import KitError
from continuity_app.kit.reveals import MOST, RevealDesk
from continuity_app.vault.slots import Opened
from continuity_app.words import say

TOO_MANY = "reveal.too_many"


def reveal(
    desk: Desk,
    parent: QWidget,
    customer: str,
    fields: Collection[str],
    then: Callable[[], object],
    *,
    manager: Opened | None = None,
) -> None:
    """Writes down that fields are shown, then shows them; asks a manager first where the rate is passed.

    Args:
        desk: the way to the session and the window.
        parent: where a manager is asked.
        customer: whose details, or the number of their sheet.
        fields: each by its sheet and name.
        then: shows them; called only after they were written down.
        manager: who allowed it.
    """
    try:
        RevealDesk(desk.session).log(customer, fields, manager)
    except KitError as error:
        if error.code != TOO_MANY:
            desk.failed.emit(error)
            return
        _ask_manager(desk, parent, lambda allowed: reveal(desk, parent, customer, fields, then, manager=allowed))
        return
    desk.changed.emit()
    then()


def _ask_manager(desk: Desk, parent: QWidget, then: Callable[[Opened], object]) -> None:
    """Asks for a manager's passphrase; a lock closes this dialog like any other."""
    dialog = QDialog(parent)
    dialog.setObjectName("manager")
    dialog.setWindowTitle(say("A manager is needed"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    who = QComboBox()
    who.addItems(list(RevealDesk(desk.session).managers()))
    typed = line_entry(hidden=True)
    asked = text(
        say(
            "More than {most} sensitive details were shown within an hour. A manager may allow one more; that is "
            "written down.",
            most=MOST,
        ),
        "",
        "manager_why",
        wrap=True,
    )

    def accept() -> None:
        user, passphrase = who.currentText(), typed.text()
        typed.clear()
        dialog.accept()
        if passphrase:
            desk.work(say("Asking the manager"), RevealDesk(desk.session).allow(user, passphrase), then)

    typed.returnPressed.connect(accept)
    dialog.setLayout(
        rows(
            asked,
            Field(say("Which manager"), who, name="manager_who"),
            Field(say("The manager's passphrase"), typed, name="manager_passphrase"),
            columns(
                button(say("Allow"), "manager_allow", accept, role="main"),
                button(say("Back   Esc"), "manager_back", dialog.reject),
                1,
            ),
            margins=24,
            gap=12,
        )
    )
    dialog.open()
    typed.setFocus(Qt.FocusReason.OtherFocusReason)
