-- What the desk reads out of a tip, for the queue, the counts and the map; analysis.rs fills it. Of a first tip only.
ALTER TABLE tip ADD COLUMN due TEXT NOT NULL DEFAULT '';       -- the day on which somebody has to have decided
ALTER TABLE tip ADD COLUMN guessed TEXT;                       -- the language that it is written in, where that can be told
ALTER TABLE tip ADD COLUMN country TEXT;                       -- ISO 3166-1, by the gazetteer
ALTER TABLE tip ADD COLUMN place TEXT;                         -- an id of the gazetteer
ALTER TABLE tip ADD COLUMN place_how TEXT;                     -- how the place is known: an option of place-how-known
ALTER TABLE tip ADD COLUMN place_when TEXT;                    -- the day on which it was known
-- What a reviewer says of it.
ALTER TABLE tip ADD COLUMN assigned TEXT;                      -- a colleague's label
ALTER TABLE tip ADD COLUMN source TEXT;                        -- Admiralty scale: A to F
ALTER TABLE tip ADD COLUMN information TEXT;                   -- Admiralty scale: 1 to 6
ALTER TABLE tip ADD COLUMN finding TEXT;                       -- JSON: act, means and purpose, where a reviewer decided

CREATE TABLE translation (number INTEGER PRIMARY KEY NOT NULL, tip TEXT NOT NULL REFERENCES tip (id), day TEXT NOT NULL, text TEXT NOT NULL) STRICT;

CREATE INDEX translation_tip ON translation (tip);
CREATE INDEX note_tip ON note (tip);

CREATE TABLE tag (tag TEXT NOT NULL, tip TEXT NOT NULL REFERENCES tip (id), PRIMARY KEY (tag, tip)) WITHOUT ROWID, STRICT;

CREATE INDEX tag_tip ON tag (tip);

-- Wallets, phones, accounts, places: equal values link tips.
CREATE TABLE entity (
    tip     TEXT NOT NULL REFERENCES tip (id),
    kind    TEXT NOT NULL,
    value   TEXT NOT NULL,                   -- equal for equal things
    shown   TEXT NOT NULL,                   -- as it was written
    checked TEXT NOT NULL,                   -- well-formed, malformed or unchecked
    PRIMARY KEY (tip, kind, value)
) WITHOUT ROWID, STRICT;

CREATE INDEX entity_value ON entity (kind, value, tip);

-- Who works at this desk beside whoever opens it: a signing key, locked by a passphrase of their own.
CREATE TABLE colleague (label TEXT PRIMARY KEY NOT NULL, key TEXT NOT NULL, locked TEXT NOT NULL, day TEXT NOT NULL) STRICT;

-- A choice of the queue, under a name.
CREATE TABLE saved_view (name TEXT PRIMARY KEY NOT NULL, filter TEXT NOT NULL) STRICT;

-- dispatch.json as it was signed: its digest comes back in the server's bundles, and it holds the log's head of that day.
ALTER TABLE dispatch ADD COLUMN body TEXT;

-- A case's entries in the log begin with its id.
CREATE INDEX audit_detail ON audit (detail, number);
CREATE INDEX audit_action ON audit (action);
CREATE INDEX audit_digest ON audit (digest);

-- Whatever the queue filters and sorts by, so that it need not read the tips themselves.
CREATE INDEX tip_queue ON tip (level, due, score DESC, id, status, shown, assigned, country, place, guessed, language, received_day) WHERE continues IS NULL;
CREATE INDEX tip_day ON tip (received_day) WHERE continues IS NULL;
CREATE INDEX tip_country ON tip (country) WHERE continues IS NULL;
CREATE INDEX tip_language ON tip (guessed) WHERE continues IS NULL;
CREATE INDEX tip_place ON tip (place, place_how, place_when, level) WHERE continues IS NULL;

-- A case's line in a list, by its id: the tips themselves are long, and need not be read for it.
CREATE INDEX tip_line ON tip (id, continues, level, due, score, status, shown, received_day, language, guessed, assigned);

-- Texts that are looked for: of a tip, a note, a translation. What they say, folded (fold.rs), is in the two indexes under the same numbers, and nowhere else.
DROP TABLE words;
CREATE TABLE text (number INTEGER PRIMARY KEY NOT NULL, tip TEXT NOT NULL REFERENCES tip (id)) STRICT;
-- `place` and `phone` hold what the searches place: and phone: look at.
CREATE VIRTUAL TABLE words USING fts5 (folded, place, phone, content = '', columnsize = 0, tokenize = 'trigram');
-- Single characters and pairs of them, which trigrams cannot find.
CREATE VIRTUAL TABLE pairs USING fts5 (grams, content = '', detail = 'none', columnsize = 0, tokenize = 'ascii');
