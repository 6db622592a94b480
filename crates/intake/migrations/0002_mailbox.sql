-- A mailbox is there from its first tip on; nothing says which tip that was. Rows are only ever added, and go by their month.
CREATE TABLE mailbox (
    id      BLOB PRIMARY KEY NOT NULL,
    expires TEXT NOT NULL              -- a month
) WITHOUT ROWID, STRICT;

-- What desks wrote to a mailbox: sealed to it, all of one size.
CREATE TABLE item (
    id      BLOB PRIMARY KEY NOT NULL,
    mailbox BLOB NOT NULL,
    sealed  BLOB NOT NULL,
    expires TEXT NOT NULL              -- a month
) WITHOUT ROWID, STRICT;

CREATE INDEX item_mailbox ON item (mailbox);

-- Items that their sender erased, so that a dispatch that is applied late does not bring them back.
CREATE TABLE read_item (
    id      BLOB PRIMARY KEY NOT NULL,
    expires TEXT NOT NULL              -- a month
) WITHOUT ROWID, STRICT;
