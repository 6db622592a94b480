//! The sample values of the pages, and the values that the programs print instead.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};

/// The name that the pages give to the line's server.
const HOST: &str = "tips.example.org";

/// The address that the pages give to the form.
pub(super) const SITE: &str = "https://tips.example.org";

/// The address that the pages give to the carriers' listener.
pub(super) const CARRIERS: &str = "https://tips.example.org:8444";

/// The values that stand for the sample values of the pages.
pub(super) struct Samples {
    folder: PathBuf,
    known: BTreeMap<&'static str, String>,
}

impl Samples {
    /// Knows only the places, which lie in `folder`.
    pub(super) fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), known: BTreeMap::new() }
    }

    /// Keeps the value of a sample: the last one that was printed counts, as for a person who has just read it.
    pub(super) fn keep(&mut self, sample: &'static str, value: impl Into<String>) {
        self.known.insert(sample, value.into());
    }

    /// The value of a sample.
    ///
    /// # Errors
    /// When no command has printed it yet.
    pub(super) fn value(&self, sample: &str) -> Result<&str> {
        Ok(self.known.get(sample).with_context(|| format!("nothing has printed a value for {sample} yet"))?)
    }

    /// Reads the values in the output of a box.
    pub(super) fn learn(&mut self, output: &str) {
        let mut case = None;
        for line in output.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            match words[..] {
                ["root", "key", key] => self.keep("RW…", key),
                ["fingerprint", six_words] => self.keep("six-words-…", six_words),
                ["*", id, ..] | [id, _, ..] if is_id(id) => case = case.or(Some(id.to_owned())),
                [a, b, c, d, e, f, g] if words.iter().all(|word| is_group(word)) => {
                    self.keep("CODE", [a, b, c, d, e, f, g].concat());
                }
                _ => {}
            }
            if let Some(recipient) = words.iter().find(|word| word.starts_with("age1") && word.len() > 50) {
                self.keep("age1…", *recipient);
            }
        }
        // `reviewer list` prints the most urgent case first.
        if let Some(case) = case {
            self.keep("ID", case);
        }
    }

    /// A box's commands with each sample replaced.
    ///
    /// # Errors
    /// When a sample has no value yet.
    pub(super) fn commands(&self, text: &str) -> Result<String> {
        let mut text = self.places(text);
        for (sample, value) in self.known.iter().filter(|(sample, _)| sample.ends_with('…')) {
            text = text.replace(sample, value);
        }
        for sample in [CARRIERS, SITE] {
            if text.contains(sample) {
                text = text.replace(sample, self.value(sample)?);
            }
        }
        let words = text.replace(HOST, "localhost");
        let words = words.split_inclusive([' ', '\n']).map(|word| match word.trim_end() {
            sample @ ("ID" | "CODE") => Ok(word.replace(sample, self.value(sample)?)),
            _ => Ok(word.to_owned()),
        });
        let text = words.collect::<Result<String>>()?;
        ensure!(!text.contains('…'), "nothing has printed a value yet for a sample in: {text}");
        Ok(text)
    }

    /// A text with the places replaced. In a text block, `…` covers every other sample.
    pub(super) fn places(&self, text: &str) -> String {
        let at = |name: &str| self.folder.join(name).display().to_string();
        text.replace("/media/", &format!("{}/", at("media"))).replace("/var/lib/throughline", &at("server"))
    }
}

/// The first shown line that the output lacks. Lines that are shown occur whole, in this order; `…` stands for anything.
pub(super) fn missing<'a>(shown: &'a [String], output: &str) -> Option<&'a String> {
    let mut lines = output.lines();
    shown.iter().find(|shown| !lines.any(|line| fits(shown, line.trim_end())))
}

fn fits(shown: &str, line: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = line.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

/// Whether a word is the id of a case: 26 letters of base32.
fn is_id(word: &str) -> bool {
    word.len() == 26 && word.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'2'..=b'7'))
}

/// Whether a word is a group of a code: four digits.
fn is_group(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_line_is_a_whole_line_of_the_output_and_stands_in_its_order() {
        let lacks = |shown: &[&str], output: &str| {
            let shown: Vec<String> = shown.iter().copied().map(str::to_owned).collect();
            missing(&shown, output).cloned()
        };
        let output = "bundle 1: 2 tips in 1 volumes\nstick/bundle-1.tar\n";
        assert_eq!(lacks(&["bundle 1: … tips in 1 volumes", "…/bundle-….tar"], output), None);
        assert_eq!(lacks(&["stick/bundle-1.tar", "bundle 1: …"], output).unwrap(), "bundle 1: …");
        assert_eq!(lacks(&["2 tips in 1 volumes"], output).unwrap(), "2 tips in 1 volumes");
        assert_eq!(lacks(&["bundle 1: … tips"], output).unwrap(), "bundle 1: … tips");
    }

    #[test]
    fn a_sample_takes_the_last_value_and_none_is_typed_without_one() {
        let mut samples = Samples::new(Path::new("/folder"));
        assert!(samples.commands("courier fetch --root-key RW…").is_err());
        assert!(samples.commands("reviewer show ID").is_err());
        assert!(samples.commands("courier send --site https://tips.example.org").is_err());
        samples.learn("root key     RWold\nroot key     RWnew\n* abcdefghijklmnopqrstuvwxyz  L2\n  bbcdefghijklmnopqrstuvwxyz  L3\n");
        let typed = samples.commands("a RW… ID \\\n  --host tips.example.org /media/stick/DID").unwrap();
        assert_eq!(typed, "a RWnew abcdefghijklmnopqrstuvwxyz \\\n  --host localhost /folder/media/stick/DID");
    }
}
