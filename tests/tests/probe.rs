//! Probes: tips that a desk makes up, to notice a server that drops tips.
//!
//! `courier` sends them through the form and as leads.

#![expect(clippy::unwrap_used, reason = "a test says what it expects by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;

use console::Passphrase;
use envelope::probe::{ProbePlan, ProbeWay};
use envelope::{Clock as _, Day};
use reviewer::service::desk::Desk;
use reviewer::service::probe::{self, NewPlan};
use tests::{Courier, Line};

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// Plans eight probes. To the desk they were due two days ago; the plan is changed so that they are due now.
async fn planned(line: &Line) -> ProbePlan {
    let passphrase = Passphrase::from_file(&line.path("passphrase")).unwrap();
    let mut desk = Desk::open(&line.path("desk"), &passphrase, &console::SystemClock).await.unwrap();
    desk.today = desk.today.plus(-3);
    let new = NewPlan { count: 8, days: 1, to: &line.path("stick") };
    let path = probe::plan(&mut desk, &new, &mut console::system_rng()).await.unwrap();
    desk.db.close().await.unwrap();
    let mut plan = ProbePlan::parse(&fs::read(&path).unwrap()).unwrap();
    let now = console::SystemClock.now();
    for (n, probe) in plan.probes.iter_mut().enumerate() {
        (probe.day, probe.minute) = (Day::of(now), u16::from(now.hour()) * 60 + u16::from(now.minute()));
        probe.way = if n % 2 == 0 { ProbeWay::Form } else { ProbeWay::Lead };
    }
    fs::write(&path, plan.to_bytes().unwrap()).unwrap();
    plan
}

#[tokio::test(flavor = "multi_thread")]
async fn probes_arrive_as_no_cases_and_those_that_a_server_drops_are_named() {
    let dir = tempfile::tempdir().unwrap();
    let line = Line::create(&dir.path().join("line"), &[]).unwrap();
    let root = fs::read_to_string(line.path("safe/root.pub")).unwrap();
    let key = root.split_whitespace().find(|word| word.starts_with("RW")).unwrap();
    let mut server = line.serve().unwrap();
    let mut plan = planned(&line).await;
    let prober = Courier::new(&line, "prober", key);
    // Six are sent, three by each way. The seventh is sent to a server that drops it. The eighth is never sent.
    let kept = plan.probes.split_off(6);
    let path = line.path("plan.json");
    fs::write(&path, plan.to_bytes().unwrap()).unwrap();
    let arguments = ["--plan", &text(&path), "--once", "--hurry"];
    let list = prober.carry("probe", &server.url, &arguments).unwrap().lines().last().unwrap().to_owned();
    assert_eq!(line.kept().unwrap(), 6);
    // Running the same command again sends nothing twice.
    prober.carry("probe", &server.url, &arguments).unwrap();
    assert_eq!(line.kept().unwrap(), 6);
    let dropped = ProbePlan { probes: kept[..1].to_vec(), ..ProbePlan::parse(&plan.to_bytes().unwrap()).unwrap() };
    fs::write(&path, dropped.to_bytes().unwrap()).unwrap();
    // A server that drops tips: it shows a code, and then its store is put back.
    let store = line.path("server/store");
    let aside = line.path("aside");
    server.stop().unwrap();
    copy(&store, &aside);
    let mut server = line.serve().unwrap();
    prober.carry("probe", &server.url, &arguments).unwrap();
    assert_eq!(line.kept().unwrap(), 7);
    server.stop().unwrap();
    fs::remove_dir_all(&store).unwrap();
    copy(&aside, &store);
    let bundle = line.export().unwrap();
    let said = line.import(&bundle).unwrap();
    assert!(said.contains("6 probes of this desk arrived"), "{said}");
    for probe in &kept {
        assert!(said.contains(&format!("probe {} did not arrive", probe.number)), "{said}");
    }
    assert!(line.desk("list", &[]).unwrap().is_empty(), "a probe is no case");
    let report = line.desk("probe", &["--sent", &list]).unwrap();
    assert_eq!(report.matches("arrived").count(), 6, "{report}");
    let standing = |number: u32| {
        report.lines().find(|line| line.trim_start().starts_with(&format!("{number} "))).unwrap().to_owned()
    };
    assert!(
        standing(kept[0].number).ends_with("MISSING") && standing(kept[1].number).ends_with("was not sent"),
        "{report}"
    );
    // The desk acknowledges the probes, and the server may erase them.
    assert!(line.send_back().unwrap().contains("6 received, 6 to erase"));
    // Each missing probe is named once.
    assert!(!line.import(&line.export().unwrap()).unwrap().contains("did not arrive"));
}

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").arg(from).arg(to).status().unwrap().success());
}
