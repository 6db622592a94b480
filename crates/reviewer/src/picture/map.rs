//! A map of Southeast Asia with a circle for each place that tips name.
//!
//! The projection is equirectangular.

use std::fmt::Write as _;

use envelope::Day;

use super::outlines::REGION;
use super::{begin, escaped, short};

/// The western border of the map, in degrees; the other borders follow.
const WEST: f64 = 90.0;
const EAST: f64 = 128.0;
const SOUTH: f64 = -10.0;
const NORTH: f64 = 28.0;

/// Units of the picture per degree of latitude. For a degree of longitude, this is multiplied by [`SHORTER`].
const DEGREE: f64 = 22.0;
const SHORTER: f64 = 0.988; // cos 9°

/// A place on the map.
pub struct Mark {
    /// The name of the place.
    pub name: String,
    /// Latitude and longitude, in degrees.
    pub point: (f64, f64),
    /// The number of cases.
    pub tips: u64,
    /// The number of L0 cases among the cases.
    pub urgent: u64,
    /// The newest day to which the senders' knowledge of the place refers.
    pub newest: Option<Day>,
    /// The ways in which senders know the place, in words, each with its number of cases.
    pub how: Vec<(String, u64)>,
}

/// A rectangle that a label occupies: left, top, right, bottom.
type Taken = (f64, f64, f64, f64);

/// Draws the map. Places outside its borders are listed below it. Returns an `<svg>`.
pub fn map(title: &str, marks: &[Mark], today: Day) -> String {
    let (width, height) = (((EAST - WEST) * DEGREE * SHORTER) as usize, ((NORTH - SOUTH) * DEGREE) as usize);
    let mut svg = begin(title, width, height + 30);
    let _ = write!(svg, "<rect class=\"p-sea\" width=\"{width}\" height=\"{height}\"/>");
    for ring in REGION.iter() {
        let mut path = String::new();
        for (x, y) in ring.points.iter().map(|(x, y)| place(*y, *x)) {
            let _ = write!(path, "{}{x:.1} {y:.1}", if path.is_empty() { "M" } else { "L" });
        }
        let _ = write!(svg, "<path class=\"p-land\" d=\"{path}Z\"><title>{}</title></path>", escaped(ring.name));
    }
    // This rectangle covers the outlines that reach below the frame.
    let _ = write!(svg, "<rect class=\"p-card\" y=\"{height}\" width=\"{width}\" height=\"30\"/>");
    let mut sorted: Vec<&Mark> =
        marks.iter().filter(|mark| mark.point.0.is_finite() && mark.point.1.is_finite()).collect();
    sorted.sort_by_key(|mark| std::cmp::Reverse((mark.tips, mark.urgent)));
    let (inside, outside): (Vec<&Mark>, Vec<&Mark>) = sorted
        .into_iter()
        .partition(|mark| (SOUTH..NORTH).contains(&mark.point.0) && (WEST..EAST).contains(&mark.point.1));
    let most = inside.first().map_or(1, |mark| mark.tips).max(1);
    // All circles are drawn first, so that no label covers the circle of another place.
    let circle = |mark: &Mark| (place(mark.point.0, mark.point.1), radius(mark.tips, most));
    let around = |((x, y), radius): ((f64, f64), f64)| (x - radius, y - radius, x + radius, y + radius);
    let mut taken: Vec<Taken> = inside.iter().map(|mark| around(circle(mark))).collect();
    let mut labels = String::new();
    for mark in &inside {
        let ((x, y), radius) = circle(mark);
        let urgent = if mark.urgent > 0 { " p-urgent" } else { "" };
        let _ = write!(
            svg,
            "<circle class=\"p-mark {}{urgent}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"><title>{}</title></circle>",
            age(mark.newest, today),
            escaped(&said(mark)),
        );
        label(&mut labels, &mut taken, mark, (x, y), radius, width as f64);
    }
    svg.push_str(&labels);
    if !outside.is_empty() {
        let names: Vec<String> =
            outside.iter().take(6).map(|mark| format!("{} {}", short(&mark.name), mark.tips)).collect();
        let more = if outside.len() > 6 { format!(" and {} more", outside.len() - 6) } else { String::new() };
        let _ = write!(
            svg,
            "<text class=\"p-label\" x=\"8\" y=\"{}\">Elsewhere: {}{more}</text>",
            height + 20,
            escaped(&names.join(", "))
        );
    }
    svg.push_str("</svg>");
    svg
}

fn place(latitude: f64, longitude: f64) -> (f64, f64) {
    ((longitude - WEST) * DEGREE * SHORTER, (NORTH - latitude) * DEGREE)
}

/// Returns the radius of a circle whose area grows with the number of tips.
#[expect(clippy::cast_precision_loss, reason = "a radius on a screen")]
fn radius(tips: u64, most: u64) -> f64 {
    5.0 + 12.0 * (tips as f64 / most as f64).sqrt()
}

/// Returns the CSS class that shows how old the newest knowledge of the place is.
fn age(newest: Option<Day>, today: Day) -> &'static str {
    match newest.map(|day| today.days_since(day)) {
        Some(..=3) => "p-fresh",
        Some(4..=30) => "p-month",
        Some(_) => "p-old",
        None => "p-undated",
    }
}

fn said(mark: &Mark) -> String {
    let how = mark.how.iter().map(|(how, tips)| format!("{how}: {tips}")).collect::<Vec<_>>().join(", ");
    let newest = mark.newest.map_or_else(|| "not said when".to_owned(), |day| format!("last known {day}"));
    format!("{}: {} tips, {} L0; {how}; {newest}", mark.name, mark.tips, mark.urgent)
}

/// Writes a name and a number to the right or left of a circle, if that space is free. Otherwise writes nothing,
/// because the table below the map has both.
fn label(labels: &mut String, taken: &mut Vec<Taken>, mark: &Mark, (x, y): (f64, f64), radius: f64, width: f64) {
    let text = format!("{} {}", short(&mark.name), mark.tips);
    // In letters of size 13, a letter is at most about 7.5 units wide.
    let long = f64::from(u32::try_from(text.chars().count()).unwrap_or(0)) * 7.5;
    let right: Taken = (x + radius + 3.0, y - 8.0, x + radius + 3.0 + long, y + 8.0);
    let left: Taken = (x - radius - 3.0 - long, y - 8.0, x - radius - 3.0, y + 8.0);
    let free = |one: &Taken| {
        one.0 > 0.0
            && one.2 < width
            && !taken.iter().any(|other| one.0 < other.2 && other.0 < one.2 && one.1 < other.3 && other.1 < one.3)
    };
    let (at, anchor, rectangle) = match (free(&right), free(&left)) {
        (true, _) => (right.0, "start", right),
        (false, true) => (left.2, "end", left),
        (false, false) => return,
    };
    taken.push(rectangle);
    let _ = write!(
        labels,
        "<text class=\"p-name\" x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"{anchor}\">{}</text>",
        y + 4.5,
        escaped(&text)
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(name: &str, point: (f64, f64), tips: u64) -> Mark {
        Mark { name: name.to_owned(), point, tips, urgent: 1, newest: None, how: vec![("seen <b>".to_owned(), tips)] }
    }

    #[test]
    fn places_stand_where_they_are_and_those_elsewhere_are_named() {
        let today = "2026-11-26".parse().unwrap();
        let marks = [
            mark("KK <Park>", (16.6, 98.5), 9),
            mark("Manila", (14.6, 121.0), 1),
            mark("London", (51.5, 0.0), 2),
            mark("Pole", (90.0, 500.0), 1),
            mark("Nowhere", (f64::NAN, 1.0), 1),
        ];
        let svg = map("Where tips are from", &marks, today);
        assert_eq!(svg.matches("<circle").count(), 2);
        assert!(svg.contains("Elsewhere: London 2, Pole 1") && !svg.contains("Nowhere"), "{svg}");
        assert!(
            svg.contains("KK &lt;Park&gt;: 9 tips, 1 L0; seen &lt;b&gt;: 9; not said when") && !svg.contains("<Park")
        );
    }

    #[test]
    fn labels_do_not_stand_on_each_other() {
        let today = "2026-11-26".parse().unwrap();
        let marks: Vec<Mark> = (0..200).map(|n| mark(&format!("Place {n}"), (16.0, 98.0), n)).collect();
        let svg = map("x", &marks, today);
        assert_eq!(svg.matches("<circle").count(), 200);
        assert!(
            (1..=2).contains(&svg.matches("class=\"p-name\"").count()),
            "{}",
            svg.matches("class=\"p-name\"").count()
        );
    }
}
