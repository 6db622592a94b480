//! Code that the commands of all Throughline programs share.
//!
//! | module | contents |
//! |---|---|
//! | [`failure`] | the message of a failed command: the cause, and what to do next |
//! | [`run`] | the last step of a command: exit codes 0 done, 1 failed, 2 usage |
//! | [`output`] | lines and one JSON document on standard output; notes on standard error |
//! | [`manual`](mod@manual) | man pages and shell completions, made from `--help` |
//! | [`text`] | decoding of a text file by its byte order mark |
//! | [`secret_file`] | the only reader of secrets in files |
//! | [`passphrase`] | `--passphrase-file`, or a prompt if there is a terminal |
//! | [`publish`](mod@publish) | files and folders that appear complete or not at all |
//! | [`folder`] | private folders, and a lock for one command at a time |
//! | [`ambient`] | the only use of the machine's clock and randomness |
//!
//! ```
//! use console::{Exit, Failure};
//!
//! let failure = Failure::new("the stick is not mounted").next("mount it, then run the same command again");
//! assert!(matches!(failure.exit(), Exit::Failed));
//! ```
//!
//! To write a new command, build its arguments with clap, flatten [`PassphraseArgs`] if it opens a secret, and end
//! `main` with [`run`].

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
