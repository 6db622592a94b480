//! Links to maps, read by their text alone.
//!
//! Opening a link would tell the owner of the link that somebody opened it.
//!
//! Google, Apple, OpenStreetMap, Amap, Baidu, Waze and `geo:` are read. A short link contains no place, so the link
//! itself is the value. Baidu's own coordinates are shifted by about a kilometre, so a link with them has no point.
//! Amap's coordinates are shifted only inside China, by some 500 metres.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Kind;
use super::coordinates::{on_globe, value};
use super::text::{Finds, Text, pattern};

static LINK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?i)(?-u:\b)(?:h(?:tt|xx)ps?://)?(?:www\.)?(?P<host>maps\.app\.goo\.gl|goo\.gl/maps|g\.co/kgs|"#,
        r#"(?:maps\.)?google(?:\.[a-z]{2,3}){1,2}/maps|maps\.google(?:\.[a-z]{2,3}){1,2}|maps\.apple\.com|maps\.apple|"#,
        r#"(?:openstreetmap\.org|osm\.org)|j\.map\.baidu\.com|(?:api\.)?map\.baidu\.com|ditu\.baidu\.com|(?:uri|surl|ditu|m|"#,
        r#"wb)\.amap\.com|amap\.com|waze\.com)(?P<rest>[/?#][!#-&(-;=?-\[\]_a-z~]*)?"#
    ))
});
static GEO: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?-u:\b)geo:(?P<a>-?[0-9]{1,2}(?:\.[0-9]{1,12})?),(?P<b>-?[0-9]{1,3}(?:\.[0-9]{1,12})?)[^\s]{0,100}")
});
/// The pin in the data of a Google link.
static PIN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"!3d(?P<a>-?[0-9]{1,2}\.[0-9]+)!4d(?P<b>-?[0-9]{1,3}\.[0-9]+)"));
static MLAT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[?&]mlat=(?P<a>-?[0-9]{1,2}\.[0-9]+)&mlon=(?P<b>-?[0-9]{1,3}\.[0-9]+)"));
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"[?&](?:q|ll|sll|query|destination|daddr|center|coordinate|location|saddr|latlng|to|dest)=(?:loc:|",
        r"ll\.)?(?P<a>-?[0-9]{1,2}\.[0-9]+), ?(?P<b>-?[0-9]{1,3}\.[0-9]+)"
    ))
});
static PATH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"/(?:search|place|dir|dir/)/(?P<a>-?[0-9]{1,2}\.[0-9]+),[ +]?(?P<b>-?[0-9]{1,3}\.[0-9]+)")
});
/// The centre of the map's window. It is used only if the link has no other point.
static WINDOW: LazyLock<Regex> = LazyLock::new(|| pattern(r"@(?P<a>-?[0-9]{1,2}\.[0-9]+),(?P<b>-?[0-9]{1,3}\.[0-9]+)"));
static HASH: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"#map=[0-9.]+/(?P<a>-?[0-9]{1,2}\.[0-9]+)/(?P<b>-?[0-9]{1,3}\.[0-9]+)"));
/// In links from Amap's apps, the longitude comes first. Links to Amap's pages have `p=id,latitude,longitude`.
static AMAP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"[?&](?:position|center|from|to|dest)=(?P<b>-?[0-9]{1,3}\.[0-9]+),(?P<a>-?[0-9]{1,2}\.[0-9]+)")
});
static AMAP_PLACE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[?&]p=[A-Z0-9]*,(?P<a>-?[0-9]{1,2}\.[0-9]+),(?P<b>-?[0-9]{1,3}\.[0-9]+)"));

pub(super) fn find(text: &Text<'_>, finds: &mut Finds) {
    for found in LINK.captures_iter(text.folded()) {
        let (Some(at), Some(host)) = (found.get(0), found.name("host")) else { continue };
        // If the host goes on after this, it is another host, such as maps.apple.com.example.net.
        let rest = found.name("rest").map_or("", |rest| rest.as_str());
        if rest.is_empty()
            && text.after(at.end(), 2).starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.')
            && text.after(at.end(), 2).chars().nth(1).is_some_and(|c| c.is_ascii_alphanumeric())
        {
            continue;
        }
        if text.before(at.start(), 1).contains(['.', '-', '@', '/']) {
            continue;
        }
        let trimmed = rest.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']']);
        let range = at.start()..at.end() - (rest.len() - trimmed.len());
        let host = host.as_str().to_ascii_lowercase();
        let point = point(&host, &unescape(trimmed));
        // People who copy a link may add or drop the scheme and the final slash.
        let value = point.map_or_else(|| format!("{host}{}", trimmed.trim_end_matches('/')), value);
        if host.ends_with("waze.com") && point.is_none() {
            continue;
        }
        finds.add_point(text, range, Kind::MapLink, value, point);
    }
    for found in GEO.captures_iter(text.folded()) {
        if let (Some(at), Some(point)) = (found.get(0), pair(&found)) {
            finds.add_point(text, at.range(), Kind::MapLink, value(point), Some(point));
        }
    }
}

fn point(host: &str, rest: &str) -> Option<(f64, f64)> {
    let first = |shapes: &[&LazyLock<Regex>]| shapes.iter().find_map(|shape| pair(&shape.captures(rest)?));
    if host.contains("baidu") {
        let shifted = !["coord_type=wgs84", "coord_type=gcj02"].iter().any(|said| rest.contains(said));
        return if shifted { None } else { first(&[&PARAMETER]) };
    }
    if host.contains("amap") {
        return first(&[&AMAP, &AMAP_PLACE, &PARAMETER]);
    }
    first(&[&PIN, &MLAT, &PARAMETER, &PATH, &WINDOW, &HASH])
}

fn pair(found: &Captures<'_>) -> Option<(f64, f64)> {
    on_globe(found.name("a")?.as_str().parse().ok()?, found.name("b")?.as_str().parse().ok()?)
}

/// Decodes the escapes that occur in coordinates.
fn unescape(link: &str) -> String {
    link.replace("%2C", ",")
        .replace("%2c", ",")
        .replace("%20", " ")
        .replace("%3A", ":")
        .replace("%2B", "+")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    #[test]
    fn a_link_to_a_map_gives_its_place_without_being_opened() {
        for link in [
            "https://www.google.com/maps?q=16.7123,98.5102",
            "https://www.google.co.th/maps/place/X/@16.70,98.50,17z/data=!3m1!4b1!4m5!3m4!1s0x0:0x0!8m2!3d16.7123!4d98.5102",
            "https://www.google.com/maps/@16.7123,98.5102,15z",
            "https://www.google.com/maps/search/16.7123,+98.5102",
            "https://www.google.com/maps/search/?api=1&query=16.7123%2C98.5102",
            "maps.google.com/?q=loc:16.7123,98.5102",
            "hxxps://maps.apple.com/?ll=16.7123,98.5102&q=Pin",
            "https://www.openstreetmap.org/?mlat=16.7123&mlon=98.5102#map=17/16.7/98.5",
            "https://www.openstreetmap.org/#map=17/16.7123/98.5102",
            "https://uri.amap.com/marker?position=98.5102,16.7123&name=x",
            "https://www.amap.com/?q=16.7123,98.5102,x",
            "https://api.map.baidu.com/marker?location=16.7123,98.5102&coord_type=wgs84",
            "https://waze.com/ul?ll=16.7123,98.5102",
            "geo:16.7123,98.5102;u=35",
        ] {
            let found = find(&format!("here: {link}. Come"));
            assert_eq!(found.len(), 1, "{link}: {found:?}");
            assert_eq!(
                (found[0].kind, found[0].value.as_str(), found[0].point),
                (Kind::MapLink, "16.7123,98.5102", Some((16.7123, 98.5102))),
                "{link}"
            );
        }
    }

    #[test]
    fn a_short_link_stands_by_itself_and_baidus_own_coordinates_give_no_point() {
        let short = &find("ที่นี่https://maps.app.goo.gl/AbC123xYz/ครับ")[0];
        assert_eq!((short.kind, short.value.as_str(), short.point), (Kind::MapLink, "maps.app.goo.gl/AbC123xYz", None));
        assert_eq!(short.shown, "https://maps.app.goo.gl/AbC123xYz/");
        assert_eq!(find("https://api.map.baidu.com/marker?location=16.7123,98.5102")[0].point, None);
    }

    #[test]
    fn another_host_that_begins_like_a_map_is_none() {
        for text in ["maps.apple.com.evil.com/?ll=16.7123,98.5102", "xmaps.google.com.evil.com", "not-amap.com/x"] {
            assert!(find(text).iter().all(|entity| entity.kind != Kind::MapLink), "{text}");
        }
    }
}
