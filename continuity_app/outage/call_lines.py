"""Which part of the customers a call list is for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from continuity_app.contacts.model import Customer
from continuity_app.outage.moments import moment_of
from continuity_app.outage.promises import Promise


@dataclass(frozen=True, slots=True)
class Filters:
    """Which part of the customers is meant; an empty field takes all.

    Attributes:
        appointment_by, promise_by: only who is expected, or was promised something, until then (aware).
        value_from: only whose value at risk is at least this.
        worker: only this worker's share (`outage.shares`).
    """

    segment: str = ""
    market: str = ""
    product: str = ""
    language: str = ""
    appointment_by: dt.datetime | None = None
    promise_by: dt.datetime | None = None
    value_from: float = 0.0
    worker: str = ""

    def take(self, segment: str, market: str, product: str) -> bool:
        """Whether somebody with these values belongs to the part."""
        wanted = ((self.segment, segment), (self.market, market), (self.product, product))
        return all(not want or want == has for want, has in wanted)

    @property
    def planned(self) -> bool:
        """Whether only those belong to it who are expected or were promised something."""
        return self.appointment_by is not None or self.promise_by is not None

    def take_line(self, customer: Customer, promises: Sequence[Promise], now: dt.datetime) -> bool:
        """Whether a customer belongs to it by language, value and plans; `take` looks at the rest."""
        if self.language and customer.language.casefold() != self.language.casefold():
            return False
        if (customer.value or 0.0) < self.value_from:
            return False
        today = now.replace(hour=0, minute=0, second=0, microsecond=0)
        expected = [moment_of(each.at, now.tzinfo) for each in customer.appointments]
        due = [moment_of(each.due, now.tzinfo) for each in promises if each.open]
        return all(
            limit is None or any(at is not None and start <= at <= limit for at in found)
            for limit, found, start in (
                (self.appointment_by, expected, today),
                (self.promise_by, due, dt.datetime.min.replace(tzinfo=dt.UTC)),
            )
        )


EVERYBODY = Filters()
