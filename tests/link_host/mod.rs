//! A host that does exactly what a test tells it to, on a real socket.

#![allow(clippy::unwrap_used, reason = "clippy knows test functions, not the helpers beside them")]

pub mod certs;

use keytill::{
    acquirer::{Financial, HostConfig, Link, Profile, Request, Tmk, keys::ClearKey, mac, message::CardData},
    domain::{Amount, BatchNo, Currency, Entry, Kind, Stan, Track2},
    iso8583::{Message, Mti, UNIONPAY, mac_input},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time,
};

/// How long a test waits for the terminal before it fails.
pub const PATIENCE: time::Duration = time::Duration::from_secs(5);

/// Published sign-on keys: double-length PIN key, single-length MAC key.
const KEYS: &str = "46F161A743497B32EAC760DF5EA57DF5900ECCE3977731A7EA402DDF0000000000000000CFF1592A";
const MAK: &str = "AB7C577CC7A18045";
pub const TMK: &str = "258FB0AB70D025CDB99DF2C4D302D646";

pub fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap()).collect()
}

pub fn mac_key() -> ClearKey {
    ClearKey::Single(bytes(MAK).try_into().unwrap())
}

pub fn tmk() -> Tmk {
    Tmk::software(bytes(TMK).try_into().unwrap())
}

pub fn config(listener: &TcpListener, profile: Profile) -> HostConfig {
    HostConfig::plain(listener.local_addr().unwrap().to_string(), profile)
}

pub async fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// The host's end of one connection.
pub struct Peer<S = TcpStream>(pub S);

impl Peer {
    pub async fn accept(listener: &TcpListener) -> Peer {
        let called = time::timeout(PATIENCE, listener.accept()).await;
        let stream = called.expect("the terminal opens a connection").unwrap().0;
        // So that what is said in pieces also arrives in pieces, and at once.
        stream.set_nodelay(true).unwrap();
        Peer(stream)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    /// The next request.
    pub async fn hear(&mut self) -> Message {
        Message::parse(&UNIONPAY, &self.hear_bytes().await).unwrap()
    }

    /// The next request's message as it came, its frame checked.
    pub async fn hear_bytes(&mut self) -> Vec<u8> {
        let length = time::timeout(PATIENCE, self.0.read_u16()).await;
        let length = length.expect("the terminal sends its request here").unwrap();
        let mut frame = vec![0; usize::from(length)];
        self.0.read_exact(&mut frame).await.unwrap();
        assert_eq!(frame[..11], bytes("6000030000613100310000"));
        frame.split_off(11)
    }

    pub async fn say(&mut self, bytes: &[u8]) {
        // The terminal may be gone already; that is what some tests are about.
        let _ = self.0.write_all(bytes).await;
        let _ = self.0.flush().await;
    }

    /// Answers one request: a sign-on with keys, anything else with an approval. Gives back what it was.
    pub async fn answer(&mut self) -> Message {
        let heard = self.hear().await;
        let answer = match heard.mti().as_str() {
            "0800" => unsigned(&sign_on_answer(&heard)),
            "0820" => unsigned(&approval(&heard)),
            _ => signed(approval(&heard)),
        };
        self.say(&framed(&answer)).await;
        heard
    }
}

/// An approval of a request.
pub fn approval(request: &Message) -> Message {
    let mut answer = Message::new(request.mti().answer());
    for field in [3, 4, 11, 41, 42, 49, 60] {
        if let Some(text) = request.text(field) {
            answer.set_text(field, text);
        }
    }
    answer.set_text(12, "140509").set_text(13, "0122").set_text(37, "221301491329").set_text(39, "00");
    answer
}

pub fn sign_on_answer(request: &Message) -> Message {
    let mut answer = approval(request);
    answer.set_bytes(62, &bytes(KEYS));
    answer
}

/// With the right MAC.
pub fn signed(mut message: Message) -> Vec<u8> {
    message.set_bytes(64, &[0; 8]);
    let mut packed = message.pack(&UNIONPAY).unwrap();
    let code = mac::unionpay_ecb(&mac_key(), mac_input(&packed));
    let at = packed.len() - 8;
    packed[at..].copy_from_slice(&code);
    packed
}

pub fn unsigned(message: &Message) -> Vec<u8> {
    message.pack(&UNIONPAY).unwrap()
}

/// A message in its frame, the TPDU turned round as hosts do.
pub fn framed(message: &[u8]) -> Vec<u8> {
    let mut frame = u16::try_from(message.len() + 11).unwrap().to_be_bytes().to_vec();
    frame.extend(bytes("6000000003613103310000"));
    frame.extend(message);
    frame
}

/// Asks for a sale that this host answers, and checks that it was approved.
pub async fn sell<S: AsyncRead + AsyncWrite + Unpin>(link: &mut Link, peer: &mut Peer<S>, stan: u32) {
    let request = sale(stan);
    let (answer, _) = tokio::join!(link.exchange(&request), peer.answer());
    assert_eq!(answer.unwrap().code.as_str(), "00");
}

/// Whether nobody is waiting to be let in.
pub async fn nobody_calls(listener: &TcpListener) -> bool {
    time::timeout(time::Duration::ZERO, listener.accept()).await.is_err()
}

/// A link that has signed on over a connection that is still open.
pub async fn signed_on(profile: Profile) -> (Link, TcpListener, Peer) {
    let listener = listen().await;
    let mut link = Link::new(config(&listener, profile), tmk(), None);
    let request = sign_on();
    let (answer, peer) = tokio::join!(link.exchange(&request), async {
        let mut peer = Peer::accept(&listener).await;
        let request = peer.hear().await;
        peer.say(&framed(&unsigned(&sign_on_answer(&request)))).await;
        peer
    });
    assert_eq!(answer.unwrap().keys.unwrap().check_values.1, "CFF1592A");
    (link, listener, peer)
}

pub fn sign_on() -> Request {
    Request::SignOn { stan: Stan::FIRST, batch: BatchNo::FIRST, operator: "01".parse().unwrap() }
}

pub fn sale(stan: u32) -> Request {
    Request::Financial(Box::new(Financial {
        kind: Kind::Sale,
        stan: stan.try_into().unwrap(),
        batch: BatchNo::FIRST,
        amount: Amount::from_minor(12_345).unwrap(),
        currency: Currency::Cny,
        card: CardData {
            entry: Entry::Swipe,
            pan: None,
            expiry: None,
            sequence: None,
            track2: Some(Track2::new("6228480000000001234=30122010000000000").unwrap()),
            pin_block: None,
            chip: Vec::new(),
            code: None,
        },
        original: None,
        extra: Default::default(),
    }))
}

/// The type of a message of another kind than any answer here.
pub fn other_type(mut message: Message) -> Message {
    let fields: Vec<u8> = message.fields().collect();
    let mut other = Message::new(Mti::new("0410"));
    for field in fields {
        other.set_text(field, message.text(field).unwrap_or_default());
        message.remove(field);
    }
    other
}
