use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{domain::ModemState, runtime::script};

/// A folder with an mmcli of the test's own.
struct Stage(TempDir);

impl Stage {
    fn new(script: &str) -> Stage {
        let folder = script::folder_with("mmcli", script);
        fs::write(folder.path().join("answer"), include_str!("../../../tests/data/mmcli-connected.json")).unwrap();
        Stage(folder)
    }

    fn config(&self) -> Config {
        Config { program: self.0.path().join("mmcli").to_str().unwrap().into(), modem: "0".into(), ..Config::default() }
    }
}

#[test]
fn mmcli_is_asked_about_the_modem_that_is_named() {
    let stage = Stage::new("[ \"$*\" = '-m 0 -J' ] && cat answer");
    assert_eq!(stage.config().ask(LONGEST).signal, Some(67));
    assert_eq!(Config { modem: "1".into(), ..stage.config() }.ask(LONGEST), MobileLine::default());
}

#[test]
fn a_modem_that_is_gone_and_a_program_that_fails_or_says_too_much_are_no_modem() {
    let scripts =
        [("fails", "cat answer; exit 1"), ("silent", "true"), ("floods", "yes"), ("hangs", "cat answer; sleep 600")];
    for (name, script) in scripts {
        let stage = Stage::new(script);
        assert_eq!(stage.config().ask(Duration::from_millis(300)).state, ModemState::Gone, "{name}");
    }
    let nowhere = Config { program: "/nowhere/mmcli".into(), ..Config::default() };
    assert_eq!(nowhere.ask(LONGEST), MobileLine::default());
}

#[test]
fn what_is_new_is_told_and_nothing_else_and_the_thread_ends_with_its_handle() {
    let stage = Stage::new("cat answer");
    let (events, mut told) = tokio::sync::mpsc::channel(8);
    let today = || Day::from_parts(2026, 11, 26).unwrap();
    let watch = Watch { config: stage.config(), traffic: Traffic::default(), today: Box::new(today), events };
    let thread = MobileThread::spawn(watch, stage.0.path()).unwrap();
    match told.blocking_recv() {
        Some(Event::Flow(Input::Mobile(line, used))) => {
            assert_eq!((line.state, used), (ModemState::Connected, DataUse::default()));
        }
        other => panic!("{other:?}"),
    }
    drop(thread);
    assert!(told.blocking_recv().is_none());
}

#[test]
fn a_configuration_that_names_nothing_is_refused() {
    assert_eq!(Config::default().check(), Ok(()));
    let wrong = [
        Config { program: String::new(), ..Config::default() },
        Config { modem: "--help".into(), ..Config::default() },
        Config { seconds: 1, ..Config::default() },
    ];
    for config in wrong {
        assert!(config.check().unwrap_err().starts_with("mobile."));
    }
}
