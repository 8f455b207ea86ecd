//! The service manager and the scripts of a box: readiness, watchdog, state, `keytill idle`, and a console without Chinese.

use std::{
    os::{
        linux::net::SocketAddrExt,
        unix::net::{SocketAddr, UnixDatagram},
    },
    process::{Command, Stdio},
    time::Duration,
};

use crate::terminal::*;

/// The service manager's end of the socket, and its name for the environment.
fn manager() -> (UnixDatagram, String) {
    let name = format!("keytill-test-manager-{}-{:?}", std::process::id(), std::thread::current().id());
    let socket = UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    (socket, format!("@{name}"))
}

/// What is said up to this word, which must come.
#[track_caller]
fn hear(manager: &UnixDatagram, word: &str) -> Vec<String> {
    let mut said = Vec::new();
    let mut bytes = [0; 512];
    loop {
        let count = manager.recv(&mut bytes).unwrap_or_else(|error| panic!("{word:?}: {error} after {said:?}"));
        said.push(String::from_utf8_lossy(&bytes[..count]).into_owned());
        if said.last().is_some_and(|last| last == word) {
            return said;
        }
    }
}

/// The program under a service manager, in this runtime folder.
fn under(name: &str, runtime: &str) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_keytill"));
    program.env("NOTIFY_SOCKET", name).env("RUNTIME_DIRECTORY", runtime).env("WATCHDOG_USEC", "200000");
    program
}

fn idle(runtime: &str, more: &[&str]) -> (bool, String) {
    let output = command().args(["idle", "--runtime", runtime]).args(more).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[test]
fn the_service_manager_and_scripts_know_how_the_terminal_is() {
    let folder = Folder::new();
    let (socket, name) = manager();
    let runtime = text(folder.path());
    assert_eq!(idle(&runtime, &[]), (true, "no terminal runs as a service".into()));
    let data = text(folder.join("data"));
    let mut till = Till::start_as(under(&name, &runtime), &["demo", "--lang", "en", "--data", &data]);
    till.see("Type your two-digit number");
    assert_eq!(hear(&socket, "READY=1"), ["READY=1"], "it is the first word");
    // Nobody presses a key, and the loop is heard of all the same.
    hear(&socket, "WATCHDOG=1");
    hear(&socket, "WATCHDOG=1");
    till.sign_in_to_sell();
    hear(&socket, "STATUS=training, in hand: training");
    till.ask_for_card("1234");
    hear(&socket, "STATUS=training, in hand: trade training");
    assert_eq!(idle(&runtime, &[]), (false, "training, in hand: trade training".into()));
    // A script that waits is told as soon as nothing is in hand any more.
    let mut waiting = command();
    let waiting = waiting.args(["idle", "--runtime", &runtime, "--wait", "60"]).stdout(Stdio::piped()).spawn().unwrap();
    till.keys("Esc");
    till.see("NOT PAID");
    till.keys("Esc");
    till.see("Reprint receipt");
    till.keys("Esc Esc");
    till.see("Type your two-digit number");
    let waited = waiting.wait_with_output().unwrap();
    assert!(waited.status.success(), "{waited:?}");
    till.signal(rustix::process::Signal::TERM);
    assert_eq!(till.ended().code(), Some(143));
    hear(&socket, "STOPPING=1");
    assert_eq!(idle(&runtime, &[]), (true, "no terminal runs as a service".into()));
}

#[test]
fn a_loop_that_stands_still_is_not_heard_of() {
    let folder = Folder::new();
    let (socket, name) = manager();
    let runtime = text(folder.path());
    let data = text(folder.join("data"));
    let till = Till::start_as(under(&name, &runtime), &["demo", "--lang", "en", "--data", &data]);
    till.see("Type your two-digit number");
    hear(&socket, "WATCHDOG=1");
    till.signal(rustix::process::Signal::STOP);
    socket.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    let mut bytes = [0; 512];
    // What was said before it stood still.
    while socket.recv(&mut bytes).is_ok() {}
    assert!(socket.recv(&mut bytes).is_err());
    till.signal(rustix::process::Signal::CONT);
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    hear(&socket, "WATCHDOG=1");
}

#[test]
fn a_console_without_chinese_gets_english_and_plain_borders() {
    let folder = Folder::new();
    let data = text(folder.path());
    let mut till = Till::start_on("linux", &["demo", "--data", &data], (80, 25));
    till.see("Type your two-digit number");
    let screen = till.screen();
    assert!(screen.is_ascii(), "{screen}");
    // The other language would be a screen of diamonds.
    till.keys("m");
    till.see("This console shows English only");
    // Whoever knows better says so.
    till.kill9();
    let till = Till::start_on("linux", &["demo", "--lang", "zh-CN", "--data", &data], (80, 25));
    till.see("操作员签到");
}
