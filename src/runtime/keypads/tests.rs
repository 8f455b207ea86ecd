use std::{fs::OpenOptions, io::Write, time::Instant as Start};

use rustix::fs::{CWD, Mode, mkfifoat};
use tempfile::TempDir;

use super::*;
use crate::keypad::{HELD, Key, Keycode, Motion, encode};

/// How long something may take that is certain to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A folder with FIFOs for devices.
struct Bench {
    folder: TempDir,
    at: Duration,
}

impl Bench {
    fn new() -> Bench {
        Bench { folder: tempfile::tempdir().unwrap(), at: Duration::from_secs(1000) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A device that is there, and the end that its keys are pressed at.
    fn plug(&self, name: &str) -> std::fs::File {
        let path = self.path(name);
        mkfifoat(CWD, &path, Mode::RWXU).unwrap();
        // Both ends, so that opening does not wait for the program.
        OpenOptions::new().read(true).write(true).open(path).unwrap()
    }

    fn pull(&self, name: &str, line: std::fs::File) {
        std::fs::remove_file(self.path(name)).unwrap();
        drop(line);
    }

    fn tap(&mut self, line: &mut std::fs::File, code: &str) {
        for motion in [Motion::Down, Motion::Up] {
            self.at += Duration::from_millis(40);
            line.write_all(&encode(self.at, Keycode::named(code).unwrap(), motion)).unwrap();
        }
    }

    fn keypads(&self, keypads: &[&str], scanner: Option<&str>) -> Keypads {
        let keymap = Keymap::parse("pc", Keymap::shipped("pc").unwrap()).unwrap();
        let paths = keypads.iter().map(|name| self.path(name)).collect();
        let config = Config { keypads: Chosen::These(paths), scanner: scanner.map(|name| self.path(name)) };
        Keypads::open(config, Arc::new(keymap), Start::now())
    }
}

/// What comes next, as text.
async fn next(keypads: &mut Keypads) -> String {
    let events = tokio::time::timeout(PATIENCE, keypads.next()).await.unwrap();
    format!("{events:?}").replace("SessionId(0)", "0")
}

#[tokio::test]
async fn keys_of_two_keypads_come_in_whichever_is_pressed() {
    let mut bench = Bench::new();
    let (mut one, mut two) = (bench.plug("one"), bench.plug("two"));
    let mut keypads = bench.keypads(&["one", "two"], None);
    bench.tap(&mut one, "KEY_KP5");
    assert_eq!(next(&mut keypads).await, "[Key(0, Digit(5))]");
    bench.tap(&mut two, "KEY_ENTER");
    assert_eq!(next(&mut keypads).await, "[Key(0, Enter)]");
    bench.tap(&mut one, "KEY_F9");
    assert_eq!(next(&mut keypads).await, "[UnknownKey(0)]");
}

#[tokio::test]
async fn a_keypad_that_is_pulled_out_is_told_and_read_again_when_it_comes_back() {
    let mut bench = Bench::new();
    let mut keypads = bench.keypads(&["pad"], None);
    assert_eq!(next(&mut keypads).await, "[Plugged(Keypad, Gone)]", "it was not there at the start");
    for _ in 0..3 {
        let mut line = bench.plug("pad");
        assert_eq!(next(&mut keypads).await, "[Plugged(Keypad, Here)]");
        bench.tap(&mut line, "KEY_7");
        assert_eq!(next(&mut keypads).await, "[Key(0, Digit(7))]");
        bench.pull("pad", line);
        assert_eq!(next(&mut keypads).await, "[Plugged(Keypad, Gone)]");
    }
}

#[tokio::test]
async fn clear_that_is_held_is_told_when_its_time_has_come_and_a_wait_that_is_given_up_loses_nothing() {
    let bench = Bench::new();
    let mut line = bench.plug("pad");
    let mut keypads = bench.keypads(&["pad"], None);
    line.write_all(&encode(bench.at, Keycode::named("KEY_BACKSPACE").unwrap(), Motion::Down)).unwrap();
    assert_eq!(next(&mut keypads).await, format!("[Key(0, {:?})]", Key::Clear));
    let down = Start::now();
    while tokio::time::timeout(Duration::from_millis(50), keypads.next()).await.is_err() {
        assert!(down.elapsed() < PATIENCE);
    }
    assert!(down.elapsed() + Duration::from_millis(50) >= HELD);
}

#[tokio::test]
async fn a_scanner_is_no_keypad_and_what_it_read_is_not_written_out() {
    let mut bench = Bench::new();
    let mut line = bench.plug("scanner");
    let mut keypads = bench.keypads(&[], Some("scanner"));
    for code in ["KEY_6", "KEY_9", "KEY_ENTER"] {
        bench.tap(&mut line, code);
    }
    assert_eq!(next(&mut keypads).await, "[Scanned(0, Scanned(2 characters))]");
    bench.pull("scanner", line);
    assert_eq!(next(&mut keypads).await, "[Plugged(Scanner, Gone)]");
}
