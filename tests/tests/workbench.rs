//! `reviewer open`: access to the workbench, and its responses.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::Result;
use tests::{Line, Workbench, program};

/// A desk alone, without a server or a roster.
fn desk(folder: &Path) -> Result<Line> {
    use std::os::unix::fs::PermissionsExt as _;
    let line = Line { folder: folder.to_owned() };
    fs::write(line.path("passphrase"), "river copper seven lantern orbit velvet harbor\n")?;
    fs::set_permissions(line.path("passphrase"), fs::Permissions::from_mode(0o600))?;
    line.desk("init", &["--name", "desk-1"])?;
    Ok(line)
}

fn open(line: &Line) -> Result<Workbench> {
    Workbench::start(&line.path("desk"), Some(&line.path("passphrase")))
}

#[tokio::test]
async fn only_the_entry_page_opens_the_workbench_and_only_once() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut bench = open(&desk(folder.path())?)?;
    assert_eq!(bench.get("/queue").await?.status, 403);
    let wrong = bench.ask("POST", "/enter", &[], &[("token", &"0".repeat(64))]).await?;
    assert_eq!(wrong.status, 403);
    let token = bench.token()?;
    bench.enter().await?;
    assert_eq!(bench.get("/queue").await?.status, 200);
    assert!(!bench.entry.exists(), "the entry page is still there");
    assert_eq!(bench.ask("POST", "/enter", &[], &[("token", &token)]).await?.status, 403);
    // Nothing is left of the folder with the browser's profile and the entry page.
    let lay = bench.entry.parent().unwrap().to_owned();
    bench.stop()?;
    assert!(!lay.exists());
    Ok(())
}

#[tokio::test]
async fn another_host_and_another_page_are_turned_away() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut bench = open(&desk(folder.path())?)?;
    bench.enter().await?;
    let same = ("sec-fetch-site", "same-origin");
    for host in ["localhost:80", "desk.example", "127.0.0.1"] {
        assert_eq!(bench.ask("GET", "/queue", &[same, ("host", host)], &[]).await?.status, 403, "{host}");
    }
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(bench.ask("POST", "/queue", &[("sec-fetch-site", site)], &[]).await?.status, 403, "{site}");
    }
    assert_eq!(bench.ask("POST", "/lock", &[], &[]).await?.status, 403, "no header");
    assert_eq!(bench.ask("GET", "/queue", &[("sec-fetch-site", "cross-site")], &[]).await?.status, 403);
    assert_eq!(bench.ask("GET", "/queue", &[("sec-fetch-site", "none")], &[]).await?.status, 200, "typed by hand");
    Ok(())
}

/// A request that bash makes itself: it needs no HTTP client.
const ASK: &str = r#"exec 3<>/dev/tcp/$1/$2; printf 'GET / HTTP/1.1\r\nHost: %s:%s\r\nSec-Fetch-Site: none\r\nConnection: close\r\n\r\n' "$1" "$2" >&3; cat <&3"#;

#[tokio::test]
async fn another_user_of_this_laptop_is_turned_away() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let bench = open(&desk(folder.path())?)?;
    let (host, port) = bench.url.strip_prefix("http://").unwrap().split_once(':').unwrap();
    let ask = |user: &[&str]| -> Result<String> {
        let mut words = user.to_vec();
        words.extend(["bash", "-c", ASK, "bash", host, port]);
        let output = Command::new(words[0]).args(&words[1..]).output()?;
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let own = ask(&["env"])?;
    assert!(own.contains("this browser did not open the desk"), "{own}");
    if !rustix::process::geteuid().is_root() {
        eprintln!("only root can become another user: the rest of this test was left out");
        return Ok(());
    }
    let other = ask(&["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"])?;
    assert!(other.contains("another user of this laptop"), "{other}");
    Ok(())
}

#[tokio::test]
async fn it_works_with_no_network_but_loopback_and_from_one_file() -> Result<()> {
    if !rustix::process::geteuid().is_root() {
        eprintln!("only root can make a network namespace: this test was left out");
        return Ok(());
    }
    let folder = tempfile::tempdir()?;
    let line = desk(folder.path())?;
    let alone = folder.path().join("alone");
    fs::create_dir(&alone)?;
    fs::copy(program("reviewer")?, alone.join("reviewer"))?;
    let script = r#"set -e
ip link set lo up
test "$(ip -o link | wc -l)" = 1
cd "$1"
./reviewer open --no-browser --desk "$2" --passphrase-file "$3" > out 2> err &
child=$!
trap 'kill $child' EXIT
for _ in $(seq 200); do grep -q '^open' out && break; sleep 0.1; done
address=$(sed -n 's|^workbench  http://||p' out); entry=$(sed -n 's|^open  *file://||p' out)
token=$(sed -n 's|.*name="token" value="\([0-9a-f]*\)".*|\1|p' "$entry")
ask() { exec 3<>"/dev/tcp/${address%:*}/${address#*:}"; printf "$1" >&3; cat <&3; exec 3>&-; }
body="token=$token"
cookie=$(ask "POST /enter HTTP/1.1\r\nHost: $address\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${#body}\r\nConnection: close\r\n\r\n$body" | sed -n 's/^set-cookie: \([^;]*\);.*/\1/Ip')
ask "GET /queue HTTP/1.1\r\nHost: $address\r\nCookie: $cookie\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n\r\n"
"#;
    let output = Command::new("unshare")
        .args(["--net", "bash", "-c", script, "bash"])
        .arg(&alone)
        .arg(line.path("desk"))
        .arg(line.path("passphrase"))
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(said.contains("<h1>Queue</h1>"), "{said}{}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}

#[tokio::test]
async fn a_desk_that_is_opened_twice_says_so_and_a_locked_one_lets_commands_in() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let line = desk(folder.path())?;
    let mut bench = open(&line)?;
    bench.enter().await?;
    let second = open(&line).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(second.contains("another command is at work"), "{second}");
    assert_eq!(bench.post("/lock", &[]).await?.location.as_deref(), Some("/locked"));
    assert_eq!(bench.get("/queue").await?.location.as_deref(), Some("/locked"));
    assert!(line.desk("list", &[]).is_ok());
    bench.post("/unlock", &[("passphrase", "not it")]).await?;
    assert!(bench.get("/locked").await?.text.contains("the passphrase does not open this desk"));
    let opened = bench.post("/unlock", &[("passphrase", "river copper seven lantern orbit velvet harbor")]).await?;
    assert_eq!(opened.location.as_deref(), Some("/queue"));
    Ok(())
}

#[tokio::test]
async fn a_desk_at_which_nobody_works_locks_by_itself_and_one_at_which_somebody_types_does_not() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let line = desk(folder.path())?;
    let mut bench =
        Workbench::start_with(&line.path("desk"), Some(&line.path("passphrase")), &["--lock-after", "0.05"])?;
    bench.enter().await?;
    // Somebody types for twice as long as the lock time.
    let begun = std::time::Instant::now();
    while begun.elapsed() < std::time::Duration::from_secs(6) {
        assert_eq!(bench.post("/awake", &[]).await?.status, 204);
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    assert_eq!(bench.get("/queue").await?.status, 200, "it locked although somebody typed");
    // Then nobody types: a command that is tried again and again gets in at last.
    let begun = std::time::Instant::now();
    while line.desk("list", &[]).is_err() {
        assert!(begun.elapsed() < std::time::Duration::from_secs(30), "it never locked");
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    }
    assert_eq!(bench.get("/queue").await?.location.as_deref(), Some("/locked"));
    Ok(())
}

#[tokio::test]
async fn a_first_run_makes_a_desk_with_a_recovery_key_and_a_backup() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let desk = folder.path().join("desk");
    let mut bench = Workbench::start(&desk, None)?;
    bench.enter().await?;
    assert_eq!(bench.get("/").await?.location.as_deref(), Some("/first"));
    let words = "some words that nobody guesses";
    let make = [("label", "desk-1"), ("passphrase", words), ("passphrase-again", "others")];
    bench.post("/first/make", &make).await?;
    assert!(bench.get("/first").await?.text.contains("the two passphrases differ"));
    assert!(!desk.exists());
    bench.post("/first/make", &[make[0], make[1], ("passphrase-again", words)]).await?;
    assert!(bench.get("/first").await?.text.contains("the desk is made"));
    bench.post("/first/recovery", &[("act", "make")]).await?;
    let page = bench.get("/first").await?.text;
    let (_, after) = page.split_once("AGE-SECRET-KEY-1").expect("the key is shown");
    let secret = format!("AGE-SECRET-KEY-1{}", after.split('<').next().unwrap().trim());
    bench.post("/first/recovery", &[("act", "written"), ("end", "WRONG1")]).await?;
    assert!(bench.get("/first").await?.text.contains("the key does not end like this"));
    bench.post("/first/recovery", &[("act", "written"), ("end", &secret[secret.len() - 6..])]).await?;
    let page = bench.get("/first").await?.text;
    assert!(page.contains("2. A recovery key: done") && !page.contains(&secret));
    let backup = folder.path().join("stick");
    fs::create_dir(&backup)?;
    bench.post("/desk/backup", &[("to", &backup.display().to_string()), ("back", "first")]).await?;
    assert!(bench.get("/first").await?.text.contains("3. A backup: done"));
    bench.stop()?;
    // The key that was written down opens the backup.
    let line = Line { folder: folder.path().to_owned() };
    fs::write(line.path("recovery.key"), &secret)?;
    let backup = fs::read_dir(&backup)?.next().unwrap()?.path();
    let restored = folder.path().join("restored");
    let mut bench = Workbench::start(&restored, None)?;
    bench.enter().await?;
    let order = [
        ("backup", backup.display().to_string()),
        ("recovery", line.path("recovery.key").display().to_string()),
        ("folder", restored.display().to_string()),
        ("passphrase", words.to_owned()),
        ("passphrase-again", words.to_owned()),
    ];
    let order: Vec<(&str, &str)> = order.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(bench.post("/restore", &order).await?.location.as_deref(), Some("/desk"));
    assert!(bench.get("/desk").await?.text.contains("0 tips are restored"));
    bench.post("/desk/verify", &[]).await?;
    assert!(bench.get("/desk").await?.text.contains("the desk is whole"));
    Ok(())
}

/// A browser that records its command line and its page, and exits.
const BROWSER: &str = "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done > \"$SEEN\"\nfor word in \"$@\"; do last=$word; done\ncat \"$last\" > \"$SEEN.page\"\ntr '\\0' ' ' < /proc/$PPID/cmdline > \"$SEEN.parent\"\n";

#[test]
fn the_browser_gets_a_profile_in_memory_and_no_token_in_its_command_line() -> Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir()?;
    let line = desk(folder.path())?;
    let (programs, seen) = (folder.path().join("programs"), folder.path().join("seen"));
    fs::create_dir(&programs)?;
    fs::write(programs.join("firefox-esr"), BROWSER)?;
    fs::set_permissions(programs.join("firefox-esr"), fs::Permissions::from_mode(0o700))?;
    // The workbench ends when its browser does.
    let done = Command::new(program("reviewer")?)
        .args(["open", "--desk"])
        .arg(line.path("desk"))
        .env("PATH", format!("{}:/usr/bin:/bin", programs.display()))
        .env("SEEN", &seen)
        .output()?;
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let page = fs::read_to_string(folder.path().join("seen.page"))?;
    let (_, token) = page.split_once("name=\"token\" value=\"").expect("the entry page was given");
    let token = token.split('"').next().unwrap();
    assert_eq!(token.len(), 64);
    let words = fs::read_to_string(&seen)?;
    let parent = fs::read_to_string(folder.path().join("seen.parent"))?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(![&words, &parent, &said].iter().any(|text| text.contains(token)), "{words}{parent}{said}");
    let profile = words.lines().find(|word| word.ends_with("/profile")).expect("a profile was named");
    assert!(profile.starts_with("/dev/shm/") || profile.starts_with("/run/"), "{profile}");
    assert!(!Path::new(profile).exists(), "the profile is still there");
    Ok(())
}
