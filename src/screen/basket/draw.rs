//! The picture of a basket: its lines, the last ones in sight, then the total, then what is typed.

use std::borrow::Cow;

use ratatui::layout::Rect;

use super::{BasketScreen, find, open};
use crate::{
    domain::{Basket, BasketLine, BasketWord, Discount},
    i18n::Texts,
    screen::See,
    ui::{
        Body, Tone,
        text::{put, put_right, width},
    },
};

/// Rows of the total in large digits, with a blank one.
const LARGE: u16 = 4;
/// Rows of a plain total and of what is typed.
const PLAIN: u16 = 2;

/// What a line is called.
pub(super) fn name(line: &BasketLine, t: &Texts) -> String {
    if line.name.is_empty() { t.basket_open_amount().into_owned() } else { line.name.clone() }
}

/// How much of it: `x2`, or `0.535kg`.
pub(super) fn quantity(line: &BasketLine) -> String {
    match line.quantity.is_whole() && !is_divided(line) {
        true => format!("x{}", line.quantity),
        false => format!("{}{}", line.quantity, line.unit),
    }
}

fn is_divided(line: &BasketLine) -> bool {
    line.unit.parse::<crate::catalogue::Unit>().is_ok_and(|unit| unit.is_divided())
}

pub(super) fn basket(screen: &BasketScreen, body: &mut Body<'_, '_>, see: &See<'_>) {
    let t = see.look.t;
    let basket = open(see);
    if let Some(word) = basket.and_then(|basket| basket.word) {
        body.text(&word_text(t, word), Tone::Warn);
    }
    let large = body.is_roomy();
    let below = if large { LARGE + 1 } else { PLAIN };
    match basket {
        Some(basket) if !basket.lines.is_empty() => lines(screen, basket, body, below, see),
        _ => {
            body.text(&t.basket_how(), Tone::Dim);
            let waiting = u32::try_from(see.terminal.book.baskets.parked().count()).unwrap_or(u32::MAX);
            if waiting > 0 {
                body.text(&t.basket_waiting(waiting), Tone::Plain);
            }
        }
    }
    // Total and entry are at the bottom, however few lines there are.
    for _ in 0..body.left().saturating_sub(below) {
        body.gap(below);
    }
    hit_or_total(screen, basket, body, large, see);
    let count = screen.count.map(|count| format!("{count} x ")).unwrap_or_default();
    body.pairs(&[(t.label_basket_entry(), Cow::Owned(format!("{count}{}_", screen.typed.as_str())))]);
}

/// While something is typed, what it stands for; else the total.
fn hit_or_total(screen: &BasketScreen, basket: Option<&Basket>, body: &mut Body<'_, '_>, large: bool, see: &See<'_>) {
    let (t, currency) = (see.look.t, see.terminal.setup.currency);
    let typed = screen.typed.as_str();
    if !typed.is_empty() {
        let hits = find::search(typed, see);
        let product = hits.first().and_then(|hit| see.catalogue.get()?.get(hit.no)).map(|record| &record.product);
        match product {
            Some(product) => {
                let price = product.price.amount().display(currency).to_string();
                body.ends(&format!("{} {}", product.no, product.name), &price);
            }
            None => drop(body.line(&t.product_unknown(), Tone::Dim)),
        }
        return;
    }
    let total = basket.and_then(Basket::total).unwrap_or_default();
    let discount = basket.and_then(Basket::discounted).filter(|less| !less.is_zero());
    let less = discount.map(|less| format!("  -{}", less.display(currency))).unwrap_or_default();
    let count = u32::try_from(basket.map_or(0, |basket| basket.standing().count())).unwrap_or(u32::MAX);
    if large {
        body.amount(total, currency);
    }
    let money = format!("{} {}", currency.sign(), total.display(currency));
    body.ends(&format!("{}{less}", t.basket_lines(count)), &money);
}

/// As many lines as there is room for, the marked one among them, otherwise the last.
fn lines(screen: &BasketScreen, basket: &Basket, body: &mut Body<'_, '_>, below: u16, see: &See<'_>) {
    let room = usize::from(body.left().saturating_sub(below));
    let at = screen.marked.and_then(|no| basket.lines.iter().position(|line| line.no == no));
    let last = at.unwrap_or(basket.lines.len().saturating_sub(1));
    let skip = (last + 1).saturating_sub(room);
    for (index, line) in basket.lines.iter().enumerate().skip(skip).take(room) {
        row(body, line, at == Some(index), see);
    }
}

/// `>3 农夫山泉550ml  x2 -10%   3.60`; a line that was struck is dim, and says so in place of its amount.
fn row(body: &mut Body<'_, '_>, line: &BasketLine, marked: bool, see: &See<'_>) {
    let (t, currency) = (see.look.t, see.terminal.setup.currency);
    let tone = match (line.struck, marked) {
        (Some(_), _) => Tone::Dim,
        (None, true) => Tone::Strong,
        (None, false) => Tone::Plain,
    };
    let right = match line.struck {
        Some(_) => t.basket_struck().into_owned(),
        None => format!(
            "{}{} {:>8}",
            quantity(line),
            less(line),
            line.net().unwrap_or_default().display(currency).to_string()
        ),
    };
    let mark = if marked { ">" } else { " " };
    let (buf, area) = body.rest();
    let left = Rect { width: area.width.saturating_sub(width(&right) + 1), ..area };
    put(buf, left, area.x, area.y, &format!("{mark}{} {}", line.no, name(line, t)), tone.style());
    put_right(buf, area, area.y, &right, tone.style());
    body.skip();
}

/// ` -10%`, or ` -` where it is an amount.
fn less(line: &BasketLine) -> String {
    match line.discount.as_ref().map(|given| given.discount) {
        Some(Discount::Percent(percent)) => format!(" -{}%", percent.get()),
        Some(Discount::Amount(_)) => " -".into(),
        None => String::new(),
    }
}

fn word_text(t: &Texts, word: BasketWord) -> Cow<'static, str> {
    match word {
        BasketWord::TakenBack => t.basket_taken_back(),
        BasketWord::NeverKnown => t.basket_never_known(),
    }
}
