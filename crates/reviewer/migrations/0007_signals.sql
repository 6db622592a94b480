-- What the desk makes of a tip by its words, filled by analysis.rs: a table of its own, since a damaged page of `tip` must keep no desk from being
-- brought up to date. A tip without a line here was not read by these rules yet.
CREATE TABLE judged (
    tip      TEXT PRIMARY KEY NOT NULL REFERENCES tip (id),
    assessed INTEGER NOT NULL,               -- a person read and ranked it
    scored   INTEGER NOT NULL,               -- the level by what is urgent and by points
    backlog  INTEGER NOT NULL,               -- it was here, unread, before tips were read by their words
    noise    TEXT,                           -- advert or test: it looks like one
    same     TEXT,                           -- equal for texts that differ in nothing but spaces, signs and capitals
    deadline TEXT,                           -- the earliest day by which something happens
    unread   TEXT,                           -- the language of a text that no list of signals knows
    followed INTEGER NOT NULL DEFAULT 0      -- its sender wrote again: it is nobody's advert, and stands for itself
) WITHOUT ROWID, STRICT;

CREATE INDEX judged_same ON judged (same);
CREATE INDEX judged_deadline ON judged (deadline) WHERE assessed = 0;

CREATE TABLE heard (
    tip      TEXT NOT NULL REFERENCES tip (id),
    kind     TEXT NOT NULL,
    language TEXT NOT NULL,                  -- the list that knows the words
    said     TEXT NOT NULL,                  -- JSON: quotations, day, age
    PRIMARY KEY (tip, kind)
) WITHOUT ROWID, STRICT;

-- What reviewers say of signals: one that is wrong, or one that was missed.
CREATE TABLE signal_told (
    tip      TEXT NOT NULL REFERENCES tip (id),
    kind     TEXT NOT NULL,
    language TEXT NOT NULL,
    verdict  TEXT NOT NULL,                  -- right, wrong or missed
    PRIMARY KEY (tip, kind)
) WITHOUT ROWID, STRICT;
