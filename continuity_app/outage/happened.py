"""What happened to each customer in the incident that counts: who was called, reached, harmed; groups of one customer.

`impact` counts it, `impact_detail` tells the entries behind each number and how it grew over time.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from continuity_app.contacts.model import Customer
from continuity_app.contacts.store import ContactStore
from continuity_app.forms.sheet_states import SheetsProjection, SheetState
from continuity_app.journal.store import Journal
from continuity_app.journal.types import CallLogged
from continuity_app.outage.added import AddedProjection
from continuity_app.outage.facts import Facts, FactsProjection, overlaid
from continuity_app.outage.incidents import Incidents, IncidentsProjection
from continuity_app.outage.links import Links, LinksProjection
from continuity_app.outage.need import calls_of

HARM_FORM = "complaint_harm"
Group = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """The journal's facts about customers beside the snapshot.

    Attributes:
        known: the customers of the snapshot whom the journal names, by id.
        added: those taken down since.
        harm: customer -> the harm notes that count.
        groups: everybody whom the journal names, once, each with all ids.
    """

    known: Mapping[str, Customer]
    added: Mapping[str, Customer]
    facts: Facts
    harm: Mapping[str, Sequence[SheetState]]
    links: Links
    incidents: Incidents
    groups: tuple[Group, ...]

    def members(self, group: Group) -> list[Customer]:
        """The customers of a group as snapshot or journal introduced them, the leading one first."""
        found = (self.known.get(each) or self.added.get(each) for each in group)
        return [each for each in found if each is not None]

    def calls(self, group: Group) -> list[CallLogged]:
        """The calls to a group that count, each id's in order."""
        scope = self.incidents.scope
        return [call for each in group for call in calls_of(self.facts.get(each, ()), scope)]

    def is_harmed(self, group: Group) -> bool:
        """Whether a harm note tells of one of the group."""
        return any(each in self.harm for each in group)

    def overlaid(self, customer: Customer) -> Customer:
        """The customer with the channels as they are known now."""
        return overlaid(customer, self.facts.get(customer.id, ()), self.incidents.over_drills)


def happenings(contacts: ContactStore | None, journal: Journal) -> Happened:
    """Gathers what the journal knows of customers; reads only those of the snapshot whom it names."""
    facts = journal.value_of(FactsProjection())
    added = journal.value_of(AddedProjection())
    links = journal.value_of(LinksProjection())
    incidents = journal.value_of(IncidentsProjection())
    harm = _harm(journal, incidents)
    named = {*facts, *harm, *links.groups}
    known = contacts.get_many(named) if contacts is not None and named else {}
    newcomers = {each: added[each] for each in added if each not in known}
    groups = dict.fromkeys(links.group_of(each) for each in (*known, *newcomers))
    return Happened(known, newcomers, facts, harm, links, incidents, tuple(groups))


def axes_of(customer: Customer) -> tuple[str, str, str]:
    """Where a customer stands on the three axes."""
    return customer.segment, customer.market, customer.product


def _harm(journal: Journal, incidents: Incidents) -> dict[str, list[SheetState]]:
    found: dict[str, list[SheetState]] = {}
    for sheet in harm_notes(journal, incidents):
        if sheet.customer:
            found.setdefault(sheet.customer, []).append(sheet)
    return found


def harm_notes(journal: Journal, incidents: Incidents) -> Iterator[SheetState]:
    """The complaint and harm notes that count now; those of a drill count in that drill alone."""
    scope = incidents.scope
    for sheet in journal.value_of(SheetsProjection()).by_serial.values():
        if sheet.form == HARM_FORM and sheet.state.holds_facts:
            mine = sheet.incident in scope.incidents or (not sheet.incident and not scope.drill)
            if mine or (not scope.incidents and not sheet.drill):
                yield sheet
