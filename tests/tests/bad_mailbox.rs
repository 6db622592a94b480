//! Refusals on the way to a mailbox, a test for each: by ingest, by the page, by the store.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::process::Command;

use envelope::code::{Code, MailboxSecrets};
use envelope::dispatch::{self, DispatchBody, Listed};
use envelope::item::{self, Item};
use envelope::keys::{Desk, SigningKey};
use envelope::roster::{DatedDeskKey, DeskRole};
use envelope::{Digest, MailboxId, SiteId, TipId};
use tests::{Answer, Browser, Server, Site};

/// A server, a sender's mailbox in it, and every key of the desk.
struct Mail {
    site: Site,
    /// A desk key that the roster lists until yesterday.
    retired: SigningKey<Desk>,
    browser: Browser,
    code: String,
    server: Server,
    _dir: tempfile::TempDir,
}

const STRANGERS: [u8; 16] = [9; 16];

impl Mail {
    async fn create() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let (site, retired) = (Site::keys(&dir.path().join("line")).unwrap(), SigningKey::generate().unwrap());
        let mut body = site.body(1);
        body.reviewers[0].desk_keys.push(DatedDeskKey {
            key: retired.verifying_key(),
            role: DeskRole::Dispatch,
            from: site.today.plus(-100),
            until: site.today.plus(-1),
        });
        site.write_roster(&site.roster(body).unwrap()).unwrap();
        site.init().unwrap();
        let server = site.line.serve().unwrap();
        let browser = Browser::new(&server.url).unwrap();
        let sent = browser.send("en", &[("story", "x")], &[]).await.unwrap();
        let code = sent.code().unwrap().to_owned();
        Self { site, retired, browser, code, server, _dir: dir }
    }

    fn secrets(&self) -> MailboxSecrets {
        self.site.secrets(&self.code).unwrap()
    }

    fn mailbox(&self) -> MailboxId {
        MailboxId::of(self.site.site, &self.secrets().identity.recipient())
    }

    /// A genuine reply.
    fn reply(&self, text: &str) -> Item {
        self.site.reply(self.mailbox(), 1, text)
    }

    fn sealed(&self, item: &Item, key: &SigningKey<Desk>) -> Vec<u8> {
        item::seal(item, key, &self.secrets().identity.recipient()).unwrap()
    }

    /// A genuine dispatch that brings these items to the mailbox.
    fn body(&self, number: u32, items: &[&Vec<u8>]) -> DispatchBody {
        self.site.dispatch(self.mailbox(), number, items)
    }

    fn write(&self, body: &DispatchBody, items: &[&Vec<u8>], key: &SigningKey<Desk>) -> String {
        self.site.write_dispatch(self.mailbox(), body, items, key).unwrap()
    }

    fn ingest(&self, body: &DispatchBody, items: &[&Vec<u8>], key: &SigningKey<Desk>) -> anyhow::Result<String> {
        self.site.line.intake("ingest", &[&self.write(body, items, key)])
    }

    async fn open(&self, code: &str) -> Answer {
        self.browser.mailbox("en", &[("code", code), ("act", "open")], &[]).await.unwrap()
    }
}

/// Each item lies in the mailbox; a valid dispatch brought it there.
#[tokio::test(flavor = "multi_thread")]
async fn an_item_resigned_or_of_another_site_or_mailbox_or_of_a_retired_key() {
    let mail = Mail::create().await;
    let (desk, stranger) = (&mail.site.desk, SigningKey::generate().unwrap());
    let genuine = mail.sealed(&mail.reply("genuine"), desk);
    let before =
        Item { desk: mail.retired.verifying_key(), day: mail.site.today.plus(-2), ..mail.reply("in its time") };
    let late = Item { desk: mail.retired.verifying_key(), ..mail.reply("after its time") };
    let claimed = Item { desk: stranger.verifying_key(), ..mail.reply("strange key") };
    let site = Item { site: SiteId::from_bytes(STRANGERS), ..mail.reply("strange site") };
    let mailbox = Item { mailbox: MailboxId::from_bytes(STRANGERS), ..mail.reply("strange mailbox") };
    let someone = envelope::keys::Identity::generate().recipient();
    let items = [
        genuine,
        mail.sealed(&before, &mail.retired),
        mail.sealed(&late, &mail.retired),
        mail.sealed(&claimed, &stranger),
        mail.sealed(&mail.reply("resigned"), &stranger),
        mail.sealed(&site, desk),
        mail.sealed(&mailbox, desk),
        // The mailbox's id does not match the recipient of this item.
        item::seal(&mail.reply("someone else's"), desk, &someone).unwrap(),
        vec![7; 32 * 1024],
    ];
    let items: Vec<&Vec<u8>> = items.iter().collect();
    assert!(mail.ingest(&mail.body(1, &items), &items, desk).unwrap().contains("9 for mailboxes"));
    let open = mail.open(&mail.code).await;
    assert!(open.status == 200 && open.page.contains("genuine") && open.page.contains("in its time"), "{}", open.page);
    for text in ["after its time", "strange", "resigned", "someone else"] {
        assert!(!open.page.contains(text), "{text}");
    }
    assert_eq!(open.hidden("item").len(), 2, "what was not shown is not erased as read");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dispatch_cut_resigned_for_another_site_out_of_order_or_applied_twice() {
    let mail = Mail::create().await;
    let (desk, stranger) = (&mail.site.desk, SigningKey::generate().unwrap());
    let (first, second) =
        (mail.sealed(&mail.reply("first words"), desk), mail.sealed(&mail.reply("second words"), desk));
    let refused = |said: anyhow::Result<String>, why: &str| {
        let said = said.unwrap_err().to_string();
        assert!(said.contains(why) && said.contains("nothing was applied"), "{said}");
    };
    let body = mail.body(2, &[&second]);
    let whole = fs::read(mail.write(&body, &[&second], desk)).unwrap();
    let cut = mail.site.line.path("cut.tar");
    for length in [0, 700, whole.len() / 2, whole.len() - 600] {
        fs::write(&cut, &whole[..length]).unwrap();
        refused(mail.site.line.intake("ingest", &[&cut.display().to_string()]), "cannot be read");
    }
    refused(mail.ingest(&body, &[&second], &stranger), "not signed by the desk key that it names");
    let claimed = DispatchBody { desk: stranger.verifying_key(), ..body.clone() };
    refused(mail.ingest(&claimed, &[&second], &stranger), "names no desk key");
    let retired = DispatchBody { desk: mail.retired.verifying_key(), ..body.clone() };
    refused(mail.ingest(&retired, &[&second], &mail.retired), "names no desk key");
    let elsewhere = DispatchBody { site: SiteId::from_bytes(STRANGERS), ..body.clone() };
    refused(mail.ingest(&elsewhere, &[&second], desk), "and this is site");
    assert!(!mail.open(&mail.code).await.page.contains("words"));
    // The later dispatch first. It covers the earlier one, since dispatches are cumulative.
    assert!(mail.ingest(&body, &[&second], desk).unwrap().contains("1 for mailboxes"));
    for number in [1, 2] {
        let again = if number == 1 { mail.body(1, &[&first]) } else { body.clone() };
        let items = if number == 1 { [&first] } else { [&second] };
        assert!(mail.ingest(&again, &items, desk).unwrap().contains("already applied"));
    }
    for odd in [b"short".to_vec(), vec![7; 10_000_000]] {
        refused(mail.ingest(&mail.body(3, &[&odd]), &[&odd], desk), "the wrong size or the wrong id");
    }
    let mut renamed = mail.body(3, &[&first]);
    renamed.items[0].id = item::id(&mail.mailbox(), &second);
    let files = [(renamed.items[0].id, first.clone())].into();
    let path = mail.site.line.path("stick/renamed.tar");
    dispatch::write(fs::File::create(&path).unwrap(), &renamed, desk, None, &files).unwrap();
    refused(mail.site.line.intake("ingest", &[&path.display().to_string()]), "the wrong size or the wrong id");
    let page = mail.open(&mail.code).await.page;
    assert!(page.matches("second words").count() == 1 && !page.contains("first words"), "{page}");
    let other = mail.ingest(&mail.body(2, &[&first]), &[&first], desk).unwrap_err().to_string();
    assert!(other.contains("with this number and other content"), "{other}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erase_list_for_tips_with_another_digest() {
    let mail = Mail::create().await;
    mail.site.line.set(&[("erase_after_days", "0")]).unwrap();
    let database = mail.site.line.path("server/store/store.db");
    let read = |column: &str| {
        let query = format!("SELECT lower(hex({column})) FROM tip");
        let output = Command::new("sqlite3").arg(&database).arg(query).output().unwrap();
        data_encoding::HEXLOWER.decode(output.stdout.trim_ascii()).unwrap()
    };
    let (tip, sha256) = (TipId::from_bytes(read("id").try_into().unwrap()), read("sha256"));
    for (number, digest, left) in
        [(1, Digest::of(b"other bytes"), 1), (2, Digest::from_bytes(sha256.try_into().unwrap()), 0)]
    {
        let listed = Listed { id: tip, sha256: digest };
        let body = DispatchBody { received: vec![listed], erase: vec![listed], ..mail.body(number, &[]) };
        mail.ingest(&body, &[], &mail.site.desk).unwrap();
        assert_eq!(mail.site.line.kept().unwrap(), left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mailbox_already_expired_and_a_code_of_another_site() {
    let mut mail = Mail::create().await;
    let strangers = Code::from_entropy(&STRANGERS);
    assert_eq!(mail.open(&strangers.grouped()).await.status, 404);
    let page = mail.open(&mail.code).await;
    mail.server.stop().unwrap();
    let expire = "UPDATE mailbox SET expires = '2020-01'";
    let database = mail.site.line.path("server/store/store.db");
    assert!(Command::new("sqlite3").arg(database).arg(expire).status().unwrap().success());
    mail.server = mail.site.line.serve().unwrap();
    mail.browser = Browser::new(&mail.server.url).unwrap();
    let mut waited = 0;
    while mail.open(&mail.code).await.status == 200 {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        waited += 1;
        assert!(waited < 300, "the mailbox did not expire");
    }
    let gone = mail.open(&mail.code).await;
    assert!(gone.status == 404 && gone.page.contains(&mail.code), "{}", gone.page);
    // A page that was open meanwhile gets its typed words back.
    let fields = [
        ("session", page.hidden("session")[0]),
        ("token", page.hidden("token")[0]),
        ("story", "kept?"),
        ("act", "send"),
    ];
    let late = mail.browser.mailbox("en", &fields, &[]).await.unwrap();
    assert!(late.status == 403 && late.page.contains("kept?"));
    // A reply to the expired mailbox is skipped, and holds up nothing.
    let reply = mail.sealed(&mail.reply("too late"), &mail.site.desk);
    mail.ingest(&mail.body(1, &[&reply]), &[&reply], &mail.site.desk).unwrap();
    assert_eq!(mail.open(&mail.code).await.status, 404);
}
