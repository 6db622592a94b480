//! Unsent words, file names and the form itself survive every action on a mailbox's page.
//!
//! Only whole forms are judged.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fmt::Write as _;

use envelope::{MailboxId, item};
use tests::{Answer, Browser, File, Server, Site, wording};

/// A server, and a sender's mailbox in it.
struct Mail {
    site: Site,
    browser: Browser,
    code: String,
    _server: Server,
    _dir: tempfile::TempDir,
}

impl Mail {
    async fn create(settings: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let site = Site::create(&dir.path().join("line"), settings).unwrap();
        let server = site.line.serve().unwrap();
        let browser = Browser::new(&server.url).unwrap();
        let sent = browser.send("en", &[("story", "first")], &[]).await.unwrap();
        let code = sent.code().unwrap().to_owned();
        Self { site, browser, code, _server: server, _dir: dir }
    }

    /// Brings `replies` replies to the mailbox.
    fn replied(&self, replies: u32) {
        let recipient = self.site.secrets(&self.code).unwrap().identity.recipient();
        let mailbox = MailboxId::of(self.site.site, &recipient);
        let sealed: Vec<Vec<u8>> = (1..=replies)
            .map(|number| self.site.reply(mailbox, number, &format!("reply {number}.")))
            .map(|reply| item::seal(&reply, &self.site.desk, &recipient).unwrap())
            .collect();
        let sealed: Vec<&Vec<u8>> = sealed.iter().collect();
        let body = self.site.dispatch(mailbox, 1, &sealed);
        let dispatch = self.site.write_dispatch(mailbox, &body, &sealed, &self.site.desk).unwrap();
        self.site.line.intake("ingest", &[&dispatch]).unwrap();
    }

    async fn post(&self, fields: &[(&str, &str)], files: &[File]) -> Answer {
        self.browser.mailbox("en", fields, files).await.unwrap()
    }

    async fn open(&self) -> Answer {
        self.post(&[("code", &self.code), ("act", "open")], &[]).await
    }

    /// Posts a body that breaks off inside its last field.
    async fn cut(&self, fields: &[(&str, &str)]) -> Answer {
        let mut body = String::new();
        for (name, value) in fields {
            write!(body, "--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
        }
        let body = body.trim_end().to_owned().into_bytes();
        self.browser.post_bytes("/en/mailbox", "multipart/form-data; boundary=b", body).await.unwrap()
    }

    fn kept(&self) -> u64 {
        self.site.line.kept().unwrap()
    }
}

/// The fields that make a form a submission.
fn more(token: &str) -> [(&str, &str); 2] {
    [("token", token), ("story", "more")]
}

fn text(id: &str) -> String {
    wording("en", id).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_begun_beside_a_reply_that_is_erased_stays_with_its_form_and_its_files() {
    let mail = Mail::create(&[]).await;
    mail.replied(1);
    let page = mail.open().await;
    let (session, token, item) = (page.hidden("session")[0], page.hidden("token")[0], page.hidden("item")[0]);
    let fields = [("session", session), ("token", token), ("item", item), ("act", "erase"), ("story", "begun")];
    let erased = mail.post(&fields, &[File::photo().unwrap()]).await;
    assert!(erased.status == 200 && erased.page.contains(&text("mailbox-erased")), "{}", erased.page);
    assert!(!erased.page.contains("reply 1.") && erased.page.contains("\nbegun</textarea>"), "{}", erased.page);
    assert!(erased.page.contains("<bdi>photo.jpg</bdi>") && erased.page.contains(&text("error-files")));
    assert_eq!(erased.hidden("token"), [token]);
    assert_eq!(mail.kept(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_is_erased_whatever_is_wrong_with_what_stands_beside_it_and_nothing_is_counted_as_sent() {
    let mail = Mail::create(&[("max_tip_bytes", "300000"), ("submissions_per_minute_per_origin", "1")]).await;
    mail.replied(5);
    let page = mail.open().await;
    let (session, token) = (page.hidden("session")[0], page.hidden("token")[0]);
    let (photo, long) = (File::photo().unwrap(), "x".repeat(250_000));
    let empty = File { bytes: Vec::new(), ..photo.clone() };
    let large = File { bytes: vec![7; 700_000], ..photo.clone() };
    let cases = [
        (vec![("token", token), ("story", "begun")], vec![photo.clone()], 200),
        (vec![("story", "begun")], vec![photo], 200),
        (vec![("token", token), ("story", "begun")], vec![empty], 200),
        (vec![("token", token), ("story", "begun")], vec![large], 200),
        // Words that come back cut are named as cut.
        (vec![("token", token), ("story", &long)], vec![], 413),
    ];
    for (at, (beside, files, status)) in cases.iter().enumerate() {
        let reply = format!("reply {}.", at + 1);
        let items = page.hidden("item");
        let fields = [&[("session", session), ("item", items[at]), ("act", "erase")][..], beside].concat();
        let erased = mail.post(&fields, files).await;
        assert!(erased.status == *status && erased.page.contains(&text("mailbox-erased")), "{at}: {}", erased.status);
        assert!(!erased.page.contains(&reply) && !mail.open().await.page.contains(&reply), "{at}");
        assert_eq!(erased.page.contains("<bdi>photo.jpg</bdi>"), !files.is_empty(), "{at}");
        assert_eq!(erased.page.contains("role=\"alert\""), *status != 200, "{at}");
    }
    let sent = mail.post(&[("session", session), ("token", token), ("story", "more"), ("act", "send")], &[]).await;
    assert!(sent.status == 200 && mail.kept() == 2, "{}", sent.status);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_breaks_off_erases_nothing() {
    let mail = Mail::create(&[]).await;
    mail.replied(1);
    let page = mail.open().await;
    let (session, item) = (page.hidden("session")[0], page.hidden("item")[0]);
    let cut = mail.cut(&[("session", session), ("item", item), ("act", "erase"), ("story", "half a sen")]).await;
    assert!(cut.status == 400 && cut.page.contains(&text("error-cut")), "{}: {}", cut.status, cut.page);
    assert!(cut.page.contains("reply 1.") && cut.page.contains("half a sen"));
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_were_sent_before_are_no_second_tip_after_erasing_or_when_their_page_is_over() {
    let mail = Mail::create(&[]).await;
    let page = mail.open().await;
    let (session, token) = (page.hidden("session")[0], page.hidden("token")[0]);
    let send = async |session: &str, token: &str| {
        let fields = [&more(token)[..], &[("session", session), ("act", "send")]].concat();
        let sent = mail.post(&fields, &[]).await;
        assert!(sent.status == 200 && sent.page.contains(&text("mailbox-sent")), "{}", sent.page);
        mail.kept()
    };
    assert_eq!(send(session, token).await, 2);
    // The response was lost, and the sender went back.
    let erased = mail.post(&[&more(token)[..], &[("session", session), ("act", "erase")]].concat(), &[]).await;
    assert_eq!(send(erased.hidden("session")[0], erased.hidden("token")[0]).await, 2);
    // The page's session is over. The form continues with the code, even if the code is mistyped first.
    let over = mail.post(&[&more(token)[..], &[("session", "another"), ("act", "send")]].concat(), &[]).await;
    assert!(over.status == 403 && over.page.contains("\nmore</textarea>"), "{}", over.page);
    assert_eq!(over.hidden("token"), [token]);
    let open = async |code: &str, token: &str| {
        mail.post(&[&more(token)[..], &[("code", code), ("act", "open")]].concat(), &[]).await
    };
    let mistyped = open("1234", over.hidden("token")[0]).await;
    assert_eq!((mistyped.status, mistyped.hidden("token")), (422, vec![token]));
    let opened = open(&mail.code, token).await;
    assert_eq!((opened.status, opened.hidden("token")), (200, vec![token]));
    assert_eq!(send(opened.hidden("session")[0], token).await, 2);
    // In another mailbox, the same words are a new tip.
    let other = mail.browser.send("en", &[("story", "another")], &[]).await.unwrap();
    let opened = open(other.code().unwrap(), token).await;
    assert_eq!(send(opened.hidden("session")[0], token).await, 4);
    // A forged token is not carried over, nor is a token without words.
    for (token, story) in [("forged", "more"), (token, "")] {
        let over = mail.post(&[("session", "another"), ("token", token), ("story", story), ("act", "send")], &[]).await;
        assert_eq!((over.status, over.hidden("token")), (403, vec![]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_code_is_not_judged() {
    let mail = Mail::create(&[]).await;
    let cut = mail.cut(&[("story", "unsent words"), ("code", &mail.code[..12])]).await;
    assert!(cut.status == 400 && cut.page.contains(&text("error-cut")), "{}: {}", cut.status, cut.page);
    assert!(cut.page.contains(&format!("value=\"{}\"", &mail.code[..12])) && cut.page.contains("unsent words"));
    assert!(!cut.page.contains(&text("error-code-length")));
}
