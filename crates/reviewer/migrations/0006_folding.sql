-- Texts are folded by other rules than before (envelope::folding), and with the marks that they bear too, so that a search lists first what was written
-- as it was typed. What stood here is read anew from the tips, notes and translations when the desk is opened (analysis.rs), in one transaction.
-- The old indexes are put aside and dropped behind that: dropping them reads all of their pages, and a damaged one must lock nobody out.
ALTER TABLE words RENAME TO words_before;
ALTER TABLE pairs RENAME TO pairs_before;
CREATE VIRTUAL TABLE pairs USING fts5 (grams, content = '', detail = 'none', columnsize = 0, tokenize = 'ascii');
CREATE VIRTUAL TABLE words USING fts5 (folded, place, phone, marked, content = '', columnsize = 0, tokenize = 'trigram');
DELETE FROM meta WHERE key = 'analysis';
