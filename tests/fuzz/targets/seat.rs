//! Bytes on the socket of the second screens, from either side, and what sshd's file says.

use keytill::{
    domain::Guest,
    seat::{Frames, TO_CLIENT_MAX, TO_TERMINAL_MAX, ToClient, ToTerminal, Want, fingerprint},
};

/// The same bytes as what a client says, as what the terminal says, and as a file of sshd.
pub fn run(data: &[u8]) {
    each(data, TO_TERMINAL_MAX, |frame| {
        let Ok(said) = ToTerminal::parse(frame) else { return };
        if let ToTerminal::Hello(hello) = &said {
            let guest = Guest::new(0, "", hello.ssh_key.as_deref(), hello.ssh_from.as_deref());
            let words = [guest.ssh_key, guest.ssh_from];
            assert!(words.iter().flatten().all(|word| word.len() <= 96 && !word.contains(char::is_control)));
            assert!(matches!(hello.want, Want::Seat { .. } | Want::Status | Want::Recent | Want::Follow));
        }
        // What was left out has its usual value there.
        let mut again = Frames::new(TO_TERMINAL_MAX + 64);
        again.feed(&said.encode());
        let frame = again.take().expect("what was written is no longer than what was read").expect("it is whole");
        assert_eq!(ToTerminal::parse(frame), Ok(said));
    });
    each(data, TO_CLIENT_MAX, |frame| {
        let Ok(said) = ToClient::parse(frame) else { return };
        let mut again = Frames::new(TO_CLIENT_MAX);
        again.feed(&said.encode());
        // A picture of no bytes is none.
        if let Some(frame) = again.take().expect("what was written is no longer than what was read") {
            assert_eq!(ToClient::parse(frame), Ok(said));
        }
    });
    if let Some(print) = fingerprint(&String::from_utf8_lossy(data)) {
        assert_eq!(print.len(), "SHA256:".len() + 43);
    }
}

/// Frames in pieces of three bytes, up to the first that is too long.
fn each(data: &[u8], max: usize, mut take: impl FnMut((u8, Vec<u8>))) {
    let mut frames = Frames::new(max);
    for piece in data.chunks(3) {
        frames.feed(piece);
        while let Ok(Some(frame)) = frames.take() {
            assert!(frame.1.len() <= max);
            take(frame);
        }
        if frames.take().is_err() {
            return;
        }
    }
}
