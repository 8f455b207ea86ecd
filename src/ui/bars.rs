//! Charts: bars side by side, and the share of one thing in a whole. What they say stands beside them in words, so that
//! nobody has to tell colours or heights apart.

use ratatui::{
    layout::Rect,
    symbols::{bar, line},
    widgets::{Bar, BarChart, BarGroup, LineGauge, Widget},
};

use super::{
    Body, Glyphs, Tone,
    text::{put, put_right, width},
};

/// A text below a bar.
pub struct Mark {
    /// Which bar, counted from 0.
    pub at: usize,
    /// What stands there.
    pub text: String,
}

/// The most columns of a bar.
const WIDEST: u16 = 3;

/// Bars of plain signs, for a console without blocks.
const ASCII: bar::Set<'static> = bar::Set {
    full: "#",
    seven_eighths: "#",
    three_quarters: "#",
    five_eighths: "#",
    half: "#",
    three_eighths: "#",
    one_quarter: "#",
    one_eighth: "#",
    empty: " ",
};

/// Draws bars over the rest of the body, as high as there is room, with their marks on the last row. The highest bar reaches the
/// top; a bar of little is never lower than an eighth of a row, one of nothing has none.
pub fn draw(body: &mut Body<'_, '_>, values: &[u64], marks: &[Mark]) {
    let glyphs = body.look.glyphs;
    let (buf, area) = body.rest();
    let count = u16::try_from(values.len()).unwrap_or(u16::MAX).max(1);
    let wide = (area.width / count).clamp(1, WIDEST);
    let chart = Rect { height: area.height.saturating_sub(1), ..area }.intersection(buf.area);
    // The chart takes whole numbers of 64 bits by eighths of its height; a small bar must not vanish.
    let most = values.iter().copied().max().unwrap_or(0).max(1);
    let steps = u64::from(chart.height) * 8;
    let height = |value: u64| (u128::from(value) * u128::from(steps)).div_ceil(u128::from(most)) as u64;
    let bars: Vec<Bar<'_>> = values.iter().map(|value| Bar::default().value(height(*value)).text_value("")).collect();
    let set = if glyphs == Glyphs::Ascii { ASCII } else { bar::NINE_LEVELS };
    BarChart::default()
        .data(BarGroup::default().bars(&bars))
        .bar_width(wide)
        .bar_gap(0)
        .bar_set(set)
        .max(steps.max(1))
        .bar_style(Tone::Plain.style())
        .render(chart, buf);
    for mark in marks {
        let x = area.x + wide * u16::try_from(mark.at).unwrap_or(0);
        put(buf, area, x, chart.bottom(), &mark.text, Tone::Label.style());
    }
}

/// The columns of a name before its share.
const NAME: u16 = 9;

/// A row with a name, its share as a percentage and a line, and its figure.
pub fn share(body: &mut Body<'_, '_>, name: &str, figure: &str, part: u64, whole: u64) {
    let glyphs = body.look.glyphs;
    let ratio = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let (buf, area) = body.rest();
    let row = Rect { height: area.height.min(1), ..area }.intersection(buf.area);
    put(buf, row, row.x, row.y, name, Tone::Label.style());
    put_right(buf, row, row.y, figure, Tone::Plain.style());
    let between = NAME.min(row.width);
    let gauge = Rect { x: row.x + between, width: (row.width - between).saturating_sub(width(figure) + 1), ..row };
    let (full, empty) = if glyphs == Glyphs::Ascii { ("#", ".") } else { (line::THICK_HORIZONTAL, line::HORIZONTAL) };
    // Cut, not rounded: only the whole is 100%.
    let percent = (u128::from(part) * 100).checked_div(u128::from(whole)).unwrap_or(0);
    LineGauge::default()
        .ratio(ratio.clamp(0.0, 1.0))
        .label(format!("{percent:>3}%"))
        .filled_symbol(full)
        .unfilled_symbol(empty)
        .filled_style(Tone::Strong.style())
        .unfilled_style(Tone::Dim.style())
        .render(gauge, buf);
    body.skip();
}
