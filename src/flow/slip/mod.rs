//! Receipts and settlement slips as data, with the mandatory items of the terminal specification
//! (Q/CUP 007-2006, chapter 13), each label in Chinese and English.

mod cash;
mod goods;
mod report;
mod settlement;
mod transaction;

use std::borrow::Cow;

use crate::{
    domain::{
        Entry, Kind, PayVoucher, Transaction, Wallet,
        receipt::{Line, Receipt, Size},
    },
    i18n::{Lang, Texts, texts},
};

use super::{Setup, World};

pub use cash::{bill_receipt, move_slip, part_state, part_way, reason_text};
pub use report::{Label, Section, TextOf, day_report, sections, way_name, x_report, z_number, z_report};
pub use settlement::settlement;
pub(super) use transaction::is_small_tap;
pub use transaction::{Copy, Part, part, transaction};

fn training_mark(setup: &Setup, lines: &mut Vec<Line>) {
    if setup.world == World::Training {
        lines.push(Line::Centred(both(Texts::receipt_training), Size::Normal));
    }
}

/// Says that it was printed before.
fn duplicate_mark() -> Line {
    Line::Centred(both(Texts::receipt_copy), Size::Large)
}

/// A slip of a settlement that was printed before.
pub(super) fn duplicate(receipt: &Receipt) -> Receipt {
    let mut lines = receipt.lines.clone();
    // Below the title.
    lines.insert(lines.len().min(1), duplicate_mark());
    Receipt { lines }
}

fn shop(setup: &Setup, lines: &mut Vec<Line>) {
    lines.push(pair(Texts::receipt_merchant_name, setup.merchant_name.clone()));
    lines.push(pair(Texts::receipt_merchant, setup.merchant.to_string()));
    lines.push(pair(Texts::receipt_terminal, setup.terminal.to_string()));
}

/// The words of chapter 13 for a kind of transaction on a receipt, where they differ from those of the screen.
fn receipt_kind(kind: Kind) -> fn(&Texts) -> Cow<'static, str> {
    match kind {
        Kind::Sale => Texts::receipt_kind_sale,
        Kind::Void => Texts::receipt_kind_void,
        Kind::Refund => Texts::receipt_kind_refund,
        Kind::PreAuth => Texts::receipt_kind_pre_auth,
        Kind::PreAuthAdd => Texts::receipt_kind_pre_auth_add,
        Kind::PreAuthVoid => Texts::receipt_kind_pre_auth_void,
        Kind::Completion => Texts::receipt_kind_completion,
        Kind::CompletionAdvice => Texts::receipt_kind_completion_advice,
        Kind::CompletionVoid => Texts::receipt_kind_completion_void,
        Kind::Offline => Texts::receipt_kind_offline,
        Kind::Adjust => Texts::receipt_kind_adjust,
        kind => kind_name(kind),
    }
}

/// The text that names a payment by code or in cash and what goes back of it, which have names of their own.
pub fn code_name(txn: &Transaction) -> Option<fn(&Texts) -> Cow<'static, str>> {
    match (txn.kind, txn.entry) {
        (Kind::Sale, Entry::Code) => Some(Texts::pay_by_code),
        (Kind::Sale, Entry::ShownCode) => Some(Texts::kind_shown_code),
        (Kind::Refund, Entry::Code | Entry::ShownCode) => Some(Texts::refund_by_code),
        (Kind::Sale, Entry::Cash) => Some(Texts::pay_cash),
        (Kind::Void, Entry::Cash) => Some(Texts::void_cash),
        (Kind::Refund, Entry::Cash) => Some(Texts::refund_cash),
        _ => None,
    }
}

/// The voucher of a payment by code, for it and for what takes it back.
pub fn pay_voucher(txn: &Transaction) -> Option<&PayVoucher> {
    txn.extra.voucher.as_ref().or_else(|| txn.original.as_ref()?.voucher.as_ref())
}

/// Whether the customer showed a card or a code: the refund of a payment by code has only the voucher.
pub fn has_card(txn: &Transaction) -> bool {
    txn.is_acquired() && (txn.kind, txn.entry) != (Kind::Refund, Entry::Code)
}

/// Whose wallet paid, in words.
pub fn wallet_name(wallet: Wallet) -> fn(&Texts) -> Cow<'static, str> {
    match wallet {
        Wallet::UnionPay => Texts::wallet_unionpay,
        Wallet::WeChat => Texts::wallet_wechat,
        Wallet::Alipay => Texts::wallet_alipay,
        Wallet::Ecny => Texts::wallet_ecny,
        Wallet::Other => Texts::wallet_other,
    }
}

/// The text that names a kind of transaction.
pub fn kind_name(kind: Kind) -> fn(&Texts) -> Cow<'static, str> {
    match kind {
        Kind::Sale => Texts::kind_sale,
        Kind::Instalment => Texts::kind_instalment,
        Kind::Void => Texts::kind_void,
        Kind::Refund => Texts::kind_refund,
        Kind::PreAuth => Texts::kind_pre_auth,
        Kind::PreAuthAdd => Texts::kind_pre_auth_add,
        Kind::PreAuthVoid => Texts::kind_pre_auth_void,
        Kind::Completion => Texts::kind_completion,
        Kind::CompletionAdvice => Texts::kind_completion_advice,
        Kind::CompletionVoid => Texts::kind_completion_void,
        Kind::Offline => Texts::kind_offline,
        Kind::Adjust => Texts::kind_adjust,
        Kind::Tip => Texts::kind_tip,
        Kind::EcashSale => Texts::kind_ecash_sale,
        Kind::EcashRefund => Texts::kind_ecash_refund,
        Kind::LoadOwn => Texts::kind_load_own,
        Kind::LoadOther => Texts::kind_load_other,
        Kind::LoadCash => Texts::kind_load_cash,
        Kind::LoadVoid => Texts::kind_load_void,
        Kind::Balance => Texts::kind_balance,
    }
}

fn pair(label: fn(&Texts) -> Cow<'static, str>, value: String) -> Line {
    Line::Pair(both(label), value, Size::Normal)
}

/// A label in both languages: `金额(AMOUNT)`.
fn both(label: fn(&Texts) -> Cow<'static, str>) -> String {
    format!("{}({})", label(texts(Lang::ZhCn)), label(texts(Lang::En)))
}
