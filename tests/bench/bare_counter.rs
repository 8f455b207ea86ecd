//! The least that a program with ratatui can do for a key: read it, count it, draw the count. The floor beside which the
//! program's own time from key to screen is measured, with the same version and features of ratatui.

use std::io::{Result, stdout};

use crossterm::{
    event::{self, Event, KeyCode, KeyModifiers},
    execute, terminal,
};
use ratatui::{Terminal, backend::CrosstermBackend, widgets::Paragraph};

fn main() -> Result<()> {
    terminal::enable_raw_mode()?;
    execute!(stdout(), terminal::EnterAlternateScreen)?;
    let ended = count();
    execute!(stdout(), terminal::LeaveAlternateScreen)?;
    terminal::disable_raw_mode()?;
    ended
}

/// Counts keys until Ctrl-C.
fn count() -> Result<()> {
    let mut screen = Terminal::new(CrosstermBackend::new(stdout()))?;
    let mut keys = 0_u64;
    loop {
        screen.draw(|frame| frame.render_widget(Paragraph::new(format!("Keys: {keys}")), frame.area()))?;
        if let Event::Key(key) = event::read()? {
            if key.code == KeyCode::Char('c') && key.modifiers.contains(KeyModifiers::CONTROL) {
                return Ok(());
            }
            keys += 1;
        }
    }
}
