//! The line of a NEO 2 reader: a trade's orders go to the driver, and the input is what comes back, as `pad` has it. The content of
//! a frame is its command, its status and its data; from 128 on, its check has the low byte first, as the reader's own commands may
//! have it.

use keytill::reader::{
    CardReader, Config, Neo2Chip,
    framed::Decode,
    neo2::{
        Driver, Settings,
        frame::{self, Answer, Code, Decoder, Event, MAX_DATA},
    },
};

use super::pad::{Line, TRADES, trade_once};

/// One input.
pub fn run(data: &[u8]) {
    frames(data);
    play(data);
}

/// One input; how many cards had the last word.
pub fn play(data: &[u8]) -> usize {
    let Some((orders, rest)) = data.split_first() else { return 0 };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime without a line").block_on(trades(*orders, Line::of(rest, framed)))
}

async fn trades(orders: u8, line: Line) -> usize {
    let config = Config { keypad: orders >> 6 & 1 == 0, neo2_chip: Neo2Chip::Assumed, ..Config::default() };
    let Ok(mut driver) = Driver::open(line, &Settings::of(&config)).await else { return 0 };
    assert!(!format!("{:?}", driver.info()).is_empty());
    let mut done = 0;
    for trade in 0..TRADES {
        done += usize::from(trade_once(orders.rotate_left(trade as u32), &mut driver).await);
    }
    let _ = driver.close().await;
    done
}

/// Bytes on the line: what is read as a frame can be written again and reads the same.
fn frames(data: &[u8]) {
    let mut decoder = Decoder::default();
    for event in data.iter().filter_map(|byte| decoder.push(*byte)) {
        let Event::Answer(answer) = event else { continue };
        assert!(answer.data.len() <= MAX_DATA);
        let mut second = Decoder::default();
        let line =
            frame::encode(Code(answer.command, answer.status), &answer.data).expect("what was read fits a frame");
        let again: Vec<Event> = line.iter().filter_map(|byte| second.push(*byte)).collect();
        assert!(again == [Event::Answer(Answer { ..answer.clone() })], "a frame changed by being written");
        let shown = format!("{answer:?}");
        assert!(shown.len() < 64, "data in the log: {shown}");
    }
}

fn framed(content: &[u8], low_first: bool) -> Vec<u8> {
    let [command, status, data @ ..] = content else { return Vec::new() };
    let mut frame = frame::encode(Code(*command, *status), data).map(|frame| frame.to_vec()).unwrap_or_default();
    // Written as a command has it; but those that hand a card's commands through have the high byte first already.
    let end = frame.len();
    if !low_first && *command != 0x2C && end >= 2 {
        frame.swap(end - 1, end - 2);
    }
    frame
}
