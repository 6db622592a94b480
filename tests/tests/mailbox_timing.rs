//! The time of a look-up does not tell whether a code has a mailbox.
//!
//! Times are compared as distributions, not as averages.

use std::time::{Duration, Instant};

use envelope::MailboxId;
use envelope::code::Code;
use envelope::item;
use tests::{Browser, Site};

/// Look-ups of each kind.
const SAMPLES: usize = 200;

/// The share of pairs in which a time of `a` is longer than one of `b` (Mann-Whitney): 0.5 if they cannot be told
/// apart.
///
/// By chance alone, its standard deviation for two times 200 samples is 0.03.
fn longer(a: &[Duration], b: &[Duration]) -> f64 {
    let wins: f64 = a
        .iter()
        .flat_map(|x| {
            b.iter().map(move |y| {
                if x > y {
                    1.0
                } else if x == y {
                    0.5
                } else {
                    0.0
                }
            })
        })
        .sum();
    wins / (a.len() * b.len()) as f64
}

#[tokio::test(flavor = "multi_thread")]
async fn known_and_unknown_codes_are_answered_after_the_same_times() {
    let dir = tempfile::tempdir().unwrap();
    let limits = [("look_ups_per_minute_per_origin", "100000")];
    let site = Site::create(&dir.path().join("line"), &limits).unwrap();
    let server = site.line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let sent = browser.send("en", &[("story", "x")], &[]).await.unwrap();
    let known = sent.code().unwrap().to_owned();
    // Three replies: opening each takes time that an unknown code does not take.
    let secrets = site.secrets(&known).unwrap();
    let recipient = secrets.identity.recipient();
    let mailbox = MailboxId::of(site.site, &recipient);
    let seal = |number| item::seal(&site.reply(mailbox, number, "Which building?"), &site.desk, &recipient).unwrap();
    let replies: Vec<Vec<u8>> = (1..=3).map(seal).collect();
    let replies: Vec<&Vec<u8>> = replies.iter().collect();
    let dispatch = site.write_dispatch(mailbox, &site.dispatch(mailbox, 1, &replies), &replies, &site.desk).unwrap();
    assert!(site.line.intake("ingest", &[&dispatch]).unwrap().contains("3 for mailboxes"));
    let (mut of_known, mut of_unknown) = (Vec::new(), Vec::new());
    // In pairs, so that the machine's other work slows both alike.
    for n in 0..SAMPLES + 20 {
        let mut entropy = [0; 16];
        entropy[8..].copy_from_slice(&(n as u64).to_be_bytes());
        let unknown = Code::from_entropy(&entropy).grouped();
        for (code, status, times) in [(known.as_str(), 200, &mut of_known), (unknown.as_str(), 404, &mut of_unknown)] {
            let begun = Instant::now();
            let answer = browser.mailbox("en", &[("code", code), ("act", "open")], &[]).await.unwrap();
            times.push(begun.elapsed());
            assert_eq!(answer.status, status);
            assert_eq!(answer.page.matches("Which building?").count(), if status == 200 { 3 } else { 0 });
        }
    }
    // The first 20 pairs only warm up caches.
    let told = longer(&of_known[20..], &of_unknown[20..]);
    assert!((told - 0.5).abs() < 0.12, "a look-up's time tells whether the code is known: {told:.3}");
}
