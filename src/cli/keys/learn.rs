//! `keytill keys learn`: each key of the terminal is asked for in turn; what was pressed becomes a keymap file.

use std::{
    fs::OpenOptions,
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use clap::ValueEnum;

use crate::{
    domain::Lang,
    keypad::{
        Answer, Chord, Key, Keycode, Keymap, KeymapError, Layout, Lesson, Motion, Pressed, Shift, Sign, Signal, Step,
    },
};

use super::{
    complain,
    ear::{Ear, EarError, From, Heard},
};

/// How long a key is waited for.
const PATIENCE: Duration = Duration::from_secs(15);

/// Arguments of `keytill keys learn`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Learn from this device past the console: auto for every keypad and keyboard, or one such as /dev/input/by-id/...; may be
    /// given more than once. Without it, from the terminal that this runs in
    #[arg(long, value_name = "DEVICE")]
    device: Vec<String>,
    /// The file to be written, which must not be there yet; without it, the file goes to standard output
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The name of the keypad, for people
    #[arg(long, default_value = "Learnt keypad")]
    name: String,
    /// How its digits are arranged: 1-2-3 in the top row, or 7-8-9
    #[arg(long, value_enum, default_value = "telephone")]
    layout: LayoutArg,
}

/// How digits are arranged.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LayoutArg {
    /// 1-2-3 in the top row
    Telephone,
    /// 7-8-9 in the top row
    Calculator,
}

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Ear(#[from] EarError),
    #[error("the keys cannot be waited for: {0}")]
    Wait(io::Error),
    #[error("ended before all keys had been asked for; nothing was written")]
    Ended,
    #[error("nobody pressed {0}, without which nobody could sell; nothing was written")]
    GivenUp(Key),
    #[error("the keypad was pulled out; nothing was written")]
    Gone,
    #[error("--name must be a text of 1 to 40 columns: {0}")]
    Name(KeymapError),
    #[error("{}: {error}", path.display())]
    Write { path: PathBuf, error: io::Error },
}

/// Asks, and writes the file.
pub fn run(args: &Args) -> ExitCode {
    match learn(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

fn learn(args: &Args) -> Result<(), Failure> {
    // Before anybody has pressed twenty keys for nothing.
    if let Some(path) = args.output.as_ref().filter(|path| path.exists()) {
        return Err(Failure::Write { path: path.clone(), error: io::ErrorKind::AlreadyExists.into() });
    }
    let from = From::of(&args.device);
    let mut ear = Ear::open(&from)?;
    say(&format!("Learning from {from}. Ctrl-C ends it, and nothing is written then."));
    ear.names().iter().for_each(|name| say(&format!("  {name}")));
    say("Press each key once, as it is asked for. A key that is not there: press CANCEL once it is known, or wait.");
    let lesson = ask(&mut ear, &from)?;
    drop(ear);
    let layout = match args.layout {
        LayoutArg::Telephone => Layout::Telephone,
        LayoutArg::Calculator => Layout::Calculator,
    };
    let file = lesson.file(&args.name, layout).ok_or(Failure::Ended)?;
    // The terminal itself reads it before it is kept.
    Keymap::parse("learnt", &file).map_err(Failure::Name)?;
    write(args.output.as_deref(), &file)
}

fn ask(ear: &mut Ear, from: &From) -> Result<Lesson, Failure> {
    let (mut lesson, mut asked, mut shifts) = (Lesson::default(), None, Vec::new());
    loop {
        match lesson.step() {
            Step::Press(key) => {
                if asked != Some(key) {
                    say(&format!("{} ...", name(key)));
                }
                asked = Some(key);
            }
            Step::Done => return Ok(lesson),
            Step::GivenUp(key) => return Err(Failure::GivenUp(key)),
        }
        let heard = ear.next(PATIENCE).map_err(Failure::Wait)?;
        let answers = match heard {
            Heard::Quiet => vec![lesson.quiet()],
            Heard::End => return Err(Failure::Ended),
            Heard::Gone(_) => return Err(Failure::Gone),
            // Beside devices the terminal only serves Ctrl-C.
            Heard::Bytes(..) if *from != From::Terminal => Vec::new(),
            Heard::Bytes(bytes, pressed) => vec![of_terminal(&mut lesson, &bytes, &pressed)],
            Heard::Device(_, signals) => {
                signals.into_iter().filter_map(|signal| pushed(signal, &mut shifts)).map(|s| lesson.hear(s)).collect()
            }
        };
        answers.into_iter().for_each(tell);
    }
}

/// The one key that these bytes are.
fn of_terminal(lesson: &mut Lesson, bytes: &[u8], pressed: &[Pressed]) -> Answer {
    let sign = match pressed {
        [Pressed::Key(event)] => Sign::of_terminal(event),
        _ => None,
    };
    match sign {
        Some(sign) => lesson.hear(sign),
        None => {
            say(&format!(
                "  {} is no single key that a terminal knows; press again, or learn with --device",
                hex(bytes)
            ));
            Answer::None
        }
    }
}

/// What was pushed, with Shift where one is held.
fn pushed(signal: Signal, shifts: &mut Vec<Keycode>) -> Option<Sign> {
    let Signal::Key { code, motion, .. } = signal else { return None };
    if code.is_shift() {
        shifts.retain(|held| *held != code);
        if motion != Motion::Up {
            shifts.push(code);
        }
    }
    if motion != Motion::Down || code.is_modifier() || !code.is_key() {
        return None;
    }
    let shift = if shifts.is_empty() { Shift::Up } else { Shift::Held };
    Some(Sign::of_evdev(Chord { code, shift }))
}

fn tell(answer: Answer) {
    match answer {
        Answer::Taken(_) | Answer::None => {}
        Answer::Double(key) => say(&format!("  that is {} already; press another key", name(key))),
        Answer::Skipped(key) => say(&format!("  {} is left out", name(key))),
        Answer::Again(key) => say(&format!("  nothing came; press {}", name(key))),
    }
}

/// What stands on a key, in both languages.
fn name(key: Key) -> String {
    let (zh, en) = (key.usual_label(Lang::ZhCn), key.usual_label(Lang::En));
    if zh == en { en.to_owned() } else { format!("{en} {zh}") }
}

fn write(output: Option<&Path>, file: &str) -> Result<(), Failure> {
    let Some(path) = output else {
        return io::stdout()
            .write_all(file.as_bytes())
            .map_err(|error| Failure::Write { path: "standard output".into(), error });
    };
    let failed = |error| Failure::Write { path: path.into(), error };
    let mut to = OpenOptions::new().write(true).create_new(true).open(path).map_err(failed)?;
    to.write_all(file.as_bytes()).and_then(|()| to.sync_all()).map_err(failed)?;
    say(&format!("written: {}; keymap = \"{}\" in the configuration uses it", path.display(), path.display()));
    Ok(())
}

/// Says something beside the file, which may go to standard output. The terminal is in raw mode.
pub(super) fn say(text: &str) {
    let _ = write!(io::stderr(), "{text}\r\n");
}

/// Bytes as people compare them: 1B 5B 41.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}
