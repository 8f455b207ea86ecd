//! A second ENTER that nobody meant.

use std::time::Duration;

use super::Key;

/// Tells the ENTER of a bouncing or held key from one that is meant, so that one push does not confirm two things.
///
/// It sees every key of an operator in the order of arrival, and before a sign-in those of guarded screens. One of them lives as
/// long as the session: the push that opened a money screen must not confirm it as well.
#[derive(Clone, Debug, Default)]
pub struct Debounce {
    /// When an ENTER counted last.
    counted: Option<Duration>,
    /// When an ENTER came last.
    seen: Option<Duration>,
    /// Whether another key has come since an ENTER counted.
    others: bool,
}

/// What a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    /// A press that counts.
    Counts,
    /// The same push of ENTER once more: nothing is done with it, and nobody expects that anything is.
    Bounce,
    /// An ENTER of its own, because other keys lie between, but too soon after the one before: whoever pressed it is told
    /// that it did not count.
    TooSoon,
}

impl Debounce {
    /// So long after an ENTER that counted, no other counts where it is guarded.
    pub const QUIET: Duration = Duration::from_millis(400);
    /// ENTERs that follow each other this closely come from one held key, however long it is held.
    pub const REPEAT: Duration = Duration::from_millis(100);

    /// What a key is. `guarded` tells whether the shown screen has an ENTER guarded; where it has not, every ENTER counts.
    /// `mono` is the monotonic time of its arrival.
    pub fn press(&mut self, key: Key, guarded: bool, mono: Duration) -> Press {
        if key != Key::Enter {
            self.others = true;
            return Press::Counts;
        }
        let since = |earlier: Option<Duration>| earlier.map(|e| mono.saturating_sub(e));
        let too_soon = since(self.counted).is_some_and(|passed| passed < Self::QUIET);
        let held = since(self.seen).is_some_and(|passed| passed < Self::REPEAT);
        self.seen = Some(mono);
        if guarded && (too_soon || held) {
            return if self.others { Press::TooSoon } else { Press::Bounce };
        }
        self.counted = Some(mono);
        self.others = false;
        Press::Counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ms(value: u64) -> Duration {
        Duration::from_millis(value)
    }

    #[test]
    fn a_second_enter_within_the_quiet_time_is_a_bounce() {
        let mut debounce = Debounce::default();
        let presses = [1000, 1200, 1399, 1500].map(|at| debounce.press(Key::Enter, true, ms(at)));
        assert_eq!(presses, [Press::Counts, Press::Bounce, Press::Bounce, Press::Counts]);
    }

    #[test]
    fn other_keys_always_count_and_an_enter_behind_them_is_no_bounce() {
        let mut debounce = Debounce::default();
        let keys = [Key::Enter, Key::Cancel, Key::Digit(1), Key::Digit(1), Key::Enter, Key::Enter];
        let mut at = 0;
        let presses = keys.map(|key| {
            at += 1;
            debounce.press(key, true, ms(at))
        });
        use Press::{Counts, TooSoon};
        assert_eq!(presses, [Counts, Counts, Counts, Counts, TooSoon, TooSoon]);
        assert_eq!(debounce.press(Key::Enter, true, ms(500)), Counts);
        assert_eq!(debounce.press(Key::Enter, true, ms(700)), Press::Bounce);
    }

    #[test]
    fn a_held_key_counts_once() {
        let mut debounce = Debounce::default();
        let counted = (0..300).filter(|n| debounce.press(Key::Enter, true, ms(n * 33)) == Press::Counts).count();
        assert_eq!(counted, 1);
        assert_eq!(debounce.press(Key::Enter, true, ms(300 * 33 + 100)), Press::Counts);
    }

    #[test]
    fn an_enter_that_opened_a_guarded_screen_does_not_count_there_again() {
        let mut debounce = Debounce::default();
        assert_eq!(debounce.press(Key::Enter, false, ms(0)), Press::Counts);
        assert_eq!(debounce.press(Key::Enter, false, ms(250)), Press::Counts, "not guarded");
        assert_eq!(debounce.press(Key::Enter, true, ms(500)), Press::Bounce);
        assert_eq!(debounce.press(Key::Enter, true, ms(650)), Press::Counts);
    }

    #[test]
    fn the_first_enter_counts_at_time_zero() {
        assert_eq!(Debounce::default().press(Key::Enter, true, Duration::ZERO), Press::Counts);
    }
}
