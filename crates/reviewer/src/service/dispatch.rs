//! `dispatch`: the desk's next file for the server.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use console::{Failure, PublishedFile};
use envelope::dispatch::{self, DispatchBody};

use super::desk::Desk;
use super::{reply, roster};

/// Maximum number of items in one dispatch. A later dispatch takes the rest.
const MAX_ITEMS: u32 = 8_000;

/// Writes the next dispatch to a folder. Returns its path.
///
/// # Errors
/// When no line is known, the file exists or cannot be written, or the database cannot be read or written.
pub async fn dispatch(desk: &mut Desk, to: &Path) -> anyhow::Result<PathBuf> {
    let roster = roster::present(desk).await?;
    let site = match &roster {
        Some(roster) => Some(roster.site()),
        None => desk.db.only_site().await?,
    };
    let site = site
        .ok_or_else(|| Failure::new("this desk knows no line yet").next("make a roster, or import a bundle, first"))?;
    let key = desk.vault.keyring()?.desk;
    desk.db.begin().await?;
    let number = desk.db.next_dispatch().await?;
    reply::notices(desk).await?;
    let (items, sealed): (Vec<_>, BTreeMap<_, _>) = desk
        .db
        .list_items(site, number, MAX_ITEMS)
        .await?
        .into_iter()
        .map(|(item, sealed)| (item.clone(), (item.id, sealed)))
        .unzip();
    let body = DispatchBody {
        format: dispatch::FORMAT.to_owned(),
        site,
        desk: key.verifying_key(),
        number,
        day: desk.today,
        received: desk.db.list_received(site, number).await?,
        erase: desk.db.list_erase(site, number).await?,
        items,
        withdrawn: desk.db.list_withdrawn(site, number).await?,
        opens: desk.db.list_opened(site).await?,
        audit_head: desk.db.head().await?.1,
    };
    let path = to.join(format!("dispatch-{number:04}.tar"));
    let fail = |error: std::io::Error| Failure::file("write", &path, &error);
    let mut out = PublishedFile::create_new(&path, 0o600).map_err(fail)?;
    let digest = dispatch::write(&mut out, &body, &key, roster.as_ref(), &sealed)?;
    let detail = format!("number {number}: {} received, {} to erase", body.received.len(), body.erase.len());
    desk.db.add_dispatch(number, site, &digest, desk.today, &dispatch::list(&body)?).await?;
    desk.db.log(desk.today, "dispatch", &detail).await?;
    desk.db.commit().await?;
    out.commit().map_err(fail)?;
    Ok(path)
}
