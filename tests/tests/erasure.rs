//! Rules of erasure on the server.
//!
//! The server erases no tip before a verified backup or a second desk's confirmation. It holds a large erasure until an
//! operator confirms it.

use std::fs;

use envelope::Digest;
use envelope::bundle::BundleBody;
use envelope::dispatch::{self, DispatchBody, Listed};
use envelope::keys::{Desk, Identity, SigningKey};
use envelope::roster::{CARD_FORMAT, Card, DatedDeskKey, DatedRecipient, DeskRole};
use tests::{Browser, Line};

#[tokio::test(flavor = "multi_thread")]
async fn a_mass_erasure_is_held_and_goes_ahead_with_confirm_while_replies_are_read_all_along() {
    let dir = tempfile::tempdir().unwrap();
    let settings = [("erase_after_days", "0"), ("submissions_per_minute_per_origin", "1000")];
    let line = Line::create(&dir.path().join("line"), &settings).unwrap();
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let mut code = String::new();
    for n in 0..60 {
        let sent = browser.send("en", &[("story", &format!("tip {n}"))], &[]).await.unwrap();
        code = sent.code().unwrap().to_owned();
    }
    line.import(&line.export().unwrap()).unwrap();
    let id = line.desk_json("search", &["tip 59"]).unwrap()[0]["id"].as_str().unwrap().to_owned();
    fs::write(line.path("reply.txt"), "which building").unwrap();
    line.desk("reply", &[&id, "--text-file", &line.path("reply.txt").display().to_string()]).unwrap();
    let said = line.send_back().unwrap();
    assert!(said.contains("60 to erase") && said.contains("held: this would erase a large part"), "{said}");
    let status: serde_json::Value = serde_json::from_str(&line.intake("status", &["--json"]).unwrap()).unwrap();
    assert_eq!((&status["received"], &status["erasures_held"]), (&60.into(), &60.into()));
    let open = async || browser.mailbox("en", &[("code", &code), ("act", "open")], &[]).await.unwrap().page;
    assert!(open().await.contains("which building"), "replies do not wait for the erasure");
    let dispatch = line.path("stick/dispatch-0001.tar").display().to_string();
    let said = line.intake("ingest", &["--confirm", &dispatch]).unwrap();
    assert!(said.contains("already applied") && said.contains("60 held erasures go ahead"), "{said}");
    let status: serde_json::Value = serde_json::from_str(&line.intake("status", &["--json"]).unwrap()).unwrap();
    assert_eq!((&status["received"], &status["erasures_held"]), (&0.into(), &0.into()));
    assert!(open().await.contains("which building"), "nor do they go with the tip");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_is_erased_on_a_second_desks_word_and_on_nobody_elses() {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), &[("erase_after_days", "0")]).unwrap();
    // The second desk is only keys and a card. It owns each tip that it signs for.
    let (second, stranger) = (SigningKey::<Desk>::generate().unwrap(), SigningKey::<Desk>::generate().unwrap());
    let server = line.serve().unwrap();
    Browser::new(&server.url).unwrap().send("en", &[("story", "x")], &[]).await.unwrap();
    let bundle = line.export().unwrap();
    line.import(&bundle).unwrap();
    let list = std::process::Command::new("tar").args(["-xOf", &bundle, "bundle.json"]).output().unwrap().stdout;
    let body: BundleBody = serde_json::from_slice(&list).unwrap();
    let (from, until) = (body.day, body.day.plus(365));
    let card = Card {
        format: CARD_FORMAT.to_owned(),
        label: "desk-2".to_owned(),
        recipients: vec![DatedRecipient { recipient: Identity::generate().recipient(), from, until }],
        desk_keys: vec![DatedDeskKey { key: second.verifying_key(), role: DeskRole::Dispatch, from, until }],
    };
    line.add_desk(&card).unwrap();
    let word = |number: u32, key: &SigningKey<Desk>, sha256: Digest| {
        let received = vec![Listed { id: body.tips[0].id, sha256 }];
        let dispatch = DispatchBody {
            format: dispatch::FORMAT.to_owned(),
            site: body.site,
            desk: key.verifying_key(),
            number,
            day: body.day,
            received,
            erase: vec![],
            items: vec![],
            withdrawn: vec![],
            opens: vec![],
            audit_head: Digest::of(b"log"),
        };
        let path = line.path("word.tar");
        dispatch::write(fs::File::create(&path).unwrap(), &dispatch, key, None, &Default::default()).unwrap();
        line.desk("import", &[&path.display().to_string()])
    };
    let to = line.path("stick").display().to_string();
    let deliver = || line.intake("ingest", &[line.desk("dispatch", &["--to", &to]).unwrap().trim()]).unwrap();
    let sha256 = body.tips[0].sha256;
    assert!(word(1, &stranger, sha256).unwrap_err().to_string().contains("names no desk key"));
    assert!(word(1, &second, Digest::of(b"other bytes")).unwrap().contains("it has 0 tips"));
    assert!(deliver().contains("1 received, 0 to erase"));
    assert!(word(2, &second, sha256).unwrap().contains("dispatch 2 of another desk: it has 1 tips"));
    assert!(deliver().contains("1 to erase"));
    let status: serde_json::Value = serde_json::from_str(&line.intake("status", &["--json"]).unwrap()).unwrap();
    assert_eq!((&status["received"], &status["waiting"]), (&0.into(), &0.into()));
    let own = line.path("stick/dispatch-0001.tar").display().to_string();
    assert!(line.desk("import", &[&own]).unwrap_err().to_string().contains("this desk's own"));
}
