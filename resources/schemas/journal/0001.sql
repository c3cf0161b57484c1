-- The journal: one row for each signed entry that this device holds, its own and its peers'.
-- content is the canonical JSON that was signed; the other columns are read from it and only serve to find and to order.
-- admitted is 0 for an entry of a device that this one does not know or no longer trusts: kept, not folded.
CREATE TABLE entry (
    hash      BLOB NOT NULL PRIMARY KEY,
    device    TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    hlc       TEXT NOT NULL,
    type      TEXT NOT NULL,
    admitted  INTEGER NOT NULL,
    content   BLOB NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX entry_in_order ON entry (admitted, hlc, device, seq, hash);
CREATE INDEX entry_by_type ON entry (admitted, type);
CREATE INDEX entry_in_chain ON entry (device, seq);

-- Whom and what an entry is about (customer, serial, promise): one customer's page is read without reading the rest.
CREATE TABLE about (
    subject TEXT NOT NULL,
    hash    BLOB NOT NULL,
    PRIMARY KEY (subject, hash)
) STRICT, WITHOUT ROWID;

-- The last entry that each device is known to have written, here or as a peer told: shows what is missing at an end.
CREATE TABLE head (
    device TEXT NOT NULL PRIMARY KEY,
    seq    INTEGER NOT NULL,
    hash   BLOB NOT NULL,
    told_by TEXT NOT NULL
) STRICT;

-- One row: the mark of the set of known devices under which `admitted` was computed.
CREATE TABLE known_mark (
    one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    mark TEXT NOT NULL
) STRICT;
