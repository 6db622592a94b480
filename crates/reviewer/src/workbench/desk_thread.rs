//! The desk in a thread of its own, which does one piece of work at a time: as a command would, and never two at once.

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

/// Hands work to the desk.
#[derive(Clone)]
pub struct DeskThread {
    jobs: mpsc::Sender<Job>,
}

/// Where the desk is, if it is open.
pub struct Slot {
    /// Its folder.
    pub folder: PathBuf,
    /// None while it is locked, or not made yet.
    pub desk: Option<Desk>,
    clock: Arc<dyn Clock>,
}

/// Why a piece of work was not done.
pub enum Refused {
    /// The desk is locked, or there is none yet.
    Locked,
    /// It failed; nothing of it was kept.
    Failed(anyhow::Error),
}

impl Refused {
    /// For a command's last step.
    pub fn into_error(self) -> anyhow::Error {
        match self {
            Self::Locked => Failure::new("the desk is locked").next("open it with its passphrase").into(),
            Self::Failed(error) => error,
        }
    }
}

impl DeskThread {
    /// Begins, with the desk locked.
    pub fn start(folder: &Path, clock: Arc<dyn Clock>) -> Self {
        let (jobs, todo) = mpsc::channel::<Job>();
        let mut slot = Slot { folder: folder.to_owned(), desk: None, clock };
        std::thread::spawn(move || {
            // Several threads, as a command has: attachments are written while their tip is read.
            let Ok(runtime) = Builder::new_multi_thread().worker_threads(1).enable_all().build() else { return };
            for job in todo {
                // A defect in one piece of work ends that one: the desk is closed, and opens again with its passphrase.
                if panic::catch_unwind(AssertUnwindSafe(|| job(&runtime, &mut slot))).is_err() {
                    slot.lock(&runtime);
                }
            }
        });
        Self { jobs }
    }

    /// Does something with the open desk. What fails is taken back.
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

    /// Backs the desk up to a folder. Where that fails, the desk is closed: it is whole, and opens again with its passphrase.
    ///
    /// # Errors
    /// When the folder is none, the desk is locked, or the copy cannot be written or read back.
    pub async fn back_up(&self, to: PathBuf) -> Result<BackedUp, Refused> {
        self.ask(move |runtime, slot| {
            if !to.is_dir() {
                let failure = Failure::new(format!("{} is no folder", to.display())).next("is the stick mounted?");
                return Err(Refused::Failed(failure.into()));
            }
            let desk = slot.desk.take().ok_or(Refused::Locked)?;
            let (desk, done) = runtime.block_on(backup(desk, &to)).map_err(Refused::Failed)?;
            slot.desk = Some(desk);
            Ok(done)
        })
        .await
    }

    /// Does something with the place where the desk is.
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

    /// Opens the desk.
    pub async fn unlock(&self, passphrase: Passphrase) -> Result<(), Refused> {
        self.ask(move |runtime, slot| {
            slot.unlock(runtime, &passphrase).map_err(|error| Refused::Failed(casedb::advise(error)))
        })
        .await
    }

    /// Closes the desk, and comes back when that is done; its keys leave memory.
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
    /// Opens the desk of this folder.
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

    /// Closes it.
    pub fn lock(&mut self, runtime: &Runtime) {
        if let Some(desk) = self.desk.take() {
            // It is closed whatever comes of it.
            let _ = runtime.block_on(desk.close());
        }
    }

    /// The clock by which it works.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }
}
