//! Hosts on the internet, plain or defanged (`hxxp`, `[.]`, `(dot)`).
//!
//! Only hosts in Latin letters are found, because the end of a host is unclear in a script without spaces. Large
//! platforms and mail providers are left out: half of all tips name one, so they link nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::text::{Finds, Text, pattern};
use super::{Checked, Kind};

static HOST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?P<scheme>(?-u:\b)(?:h(?:tt|xx)p|ftp|fxp)s?(?::|\[:\])//)?(?P<host>(?-u:\b)[a-z0-9](?:[a-z0-9-]{0,62})(?:(?:\.|",
        r"\[\.\]|\[\.|\.\]|\(\.\)|\{\.\}| ?[\[({] ?dot ?[\])}] ?| dot |",
        r"点)[a-z0-9-]{1,63}){1,8})(?P<rest>(?::[0-9]{1,5})?[/?#][!-;=?-~]*)?"
    ))
});
static DOT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\[\.\]|\[\.|\.\]|\(\.\)|\{\.\}| ?[\[({] ?dot ?[\])}] ?| dot |点"));

/// Endings that are enough to show that a text is a domain.
const SURE: &str = "com net org info biz edu gov int mobi xyz top club online site shop store vip pro live app dev icu win bet casino game games fun \
    asia cloud tech work works job jobs world space website link click news life cash finance money trade fund exchange ltd group team chat agency \
    center company digital email express global guru host media network one plus red services social support today tools tv wang wiki ren xin \
    red buzz cyou sbs cfd monster lol bond rest quest beauty hair skin makeup pics art love ink cc io co ai";
/// Country endings that are not words (from IANA's root zone).
const COUNTRIES: &str = "ac ad ae af ag al ao aq ar au aw ax az ba bb bd bf bg bh bi bj bm bn bo br bt bw by bz ca cd cf cg ch ci ck cl cm cn cr cu cv cw \
    cx cy cz de dj dk dm dz ec ee eg er et eu fi fj fk fm fo fr ga gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu ie il im iq ir \
    je jm jo jp ke kg kh ki km kn kp kr kw ky kz lb lc li lk lr ls lt lu lv ly mc md mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx mz nc ne nf ng \
    ni nl np nr nu nz om pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn sr ss st su sv sx sy sz tc td \
    tf tg th tj tk tl tm tn tr tt tw tz ua ug uk uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw";
/// Country endings that are also words. Such a text is a domain only with another sign: a scheme, `www`, a path or a
/// further dot.
const WORDS: &str = "am as at be by do gg hm id in is it la ma me mm my na no pa pm sh so to us la mo ms st re tel si";

/// Large platforms. A link to one of them does not link two tips.
const PLATFORMS: [&str; 52] = [
    "facebook.com",
    "fb.com",
    "fb.me",
    "fb.watch",
    "m.me",
    "messenger.com",
    "instagram.com",
    "youtube.com",
    "youtu.be",
    "twitter.com",
    "x.com",
    "t.co",
    "tiktok.com",
    "douyin.com",
    "weibo.com",
    "weibo.cn",
    "xiaohongshu.com",
    "bilibili.com",
    "zhihu.com",
    "baidu.com",
    "linkedin.com",
    "reddit.com",
    "google.com",
    "goo.gl",
    "apple.com",
    "microsoft.com",
    "wikipedia.org",
    "whatsapp.com",
    "wa.me",
    "telegram.org",
    "telegram.me",
    "t.me",
    "line.me",
    "zalo.me",
    "wechat.com",
    "weixin.qq.com",
    "qq.com",
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "163.com",
    "126.com",
    "foxmail.com",
    "proton.me",
    "protonmail.com",
    "mail.ru",
    "yandex.ru",
    "signal.org",
    "viber.com",
];

pub(super) fn find(text: &Text<'_>, finds: &mut Finds) {
    for found in HOST.captures_iter(text.folded()) {
        let (Some(at), Some(written)) = (found.get(0), found.name("host")) else { continue };
        let host = DOT.replace_all(written.as_str(), ".").to_ascii_lowercase();
        let plain = host == written.as_str().to_ascii_lowercase();
        let scheme = found.name("scheme").is_some();
        let rest = found.name("rest").is_some();
        let marked = scheme || host.starts_with("www.") || (!plain && !written.as_str().contains(" dot "));
        let Some(value) = domain(&host, written.as_str(), marked, rest) else { continue };
        if !text.before(at.start(), 1).is_empty() && text.before(at.start(), 1).ends_with(['.', '-', '_', '/']) {
            continue;
        }
        // The path of a link is occupied too, so that numbers in it are not read as phones or cards.
        let rest = found.name("rest").map(|rest| rest.range());
        let platform = PLATFORMS
            .iter()
            .any(|known| value == *known || value.strip_suffix(known).is_some_and(|sub| sub.ends_with('.')));
        let shown = if scheme { at.start()..written.end() } else { written.range() };
        if platform {
            if finds.is_free(&shown) {
                finds.take(shown);
            }
        } else {
            finds.add(text, shown, Kind::Domain, value, Checked::Unchecked);
        }
        if let Some(rest) = rest {
            finds.take(rest);
        }
    }
}

/// Returns the host without `www.`. `None` if neither its ending nor another sign shows that it is a domain.
fn domain(host: &str, written: &str, marked: bool, rest: bool) -> Option<String> {
    let labels: Vec<&str> = host.split('.').collect();
    let (last, before) = labels.split_last()?;
    let formed = labels
        .iter()
        .all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-') && label.len() <= 63);
    if !formed || host.len() > 253 {
        return None;
    }
    let named = last.starts_with("xn--") || (last.len() >= 2 && last.chars().all(|c| c.is_ascii_alphabetic()));
    let among = |list: &str| list.split_ascii_whitespace().any(|ending| ending == *last);
    // A capital after the dot, as in "left.My", shows the end of one sentence and the beginning of the next.
    let sentence = written.rsplit('.').next().is_some_and(|end| {
        end.starts_with(|c: char| c.is_ascii_uppercase()) && !end.chars().skip(1).any(|c| c.is_ascii_uppercase())
    });
    let long = before.iter().any(|label| label.len() > 1);
    let sure = match () {
        () if !named => false,
        () if marked => true,
        () if sentence || !long => false,
        () if last.starts_with("xn--") => true,
        () if among(SURE) => true,
        () if among(WORDS) => {
            rest || before.len() > 1 && before.iter().all(|label| label.len() > 1)
                || before.iter().any(|label| label.contains(|c: char| c.is_ascii_digit() || c == '-'))
        }
        () => among(COUNTRIES),
    };
    sure.then(|| host.strip_prefix("www.").filter(|bare| bare.contains('.')).unwrap_or(host).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    fn domains(text: &str) -> Vec<String> {
        find(text).into_iter().filter(|entity| entity.kind == Kind::Domain).map(|entity| entity.value).collect()
    }

    #[test]
    fn a_domain_is_one_value_plain_or_defanged() {
        for text in [
            "kk-jobs.com",
            "https://KK-Jobs.com/apply?x=0812345678",
            "hxxps://kk-jobs[.]com",
            "hxxp[:]//www.kk-jobs(.)com/",
            "kk-jobs[dot]com",
            "kk-jobs (dot) com",
            "kk-jobs dot com",
            "kk-jobs点com",
            "เว็บkk-jobs.comครับ",
            "网站kk-jobs.com，",
            "hr@kk-jobs.com",
        ] {
            assert_eq!(domains(text), ["kk-jobs.com"], "{text}");
        }
        assert_eq!(domains("pay.kk-jobs.co.th:8443/x"), ["pay.kk-jobs.co.th"]);
        assert_eq!(domains("abc.xn--p1ai and abc.xn--fiqs8s/x"), ["abc.xn--p1ai", "abc.xn--fiqs8s"]);
    }

    #[test]
    fn a_sentence_a_file_and_a_great_platform_are_no_domains() {
        for text in [
            "He left.My brother",
            "he told me it.is so",
            "photo.jpg",
            "a.m. and p.m.",
            "v1.2.3",
            "www.facebook.com/x",
            "me@gmail.com",
            "192.168.1.1",
        ] {
            assert_eq!(domains(text), [""; 0], "{text}");
        }
    }
}
