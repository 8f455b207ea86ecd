//! Whether the terminal reports touches, and which screens are arranged for them.
//!
//! A terminal is asked with DECRQM (`CSI ? 1006 $ p`), unless its name says enough: one that knows touches answers, every other
//! is silent. Nobody waits for the answer.

use crate::{keypad::pointer, ui::ScreenSize};

/// Which screens a finger can use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TouchMode {
    /// None: the terminal is never asked to report touches.
    Off,
    /// The pad for a signature alone, where the terminal is not known to have no touches.
    #[default]
    Signature,
    /// All, where the terminal says that it reports touches.
    Auto,
    /// All, whatever the terminal says.
    On,
}

/// What a screen for touch needs to know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touchscreen {
    /// Which screens a finger can use.
    pub mode: TouchMode,
    /// How large it is, if somebody has said so.
    pub size: Option<ScreenSize>,
}

/// Terminals that report touches: the first words of their `TERM`.
const KNOWN: [&str; 6] = ["foot", "xterm-kitty", "alacritty", "wezterm", "mlterm", "contour"];
/// Those that report none: consoles of systems, and what is no screen.
const NEVER: [&str; 7] = ["linux", "dumb", "vt100", "vt102", "vt220", "cons25", "unknown"];

/// What is done about touches at the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reports {
    /// They are never switched on.
    Never,
    /// They are switched on for the screens that cannot do without.
    WhereNeeded,
    /// So they are, and the terminal is asked whether all screens can be for touch.
    Ask,
    /// They are switched on for all screens.
    Always,
}

impl Reports {
    /// For a mode, in a terminal of this name; none is a terminal without one.
    pub(super) fn of(mode: TouchMode, term: Option<&str>) -> Reports {
        let is_one_of = |names: &[&str]| {
            let name = term.unwrap_or_default();
            names
                .iter()
                .any(|known| name.strip_prefix(known).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)))
        };
        let never = term.is_none_or(str::is_empty) || is_one_of(&NEVER);
        match mode {
            TouchMode::Off => Reports::Never,
            TouchMode::On => Reports::Always,
            TouchMode::Signature | TouchMode::Auto if never => Reports::Never,
            TouchMode::Signature => Reports::WhereNeeded,
            TouchMode::Auto if is_one_of(&KNOWN) => Reports::Always,
            TouchMode::Auto => Reports::Ask,
        }
    }

    /// For this program's terminal.
    pub(super) fn here(mode: TouchMode) -> Reports {
        Reports::of(mode, std::env::var("TERM").ok().as_deref())
    }

    /// What the terminal is asked.
    pub(super) fn question(self) -> &'static [u8] {
        if self == Reports::Ask { pointer::ASK } else { b"" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_is_never_asked_and_off_is_off() {
        for term in [None, Some(""), Some("linux"), Some("linux-16color"), Some("dumb"), Some("vt220")] {
            assert_eq!(Reports::of(TouchMode::Auto, term), Reports::Never, "{term:?}");
            assert_eq!(Reports::of(TouchMode::Signature, term), Reports::Never, "{term:?}");
            assert_eq!(Reports::of(TouchMode::On, term), Reports::Always, "{term:?}");
        }
        for term in [None, Some("xterm-256color"), Some("foot")] {
            assert_eq!(Reports::of(TouchMode::Off, term), Reports::Never, "{term:?}");
        }
    }

    #[test]
    fn a_terminal_that_is_known_needs_no_question() {
        assert_eq!(Reports::of(TouchMode::Auto, Some("foot")), Reports::Always);
        assert_eq!(Reports::of(TouchMode::Auto, Some("foot-extra")), Reports::Always);
        for term in ["xterm-256color", "tmux", "footing", "linuxlike"] {
            assert_eq!(Reports::of(TouchMode::Auto, Some(term)), Reports::Ask, "{term}");
            assert_eq!(Reports::of(TouchMode::Signature, Some(term)), Reports::WhereNeeded, "{term}");
        }
    }
}
