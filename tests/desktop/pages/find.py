"""Find: typing, results, the customer's page."""

from typing import Any

from continuity_app.desktop.find.room import FindRoom
from tests.desktop.pages.window import WindowPage


class FindPage:
    def __init__(self, page: WindowPage) -> None:
        self.page = page
        self.room: FindRoom = page.house.room("find")

    def search(self, words: str) -> None:
        self.room.search.clear()
        self.page.type(self.room.search, words)

    @property
    def names(self) -> list[str]:
        cards = self.room.results.cards
        return ["".join(part.words for part in cards.card(place).name) for place in range(cards.rowCount())]

    @property
    def shown(self) -> str:
        """The name on the page, or nothing."""
        return self.room.view.name.text() if self.room.view.isVisible() else ""

    def open_somebody_with_a_phone(self) -> Any:
        """Opens the page of the first customer on the call list; gives the customer."""
        customer = self.page.session.calls.next().customer
        self.search(customer.name)
        self.room.show_customer(customer.id)
        self.room.view.setFocus()
        self.page.settle()
        return customer

    def customer(self) -> Any:
        return self.page.session.customers.page(self.room.customer)
