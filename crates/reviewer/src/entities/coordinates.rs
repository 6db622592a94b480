//! Coordinates in degrees or with minutes and seconds, and Plus Codes.
//!
//! Plus Codes (Open Location Code) may be short or full.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::Kind;
use super::text::{Finds, Text, pattern};

static DEGREES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?P<ns1>(?-u:\b)[NS] ?|北纬 ?|南纬 ?|(?-u:\b)lat(?:itude)?[ :=]{1,3})?(?P<a>[+-]?[0-9]{1,3}\.[0-9]{2,12})(?: ?°)?(?: ?(?",
        r"P<ns2>[NSEW])(?-u:\b))?",
        r"(?: ?[,;/،、，] ?|[ \n]{1,2})(?:and )?",
        r"(?P<ew1>(?-u:\b)[EW] ?|东经 ?|西经 ?|(?-u:\b)(?:lon|lng|long|",
        r"longitude)[ :=]{1,3})?(?P<b>[+-]?[0-9]{1,3}\.[0-9]{2,12})(?: ?°)?(?: ?(?P<ew2>[NSEW])(?-u:\b))?",
    ))
});
static MINUTES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r#"(?i)(?P<ns1>(?-u:\b)[NS] ?|北纬 ?|南纬 ?)?(?P<d1>[0-9]{1,2}) ?[°度] ?(?P<m1>[0-9]{1,2}(?:\.[0-9]{1,8})?) ?['分](?: ?(?"#,
        r#"P<s1>[0-9]{1,2}(?:\.[0-9]{1,8})?) ?(?:"|''|秒))?(?: ?(?P<ns2>[NS])(?-u:\b))?"#,
        r"[ ,;/\n、，]{0,3}",
        r#"(?P<ew1>(?-u:\b)[EW] ?|东经 ?|西经 ?)?(?P<d2>[0-9]{1,3}) ?[°度] ?(?P<m2>[0-9]{1,2}(?:\.[0-9]{1,8})?) ?['分](?: ?(?P<s2>[0-9]"#,
        r#"{1,2}(?:\.[0-9]{1,8})?) ?(?:"|''|秒))?(?: ?(?P<ew2>[EW])(?-u:\b))?"#,
    ))
});
static PLUS_CODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?-u:\b)(?:[23456789CFGHJMPQRVWX]{8}|[23456789CFGHJMPQRVWX]{6}|",
        r"[23456789CFGHJMPQRVWX]{4})\+[23456789CFGHJMPQRVWX]{2,5}(?-u:\b)"
    ))
});
static WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:coord|gps|\blat\b|latitude|location|位置|坐标|座標|定位|经纬度|พิกัด|ตำแหน่ง|တည်နေရာ|ទីតាំង|ພິກັດ|tọa độ|toạ độ|vị trí|",
        r"lokasi|koordinat|स्थान|लोकेशन|লোকেশন|অবস্থান|لوکیشن|موقع|إحداثيات|координат|座標|좌표|coordenadas|mahali)"
    ))
});

const ALPHABET: &str = "23456789CFGHJMPQRVWX";

pub(super) fn find(text: &Text<'_>, finds: &mut Finds) {
    for found in MINUTES.captures_iter(text.folded()) {
        if let (Some(at), Some(point)) = (found.get(0), minutes(&found)) {
            finds.add_point(text, at.range(), Kind::Coordinates, value(point), Some(point));
        }
    }
    for found in DEGREES.captures_iter(text.folded()) {
        let Some(at) = found.get(0) else { continue };
        let (Some(a), Some(b)) = (found.name("a"), found.name("b")) else { continue };
        let lettered = ["ns1", "ns2", "ew1", "ew2"].iter().any(|name| found.name(name).is_some());
        // Two numbers with two decimals may be prices. Coordinates have more decimals, a letter for the direction, or a
        // word before them.
        let exact =
            [a, b].iter().all(|number| number.as_str().split('.').nth(1).is_some_and(|decimals| decimals.len() >= 3));
        if !text.is_whole_number(&at.range()) || !(lettered || exact || WORD.is_match(text.before(at.start(), 48))) {
            continue;
        }
        if let Some(point) = degrees(&found) {
            finds.add_point(text, at.range(), Kind::Coordinates, value(point), Some(point));
        }
    }
    for at in PLUS_CODE.find_iter(text.folded()) {
        let code = at.as_str().to_ascii_uppercase();
        let short = code.find('+').is_some_and(|plus| plus < 8);
        // A sum such as 2345+67 is no Plus Code. A short code has a letter, and all of its letters are capitals.
        let sure = if short {
            at.as_str() == code && code.contains(|c: char| c.is_ascii_alphabetic())
        } else {
            plus_code(&code).is_some()
        };
        if sure && !text.before(at.start(), 1).starts_with('+') && !text.after(at.end(), 1).starts_with('+') {
            let point = plus_code(&code);
            finds.add_point(text, at.range(), Kind::PlusCode, code, point);
        }
    }
}

/// Returns the normal form of a point, rounded to four decimals: about ten metres.
pub(super) fn value((latitude, longitude): (f64, f64)) -> String {
    format!("{latitude:.4},{longitude:.4}").replace("-0.0000", "0.0000")
}

/// Returns the point if it is on the globe. Also returns `None` for the point 0, 0, because it is only ever given by
/// mistake.
pub(super) fn on_globe(latitude: f64, longitude: f64) -> Option<(f64, f64)> {
    let there =
        latitude.abs() <= 90.0 && longitude.abs() <= 180.0 && (latitude.abs() > 0.001 || longitude.abs() > 0.001);
    there.then_some((latitude, longitude))
}

fn degrees(found: &Captures<'_>) -> Option<(f64, f64)> {
    let a: f64 = found.name("a")?.as_str().parse().ok()?;
    let b: f64 = found.name("b")?.as_str().parse().ok()?;
    let letter = |names: [&str; 2]| {
        names.iter().find_map(|name| found.name(name)).map(|at| at.as_str().trim().to_ascii_uppercase())
    };
    let (first, second) = (letter(["ns2", "ns1"]), letter(["ew2", "ew1"]));
    let sign = |letter: &Option<String>| match letter.as_deref() {
        Some("S" | "W" | "南纬" | "西经") => -1.0,
        _ => 1.0,
    };
    let (a, b) = (a * sign(&first), b * sign(&second));
    // Chinese maps, and links that come from them, give the longitude first.
    let swapped = matches!(first.as_deref(), Some("E" | "W")) || (a.abs() > 90.0 && first.is_none());
    if swapped { on_globe(b, a) } else { on_globe(a, b) }
}

fn minutes(found: &Captures<'_>) -> Option<(f64, f64)> {
    let part = |name: &str| found.name(name).map_or(Some(0.0), |at| at.as_str().parse::<f64>().ok());
    let side = |d: &str, m: &str, s: &str| {
        let (degrees, minutes, seconds) = (part(d)?, part(m)?, part(s)?);
        (minutes < 60.0 && seconds < 60.0).then_some(degrees + minutes / 60.0 + seconds / 3600.0)
    };
    let letter = |names: [&str; 2]| {
        names.iter().find_map(|name| found.name(name)).map(|at| at.as_str().trim().to_ascii_uppercase())
    };
    let sign = |letter: Option<String>| match letter.as_deref() {
        Some("S" | "W" | "南纬" | "西经") => -1.0,
        _ => 1.0,
    };
    let latitude = side("d1", "m1", "s1")? * sign(letter(["ns2", "ns1"]));
    let longitude = side("d2", "m2", "s2")? * sign(letter(["ew2", "ew1"]));
    on_globe(latitude, longitude)
}

/// Returns the centre of a full code's cell. `None` for a short code, or for a code that is off the globe (Open
/// Location Code specification, Google, Apache-2.0).
fn plus_code(code: &str) -> Option<(f64, f64)> {
    let (head, tail) = code.split_once('+')?;
    if head.len() != 8 {
        return None;
    }
    let digits: Vec<usize> = head.chars().chain(tail.chars()).map(|c| ALPHABET.find(c)).collect::<Option<_>>()?;
    let (mut latitude, mut longitude) = (-90.0, -180.0);
    let (mut height, mut width) = (400.0, 400.0);
    for pair in digits.get(..10)?.chunks_exact(2) {
        height /= 20.0;
        width /= 20.0;
        latitude += *pair.first()? as f64 * height;
        longitude += *pair.last()? as f64 * width;
    }
    // From the eleventh character on, each character names one cell of a grid of 5 rows and 4 columns.
    for digit in digits.get(10..)? {
        height /= 5.0;
        width /= 4.0;
        latitude += (digit / 4) as f64 * height;
        longitude += (digit % 4) as f64 * width;
    }
    on_globe(latitude + height / 2.0, longitude + width / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entities::find;

    fn places(text: &str) -> Vec<(Kind, String)> {
        find(text).into_iter().map(|entity| (entity.kind, entity.value)).collect()
    }

    #[test]
    fn one_place_is_one_value_however_it_is_written() {
        let place = [(Kind::Coordinates, "16.7123,98.5102".to_owned())];
        for text in [
            "16.7123,98.5102",
            "(16.7123, 98.5102)",
            "๑๖.๗๑๒๓, ๙๘.๕๑๐๒",
            "16.7123°N 98.5102°E",
            "N16.7123 E98.5102",
            "98.5102E, 16.7123N",
            "lat: 16.7123 lon: 98.5102",
            "北纬16.7123 东经98.5102",
            "16°42'44.28\"N 98°30'36.72\"E",
            "16°42′44.28″N, 98°30′36.72″E",
            "N 16° 42.738' E 98° 30.612'",
            "北纬16度42分44.28秒，东经98度30分36.72秒",
        ] {
            assert_eq!(places(text), place, "{text}");
        }
        let (latitude, longitude) = find("S 6.2088, E 106.8456")[0].point.unwrap();
        assert_eq!((latitude, longitude), (-6.2088, 106.8456));
    }

    #[test]
    fn longitude_may_come_first_where_it_can_be_no_latitude() {
        assert_eq!(places("103.5210, 10.6093"), [(Kind::Coordinates, "10.6093,103.5210".to_owned())]);
    }

    #[test]
    fn prices_versions_and_places_off_the_globe_are_no_coordinates() {
        for text in
            ["1.50, 2.75", "0.0000, 0.0000", "91.1234, 181.1234", "16.7123", "1.2.3, 4.567.8", "91°10'N 10°61'E"]
        {
            assert_eq!(places(text), [], "{text}");
        }
        assert_eq!(places("พิกัด 16.71, 98.51").len(), 1);
    }

    #[test]
    fn plus_codes_have_a_point_when_they_are_full() {
        // These codes are test data of the specification (encoding.csv, shortCodeTests.csv).
        let full = &find("7FG49QCJ+2VX")[0];
        assert_eq!((full.kind, full.value.as_str()), (Kind::PlusCode, "7FG49QCJ+2VX"));
        let (latitude, longitude) = full.point.unwrap();
        assert!(
            (latitude - 20.370_112_5).abs() < 1e-5 && (longitude - 2.782_234_375).abs() < 1e-5,
            "{latitude} {longitude}"
        );
        let short = &find("near 9QCJ+2V Mae Sot")[0];
        assert_eq!((short.value.as_str(), short.point), ("9QCJ+2V", None));
        for text in ["2345+67", "2222+22+22", "7FG49QCJ2V", "XXXXXXXX+22"] {
            assert!(!places(text).iter().any(|(kind, _)| *kind == Kind::PlusCode), "{text}");
        }
    }
}
