//! Names and numbers on messengers.
//!
//! They are found in links, and after the name of the messenger.
//!
//! "LINE", "WeChat" and others may be words of a sentence too. The text after them is a name only if a colon, "ID",
//! "号" or the like announces it, or if it has a digit, because words have none.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::text::{Finds, Text, pattern};
use super::{Checked, Kind, phones};

static TELEGRAM_LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?-u:\b)(?:(?:h(?:tt|xx)ps?://)?(?:www\.)?(?:t(?:\.|\[\.\]|\(\.\))me|telegram(?:\.|\[\.\]|\(\.\))(?:me|dog))/(?:s/)?|",
        r"tg://resolve\?domain=)(?P<name>joinchat/[A-Za-z0-9_-]{10,40}|\+[A-Za-z0-9_-]{8,40}|(?-u:\w){4,32})(?P<rest>[/?][!-;=?-~]*)?"
    ))
});
static AT: LazyLock<Regex> = LazyLock::new(|| pattern(r"@(?P<name>[A-Za-z][A-Za-z0-9_]{4,31})(?-u:\b)"));
static WHATSAPP_LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?-u:\b)(?:h(?:tt|xx)ps?://)?(?:wa\.me/(?:message/(?P<message>[A-Z0-9]{8,20})|\+?(?P<number>[0-9]{7,15}))|(?:api\.|",
        r"web\.)?whatsapp\.com/send/?\?[^\s<>]{0,60}?phone=(?:\+|%2B)?(?P<phone>[0-9]{7,15})|",
        r"chat\.whatsapp\.com/(?:invite/)?(?P<chat>[A-Za-z0-9]{16,30}))(?P<rest>[/?&][!-;=?-~]*)?"
    ))
});
static LINE_LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?-u:\b)(?:h(?:tt|xx)ps?://)?(?:(?:page\.)?line\.me/(?:R/)?(?:ti/(?P<sort>[pg]2?)/)?(?P<name>(?:~|@|",
        r"%40)?[A-Za-z0-9_.-]{3,60})|lin\.ee/(?P<short>[A-Za-z0-9]{5,12}))(?P<rest>[/?#][!-;=?-~]*)?"
    ))
});
static ZALO_LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?-u:\b)(?:h(?:tt|xx)ps?://)?zalo\.me/(?P<name>g/[a-z0-9]{4,20}|[0-9]{6,20})(?P<rest>[/?#][!-;=?-~]*)?",
    )
});
static WECHAT_LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?-u:\b)(?:h(?:tt|xx)ps?://)?u\.wechat\.com/(?P<name>[A-Za-z0-9_-]{8,40})"));
static WXID: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?-u:\b)wxid_[a-z0-9]{6,24}(?-u:\b)"));
static QQ_MAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?-u:\b)(?P<name>[1-9][0-9]{4,11})@(?:vip\.)?qq\.com(?-u:\b)"));

/// The signs between the name of a messenger and a person's name on it. The group `mark` matches if something announces
/// the person's name.
const SIGN: &str = concat!(
    r#" ?(?P<mark>(?:(?:my|his|her|the|no\.?|number|user ?name|name|account|contact|id|ids|ไอดี|号码|号|號|群号|群|帐号|账号|帳號|加|เบอร์|số|"#,
    r#"nomor|nomer|akun|ໄອດີ|အကောင့်|အိုင်ဒီ|អាយឌី|नंबर|आईडी|আইডি|নম্বর|نمبر|آئی ڈی|رقم|아이디|номер|айди)?[ .]?)*(?:[:=]|：|是|为|為|"#,
    r#"คือ|\bis\b|\blà\b|-)?) ?[("'\[]?"#
);

/// For each messenger, a pattern of the words for the messenger and of a person's name on it.
static NAMED: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    let wechat = concat!(
        r"(?:(?-u:\b)we ?chat|(?-u:\b)weixin|(?-u:\b)wx|(?-u:\b)vx|微信|薇信|威信|v信|วีแชท|วีแชต|ວີແຊັດ|ဝီချက်|វីឆាត|위챗|ウィーチャット|вичат|",
        r"वीचैट|উইচ্যাট|وی چیٹ|وي تشات)"
    );
    let line = r"(?:(?-u:\b)line(?: ?id|:|=| account| oa)|(?-u:\b)id ?line|ไลน์|ไอดีไลน์|ไลน|ライン(?:id)?|라인 ?아이디|လိုင်းအိုင်ဒီ|ໄລນ໌?)";
    let qq = r"(?:(?-u:\b)qq|扣扣|企鹅号|企鵝號)";
    let telegram = concat!(
        r"(?:(?-u:\b)telegram|(?-u:\b)tele(?-u:\b)|(?-u:\b)tg(?-u:\b)|电报|電報|纸飞机|紙飛機|飞机号|เทเลแกรม|တယ်လီဂရမ်|តេឡេក្រាម|ເທເລແກຣມ|",
        r"टेलीग्राम|টেলিগ্রাম|ٹیلیگرام|تيليجرام|تلغرام|тг(?-u:\b)|телеграм\w{0,3}|텔레그램|テレグラム|ቴሌግራም)"
    );
    [
        (Kind::WeChat, wechat, r"(?P<name>[A-Za-z][A-Za-z0-9_-]{5,19}|[0-9]{6,12})"),
        (Kind::Line, line, r"(?P<name>[@~]?[A-Za-z0-9][A-Za-z0-9._-]{3,19})"),
        (Kind::Qq, qq, r"(?P<name>[1-9][0-9]{4,11})"),
        (Kind::Telegram, telegram, r"(?P<name>[A-Za-z][A-Za-z0-9_]{4,31}|[0-9]{6,12})"),
    ]
    .into_iter()
    .map(|(kind, words, name)| (kind, pattern(&format!(r"(?i)(?P<word>{words}){SIGN}{name}(?-u:\b)"))))
    .collect()
});
/// Messengers on which people are named by their phone number.
static NUMBERED: LazyLock<Vec<(Kind, Regex)>> = LazyLock::new(|| {
    let number = r"(?P<name>(?:\+ ?)?\(?[0-9]{1,15}\)?(?:[ .-]\(?[0-9]{1,12}\)?){0,6})";
    [
        (Kind::WhatsApp, concat!(
            r"(?:(?-u:\b)whats ?app|(?-u:\b)wa(?-u:\b)|วอทส์?แอ[ปพ]|ဝပ်စ်အက်|व्हाट्सएप|व्हाट्सऐप|হোয়াটসঅ্যাপ|واٹس ایپ|واتس ?اب|واتساب|",
            r"ватсап|왓츠앱|வாட்ஸ்அப்|ዋትስአፕ)"
        )),
        (Kind::Zalo, r"(?:(?-u:\b)zalo)"),
    ]
    .into_iter()
    .map(|(kind, words)| (kind, pattern(&format!(r"(?i){words}{SIGN}{number}"))))
    .collect()
});
/// Other networks on which names are written with `@`.
static OTHER_NETWORK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:insta(?:gram)?|\big|twitter|tweet|tik ?tok|douyin|抖音|threads|facebook|\bfb|youtube|weibo|微博|小红书|snap(?:chat)?|",
        r"\bx)\W{0,6}$"
    ))
});
static LINE_WORD: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)(?:\bline|ไลน์|ライン)\W{0,6}$"));

/// Paths after t.me/ that are no person's name.
const NOT_NAMES: [&str; 10] =
    ["share", "proxy", "socks", "addstickers", "addemoji", "addtheme", "setlanguage", "login", "contact", "invoice"];

/// Finds links. Runs before the search for domains.
pub(super) fn find_links(text: &Text<'_>, finds: &mut Finds) {
    for found in TELEGRAM_LINK.captures_iter(text.folded()) {
        let (Some(at), Some(name)) = (found.get(0), found.name("name")) else { continue };
        let name = name.as_str();
        let value = match name.strip_prefix('+').or_else(|| name.strip_prefix("joinchat/")) {
            // A number is a person's phone. Anything else is an invitation, and capitals matter in it.
            Some(phone) if phone.bytes().all(|byte| byte.is_ascii_digit()) => {
                phone_too(text, finds, at.range(), Kind::Telegram, phones::international(phone));
                continue;
            }
            Some(invitation) => format!("+{invitation}"),
            None if NOT_NAMES.contains(&name.to_ascii_lowercase().as_str()) => continue,
            None => name.to_ascii_lowercase(),
        };
        finds.add(text, at.range(), Kind::Telegram, value, Checked::Unchecked);
    }
    for found in WHATSAPP_LINK.captures_iter(text.folded()) {
        let Some(at) = found.get(0) else { continue };
        if let Some(number) = found.name("number").or_else(|| found.name("phone")) {
            phone_too(text, finds, at.range(), Kind::WhatsApp, phones::international(number.as_str()));
        } else if let Some(code) = found.name("chat").or_else(|| found.name("message")) {
            finds.add(text, at.range(), Kind::WhatsApp, format!("chat/{}", code.as_str()), Checked::Unchecked);
        }
    }
    for found in LINE_LINK.captures_iter(text.folded()) {
        let Some(at) = found.get(0) else { continue };
        let value = match (found.name("name"), found.name("sort")) {
            (Some(name), Some(sort)) if sort.as_str().starts_with(['g', 'G']) => format!("group/{}", name.as_str()),
            (Some(name), _) if name.as_str().starts_with(['~', '@', '%']) => line_name(name.as_str()),
            // Without `~`, the link holds a ticket, in which capitals matter.
            (Some(name), Some(_)) => format!("ticket/{}", name.as_str()),
            (Some(_), None) => continue,
            (None, _) => found.name("short").map_or(String::new(), |short| format!("lin.ee/{}", short.as_str())),
        };
        finds.add(text, at.range(), Kind::Line, value, Checked::Unchecked);
    }
    for found in ZALO_LINK.captures_iter(text.folded()) {
        let (Some(at), Some(name)) = (found.get(0), found.name("name")) else { continue };
        if name.as_str().starts_with(['g', 'G']) {
            finds.add(text, at.range(), Kind::Zalo, name.as_str().to_ascii_lowercase(), Checked::Unchecked);
        } else if let Some(phone) = phones::national(name.as_str(), "VN")
            .or_else(|| phones::international(name.as_str()).filter(|(_, checked)| *checked == Checked::WellFormed))
        {
            phone_too(text, finds, at.range(), Kind::Zalo, Some(phone));
        } else {
            finds.add(text, at.range(), Kind::Zalo, name.as_str().to_owned(), Checked::Unchecked);
        }
    }
    for found in WECHAT_LINK.captures_iter(text.folded()) {
        if let (Some(at), Some(name)) = (found.get(0), found.name("name")) {
            finds.add(text, at.range(), Kind::WeChat, format!("u.wechat.com/{}", name.as_str()), Checked::Unchecked);
        }
    }
    for found in QQ_MAIL.captures_iter(text.folded()) {
        if let (Some(at), Some(name)) = (found.get(0), found.name("name")) {
            finds.add(text, at.range(), Kind::Qq, name.as_str().to_owned(), Checked::Unchecked);
        }
    }
}

/// Finds names that follow the name of a messenger.
pub(super) fn find_named(text: &Text<'_>, finds: &mut Finds) {
    for at in WXID.find_iter(text.folded()) {
        finds.add(text, at.range(), Kind::WeChat, at.as_str().to_ascii_lowercase(), Checked::Unchecked);
    }
    for (kind, named) in NUMBERED.iter() {
        for found in named.captures_iter(text.folded()) {
            let Some(number) = found
                .name("name")
                .filter(|number| text.is_whole_number(&number.range()) || number.as_str().starts_with('+'))
            else {
                continue;
            };
            let home = if *kind == Kind::Zalo { &["VN"][..] } else { &[] };
            phone_too(text, finds, number.range(), *kind, phones::read(text, &number.range(), home));
        }
    }
    for (kind, named) in NAMED.iter() {
        for found in named.captures_iter(text.folded()) {
            let Some(name) = found.name("name") else { continue };
            let written = name.as_str();
            let marked = found.name("mark").is_some_and(|mark| !mark.as_str().trim().is_empty())
                || found.name("word").is_some_and(|word| says_id(word.as_str()))
                || written.starts_with(['@', '~']);
            let has_digit = written.contains(|c: char| c.is_ascii_digit() || c == '_');
            if !(has_digit || marked && !is_word(written)) || text.before(name.start(), 1).ends_with('/') {
                continue;
            }
            let number = written.bytes().all(|byte| byte.is_ascii_digit());
            let value = match kind {
                Kind::Line => line_name(written),
                _ => written.to_ascii_lowercase(),
            };
            // Many people's WeChat name is their Chinese mobile number. A long number given for Telegram is a phone.
            if number && *kind != Kind::Qq {
                match phones::read(text, &name.range(), &[]) {
                    Some((phone, Checked::WellFormed)) => {
                        phone_too(text, finds, name.range(), *kind, Some((phone, Checked::WellFormed)));
                        continue;
                    }
                    _ if !marked => continue,
                    _ => {}
                }
            }
            finds.add(text, name.range(), *kind, value, Checked::Unchecked);
        }
    }
    for found in AT.captures_iter(text.folded()) {
        let (Some(at), Some(name)) = (found.get(0), found.name("name")) else { continue };
        let before = text.before(at.start(), 24);
        let mail = before.ends_with(|c: char| c.is_ascii_alphanumeric() || "._%+-/@".contains(c));
        let host = text
            .after(at.end(), 2)
            .strip_prefix(['.', '-'])
            .is_some_and(|next| next.starts_with(|c: char| c.is_ascii_alphanumeric()));
        if mail || host || OTHER_NETWORK.is_match(before) {
            continue;
        }
        let (kind, value) = if LINE_WORD.is_match(before) {
            (Kind::Line, line_name(at.as_str()))
        } else {
            (Kind::Telegram, name.as_str().to_ascii_lowercase())
        };
        finds.add(text, at.range(), kind, value, Checked::Unchecked);
    }
}

/// Adds a messenger's number both under its kind and as a phone.
fn phone_too(text: &Text<'_>, finds: &mut Finds, range: Range<usize>, kind: Kind, phone: Option<(String, Checked)>) {
    if let Some((value, checked)) = phone
        && finds.add(text, range.clone(), kind, value.clone(), checked)
    {
        finds.also(text, range, Kind::Phone, value, checked, None);
    }
}

/// Returns a LINE name in normal form: in lower case, because LINE ignores capitals. A leading `@` is kept, because it
/// marks an official account.
fn line_name(written: &str) -> String {
    written.to_ascii_lowercase().replace("%40", "@").trim_start_matches('~').trim_end_matches(['.', '-']).to_owned()
}

/// Whether the word for the messenger itself announces a name: "LINE ID", "line:".
fn says_id(word: &str) -> bool {
    let word = word.to_lowercase();
    word.ends_with([':', '=']) || ["id", "ไอดี", "아이디", "အိုင်ဒီ"].iter().any(|sign| word.contains(sign))
}

/// Whether a text is a common word that follows a messenger's name in a sentence.
fn is_word(written: &str) -> bool {
    const WORDS: [&str; 34] = [
        "account", "accounts", "address", "because", "before", "blocked", "contact", "deleted", "friend", "friends",
        "groups", "group", "hacked", "locked", "message", "messages", "number", "numbers", "called", "moments",
        "please", "profile", "taken", "there", "their", "unknown", "username", "where", "which", "without", "channel",
        "telegram", "whatsapp", "wechat",
    ];
    WORDS.contains(&written.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    fn values(kind: Kind, text: &str) -> Vec<String> {
        find(text).into_iter().filter(|entity| entity.kind == kind).map(|entity| entity.value).collect()
    }

    #[test]
    fn a_telegram_name_is_one_by_sign_by_link_and_by_word() {
        for text in [
            "@Boss_88",
            "t.me/Boss_88",
            "https://t.me/boss_88?start=1",
            "t[.]me/boss_88",
            "tg://resolve?domain=boss_88",
            "Telegram: boss_88",
            "飞机号boss_88",
            "เทเลแกรม boss_88",
            "TG @boss_88",
        ] {
            assert_eq!(values(Kind::Telegram, text), ["boss_88"], "{text}");
        }
        assert_eq!(values(Kind::Telegram, "https://t.me/+AbCdEfGh1234 t.me/joinchat/AbCdEfGh1234"), ["+AbCdEfGh1234"]);
        assert_eq!(values(Kind::Telegram, "t.me/+66812345678"), ["+66812345678"]);
        assert_eq!(values(Kind::Phone, "t.me/+66812345678"), ["+66812345678"]);
        for text in ["boss@example.com", "Instagram: @boss_88", "t.me/share/url?x", "@me", "LINE @boss88"] {
            assert_eq!(values(Kind::Telegram, text), [""; 0], "{text}");
        }
    }

    #[test]
    fn wechat_line_and_qq_are_known_by_their_names_in_several_languages() {
        for text in [
            "微信：abc_123x",
            "WeChat ID: abc_123x",
            "加微信abc_123x",
            "vx abc_123x",
            "วีแชท abc_123x",
            "ဝီချက် abc_123x",
            "wechat is ABC_123x",
            "위챗 abc_123x",
        ] {
            assert_eq!(values(Kind::WeChat, text), ["abc_123x"], "{text}");
        }
        assert_eq!(values(Kind::WeChat, "wxid_0a1b2c3d4e"), ["wxid_0a1b2c3d4e"]);
        for text in [
            "LINE ID: boss.99",
            "ไอดีไลน์ boss.99",
            "ไลน์ boss.99",
            "line:boss.99",
            "ライン boss.99",
            "https://line.me/ti/p/~boss.99",
            "line id boss.99.",
        ] {
            assert_eq!(values(Kind::Line, text), ["boss.99"], "{text}");
        }
        assert_eq!(values(Kind::Line, "https://line.me/R/ti/p/%40boss LINE @boss"), ["@boss"]);
        for text in ["QQ 123456789", "QQ号：123456789", "qq群 123456789", "扣扣123456789", "123456789@qq.com"] {
            assert_eq!(values(Kind::Qq, text), ["123456789"], "{text}");
        }
    }

    #[test]
    fn a_whatsapp_or_zalo_number_is_a_phone_too() {
        for text in [
            "https://wa.me/66812345678",
            "https://api.whatsapp.com/send?phone=66812345678&text=hi",
            "WhatsApp: +66 81 234 5678",
            "WA +66-81-234-5678",
            "whatsapp number is +66812345678",
        ] {
            assert_eq!(values(Kind::WhatsApp, text), ["+66812345678"], "{text}");
            assert_eq!(values(Kind::Phone, text), ["+66812345678"], "{text}");
        }
        for text in [
            "Zalo 0912 345 678",
            "zalo: 0912345678",
            "https://zalo.me/0912345678",
            "số Zalo là 0912345678",
            "zalo.me/84912345678",
        ] {
            assert_eq!(values(Kind::Zalo, text), ["+84912345678"], "{text}");
            assert_eq!(values(Kind::Phone, text), ["+84912345678"], "{text}");
        }
        assert_eq!(values(Kind::Zalo, "zalo.me/g/abcdef123"), ["g/abcdef123"]);
        assert_eq!(
            values(Kind::WhatsApp, "https://chat.whatsapp.com/AbCdEfGhIjKlMnOpQrStUv"),
            ["chat/AbCdEfGhIjKlMnOpQrStUv"]
        );
    }

    #[test]
    fn a_messenger_in_a_sentence_is_no_name() {
        for text in [
            "WeChat account blocked",
            "my WeChat messages",
            "He stood in line before me",
            "The line is long",
            "QQ group",
            "they use Telegram because",
            "WhatsApp group with 250 people",
            "ไลน์ Official",
        ] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
