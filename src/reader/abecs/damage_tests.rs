//! Replies that come in pieces, and replies that come damaged in every way.

use std::time::Duration;

use super::{
    blocks::Reply,
    frame::{ACK, CAN, EOT, NAK, SYN, encode},
    link_tests::{ask, line},
};
use crate::reader::Fault;

/// A reply whose data and check are full of bytes that mean something on the line.
fn busy_reply() -> Vec<u8> {
    let mut data = b"GIX000016\x80\x01\x00\x0C".to_vec();
    data.extend([0x13, 0x16, 0x17, 0x06, 0x15, 0x04, 0x18, 0x12, 0x33, 0x36, 0x37, 0x00]);
    data
}

/// What the till makes of a reply that comes as `damaged`, and whole each time that it asks again.
async fn repaired(damaged: &[Vec<u8>], pause: Duration) -> Result<Reply, Fault> {
    let (mut link, mut far) = line();
    let pad = async {
        far.take(b"GIX").await;
        for piece in damaged {
            far.write(piece).await;
            tokio::time::sleep(pause).await;
        }
        loop {
            match far.read().await[..] {
                [NAK] => far.say(&busy_reply()).await,
                [CAN] => far.write(&[EOT]).await,
                _ => {}
            }
        }
    };
    tokio::select! {
        biased;
        result = ask(&mut link) => result,
        never = pad => never,
    }
}

fn is_the_reply(result: &Result<Reply, Fault>) -> bool {
    result.as_ref().is_ok_and(|reply| reply.status == 0 && busy_reply().ends_with(&reply.body))
}

#[tokio::test(start_paused = true)]
async fn a_reply_may_be_split_at_every_byte() {
    let whole = encode(&busy_reply()).unwrap();
    for at in 0..=whole.len() {
        let pieces = [whole[..at].to_vec(), whole[at..].to_vec()];
        assert!(is_the_reply(&repaired(&pieces, Duration::from_millis(1900)).await), "at {at}");
    }
    let single: Vec<Vec<u8>> = whole.iter().map(|byte| vec![*byte]).collect();
    assert!(is_the_reply(&repaired(&single, Duration::from_millis(300)).await));
}

/// Every bit flipped, every byte lost, every byte doubled, and bytes of every meaning put in at every place.
#[tokio::test(start_paused = true)]
async fn a_damaged_reply_is_asked_for_again_or_is_a_fault_and_never_another_reply() {
    let whole = encode(&busy_reply()).unwrap().to_vec();
    let mut damaged = Vec::new();
    for at in 0..whole.len() {
        for bit in 0..8 {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            damaged.push(flipped);
        }
        damaged.push([&whole[..at], &whole[at + 1..]].concat());
        for byte in [whole[at], SYN, 0x17, 0x13, ACK, NAK, CAN, EOT, 0x00, 0xFF] {
            damaged.push([&whole[..at], &[byte], &whole[at..]].concat());
        }
    }
    let mut in_order = 0;
    for packet in &damaged {
        let result = repaired(std::slice::from_ref(packet), Duration::ZERO).await;
        let right = is_the_reply(&result);
        assert!(right || result.is_err(), "{packet:02X?} became {result:?}");
        in_order += u32::from(right);
    }
    // What is left is a start that was lost, so that there was nothing to ask for again.
    assert!(in_order as usize * 100 > damaged.len() * 98, "{in_order} of {}", damaged.len());
}
