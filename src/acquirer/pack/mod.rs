//! From a request to its ISO 8583 message, one file for each message. Which fields a message has is chapter 12 of
//! Q/CUP 007-2006; what later hosts want on top stands in the profile.

mod echo;
mod enquiry;
mod financial;
mod manage;
mod reversal;
mod script;
mod settlement;
mod shape;
mod sign_off;
mod sign_on;
mod signature;
mod trade;
mod upload_chip;
mod upload_end;
mod upload_stripe;

#[cfg(test)]
mod tests;

use crate::{
    domain::{Amount, BatchNo, OperatorNo},
    iso8583::{Message, Mti},
};

use super::{
    message::{LinkFault, Request},
    profile::{OperatorForm, Profile},
};

/// The message of a request, without field 64.
///
/// # Errors
/// [`LinkFault::BadRequest`] when the request lacks what its message needs. Forms and lengths of the fields are
/// checked later, by packing.
pub fn message(request: &Request, profile: &Profile) -> Result<Message, LinkFault> {
    match request {
        Request::SignOn { stan, batch, operator } => Ok(sign_on::message(*stan, *batch, *operator, profile)),
        Request::SignOff { stan, batch } => Ok(sign_off::message(*stan, *batch, profile)),
        Request::Echo { batch } => Ok(echo::message(*batch, profile)),
        Request::Financial(financial) => financial::message(financial, profile),
        Request::Reversal(reversal) => reversal::message(reversal, profile),
        Request::Enquiry(enquiry) => Ok(enquiry::message(enquiry, profile)),
        Request::Script(notice) => script::message(notice, profile),
        Request::Signature(upload) => signature::message(upload, profile),
        Request::Manage(manage) => Ok(manage::message(manage, profile)),
        Request::MasterKey { batch, step } => manage::master_key(*batch, *step, profile),
        Request::Settle { stan, batch, totals, currency, operator } => {
            settlement::message((*stan, *batch), totals, *currency, *operator, profile)
        }
        Request::UploadStripe { stan, batch, details } => upload_stripe::message(*stan, *batch, details, profile),
        Request::UploadNotice(notice) => financial::notice(notice, profile),
        Request::UploadChip { batch, detail, balance } => upload_chip::message(*batch, detail, *balance, profile),
        Request::UploadEnd { stan, batch, uploaded, balance } => {
            upload_end::message((*stan, *batch), *uploaded, *balance, profile)
        }
    }
}

/// A message of a type with fields 41 and 42.
fn start(mti: &'static str, profile: &Profile) -> Message {
    start_with(Mti::new(mti), profile)
}

fn start_with(mti: Mti, profile: &Profile) -> Message {
    let mut message = Message::new(mti);
    message.set_text(41, profile.terminal.as_str()).set_text(42, profile.merchant.as_str());
    message
}

/// Field 60 of a management message: type 00, batch, network management code.
fn management(batch: BatchNo, code: &str) -> String {
    format!("00{batch}{code}")
}

/// Field 63.1.
fn operator_text(operator: OperatorNo, profile: &Profile) -> String {
    match profile.operator_form {
        OperatorForm::TwoDigitsBlank => format!("{operator} "),
        OperatorForm::ThreeDigits => format!("0{operator}"),
        OperatorForm::TwoDigits => operator.to_string(),
    }
}

/// The twelve digits of an amount.
fn twelve(amount: Amount) -> String {
    format!("{:012}", amount.minor())
}

fn bad(reason: impl Into<String>) -> LinkFault {
    LinkFault::BadRequest { reason: reason.into() }
}
