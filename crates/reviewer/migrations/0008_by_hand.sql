-- A sealed tip that somebody brought in a file or a text, and not in a bundle: the queue takes turns between these two ways in.
ALTER TABLE judged ADD COLUMN by_hand INTEGER NOT NULL DEFAULT 0;
