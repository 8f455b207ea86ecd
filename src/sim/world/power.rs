//! What befalls the box itself: power, cables, a full disk.

use std::time::Duration;

use super::{
    Trouble, setting,
    shop::{Happening, SIZE, Shop},
};
use crate::{
    app::{self, Event, Model, Session},
    catalogue::Shelf,
    domain::{Book, Lang, WallTime},
    flow::{Input, PrintKey, Storage, Terminal},
    ui::Glyphs,
};

/// One of so many operations of the disk fails, where one does: those of a trade or two.
const FAILS_WITHIN: u64 = 20;
/// The products are read so soon after the box has come up.
const READ: Duration = Duration::from_millis(80);

impl Shop {
    /// The power goes, with nothing foreseen.
    pub(super) fn cut(&mut self, why: &str) {
        self.cuts += u64::from(self.model.is_some());
        self.power_off(why);
    }

    /// The box goes dark. What was asked has been asked.
    pub fn power_off(&mut self, why: &str) {
        if self.model.take().is_some() {
            self.go_dark(why);
        }
    }

    fn go_dark(&mut self, why: &str) {
        self.store.power_off(&mut self.chance);
        self.go_off(why);
    }

    fn go_off(&mut self, why: &str) {
        self.story.tell(self.time, || format!("--- {why}"));
        self.pad.forget();
        (self.question, self.shown, self.orders.asked) = (None, None, None);
        self.epoch += 1;
        let after = self.chance.millis(3000, 40_000);
        self.later(after, Happening::On);
    }

    /// The box comes up.
    pub fn power_on(&mut self) {
        if self.model.is_some() {
            return;
        }
        self.booted = self.time;
        let now = self.now();
        let book = match self.open_books(now.wall) {
            Ok(book) => book,
            Err(_) if self.store.medium.is_dead() => {
                self.cuts += 1;
                return self.go_dark("the power goes while the box comes up");
            }
            // Somebody makes room meanwhile, and the box is switched on again.
            Err(_) if self.store.medium.is_full() => return self.go_dark("no room on the disk to come up"),
            Err(error) => return self.check(Err(format!("the ledger does not open: {error}"))),
        };
        self.wire.forget_keys(setting::profile(), setting::TMK);
        let terminal = Terminal::new(setting::setup(), book, PrintKey::new([7; 64]));
        let session = Session::new(Lang::En, Glyphs::Blocks, SIZE, now);
        let mut model = Model::new(terminal, session, self.keymap.clone(), now);
        let effects = app::start(&mut model, now);
        (self.model, self.wake) = (Some(model), None);
        self.story.tell(self.time, || "--- the box comes up".into());
        self.carry_out(effects);
        self.ask_printer();
        if let Some(event) = self.store.tell_room() {
            self.update(event);
        }
        if self.pad.up {
            let report = self.pad.plug();
            self.tell_box(Duration::from_secs(1), Event::Flow(Input::Reader(report)));
        }
        if let Some(goods) = super::goods::catalogue() {
            self.tell_box(READ, Event::Catalogue(Shelf::Open(Box::new(goods))));
        }
        // What was interrupted stands on the first screen.
        self.look();
    }

    fn open_books(&mut self, at: WallTime) -> Result<Book, String> {
        let book = self.store.open(at).map_err(|error| error.to_string())?;
        if !book.operators.is_empty() {
            return Ok(book);
        }
        self.store.record(at, setting::operators())?;
        Ok(self.store.book().clone())
    }

    pub(super) fn unplug(&mut self) {
        for report in self.pad.unplug() {
            self.update(Event::Flow(Input::Reader(report)));
        }
        let after = self.chance.millis(3000, 60_000);
        self.later(after, Happening::PadIn);
    }

    pub(super) fn plug(&mut self) {
        if !self.pad.up {
            let report = self.pad.plug();
            self.update(Event::Flow(Input::Reader(report)));
        }
    }

    /// From now on the disk takes nothing more.
    pub fn fill_disk(&mut self) {
        self.store.medium.trouble(1, Trouble::Full);
        let after = self.chance.millis(20_000, 600_000);
        self.later(after, Happening::Space);
    }

    /// One of the disk's next operations fails, a write half done, and what a failed sync was to write is lost.
    pub fn fail_disk(&mut self) {
        // A box that does not come up because of its disk is another matter.
        if self.model.is_none() || self.store.medium.is_full() {
            return;
        }
        let at = 1 + self.chance.below(FAILS_WITHIN);
        self.store.medium.trouble(usize::try_from(at).unwrap_or(1), Trouble::Io);
        let after = self.chance.millis(20_000, 600_000);
        self.later(after, Happening::Space);
    }

    /// Somebody has made room. The program hears of it with its next commit, as on a real box.
    pub fn free_disk(&mut self) {
        self.store.medium.heal();
        let stopped = self.model.as_ref().is_some_and(|m| matches!(m.terminal.storage, Storage::Stopped(_)));
        if stopped && self.chance.percent(50) {
            self.power_off("switched off, to begin again with a disk that works");
        } else if stopped && self.model.take().is_some() {
            self.store.begin_again();
            self.go_off("the program is begun again with a disk that works");
        }
    }

    /// Everything that was broken is whole again, and nothing goes wrong for now.
    pub fn repair(&mut self) {
        self.calm = true;
        self.wire.host.faults().clear();
        self.no_paper = false;
        self.plug();
        self.free_disk();
        let planned = |what: &Happening| matches!(what, Happening::Cut | Happening::PadOut);
        self.queue.retain(|_, what| !planned(what));
    }
}
