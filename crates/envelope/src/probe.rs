//! Probes: made-up tips that reveal a server that drops tips.
//!
//! A probe is sent like any other tip, and the desk waits for it to arrive. Nothing else would reveal such a server.
//!
//! Only the words of a probe distinguish it from other tips, and only the desk and the probe's sender know them
//! beforehand. A server that cannot guess these words cannot let probes through and drop other tips. So each
//! organisation writes its own (`probes.toml`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answers::content;
use crate::signed::{self, FormatError};
use crate::tip::Answer;
use crate::{Day, Digest, SiteId};

/// The value of `format` in a plan.
pub const FORMAT: &str = "throughline-probe-plan/1";
/// The value of `format` in a list of sent probes.
pub const SENT_FORMAT: &str = "throughline-probes-sent/1";

/// The way in which a probe is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProbeWay {
    /// The probe is sent through the web form.
    Form,
    /// The probe is sent as a sealed lead.
    Lead,
}

/// One probe. It does not print, because it reads like a tip.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// The number of the probe: 1, 2, 3 … for each desk.
    pub number: u32,
    /// The day in UTC on which the probe is to be sent.
    pub day: Day,
    /// The minute of the day in UTC at which the probe is to be sent.
    pub minute: u16,
    /// The way in which the probe is sent.
    pub way: ProbeWay,
    /// The language of the page, as a language tag.
    pub language: String,
    /// The answers of the probe, by question id.
    pub answers: BTreeMap<String, Answer>,
}

impl Probe {
    /// The digest by which the desk recognises this probe.
    pub fn mark(&self) -> Digest {
        mark(&self.answers)
    }
}

/// The digest by which a desk recognises a probe with these answers.
pub fn mark(answers: &BTreeMap<String, Answer>) -> Digest {
    content(answers, &[])
}

/// A desk's plan of probes to be sent.
///
/// The plan reveals which tips are probes. Only the person who sends them may have it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbePlan {
    /// Always [`FORMAT`].
    pub format: String,
    /// The site of the line.
    pub site: SiteId,
    /// The probes in the order of their times.
    pub probes: Vec<Probe>,
}

impl ProbePlan {
    /// Parses a plan.
    ///
    /// # Errors
    /// When the bytes are not a plan.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        signed::head(bytes, FORMAT)?;
        signed::parse(bytes, FORMAT)
    }

    /// The bytes of a plan.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        signed::to_bytes(self, FORMAT)
    }
}

/// The list of those probes of a plan that were sent. The person who sends probes keeps it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbesSent {
    /// Always [`SENT_FORMAT`].
    pub format: String,
    /// The site of the line.
    pub site: SiteId,
    /// The numbers of the probes for which the server returned a code, each with the day.
    pub sent: BTreeMap<u32, Day>,
}

impl ProbesSent {
    /// A list without any sent probe.
    pub fn none(site: SiteId) -> Self {
        Self { format: SENT_FORMAT.to_owned(), site, sent: BTreeMap::new() }
    }

    /// Parses the list.
    ///
    /// # Errors
    /// When the bytes are not such a list.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        signed::head(bytes, SENT_FORMAT)?;
        signed::parse(bytes, SENT_FORMAT)
    }

    /// The bytes of the list.
    ///
    /// # Errors
    /// When it cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        signed::to_bytes(self, SENT_FORMAT)
    }
}
