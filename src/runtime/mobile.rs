//! The mobile line: ModemManager is asked for signal and operator now and then, and the bytes on the host's line are added up by day
//! and month.
//!
//! It is asked through its own program `mmcli`, which speaks D-Bus and answers in JSON: no library for that is worth what it brings
//! for one question twice a minute, and what goes wrong there goes wrong elsewhere.

mod answer;
mod counts;

use std::{
    io::{self, Read},
    os::unix::process::CommandExt,
    path::Path,
    process::{Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel},
    time::Duration,
};

use serde::Deserialize;
use tokio::sync::mpsc::Sender;

use crate::{
    acquirer::Traffic,
    app::Event,
    domain::{DataUse, Day, MobileLine},
    flow::Input,
};

use counts::Counts;

/// How long mmcli may take.
const LONGEST: Duration = Duration::from_secs(5);
/// The most that it may say.
const ANSWER_MAX: u64 = 64 * 1024;

/// Where the modem is asked about.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The program: `mmcli`, from wherever the system finds it.
    pub program: String,
    /// The modem, as `mmcli -m` takes it.
    pub modem: String,
    /// Seconds between two questions.
    pub seconds: u16,
}

impl Default for Config {
    fn default() -> Self {
        Config { program: "mmcli".into(), modem: "any".into(), seconds: 30 }
    }
}

impl Config {
    /// What is wrong with it.
    ///
    /// # Errors
    /// In words, for whoever wrote the configuration.
    pub fn check(&self) -> Result<(), String> {
        let texts = [("program", &self.program), ("modem", &self.modem)];
        match texts.iter().find(|(_, text)| text.is_empty() || text.starts_with('-') || text.contains('\0')) {
            Some((key, text)) => Err(format!("mobile.{key} is {text:?}, which names nothing")),
            None if !(5..=3600).contains(&self.seconds) => Err("mobile.seconds must be 5 to 3600".into()),
            None => Ok(()),
        }
    }

    /// How the modem is.
    fn ask(&self, longest: Duration) -> MobileLine {
        match self.output(longest) {
            Ok(output) => answer::read(&output).unwrap_or_default(),
            Err(error) => {
                tracing::debug!(%error, program = self.program, "the modem cannot be asked about");
                MobileLine::default()
            }
        }
    }

    /// What mmcli says; nothing where it fails, as it does without a modem.
    fn output(&self, longest: Duration) -> io::Result<Vec<u8>> {
        let mut command = Command::new(&self.program);
        command.args(["-m", &self.modem, "-J"]).process_group(0);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let output = child.stdout.take();
        // More than the pipe holds is more than it may say: it then waits, and is ended.
        let status = super::child::wait(&mut child, longest)?;
        let mut said = Vec::new();
        if let Some(output) = output.filter(|_| status.is_some_and(|status| status.success())) {
            output.take(ANSWER_MAX).read_to_end(&mut said)?;
        }
        Ok(said)
    }
}

/// The thread's handle. Dropping it ends the thread after the question in hand.
pub struct MobileThread {
    _stop: SyncSender<()>,
}

/// What the thread has.
pub struct Watch {
    /// Whom to ask.
    pub config: Config,
    /// What counts the bytes on the host's line.
    pub traffic: Traffic,
    /// The day by the terminal's calendar.
    pub today: Box<dyn Fn() -> Day + Send>,
    /// Where what is new is told.
    pub events: Sender<Event>,
}

impl MobileThread {
    /// Starts the thread; the counts are kept in this folder.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(watch: Watch, data: &Path) -> io::Result<MobileThread> {
        let (stop, stopped) = sync_channel(0);
        let counts = Counts::open(data);
        std::thread::Builder::new().name("mobile".into()).spawn(move || watch.work(counts, &stopped))?;
        Ok(MobileThread { _stop: stop })
    }
}

impl Watch {
    /// Asks and tells what is new, until the program ends.
    fn work(self, mut counts: Counts, stopped: &Receiver<()>) {
        let mut told = None;
        loop {
            let used = counts.take((self.today)(), self.traffic.up() + self.traffic.down());
            let news = (self.config.ask(LONGEST), used);
            if told.as_ref() != Some(&news) {
                if self.tell(news.clone()).is_err() {
                    return;
                }
                told = Some(news);
            }
            let pause = Duration::from_secs(self.config.seconds.into());
            if stopped.recv_timeout(pause) != Err(RecvTimeoutError::Timeout) {
                return;
            }
        }
    }

    fn tell(&self, (line, used): (MobileLine, DataUse)) -> Result<(), ()> {
        self.events.blocking_send(Event::Flow(Input::Mobile(line, used))).map_err(drop)
    }
}

#[cfg(test)]
mod tests;
