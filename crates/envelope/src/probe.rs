//! Probes: tips that a desk makes up, has sent like any other, and waits for. Nothing else notices a server that drops tips.
//!
//! Nothing marks one but what it says, which only the desk and whoever sends it know beforehand. So the server cannot let probes through and drop others,
//! as long as it cannot guess what a probe says: an organisation writes its own (`probes.toml`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answers::content;
use crate::signed::{self, FormatError};
use crate::tip::Answer;
use crate::{Day, Digest, SiteId};

/// The format of a plan.
pub const FORMAT: &str = "throughline-probe-plan/1";
/// The format of what was sent of it.
pub const SENT_FORMAT: &str = "throughline-probes-sent/1";

/// How a probe is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProbeWay {
    /// Through the web form.
    Form,
    /// As a sealed lead.
    Lead,
}

/// One probe. It does not print: it reads like a tip.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    /// 1, 2, 3 … within the desk.
    pub number: u32,
    /// The day on which it is sent, UTC.
    pub day: Day,
    /// The minute of that day, UTC.
    pub minute: u16,
    /// How it is sent.
    pub way: ProbeWay,
    /// The page's language.
    pub language: String,
    /// What it says.
    pub answers: BTreeMap<String, Answer>,
}

impl Probe {
    /// By what the desk knows it again.
    pub fn mark(&self) -> Digest {
        mark(&self.answers)
    }
}

/// By what a desk knows a probe again.
pub fn mark(answers: &BTreeMap<String, Answer>) -> Digest {
    content(answers, &[])
}

/// What a desk has sent. Whoever holds it knows which tips are probes: it is for whoever sends them, and nobody else.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbePlan {
    /// Always [`FORMAT`].
    pub format: String,
    /// The line.
    pub site: SiteId,
    /// In the order of their hours.
    pub probes: Vec<Probe>,
}

impl ProbePlan {
    /// Reads a plan.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        signed::head(bytes, FORMAT)?;
        signed::parse(bytes, FORMAT)
    }

    /// The bytes of a plan.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        signed::to_bytes(self, FORMAT)
    }
}

/// What was sent of a plan, by whoever sends it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProbesSent {
    /// Always [`SENT_FORMAT`].
    pub format: String,
    /// The line.
    pub site: SiteId,
    /// Numbers of the probes for which the server gave a code, each with the day.
    pub sent: BTreeMap<u32, Day>,
}

impl ProbesSent {
    /// Nothing sent yet.
    pub fn none(site: SiteId) -> Self {
        Self { format: SENT_FORMAT.to_owned(), site, sent: BTreeMap::new() }
    }

    /// Reads the list.
    pub fn parse(bytes: &[u8]) -> Result<Self, FormatError> {
        signed::head(bytes, SENT_FORMAT)?;
        signed::parse(bytes, SENT_FORMAT)
    }

    /// The bytes of the list.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        signed::to_bytes(self, SENT_FORMAT)
    }
}
