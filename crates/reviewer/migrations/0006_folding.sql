-- Texts are folded by other rules than before (envelope::folding), and with the marks that they bear too, so that a search lists first what was written
-- as it was typed. What stood here is read anew from the tips, notes and translations when the desk is opened (analysis.rs), in one transaction.
DROP TABLE words;
CREATE VIRTUAL TABLE words USING fts5 (folded, place, phone, marked, content = '', columnsize = 0, tokenize = 'trigram');
DELETE FROM meta WHERE key = 'analysis';
