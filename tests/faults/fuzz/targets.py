"""Every format's target by its name, and how many cases it gets.

CI reads 10,000 of a format where a case costs microseconds, and fewer where one takes milliseconds; `-m full` reads
10,000 of each.
"""

from tests.faults.fuzz import of_forms, of_journal, of_sources, of_trust
from tests.faults.fuzz.target import Make

SOURCES: dict[str, Make] = {
    each.__name__: each for each in (of_sources.csv, of_sources.vcard, of_sources.ldif, of_sources.xlsx)
}
TYPED: dict[str, Make] = {
    each.__name__: each
    for each in (
        *(of_sources.plan, of_sources.query, of_sources.cells, of_forms.serial),
        *(of_trust.recovery_groups, of_trust.slip39_share),
    )
}
CARRIED: dict[str, Make] = {
    each.__name__: each
    for each in (
        *(of_trust.package, of_trust.payload, of_trust.device_card, of_trust.organisation_card),
        *(of_trust.revocation_list, of_trust.key_file, of_trust.slots, of_trust.notes, of_trust.entry),
        *(of_journal.bundle, of_journal.signed_bodies),
    )
}
FORMS: dict[str, Make] = {
    each.__name__: each
    for each in (
        *(of_forms.xlsform, of_forms.expression, of_forms.answers, of_forms.definition, of_forms.table),
        *(of_forms.code, of_forms.picture, of_forms.pdf),
    )
}
TARGETS = {**SOURCES, **TYPED, **CARRIED, **FORMS}

ALL = 10_000
IN_CI = {
    "xlsx": 2_000,
    "xlsform": 400,
    "recovery_groups": 2_000,
    "bundle": 2_000,
    "signed_bodies": 150,
    "code": 1_000,
    "package": 5_000,
    "revocation_list": 5_000,
    "slots": 5_000,
}
"""CI reads fewer of these: each case packs a zip, seals a file, stretches a passphrase or compiles a whole form."""

ALWAYS_TAKEN = {"cells", "query"}
"""Whatever is typed or stands in a cell has an answer; nothing is refused there."""
NEVER_TAKEN = {"code"}
"""The page is blank beside its code: its corner marks are missing, so that each case ends in a refusal."""
