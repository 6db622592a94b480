//! Act, means and purpose: the elements of trafficking in persons (Palermo Protocol, article 3).
//!
//! The finding is shown as a badge, separately from the case's urgency. The answers only suggest a finding, and a
//! reviewer decides. For anyone under 18, the means are not required (article 3 c).

use std::collections::BTreeMap;

use envelope::tip::Answer;
use serde::{Deserialize, Serialize};

/// Whether an element is present.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Element {
    /// The element is present.
    Yes,
    /// The element is absent.
    No,
    /// It is unknown whether the element is present.
    #[default]
    Unknown,
}

/// The three elements of trafficking, for one case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// Somebody was recruited, transported, transferred, harboured or received.
    pub act: Element,
    /// The act was done by force, threat, deception, abuse of vulnerability or payment.
    pub means: Element,
    /// The act was done for exploitation.
    pub purpose: Element,
}

/// The finding that a tip's answers suggest, and the questions whose answers suggest it.
#[derive(Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The suggested finding. An element is yes or unknown, never no, because a tip cannot show that something is
    /// absent.
    pub finding: Finding,
    /// For each element (act, means, purpose), the ids of the questions that suggest it.
    pub because: [Vec<&'static str>; 3],
    /// Whether the person is, or may be, under 18. The means are then not required.
    pub minor: bool,
}

/// The conclusion from the three elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Badge {
    /// Trafficking is possible: all required elements are present.
    Possible,
    /// It is not trafficking: a required element is absent.
    Not,
    /// The conclusion is open: a required element is unknown.
    Open,
}

/// A question, and those of its options that show an element. If no options are given, any typed answer shows it.
type Shows = (&'static str, &'static [&'static str]);

const ACT: [Shows; 6] =
    [("recruiter", &[]), ("platform", &[]), ("promised", &[]), ("legs", &[]), ("handlers", &[]), ("sold", &["sold"])];
const MEANS: [Shows; 7] = [
    ("ilo-vulnerability", &["yes"]),
    ("ilo-deception", &["yes"]),
    ("ilo-physical", &["yes"]),
    ("ilo-sexual", &["yes"]),
    ("ilo-threats", &["yes"]),
    ("ilo-debt", &["yes"]),
    ("ilo-documents", &["yes"]),
];
const PURPOSE: [Shows; 6] = [
    ("forced-to", &[]),
    ("quota", &[]),
    ("ilo-wages", &["yes"]),
    ("ilo-overtime", &["yes"]),
    ("ilo-conditions", &["yes"]),
    ("ilo-movement", &["yes"]),
];

/// Suggests a finding from a tip's answers.
pub fn suggest(answers: &BTreeMap<String, Answer>) -> Suggestion {
    let says = |(question, options): &Shows| match answers.get(*question) {
        Some(Answer::Text(text)) if envelope::questionnaire::NON_ANSWERS.contains(&text.as_str()) => false,
        Some(Answer::Text(text)) if options.is_empty() => !text.trim().is_empty(),
        Some(Answer::Text(text)) => options.contains(&text.as_str()),
        Some(Answer::Many(many)) => many.iter().any(|option| options.contains(&option.as_str())),
        None => false,
    };
    let shown = |all: &[Shows]| all.iter().filter(|each| says(each)).map(|(question, _)| *question).collect::<Vec<_>>();
    let because = [shown(&ACT), shown(&MEANS), shown(&PURPOSE)];
    let element = |at: usize| if because[at].is_empty() { Element::Unknown } else { Element::Yes };
    let minor = says(&("age", &["under-18", "maybe-under-18"]));
    Suggestion { finding: Finding { act: element(0), means: element(1), purpose: element(2) }, because, minor }
}

impl Finding {
    /// Returns the conclusion from the three elements. For a minor, the means are not required.
    pub fn badge(self, minor: bool) -> Badge {
        let means = if minor { Element::Yes } else { self.means };
        let all = [self.act, means, self.purpose];
        if all.contains(&Element::No) {
            Badge::Not
        } else if all.iter().all(|element| *element == Element::Yes) {
            Badge::Possible
        } else {
            Badge::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(given: &[(&str, &str)]) -> Suggestion {
        suggest(&given.iter().map(|(id, text)| ((*id).to_owned(), Answer::Text((*text).to_owned()))).collect())
    }

    #[test]
    fn all_three_elements_make_a_possible_finding_and_a_tip_alone_never_denies_one() {
        let all = of(&[("recruiter", "@x"), ("ilo-threats", "yes"), ("forced-to", "chat with strangers")]);
        assert_eq!(all.finding.badge(all.minor), Badge::Possible);
        let none = of(&[("ilo-threats", "no"), ("sold", "no"), ("forced-to", "unknown")]);
        assert_eq!((none.finding, none.finding.badge(false)), (Finding::default(), Badge::Open));
    }

    #[test]
    fn for_a_child_the_means_need_not_be_there() {
        let child = of(&[("recruiter", "@x"), ("forced-to", "x"), ("age", "under-18")]);
        assert_eq!(child.finding.badge(child.minor), Badge::Possible);
        assert_eq!(child.finding.badge(false), Badge::Open);
    }
}
