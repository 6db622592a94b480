-- One bit: somebody who had the code was shown this item. No day; export tells desks, sealed to reviewers.
ALTER TABLE item ADD COLUMN collected INTEGER NOT NULL DEFAULT 0;
ALTER TABLE read_item ADD COLUMN collected INTEGER NOT NULL DEFAULT 0;
