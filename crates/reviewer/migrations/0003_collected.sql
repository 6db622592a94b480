-- The server says that somebody who had the code was shown this item.
ALTER TABLE item ADD COLUMN collected INTEGER NOT NULL DEFAULT 0;

-- Another desk, by its signing key, says that it has this tip too.
ALTER TABLE tip ADD COLUMN confirmed_by TEXT;
