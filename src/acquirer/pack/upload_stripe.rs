//! Batch upload of magnetic-stripe details (0320/201), up to eight in one message.

use zeroize::Zeroizing;

use crate::{
    acquirer::{
        message::{LinkFault, StripeDetail},
        profile::Profile,
    },
    domain::{BatchNo, Stan},
    iso8583::Message,
};

use super::{bad, management, start, twelve};

/// The most details that one message carries.
pub const MAX_DETAILS: usize = 8;
/// The digits of one detail: card class, STAN, card number, amount.
const DETAIL_DIGITS: usize = 2 + 6 + 20 + 12;

pub(super) fn message(
    stan: Stan,
    batch: BatchNo,
    details: &[StripeDetail],
    profile: &Profile,
) -> Result<Message, LinkFault> {
    if !(1..=MAX_DETAILS).contains(&details.len()) {
        return Err(bad(format!("{} details in field 48, which holds 1 to {MAX_DETAILS}", details.len())));
    }
    // Its whole room at once: text that grows leaves copies of card numbers behind.
    let mut block = Zeroizing::new(String::with_capacity(2 + MAX_DETAILS * DETAIL_DIGITS));
    block.push_str(&format!("{:02}", details.len()));
    for detail in details {
        put_detail(&mut block, detail);
    }
    let mut message = start("0320", profile);
    message.set_text(11, &stan.to_string()).set_text(48, &block).set_text(60, &management(batch, "201"));
    Ok(message)
}

fn put_detail(block: &mut String, detail: &StripeDetail) {
    block.push_str(detail.class.digits());
    block.push_str(&detail.stan.to_string());
    let pan = detail.pan.expose();
    block.extend(std::iter::repeat_n('0', 20 - pan.len()));
    block.push_str(pan);
    block.push_str(&twelve(detail.amount));
}
