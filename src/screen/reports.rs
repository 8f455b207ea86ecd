//! The menu of reports in the back office.

use std::borrow::Cow;

use super::{
    Action, Screen, See,
    chart_hours::HoursChart,
    chart_month::MonthChart,
    chart_ways::WaysChart,
    exceptions::Board,
    figures::FiguresScreen,
    menu::{self, Entry},
    search::SearchScreen,
};
use crate::{
    domain::Permission,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Hint, Picker},
};

/// The menu of reports.
#[derive(Debug, Default)]
pub struct Reports {
    picker: Picker,
}

impl Screen for Reports {
    fn title(&self, see: &See<'_>) -> Cow<'static, str> {
        see.look.t.reports_title()
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_reports()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        let t = see.look.t;
        vec![Hint::new(Key::Enter, t.hint_choose()), Hint::new(Key::Cancel, t.hint_back())]
    }

    fn key(&mut self, key: Key, see: &See<'_>) -> Action {
        match key {
            Key::Cancel => Action::Back,
            _ => menu::key(&mut self.picker, key, entries(see), see),
        }
    }

    fn draw(&self, body: &mut Body<'_, '_>, see: &See<'_>) {
        menu::draw(&self.picker, entries(see), body);
    }
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
