//! What is said aloud when a transaction has ended: a program of the box's own (`[voice]`), which gets the line on its standard
//! input or as an argument. It runs beside everything else, one at a time and for a bounded time, without a shell; whatever it
//! does, no payment waits for it.

use std::{
    io::{self, Write},
    os::unix::process::CommandExt,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, SyncSender, sync_channel},
    time::{Duration, Instant},
};

use serde::Deserialize;

use crate::{app::Saying, domain::Lang, flow::Ending};

/// How many lines may wait; more are not said.
const WAITING: usize = 4;
/// A program that has not ended by then is ended.
const LONGEST: Duration = Duration::from_secs(10);
/// A line that has waited so long would be taken for the next customer's.
const STALE: Duration = Duration::from_secs(5);
/// The most arguments of a program, itself among them.
const ARGUMENTS: usize = 16;

/// Which programs speak. Without any, nothing is said.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// When money has moved, or what was asked for is done.
    pub command: Option<Program>,
    /// When nothing has moved.
    pub declined: Option<Program>,
    /// When the outcome is not known.
    pub unknown: Option<Program>,
}

impl Config {
    /// That of a training world by itself. Loudspeakers of machines that run tests stay silent.
    pub fn of_training(mute: bool) -> Config {
        let mute = mute || std::env::var_os("CI").is_some_and(|value| !value.is_empty());
        if mute { Config::default() } else { Config::espeak() }
    }

    /// espeak-ng for everything, from wherever the system finds it.
    pub fn espeak() -> Config {
        let program = Some(Program(["espeak-ng", "-v", "{voice}", "--stdin"].map(str::to_owned).to_vec()));
        Config { command: program.clone(), declined: program.clone(), unknown: program }
    }

    fn program(&self, ending: Ending) -> Option<&Program> {
        match ending {
            Ending::Paid => self.command.as_ref(),
            Ending::NotPaid => self.declined.as_ref(),
            Ending::Unknown => self.unknown.as_ref(),
        }
    }

    fn is_mute(&self) -> bool {
        self.command.is_none() && self.declined.is_none() && self.unknown.is_none()
    }
}

/// A program and its arguments. `{voice}` is the voice of espeak-ng for the language, `{lang}` the language, `{text}` the line.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Program(Vec<String>);

impl TryFrom<Vec<String>> for Program {
    type Error = String;
    fn try_from(words: Vec<String>) -> Result<Program, String> {
        let named = words.first().is_some_and(|program| !program.is_empty());
        if !named || words.len() > ARGUMENTS || words.iter().any(|word| word.contains('\0')) {
            return Err(format!(
                "must be a program and its arguments, as [\"espeak-ng\", \"-v\", \"{{voice}}\"], {ARGUMENTS} words at most"
            ));
        }
        Ok(Program(words))
    }
}

impl Program {
    /// Starts it, with the line on its standard input, in a group of its own: what it starts ends with it.
    fn start(&self, saying: &Saying) -> io::Result<Child> {
        let (voice, lang) = match saying.lang {
            Lang::ZhCn => ("cmn", "zh-CN"),
            Lang::En => ("en", "en"),
        };
        let filled =
            |word: &String| word.replace("{voice}", voice).replace("{lang}", lang).replace("{text}", &saying.line);
        let mut words = self.0.iter().map(filled);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        if let Some(mut input) = child.stdin.take() {
            // A line is far shorter than a pipe, so this waits for nobody; who does not read it need not.
            let _ = writeln!(input, "{}", saying.line);
        }
        Ok(child)
    }
}

/// The thread's handle. Dropping it ends the thread after the line that is being said.
pub struct VoiceThread {
    lines: SyncSender<(Saying, Instant)>,
}

impl VoiceThread {
    /// Starts the thread; none where nothing speaks.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(config: Config) -> io::Result<Option<VoiceThread>> {
        if config.is_mute() {
            return Ok(None);
        }
        let (lines, inbox) = sync_channel(WAITING);
        std::thread::Builder::new().name("voice".into()).spawn(move || work(&config, &inbox, LONGEST))?;
        Ok(Some(VoiceThread { lines }))
    }

    /// Says it, after what is being said.
    pub fn say(&self, saying: Saying) {
        if self.lines.try_send((saying, Instant::now())).is_err() {
            tracing::debug!("a line was not said: {WAITING} wait already, or the voice has ended");
        }
    }
}

/// Says what comes, until the program ends. One that cannot be started is told once and not tried again.
fn work(config: &Config, inbox: &Receiver<(Saying, Instant)>, longest: Duration) {
    while let Ok((saying, since)) = inbox.recv() {
        let Some(program) = config.program(saying.ending).filter(|_| since.elapsed() < STALE) else { continue };
        if let Err(error) = program.start(&saying).and_then(|child| wait(child, longest)) {
            tracing::warn!(%error, program = program.0.first(), "nothing is said any more: the program of [voice] cannot be run");
            return;
        }
    }
}

/// Waits for its end, which comes by force when it takes too long.
fn wait(mut child: Child, longest: Duration) -> io::Result<()> {
    if super::child::wait(&mut child, longest)?.is_none() {
        tracing::warn!("the program of [voice] was ended: it took more than {} s", longest.as_secs());
    }
    Ok(())
}

#[cfg(test)]
mod tests;
