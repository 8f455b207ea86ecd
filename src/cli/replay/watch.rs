//! A black box on the screen: each picture in its place, and below it what led to it.

use std::{
    io::{self, BufWriter, IsTerminal, Stdout, Write},
    time::Duration,
};

use crossterm::{
    cursor,
    event::{self, Event as TtyEvent, KeyCode, KeyEventKind},
    execute, terminal,
};
use ratatui::{
    backend::{Backend, CrosstermBackend},
    buffer::Buffer,
    layout::Rect,
    style::Style,
};

use super::{Failure, text::time};
use crate::{
    blackbox::{Hides, Player, Tape, What},
    domain::UtcOffset,
    runtime,
};

/// A pause is shown no longer than this.
const PAUSE_MAX: Duration = Duration::from_secs(2);
/// What stands where something was private.
const PRIVATE: &str = "\u{b7}";

/// How one picture follows another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// As in life, so many times as fast.
    Times(u16),
    /// On a key.
    Steps,
}

/// What a person wants.
enum Wanted {
    Next,
    Back,
    End,
}

/// A picture: the last moment that belongs to it, and what led to it.
struct Scene {
    end: usize,
    wall: i64,
    mono: u64,
    why: String,
}

/// Shows all pictures until the last one or until a person ends it.
pub(super) fn show(tape: &Tape, pace: Pace) -> Result<(), Failure> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(Failure::NoTerminal);
    }
    let scenes = scenes(tape);
    let (columns, rows) = largest(tape);
    // One row more, for what led to it.
    let (wanted, here) = ((columns, rows + 1), runtime::terminal_size());
    if here.0 < wanted.0 || here.1 < wanted.1 {
        return Err(Failure::TooSmall { wanted, here });
    }
    let mut screen = Screen::open(here).map_err(Failure::Terminal)?;
    screen.play(tape, &scenes, pace).map_err(Failure::Terminal)
}

fn largest(tape: &Tape) -> (u16, u16) {
    let sizes = tape.moments.iter().filter_map(|moment| match moment.what {
        What::Whole { size, .. } => Some(size),
        _ => None,
    });
    sizes.fold((0, 0), |most, size| (most.0.max(size.0), most.1.max(size.1)))
}

fn scenes(tape: &Tape) -> Vec<Scene> {
    let mut scenes = Vec::new();
    let mut why: Vec<String> = Vec::new();
    for (number, moment) in tape.moments.iter().enumerate() {
        match &moment.what {
            What::Input(name) => why.push(format!("[{name}]")),
            What::Event(name) | What::Act(name) => why.push(name.clone()),
            What::Skipped => why.push("a picture too large to keep".into()),
            What::Whole { .. } | What::Changes(_) => {
                let why = std::mem::take(&mut why).join(", ");
                scenes.push(Scene { end: number, wall: moment.at.wall, mono: moment.at.mono, why });
            }
        }
    }
    scenes
}

struct Screen {
    backend: CrosstermBackend<BufWriter<Stdout>>,
    shown: Buffer,
}

impl Screen {
    fn open((columns, rows): (u16, u16)) -> io::Result<Screen> {
        terminal::enable_raw_mode()?;
        let shown = Buffer::empty(Rect::new(0, 0, columns, rows));
        // From here on the terminal is given back, whatever comes.
        let mut screen = Screen { backend: CrosstermBackend::new(BufWriter::new(io::stdout())), shown };
        let all = terminal::Clear(terminal::ClearType::All);
        execute!(screen.backend, terminal::EnterAlternateScreen, cursor::Hide, all)?;
        Ok(screen)
    }

    fn play(&mut self, tape: &Tape, scenes: &[Scene], pace: Pace) -> io::Result<()> {
        let offset = UtcOffset(i16::try_from(tape.head.offset_minutes).unwrap_or(0));
        let mut player = Player::default();
        let (mut number, mut done) = (0, 0);
        while let Some(scene) = scenes.get(number) {
            if scene.end < done {
                (player, done) = (Player::default(), 0);
            }
            for moment in tape.moments.get(done..=scene.end).into_iter().flatten() {
                player.take(&moment.what);
            }
            done = scene.end + 1;
            let place = format!("{}/{} {} {}", number + 1, scenes.len(), time(scene.wall, offset), scene.why);
            self.draw(&player, &place)?;
            let next = scenes.get(number + 1);
            match wait(pace, next.map(|next| next.mono.saturating_sub(scene.mono)))? {
                Wanted::Next => number += 1,
                Wanted::Back => number = number.saturating_sub(1),
                Wanted::End => return Ok(()),
            }
        }
        Ok(())
    }

    fn draw(&mut self, player: &Player, place: &str) -> io::Result<()> {
        let mut next = Buffer::empty(self.shown.area);
        let area = player.picture.area;
        for position in area.positions() {
            if let (Some(from), Some(to)) = (player.picture.cell(position), next.cell_mut(position)) {
                *to = from.clone();
            }
        }
        let left_out = player.private.filter(|private| private.hides == Hides::All).map(|private| private.area);
        for position in left_out.unwrap_or_default().intersection(next.area).positions() {
            next.set_stringn(position.x, position.y, PRIVATE, 1, Style::new());
        }
        next.set_stringn(0, area.height, place, usize::from(next.area.width), Style::new().dim());
        self.backend.draw(self.shown.diff_iter(&next))?;
        Write::flush(&mut self.backend)?;
        self.shown = next;
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        runtime::restore();
    }
}

/// Waits for a key, or until it is time for the next picture; the last one stays until a key.
fn wait(pace: Pace, millis: Option<u64>) -> io::Result<Wanted> {
    let left = match (pace, millis) {
        (Pace::Times(speed), Some(millis)) => Duration::from_millis(millis / u64::from(speed.max(1))).min(PAUSE_MAX),
        (Pace::Steps, _) | (Pace::Times(_), None) => Duration::MAX,
    };
    loop {
        // A day is as long as nobody waits.
        if !event::poll(left.min(Duration::from_secs(86_400)))? {
            return Ok(Wanted::Next);
        }
        let TtyEvent::Key(key) = event::read()? else { continue };
        if key.kind != KeyEventKind::Press {
            continue;
        }
        match key.code {
            KeyCode::Esc | KeyCode::Char('q' | 'c') => return Ok(Wanted::End),
            KeyCode::Left | KeyCode::Up | KeyCode::Backspace => return Ok(Wanted::Back),
            _ => return Ok(Wanted::Next),
        }
    }
}
