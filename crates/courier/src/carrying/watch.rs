//! `courier watch`: asks the server at fixed hours whether a bundle waits.
//!
//! The carrier is told every time, even if nothing waits or the server cannot be reached. An observer of the network
//! sees one short request at the same time each day. An observer of the screen sees one notice at the same time each
//! day. The server is asked neither how much waits nor since when.

use std::process::Command;
use std::time::Duration;

use console::{Failure, line, note};
use envelope::Clock;
use reqwest::Method;
use time::{OffsetDateTime, Time, UtcOffset};

use super::fetch::Waiting;
use crate::client::Server;

/// A time of day, such as `07:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At(Time);

impl std::str::FromStr for At {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "write a time of day as 07:30";
        let (hour, minute) = text.split_once(':').ok_or(wrong)?;
        let number = |text: &str| text.parse().map_err(|_| wrong);
        Time::from_hms(number(hour)?, number(minute)?, 0).map(Self).map_err(|_| wrong)
    }
}

/// The way in which a carrier is told whether a bundle waits.
pub enum Tell {
    /// The carrier is told by a line on standard output.
    Line,
    /// The carrier is told by a desktop notification.
    Notice,
    /// The carrier is told by a program, with `THROUGHLINE_WAITS` set to `yes`, `no` or `unknown`.
    Run(String),
}

/// The outcome of one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Yes,
    No,
    Unknown,
}

/// Asks at each of the given times of day, without end. `offset` is this machine's offset from UTC.
///
/// # Errors
/// Never, as the loop does not end. If the carrier cannot be told, a line on standard error says so.
pub async fn watch(
    server: &Server,
    at: &[At],
    offset: UtcOffset,
    tell: &Tell,
    clock: &dyn Clock,
) -> Result<(), Failure> {
    loop {
        tokio::time::sleep(until_next(clock.now().to_offset(offset), at)).await;
        // If the carrier cannot be told today, they are told tomorrow.
        if let Err(failure) = said(ask(server).await.0, tell) {
            note(&format!("{failure}; {}", failure.next.as_deref().unwrap_or_default()));
        }
    }
}

/// Asks once, now.
///
/// # Errors
/// When the server cannot be asked, or the carrier cannot be told.
pub async fn once(server: &Server, tell: &Tell) -> Result<(), Failure> {
    let (answer, why) = ask(server).await;
    said(answer, tell)?;
    why.map_or(Ok(()), Err)
}

async fn ask(server: &Server) -> (Answer, Option<Failure>) {
    match server.ask_json::<Waiting>(server.request(Method::GET, "/waiting")).await {
        Ok(Waiting { waits: 0 }) => (Answer::No, None),
        Ok(_) => (Answer::Yes, None),
        Err(error) => {
            let failure = error.into_failure();
            note(&failure.to_string());
            (Answer::Unknown, Some(failure))
        }
    }
}

fn said(answer: Answer, tell: &Tell) -> Result<(), Failure> {
    let (text, word) = match answer {
        Answer::Yes => ("something waits", "yes"),
        Answer::No => ("nothing waits", "no"),
        Answer::Unknown => ("the server could not be asked", "unknown"),
    };
    let mut command = match tell {
        Tell::Line => {
            line(text);
            return Ok(());
        }
        // The title of the notification reveals nothing to a bystander who sees the screen.
        Tell::Notice => {
            let mut notice = Command::new("notify-send");
            notice.args(["Reminder", text]);
            notice
        }
        Tell::Run(program) => {
            let mut run = Command::new(program);
            run.env("THROUGHLINE_WAITS", word);
            run
        }
    };
    let failed = |why: String| {
        Failure::new(format!("the carrier could not be told: {why}"))
            .next("install libnotify-bin for --notice, or correct --run")
    };
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(failed(status.to_string())),
        Err(error) => Err(failed(error.to_string())),
    }
}

/// Returns the time from `now` to the next of the given times of day.
fn until_next(now: OffsetDateTime, at: &[At]) -> Duration {
    let next = |At(time): &At| {
        let today = now.replace_time(*time);
        if today > now { today } else { today + time::Duration::DAY }
    };
    let next = at.iter().map(next).min().unwrap_or(now + time::Duration::DAY);
    (next - now).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_next_time_is_today_or_tomorrow_and_never_now() {
        let at = ["07:30".parse::<At>().unwrap(), "19:00".parse().unwrap()];
        let hours = |now| until_next(now, &at).as_secs_f64() / 3600.0;
        assert_eq!(hours(datetime!(2026-11-26 06:30 UTC)), 1.0);
        assert_eq!(hours(datetime!(2026-11-26 07:30 UTC)), 11.5);
        assert_eq!(hours(datetime!(2026-11-26 20:00 UTC)), 11.5);
        for wrong in ["7", "25:00", "07:61", "half past seven", ""] {
            assert!(wrong.parse::<At>().is_err(), "{wrong}");
        }
    }
}
