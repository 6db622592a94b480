-- No time finer than a month, no address, no link between a tip and a mailbox. Random keys without rowids, so that no number counts arrivals.
CREATE TABLE tip (
    id           BLOB PRIMARY KEY NOT NULL,
    submission   BLOB NOT NULL UNIQUE,
    size         INTEGER NOT NULL,
    sha256       BLOB NOT NULL,
    sealed       BLOB,                       -- NULL: a blob in the object store
    roster_issue INTEGER NOT NULL,
    expires      TEXT NOT NULL,              -- a month, 2026-11
    first_bundle INTEGER,                    -- the bundle that listed it first
    received     INTEGER NOT NULL DEFAULT 0  -- a desk says that it has it
) WITHOUT ROWID, STRICT;

-- Submissions whose tip is erased, until no form of theirs can be sent again.
CREATE TABLE tombstone (
    submission BLOB PRIMARY KEY NOT NULL,
    until      TEXT NOT NULL                 -- a day
) WITHOUT ROWID, STRICT;

-- The chain of bundles.
CREATE TABLE bundle (
    number INTEGER PRIMARY KEY NOT NULL,
    digest BLOB NOT NULL
) STRICT;

-- The last dispatch of each desk.
CREATE TABLE applied (
    desk   TEXT PRIMARY KEY NOT NULL,
    number INTEGER NOT NULL,
    digest BLOB NOT NULL
) WITHOUT ROWID, STRICT;

-- Tips that a desk wants erased, and when.
CREATE TABLE erasure (
    tip    BLOB PRIMARY KEY NOT NULL,
    sha256 BLOB NOT NULL,
    due    TEXT NOT NULL,                    -- a day
    held   INTEGER NOT NULL                  -- a mass erasure waits for --confirm
) WITHOUT ROWID, STRICT;

-- epoch, newest-day, last-collected, last-rewrite
CREATE TABLE meta (
    key   TEXT PRIMARY KEY NOT NULL,
    value TEXT NOT NULL
) WITHOUT ROWID, STRICT;
