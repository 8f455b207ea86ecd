//! What happens and what is done, by names without values: for the black box, where nothing of a card may be.

use super::{Input, Work};
use crate::{
    acquirer::Request,
    reader::{Order, Report},
};

impl Input {
    /// Its name.
    pub fn label(&self) -> &'static str {
        match self {
            Input::Committed(_) => "ledger: kept",
            Input::CommitFailed(..) => "ledger: not kept",
            Input::Room(_) => "ledger: room",
            Input::Unsealed(_) => "ledger: card numbers",
            Input::Host(answer) if answer.is_ok() => "host: answer",
            Input::Host(_) => "host: no answer",
            Input::Gateway(_, Ok(_)) => "gateway: answer",
            Input::Gateway(_, Err(_)) => "gateway: no answer",
            Input::HostInUse(..) => "host: another one",
            Input::Mobile(..) => "mobile line",
            Input::Reader(report) => report_label(report),
            Input::Printed(_, Ok(())) => "printer: printed",
            Input::Printed(_, Err(_)) => "printer: not printed",
            Input::Printer(_) => "printer: condition",
            Input::Tick => "time",
        }
    }
}

fn report_label(report: &Report) -> &'static str {
    match report {
        Report::Up(_) => "reader: up",
        Report::Down(_) => "reader: down",
        Report::Notice(_) => "reader: notice",
        Report::Presented(_) => "reader: card",
        Report::Authorised(_) => "reader: first cryptogram",
        Report::Completed(_) => "reader: last word",
        Report::Released => "reader: card gone",
        Report::Tables(_) => "reader: tables",
        Report::Refused(_) => "reader: order refused",
    }
}

impl Work {
    /// Its name.
    pub fn label(&self) -> &'static str {
        match self {
            Work::Commit { .. } => "ledger: keep",
            Work::Unseal(_) => "ledger: unseal",
            Work::Ask(request) => request_label(request),
            Work::AskGateway(..) => "gateway: ask",
            Work::Read(order) => order_label(order),
            Work::Tables(..) => "reader: load tables",
            Work::Print(_) => "printer: print",
            Work::AskPrinter => "printer: ask",
        }
    }
}

fn request_label(request: &Request) -> &'static str {
    match request {
        Request::SignOn { .. } => "host: sign-on",
        Request::SignOff { .. } => "host: sign-off",
        Request::Echo { .. } => "host: echo",
        Request::Financial(_) => "host: transaction",
        Request::Reversal(_) => "host: reversal",
        Request::Enquiry(_) => "host: enquiry",
        Request::Script(_) => "host: script notice",
        Request::Signature(_) => "host: signature",
        Request::Manage(_) => "host: download",
        Request::MasterKey { .. } => "host: master key",
        Request::Settle { .. } => "host: settlement",
        Request::UploadStripe { .. } | Request::UploadNotice(_) | Request::UploadChip { .. } => "host: detail",
        Request::UploadEnd { .. } => "host: end of details",
    }
}

fn order_label(order: &Order) -> &'static str {
    match order {
        Order::Begin(_) => "reader: ask for a card",
        Order::Authorise(_) => "reader: authorise",
        Order::Complete(_) => "reader: complete",
        _ => "reader: order",
    }
}
