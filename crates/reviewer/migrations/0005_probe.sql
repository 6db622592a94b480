-- Tips that this desk made up and has sent, to notice a server that drops others. They become no cases: what they say must corroborate nothing.
CREATE TABLE probe (
    number   INTEGER PRIMARY KEY NOT NULL,
    mark     TEXT NOT NULL UNIQUE,         -- the digest of what it says
    due      TEXT NOT NULL,                -- the day on which it is sent
    way      TEXT NOT NULL,                -- form, lead
    arrived  TEXT,                         -- the day on which it came to the desk
    reported INTEGER NOT NULL DEFAULT 0    -- an import said that it is missing
) STRICT;

-- The tips by which they came.
CREATE TABLE probe_tip (
    id          TEXT PRIMARY KEY NOT NULL,
    sha256      TEXT NOT NULL,
    probe       INTEGER NOT NULL REFERENCES probe (number),
    received_in INTEGER,
    erase_in    INTEGER
) STRICT;
