//! Pictures to the terminal: only the cells that changed, in one write.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use crossterm::{cursor, execute, terminal};
use ratatui::{
    backend::{Backend, CrosstermBackend},
    buffer::Buffer,
    layout::Rect,
};
use unicode_width::UnicodeWidthStr;

use crate::{
    app::{self, Model, SessionId},
    keypad::pointer,
};

use super::{blackbox, changes::Changes, touch::Reports};

/// No terminal is larger than this, so that a broken size report costs no memory.
const SIZE_MAX: u16 = 500;

/// The screen of the keypad's own session.
pub struct Painter {
    backend: CrosstermBackend<BufWriter<Stdout>>,
    shown: Buffer,
    next: Buffer,
    /// Whether the terminal has been asked to report touches.
    touches: bool,
    reports: Reports,
}

/// Where a sign of two columns gives way to one of one column, the second column is drawn anew: a terminal leaves it blank, but in the
/// colours of the sign that stood there.
fn forget_halves(shown: &mut Buffer, next: &Buffer) {
    for at in 1..shown.content.len().min(next.content.len()) {
        let (before, after) = (&shown.content[at - 1], &next.content[at - 1]);
        // No sign of two columns has fewer than three bytes, so most are not measured.
        let was_wide = before.symbol().len() > 2 && before != after && before.symbol().width() > 1;
        if was_wide && after.symbol().width() < 2 {
            shown.content[at].set_symbol(NOTHING);
        }
    }
}

/// No cell of a picture has this symbol.
const NOTHING: &str = "\u{e000}";

impl Painter {
    /// Takes the terminal over: raw keys, the alternate screen, no cursor.
    ///
    /// # Errors
    /// When the terminal refuses.
    pub(super) fn open(reports: Reports) -> io::Result<Painter> {
        terminal::enable_raw_mode()?;
        let mut out = BufWriter::with_capacity(16 << 10, io::stdout());
        // Before the screen is cleared: a terminal that shows what it does not know shows it where nobody sees it.
        out.write_all(reports.question())?;
        execute!(out, terminal::EnterAlternateScreen, cursor::Hide, terminal::Clear(terminal::ClearType::All))?;
        let area = area(terminal_size());
        Ok(Painter {
            backend: CrosstermBackend::new(out),
            shown: Buffer::empty(area),
            next: Buffer::empty(area),
            touches: false,
            reports,
        })
    }

    /// Draws the session. Writes nothing when nothing visible changed.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn paint(&mut self, model: &Model) -> io::Result<()> {
        self.want_touches(app::takes_touches(model, SessionId::KEYPAD) && self.reports != Reports::Never)?;
        app::view(model, SessionId::KEYPAD, &mut self.next);
        forget_halves(&mut self.shown, &self.next);
        let changes = Changes::between(&self.shown, &self.next);
        if changes.is_empty() {
            return Ok(());
        }
        self.backend.draw(changes.cells())?;
        io::Write::flush(&mut self.backend)?;
        // After the person has the answer.
        blackbox::frame(model, &self.shown, &self.next);
        std::mem::swap(&mut self.shown, &mut self.next);
        Ok(())
    }

    /// Touches are asked for only where they mean something: elsewhere the terminal's own selecting and pasting go on working.
    fn want_touches(&mut self, wanted: bool) -> io::Result<()> {
        if wanted == self.touches {
            return Ok(());
        }
        self.touches = wanted;
        self.backend.write_all(if wanted { pointer::REPORT } else { pointer::QUIET })?;
        io::Write::flush(&mut self.backend)
    }

    /// The terminal has a new size: everything is drawn anew.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn resize(&mut self, size: (u16, u16)) -> io::Result<()> {
        let area = area(size);
        self.shown = Buffer::empty(area);
        self.next = Buffer::empty(area);
        self.backend.clear()
    }

    /// Sounds the bell.
    ///
    /// # Errors
    /// When the terminal cannot be written to.
    pub fn bell(&mut self) -> io::Result<()> {
        self.backend.write_all(b"\x07")?;
        io::Write::flush(&mut self.backend)
    }
}

impl Drop for Painter {
    fn drop(&mut self) {
        restore();
    }
}

/// Whether there is a terminal at all.
///
/// # Errors
/// When standard input or output is something else.
pub fn check() -> io::Result<()> {
    if io::stdin().is_terminal() && io::stdout().is_terminal() {
        return Ok(());
    }
    Err(io::Error::other("standard input and output must be a terminal"))
}

/// Gives the terminal back as it was. Says nothing and cannot panic, even on a dead terminal.
pub fn restore() {
    let mut out = io::stdout();
    let _ = out.write_all(pointer::QUIET);
    // The clear is for consoles that have no alternate screen.
    let _ = execute!(out, terminal::Clear(terminal::ClearType::All), terminal::LeaveAlternateScreen, cursor::Show);
    let _ = terminal::disable_raw_mode();
}

/// Columns and rows, asked of the line itself; 80 by 24 where it does not know.
pub fn terminal_size() -> (u16, u16) {
    match rustix::termios::tcgetwinsize(rustix::stdio::stdout()) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => (size.ws_col.min(SIZE_MAX), size.ws_row.min(SIZE_MAX)),
        _ => (80, 24),
    }
}

fn area((columns, rows): (u16, u16)) -> Rect {
    Rect::new(0, 0, columns, rows)
}
