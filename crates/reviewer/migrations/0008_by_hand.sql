-- Sealed tips that somebody brought in a file or a text, and not in a bundle: the queue takes turns between these two ways in. A table of its own, since a
-- new column of a filled STRICT table is checked against every page of it, and a damaged page would keep the desk from being brought up to date.
CREATE TABLE by_hand (tip TEXT PRIMARY KEY NOT NULL REFERENCES tip (id)) WITHOUT ROWID, STRICT;
