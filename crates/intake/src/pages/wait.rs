//! The wait of a rate-limited sender, as the returned form shows it.
//!
//! The form holds a ticket and a countdown. The countdown is a small page of its own, in a frame of the form.

use askama::Template;
use surface::Language;

use super::{Frame, Pages, render};

/// The wait that a returned form shows.
#[derive(Debug, Clone)]
pub struct Wait {
    /// The length of the wait in seconds.
    pub seconds: u64,
    /// The value of the hidden field `ticket`, which proves afterwards that the sender has waited.
    pub ticket: String,
}

impl Pages {
    /// The page at `/{lang}/wait/{seconds}`.
    pub fn wait(&self, language: &Language, seconds: u64) -> String {
        let f = self.frame(language, "");
        let text = match seconds {
            0 => f.t("wait-over"),
            _ => f.catalog.text_with("wait-left", &[("seconds", seconds.to_string())]),
        };
        render(&WaitPage { f, text })
    }
}

#[derive(Template)]
#[template(path = "wait.html")]
struct WaitPage<'a> {
    f: Frame<'a>,
    text: String,
}
