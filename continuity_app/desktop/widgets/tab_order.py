"""Tab goes through what is shown in the order in which it is read, also after parts were built anew."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLayout, QWidget

from continuity_app.desktop.widgets.flow import Flow


def follow_layout(whole: QWidget) -> None:
    """Puts everything inside a widget that takes the focus into the order of its layouts: rows first, then columns."""
    before: QWidget | None = None
    for widget in _reading_order(whole):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            if before is not None:
                QWidget.setTabOrder(before, widget)
            before = widget


def _reading_order(widget: QWidget) -> Iterator[QWidget]:
    layout = widget.layout()
    if isinstance(widget, Flow):
        for part in widget.parts:
            yield from _reading_order(part)
    elif layout is not None:
        yield from _inside(layout)
    else:
        yield widget


def _inside(layout: QLayout) -> Iterator[QWidget]:
    for place in _places(layout):
        item = layout.itemAt(place)
        if item is None:
            continue
        inner, below = item.widget(), item.layout()
        if inner is not None:
            yield from _reading_order(inner)
        elif below is not None:
            yield from _inside(below)


def _places(layout: QLayout) -> list[int]:
    places = list(range(layout.count()))
    if isinstance(layout, QGridLayout):
        # A tuple of row, column and two spans; typed as object by the bindings.
        places.sort(key=lambda place: tuple(layout.getItemPosition(place))[:2])  # type: ignore[arg-type]
    return places
