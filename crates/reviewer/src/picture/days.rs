//! A picture of the number of tips on each day.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use envelope::Day;

use super::{begin, share};

/// The most days that one picture shows. Older days are left out.
const MOST: i64 = 90;

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 150.0;

/// Draws one bar a day, including days without tips. Returns an `<svg>`.
pub fn days(title: &str, rows: &[(Day, u64)]) -> String {
    let mut svg = begin(title, 640, 200);
    let counts: BTreeMap<Day, u64> = rows.iter().copied().collect();
    let (Some((first, _)), Some((last, _))) = (counts.first_key_value(), counts.last_key_value()) else {
        svg.push_str("<text class=\"p-label\" x=\"8\" y=\"22\">nothing yet</text></svg>");
        return svg;
    };
    let first = (*first).max(last.plus(1 - MOST));
    let number = last.days_since(first) + 1;
    let most = counts.range(first..).map(|(_, count)| *count).max().unwrap_or(1).max(1);
    let step = (WIDTH / f64::from(i32::try_from(number).unwrap_or(1))).min(40.0);
    let mut labelled = false;
    for at in 0..number {
        let day = first.plus(at);
        let count = counts.get(&day).copied().unwrap_or(0);
        let (x, height) = (20.0 + f64::from(i32::try_from(at).unwrap_or(0)) * step, share(count, most, HEIGHT));
        let _ = write!(
            svg,
            "<rect class=\"p-bar\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{height:.1}\"><title>{day}: {count}</title></rect>",
            170.0 - height,
            (step - 1.0).max(1.0),
        );
        if count == most && !labelled {
            labelled = true;
            let _ = write!(svg, "<text class=\"p-count\" x=\"{x:.1}\" y=\"{:.1}\">{count}</text>", 165.0 - height);
        }
    }
    let _ = write!(
        svg,
        "<line class=\"p-axis\" x1=\"20\" y1=\"170.5\" x2=\"620\" y2=\"170.5\"/><text class=\"p-label\" x=\"20\" y=\"190\">{first}</text>"
    );
    if number > 1 {
        let _ = write!(svg, "<text class=\"p-label\" x=\"620\" y=\"190\" text-anchor=\"end\">{last}</text>");
    }
    svg.push_str("</svg>");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_without_tips_have_their_place_and_old_ones_are_left_out() {
        let day = |text: &str| text.parse::<Day>().unwrap();
        let svg = days("Tips by day", &[(day("2026-11-20"), 3), (day("2026-11-24"), 6)]);
        assert_eq!(svg.matches("<rect").count(), 5);
        assert!(svg.contains("<title>2026-11-22: 0</title>"));
        let long = days("Tips by day", &[(day("2020-01-01"), 1), (day("2026-11-24"), 1)]);
        assert_eq!(long.matches("<rect").count(), 90);
        assert!(days("x", &[]).contains("nothing yet"));
    }
}
