//! Checks each list by its own example sentences.
//!
//! Each list has sentences that must give a signal, and sentences that must not.

use envelope::Day;

use super::list::{List, ListError};
use super::{Kind, Signals, SignalsError};

/// A sentence that does not give the result that its list demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// The language of the list of signals.
    pub language: String,
    /// The signal for which the list has the sentence.
    pub kind: Kind,
    /// The sentence.
    pub sentence: String,
    /// Whether the sentence has to give the signal.
    pub must: bool,
    /// The signals that the sentence really gives.
    pub heard: Vec<Kind>,
}

/// Reads the example sentences of all `texts` (a language's tag and its list) as if they were sent on `sent`. Returns
/// the number of sentences and those that fail.
///
/// # Errors
/// When a list does not parse.
pub fn check(signals: &Signals, texts: &[(&str, &str)], sent: Day) -> Result<(usize, Vec<Failed>), SignalsError> {
    let (mut count, mut failed) = (0, Vec::new());
    for (language, text) in texts {
        let refused = |source: ListError| SignalsError { language: (*language).to_owned(), source };
        let list = List::parse(text).map_err(refused)?;
        for group in &list.signals {
            let sentences = group.must.iter().map(|must| (must, true));
            for (sentence, must) in sentences.chain(group.must_not.iter().map(|must_not| (must_not, false))) {
                count += 1;
                let heard = signals.read(sentence, &list.language, sent);
                if heard.says(group.signal) != must {
                    let heard = heard.signals.into_iter().map(|signal| signal.kind).collect();
                    failed.push(Failed {
                        language: list.language.clone(),
                        kind: group.signal,
                        sentence: sentence.clone(),
                        must,
                        heard,
                    });
                }
            }
        }
    }
    Ok((count, failed))
}
