use std::{fs, thread::JoinHandle};

use tempfile::TempDir;

use super::*;
use crate::runtime::script;

/// A folder with a program in it that writes down what it gets.
struct Stage(TempDir);

impl Stage {
    fn new(script: &str) -> Stage {
        Stage(script::folder_with("speak", script))
    }

    fn program(&self, arguments: &[&str]) -> Option<Program> {
        let name = self.0.path().join("speak").to_str().unwrap().to_owned();
        let words = std::iter::once(name).chain(arguments.iter().map(ToString::to_string));
        Some(Program::try_from(words.collect::<Vec<_>>()).unwrap())
    }

    fn heard(&self) -> String {
        fs::read_to_string(self.0.path().join("heard")).unwrap_or_default()
    }
}

fn saying(ending: Ending, lang: Lang, line: &str) -> Saying {
    Saying { ending, lang, line: line.into() }
}

/// The thread with its lines; it ends when these are dropped, after all of them.
fn speaking(config: Config, longest: Duration) -> (SyncSender<(Saying, Instant)>, JoinHandle<()>) {
    let (lines, inbox) = sync_channel(WAITING);
    (lines, std::thread::spawn(move || work(&config, &inbox, longest)))
}

/// All of it said, one after the other.
fn said(config: Config, lines: &[Saying]) {
    let (sender, thread) = speaking(config, LONGEST);
    for line in lines {
        sender.send((line.clone(), Instant::now())).unwrap();
    }
    drop(sender);
    thread.join().unwrap();
}

#[test]
fn a_program_gets_the_line_as_input_and_as_argument_without_a_shell() {
    let stage = Stage::new("read -r line; printf '%s|' \"$line\" \"$@\" >> heard");
    let line = "支付成功，十二元 $(touch spoilt); `touch spoilt`";
    said(
        Config { command: stage.program(&["-v", "{voice}", "{lang}: {text}"]), ..Config::default() },
        &[saying(Ending::Paid, Lang::ZhCn, line), saying(Ending::Paid, Lang::En, "collected, 12.34")],
    );
    let first = format!("{line}|-v|cmn|zh-CN: {line}|");
    assert_eq!(stage.heard(), format!("{first}collected, 12.34|-v|en|en: collected, 12.34|"));
    assert!(!stage.0.path().join("spoilt").exists());
}

#[test]
fn each_ending_has_its_own_program_or_none() {
    let stage = Stage::new("echo \"$1\" >> heard");
    let all = [Ending::Paid, Ending::NotPaid, Ending::Unknown].map(|ending| saying(ending, Lang::En, "x"));
    said(Config { unknown: stage.program(&["unknown"]), command: stage.program(&["paid"]), declined: None }, &all);
    assert_eq!(stage.heard(), "paid\nunknown\n");
}

#[test]
fn one_that_does_not_end_is_ended_with_what_it_started_and_the_next_line_is_said() {
    let stage = Stage::new("read -r line\necho \"$line\" >> heard\n[ \"$line\" = last ] || sleep 600");
    let config = Config { command: stage.program(&[]), ..Config::default() };
    let (sender, thread) = speaking(config, Duration::from_millis(300));
    let began = Instant::now();
    for line in ["first", "last"] {
        sender.send((saying(Ending::Paid, Lang::En, line), Instant::now())).unwrap();
    }
    drop(sender);
    thread.join().unwrap();
    assert_eq!(stage.heard(), "first\nlast\n");
    assert!(began.elapsed() < STALE, "{:?}", began.elapsed());
}

#[test]
fn what_has_waited_too_long_is_not_said() {
    let stage = Stage::new("cat >> heard");
    let (sender, thread) = speaking(Config { command: stage.program(&[]), ..Config::default() }, LONGEST);
    let line = |text| saying(Ending::Paid, Lang::En, text);
    let long_ago = Instant::now().checked_sub(STALE).unwrap();
    sender.send((line("old"), long_ago)).unwrap();
    sender.send((line("new"), Instant::now())).unwrap();
    drop(sender);
    thread.join().unwrap();
    assert_eq!(stage.heard(), "new\n");
}

#[test]
fn more_lines_than_may_wait_and_a_program_that_is_not_there_hold_up_nobody() {
    let (lines, inbox) = sync_channel(WAITING);
    let voice = VoiceThread { lines };
    for _ in 0..WAITING + 3 {
        voice.say(saying(Ending::Paid, Lang::En, "x"));
    }
    assert_eq!(inbox.try_iter().count(), WAITING);
    let gone = Program::try_from(vec!["/nowhere/speak".to_owned()]).unwrap();
    said(Config { command: Some(gone), ..Config::default() }, &[saying(Ending::Paid, Lang::En, "x")]);
    assert!(VoiceThread::spawn(Config::default()).unwrap().is_none());
}

#[test]
fn a_program_has_a_name_and_few_arguments() {
    for bad in [vec![], vec![String::new()], vec!["x".to_owned(); ARGUMENTS + 1], vec!["a\0".to_owned()]] {
        assert!(Program::try_from(bad).is_err());
    }
    let read: Config = toml::from_str("command = [\"espeak-ng\", \"-v\", \"{voice}\", \"--stdin\"]").unwrap();
    assert_eq!(read.command, Config::espeak().command);
    assert!(toml::from_str::<Config>("command = \"espeak-ng\"").is_err());
}
