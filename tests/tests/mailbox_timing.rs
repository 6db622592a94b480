//! How long a look-up takes does not tell whether a mailbox has the code: compared as distributions, not as averages.

use std::time::{Duration, Instant};

use envelope::code::Code;
use tests::{Browser, Site};

/// Look-ups of each kind.
const SAMPLES: usize = 400;

/// How often a time of `a` is longer than one of `b` (Mann-Whitney): 0.5 where nothing tells them apart. By chance alone, its standard deviation
/// for two times 400 samples is 0.02.
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
    let limits = [("look_ups_per_minute_per_origin", "100000"), ("answer_every_ms", "4")];
    let site = Site::create(&dir.path().join("line"), &limits).unwrap();
    let server = site.line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let sent = browser.send("en", &[("story", "x")], &[]).await.unwrap();
    let known = sent.code().unwrap().to_owned();
    let (mut of_known, mut of_unknown) = (Vec::new(), Vec::new());
    // In pairs, so that whatever else the machine does falls on both.
    for n in 0..SAMPLES + 20 {
        let mut entropy = [0; 16];
        entropy[8..].copy_from_slice(&(n as u64).to_be_bytes());
        let unknown = Code::from_entropy(&entropy).grouped();
        for (code, status, times) in [(known.as_str(), 200, &mut of_known), (unknown.as_str(), 404, &mut of_unknown)] {
            let begun = Instant::now();
            let answer = browser.mailbox("en", &[("code", code), ("act", "open")], &[]).await.unwrap();
            times.push(begun.elapsed());
            assert_eq!(answer.status, status);
        }
    }
    // The first ones warm caches up.
    let told = longer(&of_known[20..], &of_unknown[20..]);
    assert!((told - 0.5).abs() < 0.09, "a look-up's time tells whether the code is known: {told:.3}");
}
