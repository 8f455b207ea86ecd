//! Where receipts go.

use std::{
    fs,
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use keytill::{
    domain::receipt::{Line, Receipt},
    printer::{
        Baud, Cause, Condition, Config, FlowControl, Paper, Patience, PrintError, Sink, SinkKind,
        escpos::{Device, encode},
        text,
    },
};

use super::{folder::Folder, of, slip};

fn fifo(folder: &Folder, name: &str) -> PathBuf {
    let path = folder.join(name);
    let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    path
}

fn sink(kind: SinkKind, path: &Path) -> Sink {
    Sink::new(&Config { kind, path: Some(path.into()), ..Config::default() }).unwrap()
}

fn refused(kind: SinkKind, path: &Path, cause: Cause, advice: &str) -> PrintError {
    let error = sink(kind, path).print(&slip()).unwrap_err();
    let message = error.to_string();
    assert_eq!(error.cause(), cause, "{message}");
    assert!(message.contains(path.to_str().unwrap()), "{message}");
    assert!(message.contains(advice), "{message}");
    error
}

#[test]
fn a_file_grows_by_both_forms() {
    let folder = Folder::new();
    let config = Config {
        kind: SinkKind::File,
        path: Some(folder.join("out.bin")),
        text_path: Some(folder.join("out.txt")),
        paper: Paper::Mm80,
        ..Config::default()
    };
    let mut sink = Sink::new(&config).unwrap();
    sink.print(&slip()).unwrap();
    sink.print(&slip()).unwrap();
    assert_eq!(
        fs::read(folder.join("out.bin")).unwrap(),
        encode(&slip(), &Device { paper: Paper::Mm80, ..Device::default() }).repeat(2)
    );
    assert_eq!(fs::read_to_string(folder.join("out.txt")).unwrap(), text::render(&slip(), 48).repeat(2));
}

#[test]
fn without_a_printer_only_the_text_is_kept() {
    let folder = Folder::new();
    let config = Config { text_path: Some(folder.join("out.txt")), ..Config::default() };
    Sink::new(&config).unwrap().print(&slip()).unwrap();
    assert_eq!(fs::read_to_string(folder.join("out.txt")).unwrap(), text::render(&slip(), 32));
    Sink::new(&Config::default()).unwrap().print(&slip()).unwrap();
}

#[test]
fn a_fifo_without_a_reader_is_told_at_once() {
    let folder = Folder::new();
    let path = fifo(&folder, "printer");
    refused(SinkKind::Fifo, &path, Cause::NobodyReads, "start the print service");
}

#[test]
fn a_fifo_with_a_reader_gets_every_byte() {
    let folder = Folder::new();
    let path = fifo(&folder, "printer");
    // Far more than a pipe holds, so that writes are partial.
    let long = Receipt { lines: vec![Line::Text("付款".repeat(100)); 1000] };
    let expected = encode(&long, &Device { paper: Paper::Mm58, ..Device::default() });
    assert!(expected.len() > 200_000);
    let reader = std::thread::spawn({
        let path = path.clone();
        move || {
            let mut bytes = Vec::new();
            fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        }
    });
    let mut sink = sink(SinkKind::Fifo, &path);
    while let Err(error) = sink.print(&long) {
        assert_eq!(error.cause(), Cause::NobodyReads, "{error}");
        std::thread::yield_now();
    }
    assert!(reader.join().unwrap() == expected);
}

#[test]
fn places_that_cannot_be_opened() {
    let folder = Folder::new();
    let missing = folder.join("no-such/printer");
    refused(SinkKind::File, &missing, Cause::NotThere, "make its folder");
    refused(SinkKind::Fifo, &missing, Cause::NotThere, "mkfifo");
    refused(SinkKind::Device, &missing, Cause::NotThere, "switch the printer on");
    refused(SinkKind::File, folder.path(), Cause::Settings, "correct [printer] path");
    let file = folder.join("file");
    fs::write(&file, "").unwrap();
    refused(SinkKind::Device, &file, Cause::Settings, "not a device");
    refused(SinkKind::Fifo, &file, Cause::Settings, "not a fifo");
    assert!(fs::read(&file).unwrap().is_empty());
}

#[test]
fn a_full_disk_is_not_an_empty_paper_roll() {
    let full = Path::new("/dev/full");
    refused(SinkKind::File, full, Cause::DiskFull, "free some space");
    let error = refused(SinkKind::Device, full, Cause::OutOfPaper, "put in paper");
    assert!(error.to_string().contains("cannot write"), "{error}");
}

#[test]
fn nothing_goes_to_paper_when_the_copy_cannot_be_opened() {
    let folder = Folder::new();
    let config = Config {
        kind: SinkKind::File,
        path: Some(folder.join("out.bin")),
        text_path: Some(folder.join("no-such/out.txt")),
        ..Config::default()
    };
    Sink::new(&config).unwrap().print(&slip()).unwrap_err();
    assert!(!folder.join("out.bin").exists());
}

/// Whoever is told that a slip did not print prints it again.
#[test]
fn a_slip_on_paper_counts_though_its_copy_cannot_be_written() {
    let folder = Folder::new();
    let full = Some("/dev/full".into());
    let kind = SinkKind::File;
    let config = Config { kind, path: Some(folder.join("out.bin")), text_path: full, ..Config::default() };
    Sink::new(&config).unwrap().print(&slip()).unwrap();
    assert!(!fs::read(folder.join("out.bin")).unwrap().is_empty());
    // Where the copy is all that there is, it must be kept.
    let alone = Config { kind: SinkKind::None, path: None, ..config };
    assert_eq!(Sink::new(&alone).unwrap().print(&slip()).unwrap_err().cause(), Cause::DiskFull);
}

/// A pseudo-terminal: its master, and the path that a program opens.
pub fn pty() -> (fs::File, String) {
    use rustix::pty;
    let master = pty::openpt(pty::OpenptFlags::RDWR | pty::OpenptFlags::NOCTTY).unwrap();
    pty::grantpt(&master).unwrap();
    pty::unlockpt(&master).unwrap();
    let name = pty::ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    (fs::File::from(master), name)
}

#[test]
fn a_serial_line_gets_the_bytes_unchanged() {
    for kind in [SinkKind::Device, SinkKind::Serial] {
        let (mut master, name) = pty();
        // Held open: a pseudo-terminal forgets unread bytes when its last user leaves.
        let _line = fs::File::options().write(true).open(&name).unwrap();
        sink(kind, Path::new(&name)).print(&slip()).unwrap();
        let expected = encode(&slip(), &Device { paper: Paper::Mm58, ..Device::default() });
        let mut bytes = vec![0; expected.len()];
        master.read_exact(&mut bytes).unwrap();
        assert_eq!(bytes, expected);
    }
}

#[test]
fn a_serial_line_is_set_up_as_configured() {
    use rustix::termios::{ControlModes, InputModes, tcgetattr};
    let (_master, name) = pty();
    let line = fs::File::options().write(true).open(&name).unwrap();
    for (baud, flow) in [(9_600, FlowControl::None), (38_400, FlowControl::RtsCts), (115_200, FlowControl::XonXoff)] {
        let config = Config {
            kind: SinkKind::Serial,
            path: Some(name.clone().into()),
            baud: Baud::try_from(baud).unwrap(),
            flow,
            ..Config::default()
        };
        Sink::new(&config).unwrap().print(&slip()).unwrap();
        let settings = tcgetattr(&line).unwrap();
        assert_eq!((settings.output_speed(), settings.input_speed()), (baud, baud));
        assert!(
            settings.control_modes.contains(ControlModes::CS8)
                && !settings.control_modes.contains(ControlModes::PARENB)
        );
        assert_eq!(settings.control_modes.contains(ControlModes::CRTSCTS), flow == FlowControl::RtsCts, "{flow:?}");
        assert_eq!(settings.input_modes.contains(InputModes::IXON), flow == FlowControl::XonXoff, "{flow:?}");
    }
    refused(SinkKind::Serial, Path::new("/dev/null"), Cause::Other, "[printer]");
}

/// A printer in the network.
fn network(listener: &TcpListener) -> Sink {
    Sink::new(&network_config(listener)).unwrap()
}

fn network_config(listener: &TcpListener) -> Config {
    let patience = Patience::try_from(1).unwrap();
    Config { kind: SinkKind::Network, address: Some(listener.local_addr().unwrap()), patience, ..Config::default() }
}

#[test]
fn a_printer_in_the_network_gets_every_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut sink = network(&listener);
    let printer = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        // Bytes that nobody asked for, as printers send them: unread, they would cost the end of the receipt.
        stream.write_all(&[0x14, 0, 0, 0x0F].repeat(20)).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        bytes
    });
    let long = Receipt { lines: vec![Line::Text("付款".repeat(100)); 1000] };
    sink.print(&long).unwrap();
    assert!(printer.join().unwrap() == encode(&long, &Device { paper: Paper::Mm58, ..Device::default() }));
}

#[test]
fn a_printer_in_the_network_that_is_not_there() {
    // Where the kernel lets nobody in who asks for any port.
    let address = "127.0.0.1:1".to_owned();
    let config = Config { kind: SinkKind::Network, address: address.parse().ok(), ..Config::default() };
    let mut sink = Sink::new(&config).unwrap();
    let error = sink.print(&slip()).unwrap_err();
    assert_eq!(error.cause(), Cause::NotThere, "{error}");
    assert!(error.to_string().contains(&address) && error.to_string().contains("[printer] address"), "{error}");
    assert_eq!(sink.ask(), Condition::Gone);
}

/// More than a line with a small buffer holds on its way.
fn endless() -> Receipt {
    Receipt { lines: vec![Line::Rule; 200_000] }
}

/// It takes a part and then no more: the receipt is given up in time, and the error says how far it came.
#[test]
fn a_printer_that_stops_in_the_middle_is_given_up() {
    let long = endless();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    rustix::net::sockopt::set_socket_recv_buffer_size(&listener, 4096).unwrap();
    let mut sink = network(&listener);
    let began = Instant::now();
    let error = sink.print(&long).unwrap_err();
    assert!(matches!(error, PrintError::Stalled { written: 1.., .. }), "{error}");
    assert_eq!(error.cause(), Cause::Stalled);
    assert!((1..6).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());
}

/// It takes a part and hangs up.
#[test]
fn a_printer_that_leaves_in_the_middle_is_told() {
    let long = endless();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    rustix::net::sockopt::set_socket_recv_buffer_size(&listener, 4096).unwrap();
    let mut sink = network(&listener);
    let printer = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0; 4096]).unwrap();
    });
    let error = sink.print(&long).unwrap_err();
    printer.join().unwrap();
    assert!(error.to_string().contains("closed the connection"), "{error}");

    let folder = Folder::new();
    let path = fifo(&folder, "printer");
    let reader = fs::File::options().read(true).write(true).open(&path).unwrap();
    let leaving = std::thread::spawn(move || {
        let mut reader = reader;
        reader.read_exact(&mut [0; 4096]).unwrap();
    });
    let error = self::sink(SinkKind::Fifo, &path).print(&long).unwrap_err();
    leaving.join().unwrap();
    assert_eq!(error.cause(), Cause::NobodyReads, "{error}");
}

/// A network that swallows everything: connecting takes no longer than it may.
#[test]
fn connecting_has_a_limit() {
    // A listener whose queue is full answers no more: that is as good as a cable that was pulled.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    rustix::net::listen(&listener, 0).unwrap();
    let within = Duration::from_millis(200);
    let _waiting: Vec<_> = (0..8).map_while(|_| TcpStream::connect_timeout(&address, within).ok()).collect();
    let began = Instant::now();
    let error = network(&listener).print(&of([Line::Cut])).unwrap_err();
    assert_eq!(error.cause(), Cause::NotThere, "{error}");
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}

#[test]
fn the_configuration() {
    let read = |text: &str| toml::from_str::<Config>(text);
    let config = read("kind = \"fifo\"\npath = \"/run/printer\"\npaper = \"80mm\"").unwrap();
    assert_eq!((config.kind, config.paper, config.text_path), (SinkKind::Fifo, Paper::Mm80, None));
    assert_eq!(read("").unwrap(), Config::default());
    assert!(read("kind = \"fifo\"\ncolour = 1").unwrap_err().to_string().contains("colour"));
    assert!(read("paper = \"A4\"").unwrap_err().to_string().contains("58mm"));
    let error = Sink::new(&read("kind = \"device\"").unwrap()).unwrap_err();
    assert!(error.to_string().contains("kind = \"device\" needs a path"), "{error}");
    let error = Sink::new(&read("kind = \"network\"").unwrap()).unwrap_err();
    assert!(error.to_string().contains("192.168.1.50:9100"), "{error}");
    let all = "kind = \"network\"\naddress = \"10.0.0.9:9100\"\nbaud = 9600\nflow = \"rts-cts\"\nstatus = \"off\"\npatience = 9\n\
               cut = \"full\"\nqr = \"raster\"\ndrawer = \"5\"\nfont = \"/usr/share/fonts/han.ttc\"";
    assert_eq!(read(all).unwrap().address.unwrap().port(), 9100);
    for (wrong, said) in [
        ("baud = 12345", "9600"),
        ("patience = 0", "1 to 60"),
        ("address = \"printer:9100\"", "address"),
        ("drawer = \"3\"", "drawer"),
        ("qr = \"maybe\"", "raster"),
    ] {
        let error = read(wrong).unwrap_err().to_string();
        assert!(error.contains(said), "{wrong}: {error}");
    }
}
