//! Carries a stick from the server to the desk and back, and prints a line for each step.

use std::path::PathBuf;

use anyhow::{Result, bail};
use console::line;
use reviewer::service::import::{self, Trust};
use reviewer::service::{desk::Desk, dispatch};
use reviewer::workbench::desk_thread::{DeskThread, Refused};
use tests::Line;

use super::{folder, last};

/// Carries between a server and the desk that a workbench has open.
pub(super) struct Carrier<'a> {
    pub(super) line: &'a Line,
    pub(super) desk: DeskThread,
}

impl Carrier<'_> {
    /// Exports and imports, then backs up, dispatches and ingests.
    pub(super) async fn carry(&self) -> Result<()> {
        let bundle = std::path::absolute(self.line.export()?)?;
        let name = bundle.file_name().unwrap_or_default().display().to_string();
        let done = self
            .desk
            .with(async move |desk: &mut Desk| {
                let trust = Trust { fingerprint: None, ask: || None, accept_epoch: false, recovery: &[] };
                import::import(desk, &bundle, &trust).await
            })
            .await;
        let done = opened(done)?;
        line(&format!("to the desk    {name}: {} new, {} known", done.new, done.known));
        done.findings.iter().for_each(|finding| line(&format!("               look into this: {finding}")));
        let backup = opened(self.desk.back_up(folder(self.line, "backup")?).await)?;
        line(&format!("backed up      {} tips, read back", backup.tips));
        let stick = folder(self.line, "stick")?;
        let dispatch = self.desk.with(async move |desk: &mut Desk| dispatch::dispatch(desk, &stick).await).await;
        let dispatch: PathBuf = opened(dispatch)?;
        let ingested = self.line.intake("ingest", &["--confirm", &dispatch.display().to_string()])?;
        let name = dispatch.file_name().unwrap_or_default().display().to_string();
        line(&format!("to the server  {name}: {}", last(&ingested)?));
        Ok(())
    }
}

fn opened<T>(done: Result<T, Refused>) -> Result<T> {
    match done {
        Ok(done) => Ok(done),
        Err(Refused::Locked) => bail!("the workbench is locked; open it with its passphrase, then press Enter again"),
        Err(Refused::Failed(error)) => Err(error),
    }
}
