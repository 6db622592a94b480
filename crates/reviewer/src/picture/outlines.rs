//! Coasts and borders from Natural Earth, simplified as `data/README.md` describes.

use std::sync::LazyLock;

/// One closed line of a country's outline.
pub(super) struct Ring {
    /// The country's name.
    pub(super) name: &'static str,
    /// The points of the ring: longitude and latitude, in degrees.
    pub(super) points: Vec<(f64, f64)>,
}

/// The outlines of Southeast Asia and its neighbours.
pub(super) static REGION: LazyLock<Vec<Ring>> = LazyLock::new(read);

fn read() -> Vec<Ring> {
    include_str!("../../data/outlines.txt").lines().filter_map(ring).collect()
}

fn ring(line: &'static str) -> Option<Ring> {
    let (name, points) = line.split_once('\t')?;
    let degrees = |text: &str| Some(f64::from(text.parse::<i32>().ok()?) / 100.0);
    let point = |pair: &str| pair.split_once(',').and_then(|(x, y)| Some((degrees(x)?, degrees(y)?)));
    Some(Ring { name, points: points.split(' ').filter_map(point).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_ring_on_the_globe() {
        let lines = include_str!("../../data/outlines.txt").lines().count();
        assert_eq!(REGION.len(), lines);
        for ring in REGION.iter() {
            assert!(ring.points.len() >= 4 && !ring.name.is_empty(), "{}", ring.name);
            assert!(
                ring.points.iter().all(|(x, y)| (-180.0..=180.0).contains(x) && (-90.0..=90.0).contains(y)),
                "{}",
                ring.name
            );
        }
        assert!(REGION.iter().any(|ring| ring.name == "Cambodia"));
    }
}
