"""The proof that nothing was lost: the ledger at one moment, as canonical JSON and as a PDF, signed by this laptop.

Any Ed25519 tool checks the two signatures with the public key beside them (docs/break-glass.md). The JSON names the
journal's digest, so that the proof can be set beside any laptop's journal, and the PDF's SHA-256.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from continuity_app.journal.store import Journal
from continuity_app.outage.incidents import Incident
from continuity_app.recovery.ledger import Ledger, LedgerLine
from continuity_app.trust.canonical import canonical

KIND = "continuity-kit/proof"
_PEM_HEAD = bytes.fromhex("302a300506032b6570032100")
"""What stands before the 32 bytes of an Ed25519 public key in the form that OpenSSL reads (RFC 8410)."""


@dataclass(frozen=True, slots=True)
class Place:
    """For whom and when a proof is made."""

    organisation: str
    site: str
    now: dt.datetime
    incident: Incident | None


def proof_of(ledger: Ledger, lines: Sequence[LedgerLine], journal: Journal, place: Place) -> dict[str, Any]:
    """What is proved: every serial with its state, counted; one digest over all that is known."""
    told = ledger.as_json()
    return {
        "kind": KIND,
        "format": 1,
        "organisation": place.organisation,
        "site": place.site,
        "made_at": place.now.isoformat(timespec="seconds"),
        "made_by": journal.user,
        "device": journal.device,
        "public_key": journal.public_key.hex(),
        "incident": place.incident.as_json() if place.incident is not None else None,
        "ledger": told,
        "holds": told["issued"]
        == told["captured"] + told["blank"] + told["void"] + told["lost"] + len(told["unexplained"]),
        "explained": ledger.closed,
        "serials": [
            {"serial": line.sheet.serial, "state": line.sheet.state.value, "reference": line.sheet.reference}
            | ({"self_verified": line.verified_by, "why": line.verified_why} if line.self_verified else {})
            for line in lines
        ],
        "journal": {"digest": journal.digest(), "head": journal.head(), "entries": journal.count()},
    }


def signed_files(proof: dict[str, Any], pdf: bytes, journal: Journal, name: str) -> dict[str, bytes]:
    """The files of a proof, by name: PDF and JSON, a raw signature of each, and the public key.

    Args:
        proof: as `proof_of` tells it.
        pdf: the same for people.
        journal: of the laptop that signs.
        name: of the files, without an ending.
    """
    data = canonical({**proof, "pdf_sha256": hashlib.sha256(pdf).hexdigest()})
    key = base64.b64encode(_PEM_HEAD + journal.public_key).decode()
    return {
        f"{name}.pdf": pdf,
        f"{name}.json": data,
        f"{name}.pdf.sig": journal.sign(pdf),
        f"{name}.json.sig": journal.sign(data),
        f"{name}.pem": f"-----BEGIN PUBLIC KEY-----\n{key}\n-----END PUBLIC KEY-----\n".encode(),
    }
