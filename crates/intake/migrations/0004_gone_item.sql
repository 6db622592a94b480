-- Items that were read, withdrawn or have expired: a dispatch that is applied late does not bring them back.
ALTER TABLE read_item RENAME TO gone_item;
