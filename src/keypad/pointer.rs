//! Touches: a finger on a touch screen, or the left button of a mouse, which terminals report alike.
//!
//! The form is that of xterm's private modes 1002 (presses, and movement while pressed) and 1006 (`ESC [ < b ; x ; y M`, `m` for
//! a release); see "Mouse Tracking" in xterm's control sequences.

/// Asks a terminal to report touches.
pub const REPORT: &[u8] = b"\x1b[?1002h\x1b[?1006h";
/// Asks it to stop.
pub const QUIET: &[u8] = b"\x1b[?1006l\x1b[?1002l";

/// Asks whether it knows them (DECRQM).
pub const ASK: &[u8] = b"\x1b[?1006$p";
/// The mode that is asked about.
const MODE: &[u8] = b"?1006;";

/// The numbers of `ESC [ ? 1006 ; s $ y`: whether the terminal knows the mode and can set it (DECRPM).
pub(super) fn is_yes(answer: &[u8]) -> bool {
    matches!(answer.strip_prefix(MODE), Some(b"1$" | b"2$" | b"3$"))
}

/// The bits of a button's number that say which modifier keys are held.
const MODIFIERS: u16 = 4 | 8 | 16;
/// The bit that says that it moved.
const MOVED: u16 = 32;

/// A touch at a cell of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Counted from 0.
    pub column: u16,
    /// Counted from 0.
    pub row: u16,
    /// What the finger does there.
    pub phase: Phase,
}

/// What a finger does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It comes down.
    Down,
    /// It moves on the screen.
    Drag,
    /// It leaves.
    Up,
}

/// The numbers of `ESC [ < b ; x ; y` and the last letter. Other buttons and the wheel are none.
pub(super) fn parse(numbers: &[u8], last: u8) -> Option<Pointer> {
    let mut numbers = std::str::from_utf8(numbers).ok()?.split(';').map(|n| n.parse::<u16>().ok());
    let (button, x, y) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let phase = match (button & !MODIFIERS, last) {
        (0, b'M') => Phase::Down,
        (MOVED, b'M') => Phase::Drag,
        (0 | MOVED, b'm') => Phase::Up,
        _ => return None,
    };
    let done = numbers.next().is_none();
    done.then_some(Pointer { column: x.checked_sub(1)?, row: y.checked_sub(1)?, phase })
}
