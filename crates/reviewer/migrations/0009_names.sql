-- The tables are named by the words that the code uses.
ALTER TABLE heard RENAME TO tip_signal;
ALTER TABLE signal_told RENAME TO signal_verdict;
