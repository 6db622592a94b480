//! Finds the attachments that a lead names, before anything is sealed.
//!
//! A name is first looked up as written. If nothing is there, it is tried with `/` for `\` and without the quotation
//! marks around it. Then it is compared by Unicode's normal form: phones and Macs write `ộ` as one character or as
//! three. A name in other capitals is only proposed, because it may belong to another file.

use std::fs;
use std::path::{Component, Path, PathBuf};

use console::Failure;
use unicode_normalization::UnicodeNormalization as _;

use super::words::{is_unseen, nearest, shown};

/// Quotation marks that can stand around a copied path.
const QUOTES: [char; 8] = ['"', '\'', '“', '”', '„', '‘', '’', '＂'];

/// Finds the file or folder that a lead names. `beside` is the folder of the lead's file.
///
/// # Errors
/// When nothing has this name; the message proposes a similar one. Also when two files have this name in two normal
/// forms.
pub(super) fn find(named: &str, beside: &Path) -> Result<PathBuf, Failure> {
    let plain = named.trim_matches(|c| is_unseen(c) || QUOTES.contains(&c));
    if plain.is_empty() {
        // An empty name would mean the folder itself, with all its files.
        return Err(Failure::new("a file has an empty name").next("write its name, or take it out; nothing was sent"));
    }
    let exact = beside.join(named);
    if exact.exists() {
        return Ok(exact);
    }
    let mut missing = None;
    // A leading backslash would turn into a path from the root of this machine.
    let turned = (!plain.starts_with('\\')).then(|| plain.replace('\\', "/"));
    for written in [Some(plain.to_owned()), turned].into_iter().flatten() {
        let path = beside.join(&written);
        if path.exists() {
            return Ok(path);
        }
        match by_normal_form(&path)? {
            PathSearch::There(path) => return Ok(path),
            PathSearch::Missing { folder, name } => missing = Some((folder, name)),
        }
    }
    let meant = missing.and_then(|(folder, name)| similar_name(&folder, &name));
    let meant = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
    Err(Failure::new(format!("{} is not there{meant}", shown(named)))
        .next("name files by their path from the lead's own file; nothing of this lead was sent"))
}

enum PathSearch {
    There(PathBuf),
    Missing { folder: PathBuf, name: String },
}

/// Walks down a path. In each folder, an entry that does not exist as written is looked up by its name in NFC.
fn by_normal_form(path: &Path) -> Result<PathSearch, Failure> {
    let mut found = PathBuf::new();
    for component in path.components() {
        let Component::Normal(name) = component else {
            found.push(component);
            continue;
        };
        let exact = found.join(name);
        if exact.symlink_metadata().is_ok() {
            found = exact;
            continue;
        }
        let name = name.to_string_lossy();
        let wanted = nfc(&name);
        let same: Vec<String> = entries(&found).into_iter().filter(|entry| nfc(entry) == wanted).collect();
        match same.as_slice() {
            [] => return Ok(PathSearch::Missing { folder: found, name: name.into_owned() }),
            [only] => found.push(only),
            _ => {
                return Err(Failure::new(format!(
                    "{} is the name of {} files, which Unicode writes in two ways",
                    shown(&name),
                    same.len()
                ))
                .next("rename one of them, and use its new name; nothing of this lead was sent"));
            }
        }
    }
    Ok(PathSearch::There(found))
}

/// Returns the entry with the most similar name: one in other capitals, or one with a slip.
fn similar_name(folder: &Path, name: &str) -> Option<String> {
    let entries = entries(folder);
    let lowered = nfc(name).to_lowercase();
    let same = entries.iter().find(|entry| nfc(entry).to_lowercase() == lowered);
    let near = || nearest(&lowered, entries.iter().map(String::as_str).filter(|entry| !entry.starts_with('.')));
    same.map(String::as_str).or_else(near).map(shown)
}

fn entries(folder: &Path) -> Vec<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// Checks that each attachment holds something, and that they are not too many or too large. Returns all faults.
pub(super) fn check(files: &[PathBuf], max_bytes: u64) -> Vec<Failure> {
    let mut wrong = Vec::new();
    if files.len() > envelope::tip::MAX_FILES {
        wrong.push(
            Failure::new(format!("a lead takes {} files, and these are {}", envelope::tip::MAX_FILES, files.len()))
                .next("send the rest with another lead"),
        );
    }
    let mut bytes = 0;
    for file in files {
        match fs::metadata(file) {
            Err(error) => wrong.push(Failure::file("read", file, &error)),
            Ok(metadata) if !metadata.is_file() => {
                wrong.push(Failure::new(format!("{} is not a file", file.display())).next("name files"));
            }
            Ok(metadata) if metadata.len() == 0 => wrong.push(
                Failure::new(format!("{} is empty", file.display())).next("attach it again once it holds something"),
            ),
            Ok(metadata) => bytes += metadata.len(),
        }
    }
    if bytes > max_bytes {
        wrong.push(
            Failure::new(format!("this line takes {max_bytes} bytes of files in one tip, and these have {bytes}"))
                .next("send them in several leads"),
        );
    }
    wrong
}

/// Replaces each folder with all files in it and its subfolders, in the order of their names. Hidden files are left
/// out.
///
/// # Errors
/// When a folder cannot be read.
pub fn with_folders(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            of_folder(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn of_folder(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let fail = |error: std::io::Error| Failure::file("read", folder, &error);
    let mut entries = fs::read_dir(folder).map_err(fail)?.collect::<Result<Vec<_>, _>>().map_err(fail)?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries.iter().filter(|entry| !entry.file_name().to_string_lossy().starts_with('.')) {
        // Links are left out, because their targets lie outside of the folder.
        let kind = entry.file_type().map_err(fail)?;
        if kind.is_dir() {
            of_folder(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NFC: &str = "ảnh hộ chiếu.jpg";

    fn folder(names: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for name in names {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        }
        dir
    }

    fn nfd(text: &str) -> String {
        text.nfd().collect()
    }

    fn found(dir: &tempfile::TempDir, named: &str) -> String {
        let path = find(named, dir.path()).unwrap_or_else(|error| panic!("{error}"));
        // Each file holds its own name.
        fs::read_to_string(path).unwrap()
    }

    #[test]
    fn a_name_in_either_normal_form_finds_the_file_in_the_other_also_in_a_folder() {
        let (lies, named) = (nfd(&format!("hộ/{NFC}")), format!("hộ/{NFC}"));
        assert_eq!(found(&folder(&[&lies]), &named), lies);
        assert_eq!(found(&folder(&[&named]), &lies), named);
    }

    #[test]
    fn of_two_files_with_one_name_the_exact_one_is_taken_and_a_third_form_is_named() {
        let mixed = format!("{}{}", "ả", nfd("nh hộ chiếu.jpg"));
        let dir = folder(&[NFC, &nfd(NFC)]);
        assert_eq!(found(&dir, NFC), NFC);
        assert_eq!(found(&dir, &nfd(NFC)), nfd(NFC));
        let said = find(&mixed, dir.path()).unwrap_err().to_string();
        assert!(said.contains("is the name of 2 files"), "{said}");
    }

    #[test]
    fn either_slash_a_dot_quotation_marks_and_blanks_around_a_name_lead_to_the_file() {
        let dir = folder(&["scans/a b.jpg", "c.jpg", "it's.jpg"]);
        for named in
            ["scans\\a b.jpg", ".\\scans\\a b.jpg", "./scans/a b.jpg", "\"scans\\a b.jpg\"", " “scans/a b.jpg”\u{a0}"]
        {
            assert_eq!(found(&dir, named), "scans/a b.jpg", "{named}");
        }
        assert_eq!(found(&dir, "'c.jpg'"), "c.jpg");
        assert_eq!(found(&dir, "it's.jpg"), "it's.jpg");
    }

    #[test]
    fn no_way_of_writing_a_name_leads_to_the_whole_folder_or_to_the_root_of_the_machine() {
        let dir = folder(&["a.jpg"]);
        for named in ["", " ", "\"\"", "\u{feff}", "\\", "\\etc\\passwd", "\\\\etc"] {
            assert!(find(named, dir.path()).is_err(), "{named}");
        }
    }

    #[test]
    fn a_name_in_other_capitals_is_proposed_and_not_taken() {
        let dir = folder(&["scans/Photo.JPG"]);
        let said = find("scans/photo.jpg", dir.path()).unwrap_err().to_string();
        assert!(said.ends_with("scans/photo.jpg is not there; did you mean Photo.JPG?"), "{said}");
        assert!(find("nothing.pdf", dir.path()).unwrap_err().to_string().ends_with("is not there"));
    }
}
