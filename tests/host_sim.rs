//! `keytill host-sim` as a program: what it prints, what it keeps, how it ends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    fs,
    io::{BufRead, BufReader, Lines, Read, Write},
    net::TcpStream,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use keytill::{
    iso8583::{Message, Mti, UNIONPAY},
    sim::host::Books,
};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::tempdir;

const SHIPPED: &str = "packaging/host-sim.toml";

/// A running host and its lines.
struct Sim {
    child: Child,
    input: Option<ChildStdin>,
    lines: Lines<BufReader<ChildStdout>>,
    address: String,
}

impl Sim {
    fn start(args: &[&str]) -> Sim {
        let mut child = Command::new(env!("CARGO_BIN_EXE_keytill"))
            .args(["host-sim", "--config", SHIPPED, "--listen", "127.0.0.1:0"])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.next().unwrap().unwrap();
        let address = first.strip_prefix("listening on ").unwrap_or_else(|| panic!("{first}")).to_owned();
        Sim { child, input, lines, address }
    }

    fn line(&mut self) -> String {
        self.lines.next().unwrap().unwrap()
    }

    fn command(&mut self, command: &str) -> String {
        writeln!(self.input.as_mut().unwrap(), "{command}").unwrap();
        self.line()
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// Sends a message on a line of its own and gives the answer; none when the host breaks the line.
    fn ask(&self, request: &Message) -> Option<Message> {
        ask_on(&mut self.connect(), request)
    }

    fn end(&mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

/// Sends a message and gives the answer; none when the host breaks the line.
fn ask_on(stream: &mut TcpStream, request: &Message) -> Option<Message> {
    let message = request.pack(&UNIONPAY).unwrap();
    let frame = [&[0x60, 0x00, 0x03, 0x00, 0x00, 0x61, 0x31, 0x00, 0x31, 0x00, 0x00], &message[..]].concat();
    let length = u16::try_from(frame.len()).unwrap().to_be_bytes();
    stream.write_all(&[&length[..], &frame].concat()).unwrap();
    let mut length = [0; 2];
    stream.read_exact(&mut length).ok()?;
    let mut frame = vec![0; usize::from(u16::from_be_bytes(length))];
    stream.read_exact(&mut frame).unwrap();
    Some(Message::parse(&UNIONPAY, &frame[11..]).unwrap())
}

impl Drop for Sim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn managed(mti: &'static str, code: &str) -> Message {
    let mut message = Message::new(Mti::new(mti));
    message.set_text(41, "00000001").set_text(42, "000000000000001").set_text(60, &format!("00000001{code}"));
    message
}

fn sign_on() -> Message {
    let mut request = managed("0800", "003");
    request.set_text(11, "000001").set_text(63, "01 ");
    request
}

#[test]
fn it_answers_tells_and_ends_by_a_signal() {
    let folder = tempdir().unwrap();
    let books = folder.path().join("books.json");
    let mut sim = Sim::start(&["--books", books.to_str().unwrap(), "--fault", "drop-after-send@echo"]);
    let answer = sim.ask(&sign_on()).unwrap();
    assert_eq!((answer.text(39), answer.bytes(62).map(<[u8]>::len)), (Some("00"), Some(40)));
    let line = sim.line();
    assert!(line.contains("00000001 0800 sign-on #000001 -> 00 rrn"), "{line}");
    assert_eq!(sim.ask(&managed("0820", "301")), None);
    let line = sim.line();
    assert!(line.ends_with("0820 echo -> 00 fault drop-after-send"), "{line}");
    let mut stranger = managed("0820", "301");
    stranger.set_text(41, "00000009");
    assert_eq!(sim.ask(&stranger).unwrap().text(39), Some("97"));
    let line = sim.line();
    assert!(line.contains("-> 97 (field 41 names no terminal of this host)"), "{line}");
    sim.signal(Signal::TERM);
    assert_eq!(sim.end(), Some(128 + 15));
    assert_eq!(Books::load(&books).unwrap().map(|books| books.sequence), Some(1));
    let mut sim = Sim::start(&[]);
    sim.signal(Signal::INT);
    assert_eq!(sim.end(), Some(128 + 2));
}

#[test]
fn it_takes_commands_where_they_are_wanted() {
    let mut sim = Sim::start(&["--control"]);
    assert_eq!(sim.command("fault no-answer@0200 x2"), "ok: 2 waiting, 0 by chance");
    assert!(sim.command("fault nonsense").contains("no fault is called"));
    assert_eq!(sim.command("books"), "batch 000001: debit 0 of 0, credit 0 of 0 minor units");
    assert!(sim.command("what").starts_with("commands: "));
    assert_eq!(sim.command("down"), "ok");
    assert_eq!(sim.ask(&sign_on()), None);
    assert_eq!(sim.command("up"), "ok");
    assert!(sim.ask(&sign_on()).is_some());
    sim.line();
    writeln!(sim.input.as_mut().unwrap(), "quit").unwrap();
    assert_eq!(sim.end(), Some(0));
}

#[test]
fn the_end_of_its_input_does_not_end_it() {
    let mut sim = Sim::start(&["--control"]);
    drop(sim.input.take());
    assert!(sim.ask(&managed("0820", "301")).is_some());
    sim.signal(Signal::TERM);
    assert_eq!(sim.end(), Some(128 + 15));
}

/// A pipe holds about a thousand lines.
#[test]
fn nobody_who_reads_its_lines_does_not_stop_it() {
    let mut sim = Sim::start(&[]);
    // On one line: the host takes only so many at a time, and a busy machine is slow to see that one has ended.
    let mut line = sim.connect();
    for _ in 0..2000 {
        assert!(ask_on(&mut line, &managed("0820", "301")).is_some());
    }
    sim.signal(Signal::TERM);
    assert_eq!(sim.end(), Some(128 + 15));
}

fn refused(args: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_keytill")).arg("host-sim").args(args).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn mistakes_end_it_with_a_reason() {
    let (code, told) = refused(&["--config", SHIPPED, "--fault", "half@nowhere"]);
    assert!(code == Some(2) && told.contains("neither a message type nor"), "{told}");
    let (code, told) = refused(&["--config", "no/such/file.toml"]);
    assert!(code == Some(1) && told.contains("no/such/file.toml"), "{told}");
    let (code, told) = refused(&["--config", SHIPPED, "--listen", "nowhere"]);
    assert!(code == Some(1) && told.contains("the address nowhere"), "{told}");
    let folder = tempdir().unwrap();
    let path = folder.path().join("mistake.toml");
    fs::write(&path, "listen = \"127.0.0.1:0\"\n[[terminal]]\n").unwrap();
    let (code, told) = refused(&["--config", path.to_str().unwrap()]);
    assert!(code == Some(1) && told.contains("line 2"), "{told}");
}
