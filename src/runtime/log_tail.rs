//! The last lines of the log in memory, for whoever looks at the terminal from a seat, wherever the log itself goes.

use std::{
    collections::VecDeque,
    fmt::{self, Write},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use tokio::sync::Notify;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::layer::{Context, Layer};

use super::log::redact;

/// How many lines are kept.
const KEPT: usize = 60;
/// The longest line, in characters.
const LINE_MAX: usize = 240;

struct Tail {
    lines: VecDeque<String>,
    /// How many there were since the start.
    count: u64,
    last_error: Option<String>,
}

static TAIL: Mutex<Tail> = Mutex::new(Tail { lines: VecDeque::new(), count: 0, last_error: None });
static CHANGED: Notify = Notify::const_new();

/// Keeps the last lines.
pub struct Keeper;

impl<S: Subscriber> Layer<S> for Keeper {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let mut words = Words(String::new());
        event.record(&mut words);
        let level = *event.metadata().level();
        // What is cut off could be the end of a card number, by which it is told.
        let text: String = redact(&words.0).chars().take(LINE_MAX).collect();
        let mut tail = lock();
        if level == Level::ERROR {
            tail.last_error = Some(text.trim_start().to_owned());
        }
        if tail.lines.len() == KEPT {
            tail.lines.pop_front();
        }
        tail.lines.push_back(format!("{} {level:>5}{text}", clock()));
        tail.count += 1;
        drop(tail);
        CHANGED.notify_one();
    }
}

/// The lines after the first so many, as far as they are kept, and how many there are now.
pub fn after(seen: u64) -> (Vec<String>, u64) {
    let tail = lock();
    let fresh = usize::try_from(tail.count.saturating_sub(seen)).unwrap_or(KEPT);
    let skip = tail.lines.len().saturating_sub(fresh);
    (tail.lines.iter().skip(skip).cloned().collect(), tail.count)
}

/// The last error since the start.
pub fn last_error() -> Option<String> {
    lock().last_error.clone()
}

/// Waits for another line.
pub async fn changed() {
    CHANGED.notified().await;
}

/// A thread that panicked with the lock ends the program anyway.
fn lock() -> MutexGuard<'static, Tail> {
    TAIL.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The time of day, as the log has it: UTC, and said so, because screens have the terminal's own.
fn clock() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()) % 86_400;
    format!("{:02}:{:02}:{:02}Z", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// The message, and then each field by its name.
struct Words(String);

impl Visit for Words {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // A string takes whatever is written.
        let _ = match field.name() {
            "message" => write!(self.0, " {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let _ = match field.name() {
            "message" => write!(self.0, " {value}"),
            name => write!(self.0, " {name}={value}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_at_the_end_of_a_long_line_is_told_as_one() {
        use tracing_subscriber::layer::SubscriberExt;
        let seen = after(0).1;
        let long = "x".repeat(LINE_MAX - 17);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(Keeper), || {
            tracing::warn!("{long}6210948000000000707");
        });
        let (lines, _) = after(seen);
        assert!(lines.iter().any(|line| line.contains("x621094****")), "{lines:?}");
        assert!(lines.iter().all(|line| !line.contains("62109480")), "{lines:?}");
    }
}
