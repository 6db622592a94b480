//! The only writer of tips.
//!
//! It takes all waiting tips, commits them in one transaction, and then returns each result to its caller.

use std::sync::{Mutex, MutexGuard, PoisonError};

use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::{Filed, NewTip, Sealed, StoreError};

/// The most tips in one commit.
const BATCH: usize = 256;

/// A waiting tip, and the channel for its result.
struct Waiting {
    tip: NewTip,
    answer: oneshot::Sender<Result<Filed, StoreError>>,
}

pub(super) struct Writer {
    /// The queue of waiting tips; `None` once the writer is closing.
    waiting: Mutex<Option<mpsc::Sender<Waiting>>>,
    work: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(connection: SqliteConnection) -> Self {
        let (sender, receiver) = mpsc::channel(BATCH * 4);
        let work = tokio::spawn(work(connection, receiver));
        Self { waiting: Mutex::new(Some(sender)), work: Mutex::new(Some(work)) }
    }

    /// Returns when all waiting tips are committed and the connection is closed.
    pub(super) async fn close(&self) {
        drop(lock(&self.waiting).take());
        let work = lock(&self.work).take();
        if let Some(work) = work {
            let _ = work.await;
        }
    }

    pub(super) async fn file(&self, tip: NewTip) -> Result<Filed, StoreError> {
        let (answer, answered) = oneshot::channel();
        let waiting = lock(&self.waiting).clone().ok_or(StoreError::Closing)?;
        waiting.send(Waiting { tip, answer }).await.map_err(|_| StoreError::Closing)?;
        answered.await.map_err(|_| StoreError::Closing)?
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn work(mut connection: SqliteConnection, mut waiting: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while waiting.recv_many(&mut batch, BATCH).await > 0 {
        match commit(&mut connection, &batch).await {
            Ok(filed) => {
                for (waiting, filed) in batch.drain(..).zip(filed) {
                    // The caller may be gone. The tip is durable even so.
                    let _ = waiting.answer.send(Ok(filed));
                }
            }
            // The commit failed. So the tips are committed one at a time, and each caller gets the error of its own
            // tip.
            Err(_) => {
                for waiting in batch.drain(..) {
                    let filed = commit(&mut connection, std::slice::from_ref(&waiting)).await;
                    let filed = filed.and_then(|filed| filed.first().copied().ok_or(StoreError::Closing));
                    let _ = waiting.answer.send(filed);
                }
            }
        }
    }
    let _ = connection.close().await;
}

async fn commit(connection: &mut SqliteConnection, batch: &[Waiting]) -> Result<Vec<Filed>, StoreError> {
    connection.execute("BEGIN IMMEDIATE").await?;
    let result = insert(connection, batch).await;
    let ended = connection.execute(if result.is_ok() { "COMMIT" } else { "ROLLBACK" }).await;
    if ended.is_err() && result.is_ok() {
        // A failed commit leaves its transaction open.
        let _ = connection.execute("ROLLBACK").await;
    }
    let filed = result?;
    ended?;
    Ok(filed)
}

async fn insert(connection: &mut SqliteConnection, batch: &[Waiting]) -> Result<Vec<Filed>, StoreError> {
    let mut filed = Vec::with_capacity(batch.len());
    for Waiting { tip, .. } in batch {
        let sealed = match &tip.sealed {
            Sealed::Row(bytes) => Some(bytes.as_slice()),
            Sealed::Blob(_) => None,
        };
        let inserted = sqlx::query(
            "INSERT INTO tip (id, submission, size, sha256, sealed, roster_issue, expires)
             SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE submission = ?2)
             ON CONFLICT (submission) DO NOTHING",
        )
        .bind(tip.id.as_bytes().as_slice())
        .bind(tip.submission.as_bytes().as_slice())
        .bind(i64::try_from(tip.size).map_err(|_| StoreError::Damaged("a tip's size is too large"))?)
        .bind(tip.sha256.as_bytes().as_slice())
        .bind(sealed)
        .bind(tip.roster_issue)
        .bind(tip.expires.to_string())
        .execute(&mut *connection)
        .await?;
        if inserted.rows_affected() == 1
            && let Some(mailbox) = &tip.mailbox
        {
            sqlx::query("INSERT INTO mailbox (id, expires) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .bind(mailbox.id.as_bytes().as_slice())
                .bind(mailbox.expires.to_string())
                .execute(&mut *connection)
                .await?;
        }
        filed.push(if inserted.rows_affected() == 1 { Filed::New } else { Filed::Already });
    }
    Ok(filed)
}
