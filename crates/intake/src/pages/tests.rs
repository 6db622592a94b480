use envelope::questionnaire::PublishedQuestionnaire;
use zeroize::Zeroizing;

use super::*;
use crate::settings::default_questionnaire;

fn face() -> SiteFace {
    SiteFace {
        organisation: "Helpers".to_owned(),
        languages: ["en", "th", "my"].map(str::to_owned).to_vec(),
        exits: BTreeMap::new(),
        max_tip_bytes: 2_000_000_000,
        max_text_bytes: 61_440,
    }
}

fn pages() -> Pages {
    Pages::load(&default_questionnaire(), face()).unwrap()
}

fn filled(value: &str) -> FormState {
    let answers =
        ["story", "names", "ransom-account"].map(|id| (id.to_owned(), vec![Zeroizing::new(value.to_owned())]));
    FormState {
        token: Zeroizing::new("token".to_owned()),
        answers: answers.into(),
        faults: vec![FormFault { field: "story".to_owned(), kind: FaultKind::TryLater { seconds: 7 } }],
        files_lost: vec![value.to_owned()],
        wait: Some(Wait { seconds: 10, ticket: "ticket".to_owned() }),
        grace: true,
        last_collected: Some("2026-11-01".parse().unwrap()),
    }
}

fn open_mailbox() -> MailboxState {
    let day: Day = "2026-11-25".parse().unwrap();
    let open = OpenMailbox {
        session: "session".to_owned().into(),
        token: "token".to_owned().into(),
        story: "typed".to_owned().into(),
        files_lost: vec!["photo.jpg".to_owned()],
        done: Some(Done::Sent),
        wait: None,
        received: Some(day),
        closed: None,
        replies: vec![Reply { day, text: "<b>which building?</b>".to_owned().into() }],
        items: vec![envelope::ItemId::from_bytes([1; 16])],
    };
    MailboxState { open: Some(open), fault: Some(FaultKind::StoreFull), ..MailboxState::default() }
}

#[test]
fn every_page_is_whole_in_every_language() {
    let pages = pages();
    for language in Language::all() {
        let problems = [
            Problem::NotFound,
            Problem::CrossSite,
            Problem::Method,
            Problem::BadRequest,
            Problem::Busy,
            Problem::Internal,
        ];
        let mut all = vec![
            pages.chooser(language),
            pages.landing(language),
            pages.safety(language),
            pages.form(language, &FormState::default()),
            pages.form(language, &filled("typed")),
            pages.receipt(language, Some(("1234 5678 9012 3456 7890 1234 5678", "session"))),
            pages.receipt(language, None),
            pages.picture(language, "<svg></svg>"),
            pages.closed(language),
            pages.wait(language, 5),
            pages.wait(language, 0),
            pages.mailbox(language, &MailboxState::default()),
            pages.mailbox(language, &MailboxState { fault: Some(FaultKind::CodeDigit), ..MailboxState::default() }),
            pages.mailbox(language, &open_mailbox()),
        ];
        all.extend(problems.map(|problem| pages.problem(language, problem)));
        for page in all {
            assert!(
                page.contains(&format!("lang=\"{}\"", language.tag())) && page.trim_end().ends_with("</html>"),
                "{page}"
            );
            // A missing text would show as its own id.
            for id in [
                ">error-",
                ">form-",
                ">landing-",
                ">q-",
                ">block-",
                ">opt-",
                ">problem-",
                ">receipt-",
                ">mailbox-",
                ">picture-",
                ">wait-",
                "{ $",
            ] {
                assert!(!page.contains(id), "{}: {id}", language.tag());
            }
        }
    }
}

#[test]
fn what_was_typed_is_given_back_escaped_and_its_block_is_open() {
    let hostile = "\"><script>alert(1)</script>&'\u{202e}";
    let page = pages().form(Language::find("en").unwrap(), &filled(hostile));
    assert!(!page.contains("<script>"));
    assert_eq!(page.matches("&#60;script&#62;").count(), 4, "three fields and one file name");
    assert_eq!(page.matches("<details open>").count(), 2);
    assert!(page.contains("href=\"#story\"") && page.contains("id=\"story\""));
    assert!(page.contains("Wait 7 seconds"));
    assert!(page.contains("2026-11-01"));
}

#[test]
fn the_form_has_no_inline_script_no_cookie_and_nothing_from_elsewhere() {
    let page = pages().form(Language::find("my").unwrap(), &FormState::default());
    assert_eq!(
        page.matches("<script").count(),
        page.matches("<script src=\"/static/form.js\" defer></script>").count()
    );
    for forbidden in ["style=", "javascript:", "http://", "@import"] {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    let elsewhere: Vec<_> = page.match_indices("https://").collect();
    assert_eq!(elsewhere.len(), 1, "only the exit leads elsewhere");
}

/// What a browser sends of a page's first form when its required field is filled in: fields, file fields among them, bytes of names and values.
fn sent(page: &str) -> (usize, usize, usize) {
    let form = page.split_once("<form method=\"post\"").unwrap().1.split_once("</form>").unwrap().0;
    let attribute = |tag: &str, name: &str| {
        let after = tag.split_once(&format!(" {name}=\"")).map(|(_, after)| after.split_once('"').unwrap().0);
        after.map(str::to_owned)
    };
    let mut all = (0, 0, attribute(form, "action").unwrap().rsplit('/').next().unwrap().len());
    let mut pressed = false;
    for tag in
        form.split('<').filter(|tag| ["input ", "select ", "textarea ", "button "].iter().any(|of| tag.starts_with(of)))
    {
        let Some(name) = attribute(tag, "name") else { continue };
        let kind = attribute(tag, "type").unwrap_or_default();
        // Boxes to tick send nothing while they are empty; of the buttons, the one that is pressed.
        if kind == "checkbox" || (tag.starts_with("button") && std::mem::replace(&mut pressed, true)) {
            continue;
        }
        let value = attribute(tag, "value").filter(|_| !tag.starts_with("select")).unwrap_or_default();
        let typed = match name.as_str() {
            "code" => 28,
            "story" => alike::TYPED,
            _ => 0,
        };
        // A browser sends a line feed as two bytes.
        let value = value.len() + value.matches('\n').count() + typed;
        let file = if kind == "file" { "; filename=\"\"\r\nContent-Type: application/octet-stream".len() } else { 0 };
        all = (all.0 + 1, all.1 + usize::from(kind == "file"), all.2 + name.len() + value + file);
    }
    all
}

#[test]
fn every_form_sends_as_many_fields_and_bytes_as_the_tip_form() {
    let pages = pages();
    let mut rng = <rand::rngs::StdRng as rand::SeedableRng>::seed_from_u64(1);
    let site = envelope::SiteId::from_bytes([7; 16]);
    let key = envelope::submission::FormKey::random(&mut rng);
    let token = envelope::submission::FormToken::issue(490_000, &mut rng).to_text(&key, site);
    let code = envelope::code::Code::from_entropy(&[3; 16]);
    let keys = crate::service::session::SessionKeys::default();
    let session = keys.seal(&code, crate::service::session::Purpose::Mailbox, site, 490_000, &mut rng);
    for language in Language::all() {
        let form = pages.form(language, &FormState { token: token.clone(), ..FormState::default() });
        let OpenMailbox { items, replies, .. } = open_mailbox().open.unwrap();
        let open = |items: Vec<_>, replies: Vec<_>| {
            let (session, token) = (session.clone(), token.clone());
            let open = OpenMailbox {
                session,
                token,
                items,
                replies,
                done: None,
                story: String::new().into(),
                ..open_mailbox().open.unwrap()
            };
            pages.mailbox(language, &MailboxState { open: Some(open), ..MailboxState::default() })
        };
        let shown = code.grouped();
        for (page, html) in [
            ("code", pages.mailbox(language, &MailboxState::default())),
            ("mailbox", open(Vec::new(), Vec::new())),
            ("mailbox with a reply", open(items, replies)),
            ("receipt", pages.receipt(language, Some((&shown, &session)))),
        ] {
            let (tip, other) = (
                sent(&alike::padded(&form, 5, pages.class(""), "OK")),
                sent(&alike::padded(&html, 5, pages.class(""), "OK")),
            );
            assert_eq!((tip.0, tip.1), (other.0, other.1), "{page}: fields, file fields");
            assert!(tip.2.abs_diff(other.2) <= 2, "{page}: {} bytes, the tip form {}", other.2, tip.2);
        }
    }
}

/// Which form was fetched would tell what is sent with it.
#[test]
fn the_box_for_a_code_and_the_tip_form_leave_in_one_size() {
    let pages = pages();
    for language in Language::all() {
        let tag = language.tag();
        let size = |path: &str, page: &str, drawn: u32| {
            alike::padded(page, drawn, pages.class(&format!("/{tag}/{path}")), "OK").len()
        };
        let form = pages.form(language, &FormState { token: "x".repeat(70).into(), ..FormState::default() });
        let grace = pages.form(language, &filled(""));
        let code = pages.mailbox(language, &MailboxState::default());
        assert_eq!(size("tip", &form, 0), size("mailbox", &code, 999), "{tag}");
        assert!(size("landing", &code, 0) < size("mailbox", &code, 0) && size("tip", &grace, 0) > 0);
    }
}

#[test]
fn the_heaviest_form_page_with_its_stylesheet_weighs_96_kib_at_most() {
    let pages = pages();
    let files: usize =
        ["style.css", "form.js"].map(|name| surface::assets::find(name).unwrap().bytes.len()).iter().sum();
    for language in Language::all() {
        let weight =
            alike::padded(&pages.form(language, &FormState::default()), 0, pages.class("/en/tip"), "OK").len() + files;
        assert!(weight <= 96 * 1024, "{}: {weight} bytes", language.tag());
    }
}

#[test]
fn a_question_without_a_text_is_named_before_the_server_starts() {
    let mut published: PublishedQuestionnaire = default_questionnaire();
    let thai = published.texts.get_mut("th").unwrap();
    *thai = thai.replace("q-border =", "q-boarder =");
    let error = Pages::load(&published, face()).err().unwrap().to_string();
    assert!(error.contains("questionnaire.th.ftl") && error.contains("q-border"), "{error}");
}
