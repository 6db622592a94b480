//! The upkeep that runs every few minutes while the server runs.

use envelope::Clock;

use crate::log;
use crate::service::offer::Offers;
use crate::store::{Store, StoreError};

/// Tidies the store.
///
/// Saves which items were shown, erases due tips, removes orphans, and rewrites the database once a day.
///
/// # Errors
/// When the store fails.
pub async fn sweep(store: &Store, clock: &dyn Clock) -> Result<(), StoreError> {
    let today = clock.today();
    store.keep_seen().await?;
    let mut erased = store.erase_due(today).await?;
    if let Some(signed) = store.newest_day().await? {
        store.expire_mailboxes(signed).await?;
        let (expired, uncollected) = store.erase_expired(signed).await?;
        erased += expired;
        if uncollected > 0 {
            log::warn_counted("tips that no desk ever received have expired", &[("tips", uncollected as u64)]);
        }
    }
    if erased > 0 {
        Offers::withdraw(store.folder())?;
    }
    let orphans = store.sweep_orphans().await?;
    store.rewrite_nightly(today).await?;
    store.refresh().await?;
    if erased + orphans > 0 {
        log::counted("the store was tidied", &[("erased", erased as u64), ("orphans", orphans as u64)]);
    }
    Ok(())
}
