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
    assert_eq!(Code::parse(&text.replacen(|c: char| c.is_ascii_digit(), "O", 1)).err(), Some(CodeError::Letter(27)));
    assert_eq!(Code::parse("").err(), Some(CodeError::Length(0)));
}

#[test]
fn the_check_digit_is_damms() {
    // This is the usual example of the Damm algorithm: 572 has the check digit 4.
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

/// The code with each digit replaced by the string that `digit` returns for it.
fn written(digit: impl Fn(u32) -> String) -> String {
    code().grouped().chars().filter_map(|c| c.to_digit(10)).map(digit).collect()
}

#[test]
fn a_code_is_read_out_of_whatever_was_pasted() {
    let text = code().grouped();
    let native = |zero: char| written(|n| char::from_u32(u32::from(zero) + n).unwrap().to_string());
    let pasted = [
        ("between isolates", format!("\u{2066}{}\u{2069}", *text)),
        ("with zero-width spaces", text.replace(' ', "\u{200b}")),
        ("with marks of direction", format!("\u{200f}{}\u{200e}", text.replace(' ', "\u{200e} "))),
        ("as keycaps", written(|n| format!("{n}\u{fe0f}\u{20e3}"))),
        ("as keycaps without a variation selector", written(|n| format!("{n}\u{20e3} "))),
        ("over several lines", text.replace(' ', "\r\n")),
        ("with a label before it", format!("My code is: {}.", *text)),
        ("with a label in Burmese", format!("ကုဒ် - {}", *text)),
        ("with a byte order mark", format!("\u{feff}{}", *text)),
        ("with soft hyphens", text.replace(' ', "\u{ad}")),
        ("with dots and strokes", text.replace(' ', "./|")),
        ("with no-break spaces", text.replace(' ', "\u{a0}")),
        ("in quotation marks", format!("“{}”", *text)),
        ("as a list", text.split(' ').map(|group| format!("• {group}\n")).collect()),
        ("in Thai digits", native('๐')),
        ("in Arabic digits", native('٠')),
        ("in Persian digits", native('۰')),
        ("in Burmese digits", native('၀')),
        ("in full-width digits", native('０')),
        ("in bold digits", native('𝟎')),
        ("in digits of a typewriter", native('𝟶')),
        ("in Adlam digits", native('𞥐')),
    ];
    for (how, pasted) in pasted {
        assert!(Code::parse(&pasted).is_ok_and(|read| *read.grouped() == *text), "{how}");
    }
}

#[test]
fn a_letter_where_a_digit_may_be_meant_is_named_and_one_in_a_word_is_not() {
    let text = "0123 4567 8901 2345 6789 0123 456";
    for letter in ["O", "o", "l", "I", "ဝ", "ရ", "О", "S", "B"] {
        for pasted in [format!("{text}{letter}"), format!("Code: {text}\u{200b}{letter}."), format!("{letter}{text}")] {
            assert_eq!(Code::parse(&pasted).err(), Some(CodeError::Letter(27)), "{pasted}");
        }
    }
    assert_eq!(Code::parse("0123 OOOO 8901 2345 6789 0123 4567").err(), Some(CodeError::Letter(24)));
    for label in ["Code", "my code is so long", "bill", "Il codice:", "ကုဒ်", "No. l"] {
        assert_eq!(Code::parse(&format!("{label} {text}")).err(), Some(CodeError::Length(27)), "{label}");
    }
    assert_eq!(Code::parse("code 2: 1234").err(), Some(CodeError::Length(5)));
}

#[test]
fn no_error_of_a_code_has_a_digit_of_it() {
    for pasted in ["9876 5432", "98765 O", "98 76 54 32 10 98 76 54 32 10 98 76 54 32"] {
        let said = Code::parse(pasted).err().unwrap().to_string();
        assert!(!said.contains("98") && !said.contains("76"), "{said}");
    }
}
