//! Counts one act of a sender against its limit, exactly once.
//!
//! The act is counted as soon as enough of the form was read to tell whether the sender has waited as long as an
//! earlier response demanded.

use std::cell::OnceCell;
use std::time::{Duration, Instant};

use super::body::{Fields, Refusal};
use crate::application::State;
use crate::limits::{Grounds, Limit, Origin, Shown};
use crate::pages::Wait;

/// The name of the hidden field with the ticket. A form has it when it was returned with a wait.
pub(super) const TICKET: &str = "ticket";

/// Waits are rounded up to a multiple of this number of seconds.
pub(super) const STEP: u64 = 5;

/// One act that has to pass a limit.
pub(super) struct Gate<'a> {
    state: &'a State,
    limit: &'a Limit,
    origin: Option<Origin>,
    passed: OnceCell<Result<(), Duration>>,
}

impl<'a> Gate<'a> {
    pub(super) fn new(state: &'a State, limit: &'a Limit, origin: Option<Origin>) -> Self {
        Self { state, limit, origin, passed: OnceCell::new() }
    }

    /// Whether the act may proceed. `mailbox` is the mailbox whose page the act comes from. Only the first call counts
    /// the act; later calls return the same result.
    pub(super) fn pass(&self, fields: &Fields, mailbox: Option<Origin>) -> Result<(), Refusal> {
        let passed = self.passed.get_or_init(|| {
            let ticket = fields.get(TICKET).and_then(|values| values.last());
            let tickets = &self.state.tickets;
            let waited = ticket.map(|text| Shown { tickets, text, now: Instant::now() });
            self.limit.check(self.origin, Grounds { mailbox, waited })
        });
        passed.map_err(|wait| Refusal::Limited(in_steps(wait)))
    }
}

/// The wait that a page shows after [`Refusal::Limited`]: a countdown, and a ticket that is valid at its end.
pub(super) fn wait(state: &State, refusal: Option<&Refusal>) -> Option<Wait> {
    let Some(Refusal::Limited(wait)) = refusal else { return None };
    let ticket = state.tickets.issue(*wait, Instant::now(), &mut (state.rng)());
    Some(Wait { seconds: wait.as_secs(), ticket })
}

/// The wait that is left when a form is returned in another language. The form keeps its ticket.
pub(super) fn goes_on(state: &State, fields: &Fields) -> Option<Wait> {
    let ticket = fields.get(TICKET).and_then(|values| values.last())?;
    let left = state.tickets.left(ticket, Instant::now())?;
    let seconds = if left.is_zero() { 0 } else { in_steps(left).as_secs() };
    Some(Wait { seconds, ticket: ticket.to_string() })
}

fn in_steps(wait: Duration) -> Duration {
    Duration::from_secs((wait.as_secs() + 1).div_ceil(STEP) * STEP)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_never_shorter_than_it_was() {
        for (millis, seconds) in [(1, 5), (4_999, 5), (5_000, 10), (80_000, 85)] {
            assert_eq!(in_steps(Duration::from_millis(millis)).as_secs(), seconds);
        }
    }
}
