-- A first tip's mailbox, and for a follow-up the case that it is proven to continue.
ALTER TABLE tip ADD COLUMN mailbox TEXT;
ALTER TABLE tip ADD COLUMN continues TEXT REFERENCES tip (id);

CREATE INDEX tip_mailbox ON tip (mailbox);
CREATE INDEX tip_continues ON tip (continues);

-- What this desk tells senders, in order. `sealed` is what a dispatch carries; its words stand in `text`, which is empty but for replies.
CREATE TABLE item (
    number        INTEGER PRIMARY KEY NOT NULL,
    id            TEXT NOT NULL UNIQUE,
    tip           TEXT NOT NULL REFERENCES tip (id),
    mailbox       TEXT NOT NULL,
    says          TEXT NOT NULL,             -- received, closed or reply
    text          TEXT NOT NULL,
    day           TEXT NOT NULL,
    sealed        BLOB NOT NULL,
    dispatched_in INTEGER,                   -- the first dispatch that carried it
    withdrawn     INTEGER NOT NULL DEFAULT 0,
    withdrawn_in  INTEGER                    -- the first dispatch that withdrew it
) STRICT;

CREATE INDEX item_tip ON item (tip, says);
