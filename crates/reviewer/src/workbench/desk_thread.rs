//! The desk in a thread of its own, which runs one job at a time.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

use console::{Failure, Passphrase};
use envelope::Clock;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use crate::casedb;
use crate::service::backup::{BackedUp, backup};
use crate::service::desk::Desk;

type Job = Box<dyn FnOnce(&Runtime, &mut Slot) + Send>;

/// A handle that sends jobs to the desk's thread.
#[derive(Clone)]
pub struct DeskThread {
    jobs: mpsc::Sender<Job>,
}

/// The desk's folder, and the desk while it is open.
pub struct Slot {
    /// The desk's folder, which may not exist yet.
    pub folder: PathBuf,
    /// The open desk; `None` while the desk is locked, or does not exist yet.
    pub desk: Option<Desk>,
    clock: Arc<dyn Clock>,
}

/// Reason why a job was not done.
pub enum Refused {
    /// The desk is locked, or does not exist yet.
    Locked,
    /// The job failed. None of its changes was kept.
    Failed(anyhow::Error),
}

impl Refused {
    /// Converts this into an error that a command can print.
    pub fn into_error(self) -> anyhow::Error {
        match self {
            Self::Locked => Failure::new("the desk is locked").next("open it with its passphrase").into(),
            Self::Failed(error) => error,
        }
    }
}

impl DeskThread {
    /// Starts the thread, with the desk locked. The thread ends when all handles are dropped.
    pub fn start(folder: &Path, clock: Arc<dyn Clock>) -> Self {
        let (jobs, todo) = mpsc::channel::<Job>();
        let mut slot = Slot { folder: folder.to_owned(), desk: None, clock };
        std::thread::spawn(move || {
            // The runtime has several threads, as in a command, because attachments are written while their tip is
            // read.
            let Ok(runtime) = Builder::new_multi_thread().worker_threads(1).enable_all().build() else { return };
            for job in todo {
                // If a job panics, only that job ends. The desk is closed, and can be opened again with its passphrase.
                if panic::catch_unwind(AssertUnwindSafe(|| job(&runtime, &mut slot))).is_err() {
                    slot.lock(&runtime);
                }
            }
        });
        Self { jobs }
    }

    /// Runs `work` on the open desk, with the desk's day set to today. If `work` fails, its open transaction is rolled
    /// back.
    ///
    /// # Errors
    /// When the desk is locked, or `work` fails or panics.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl AsyncFnOnce(&mut Desk) -> anyhow::Result<T> + Send + 'static,
    ) -> Result<T, Refused> {
        self.ask(move |runtime, slot| {
            let today = slot.clock.today();
            let Some(desk) = &mut slot.desk else { return Err(Refused::Locked) };
            runtime.block_on(async {
                let done = async {
                    desk.set_day(today).await?;
                    work(desk).await
                };
                let done = done.await;
                if done.is_err() {
                    let _ = desk.db.roll_back().await;
                }
                done.map_err(|error| Refused::Failed(casedb::advise(error)))
            })
        })
        .await
    }

    /// Backs up the desk to a folder.
    ///
    /// # Errors
    /// When `to` is not a folder, the desk is locked, or the copy cannot be written or read back. If the copy fails, the
    /// desk is closed. It stays intact, and its passphrase opens it again.
    pub async fn back_up(&self, to: PathBuf) -> Result<BackedUp, Refused> {
        self.ask(move |runtime, slot| {
            if !to.is_dir() {
                let failure = Failure::new(format!("{} is not a folder", to.display())).next("is the stick mounted?");
                return Err(Refused::Failed(failure.into()));
            }
            let desk = slot.desk.take().ok_or(Refused::Locked)?;
            let (desk, done) = runtime.block_on(backup(desk, &to)).map_err(Refused::Failed)?;
            slot.desk = Some(desk);
            Ok(done)
        })
        .await
    }

    /// Runs `job` on the desk's slot, whether the desk is open or locked.
    ///
    /// # Errors
    /// When `job` fails or panics.
    pub async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Runtime, &mut Slot) -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        let gone = || {
            Refused::Failed(
                Failure::new("a part of reviewer failed, and the desk was closed")
                    .next("open it again with its passphrase; nothing half done was kept")
                    .into(),
            )
        };
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |runtime, slot| drop(tell.send(job(runtime, slot))));
        self.jobs.send(job).map_err(|_| gone())?;
        told.await.map_err(|_| gone())?
    }

    /// Opens the desk. Does nothing if it is open already.
    ///
    /// # Errors
    /// When the passphrase is wrong, or the desk cannot be opened.
    pub async fn unlock(&self, passphrase: Passphrase) -> Result<(), Refused> {
        self.ask(move |runtime, slot| {
            slot.unlock(runtime, &passphrase).map_err(|error| Refused::Failed(casedb::advise(error)))
        })
        .await
    }

    /// Closes the desk, and returns when that is done. The desk's keys are removed from memory.
    pub async fn lock(&self) {
        let _ = self
            .ask(|runtime, slot| {
                slot.lock(runtime);
                Ok(())
            })
            .await;
    }
}

impl Slot {
    /// Opens the desk in this folder. Does nothing if it is open already.
    ///
    /// # Errors
    /// When the passphrase is wrong, or the desk cannot be opened.
    pub fn unlock(&mut self, runtime: &Runtime, passphrase: &Passphrase) -> anyhow::Result<()> {
        if self.desk.is_none() {
            let desk = runtime.block_on(async {
                let mut desk = Desk::open(&self.folder, passphrase, self.clock.as_ref()).await?;
                desk.db.remember_pages().await?;
                anyhow::Ok(desk)
            })?;
            self.desk = Some(desk);
        }
        Ok(())
    }

    /// Closes the desk, if it is open.
    pub fn lock(&mut self, runtime: &Runtime) {
        if let Some(desk) = self.desk.take() {
            // The desk is dropped even if closing its database fails.
            let _ = runtime.block_on(desk.close());
        }
    }

    /// The clock that the desk uses.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }
}
