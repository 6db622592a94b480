//! Leads that `courier` seals: over bad connections, after restarts, many at once, and from an attacker.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use envelope::Digest;
use envelope::tip::Answer;
use tests::{BadLine, Courier, Site};

const LEAD: &str = "language = \"th\"\n[answers]\nstory = \"a courier's canary-7 words\"\ncountry = \"mm\"\n";

fn site(dir: &Path) -> (Site, Courier) {
    let site = Site::create(dir, &[]).unwrap();
    let courier = courier(&site, "journalist");
    fs::write(site.line.path("lead.toml"), LEAD).unwrap();
    (site, courier)
}

fn courier(site: &Site, name: &str) -> Courier {
    Courier::new(&site.line, name, &site.root.verifying_key().to_string())
}

/// Exports, and opens every tip with the reviewer's key: story, and digests of attachments.
fn opened(site: &Site) -> Vec<(String, Vec<Digest>)> {
    let bundle = site.line.export().unwrap();
    let untrusted = envelope::bundle::UntrustedBundle::open(fs::File::open(bundle).unwrap()).unwrap();
    let key = untrusted.claimed_key().clone();
    let mut bundle = untrusted.verify(&key, site.site).unwrap();
    let mut tips = Vec::new();
    for listed in bundle.tips() {
        let opened = envelope::tip::open(bundle.tip(&listed.id).unwrap(), &[&site.reviewer]).unwrap();
        let Answer::Text(story) = &opened.tip().answers["story"] else { panic!("a story is text") };
        tips.push((story.clone(), opened.files().iter().map(|file| file.sha256).collect()));
    }
    tips.sort();
    tips
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

#[test]
fn a_lead_arrives_sealed_with_its_files_and_its_code_opens_a_mailbox() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let server = site.line.serve().unwrap();
    let photo: Vec<u8> = (0..300_000_u32).map(|n| (n % 251) as u8).collect();
    fs::write(site.line.path("photo.jpg"), &photo).unwrap();
    let (lead, photo_at) = (text(&site.line.path("lead.toml")), text(&site.line.path("photo.jpg")));
    let said = courier.send(&server.url, &["--lead", &lead, "--attach", &photo_at]).unwrap();
    let code = said.lines().last().unwrap();
    assert_eq!(code.split(' ').count(), 7, "{code}");
    let secrets = site.secrets(code).unwrap();
    let mailbox = envelope::MailboxId::of(site.site, &secrets.identity.recipient());
    // The mailbox exists, and it is the one that the tip names.
    let reply =
        envelope::item::seal(&site.reply(mailbox, 1, "which building?"), &site.desk, &secrets.identity.recipient())
            .unwrap();
    let dispatch = site.write_dispatch(mailbox, &site.dispatch(mailbox, 1, &[&reply]), &[&reply], &site.desk).unwrap();
    assert!(site.line.intake("ingest", &[&dispatch]).unwrap().contains("1 for mailboxes"));
    assert_eq!(opened(&site), [("a courier's canary-7 words".to_owned(), vec![Digest::of(&photo)])]);
    // The server holds neither the words nor the code, and nothing of the lead is left on the journalist's laptop.
    for secret in [b"canary-7".as_slice(), code.as_bytes(), code.replace(' ', "").as_bytes()] {
        assert_eq!(site.line.holding(secret).unwrap(), Vec::<String>::new());
    }
    assert_eq!(fs::read_dir(courier.home.join("sending")).unwrap().count(), 0);
}

#[test]
fn a_lead_that_is_broken_off_goes_on_where_the_server_has_it_also_after_both_restart() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let mut server = site.line.serve().unwrap();
    let video: Vec<u8> = (0..6_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    fs::write(site.line.path("video.mp4"), &video).unwrap();
    let (lead, file) = (text(&site.line.path("lead.toml")), text(&site.line.path("video.mp4")));
    let arguments = ["--lead", lead.as_str(), "--attach", file.as_str()];
    // Three breaks, after which courier resumes by itself.
    let line = BadLine::to(&server.url, vec![1_500_000, 1_000_000, 1_000_000]).unwrap();
    let mut first = courier.sending(&line.url, &arguments).unwrap();
    let mut first = first.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    while line.cuts() < 3 {
        assert!(first.try_wait().unwrap().is_none(), "it gave up");
        thread::sleep(std::time::Duration::from_millis(20));
    }
    first.kill().unwrap();
    first.wait().unwrap();
    server.stop().unwrap();
    let here: u64 = fs::read_dir(site.line.path("server/store/uploads"))
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    assert!(here > 2_000_000, "{here} bytes are there");
    let server = site.line.serve().unwrap();
    let line = BadLine::to(&server.url, vec![]).unwrap();
    let said = courier.send(&line.url, &arguments).unwrap();
    // The sealed lead has 8 MiB.
    assert!(line.carried() < 6_500_000, "it began from the beginning");
    assert!(said.lines().last().unwrap().split(' ').count() == 7);
    assert_eq!(opened(&site), [("a courier's canary-7 words".to_owned(), vec![Digest::of(&video)])]);
}

#[test]
fn a_table_of_500_leads_goes_through_once_with_its_broken_row_named_also_after_ctrl_c() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let server = site.line.serve().unwrap();
    let mut table = "story,country,age\n".to_owned();
    for n in 2..=501 {
        table += &if n == 137 { "lead 137,mm,ancient\n".to_owned() } else { format!("lead {n},mm,18-24\n") };
    }
    let path = text(&site.line.path("leads.csv"));
    fs::write(&path, &table).unwrap();
    let mut first = courier.sending(&server.url, &["--lead", &path]).unwrap();
    let mut first = first.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut codes: Vec<String> = Vec::new();
    for line in BufReader::new(first.stdout.take().unwrap()).lines() {
        codes.push(line.unwrap());
        if codes.len() == 200 {
            Command::new("kill").args(["-INT", &first.id().to_string()]).status().unwrap();
        }
    }
    let mut said = String::new();
    first.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(!first.wait().unwrap().success() && said.contains("run the same command again"), "{said}");
    assert!(codes.len() < 400, "it was not stopped in the middle");
    let output = courier.sending(&server.url, &["--lead", &path]).unwrap().output().unwrap();
    let (shown, said) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(
        said.contains("row 137: age has an answer that the form does not offer") && said.contains("18-24"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(shown.lines().count(), 499);
    // The earlier codes are shown again, unchanged.
    assert!(codes.iter().all(|code| shown.contains(code.as_str())));
    assert_eq!(site.line.kept().unwrap(), 499);
    fs::write(&path, table.replace("ancient", "25-34")).unwrap();
    let said = courier.send(&server.url, &["--lead", &path]).unwrap();
    assert!(said.lines().count() == 500 && codes.iter().all(|code| said.contains(code.as_str())));
    let mut stories: Vec<String> = opened(&site).into_iter().map(|(story, _)| story).collect();
    assert_eq!(stories.len(), 500);
    stories.dedup();
    assert_eq!(stories.len(), 500);
}

#[test]
fn a_file_that_changed_while_it_was_sent_is_named_and_nothing_of_it_is_mixed() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let server = site.line.serve().unwrap();
    fs::write(site.line.path("video.mp4"), vec![1; 3_000_000]).unwrap();
    let (lead, file) = (text(&site.line.path("lead.toml")), text(&site.line.path("video.mp4")));
    let arguments = ["--lead", lead.as_str(), "--attach", file.as_str()];
    let begin = || {
        let line = BadLine::to(&server.url, vec![1_500_000; 100]).unwrap();
        let mut first = courier.sending(&line.url, &arguments).unwrap();
        let mut first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while line.cuts() < 1 {
            thread::sleep(std::time::Duration::from_millis(20));
        }
        first.kill().unwrap();
        first.wait().unwrap();
    };
    begin();
    fs::write(&file, vec![2; 3_000_000]).unwrap();
    let said = courier.fails(&server.url, &arguments).unwrap();
    assert!(said.contains("video.mp4 has changed since its sending was begun") && said.contains("--anew"), "{said}");
    fs::write(&file, vec![1; 3_000_000]).unwrap();
    fs::write(&lead, LEAD.replace("canary-7", "other")).unwrap();
    let said = courier.fails(&server.url, &arguments).unwrap();
    assert!(said.contains("lead.toml, or what goes with it, has changed since its sending was begun"), "{said}");
    courier.send(&server.url, &[&arguments[..], &["--anew"]].concat()).unwrap();
    assert_eq!(opened(&site), [("a courier's other words".to_owned(), vec![Digest::of(&vec![1; 3_000_000])])]);
}

#[test]
fn an_upload_of_somebody_else_is_not_gone_on_with() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let other = crate::courier(&site, "other");
    let server = site.line.serve().unwrap();
    // Both files have one size, so that only their bytes differ.
    fs::write(site.line.path("video.mp4"), vec![1; 3_000_000]).unwrap();
    fs::write(site.line.path("other.toml"), LEAD.replace("canary-7", "other")).unwrap();
    let file = text(&site.line.path("video.mp4"));
    let begin = |courier: &Courier, lead: &str| {
        let line = BadLine::to(&server.url, vec![1_500_000; 100]).unwrap();
        let mut begun = courier.sending(&line.url, &["--lead", lead, "--attach", &file]).unwrap();
        let mut begun = begun.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        while line.cuts() < 1 {
            thread::sleep(std::time::Duration::from_millis(20));
        }
        begun.kill().unwrap();
        begun.wait().unwrap();
    };
    let (mine, theirs) = (text(&site.line.path("lead.toml")), text(&site.line.path("other.toml")));
    begin(&courier, &mine);
    begin(&other, &theirs);
    // The first courier's journal now names the second courier's upload.
    let entry = |courier: &Courier| {
        let sending = fs::read_dir(courier.home.join("sending")).unwrap().next().unwrap().unwrap().path();
        let mut files = fs::read_dir(sending).unwrap().map(|file| file.unwrap().path());
        files.find(|file| file.extension().is_some_and(|of| of == "json") && !file.ends_with("begun.json")).unwrap()
    };
    let location = |text: &str| text.split("/leads/").nth(1).unwrap()[..64].to_owned();
    let (own, foreign) = (fs::read_to_string(entry(&courier)).unwrap(), fs::read_to_string(entry(&other)).unwrap());
    fs::write(entry(&courier), own.replace(&location(&own), &location(&foreign))).unwrap();
    courier.send(&server.url, &["--lead", &mine, "--attach", &file]).unwrap();
    other.send(&server.url, &["--lead", &theirs, "--attach", &file]).unwrap();
    let stories: Vec<String> = opened(&site).into_iter().map(|(story, _)| story).collect();
    assert_eq!(stories, ["a courier's canary-7 words", "a courier's other words"]);
}

#[test]
fn a_lead_whose_answer_was_lost_is_not_sent_again_and_its_code_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let server = site.line.serve().unwrap();
    fs::write(site.line.path("video.mp4"), vec![1; 3_000_000]).unwrap();
    let (lead, file) = (text(&site.line.path("lead.toml")), text(&site.line.path("video.mp4")));
    let arguments = ["--lead", lead.as_str(), "--attach", file.as_str()];
    let line = BadLine::to(&server.url, vec![1_500_000; 100]).unwrap();
    let mut first = courier.sending(&line.url, &arguments).unwrap();
    let mut first = first.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while line.cuts() < 1 {
        thread::sleep(std::time::Duration::from_millis(20));
    }
    first.kill().unwrap();
    first.wait().unwrap();
    // The journal as it was before the response: sealed, and on its way.
    let copy =
        |from: &Path, to: &Path| assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
    let (sending, aside) = (courier.home.join("sending"), site.line.path("aside"));
    copy(&sending, &aside);
    let shown = courier.send(&server.url, &arguments).unwrap();
    fs::remove_dir_all(&sending).unwrap();
    copy(&aside, &sending);
    let line = BadLine::to(&server.url, vec![]).unwrap();
    assert_eq!(courier.send(&line.url, &arguments).unwrap(), shown);
    assert!(line.carried() < 200_000, "{} bytes were sent again", line.carried());
    assert_eq!(site.line.kept().unwrap(), 1);
}

#[test]
fn a_broken_row_that_is_mended_or_deleted_is_sent_once_doubles_no_other_and_leaves_no_journal() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let server = site.line.serve().unwrap();
    let path = text(&site.line.path("leads.csv"));
    let sending = courier.home.join("sending");
    let journals = || fs::read_dir(&sending).map_or(0, Iterator::count);
    let broken = "story,age,language\n,,\none,18-24,Thai\ntwo,ancient,zh_CN\n,,\nthree,18-24,\nfour,old,\n";
    for (mended, stories) in [
        (broken.replace("ancient", "25-34").replace("old", "25-34"), vec!["four", "one", "three", "two"]),
        (broken.replace("two,ancient,zh_CN\n", "").replace("four,old,\n", ",,\n"), vec!["one", "three"]),
    ] {
        fs::write(&path, broken).unwrap();
        let before = site.line.kept().unwrap();
        let output = courier.sending(&server.url, &["--lead", &path]).unwrap().output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("row 4: age") && said.contains("row 7: age") && !said.contains("row 2"), "{said}");
        let shown = String::from_utf8(output.stdout).unwrap();
        assert_eq!((shown.lines().count(), journals(), output.status.code()), (2, 1, Some(1)));
        fs::write(&path, mended).unwrap();
        let again = courier.send(&server.url, &["--lead", &path]).unwrap();
        // Compared by code: row numbers change where a row was deleted.
        let codes =
            |text: &str| text.lines().map(|line| line.split('\t').nth(1).unwrap().to_owned()).collect::<Vec<_>>();
        assert!(codes(&shown).iter().all(|code| codes(&again).contains(code)), "{shown}{again}");
        assert_eq!((site.line.kept().unwrap() - before, journals()), (stories.len() as u64, 0));
    }
    let stories: Vec<String> = opened(&site).into_iter().map(|(story, _)| story).collect();
    assert_eq!(stories, ["four", "one", "one", "three", "three", "two"]);
}

#[test]
fn a_table_in_which_a_date_can_be_two_days_is_asked_about_and_nothing_is_sealed() {
    let dir = tempfile::tempdir().unwrap();
    let (site, courier) = site(dir.path());
    let server = site.line.serve().unwrap();
    let path = text(&site.line.path("leads.csv"));
    fs::write(&path, "story,deadline\none,2026-12-01\ntwo,05/12/2026\n").unwrap();
    let said = courier.fails(&server.url, &["--lead", &path]).unwrap();
    assert!(
        said.contains("row 3, deadline: 05/12/2026") && said.contains("next: ") && said.contains("--dates"),
        "{said}"
    );
    assert_eq!(
        (site.line.kept().unwrap(), fs::read_dir(courier.home.join("sending")).map_or(0, Iterator::count)),
        (0, 0)
    );
    courier.send(&server.url, &["--lead", &path, "--dates", "day-first"]).unwrap();
    assert_eq!(site.line.kept().unwrap(), 2);
}
