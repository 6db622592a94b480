//! The output of the commands.

use console::line;

use crate::casedb::cases::Case;
use crate::casedb::judged::SignalCounts;
use crate::service::{import, probe, verify, work};
use crate::signals::Failed;

pub(super) fn verified(done: &verify::Verified) {
    line(&format!("log          {} entries are valid", done.log_entries));
    line(&format!("heads        {} of dispatches are in the log", done.heads));
    line(&format!("attachments  {} are unchanged", done.files));
    line(&format!("tips         {} can be read", done.tips));
    done.findings.iter().for_each(|finding| line(&format!("finding: {finding}")));
}

pub(super) fn probed(reported: &probe::Reported) {
    let standing = match reported.standing {
        probe::Standing::Arrived(day) => format!("arrived {day}"),
        probe::Standing::Missing => "MISSING".to_owned(),
        probe::Standing::NotSent => "was not sent".to_owned(),
        probe::Standing::ToCome => "to come".to_owned(),
    };
    line(&format!("{:>4}  {}  {}  {standing}", reported.number, reported.due, reported.way));
}

pub(super) fn imported(done: &import::Imported) {
    if let Some((number, tips)) = done.confirmed {
        return line(&format!("dispatch {number} of another desk: it has {tips} tips that wait for a backup here"));
    }
    let what = done.bundle.map_or("tip".to_owned(), |number| format!("bundle {number}"));
    if done.probes > 0 {
        line(&format!("{} probes of this desk arrived", done.probes));
    }
    if done.new + done.quarantined + done.twins == 0 {
        line(&format!("{what}: nothing new"));
    } else {
        line(&format!(
            "{what}: {} new, {} known, {} sent twice, {} in quarantine",
            done.new, done.known, done.twins, done.quarantined
        ));
    }
    done.findings.iter().for_each(|finding| line(&format!("finding: {finding}")));
}

pub(super) fn list(cases: &[Case], json: bool) {
    if json {
        return console::json(&cases);
    }
    for case in cases {
        let assessed = if case.assessed { "" } else { ", not read yet" };
        let unread = if case.unread { "*" } else { " " };
        line(&format!(
            "{unread} {}  L{} {:>3}  {}  {:<7}  {} files  {}{assessed}",
            case.id,
            case.level,
            case.score,
            case.received_day,
            clean(&case.language),
            case.files,
            case.status
        ));
    }
}

pub(super) fn show(shown: &work::Shown) {
    list(std::slice::from_ref(&shown.case), false);
    line(&format!("\n{}\n", clean(&shown.story)));
    for (question, answer) in &shown.labelled {
        let between = if question.ends_with('?') { " " } else { ": " };
        line(&format!("{}{between}{}", clean(question), clean(answer)));
    }
    shown
        .files
        .iter()
        .for_each(|file| line(&format!("file: {}  {} bytes  sha256 {}", clean(&file.name), file.size, file.sha256)));
    for reason in &shown.reasons {
        let quotes: String = reason.quotes.iter().map(|quote| format!(" “{}”", clean(quote))).collect();
        let words = if quotes.is_empty() { String::new() } else { format!(", by its words, not confirmed:{quotes}") };
        line(&format!("{:>3}  {}{words}", reason.points, reason.why));
    }
    for message in &shown.messages {
        let state = match (message.number, message.dispatch) {
            (Some(number), _) if message.withdrawn => format!(", reply {number}, withdrawn"),
            (Some(number), None) => format!(", reply {number}, waits for a dispatch"),
            (Some(number), Some(0)) => format!(", reply {number}, in the mailbox since before the restore"),
            (Some(number), Some(dispatch)) => {
                let arrived = if message.applied { ", which the server applied" } else { "" };
                let read = if message.collected { ", collected" } else { "" };
                format!(", reply {number}, in dispatch {dispatch}{arrived}{read}")
            }
            (None, _) => String::new(),
        };
        line(&format!("{} of {}{state}: {}", message.from, message.day, clean(&message.text)));
    }
    shown.notes.iter().for_each(|note| line(&format!("note of {}: {}", note.day, clean(&note.text))));
}

pub(super) fn checked(sentences: usize, failed: &[Failed], json: bool) {
    if json {
        let failed: Vec<_> = failed.iter().map(|failed| serde_json::json!({
            "language": failed.language, "signal": failed.kind, "sentence": failed.sentence, "must": failed.must, "heard": failed.heard,
        })).collect();
        return console::json(&serde_json::json!({ "sentences": sentences, "failed": failed }));
    }
    for failed in failed {
        let must = if failed.must { "must give" } else { "must not give" };
        line(&format!("{}: {:?} {must} {}", failed.language, failed.sentence, failed.kind.id()));
    }
    line(&format!("{sentences} sentences, {} not read as they should be", failed.len()));
}

pub(super) fn counts(counts: &[SignalCounts], json: bool) {
    if json {
        return console::json(&counts);
    }
    line("language  signal        right  wrong  missed");
    for counts in counts {
        line(&format!(
            "{:<8}  {:<12}  {:>5}  {:>5}  {:>6}",
            counts.language, counts.signal, counts.right, counts.wrong, counts.missed
        ));
    }
}

/// Makes a sender's words safe for a terminal: replaces control characters and marks that change the direction of text.
fn clean(text: &str) -> String {
    let hostile =
        |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|c| if hostile(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_tip_cannot_move_the_cursor_or_turn_the_line_around() {
        assert_eq!(super::clean("a\u{1b}[2J\u{202e}b\nc"), "a\u{fffd}[2J\u{fffd}b\nc");
    }
}
