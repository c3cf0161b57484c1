"""Forms of snapshots before: sheets that were printed with an older version are captured, read and printed by it."""

from collections.abc import Iterable

from continuity_app.contacts.model import FormDocument
from continuity_app.vault.keystore import Keystore

_KEPT = "earlier_forms"
_VERSIONS = 6
"""How many earlier versions of each form are kept: more than an outage of 30 days sees."""


def keep_earlier_forms(keystore: Keystore, documents: Iterable[FormDocument]) -> None:
    """Keeps the definitions of forms that a new snapshot is about to replace; those that are known stay as they are."""
    rows: list[dict[str, str]] = keystore.get(_KEPT) or []
    known = {(row["id"], row["version"]) for row in rows}
    rows += [
        {
            "id": document.id,
            "title": document.title,
            "version": document.version,
            "pack": document.pack,
            "definition": document.definition.decode(),
        }
        for document in documents
        if (document.id, document.version) not in known
    ]
    newest: list[dict[str, str]] = []
    for row in reversed(rows):
        if sum(one["id"] == row["id"] for one in newest) < _VERSIONS:
            newest.insert(0, row)
    keystore.put(_KEPT, newest)


def earlier_forms(keystore: Keystore) -> list[FormDocument]:
    """The forms that were kept, oldest first; without their XLSForm files."""
    rows: list[dict[str, str]] = keystore.get(_KEPT) or []
    return [
        FormDocument(row["id"], row["title"], row["version"], row["pack"], b"", row["definition"].encode())
        for row in rows
    ]
