//! What the desk does.
//!
//! | file | command |
//! |---|---|
//! | [`desk`] | `init`, and opening a desk for every other command |
//! | [`roster`] | `root`, `roster` |
//! | [`access`] | `access` |
//! | [`import`] | `import` |
//! | [`work`] | `show`, `extract`, `triage`, `note`; translations and findings |
//! | `raise` | what makes a case more urgent without a person |
//! | [`signals`] | `signals`: what reviewers say of them |
//! | [`tags`] | tags, assignment, ratings |
//! | [`colleague`] | `colleague`, `lower`: what takes two reviewers |
//! | [`verify`] | `verify` |
//! | [`probe`] | `probe`: tips that are made up, and whether they arrived |
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
