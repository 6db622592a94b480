//! The wait of a sender who is limited: a ticket in the form that is given back, and a small page in it that counts down.

use askama::Template;
use surface::Language;

use super::{Frame, Pages, render};

/// What a form that is given back says of the wait.
#[derive(Debug, Clone)]
pub struct Wait {
    /// How long it is.
    pub seconds: u64,
    /// The hidden field that goes first once it is over.
    pub ticket: String,
}

impl Pages {
    /// `/{lang}/wait/{seconds}`
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
