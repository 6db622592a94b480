//! Findings about a server's set-up, with their severity.

use std::fmt;

use console::Failure;

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The finding is good to know; nothing fails.
    WorthKnowing,
    /// Something fails or soon will. The server starts even so, so that replies can be read.
    OperatorShouldAct,
    /// The server (`intake serve`) does not start.
    KeepsFromServing,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WorthKnowing => "warning",
            Self::OperatorShouldAct => "an operator should act",
            Self::KeepsFromServing => "keeps the server from serving",
        })
    }
}

/// One thing that an operator should know. Its text is only about this machine, its files and its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The severity.
    pub severity: Severity,
    /// The fault, as a fragment that begins in lower case.
    pub what: String,
    /// The next step, if `what` does not say it.
    pub next: Option<String>,
}

impl Finding {
    /// A finding with which `intake serve` does not start.
    pub fn keeps_from_serving(why: impl Into<Why>) -> Self {
        Self::new(Severity::KeepsFromServing, why.into())
    }

    /// A finding with which the server starts all the same.
    pub fn operator_should_act(why: impl Into<Why>) -> Self {
        Self::new(Severity::OperatorShouldAct, why.into())
    }

    /// A finding for information; nothing fails.
    pub fn worth_knowing(why: impl Into<Why>) -> Self {
        Self::new(Severity::WorthKnowing, why.into())
    }

    fn new(severity: Severity, Why { what, next }: Why) -> Self {
        Self { severity, what, next }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)?;
        self.next.iter().try_for_each(|next| write!(f, "; {next}"))
    }
}

/// A finding's text, taken from an error.
pub struct Why {
    what: String,
    next: Option<String>,
}

impl From<String> for Why {
    fn from(what: String) -> Self {
        Self { what, next: None }
    }
}

impl From<Failure> for Why {
    fn from(failure: Failure) -> Self {
        Self { what: failure.message, next: failure.next }
    }
}

impl From<anyhow::Error> for Why {
    fn from(error: anyhow::Error) -> Self {
        error.downcast::<Failure>().map_or_else(|error| format!("{error:#}").into(), Self::from)
    }
}

/// Fails a command if any of `findings` keeps the server from serving.
///
/// # Errors
/// When one does, with the texts of all such findings and the next step of the first that has one.
pub fn refuse_what_keeps_from_serving(findings: &[Finding]) -> Result<(), Failure> {
    let keeps: Vec<&Finding> =
        findings.iter().filter(|finding| finding.severity == Severity::KeepsFromServing).collect();
    let Some(next) = keeps.iter().find_map(|finding| finding.next.clone()) else {
        let words: Vec<&str> = keeps.iter().map(|finding| finding.what.as_str()).collect();
        return if words.is_empty() { Ok(()) } else { Err(Failure::new(words.join("; and "))) };
    };
    let words: Vec<&str> = keeps.iter().map(|finding| finding.what.as_str()).collect();
    Err(Failure::new(words.join("; and ")).next(next))
}
