//! Keypads and scanners that are read straight from the kernel's input layer, past the console: keys that no console knows work,
//! a scanner is told from a keypad, and a key that is held or bounces can be told from one that is pressed.
//!
//! They are waited for by the loop itself, as the terminal's keys are. A device that is pulled out is waited for: its folder is
//! watched, so that nothing wakes up while nothing happens.

mod device;
mod watch;

use std::{
    future::poll_fn,
    io,
    path::{Path, PathBuf},
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use tokio::{
    io::unix::AsyncFd,
    time::{Instant, timeout_at},
};

use crate::{
    app::{Event, SessionId},
    keypad::{Keymap, Plug, Presence, Push, Pushes, Scan, Scanned, Signal, Unreadable},
    runtime::readable::readable,
};

pub use device::{Device, DeviceError, Hold, all};

use watch::Watch;

/// How many keypads are read at once.
pub const KEYPADS_MOST: usize = 8;
/// After the folders have changed, or a device has gone, it is looked for after each of these pauses, and then after the last one
/// again and again: udev makes a name first and gives it its rights later.
const LOOK_AGAIN: [Duration; 4] =
    [Duration::from_millis(150), Duration::from_secs(1), Duration::from_secs(5), Duration::from_secs(60)];

/// Which devices are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The keypads.
    pub keypads: Chosen,
    /// The scanner that looks like a keyboard.
    pub scanner: Option<PathBuf>,
}

/// Which keypads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Chosen {
    /// None: keys come from the terminal alone.
    #[default]
    None,
    /// Every device on which the keymap finds all keys without which nobody could sell.
    Auto,
    /// These.
    These(Vec<PathBuf>),
}

/// A device that is open, and what its keys are.
struct Open {
    line: AsyncFd<Device>,
    role: Role,
}

/// What the keys of a device are.
enum Role {
    Keypad(Pushes),
    Scanner(Scan),
}

/// The keypads and scanners of a terminal.
pub struct Keypads {
    config: Config,
    keymap: Arc<Keymap>,
    started: std::time::Instant,
    open: Vec<Open>,
    watch: Option<Watch>,
    /// When the devices are looked for next, and the how manieth pause that ends.
    look: Option<(Instant, usize)>,
    told: [Presence; 2],
    /// Why a device could not be opened, as the log had it last.
    said: String,
}

/// What ended the wait.
enum Woken {
    /// The device at this place has spoken, or has gone.
    Device(usize, io::Result<Vec<Signal>>),
    /// Something came or went.
    Folder,
}

impl Keypads {
    /// Opens what is there. `started` is the zero of the monotonic time that the program counts in.
    pub fn open(config: Config, keymap: Arc<Keymap>, started: std::time::Instant) -> Keypads {
        let watch = config.watch();
        let told = [Presence::Here; 2];
        let mut keypads =
            Keypads { config, keymap, started, open: Vec::new(), watch, look: None, told, said: String::new() };
        keypads.look(0);
        keypads
    }

    /// Waits for keys, scans, and devices that come and go. Nothing is lost when the wait is given up.
    pub async fn next(&mut self) -> Vec<Event> {
        loop {
            let told = self.tell();
            if !told.is_empty() {
                return told;
            }
            let woken = match self.due() {
                Some(due) => timeout_at(due, poll_fn(|cx| self.poll(cx))).await.ok(),
                None => Some(poll_fn(|cx| self.poll(cx)).await),
            };
            let events = match woken {
                Some(Woken::Device(at, Ok(signals))) => self.hear(at, signals),
                Some(Woken::Device(at, Err(error))) => self.gone(at, &error),
                Some(Woken::Folder) => {
                    self.look_in(0);
                    Vec::new()
                }
                None => self.time(),
            };
            if !events.is_empty() {
                return events;
            }
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Woken> {
        for (at, open) in self.open.iter_mut().enumerate() {
            while let Poll::Ready(ready) = open.line.poll_read_ready_mut(cx) {
                match ready.map(|mut ready| ready.try_io(|line| line.get_mut().read())) {
                    Ok(Ok(read)) => return Poll::Ready(Woken::Device(at, read)),
                    Ok(Err(_would_block)) => {}
                    Err(error) => return Poll::Ready(Woken::Device(at, Err(error))),
                }
            }
        }
        match &self.watch {
            Some(watch) => watch.poll(cx).map(|()| Woken::Folder),
            None => Poll::Pending,
        }
    }

    fn hear(&mut self, at: usize, signals: Vec<Signal>) -> Vec<Event> {
        let now = self.started.elapsed();
        let Some(open) = self.open.get_mut(at) else { return Vec::new() };
        signals.into_iter().flat_map(|signal| open.role.take(signal, now)).collect()
    }

    /// What is due now: CLEAR has been held, a scan is over, or devices are looked for.
    fn time(&mut self) -> Vec<Event> {
        let now = self.started.elapsed();
        let events = self.open.iter_mut().flat_map(|open| open.role.time(now)).collect();
        if let Some((_, pause)) = self.look.take_if(|(at, _)| *at <= Instant::now()) {
            self.look(pause + 1);
        }
        events
    }

    fn due(&self) -> Option<Instant> {
        let at = |mono: Duration| Instant::now() + mono.saturating_sub(self.started.elapsed());
        let roles = self.open.iter().filter_map(|open| open.role.due()).map(at);
        roles.chain(self.look.map(|(at, _)| at)).min()
    }

    fn gone(&mut self, at: usize, error: &io::Error) -> Vec<Event> {
        let open = self.open.swap_remove(at);
        tracing::warn!(device = %open.line.get_ref().path().display(), %error, "an input device has gone");
        self.look_in(0);
        Vec::new()
    }

    fn look_in(&mut self, pause: usize) {
        let last = LOOK_AGAIN.len() - 1;
        self.look = Some((Instant::now() + LOOK_AGAIN[pause.min(last)], pause));
    }

    /// Opens what is not open yet. As long as something is missing it is looked for again.
    fn look(&mut self, pause: usize) {
        if let Some(watch) = &self.watch {
            watch.renew();
        }
        for (path, plug) in self.config.wanted() {
            if self.open.len() <= KEYPADS_MOST && !self.is_open(&path) {
                self.try_open(&path, plug);
            }
        }
        if self.is_missing(Plug::Keypad) || self.is_missing(Plug::Scanner) {
            self.look_in(pause);
        }
    }

    fn try_open(&mut self, path: &Path, plug: Plug) {
        let fits = |device: &Device| self.keymap.fits(|code| device.has(code));
        // Whether a device is a keypad can be told only when it is open, and it must not be grabbed for that.
        if plug == Plug::Keypad && self.config.keypads == Chosen::Auto {
            let found = Device::open(path, Hold::Shared);
            if !found.as_ref().is_ok_and(fits) {
                return;
            }
        }
        let device = match Device::open(path, Hold::Alone) {
            Ok(device) => device,
            Err(error) => return self.complain(error.to_string()),
        };
        let (path, name) = (device.path().display().to_string(), device.name().to_owned());
        let role = match plug {
            Plug::Keypad => Role::Keypad(Pushes::new(Arc::clone(&self.keymap))),
            Plug::Scanner => Role::Scanner(Scan::default()),
        };
        match readable(device) {
            Ok(line) => {
                tracing::info!(device = %path, %name, ?plug, "an input device is read");
                self.open.push(Open { line, role });
            }
            Err(error) => tracing::warn!(device = %path, %error, "an input device cannot be waited for"),
        }
    }

    /// Why a device is not read goes to the log once, however often it is looked for.
    fn complain(&mut self, why: String) {
        if self.said != why {
            tracing::warn!("an input device cannot be read: {why}");
            self.said = why;
        }
    }

    fn is_open(&self, path: &Path) -> bool {
        let same = |open: &Path| open == path || same_file(open, path);
        self.open.iter().any(|open| same(open.line.get_ref().path()))
    }

    fn is_missing(&self, plug: Plug) -> bool {
        let open = self.open.iter().filter(|open| open.role.plug() == plug).count();
        let wanted = match (plug, &self.config.keypads) {
            (Plug::Scanner, _) => usize::from(self.config.scanner.is_some()),
            (Plug::Keypad, Chosen::None) => 0,
            (Plug::Keypad, Chosen::Auto) => 1,
            (Plug::Keypad, Chosen::These(paths)) => paths.len(),
        };
        open < wanted
    }

    /// What has changed since it was told last.
    fn tell(&mut self) -> Vec<Event> {
        let mut events = Vec::new();
        for (at, plug) in [Plug::Keypad, Plug::Scanner].into_iter().enumerate() {
            let presence = if self.is_missing(plug) { Presence::Gone } else { Presence::Here };
            if self.told[at] != presence {
                self.told[at] = presence;
                events.push(Event::Plugged(plug, presence));
            }
        }
        events
    }
}

impl Config {
    /// The devices to be opened now, scanners first: a scanner that looks like a keypad must not be taken for one.
    fn wanted(&self) -> Vec<(PathBuf, Plug)> {
        let keypads = match &self.keypads {
            Chosen::None => Vec::new(),
            Chosen::Auto => all(),
            Chosen::These(paths) => paths.clone(),
        };
        let scanner = self.scanner.iter().cloned().map(|path| (path, Plug::Scanner));
        let is_scanner = |path: &Path| self.scanner.as_ref().is_some_and(|scanner| same_file(scanner, path));
        let keypads = keypads.into_iter().filter(|path| !is_scanner(path)).map(|path| (path, Plug::Keypad));
        scanner.chain(keypads).collect()
    }

    /// A watch on the folders in which the devices appear; none where there is nothing to wait for, or no inotify.
    fn watch(&self) -> Option<Watch> {
        if *self == Config::default() {
            return None;
        }
        let listed = match &self.keypads {
            Chosen::These(paths) => paths.as_slice(),
            Chosen::None | Chosen::Auto => &[],
        };
        let mut folders: Vec<PathBuf> =
            listed.iter().chain(&self.scanner).filter_map(|path| Some(path.parent()?.to_owned())).collect();
        folders.push(device::FOLDER.into());
        folders.dedup();
        Watch::begin(folders)
            .inspect_err(|error| tracing::warn!(%error, "input devices are not watched, only looked for"))
            .ok()
    }
}

impl Role {
    fn plug(&self) -> Plug {
        match self {
            Role::Keypad(_) => Plug::Keypad,
            Role::Scanner(_) => Plug::Scanner,
        }
    }

    fn take(&mut self, signal: Signal, now: Duration) -> Vec<Event> {
        match self {
            Role::Keypad(pushes) => pushes.take(signal, now).map(pushed).into_iter().collect(),
            Role::Scanner(scan) => scan.take(signal, now).map(scanned).into_iter().collect(),
        }
    }

    fn due(&self) -> Option<Duration> {
        match self {
            Role::Keypad(pushes) => pushes.due(),
            Role::Scanner(scan) => scan.due(),
        }
    }

    fn time(&mut self, now: Duration) -> Vec<Event> {
        match self {
            Role::Keypad(pushes) => pushes.held(now).map(pushed).into_iter().collect(),
            Role::Scanner(scan) => scan.quiet(now).map(scanned).into_iter().collect(),
        }
    }
}

/// Whether two names lead to the same device.
fn same_file(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().ok();
    real(one).is_some_and(|one| real(other) == Some(one))
}

fn pushed(push: Push) -> Event {
    match push {
        Push::Key(key) => Event::Key(SessionId::KEYPAD, key),
        Push::Held => Event::ClearHeld(SessionId::KEYPAD),
        Push::Unknown => Event::UnknownKey(SessionId::KEYPAD),
    }
}

fn scanned(read: Result<Scanned, Unreadable>) -> Event {
    match read {
        Ok(code) => Event::Scanned(SessionId::KEYPAD, code),
        Err(Unreadable) => Event::UnknownKey(SessionId::KEYPAD),
    }
}

#[cfg(test)]
mod tests;
