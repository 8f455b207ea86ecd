//! A second ENTER that nobody meant.

use std::time::Duration;

use super::Key;

/// Drops the ENTER of a bouncing or held key, so that one push does not confirm two things.
///
/// The caller asks it for every key in the order of arrival, and where something is confirmed it does nothing with a key that is
/// not accepted. One of them lives as long as the session: the push that opened a money screen must not confirm it as well.
#[derive(Clone, Debug, Default)]
pub struct Debounce {
    accepted: Option<Duration>,
    seen: Option<Duration>,
}

impl Debounce {
    /// So long after an accepted ENTER no other is accepted.
    pub const QUIET: Duration = Duration::from_millis(400);
    /// ENTERs that follow each other this closely come from one held key, however long it is held.
    pub const REPEAT: Duration = Duration::from_millis(100);

    /// Whether the key counts. `mono` is the monotonic time of its arrival.
    pub fn accept(&mut self, key: Key, mono: Duration) -> bool {
        if key != Key::Enter {
            return true;
        }
        let since = |earlier: Option<Duration>| earlier.map(|e| mono.saturating_sub(e));
        let too_soon = since(self.accepted).is_some_and(|passed| passed < Self::QUIET);
        let held = since(self.seen).is_some_and(|passed| passed < Self::REPEAT);
        self.seen = Some(mono);
        if too_soon || held {
            return false;
        }
        self.accepted = Some(mono);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    #[test]
    fn a_second_enter_within_the_quiet_time_is_dropped() {
        let mut debounce = Debounce::default();
        assert!(debounce.accept(Key::Enter, ms(1000)));
        assert!(!debounce.accept(Key::Enter, ms(1200)));
        assert!(!debounce.accept(Key::Enter, ms(1399)));
        assert!(debounce.accept(Key::Enter, ms(1500)));
    }

    #[test]
    fn other_keys_always_count() {
        let mut debounce = Debounce::default();
        assert!(debounce.accept(Key::Enter, ms(0)));
        assert!(debounce.accept(Key::Cancel, ms(1)));
        assert!(debounce.accept(Key::Digit(1), ms(2)));
        assert!(debounce.accept(Key::Digit(1), ms(3)));
        assert!(!debounce.accept(Key::Enter, ms(4)));
    }

    #[test]
    fn a_held_key_counts_once() {
        let mut debounce = Debounce::default();
        let accepted = (0..300).filter(|n| debounce.accept(Key::Enter, ms(n * 33))).count();
        assert_eq!(accepted, 1);
        assert!(debounce.accept(Key::Enter, ms(300 * 33 + 100)));
    }

    #[test]
    fn the_first_enter_counts_at_time_zero() {
        assert!(Debounce::default().accept(Key::Enter, Duration::ZERO));
    }
}
