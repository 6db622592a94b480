//! What is done every few minutes while the server runs.

use envelope::Clock;

use crate::store::{Store, StoreError};

/// Erases what is due, removes orphans, rewrites the database once a day.
pub async fn sweep(store: &Store, clock: &dyn Clock) -> Result<(), StoreError> {
    let today = clock.today();
    let erased = store.erase_due(today).await?;
    let orphans = store.sweep_orphans().await?;
    store.rewrite_nightly(today).await?;
    store.refresh().await?;
    if erased + orphans > 0 {
        tracing::info!(erased, orphans, "the store was tidied");
    }
    Ok(())
}
