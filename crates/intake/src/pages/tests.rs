use envelope::questionnaire::PublishedQuestionnaire;
use zeroize::Zeroizing;

use super::*;
use crate::settings::default_questionnaire;

fn face() -> SiteFace {
    SiteFace {
        organisation: "Helpers".to_owned(),
        languages: Language::all().iter().map(|language| language.tag().to_owned()).collect(),
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
        shut: None,
        grace: true,
        last_collected: Some("2026-11-01".parse().unwrap()),
    }
}

/// A sample code of 28 digits as a QR code.
fn qr() -> qrcode::QrCode {
    qrcode::QrCode::new("1234567890123456789012345678").unwrap()
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
        replies: vec![ReadReply { day, text: "<b>which building?</b>".to_owned().into() }],
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
            pages.receipt(language, Some(("1234 5678 9012 3456 7890 1234 5678", "session")), Some("tips.example.org")),
            pages.receipt(language, None, None),
            pages.picture(language, &qr()),
            pages.closed(language),
            pages.wait(language, 5),
            pages.wait(language, 0),
            pages.mailbox(language, &MailboxState::default()),
            pages.mailbox(language, &MailboxState { fault: Some(FaultKind::CodeDigit), ..MailboxState::default() }),
            pages
                .mailbox(language, &MailboxState { fault: Some(FaultKind::CodeLetter(27)), ..MailboxState::default() }),
            pages.mailbox(language, &open_mailbox()),
        ];
        all.extend(problems.map(|problem| pages.problem(language, problem)));
        for page in all {
            assert!(
                page.contains(&format!("lang=\"{}\"", language.tag())) && page.trim_end().ends_with("</html>"),
                "{page}"
            );
            // If a text were missing, the page would show the text's id.
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
fn a_translation_that_no_native_reader_has_checked_says_so_on_every_page() {
    let pages = pages();
    for language in Language::all() {
        let heads = [catalogs::pages(language.tag()).unwrap(), &default_questionnaire().texts[language.tag()]];
        let signed = |text: &str| text.lines().any(|line| line.starts_with("# reviewed-by: "));
        let checked = heads.into_iter().all(signed);
        assert_eq!(pages.unreviewed().contains(&language.tag()), !checked);
        let said =
            Catalog::load(language, "page.ftl", catalogs::pages(language.tag()).unwrap()).unwrap().text("unreviewed");
        for page in [pages.landing(language), pages.form(language, &FormState::default()), pages.closed(language)] {
            assert_eq!(page.contains(&said), !checked, "{}", language.tag());
        }
    }
}

#[test]
fn a_number_on_a_page_stands_in_the_languages_digits_and_a_code_never_does() {
    let pages = pages();
    for (tag, day) in [("my", "၂၀၂၆-၁၁-၂၅"), ("ar", "٢٠٢٦-١١-٢٥"), ("th", "2026-11-25")] {
        let language = Language::find(tag).unwrap();
        assert!(pages.mailbox(language, &open_mailbox()).contains(day), "{tag}");
        let code = "1234 5678 9012 3456 7890 1234 5678";
        assert!(pages.receipt(language, Some((code, "session")), None).contains(code));
    }
}

#[test]
fn no_id_stands_twice_on_a_page() {
    let pages = pages();
    let language = Language::find("en").unwrap();
    let receipt = pages.receipt(language, Some(("1234", "session")), Some("tips.example.org"));
    for page in [pages.form(language, &filled("x")), pages.mailbox(language, &open_mailbox()), receipt] {
        let mut ids: Vec<&str> = page.split(" id=\"").filter_map(|rest| rest.split('"').next()).collect();
        let all = ids.len() - 1;
        ids.remove(0);
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all, "{ids:?}");
    }
}

/// The files that a browser fetches after a response must not tell which response it was.
#[test]
fn every_answer_asks_for_the_same_files() {
    let pages = pages();
    let language = Language::find("en").unwrap();
    let asks = |page: String| {
        let mut files: Vec<String> =
            page.split("\"/static/").map(|rest| rest.split(['"', '#']).next().unwrap().to_owned()).collect();
        files.remove(0);
        files.sort_unstable();
        files.dedup();
        files
    };
    let form = asks(pages.form(language, &FormState::default()));
    assert_eq!(form, ["form.js", "icon.svg", "style.css"]);
    for page in [
        pages.receipt(language, Some(("1234", "session")), None),
        pages.receipt(language, None, None),
        pages.picture(language, &qr()),
        pages.mailbox(language, &MailboxState::default()),
        pages.mailbox(language, &open_mailbox()),
        pages.closed(language),
        pages.problem(language, Problem::Busy),
    ] {
        assert_eq!(asks(page), form);
    }
}

#[test]
fn a_phone_is_asked_for_its_camera_and_its_recorder_in_attributes_that_browsers_read() {
    let pages = pages();
    let language = Language::find("en").unwrap();
    for page in [pages.form(language, &FormState::default()), pages.mailbox(language, &open_mailbox())] {
        assert!(page.contains("name=\"photo\" accept=\"image/*\" capture=\"environment\" "), "{page}");
        assert!(page.contains("name=\"voice\" accept=\"audio/*\" capture=\"user\" "));
        assert!(page.contains("name=\"files\" multiple "));
    }
}

#[test]
fn a_page_that_is_shown_once_has_no_link_that_would_lose_its_code() {
    let pages = pages();
    let language = Language::find("en").unwrap();
    let receipt = pages.receipt(language, Some(("1234", "session")), None);
    assert!(!receipt.contains("hreflang") && !pages.picture(language, &qr()).contains("hreflang"));
    assert!(pages.landing(language).contains("hreflang"));
}

/// A text browser knows only the buttons inside a form. Its Enter key presses the first button, so the first button has
/// to be the one that sends the form.
#[test]
fn a_form_turns_to_another_language_by_buttons_of_its_own_that_come_after_the_one_that_sends() {
    let pages = pages();
    for language in Language::all() {
        let tag = language.tag();
        for (path, page) in [
            ("tip", pages.form(language, &FormState::default())),
            ("tip", pages.form(language, &filled("typed"))),
            ("mailbox", pages.mailbox(language, &MailboxState::default())),
            ("mailbox", pages.mailbox(language, &open_mailbox())),
        ] {
            let form = page.split_once("<form ").unwrap().1.split_once("</form>").unwrap().0;
            let buttons: Vec<&str> =
                form.split("<button ").skip(1).map(|rest| rest.split_once('>').unwrap().0).collect();
            assert!(buttons[0].starts_with("type=\"submit\"") && !buttons[0].contains("in-"), "{tag}: {}", buttons[0]);
            for other in Language::all() {
                let other = other.tag();
                let (act, address) = (format!("value=\"in-{other}\""), format!("formaction=\"/{other}/{path}?tag\""));
                let button = buttons.iter().find(|button| button.contains(&act)).unwrap();
                for part in [&address, "name=\"act\"", "formnovalidate", &format!("lang=\"{other}\"")] {
                    assert!(button.contains(part), "{tag}: {button} lacks {part}");
                }
            }
            assert_eq!((page.matches("id=\"page_languages\"").count(), page.matches("hreflang").count()), (1, 0));
        }
    }
}

#[test]
fn a_picture_is_its_codes_modules_in_the_cells_of_a_table_and_no_svg() {
    let pages = pages();
    let page = pages.picture(Language::find("ar").unwrap(), &qr());
    let table = page.split_once("<table dir=\"ltr\">").unwrap().1.split_once("</table>").unwrap().0;
    let row = |row: &str| row.split("<td").skip(1).map(|cell| cell.starts_with(" class=\"d\"")).collect::<Vec<_>>();
    let rows: Vec<Vec<bool>> = table.split("<tr>").skip(1).map(row).collect();
    let (code, width) = (qr().to_colors(), qr().width());
    assert_eq!((rows.len(), rows[0].len()), (width, width));
    assert!(rows.concat().into_iter().eq(code.into_iter().map(|color| color == qrcode::Color::Dark)));
    assert!(!page.contains("<svg"));
}

/// The response that shows a code as a picture is as large as every other response.
#[test]
fn a_picture_leaves_in_the_size_of_every_answer() {
    let pages = pages();
    for language in Language::all() {
        let page = equal_size::padded(&pages.picture(language, &qr()), 7, equal_size::Class::ANSWER, "OK");
        let box_for_a_code =
            equal_size::padded(&pages.mailbox(language, &MailboxState::default()), 9, equal_size::Class::ANSWER, "OK");
        assert_eq!(page.len(), box_for_a_code.len(), "{}", language.tag());
    }
}

#[test]
fn words_come_along_from_a_mailbox_whose_case_was_closed_meanwhile() {
    let closed = OpenMailbox { closed: Some("2026-11-26".parse().unwrap()), ..open_mailbox().open.unwrap() };
    let page =
        pages().mailbox(Language::find("en").unwrap(), &MailboxState { open: Some(closed), ..MailboxState::default() });
    let form = page.split_once("<form ").unwrap().1.split_once("</form>").unwrap().0;
    assert!(form.contains("name=\"story\" ") && form.contains("readonly"));
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

/// The fields and bytes that a browser sends for a page's first form when its required field is filled in.
#[derive(Debug, Default, PartialEq, Eq)]
struct Sent {
    /// The number of fields: before the file fields, the file fields themselves, and after them.
    parts: [usize; 3],
    /// The bytes of names and values: in the fields before the file fields, in the file fields, and in the fields after
    /// them.
    bytes: [usize; 3],
}

fn sent(page: &str) -> Sent {
    let form = page.split_once("<form method=\"post\"").unwrap().1.split_once("</form>").unwrap().0;
    let attribute = |tag: &str, name: &str| {
        let after = tag.split_once(&format!(" {name}=\"")).map(|(_, after)| after.split_once('"').unwrap().0);
        after.map(str::to_owned)
    };
    let mut all = Sent::default();
    all.bytes[0] = attribute(form, "action").unwrap().rsplit('/').next().unwrap().len();
    let mut at = 0;
    let fields = form
        .split('<')
        .filter(|tag| ["input ", "select ", "textarea ", "button "].iter().any(|of| tag.starts_with(of)));
    let fields: Vec<&str> = fields.collect();
    let pressed = fields.iter().rposition(|tag| tag.starts_with("button type"));
    for (nth, tag) in fields.into_iter().enumerate() {
        let Some(name) = attribute(tag, "name") else { continue };
        let kind = attribute(tag, "type").unwrap_or_default();
        // Empty checkboxes send nothing. Of the buttons, the last one is pressed.
        if kind == "checkbox" || (tag.starts_with("button") && Some(nth) != pressed) {
            continue;
        }
        at = match kind.as_str() {
            "file" => 1,
            _ if at > 0 => 2,
            _ => 0,
        };
        let value = attribute(tag, "value").filter(|_| !tag.starts_with("select")).unwrap_or_default();
        let typed = match name.as_str() {
            "code" => 28,
            "story" => equal_size::TYPED,
            _ => 0,
        };
        // A browser sends a line feed as two bytes. The name of a file field is sent together with the fields before
        // it.
        let value = value.len() + value.matches('\n').count() + typed;
        all.parts[at] += 1;
        all.bytes[if at == 1 { 0 } else { at }] += name.len() + value;
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
        let carried = |token: &str| {
            let (story, token) = ("unsent words".to_owned().into(), token.to_owned().into());
            pages.mailbox(language, &MailboxState { story, token, ..MailboxState::default() })
        };
        for (page, html) in [
            ("code with words", carried("")),
            ("code with words and their token", carried(&token)),
            ("code", pages.mailbox(language, &MailboxState::default())),
            ("mailbox", open(Vec::new(), Vec::new())),
            ("mailbox with a reply", open(items, replies)),
            ("receipt", pages.receipt(language, Some((&shown, &session)), None)),
        ] {
            let (tip, other) = (
                sent(&equal_size::padded(&form, 5, pages.class(""), "OK")),
                sent(&equal_size::padded(&html, 5, pages.class(""), "OK")),
            );
            assert_eq!(tip.parts, other.parts, "{page}");
            for half in [0, 2] {
                let (own, tips) = (other.bytes[half], tip.bytes[half]);
                assert!(own.abs_diff(tips) <= 2, "{page}: {own} bytes, the tip form {tips}");
            }
        }
    }
}

/// The size of a fetched form must not tell which form will be sent.
#[test]
fn the_box_for_a_code_and_the_tip_form_leave_in_one_size() {
    let pages = pages();
    for language in Language::all() {
        let tag = language.tag();
        let size = |path: &str, page: &str, drawn: u32| {
            equal_size::padded(page, drawn, pages.class(&format!("/{tag}/{path}")), "OK").len()
        };
        let form = pages.form(language, &FormState { token: "x".repeat(70).into(), ..FormState::default() });
        let token = Zeroizing::new("x".repeat(70));
        let grace = pages.form(language, &FormState { token, grace: true, ..FormState::default() });
        let code = pages.mailbox(language, &MailboxState::default());
        assert_eq!(size("tip", &form, 0), size("mailbox", &code, 999), "{tag}");
        assert_eq!(size("tip", &grace, 7), size("mailbox", &code, 0), "{tag}");
        assert!(size("landing", &code, 0) < size("mailbox", &code, 0));
    }
}

#[test]
fn the_heaviest_form_page_with_its_stylesheet_weighs_96_kib_at_most() {
    let pages = pages();
    // The sum includes the heads of three responses.
    let files: usize =
        ["style.css", "form.js"].map(|name| surface::assets::find(name).unwrap().bytes.len()).iter().sum::<usize>()
            + 3 * 1_230;
    let weights = Language::all().iter().map(|language| {
        let tag = language.tag();
        let form = pages.form(language, &FormState::default());
        (equal_size::padded(&form, 0, pages.class(&format!("/{tag}/tip")), "OK").len() + files, tag)
    });
    let mut weights: Vec<_> = weights.collect();
    weights.sort_unstable();
    assert!(weights.iter().all(|(weight, _)| *weight <= 96 * 1024), "{weights:?}");
}

#[test]
fn a_question_without_a_text_is_named_before_the_server_starts() {
    let mut published: PublishedQuestionnaire = default_questionnaire();
    let thai = published.texts.get_mut("th").unwrap();
    *thai = thai.replace("q-border =", "q-boarder =");
    let error = Pages::load(&published, face()).err().unwrap().to_string();
    assert!(error.contains("questionnaire.th.ftl") && error.contains("q-border"), "{error}");
}

#[test]
fn what_stops_sending_stands_on_the_form_and_in_the_mailbox_in_every_language() {
    let pages = pages();
    for language in Language::all() {
        let says = |page: &str, id: &str| page.contains(&pages.catalogs[language.tag()].text(id));
        let (shut, tag) = (Some(FaultKind::NoRoom), language.tag());
        let form = pages.form(language, &FormState { shut, ..FormState::default() });
        assert!(says(&form, "error-no-room"), "{tag}");
        assert!(says(&pages.mailbox(language, &MailboxState { shut, ..open_mailbox() }), "error-no-room"), "{tag}");
        let open = FormState::default();
        assert!(!says(&pages.form(language, &open), "error-no-room"), "{tag}");
        assert!(!says(&pages.form(language, &open), "certificate-ended"), "{tag}");
        pages.say_that_the_certificate_ended(true);
        assert!(says(&pages.form(language, &open), "certificate-ended"), "{tag}");
        assert!(says(&pages.landing(language), "certificate-ended"), "{tag}");
        pages.say_that_the_certificate_ended(false);
    }
}
