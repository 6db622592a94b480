//! A whole conversation over carriers, with a desk.
//!
//! Also a lead next to a typed tip, a sealed tip that came on a stick, and carriers who mean harm.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use envelope::Clock as _;
use envelope::access::CarrierCard;
use serde_json::Value;
use tests::{Browser, Courier, File, Line, program, wording};

fn line(dir: &Path) -> (Line, String) {
    let line = Line::create(&dir.join("line"), &[]).unwrap();
    let root = fs::read_to_string(line.path("safe/root.pub")).unwrap();
    let key = root.split_whitespace().find(|word| word.starts_with("RW")).unwrap().to_owned();
    (line, key)
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn code_of(said: &str) -> String {
    said.lines().last().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_by_courier_and_one_typed_into_the_form_look_alike_at_the_desk() {
    let dir = tempfile::tempdir().unwrap();
    let (line, key) = line(dir.path());
    let server = line.serve().unwrap();
    let courier = Courier::new(&line, "journalist", &key);
    let photo = File::photo().unwrap();
    fs::write(line.path("photo.jpg"), &photo.bytes).unwrap();
    let story = "They hold my cousin behind the river.\nSeven of them.";
    let fields = [
        ("story", story),
        ("country", "Mya\u{301}nmar"),
        ("age", "under-18"),
        ("danger", "torture"),
        ("danger", "medical"),
    ];
    let browser = Browser::new(&server.url).unwrap();
    let typed = browser.send("my", &fields, &[photo]).await.unwrap();
    fs::write(
        line.path("lead.toml"),
        "language = \"my\"\nfiles = [\"photo.jpg\"]\n[answers]\nstory = \"\"\"They hold my cousin behind the river.\r\nSeven of them.\"\"\"\n\
         country = \"My\u{e1}nmar\"\nage = \"under-18\"\ndanger = [\"torture\", \"medical\"]\n",
    )
    .unwrap();
    let lead = text(&line.path("lead.toml"));
    let sent = code_of(&courier.send(&server.url, &["--lead", &lead]).unwrap());
    let bundle = line.export().unwrap();
    line.import(&bundle).unwrap();
    let list = line.desk_json("list", &[]).unwrap();
    let shown: Vec<Value> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|case| line.desk_json("show", &[case["id"].as_str().unwrap()]).unwrap())
        .collect();
    let [mut one, mut other] = <[Value; 2]>::try_from(shown).unwrap();
    assert_eq!(list[0]["level"], 0);
    // The fields that differ between any two tips are left out.
    for shown in [&mut one, &mut other] {
        let fields = shown.as_object_mut().unwrap();
        fields.remove("id").unwrap();
        fields.remove("corroborated");
    }
    let reasons = |shown: &Value| serde_json::to_string(&shown["reasons"]).unwrap();
    assert_eq!(one["answers"], other["answers"]);
    assert_eq!(one["files"], other["files"]);
    assert_eq!(one["story"], other["story"]);
    assert_eq!(one["language"], other["language"]);
    assert_eq!(
        one.as_object().unwrap().keys().collect::<Vec<_>>(),
        other.as_object().unwrap().keys().collect::<Vec<_>>()
    );
    assert!(reasons(&one).contains("18") && reasons(&other).contains("18"), "{} {}", reasons(&one), reasons(&other));
    // Each code opens its own mailbox.
    line.send_back().unwrap();
    for code in [sent.as_str(), typed.code().unwrap()] {
        let page = browser.mailbox("en", &[("code", code), ("act", "open")], &[]).await.unwrap().page;
        assert!(page.contains(&wording("en", "mailbox-received").unwrap()), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tip_that_was_only_sealed_comes_to_the_desk_on_a_stick_and_is_answered_through_the_server() {
    let dir = tempfile::tempdir().unwrap();
    let (line, key) = line(dir.path());
    let server = line.serve().unwrap();
    let courier = Courier::new(&line, "journalist", &key);
    fs::write(line.path("lead.toml"), "[answers]\nstory = \"on a stick alone\"\ncountry = \"mm\"\n").unwrap();
    let said =
        courier.seal_only(&["--lead", &text(&line.path("lead.toml")), "--to", &text(&line.path("stick"))]).unwrap();
    let (path, code) = (said.lines().next().unwrap(), code_of(&said));
    // The desk knows the line by a bundle, as always.
    let bundle = line.export().unwrap();
    line.import(&bundle).unwrap();
    line.desk("import", &[path]).unwrap();
    let list = line.desk_json("list", &[]).unwrap();
    let id = list[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(line.desk_json("show", &[&id]).unwrap()["story"], "on a stick alone");
    // Its questions are shown in the form's words, although no bundle brought the questionnaire that the tip names.
    assert!(line.desk("show", &[&id]).unwrap().contains("Country"), "{}", line.desk("show", &[&id]).unwrap());
    fs::write(line.path("reply.txt"), "Which building?").unwrap();
    line.desk("reply", &[&id, "--text-file", &text(&line.path("reply.txt"))]).unwrap();
    let said = line.send_back().unwrap();
    assert!(said.contains("2 for mailboxes") && !said.contains("passed over"), "{said}");
    let browser = Browser::new(&server.url).unwrap();
    let page = browser.mailbox("en", &[("code", &code), ("act", "open")], &[]).await.unwrap().page;
    assert!(page.contains("Which building?"), "{page}");
    // Files that the desk refuses or keeps sealed: altered, cut, empty, sealed for others.
    let sealed = fs::read(path).unwrap();
    let mut altered = sealed.clone();
    altered[20_000] ^= 1;
    let stranger = envelope::keys::Identity::generate().recipient();
    let foreign = envelope::keys::seal_bytes(&[stranger], &[0; 30_000]).unwrap();
    // The content of an honest tip, sealed again without padding.
    let body: envelope::roster::RosterBody =
        serde_json::from_slice(&fs::read(line.path("roster/roster.json")).unwrap()).unwrap();
    let own = envelope::keys::Identity::generate();
    let mut sealer = envelope::tip::TipSealer::new(&[own.recipient()], Vec::new()).unwrap();
    sealer.begin_file("note.txt", "text/plain").unwrap();
    sealer.write(b"a note").unwrap();
    let tip = envelope::tip::Tip {
        format: envelope::tip::FORMAT.to_owned(),
        site: body.site,
        day: console::SystemClock.today(),
        language: "en".to_owned(),
        answers: [("story".to_owned(), envelope::tip::Answer::Text("unpadded".to_owned()))].into(),
        mailbox: None,
        submission: envelope::SubmissionId::from_bytes([3; 16]),
        questionnaire: envelope::Digest::of(b"none"),
    };
    let (padded, _) = sealer.finish(&tip).unwrap();
    let inside = envelope::keys::open_bytes(&[&own], &padded).unwrap();
    let unpadded = envelope::keys::seal_bytes(&[body.reviewers[0].recipients[0].recipient.clone()], &inside).unwrap();
    for (name, bytes, says) in [
        ("unpadded.age", unpadded.as_slice(), "it is not padded as tips are"),
        ("altered.age", altered.as_slice(), "kept sealed"),
        ("cut.age", &sealed[..20_000], "kept sealed"),
        ("foreign.age", &foreign, "sealed to none of this desk's keys"),
        ("empty.age", b"", "the bundle is refused"),
    ] {
        fs::write(line.path(name), bytes).unwrap();
        let said = line.desk("import", &[&text(&line.path(name))]);
        let said = said.unwrap_or_else(|error| error.to_string());
        assert!(said.contains(says), "{name}: {said}");
    }
}

/// Runs a program in the network namespace `netns`, or in a new namespace without any network if that is `None`.
///
/// Returns its standard output, followed by its standard error.
fn within(netns: Option<&str>, program: &str, arguments: &[&str]) -> String {
    let mut command = match netns {
        Some(name) => {
            let mut command = Command::new("ip");
            command.args(["netns", "exec", name]);
            command
        }
        None => {
            let mut command = Command::new("unshare");
            command.arg("--net");
            command
        }
    };
    let output = command.arg(tests::program(program).unwrap()).args(arguments).stdin(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program} {}: {said}", arguments[0]);
    format!("{}{said}", String::from_utf8(output.stdout).unwrap())
}

fn ip(arguments: &[&str]) -> bool {
    Command::new("ip").args(arguments).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// A server's machine and a carrier's, with a wire between them; removed when dropped.
struct Machines {
    server: String,
    carrier: String,
}

impl Machines {
    fn new() -> Option<Self> {
        let id = std::process::id();
        let machines = Self { server: format!("tl-s{id}"), carrier: format!("tl-c{id}") };
        let (server, carrier) = (machines.server.as_str(), machines.carrier.as_str());
        let (here, there) = (format!("s{id}"), format!("c{id}"));
        let made = ip(&["netns", "add", server])
            && ip(&["netns", "add", carrier])
            && ip(&["link", "add", &here, "netns", server, "type", "veth", "peer", "name", &there, "netns", carrier])
            && ip(&["-n", server, "addr", "add", "10.77.0.1/24", "dev", &here])
            && ip(&["-n", carrier, "addr", "add", "10.77.0.2/24", "dev", &there])
            && ip(&["-n", server, "link", "set", &here, "up"])
            && ip(&["-n", carrier, "link", "set", &there, "up"])
            && ip(&["-n", server, "link", "set", "lo", "up"]);
        made.then_some(machines)
    }
}

impl Drop for Machines {
    fn drop(&mut self) {
        ip(&["netns", "del", &self.server]);
        ip(&["netns", "del", &self.carrier]);
    }
}

/// The server is on one machine, the desk on another without any network, and a carrier walks between them.
///
/// They carry a lead, a reply and the sender's follow-up. Then carriers alter, drop and replay bundles.
#[tokio::test(flavor = "multi_thread")]
async fn a_whole_conversation_is_carried_between_two_machines_and_a_bad_carrier_is_told_on() {
    let Some(machines) = Machines::new() else {
        eprintln!("skipped: this user may make no network namespaces");
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let (line, key) = line(dir.path());
    line.set(&[("hosts", "[]")]).unwrap();
    let carrier = Courier::new(&line, "carrier", &key);
    let card = text(&line.path("carrier/carrier-1.json"));
    let config = text(&line.path("server/intake.toml"));
    let (desk, passphrase, stick) =
        (text(&line.path("desk")), text(&line.path("passphrase")), text(&line.path("stick")));
    let at_desk = |command: &str, arguments: &[&str]| {
        within(None, "reviewer", &[&[command, "--desk", &desk, "--passphrase-file", &passphrase], arguments].concat())
    };
    // The carrier's card goes to the desk, the root key signs the access list, and the operator installs it.
    let said = carrier.run("init", &["--name", "1"]).unwrap();
    let fingerprint = said.lines().next().unwrap().split_whitespace().last().unwrap().to_owned();
    assert_eq!(said.lines().last().unwrap(), card);
    assert!(CarrierCard::parse(&fs::read(&card).unwrap()).unwrap().fingerprint().unwrap().matches(&fingerprint));
    let (root, to) = (text(&line.path("safe/root.key")), text(&line.path("access")));
    at_desk(
        "access",
        &[
            "--root",
            &root,
            "--root-passphrase-file",
            &passphrase,
            "--carrier",
            &card,
            "--fingerprint",
            &fingerprint,
            "--to",
            &to,
        ],
    );
    within(Some(&machines.server), "intake", &["access", "--config", &config, &text(&line.path("access/access.json"))]);
    let serve = |command: &str, listen: &str| {
        let mut serve = Command::new("ip");
        serve.args(["netns", "exec", &machines.server]).arg(program("intake").unwrap());
        line.serve_with(serve.args([command, "--config", &config, "--listen", listen])).unwrap()
    };
    let (server, carry) = (serve("serve", "10.77.0.1:8443"), serve("carry", "10.77.0.1:8444"));
    let (home, certificate, roster) =
        (text(&carrier.home), text(&line.path("server/tls/certificate.pem")), text(&line.path("roster/roster.json")));
    let by_carrier = |command: &str, url: &str, arguments: &[&str]| {
        let of = [
            command,
            "--home",
            &home,
            "--site",
            url,
            "--certificate",
            &certificate,
            "--roster",
            &roster,
            "--root-key",
            &key,
        ];
        within(Some(&machines.carrier), "courier", &[&of[..], arguments].concat())
    };
    let fingerprint = within(Some(&machines.server), "intake", &["status", "--config", &config]);
    let words = fingerprint.lines().find_map(|line| line.strip_prefix("fingerprint")).unwrap().trim().to_owned();
    let fetch = || {
        let said = by_carrier("fetch", &carry.url, &["--to", &stick, "--fingerprint", &words]);
        said.lines().filter(|line| line.starts_with('/')).map(str::to_owned).collect::<Vec<_>>()
    };
    // A lead goes over the wire, its bundle comes to the desk, and a reply goes back to the journalist.
    fs::write(line.path("lead.toml"), "[answers]\nstory = \"the first word\"\n").unwrap();
    let said = by_carrier("send", &server.url, &["--lead", &text(&line.path("lead.toml"))]);
    let code = said.lines().find(|line| line.len() == 34 && line.split(' ').count() == 7).unwrap().to_owned();
    let bundle = fetch().pop().unwrap();
    let said = at_desk("import", &["--fingerprint", &words, &bundle]);
    assert!(said.contains("1 new"), "{said}");
    let list: Value = serde_json::from_str(&line.desk("list", &["--json"]).unwrap()).unwrap();
    let id = list[0]["id"].as_str().unwrap().to_owned();
    fs::write(line.path("reply.txt"), "Which building?").unwrap();
    at_desk("reply", &[&id, "--text-file", &text(&line.path("reply.txt"))]);
    let last = |said: String| -> String { said.lines().rfind(|line| line.starts_with('/')).unwrap().to_owned() };
    let dispatch = last(at_desk("dispatch", &["--to", &stick]));
    let said = by_carrier("deliver", &carry.url, &[&dispatch]);
    assert!(said.contains("2 for mailboxes"), "{said}");
    // The reply is read and answered as in a browser. For that, another server process on the same store listens in
    // this network.
    drop(server);
    let server = line.serve().unwrap();
    let browser = Browser::new(&server.url).unwrap();
    let opened = browser.mailbox("en", &[("code", &code), ("act", "open")], &[]).await.unwrap();
    assert!(opened.page.contains("Which building?"), "{}", opened.page);
    let (token, session) = (opened.hidden("token")[0], opened.hidden("session")[0]);
    let fields = [("token", token), ("session", session), ("act", "send"), ("story", "the third one")];
    assert_eq!(browser.mailbox("en", &fields, &[]).await.unwrap().status, 200);
    let followed = fetch().pop().unwrap();
    at_desk("import", &[&followed]);
    let list: Value = serde_json::from_str(&line.desk("list", &["--json"]).unwrap()).unwrap();
    assert_eq!(list.as_array().unwrap().len(), 1, "the answer is in the same case");
    assert!(line.desk("show", &[&id]).unwrap().contains("the third one"));

    // A carrier alters a bundle.
    let second = fetch().pop().unwrap();
    let good = fs::read(&second).unwrap();
    let mut bad = good.clone();
    let at = bad.len() / 2;
    bad[at] ^= 1;
    fs::write(line.path("altered.tar"), &bad).unwrap();
    let said = line.desk("import", &[&text(&line.path("altered.tar"))]).unwrap_err().to_string();
    assert!(said.contains("the bundle is refused"), "{said}");
    // The carrier drops it and brings the next one: the desk names the missing bundle.
    let third = fetch().pop().unwrap();
    let said = at_desk("import", &[&third]);
    assert!(said.contains("bundle 3 is missing"), "{said}");
    // The carrier replays the first bundle: nothing is new. An old dispatch changes nothing at the server either.
    let said = at_desk("import", &[&bundle]);
    assert!(said.contains("nothing new"), "{said}");
    let said = by_carrier("deliver", &carry.url, &[&dispatch]);
    assert!(said.contains("already applied"), "{said}");
}
