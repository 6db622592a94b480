//! Tests of the sandbox, each in a process of its own.
//!
//! A test starts this test program again, with that one test to run, and confines the new process.

use std::env;
use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use rustix::net::{SendFlags, Shutdown};
use rustix::process::{Resource, Signal, geteuid, getppid, getrlimit, kill_process};

use super::*;

/// The environment variable that tells the confined process its folder.
const FOLDER: &str = "THROUGHLINE_CONFINED_TEST";

/// Runs the test `name` again in a process of its own. That process calls `confined` with its folder.
fn in_a_process_of_its_own(name: &str, prepare: impl FnOnce(&Path), confined: impl FnOnce(&Path)) {
    if let Some(folder) = env::var_os(FOLDER) {
        return confined(Path::new(&folder));
    }
    let dir = tempfile::tempdir().unwrap();
    // A process that becomes another user must be able to enter the folder.
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o711)).unwrap();
    for folder in ["settings", "store"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
    }
    fs::write(dir.path().join("settings/roster.json"), "roster").unwrap();
    fs::write(dir.path().join("elsewhere"), "another's").unwrap();
    prepare(dir.path());
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", &format!("sandbox::tests::{name}"), "--nocapture"])
        .env(FOLDER, dir.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

/// Confines this thread. The process's only other thread waits for it.
fn confine_to(folder: &Path, connect: &[u16], user: Option<&str>) -> Vec<String> {
    let (read, write) = ([folder.join("settings/roster.json")], [folder.join("store")]);
    confine_thread(&Confinement { read: &read, write: &write, connect, user })
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect()
}

/// Whether this kernel has Landlock. On an older kernel, prints that it has none, and the test skips those checks.
fn has_landlock(warnings: &[String]) -> bool {
    let without = warnings.iter().find(|line| line.contains("no Landlock"));
    if let Some(line) = without {
        eprintln!("not tested here: {line}");
    }
    without.is_none()
}

/// Tries ways to reach other programs without `connect`.
fn by_another_way(
    listener: &TcpListener,
    address: SocketAddr,
    datagrams: &Path,
) -> [(&'static str, io::Result<()>); 2] {
    let datagram = UnixDatagram::pair().and_then(|(one, _)| one.send_to(b"words", datagrams)).map(drop);
    // A listener that was shut down is an unconnected socket, which TCP Fast Open could connect.
    rustix::net::shutdown(listener, Shutdown::Both).unwrap();
    let fast = SendFlags::from_bits_retain(libc::MSG_FASTOPEN.cast_unsigned());
    let opened = rustix::net::sendto(listener, b"words", fast, &address).map(drop).map_err(io::Error::from);
    [("sent a datagram to a path", datagram), ("opened a connection by sending", opened)]
}

#[test]
fn a_confined_process_runs_nothing_calls_nobody_and_reads_and_writes_its_own_folders_alone() {
    let name = "a_confined_process_runs_nothing_calls_nobody_and_reads_and_writes_its_own_folders_alone";
    in_a_process_of_its_own(
        name,
        |_| {},
        |folder| {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = listener.local_addr().unwrap();
            let client = TcpStream::connect(address).unwrap();
            let spare = TcpListener::bind("127.0.0.1:0").unwrap();
            let _datagrams = UnixDatagram::bind(folder.join("datagrams")).unwrap();
            let _socket = UnixListener::bind(folder.join("socket")).unwrap();
            UnixStream::connect(folder.join("socket")).unwrap();
            let parent = getppid().unwrap();
            let warnings = confine_to(folder, &[], None);

            assert!(Command::new("/bin/true").spawn().is_err(), "ran a program");
            assert!(TcpStream::connect(address).is_err(), "called somebody");
            assert!(TcpListener::bind("127.0.0.1:0").is_err(), "opened another port");
            assert!(UnixStream::connect(folder.join("socket")).is_err(), "called somebody");
            assert!(
                fs::set_permissions(folder.join("settings/roster.json"), fs::Permissions::from_mode(0o644)).is_err()
            );
            assert!(kill_process(parent, Signal::CONT).is_err(), "sent a signal");
            for (how, sent) in by_another_way(&spare, address, &folder.join("datagrams")) {
                assert!(sent.is_err(), "{how}");
            }
            let own = File::open(folder.join("settings/roster.json")).unwrap();
            assert!(own.set_permissions(fs::Permissions::from_mode(0o644)).is_err(), "opened a file to others");
            if has_landlock(&warnings) {
                let refused =
                    |result: io::Result<()>| assert_eq!(result.unwrap_err().kind(), ErrorKind::PermissionDenied);
                refused(fs::read("/etc/passwd").map(drop));
                refused(fs::read(folder.join("elsewhere")).map(drop));
                refused(fs::read("/proc/self/maps").map(drop));
                refused(fs::read_dir("/").map(drop));
                refused(fs::write(folder.join("elsewhere"), "x"));
                refused(fs::write(folder.join("settings/roster.json"), "x"));
                refused(File::options().write(true).truncate(true).open(folder.join("settings/roster.json")).map(drop));
                refused(fs::remove_file(folder.join("settings/roster.json")));
                refused(fs::rename(folder.join("settings/roster.json"), folder.join("store/roster.json")));
            }

            // The process can still use everything that it needs: settings, store, connections, threads, random numbers.
            assert_eq!(fs::read_to_string(folder.join("settings/roster.json")).unwrap(), "roster");
            let store = folder.join("store");
            fs::write(store.join("a"), "tip").unwrap();
            fs::rename(store.join("a"), store.join("b")).unwrap();
            File::open(store.join("b")).unwrap().sync_all().unwrap();
            File::open(&store).unwrap().sync_all().unwrap();
            let modified = File::options().append(true).open(store.join("b")).unwrap();
            modified.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
            modified.set_permissions(fs::Permissions::from_mode(0o600)).unwrap();
            fs::create_dir_all(store.join("c/d")).unwrap();
            fs::write(store.join("c/d/e"), "blob").unwrap();
            fs::remove_dir_all(store.join("c")).unwrap();
            assert_eq!(fs::read_dir(&store).unwrap().count(), 1);
            fs::remove_file(store.join("b")).unwrap();
            let served = thread::spawn(move || listener.accept().unwrap().0.write_all(b"page").unwrap());
            let mut page = [0; 4];
            (&client).read_exact(&mut page).unwrap();
            served.join().unwrap();
            assert_eq!(&page, b"page");
            UnixStream::pair().unwrap();
            let mut dice = [0; 16];
            File::open("/dev/urandom").unwrap().read_exact(&mut dice).unwrap();
            assert!(
                thread::spawn(|| Command::new("/bin/true").spawn().is_err()).join().unwrap(),
                "a thread ran a program"
            );
            assert!(std::panic::catch_unwind(|| panic!("a defect in one request")).is_err());
        },
    );
}

#[test]
fn a_confined_process_leaves_no_core_dump_and_nobody_looks_into_it() {
    let name = "a_confined_process_leaves_no_core_dump_and_nobody_looks_into_it";
    in_a_process_of_its_own(
        name,
        |_| {},
        |folder| {
            // The file is opened before, because the allowed system calls leave no way to open it afterwards.
            let status = File::open("/proc/thread-self/status").unwrap();
            let warnings = confine_to(folder, &[], None);
            let status = io::read_to_string(status).unwrap();
            let value = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).map(str::trim).unwrap();
            assert_eq!((value("Seccomp:"), value("NoNewPrivs:")), ("2", "1"));
            for set in ["CapEff:", "CapPrm:", "CapAmb:"] {
                assert_eq!(u64::from_str_radix(value(set), 16), Ok(0), "{set}");
            }
            let locked = value("VmLck:") != "0 kB";
            assert!(locked || warnings.iter().any(|line| line.contains("LimitMEMLOCK")), "{warnings:?}");
            let limit = getrlimit(Resource::Core);
            assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
        },
    );
}

#[test]
fn a_process_that_may_call_others_still_runs_nothing() {
    let name = "a_process_that_may_call_others_still_runs_nothing";
    in_a_process_of_its_own(
        name,
        |_| {},
        |folder| {
            let [authority, stranger] =
                [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
            let _listening = [TcpListener::bind(authority).unwrap(), TcpListener::bind(stranger).unwrap()];
            let warnings = confine_to(folder, &[authority.port()], None);
            TcpStream::connect(authority).unwrap();
            if has_landlock(&warnings) {
                assert!(TcpStream::connect(stranger).is_err(), "called a port that settings do not name");
            }
            assert!(UnixStream::connect(folder.join("socket")).is_err(), "called a program on this machine");
            assert!("localhost:443".to_socket_addrs().unwrap().next().is_some(), "finds no host by its name");
            assert!(TcpListener::bind("127.0.0.1:0").is_err(), "opened another port");
            assert!(Command::new("/bin/true").spawn().is_err(), "ran a program");
        },
    );
}

#[test]
fn root_becomes_the_user_that_settings_name_for_good() {
    if !geteuid().is_root() {
        eprintln!("not tested here: only root becomes another user");
        return;
    }
    let name = "root_becomes_the_user_that_settings_name_for_good";
    let give = |folder: &Path| {
        let all = ["settings", "settings/roster.json", "store"].map(|name| folder.join(name));
        all.iter().for_each(|path: &PathBuf| chown(path, Some(65_534), None).unwrap());
    };
    in_a_process_of_its_own(name, give, |folder| {
        let warnings = confine_to(folder, &[], Some("nobody"));
        assert!(!warnings.iter().any(|line| line.contains("running as root")), "{warnings:?}");
        assert_eq!(geteuid().as_raw(), 65_534);
        assert!(rustix::thread::set_thread_uid(rustix::process::Uid::ROOT).is_err(), "became root again");
        fs::write(folder.join("store/tip"), "tip").unwrap();
        assert_eq!(fs::metadata(folder.join("store/tip")).unwrap().uid(), 65_534);
        assert_eq!(fs::read_to_string(folder.join("settings/roster.json")).unwrap(), "roster");
    });
}

#[test]
fn a_process_with_threads_is_not_confined_by_half() {
    let here = tempfile::tempdir().unwrap();
    let (read, write) = ([here.path().to_owned()], [here.path().to_owned()]);
    // The two threads that run are the one with this test and the one that waits for it.
    let refused = confine(&Confinement { read: &read, write: &write, connect: &[], user: None });
    assert!(matches!(refused, Err(SandboxError::Threads)));
}

#[test]
fn a_store_that_is_not_there_is_named() {
    let name = "a_store_that_is_not_there_is_named";
    in_a_process_of_its_own(
        name,
        |_| {},
        |folder| {
            let write = [folder.join("gone")];
            let refused = confine_thread(&Confinement { read: &[], write: &write, connect: &[], user: None });
            assert!(refused.unwrap_err().to_string().contains("gone cannot be opened"));
        },
    );
}
