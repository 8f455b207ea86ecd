//! The card reader's line: a trade's orders go to the driver, and the input is what comes back, in pieces and with pauses.
//!
//! The first byte chooses what is ordered. Then pieces follow, each behind a byte: 0 is a pause that is longer than a pad may
//! make inside a packet; 1 to 63 is so many bytes as they are; from 64 on, with another byte, the content of a packet, which
//! comes framed with its right checksum, from 128 on with an acknowledgement before it.

use std::{
    collections::VecDeque,
    future::pending,
    io,
    pin::{Pin, pin},
    task::{Context, Poll, ready},
    time::Duration,
};

use keytill::{
    domain::{Amount, Civil, Currency},
    emv::{self, Tag},
    reader::{
        Authorise, Begin, CardReader, Complete, Config, Ears, Encryption, HostWord, Offline, PinPad, PinPolicy,
        TapOffer,
        abecs::{Driver, Settings, frame},
    },
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Sleep, sleep},
};

const PAUSE: Duration = Duration::from_secs(3);
const ACK: u8 = 0x06;
/// So many times a trade is begun on one line.
pub(super) const TRADES: usize = 4;

/// One input.
pub fn run(data: &[u8]) {
    play(data);
}

/// One input; how many cards had the last word.
pub fn play(data: &[u8]) -> usize {
    let Some((orders, rest)) = data.split_first() else { return 0 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime without a line").block_on(trades(*orders, Line::of(rest, packet)))
}

/// A packet with its right checksum, and an acknowledgement before it or none.
fn packet(content: &[u8], acknowledged: bool) -> Vec<u8> {
    let packet = frame::encode(content).map(|packet| packet.to_vec()).unwrap_or_default();
    acknowledged.then_some(ACK).into_iter().chain(packet).collect()
}

async fn trades(orders: u8, line: Line) -> usize {
    let Ok(mut driver) =
        Driver::open(line, &Settings::of(&Config { encryption: Encryption::Off, ..Config::default() })).await
    else {
        return 0;
    };
    assert!(!format!("{:?}", driver.info()).is_empty());
    let mut done = 0;
    for trade in 0..TRADES {
        done += usize::from(trade_once(orders.rotate_left(trade as u32), &mut driver).await);
    }
    let _ = driver.close().await;
    done
}

/// Whether the card had the last word. What may be shown of a card shows no card number.
pub(super) async fn trade_once(orders: u8, driver: &mut (impl CardReader + PinPad)) -> bool {
    let bit = |at: u8| orders >> at & 1 == 1;
    let amount = Amount::from_minor(1234).expect("a small sum");
    let at = Civil { year: 2026, month: 1, day: 22, hour: 14, minute: 5, second: 9 };
    let tap = if bit(0) { TapOffer::Closed } else { TapOffer::Open };
    let tap_pin = if bit(2) { PinPolicy::Skip } else { PinPolicy::Ask };
    let begin = Begin { amount, currency: Currency::Cny, at, kind: 0, tap, tap_pin };
    let mut never = pin!(pending::<()>());
    let mut notices = 0;
    let mut notice = |text: String| {
        assert!(text.chars().count() <= 64 && !text.contains(char::is_control), "{text:?}");
        notices += 1;
    };
    let mut ears = Ears::new(never.as_mut(), &mut notice);
    let Ok(presented) = driver.begin(&begin, &mut ears).await else { return false };
    if let Some(pan) = &presented.pan {
        assert!(!format!("{presented:?}").contains(pan.expose()), "a card number in the log");
    }
    let offline = if bit(1) { Offline::Never } else { Offline::Below(amount) };
    let pin = if bit(2) { PinPolicy::Skip } else { PinPolicy::Ask };
    let authorise = Authorise { amount, offline, pin, key_index: 5, pin_key: vec![7; 16] };
    let mut done = false;
    if let Ok(authorised) = driver.authorise(&authorise, &mut ears).await {
        let (shown, pan) = (format!("{authorised:?}"), &authorised.pan);
        assert!(!shown.contains(pan.expose()), "a card number in the log");
        assert!(!authorised.track2.as_ref().is_some_and(|track| shown.contains(track.expose())), "a track in the log");
        for secret in [0x57, 0x5A, 0x5F20] {
            assert_eq!(emv::find(&authorised.tags, Tag::new(secret)), None);
        }
        let word = [HostWord::Approved, HostWord::Declined, HostWord::NoHost, HostWord::Approved];
        let word = word[usize::from(orders >> 3 & 3)];
        let complete = Complete { word, code: *b"00", issuer_data: vec![0x91, 2, 1, 2] };
        if let Ok(completed) = driver.complete(&complete).await {
            done = true;
            assert!(!completed.approved || word == HostWord::Approved, "the card approved what the host did not");
        }
    }
    if bit(5) {
        let _ = driver.encrypt(5, &[7; 16], &[1; 8]).await;
    }
    done
}

/// What the pad would send.
pub(super) struct Line {
    pieces: VecDeque<Piece>,
    pause: Option<Pin<Box<Sleep>>>,
}

enum Piece {
    Pause,
    Bytes(VecDeque<u8>),
}

impl Line {
    /// `frame` makes a packet of its content; its second argument is whether the piece began with 128 or more.
    pub(super) fn of(mut rest: &[u8], frame: fn(&[u8], bool) -> Vec<u8>) -> Line {
        let mut pieces = VecDeque::new();
        while let Some((head, tail)) = rest.split_first() {
            rest = tail;
            if *head == 0 {
                pieces.push_back(Piece::Pause);
            } else if *head < 64 {
                pieces.push_back(Piece::Bytes(take(&mut rest, usize::from(*head)).iter().copied().collect()));
            } else {
                let low = take(&mut rest, 1).first().copied().unwrap_or(0);
                let content = take(&mut rest, usize::from(*head & 7) << 8 | usize::from(low));
                pieces.push_back(Piece::Bytes(frame(content, *head >= 128).into()));
            }
        }
        Line { pieces, pause: None }
    }
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> &'a [u8] {
    let (taken, left) = rest.split_at(count.min(rest.len()));
    *rest = left;
    taken
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            if let Some(pause) = &mut self.pause {
                ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            match self.pieces.pop_front() {
                // The line is gone.
                None => return Poll::Ready(Ok(())),
                Some(Piece::Pause) => self.pause = Some(Box::pin(sleep(PAUSE))),
                Some(Piece::Bytes(mut bytes)) => {
                    while into.remaining() > 0
                        && let Some(byte) = bytes.pop_front()
                    {
                        into.put_slice(&[byte]);
                    }
                    if !bytes.is_empty() {
                        self.pieces.push_front(Piece::Bytes(bytes));
                    }
                    if !into.filled().is_empty() {
                        return Poll::Ready(Ok(()));
                    }
                }
            }
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Poll::Ready(Ok(bytes.len()))
    }
    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
