//! The deposit on the device: two bars, what is left and until when, and the host's word beside the terminal's count.

use std::borrow::Cow;

use super::{
    News, Screen, See, Wish,
    arrivals::net_text,
    refusals::{not_audited, not_compared},
};
use crate::{
    domain::{Amount, Currency},
    fees::{Deposit, Findings, HostCount, Net, NotAudited, Taken},
    i18n::Texts,
    ui::{Body, Tone},
};

/// The deposit screen.
#[derive(Debug, Default)]
pub struct DepositScreen {
    found: Option<Box<Result<Findings, NotAudited>>>,
}

impl Screen for DepositScreen {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.deposit_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_deposit()
    }

    fn opened(&self) -> Option<Wish> {
        Some(Wish::Audit)
    }

    fn hear(&mut self, news: News) {
        if let News::Audited(found) = news {
            self.found = Some(found);
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        let t = see.look.t;
        let Some(deposit) = &see.terminal.setup.fees.deposit else { return };
        let counted = match self.found.as_deref() {
            None => {
                body.text(&t.arrivals_working(), Tone::Plain);
                return;
            }
            Some(Err(reason)) => {
                body.text(&not_audited(t, *reason), Tone::Bad);
                return;
            }
            Some(Ok(found)) => found,
        };
        let Some(count) = &counted.deposit else { return };
        let currency = see.terminal.setup.currency;
        heading(body, deposit, &count.taken, see);
        for (label, net, target) in [
            (t.deposit_card(), count.taken.card, deposit.card_target),
            (t.deposit_qr(), count.taken.qr, deposit.qr_target),
        ] {
            if !target.is_zero() {
                target_rows(body, &label, net, target, currency);
            }
        }
        match &count.host {
            Some(host) => host_rows(body, host, currency),
            None => {
                let why = counted.trouble.as_ref();
                body.text(&why.map_or_else(|| t.deposit_no_host(), |why| not_compared(t, why)), Tone::Dim);
            }
        }
    }
}

/// How much, how long, and what became of it.
fn heading(body: &mut Body<'_, '_>, deposit: &Deposit, taken: &Taken, see: &See<'_>) {
    let t = see.look.t;
    let today = see.now.wall.day(see.terminal.setup.offset);
    let left = deposit.days_left(today);
    let time = if today < deposit.from {
        t.deposit_not_yet(deposit.from.to_string())
    } else if left == 0 {
        t.deposit_over(deposit.until().to_string())
    } else {
        t.deposit_days(deposit.until().to_string(), left.to_string())
    };
    if deposit.is_reached(taken) {
        body.text(&t.deposit_reached(), Tone::Good);
    } else if left == 0 {
        body.text(&t.deposit_missed(), Tone::Bad);
    }
    let money = deposit.amount.display(see.terminal.setup.currency).to_string();
    let rows = [(t.deposit_time(), time), (t.deposit_amount(), money.into())];
    body.pairs(&rows);
}

/// One target: what was sold of it and what is left, and a bar.
fn target_rows(body: &mut Body<'_, '_>, label: &str, net: Net, target: Amount, currency: Currency) {
    let t = body.look.t;
    let done = u64::try_from(net.signed()).unwrap_or(0);
    let left = Amount::from_minor(target.minor().saturating_sub(done)).unwrap_or(target);
    let state = if left.is_zero() { t.deposit_done() } else { t.deposit_left(left.display(currency).to_string()) };
    let progress = t.deposit_progress(state, net_text(net, currency), target.display(currency).to_string());
    body.text(&format!("{label} {progress}"), Tone::Strong);
    body.share(done, target.minor());
}

/// The verdict on both counts, then the host's, and where it differs the terminal's of the same days.
fn host_rows(body: &mut Body<'_, '_>, host: &HostCount, currency: Currency) {
    let t: &Texts = body.look.t;
    let (day, said) = (host.said.until.to_string(), |amount: Amount| amount.display(currency).to_string());
    let (verdict, tone) =
        if host.is_even() { (t.deposit_same(day), Tone::Good) } else { (t.deposit_differs(day), Tone::Bad) };
    body.text(&verdict, tone);
    let there = t.deposit_sums(said(host.said.card), said(host.said.qr));
    let here = t.deposit_sums(net_text(host.here.card, currency), net_text(host.here.qr, currency));
    let pairs = [(t.arrivals_there(), there), (t.arrivals_here(), here)];
    body.pairs(if host.is_even() { &pairs[..1] } else { &pairs });
}
