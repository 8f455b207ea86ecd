//! Scanners: how one on the keyboard line is told, and one on a serial line, which is read line by line and opened again when it comes
//! back.

use std::{io, path::PathBuf, time::Duration};

use tokio::{io::AsyncReadExt, sync::mpsc::Sender, time::sleep};
use tokio_serial::{SerialPortBuilderExt, SerialStream};

use crate::{
    app::{Event, SessionId},
    keypad::{SCAN_MAX, Scanned, WedgeRules},
};

/// The pause before a line is opened again, and the longest.
const PAUSE: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));
/// How many bytes are read at once.
const PIECE: usize = 128;
/// A line of more bytes than this is noise.
const LINE: usize = SCAN_MAX + 8;

/// The `[scanner]` part of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The serial device of a scanner; none: there is no such scanner.
    pub device: Option<PathBuf>,
    /// The input device of a scanner that looks like a keyboard; see [`super::keypads`].
    pub input: Option<PathBuf>,
    /// Bits per second of a real serial line; a USB one does not care.
    pub baud: u32,
    /// Whether a scanner on the keyboard line is told by its speed.
    pub keyboard: bool,
    /// The sign that a scanner on the keyboard line sends first.
    pub prefix: Option<char>,
}

impl Default for Config {
    fn default() -> Self {
        Config { device: None, input: None, baud: 9600, keyboard: false, prefix: None }
    }
}

impl Config {
    /// How a scanner on the keyboard line is told from fingers.
    pub fn wedge(&self) -> WedgeRules {
        WedgeRules { prefix: self.prefix, by_speed: self.keyboard }
    }

    /// Whether it can be used.
    ///
    /// # Errors
    /// A sentence that names the key and what was expected.
    pub fn check(&self) -> Result<(), String> {
        match self.prefix {
            Some(sign) if sign.is_ascii_digit() || !sign.is_ascii_graphic() => {
                Err(format!("scanner.prefix is {sign:?}; expected a printable ASCII sign that is no digit"))
            }
            _ if self.baud == 0 => Err("scanner.baud must be more than 0; 9600 is usual".into()),
            _ => Ok(()),
        }
    }
}

/// Reads a scanner's line for ever. One that is not there is waited for; what is wrong is said once, until it is there again.
pub(super) async fn read(config: Config, events: Sender<Event>) {
    let Some(device) = config.device else { return };
    let mut pause = PAUSE.0;
    let mut told = false;
    loop {
        let ended = match open(&device, config.baud) {
            Ok(line) => {
                tracing::info!("the scanner on {} is there", device.display());
                (pause, told) = (PAUSE.0, false);
                lines(line, &events).await
            }
            Err(error) => error,
        };
        if !std::mem::replace(&mut told, true) {
            tracing::warn!("scanner on {}: {ended}; is it plugged in? It is tried again", device.display());
        }
        sleep(pause).await;
        pause = (pause * 2).min(PAUSE.1);
    }
}

fn open(device: &std::path::Path, baud: u32) -> io::Result<SerialStream> {
    tokio_serial::new(device.to_string_lossy(), baud).exclusive(true).open_native_async().map_err(io::Error::from)
}

/// Hands on one code a line until the line is gone, and says why it is.
async fn lines(mut line: SerialStream, events: &Sender<Event>) -> io::Error {
    let (mut lines, mut piece) = (Lines::default(), [0; PIECE]);
    loop {
        let count = match line.read(&mut piece).await {
            Ok(0) => return io::Error::other("the line has ended"),
            Ok(count) => count,
            Err(error) => return error,
        };
        for code in lines.feed(&piece[..count]) {
            // The loop drops its end only when the program ends.
            let _ = events.send(Event::Scanned(SessionId::KEYPAD, code)).await;
        }
    }
}

/// Bytes that become lines.
#[derive(Default)]
struct Lines {
    bytes: zeroize::Zeroizing<Vec<u8>>,
    too_long: bool,
}

impl Lines {
    fn feed(&mut self, piece: &[u8]) -> Vec<Scanned> {
        let mut codes = Vec::new();
        for byte in piece {
            match byte {
                b'\r' | b'\n' => codes.extend(self.end()),
                _ if self.bytes.len() >= LINE => self.too_long = true,
                byte => self.bytes.push(*byte),
            }
        }
        codes
    }

    /// The line so far as a code. Noise is no code, and neither is the second sign of an end of line.
    fn end(&mut self) -> Option<Scanned> {
        let bytes = std::mem::take(&mut *self.bytes);
        let bytes = zeroize::Zeroizing::new(bytes);
        let whole = !std::mem::take(&mut self.too_long);
        std::str::from_utf8(&bytes).ok().filter(|_| whole).and_then(|text| Scanned::new(text.trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_codes_whatever_pieces_they_come_in() {
        let all = b"6921168509256\r\n\r\n]E0123\r";
        for size in 1..all.len() {
            let mut lines = Lines::default();
            let codes: Vec<Scanned> = all.chunks(size).flat_map(|piece| lines.feed(piece)).collect();
            let texts: Vec<&str> = codes.iter().map(Scanned::as_str).collect();
            assert_eq!(texts, ["6921168509256", "123"], "pieces of {size}");
        }
    }

    #[test]
    fn noise_is_no_code_and_the_next_line_is_one() {
        let mut lines = Lines::default();
        assert_eq!(lines.feed(&[0xff; 4000]).len(), 0);
        assert_eq!(lines.feed(b"\r\xfe\xff\r").len(), 0);
        assert_eq!(lines.feed(b"42\n").len(), 1);
    }
}
