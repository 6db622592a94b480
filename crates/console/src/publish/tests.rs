use std::cell::Cell;

use super::*;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_published_file_has_its_bytes_and_its_mode_whatever_the_umask() {
    let dir = tempfile::tempdir().unwrap();
    for mode in [0o600, 0o644, 0o666] {
        let path = dir.path().join("roster.json");
        publish(&path, mode, b"whole").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"whole");
        assert_eq!(fs::metadata(&path).unwrap().mode() & 0o777, mode);
        assert_eq!(names(dir.path()), ["roster.json"]);
    }
}

#[test]
fn an_interrupted_publication_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle.tar");
    publish(&path, 0o600, b"before").unwrap();
    let mut file = PublishedFile::create(&path, 0o600).unwrap();
    file.write_all(b"half").unwrap();
    drop(file);
    assert_eq!(fs::read(&path).unwrap(), b"before");
    assert_eq!(names(dir.path()), ["bundle.tar"]);
}

#[test]
fn what_a_killed_writer_left_is_removed_by_the_next_publication() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle.tar");
    fs::write(dir.path().join(".bundle.tar.partial-1-0"), b"half").unwrap();
    fs::write(dir.path().join(".other.partial-1-0"), b"not ours").unwrap();
    publish(&path, 0o600, b"whole").unwrap();
    assert_eq!(names(dir.path()), [".other.partial-1-0", "bundle.tar"]);
}

#[test]
fn a_living_writer_keeps_its_temporary_while_another_publishes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("bundle.tar");
    let mut slow = PublishedFile::create(&path, 0o600).unwrap();
    slow.write_all(b"slow").unwrap();
    publish(&path, 0o600, b"quick").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"quick");
    slow.commit().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"slow");
}

#[test]
fn a_key_is_never_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("root.key");
    let early = PublishedFile::create_new(&path, 0o600).unwrap();
    publish_new(&path, 0o600, b"first").unwrap();
    assert_eq!(publish_new(&path, 0o600, b"second").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(early.commit().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(fs::read(&path).unwrap(), b"first");
    assert_eq!(names(dir.path()), ["root.key"]);
}

#[test]
fn a_folder_appears_whole_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let target = dir.path().join("desk");
    let half = PublishedDir::create(&target).unwrap();
    fs::write(half.path().join("file"), "x").unwrap();
    drop(half);
    assert!(names(dir.path()).is_empty());

    fs::create_dir(&target).unwrap();
    let whole = PublishedDir::create(&target).unwrap();
    fs::create_dir(whole.path().join("inner")).unwrap();
    fs::write(whole.path().join("inner/file"), "x").unwrap();
    whole.commit().unwrap();
    assert_eq!(fs::read(target.join("inner/file")).unwrap(), b"x");
    assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, 0o700);
    assert_eq!(PublishedDir::create(&target).err().unwrap().kind(), io::ErrorKind::AlreadyExists);
    assert_eq!(names(dir.path()), ["desk"]);
}

#[test]
fn a_missing_folder_is_an_error() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(publish(&dir.path().join("none/file"), 0o600, b"x").unwrap_err().kind(), io::ErrorKind::NotFound);
}

#[test]
fn a_lock_that_the_file_system_refuses_is_an_error_after_one_try() {
    let dir = tempfile::tempdir().unwrap();
    for errno in [Errno::NOLCK, Errno::OPNOTSUPP, Errno::NOSYS] {
        let tries = Cell::new(0);
        let refused = |_: &File| {
            tries.set(tries.get() + 1);
            Err(errno)
        };
        let error = PublishedFile::begin_with(&dir.path().join("roster.json"), 0o600, true, refused).err().unwrap();
        let said = error.to_string();
        assert!(said.contains(&dir.path().display().to_string()) && said.contains("local disk"), "{said}");
        assert!(said.contains(&io::Error::from(errno).to_string()), "{said}");
        assert_eq!(tries.get(), 1);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "the temporary is gone");
    }
}

#[test]
fn a_temporary_that_a_sweep_holds_is_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    let tries = Cell::new(0);
    let held_once = |_: &File| {
        tries.set(tries.get() + 1);
        if tries.get() == 1 { Err(Errno::WOULDBLOCK) } else { Ok(()) }
    };
    let path = dir.path().join("roster.json");
    PublishedFile::begin_with(&path, 0o600, true, held_once).unwrap().commit().unwrap();
    assert_eq!(tries.get(), 2);
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
}
