CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

-- One row for each tip that was opened. `tip` is tip.json as it was sealed.
CREATE TABLE tip (
    id           TEXT PRIMARY KEY NOT NULL,
    submission   TEXT NOT NULL,              -- equal for the same form sent twice; a server's thief knows it, so it alone proves nothing
    sha256       TEXT NOT NULL,              -- of the sealed file
    size         INTEGER NOT NULL,
    sent_day     TEXT NOT NULL,
    received_day TEXT NOT NULL,
    language     TEXT NOT NULL,
    status       TEXT NOT NULL,
    level        INTEGER NOT NULL,
    score        INTEGER NOT NULL,
    reasons      TEXT NOT NULL,              -- JSON
    tip          TEXT NOT NULL,
    shown        INTEGER NOT NULL DEFAULT 0, -- somebody has looked at it
    in_backup    INTEGER NOT NULL DEFAULT 0,
    received_in  INTEGER,                    -- the dispatch that first said: received
    erase_in     INTEGER                     -- the dispatch that first said: erase
) STRICT;

CREATE INDEX tip_submission ON tip (submission);

-- Answers to the questions that link tips (triage.toml), trimmed and in lower case.
CREATE TABLE link (
    question TEXT NOT NULL, answer TEXT NOT NULL, tip TEXT NOT NULL REFERENCES tip (id),
    PRIMARY KEY (question, answer, tip)
) WITHOUT ROWID, STRICT;

-- The same form under another id: listed as received, kept once.
CREATE TABLE twin (id TEXT PRIMARY KEY NOT NULL, sha256 TEXT NOT NULL, tip TEXT NOT NULL REFERENCES tip (id), received_in INTEGER, erase_in INTEGER) STRICT;

CREATE TABLE file (
    tip    TEXT NOT NULL REFERENCES tip (id),
    number INTEGER NOT NULL,                 -- from 1, in the order of arrival
    name   TEXT NOT NULL,
    size   INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    type   TEXT NOT NULL,
    PRIMARY KEY (tip, number)
) WITHOUT ROWID, STRICT;

-- Attachments in pieces of 1 MiB: SQLite holds no value above 10^9 bytes. `number` 0 is a sealed tip in quarantine.
CREATE TABLE piece (
    tip    TEXT NOT NULL,
    number INTEGER NOT NULL,
    piece  INTEGER NOT NULL,
    bytes  BLOB NOT NULL,
    PRIMARY KEY (tip, number, piece)
) STRICT;

CREATE TABLE quarantine (
    id     TEXT PRIMARY KEY NOT NULL,
    sha256 TEXT NOT NULL,
    day    TEXT NOT NULL,
    why    TEXT NOT NULL
) STRICT;

CREATE TABLE note (number INTEGER PRIMARY KEY NOT NULL, tip TEXT NOT NULL REFERENCES tip (id), day TEXT NOT NULL, text TEXT NOT NULL) STRICT;

CREATE TABLE bundle (
    site TEXT NOT NULL, epoch TEXT NOT NULL, number INTEGER NOT NULL, volume INTEGER NOT NULL,
    volumes INTEGER NOT NULL, digest TEXT NOT NULL, previous TEXT,
    PRIMARY KEY (site, epoch, number, volume)
) STRICT;

-- Lines whose bundle key somebody compared by its fingerprint.
CREATE TABLE site (
    site TEXT PRIMARY KEY NOT NULL, bundle_key TEXT NOT NULL, epoch TEXT NOT NULL,
    echo INTEGER NOT NULL DEFAULT 0          -- the last dispatch of this desk that the newest bundle says was applied
) STRICT;

CREATE TABLE questionnaire (digest TEXT PRIMARY KEY NOT NULL, published TEXT NOT NULL) STRICT;

CREATE TABLE dispatch (number INTEGER PRIMARY KEY NOT NULL, site TEXT NOT NULL, digest TEXT NOT NULL, day TEXT NOT NULL) STRICT;

-- digest = SHA-256(previous ‖ number ‖ day ‖ action ‖ detail), each part with its length before it.
CREATE TABLE audit (
    number INTEGER PRIMARY KEY NOT NULL, day TEXT NOT NULL, action TEXT NOT NULL, detail TEXT NOT NULL,
    previous TEXT NOT NULL, digest TEXT NOT NULL
) STRICT;

-- Folded text: fold.rs.
CREATE VIRTUAL TABLE words USING fts5 (tip UNINDEXED, folded, tokenize = 'trigram');
