//! The one table of folding: which spellings of a word are one word to whoever looks for it.
//!
//! Codes, searches, the gazetteer, entities and file names all use it. A folded text is for finding and is never kept or shown. Folding never says
//! that two things are the same: persons, links, counts and corroboration compare what was written.
//!
//! | file | rules |
//! |---|---|
//! | [`characters`] | invisible characters, digits of every script |
//!
//! To add a script: a file of its own here, its line in this table, and a test of two spellings that become one and of two words that stay apart.

pub mod characters;

pub use characters::{digit, is_format, is_joiner};
