use super::*;

fn code() -> Code {
    Code::from_entropy(b"0123456789abcdef")
}

#[test]
fn a_code_reads_back_with_any_spaces_and_dashes() {
    let text = code().grouped();
    assert_eq!(text.split(' ').map(str::len).collect::<Vec<_>>(), [4; 7]);
    for spelling in [text.replace(' ', ""), text.replace(' ', " - "), format!("  {}\u{2013}\n", *text)] {
        assert_eq!(*Code::parse(&spelling).unwrap().grouped(), *text);
    }
}

#[test]
fn every_wrong_digit_and_every_swap_of_neighbours_is_caught() {
    let text = code().grouped().replace(' ', "").into_bytes();
    for place in 0..DIGITS {
        for digit in (b'0'..=b'9').filter(|digit| *digit != text[place]) {
            let mut wrong = text.clone();
            wrong[place] = digit;
            assert_eq!(Code::parse(&String::from_utf8(wrong).unwrap()).err(), Some(CodeError::CheckDigit));
        }
        if place > 0 && text[place] != text[place - 1] {
            let mut wrong = text.clone();
            wrong.swap(place, place - 1);
            assert_eq!(Code::parse(&String::from_utf8(wrong).unwrap()).err(), Some(CodeError::CheckDigit));
        }
    }
}

#[test]
fn too_few_too_many_and_letters_are_told_apart() {
    let text = code().grouped().replace(' ', "");
    assert_eq!(Code::parse(&text[1..]).err(), Some(CodeError::Length(27)));
    assert_eq!(Code::parse(&format!("{text}1")).err(), Some(CodeError::Length(29)));
    assert_eq!(Code::parse(&text.replacen(|c: char| c.is_ascii_digit(), "O", 1)).err(), Some(CodeError::Character));
    assert_eq!(Code::parse("").err(), Some(CodeError::Length(0)));
}

#[test]
fn the_check_digit_is_damms() {
    // The example that is commonly given: 572 has the check digit 4.
    assert_eq!(damm(&[5, 7, 2]), 4);
    assert_eq!(damm(&[5, 7, 2, 4]), 0);
}

#[test]
fn another_site_or_another_code_opens_another_mailbox() {
    let site = SiteId::from_bytes([1; 16]);
    let derive = |code: Code, site| code.derive(site, &CodeKdf::default()).unwrap();
    let here = derive(code(), site);
    assert_eq!(here.identity.recipient(), derive(code(), site).identity.recipient());
    let elsewhere = derive(code(), SiteId::from_bytes([2; 16]));
    let other = derive(Code::from_entropy(&[9; 16]), site);
    for another in [elsewhere, other] {
        assert_ne!(here.identity.recipient(), another.identity.recipient());
        assert_ne!(here.token.as_bytes(), another.token.as_bytes());
        assert!(!here.link_key.is(&another.link_key));
    }
    assert_ne!(here.token.as_bytes(), here.link_key.as_bytes());
}

#[test]
fn a_roster_cannot_make_a_look_up_cost_a_gigabyte() {
    let kdf = CodeKdf { memory_kib: 1_048_576, passes: 1, lanes: 1 };
    assert!(code().derive(SiteId::from_bytes([1; 16]), &kdf).is_err());
}
