"""What the kit room shows, read from the session."""

from continuity_app.desktop.widgets.times import count, day_of, days_between, when, when_written
from continuity_app.kit.session import Session
from continuity_app.vault.slot_file import Slot
from continuity_app.vault.slot_kinds import ESCROW, KEY_FILE, KEYRING, MANAGER, PASSPHRASE, RECOVERY, STAFF
from continuity_app.vault.slots import list_slots
from continuity_app.words import say

Fact = tuple[str, str, str]


def snapshot_facts(session: Session) -> list[Fact]:
    """The snapshot in use."""
    if session.contacts is None:
        return [(say("Snapshot"), say("✕ none yet: drop the one from IT on this window"), "broken")]
    facts, now = session.contacts.facts, session.clock.now()
    days = days_between(facts.as_of, now)
    old = now > facts.valid_until
    fresh = (
        say(
            "▲ OLD: it was meant to last until {day}. It still opens, and nothing is refused.",
            day=day_of(facts.valid_until, now),
        )
        if old
        else say("● fresh until {day}", day=day_of(facts.valid_until, now))
    )
    return [
        (say("Version"), say("{version} for {site}", version=facts.version, site=facts.site), ""),
        (say("Customer data as of"), _aged(when(facts.as_of, now), days), ""),
        (say("Freshness"), fresh, "caution" if old else "good"),
        (say("Holds"), say("{count} customers", count=count(facts.customers)), ""),
    ]


def laptop_facts(session: Session) -> list[Fact]:
    """This laptop and who it belongs to."""
    card = session.card
    return [
        (say("Laptop"), say("{device}, sheets begin with {prefix}", device=card.device, prefix=session.prefix()), ""),
        (say("Fingerprint, to read aloud"), card.fingerprint, ""),
        (say("User and site"), say("{user} at {site}", user=session.user, site=session.site), ""),
        (say("Organisation"), session.organisation.name, ""),
        (say("Its fingerprint"), session.organisation.fingerprint, ""),
    ]


def slot_rows(session: Session) -> list[tuple[Slot, tuple[str, ...]]]:
    """The ways in: kind, whose, what it allows, since when."""
    now = session.clock.now()
    roles = {STAFF: say("staff"), MANAGER: say("manager")}
    return [
        (
            slot,
            (
                kind_words(slot.kind),
                slot.user or {ESCROW: say("share holders")}.get(slot.kind, say("sealed envelope")),
                roles.get(slot.role, slot.role),
                when_written(slot.made_at, now),
            ),
        )
        for slot in list_slots(session.home.vault)
    ]


def kind_words(kind: str) -> str:
    """A kind of way in; one of a later kit by its own name."""
    return {
        PASSPHRASE: say("Passphrase"),
        KEY_FILE: say("Passphrase and key file"),
        RECOVERY: say("Printed recovery sheet"),
        ESCROW: say("Three of five share sheets"),
        KEYRING: say("Key store of one machine"),
    }.get(kind, kind)


def device_rows(session: Session) -> list[tuple[str, str, str, str]]:
    """The laptops that the snapshot knows: name, user, site, standing."""
    revoked = {str(line.get("device", "")) for line in session.policy.get("revoked", ())}
    return [
        (
            str(card.get("device", "")),
            str(card.get("user", "")),
            str(card.get("site", "")),
            say("✕ revoked") if card.get("device") in revoked else say("trusted"),
        )
        for card in session.policy.get("devices", ())
    ]


def _aged(day: str, days: int) -> str:
    """A day that names today and yesterday itself, and how long ago another one is."""
    return say("{when}, {days} days ago", when=day, days=days) if days > 1 else day
