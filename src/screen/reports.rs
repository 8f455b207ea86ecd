//! The menu of reports in the back office.

use super::{
    Action, See,
    chart_hours::HoursChart,
    chart_month::MonthChart,
    chart_ways::WaysChart,
    exceptions::Board,
    figures::FiguresScreen,
    menu::{Entry, MenuScreen},
    search::SearchScreen,
};
use crate::{domain::Permission, i18n::Texts};

/// Opens the menu.
pub fn open() -> Action {
    MenuScreen::open(Texts::reports_title, Texts::help_reports, entries)
}

fn entries(see: &See<'_>) -> Vec<Entry> {
    let t = see.look.t;
    let no_z = see.terminal.book.last_z.is_none().then(|| t.report_no_z());
    vec![
        Entry::new(t.report_x(), || Action::Open(Box::new(FiguresScreen::x()))),
        Entry::new(t.report_z(), || Action::Open(Box::new(FiguresScreen::z()))).unless(no_z),
        Entry::new(t.chart_hours(), || Action::Open(Box::new(HoursChart))),
        Entry::new(t.chart_ways(), || Action::Open(Box::new(WaysChart))),
        Entry::new(t.chart_month(), MonthChart::open_at(see)),
        Entry::new(t.search_title(), SearchScreen::open_for(see)),
        Entry::new(t.exceptions_title(), Board::open_at(see)).needs(Permission::Exceptions, see),
    ]
}
