//! The real binary on a pseudo-terminal: keys in, text out.

use std::{
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal, kill_process};

use super::{
    Folder,
    line::{Line, Size},
};

/// How long a test waits for a text before it fails.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// The program takes a second Enter within 400 ms for a bouncing key where money is at stake, by its own clock: a busy machine may hear of
/// the first one late.
const BETWEEN_ENTERS: Duration = Duration::from_millis(500);
/// Bytes that follow an Esc within 30 ms belong to it: they are another key.
const AFTER_ESC: Duration = Duration::from_millis(50);
/// The usual size of a screen.
pub const USUAL: Size = (80, 24);

/// The program, with nothing of the environment that changes what it does.
pub fn command() -> Command {
    clean(Command::new(env!("CARGO_BIN_EXE_keytill")))
}

fn clean(mut command: Command) -> Command {
    command.env_remove("XDG_DATA_HOME").env_remove("RUST_LOG").env_remove("CREDENTIALS_DIRECTORY");
    command.env("TERM", "xterm-256color").env("LC_ALL", "C.UTF-8");
    // And nothing is said aloud, but where a test is about that.
    if !command.get_envs().any(|(name, _)| name == "CI") {
        command.env("CI", "true");
    }
    command
}

/// A running program and its screen. Dropping it kills the program.
pub struct Till {
    args: Vec<String>,
    size: Size,
    child: Child,
    line: Option<Line>,
    last_enter: Option<Instant>,
}

impl Till {
    /// Starts the program with these arguments.
    pub fn start(args: &[&str]) -> Till {
        Till::start_sized(args, USUAL)
    }

    /// Starts the program on a screen of this size.
    pub fn start_sized(args: &[&str], size: Size) -> Till {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let (child, line) = spawn(command(), &args, size);
        Till { args, size, child, line: Some(line), last_enter: None }
    }

    /// Starts the program on a screen of this size in a terminal of this name.
    pub fn start_on(term: &str, args: &[&str], size: Size) -> Till {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let mut program = command();
        program.env("TERM", term);
        let (child, line) = spawn(program, &args, size);
        Till { args, size, child, line: Some(line), last_enter: None }
    }

    /// Starts a program of the test's making, such as the usual one for another user or in another environment. It cannot be
    /// started again by `restart`.
    pub fn start_as(program: Command, args: &[&str]) -> Till {
        let args: Vec<String> = args.iter().map(|arg| (*arg).to_owned()).collect();
        let (child, line) = spawn(clean(program), &args, USUAL);
        Till { args, size: USUAL, child, line: Some(line), last_enter: None }
    }

    /// Starts the program as the leader of a session whose terminal this is, so that a hang-up is also a signal. None
    /// without the `setsid` of util-linux.
    pub fn start_leading(args: &[&str]) -> Option<Till> {
        let knows = Command::new("setsid").arg("--help").output().ok()?;
        if !String::from_utf8_lossy(&knows.stdout).contains("--ctty") {
            return None;
        }
        let mut leading = vec!["--ctty".to_owned(), env!("CARGO_BIN_EXE_keytill").to_owned()];
        leading.extend(args.iter().map(|arg| (*arg).to_owned()));
        let (child, line) = spawn(clean(Command::new("setsid")), &leading, USUAL);
        let args = args.iter().map(|arg| (*arg).to_owned()).collect();
        Some(Till { args, size: USUAL, child, line: Some(line), last_enter: None })
    }

    /// The training world in English with its data in this folder.
    pub fn demo(folder: &Folder) -> Till {
        Till::start(&["demo", "--lang", "en", "--data", &text(folder.path())])
    }

    /// Starts the same again, after the program has ended.
    pub fn restart(&mut self) {
        self.kill9();
        let (child, line) = spawn(command(), &self.args, self.size);
        self.child = child;
        self.line = Some(line);
        self.last_enter = None;
    }

    /// Presses keys: words such as `Enter` are one key, other words one key a character. Spaces part them.
    pub fn keys(&mut self, keys: &str) {
        for word in keys.split_whitespace() {
            match word {
                "Enter" => {
                    // As a person would, and not as a bouncing key does.
                    let since = self.last_enter.map_or(BETWEEN_ENTERS, |last| last.elapsed());
                    std::thread::sleep(BETWEEN_ENTERS.saturating_sub(since));
                    self.type_bytes(b"\r");
                    // The program counts from when it has read the key, which on a busy machine is later.
                    self.line().wait_read(PATIENCE);
                    self.last_enter = Some(Instant::now());
                }
                "Esc" => {
                    self.type_bytes(b"\x1b");
                    self.line().wait_read(PATIENCE);
                    std::thread::sleep(AFTER_ESC);
                }
                "Up" => self.type_bytes(b"\x1b[A"),
                "Down" => self.type_bytes(b"\x1b[B"),
                "Back" => self.type_bytes(b"\x7f"),
                "Ctrl-C" => self.type_bytes(b"\x03"),
                characters => self.type_bytes(characters.as_bytes()),
            }
        }
    }

    /// Types bytes as they are, with no pause.
    pub fn type_bytes(&self, bytes: &[u8]) {
        self.line().write(bytes);
    }

    /// The screen as text.
    pub fn screen(&self) -> String {
        self.line().text()
    }

    /// Waits until this stands on the screen.
    #[track_caller]
    pub fn see(&self, wanted: &str) {
        assert!(self.sees(wanted), "{wanted:?} did not come:\n{}", self.screen());
    }

    /// Waits until this stands on the screen; false when it does not come, or the program ends before.
    pub fn sees(&self, wanted: &str) -> bool {
        self.line().wait(PATIENCE, |text| text.contains(wanted))
    }

    /// Waits until one of these stands on the screen, and says which.
    #[track_caller]
    pub fn see_one(&self, wanted: &[&str]) -> usize {
        let found = |text: &str| wanted.iter().position(|one| text.contains(one));
        assert!(self.line().wait(PATIENCE, |text| found(text).is_some()), "none of {wanted:?}:\n{}", self.screen());
        found(&self.screen()).unwrap_or(0)
    }

    /// Waits until this stands on the screen no more.
    #[track_caller]
    pub fn see_gone(&self, unwanted: &str) {
        let gone = self.line().wait(PATIENCE, |text| !text.contains(unwanted));
        assert!(gone, "{unwanted:?} stayed:\n{}", self.screen());
    }

    /// Whether this stands on the screen now.
    pub fn shows(&self, text: &str) -> bool {
        self.screen().contains(text)
    }

    /// The line, until it is hung up.
    pub fn line(&self) -> &Line {
        self.line.as_ref().expect("the line is hung up")
    }

    /// The process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Changes the screen's size and says so to the program.
    pub fn resize(&mut self, size: Size) {
        self.size = size;
        self.line().resize(size);
        self.signal(Signal::WINCH);
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, signal).unwrap();
    }

    /// Kills the program at once. Nothing happens to one that has ended.
    pub fn kill9(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Hangs the terminal up.
    pub fn hang_up(&mut self) {
        self.line = None;
    }

    /// Whether the program has ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Waits until the program has ended by itself.
    #[track_caller]
    pub fn ended(&mut self) -> ExitStatus {
        if let Some(line) = &self.line {
            assert!(line.wait_closed(PATIENCE), "the program goes on:\n{}", self.screen());
        }
        let end = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < end, "the program goes on without its terminal");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Till {
    fn drop(&mut self) {
        self.kill9();
    }
}

fn spawn(mut command: Command, args: &[String], size: Size) -> (Child, Line) {
    let (line, [input, output, errors]) = Line::open(size);
    let child = command.args(args).stdin(input).stdout(output).stderr(errors).spawn().unwrap();
    (child, line)
}

/// Runs the program without a terminal until it ends: exit code and what it said on standard error.
pub fn refusal(args: &[&str]) -> (Option<i32>, String) {
    let output = command().args(args).stdin(Stdio::null()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

/// A path as text.
pub fn text(path: impl AsRef<Path>) -> String {
    PathBuf::from(path.as_ref()).into_os_string().into_string().unwrap()
}

/// Asks until it is so. False when that takes too long.
pub fn within_patience(mut so: impl FnMut() -> bool) -> bool {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end {
        if so() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}
