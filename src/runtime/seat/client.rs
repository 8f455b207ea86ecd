//! One connection, from the greeting to its end.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        UnixStream,
        unix::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::{
        mpsc::{self, Receiver, Sender},
        oneshot,
    },
    time::{Instant, timeout},
};

use crate::{
    app::SessionId,
    domain::Guest,
    keypad::{Decoder, Pressed},
    seat::{Frames, Hello, TO_TERMINAL_MAX, ToClient, ToTerminal, VERSION, Want},
    ui::Glyphs,
};

use super::{
    Follow, Opening, Said,
    peer::Peer,
    server::{HELLO_WITHIN, WRITE_WITHIN},
};

/// How many bytes are read at once.
const PIECE: usize = 512;
/// How many keys the loop is given at once, so that somebody who pastes keeps nobody waiting.
const KEYS_AT_ONCE: usize = 8;
/// How many pictures may wait for a client: one, besides the one that is being written.
const PICTURES: usize = 1;
/// How many facts may wait for a client.
const FACTS: usize = 64;
/// How long the rest of a key's sequence may take after its ESC.
const REST_OF_SEQUENCE: Duration = Duration::from_millis(30);

/// Says why, and closes.
pub async fn turn_away(mut stream: UnixStream, why: &str) {
    let _ = timeout(WRITE_WITHIN, stream.write_all(&ToClient::End(why.to_owned()).encode())).await;
}

/// Serves somebody who has been let in.
pub(super) async fn serve(stream: UnixStream, peer: Peer, number: u32, said: Sender<Said>) {
    let (read, write) = stream.into_split();
    let mut ears = Ears { read, frames: Frames::new(TO_TERMINAL_MAX) };
    let mut mouth = Mouth { write };
    let hello = match timeout(HELLO_WITHIN, ears.hello()).await {
        Ok(Ok(hello)) => hello,
        Ok(Err(why)) => return drop(mouth.end(&why).await),
        Err(_) => return,
    };
    if hello.version != VERSION {
        let why =
            format!("version {} is spoken here and {} there: both must be of one release", VERSION, hello.version);
        return drop(mouth.end(&why).await);
    }
    match hello.want.clone() {
        Want::Status => status(mouth, said).await,
        Want::Recent => facts(ears, mouth, Follow::No, said).await,
        Want::Follow => facts(ears, mouth, Follow::Yes, said).await,
        Want::Seat { .. } => seat(ears, mouth, &hello, peer, SessionId(number), said).await,
    }
}

async fn status(mut mouth: Mouth, said: Sender<Said>) {
    let (answer, wait) = oneshot::channel();
    if said.send(Said::Status(answer)).await.is_ok()
        && let Ok(line) = wait.await
    {
        let _ = mouth.say(&ToClient::Line(line)).await;
    }
}

async fn facts(mut ears: Ears, mut mouth: Mouth, follow: Follow, said: Sender<Said>) {
    let (to, mut lines) = mpsc::channel(FACTS);
    if said.send(Said::Facts(follow, to)).await.is_err() {
        return;
    }
    drop(said);
    let tell = async {
        while let Some(line) = lines.recv().await {
            if mouth.say(&ToClient::Line(line)).await.is_err() {
                return;
            }
        }
        let why = if follow == Follow::Yes { "the terminal ends, or you read too slowly" } else { "" };
        let _ = mouth.end(why).await;
    };
    tokio::select! {
        () = tell => {}
        // Whoever follows says nothing more; the end of that is the end.
        _ = ears.next() => {}
    }
}

async fn seat(mut ears: Ears, mut mouth: Mouth, hello: &Hello, peer: Peer, id: SessionId, said: Sender<Said>) {
    let Want::Seat { columns, rows, lang, plain } = hello.want else { return };
    let (outbox, pictures) = mpsc::channel(PICTURES);
    let behind = Arc::new(AtomicBool::new(false));
    let opening = Opening {
        guest: Guest::new(peer.uid, &peer.user, hello.ssh_key.as_deref(), hello.ssh_from.as_deref()),
        size: (columns, rows),
        lang,
        glyphs: if plain { Glyphs::Ascii } else { Glyphs::Blocks },
        outbox,
        behind: Arc::clone(&behind),
    };
    if said.send(Said::Opened(id, Box::new(opening))).await.is_err() {
        return;
    }
    tokio::select! {
        () = show(&mut mouth, pictures, &behind, id, &said) => {}
        () = listen(&mut ears, id, &said) => {}
    }
    // Whatever happened, the core forgets everything about it.
    let _ = said.send(Said::Closed(id)).await;
}

/// Hands pictures on, and says when there is room again for one that could not be made; until either end is gone.
async fn show(
    mouth: &mut Mouth,
    mut pictures: Receiver<Vec<u8>>,
    behind: &AtomicBool,
    id: SessionId,
    said: &Sender<Said>,
) {
    while let Some(bytes) = pictures.recv().await {
        if mouth.write(&bytes).await.is_err() {
            return;
        }
        if behind.swap(false, Ordering::AcqRel) && said.send(Said::Drained(id)).await.is_err() {
            return;
        }
    }
}

/// Takes keys and sizes, until either end is gone.
async fn listen(ears: &mut Ears, id: SessionId, said: &Sender<Said>) {
    let mut decoder = Decoder::default();
    loop {
        let (began, waits) = (Instant::now(), decoder.is_waiting());
        let frame = match waits {
            true => timeout(REST_OF_SEQUENCE, ears.next()).await.ok(),
            false => Some(ears.next().await),
        };
        let sent = match frame {
            // The sequence has no rest: it was a key by itself.
            None => press(id, decoder.give_up().into_iter().collect(), said).await,
            Some(Ok(ToTerminal::Keys(bytes))) => {
                let is_late = waits && began.elapsed() > REST_OF_SEQUENCE;
                let pressed = if is_late { decoder.feed_late(&bytes) } else { decoder.feed(&bytes) };
                press(id, pressed, said).await
            }
            Some(Ok(ToTerminal::Size(columns, rows))) => {
                said.send(Said::Resized(id, (columns, rows))).await.map_err(drop)
            }
            Some(Ok(ToTerminal::Hello(_)) | Err(_)) => return,
        };
        if sent.is_err() {
            return;
        }
    }
}

async fn press(id: SessionId, keys: Vec<Pressed>, said: &Sender<Said>) -> Result<(), ()> {
    for few in keys.chunks(KEYS_AT_ONCE) {
        said.send(Said::Pressed(id, few.to_vec())).await.map_err(drop)?;
    }
    Ok(())
}

/// What comes from the client.
struct Ears {
    read: OwnedReadHalf,
    frames: Frames,
}

impl Ears {
    /// The next frame; or why there is none. Nothing is lost when the wait is given up.
    async fn next(&mut self) -> Result<ToTerminal, String> {
        let mut piece = [0; PIECE];
        loop {
            if let Some(frame) = self.frames.take().map_err(|bad| bad.to_string())? {
                return ToTerminal::parse(frame).map_err(|bad| bad.to_string());
            }
            match self.read.read(&mut piece).await {
                Ok(0) => return Err("the connection has ended".into()),
                Ok(count) => self.frames.feed(&piece[..count]),
                Err(error) => return Err(error.to_string()),
            }
        }
    }

    async fn hello(&mut self) -> Result<Hello, String> {
        match self.next().await? {
            ToTerminal::Hello(hello) => Ok(hello),
            ToTerminal::Keys(_) | ToTerminal::Size(..) => Err("a greeting comes first".into()),
        }
    }
}

/// What goes to the client.
struct Mouth {
    write: OwnedWriteHalf,
}

impl Mouth {
    async fn say(&mut self, what: &ToClient) -> io::Result<()> {
        self.write(&what.encode()).await
    }

    async fn end(&mut self, why: &str) -> io::Result<()> {
        self.say(&ToClient::End(why.to_owned())).await
    }

    /// Writes all of it, or gives the client up.
    async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        match timeout(WRITE_WITHIN, self.write.write_all(bytes)).await {
            Ok(written) => written,
            Err(_) => Err(io::ErrorKind::TimedOut.into()),
        }
    }
}
