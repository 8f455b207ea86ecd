//! `keytill attach`: a second screen of the running terminal, such as for a technician over SSH.

use std::{
    io::{self, IsTerminal, Write},
    process::ExitCode,
};

use crossterm::{cursor, execute, terminal};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
    signal::unix::{SignalKind, signal},
};

use crate::{
    runtime::{readable, restore, terminal_size},
    seat::{Frames, TO_CLIENT_MAX, ToClient, ToTerminal, Want},
};

use super::{
    LangArg, complain,
    config::GlyphChoice,
    seat::{Failure, Place, hello, said},
};

/// Ctrl-C and Ctrl-D leave the seat; nothing of a keypad sends them.
const LEAVE: [u8; 2] = [0x03, 0x04];
/// How many bytes are read at once.
const PIECE: usize = 1024;

/// Arguments of `keytill attach`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Ctrl-C leaves. Exit codes: 0: left; 1: no terminal, not let in, or the terminal has ended.")]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// The language of this screen alone; without it, the one of the terminal
    #[arg(long)]
    lang: Option<LangArg>,
}

/// Opens a seat, and gives the terminal back at its end, whatever that is.
pub fn run(args: &Args) -> ExitCode {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return complain(&"standard input and output must be a terminal; with ssh, give -t");
    }
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error),
    };
    let sat = runtime.block_on(sit(args));
    // The thread that reads nothing any more must not keep the program from ending.
    runtime.shutdown_background();
    match sat {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => complain(&failure),
    }
}

/// The own terminal, raw; given back when this is dropped.
struct Raw;

impl Raw {
    fn open() -> io::Result<Raw> {
        terminal::enable_raw_mode()?;
        let raw = Raw;
        execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide)?;
        Ok(raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        restore();
    }
}

async fn sit(args: &Args) -> Result<(), Failure> {
    let stream = args.place.connect()?;
    stream.set_nonblocking(true)?;
    let mut stream = UnixStream::from_std(stream)?;
    let (columns, rows) = terminal_size();
    let plain = GlyphChoice::default().resolve() == crate::ui::Glyphs::Ascii;
    let want = Want::Seat { columns, rows, lang: args.lang.map(Into::into), plain };
    said(stream.write_all(&ToTerminal::Hello(hello(want)).encode()).await)?;
    let _raw = Raw::open()?;
    converse(&mut stream).await
}

/// Keys and sizes there, pictures here, until either end is gone.
async fn converse(stream: &mut UnixStream) -> Result<(), Failure> {
    let keys = readable(io::stdin())?;
    let mut resized = signal(SignalKind::window_change())?;
    let mut hung_up = signal(SignalKind::hangup())?;
    let mut ended = signal(SignalKind::terminate())?;
    let (mut typed, mut came) = ([0; PIECE], vec![0; PIECE * 16]);
    let mut frames = Frames::new(TO_CLIENT_MAX);
    loop {
        tokio::select! {
            biased;
            _ = hung_up.recv() => return Ok(()),
            _ = ended.recv() => return Ok(()),
            _ = resized.recv() => {
                let (columns, rows) = terminal_size();
                stream.write_all(&ToTerminal::Size(columns, rows).encode()).await?;
            }
            ready = keys.readable() => {
                let mut ready = ready?;
                match rustix::io::read(keys.get_ref(), &mut typed) {
                    // The line is dead.
                    Ok(0) | Err(rustix::io::Errno::IO) => return Ok(()),
                    Ok(count) if typed[..count].iter().any(|byte| LEAVE.contains(byte)) => return Ok(()),
                    Ok(count) => {
                        ready.clear_ready();
                        stream.write_all(&ToTerminal::Keys(typed[..count].to_vec()).encode()).await?;
                    }
                    Err(rustix::io::Errno::INTR | rustix::io::Errno::AGAIN) => ready.clear_ready(),
                    Err(error) => return Err(Failure::Broken(error.into())),
                }
            }
            count = stream.read(&mut came) => {
                let count = count?;
                if count == 0 {
                    return Err(Failure::Ended("the terminal has closed this seat".into()));
                }
                frames.feed(&came[..count]);
                show(&mut frames)?;
            }
        }
    }
}

/// Puts whole frames on the screen.
fn show(frames: &mut Frames) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    while let Some(frame) = frames.take()? {
        match ToClient::parse(frame)? {
            ToClient::Paint(bytes) => out.write_all(&bytes)?,
            ToClient::Line(_) => {}
            ToClient::End(why) => return Err(Failure::Ended(why)),
        }
    }
    out.flush()?;
    Ok(())
}
