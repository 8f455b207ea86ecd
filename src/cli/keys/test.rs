//! `keytill keys test`: what arrives when a key is pressed.

use std::{
    io::{self, Write},
    process::ExitCode,
    time::{Duration, Instant},
};

use crate::{
    cli::{ConfigError, config},
    domain::Lang,
    keypad::{HELD, Key, Keymap, Layout, Motion, Pressed, Push, Pushes, Signal},
};

use super::{
    complain,
    ear::{Ear, EarError, From, Heard},
    learn::hex,
};

/// So long without a key ends it: a way out that needs no key that works.
const PATIENCE: Duration = Duration::from_secs(10);

/// Arguments of `keytill keys test`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Read this device past the console: auto for every keypad and keyboard, or one such as /dev/input/by-id/...; may be given
    /// more than once. Without it, the terminal that this runs in
    #[arg(long, value_name = "DEVICE")]
    device: Vec<String>,
    /// A shipped keymap by name (pc, usb-numpad, linux-console, pos-4x4, pos-telephone), or a file
    #[arg(long, default_value = "pc")]
    keymap: String,
}

/// Why nothing can be shown.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Ear(#[from] EarError),
    #[error(transparent)]
    Keymap(#[from] ConfigError),
    #[error("the keys cannot be waited for: {0}")]
    Wait(io::Error),
}

/// Shows it.
pub fn run(args: &Args) -> ExitCode {
    match show(args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

fn show(args: &Args) -> Result<(), Failure> {
    let keymap = config::keymap(&args.keymap)?;
    let from = From::of(&args.device);
    let mut ear = Ear::open(&from)?;
    let digits = match keymap.layout() {
        Layout::Telephone => "1-2-3 in the top row",
        Layout::Calculator => "7-8-9 in the top row",
    };
    line(&format!("Keys of {from}, by the keymap {:?} ({digits}).", keymap.name()));
    line("Ten seconds without a key end it; so does Ctrl-C.");
    ear.names().iter().for_each(|name| line(&format!("  {name}")));
    let mut pads: Vec<Pushes> = ear.names().iter().map(|_| Pushes::new(keymap.clone())).collect();
    let (started, mut last) = (Instant::now(), Instant::now());
    loop {
        let held = pads.iter().filter_map(Pushes::due).min().map(|due| due.saturating_sub(started.elapsed()));
        let patience = PATIENCE.saturating_sub(last.elapsed());
        match ear.next(held.map_or(patience, |held| held.min(patience))).map_err(Failure::Wait)? {
            Heard::End => return Ok(()),
            Heard::Quiet => {
                let now = started.elapsed();
                pads.iter_mut()
                    .filter_map(|pad| pad.held(now))
                    .for_each(|push| line(&format!("  {}", meaning(Some(push)))));
                if last.elapsed() >= PATIENCE {
                    line("ten seconds without a key: the end");
                    return Ok(());
                }
                continue;
            }
            Heard::Gone(at) => line(&format!("{} has gone", ear.names()[at])),
            Heard::Bytes(bytes, pressed) => line(&format!("{:<24}{}", hex(&bytes), of_terminal(&keymap, &pressed))),
            Heard::Device(at, signals) => signals.iter().for_each(|signal| of_device(&mut pads[at], *signal, started)),
        }
        last = Instant::now();
    }
}

/// The keys of the terminal that these are.
fn of_terminal(keymap: &Keymap, pressed: &[Pressed]) -> String {
    let key = |pressed: &Pressed| match pressed {
        Pressed::Key(event) => match keymap.key(event) {
            Some(key) => name(key),
            None => "no key of this keymap".to_owned(),
        },
        Pressed::Pointer(_) => "a touch".to_owned(),
        Pressed::Touchable => "the terminal reports touches".to_owned(),
    };
    if pressed.is_empty() {
        return "nothing that a terminal knows".to_owned();
    }
    pressed.iter().map(key).collect::<Vec<_>>().join(", ")
}

fn of_device(pad: &mut Pushes, signal: Signal, started: Instant) {
    let push = pad.take(signal, started.elapsed());
    match signal {
        Signal::Lost => line("the kernel had no room: keys have been lost"),
        Signal::Key { code, motion, .. } => {
            let moved = match motion {
                Motion::Down => "down",
                Motion::Up => "up",
                Motion::Repeat => "repeated",
            };
            let means = match (motion, push) {
                (Motion::Down, None) if code.is_key() && !code.is_modifier() => "not taken: it bounces".to_owned(),
                (_, push) => meaning(push),
            };
            line(&format!("{:<24}{:<10}{means}", format!("{code} ({})", code.number()), moved));
        }
    }
}

fn meaning(push: Option<Push>) -> String {
    match push {
        Some(Push::Key(key)) => name(key),
        Some(Push::Held) => format!("CLEAR held for {} ms: everything that was typed goes", HELD.as_millis()),
        Some(Push::Unknown) => "no key of this keymap".to_owned(),
        None => String::new(),
    }
}

fn name(key: Key) -> String {
    format!("{key}, {}", key.usual_label(Lang::En))
}

/// A line on a terminal in raw mode.
fn line(text: &str) {
    let mut out = io::stdout();
    // Whoever reads it may have gone; Ctrl-C ends it all the same.
    let _ = write!(out, "{}\r\n", text.trim_end()).and_then(|()| out.flush());
}
