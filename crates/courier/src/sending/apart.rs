//! `--seal-only`: writes sealed tips to this disk.
//!
//! A person then takes them to the reviewers in some other way. No request is sent, and nothing is remembered.

use std::path::Path;

use console::{Failure, line, note};
use envelope::lead::{CodeHalf, LeadSecret};
use envelope::line::LineFacts;
use envelope::{Clock, Digest};
use rand::CryptoRng;

use super::seal::{Target, seal};
use super::{Sending, read, show};
use crate::home::Home;
use crate::lead::Placed;
use crate::pinned::Pinned;

/// The questionnaire that ships with `courier`.
pub const SHIPPED: &str = include_str!("../../../../config/questionnaire.toml");

/// Most bytes of typed text in one tip, as the default configuration of a line has it (`config/intake.toml`).
const SHIPPED_TEXT: usize = 61_440;

/// Writes sealed tips to the folder `to` instead of sending them. Prints the path and the code of each.
///
/// # Errors
/// When the line cannot be established, when a lead is broken, or when a file cannot be read or written.
pub fn seal_only(
    home: &Home,
    sending: &Sending<'_>,
    to: &Path,
    clock: &dyn Clock,
    rng: &mut impl CryptoRng,
) -> anyhow::Result<()> {
    let today = clock.today();
    let pinned = Pinned::establish(home, sending.line, today)?;
    let facts = pinned.kept_facts().unwrap_or_else(|| {
        note(
            "this machine has never asked this line what its form asks: the questions that courier comes with are used",
        );
        shipped(&pinned)
    });
    let leads = read(sending, &facts, today)?;
    let sealing = pinned.sealing(today)?;
    let target = Target::of(&pinned, &facts, &sealing, today);
    std::fs::create_dir_all(to).map_err(|error| Failure::file("make the folder", to, &error))?;
    let mut broken = 0;
    for Placed { place, lead } in leads {
        let (secret, half) = (LeadSecret::random(rng), LeadSecret::random(rng));
        let half = CodeHalf::from_text(&half.to_text())?;
        let mut name = [0; 8];
        rng.fill_bytes(&mut name);
        // The name is random and reveals nothing of the tip.
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let path = to.join(format!("{name}.age"));
        let sealed =
            lead.and_then(|lead| seal(&lead, &target, &secret, |content, secret| secret.code(&half, content), &path));
        let sealed = match (sealed, &place) {
            (Ok(sealed), _) => sealed,
            (Err(failure), Some(place)) => {
                broken += 1;
                note(&format!("{place}: {failure}"));
                continue;
            }
            (Err(failure), None) => return Err(failure.into()),
        };
        let file = path.display();
        line(&place.as_deref().map_or_else(|| file.to_string(), |place| format!("{place}\t{file}")));
        let code = sealed.mailbox.map(|_| secret.code(&half, &sealed.content)).transpose()?;
        show(place.as_deref(), code.as_ref());
    }
    note("carry the file to the reviewers in any way: mail, messenger, stick. Only they can open it.");
    note(
        "the code works once they have answered and their answer has come to the line's server; until then it is unknown there",
    );
    if broken > 0 {
        return Err(Failure::new(format!("{broken} rows are broken and were not sealed"))
            .next("put only those rows into another file, mend them there, and seal that file: the same command would seal the others a second time")
            .into());
    }
    Ok(())
}

/// Returns what `/line.json` would say if the line used the shipped questionnaire, for a line whose server was never
/// asked. The desk knows the shipped questions by their ids.
fn shipped(pinned: &Pinned) -> LineFacts {
    LineFacts {
        format: envelope::line::FORMAT.to_owned(),
        site: pinned.site(),
        questionnaire: Digest::of(SHIPPED.as_bytes()),
        structure: SHIPPED.to_owned(),
        max_tip_bytes: envelope::tip::MAX_TIP_BYTES,
        max_text_bytes: SHIPPED_TEXT,
    }
}
