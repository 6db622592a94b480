use std::io::Cursor;

use super::*;
use crate::code::Code;
use crate::keys::Identity;

fn tip(story: &str) -> Tip {
    Tip {
        format: FORMAT.to_owned(),
        site: SiteId::from_bytes([1; 16]),
        day: "2026-11-24".parse().unwrap(),
        language: "th".to_owned(),
        answers: [("story".to_owned(), Answer::Text(story.to_owned()))].into(),
        mailbox: None,
        submission: SubmissionId::from_bytes([2; 16]),
        questionnaire: Digest::of(b"questionnaire"),
    }
}

fn seal(tip: &Tip, to: &[&Identity], files: &[(&str, &[u8])]) -> (Vec<u8>, Sealed) {
    let recipients: Vec<Recipient> = to.iter().map(|identity| identity.recipient()).collect();
    let mut sealer = TipSealer::new(&recipients, Vec::new()).unwrap();
    for (name, bytes) in files {
        sealer.begin_file(name, "image/jpeg").unwrap();
        bytes.chunks(1000).for_each(|chunk| sealer.write(chunk).unwrap());
    }
    sealer.finish(tip).unwrap()
}

fn story(opened: &OpenedTip<Cursor<Vec<u8>>>) -> &str {
    match &opened.tip().answers["story"] {
        Answer::Text(text) => text,
        Answer::Many(_) => panic!("a story is text"),
    }
}

#[test]
fn a_tip_opens_with_any_of_its_keys_and_its_files_are_byte_identical() {
    let keys = [Identity::generate(), Identity::generate(), Identity::generate()];
    let photo: Vec<u8> = (0..200_000_u32).map(|n| (n % 251) as u8).collect();
    let (sealed, summary) = seal(&tip("ห้องขัง"), &[&keys[0], &keys[1], &keys[2]], &[("a.jpg", &photo), ("b", b"")]);
    assert_eq!(summary, Sealed { size: sealed.len() as u64, sha256: Digest::of(&sealed) });
    for key in &keys {
        let mut opened = open(Cursor::new(sealed.clone()), &[key]).unwrap();
        assert_eq!(story(&opened), "ห้องขัง");
        let names: Vec<&str> = opened.files().iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["files/01-a.jpg", "files/02-b"]);
        let mut copy = Vec::new();
        opened.copy_file(0, &mut copy).unwrap();
        assert_eq!(copy, photo);
    }
    assert!(matches!(open(Cursor::new(sealed), &[&Identity::generate()]), Err(OpenError::NotForThisDesk)));
}

#[test]
fn every_text_up_to_28_kib_is_sealed_to_one_size_whatever_its_length() {
    let keys: Vec<Identity> = (0..4).map(|_| Identity::generate()).collect();
    let keys: Vec<&Identity> = keys.iter().collect();
    for length in [0, 1, 100, 1_000, 10_000, 28 * 1024] {
        for _ in 0..5 {
            let (sealed, _) = seal(&tip(&"x".repeat(length)), &keys, &[]);
            assert_eq!(sealed.len(), 32 * 1024, "{length} bytes of text");
        }
    }
    assert_eq!(seal(&tip(&"x".repeat(60 * 1024)), &keys, &[]).0.len(), 64 * 1024);
}

#[test]
fn every_sealed_file_ends_on_its_size_class() {
    let key = Identity::generate();
    for size in [0, 1, 30_000, 65_519, 65_536, 131_072, 1_000_000, 3_333_333] {
        let (sealed, _) = seal(&tip("x"), &[&key], &[("f", &vec![7; size])]);
        assert_eq!(sealed.len() as u64, size_class(sealed.len() as u64), "{size} bytes of file");
        assert!(open(Cursor::new(sealed), &[&key]).is_ok());
    }
}

#[test]
fn padding_comes_in_pieces_however_much_it_is() {
    use std::sync::{Arc, Mutex};
    #[derive(Clone, Default)]
    struct Outbox(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Outbox {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let (key, outbox) = (Identity::generate(), Outbox::default());
    let mut sealer = TipSealer::new(&[key.recipient()], outbox.clone()).unwrap();
    sealer.begin_file("just above a class", "").unwrap();
    sealer.write(&vec![7; 1024 * 1024 + 1]).unwrap();
    let mut padding = sealer.answers(&tip("x"), None).unwrap();
    let (mut whole, mut most) = (std::mem::take(&mut *outbox.0.lock().unwrap()), 0);
    loop {
        let more = padding.write_piece().unwrap();
        let piece = std::mem::take(&mut *outbox.0.lock().unwrap());
        most = most.max(piece.len());
        whole.extend(piece);
        if !more {
            break;
        }
    }
    padding.finish().unwrap();
    whole.extend(outbox.0.lock().unwrap().iter());
    assert_eq!(whole.len(), 2 * 1024 * 1024);
    assert!(most <= 2 * 65_552, "a piece of {most} bytes");
    assert!(open(Cursor::new(whole), &[&key]).is_ok());
}

#[test]
fn a_follow_up_proves_its_thread_only_with_the_code_of_the_mailbox() {
    let key = Identity::generate();
    let site = SiteId::from_bytes([1; 16]);
    let secrets = |entropy| Code::from_entropy(&[entropy; 16]).derive(site, &Default::default()).unwrap();
    let mine = secrets(1);
    let mailbox = MailboxId::of(site, &mine.identity.recipient());
    let sealer = TipSealer::new(&[key.recipient()], Vec::new()).unwrap();
    let (sealed, _) = sealer.finish_follow_up(&tip("more"), mailbox, &mine.link_key).unwrap();
    let opened = open(Cursor::new(sealed), &[&key]).unwrap();
    let thread = opened.thread().unwrap();
    assert_eq!(thread.mailbox, mailbox);
    assert!(thread.holds(&mine.link_key, opened.manifest()));
    assert!(!thread.holds(&secrets(2).link_key, opened.manifest()));
    assert!(!thread.holds(&mine.link_key, &Digest::of(b"another manifest")));
}

#[test]
fn a_link_key_and_a_recipient_read_back_from_the_sealed_tip() {
    let key = Identity::generate();
    let secrets = Code::from_entropy(&[1; 16]).derive(SiteId::from_bytes([1; 16]), &Default::default()).unwrap();
    let mailbox = TipMailbox { recipient: secrets.identity.recipient(), link_key: secrets.link_key };
    let with = Tip { mailbox: Some(mailbox), ..tip("x") };
    let opened = open(Cursor::new(seal(&with, &[&key], &[]).0), &[&key]).unwrap();
    let (there, here) = (opened.tip().mailbox.as_ref().unwrap(), with.mailbox.as_ref().unwrap());
    assert_eq!(there.recipient, here.recipient);
    assert!(there.link_key.is(&here.link_key));
}

#[test]
fn more_than_99_files_are_refused_before_they_are_written() {
    let mut sealer = TipSealer::new(&[Identity::generate().recipient()], Vec::new()).unwrap();
    for _ in 0..MAX_FILES {
        sealer.begin_file("f", "").unwrap();
    }
    assert!(matches!(sealer.begin_file("f", ""), Err(SealError::TooManyFiles)));
}

mod hostile {
    use std::io::Write;

    use super::*;
    use zip::CompressionMethod;
    use zip::write::{SimpleFileOptions, ZipWriter};

    /// Seals arbitrary bytes. A hostile sender can do the same, since the reviewers' public keys are known to everyone.
    fn sealed(inside: &[u8], key: &Identity) -> Cursor<Vec<u8>> {
        Cursor::new(crate::keys::seal_bytes(&[key.recipient()], inside).unwrap())
    }

    fn refusal(inside: &[u8]) -> String {
        let key = Identity::generate();
        match open(sealed(inside, &key), &[&key]) {
            Err(error) => error.to_string(),
            Ok(_) => panic!("a hostile tip was opened"),
        }
    }

    /// The plaintext ZIP of an honest tip with two files.
    fn honest() -> Vec<u8> {
        let key = Identity::generate();
        let (sealed, _) = seal(&tip("x"), &[&key], &[("a", b"AAAA"), ("b", b"BBBB")]);
        crate::keys::open_bytes(&[&key], &sealed).unwrap().to_vec()
    }

    fn replaced(from: &[u8], to: &[u8]) -> Vec<u8> {
        assert_eq!(from.len(), to.len());
        let mut zip = honest();
        let places: Vec<usize> = (0..zip.len() - from.len()).filter(|at| zip[*at..].starts_with(from)).collect();
        assert!(!places.is_empty());
        places.iter().for_each(|at| zip[*at..*at + to.len()].copy_from_slice(to));
        zip
    }

    fn zip_of(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
        let mut zip = ZipWriter::new_stream(Vec::new());
        for (name, bytes) in entries {
            zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
            zip.write_all(bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn an_honest_zip_resealed_still_opens() {
        let key = Identity::generate();
        assert!(open(sealed(&honest(), &key), &[&key]).is_ok());
    }

    #[test]
    fn a_sealed_tip_that_is_not_a_zip_is_refused() {
        assert!(refusal(b"not a zip").contains("not a ZIP"));
        assert!(refusal(&[0; 100_000]).contains("not a ZIP"));
        let key = Identity::generate();
        assert!(matches!(open(Cursor::new(b"not age either".to_vec()), &[&key]), Err(OpenError::NotAge)));
    }

    #[test]
    fn a_zip_bomb_is_refused_before_anything_is_unpacked() {
        // This is a compressed entry, as other tools write it: method 8 in both headers.
        let mut bomb =
            zip_of(&[("tip.json", b"{}"), ("manifest.json", b"[]"), ("padding", b"")], CompressionMethod::Stored);
        let central: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..].starts_with(b"PK\x01\x02")).collect();
        let local: Vec<usize> = (0..bomb.len() - 4).filter(|at| bomb[*at..].starts_with(b"PK\x03\x04")).collect();
        bomb[central[0] + 10] = 8;
        bomb[local[0] + 8] = 8;
        assert!(refusal(&bomb).contains("compressed"));
        // This is a stored entry that claims a size of 4 GiB.
        let mut liar = honest();
        let central = (0..liar.len() - 4).find(|at| liar[*at..].starts_with(b"PK\x01\x02")).unwrap();
        liar[central + 20..central + 28].copy_from_slice(&[0xff; 8]);
        assert!(!refusal(&liar).is_empty());
    }

    #[test]
    fn an_absolute_or_climbing_path_is_refused() {
        assert!(refusal(&replaced(b"files/01-a", b"/etc/crond")).contains("missing, unlisted or out of order"));
        assert!(refusal(&replaced(b"files/01-a", b"files/../x")).contains("unsafe"));
        assert!(refusal(&replaced(b"files/01-a", b"files/01-/")).contains("unsafe"));
        assert!(refusal(&replaced(b"files/02-b", b"files/03-b")).contains("misnumbered"));
    }

    #[test]
    fn a_duplicate_entry_is_refused() {
        assert!(refusal(&replaced(b"files/02-b", b"files/01-a")).contains("two entries have one name"));
    }

    #[test]
    fn an_unlisted_entry_is_refused() {
        let unlisted =
            [("files/01-x", b"x".as_slice()), ("tip.json", b"{}"), ("manifest.json", b"[]"), ("padding", b"")];
        assert!(refusal(&zip_of(&unlisted, CompressionMethod::Stored)).contains("tip.json is not one"));
        let extra = [("tip.json", b"{}".as_slice()), ("manifest.json", b"[]"), ("extra", b""), ("padding", b"")];
        assert!(refusal(&zip_of(&extra, CompressionMethod::Stored)).contains("unlisted"));
    }

    #[test]
    fn headers_that_differ_are_refused() {
        let zip = honest();
        let local: Vec<usize> = (0..zip.len() - 4).filter(|at| zip[*at..].starts_with(b"PK\x03\x04")).collect();
        let mut renamed = zip.clone();
        renamed[local[0] + 30 + 9] = b'c';
        assert!(refusal(&renamed).contains("two names"));
        let mut gap = zip;
        gap.splice(local[1]..local[1], [0; 7]);
        assert!(!refusal(&gap).is_empty());
    }

    #[test]
    fn an_altered_attachment_is_noticed_when_it_is_copied() {
        let key = Identity::generate();
        let mut opened = open(sealed(&replaced(b"AAAA", b"AAAB"), &key), &[&key]).unwrap();
        assert!(matches!(opened.copy_file(0, &mut Vec::new()), Err(OpenError::Digest)));
        assert!(opened.copy_file(1, &mut Vec::new()).is_ok());
    }

    #[test]
    fn no_cut_and_no_flipped_byte_makes_the_reader_panic_or_open() {
        let key = Identity::generate();
        let (sealed, _) = seal(&tip("x"), &[&key], &[("a", b"AAAA")]);
        for cut in [0, 1, 50, 200, 300, 1_000, sealed.len() - 1] {
            assert!(open(Cursor::new(sealed[..cut].to_vec()), &[&key]).is_err(), "cut at {cut}");
        }
        for at in (0..sealed.len()).step_by(997) {
            let mut flipped = sealed.clone();
            flipped[at] ^= 0x40;
            let opened = open(Cursor::new(flipped), &[&key]);
            // A bit that is flipped in age's grease stanza (a random line of its header) still makes the header's MAC
            // fail.
            assert!(opened.is_err(), "flipped at {at}");
        }
        let zip = honest();
        for cut in 0..zip.len().min(600) {
            assert!(!refusal(&zip[cut + 1..]).is_empty());
        }
    }
}
