//! The desk's operations, one file for each command.
//!
//! | file | command, or contents |
//! |---|---|
//! | [`desk`] | `init`, and opening a desk for every other command |
//! | [`roster`] | `root`, `roster` |
//! | [`access`] | `access` |
//! | [`import`] | `import` |
//! | [`work`] | `show`, `extract`, `triage`, `note`; translations and findings |
//! | `raise` | makes cases more urgent without a reviewer |
//! | [`signals`] | `signals`: the reviewers' verdicts on them |
//! | [`tags`] | tags, assignment, ratings |
//! | [`colleague`] | `colleague`, `lower`: acts that take two reviewers |
//! | [`verify`] | `verify` |
//! | [`probe`] | `probe`: planning probes, and reporting those that did not arrive |
//! | [`reply`] | `reply`, and the notices of `dispatch` |
//! | [`labels`] | questions and answers in words, for `show` |
//! | [`backup`], [`restore`], [`dispatch`] | `backup`, `restore`, `dispatch` |

pub mod access;
pub mod backup;
pub mod colleague;
pub mod desk;
pub mod dispatch;
pub mod import;
pub mod labels;
pub mod probe;
mod raise;
pub mod reply;
pub mod restore;
pub mod roster;
pub mod signals;
pub mod tags;
pub mod verify;
pub mod work;
