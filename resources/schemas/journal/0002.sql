-- A cache that may be deleted at any time: projections as they were folded up to one arrival, so that opening a long
-- journal folds only what came since. A row counts only where `arrival` still is the entry `last`, `known_mark` still is
-- the mark under which entries were admitted, and `version` is the one that the projection writes.
CREATE TABLE checkpoint (
    projection TEXT NOT NULL PRIMARY KEY,
    version    INTEGER NOT NULL,
    arrival    INTEGER NOT NULL,
    last       BLOB NOT NULL,
    known_mark TEXT NOT NULL,
    reached    TEXT NOT NULL,
    state      BLOB NOT NULL,
    sha256     BLOB NOT NULL
) STRICT;
