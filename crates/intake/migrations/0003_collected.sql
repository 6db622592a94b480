-- One bit: somebody who had the code was shown this item. No day; export tells desks, sealed to reviewers.
ALTER TABLE item ADD COLUMN collected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE read_item ADD COLUMN collected INTEGER NOT NULL DEFAULT 0;

-- Whose word an erasure is, so that one desk's --confirm does not free what another desk asked for; and whose item, so that a desk takes back its own.
ALTER TABLE erasure ADD COLUMN desk TEXT;
ALTER TABLE item ADD COLUMN desk TEXT;
