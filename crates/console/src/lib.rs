//! What every command of Throughline shares, so that who knows one command knows all.
//!
//! | module | what |
//! |---|---|
//! | [`failure`] | what a person reads when a command fails: why, and what to do next |
//! | [`run`] | a command's last step: exit codes 0 done, 1 failed, 2 usage |
//! | [`output`] | lines and one JSON document on standard output; notes on standard error |
//! | [`manual`] | man pages and shell completions, of what `--help` says |
//! | [`text`] | a file's bytes as text, by the mark of its encoding |
//! | [`secret_file`] | the one reader of secrets in files |
//! | [`passphrase`] | `--passphrase-file`, or a prompt where there is a terminal |
//! | [`publish`] | a file or a folder appears whole or not at all |
//! | [`folder`] | private folders, and a lock that one command holds at a time |
//! | [`ambient`] | the one place with the machine's clock and randomness |
//!
//! A new command: build its arguments with clap, flatten [`PassphraseArgs`] where it opens a secret, end `main` with [`run`].

pub mod ambient;
pub mod failure;
pub mod folder;
pub mod manual;
pub mod output;
pub mod passphrase;
pub mod publish;
mod run;
pub mod secret_file;
pub mod text;

pub use ambient::{SystemClock, system_rng};
pub use failure::Failure;
pub use folder::{FolderLock, own_folder, private_dir, refuse_lockless};
pub use manual::{ManualArgs, manual};
pub use output::{ask, json, line, note};
pub use passphrase::{Passphrase, PassphraseArgs};
pub use publish::{PublishedDir, PublishedFile, publish, publish_dir, publish_new};
pub use run::{Exit, explain, run};
pub use secret_file::{Readers, read_secret_text, recovery_keys};
pub use text::{read_text, read_text_if_there};
