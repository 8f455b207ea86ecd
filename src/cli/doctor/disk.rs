//! Clock and disk.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use super::{Check, Patient, State, store};
use crate::{domain::WallTime, flow::clock::seconds_apart};

/// No program of this version ran before 1 November 2026, in milliseconds since 1970: a clock that says so has lost its battery.
const MADE: WallTime = WallTime(1_793_462_400_000);
/// The clock may be so many milliseconds behind the last record: it was set a little.
const SET_BACK: i64 = 60_000;
/// More seconds off the host's clock are worth a look.
const OFF_MAX: u64 = 120;
/// Below so many bytes products and customers soon take no changes; below the second, sales soon stop.
const ROOM: (u64, u64) = (256 << 20, 16 << 20);
/// From so many percent of its life on a disk should be replaced soon.
const WORN: u8 = 80;
/// How many syncs are timed, of so many bytes each.
const SYNCS: usize = 20;
const SYNC_BYTES: usize = 4096;
/// A sale waits for three syncs: usually longer than the first, or once longer than the second, is felt by a person.
const SLOW: (Duration, Duration) = (Duration::from_millis(30), Duration::from_millis(500));

/// Looks at clock and disk.
pub(super) fn checks(patient: &Patient) -> Vec<Check> {
    let t = patient.t;
    let names = [
        ("disk-space", t.doctor_name_space()),
        ("disk-wear", t.doctor_name_wear()),
        ("disk-sync", t.doctor_name_sync()),
    ];
    let mut checks = vec![clock(patient)];
    let Some(data) = &patient.data else {
        checks.extend(names.map(|name| Check::new(name, State::NotChecked, t.doctor_no_data())));
        return checks;
    };
    if !data.exists() {
        let value = t.doctor_no_folder(data.display().to_string());
        checks.extend(names.map(|name| Check::new(name, State::NotChecked, value.clone())));
        return checks;
    }
    let [space_name, wear_name, sync_name] = names;
    checks.push(match space(data) {
        Ok((free, all)) => {
            let state = match free {
                free if free < ROOM.1 => State::Fail,
                free if free < ROOM.0 => State::Warn,
                _ => State::Ok,
            };
            Check::new(space_name, state, t.doctor_space_is(all >> 20, free >> 20)).or(t.doctor_do_space())
        }
        Err(error) => Check::new(space_name, State::Fail, failed(data, &error)).or(t.doctor_do_space()),
    });
    checks.push(match wear(data) {
        Some((device, percent)) => {
            let state = if percent >= WORN { State::Warn } else { State::Ok };
            let value = t.doctor_wear_is(device.as_str(), percent);
            Check::new(wear_name, state, value).or(t.doctor_do_wear(device.as_str()))
        }
        None => Check::new(wear_name, State::NotChecked, t.doctor_not_known()),
    });
    if let Some(owner) = store::shut_to(data) {
        checks.push(Check::new(sync_name, State::NotChecked, t.doctor_index_owner(owner)));
        return checks;
    }
    checks.push(match sync(data) {
        Ok(mut times) => {
            times.sort();
            let (usual, most) = (times[times.len() / 2], times[times.len() - 1]);
            let state = if usual > SLOW.0 || most > SLOW.1 { State::Warn } else { State::Ok };
            let value = t.doctor_sync_is(SYNCS, millis(most), millis(usual));
            Check::new(sync_name, state, value).or(t.doctor_do_sync())
        }
        Err(error) => Check::new(sync_name, State::Fail, failed(data, &error)).or(t.doctor_do_space()),
    });
    checks
}

fn failed(data: &Path, error: &io::Error) -> String {
    format!("{}: {error}", data.display())
}

/// Milliseconds with two digits behind the point.
fn millis(time: Duration) -> String {
    let hundredths = time.as_micros() / 10;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

fn clock(patient: &Patient) -> Check {
    let (t, name, offset) = (patient.t, ("clock", patient.t.doctor_name_clock()), patient.offset());
    let text = |at: WallTime| at.civil(offset).to_string();
    let now = text(patient.now);
    if patient.now < MADE {
        return Check::new(name, State::Fail, t.doctor_clock_old(now)).or(t.doctor_do_clock());
    }
    let Some(look) = patient.look() else { return Check::new(name, State::Ok, t.doctor_clock_is(now)) };
    // What was recorded while the clock was wrong is no measure: the latest time counts, as it does for the terminal.
    let latest = look.book.latest.map_or(look.last, |latest| latest.max(look.last));
    if patient.now.0 < latest.0.saturating_sub(SET_BACK) {
        return Check::new(name, State::Fail, t.doctor_clock_back(text(latest), now)).or(t.doctor_do_clock());
    }
    let off = look.signed_on.as_ref().and_then(|(at, host)| seconds_apart(host.as_ref()?, *at, offset));
    match off {
        Some(seconds) => {
            let state = if seconds > OFF_MAX { State::Warn } else { State::Ok };
            Check::new(name, state, t.doctor_clock_host(now, seconds)).or(t.doctor_do_clock())
        }
        None => Check::new(name, State::Ok, t.doctor_clock_is(now)),
    }
}

/// Bytes that an ordinary user may still write, and all.
fn space(data: &Path) -> io::Result<(u64, u64)> {
    let stat = rustix::fs::statvfs(data)?;
    Ok((stat.f_bavail.saturating_mul(stat.f_frsize), stat.f_blocks.saturating_mul(stat.f_frsize)))
}

/// The device that a folder lies on, and how much of its life is used, where it is an eMMC that tells so (JEDEC 5.0: life time in
/// tenths, the worse of two).
fn wear(data: &Path) -> Option<(String, u8)> {
    let device = fs::metadata(data).ok()?.dev();
    let (major, minor) = (rustix::fs::major(device), rustix::fs::minor(device));
    let block = fs::canonicalize(format!("/sys/dev/block/{major}:{minor}")).ok()?;
    // A partition lies below its device.
    let places = [block.clone(), block.parent().map(PathBuf::from)?];
    places.iter().find_map(|place| {
        let text = fs::read_to_string(place.join("device/life_time")).ok()?;
        let name = place.file_name()?.to_string_lossy().into_owned();
        life_time(&text).map(|percent| (name, percent))
    })
}

/// `0x01 0x03`: up to 10 and up to 30 percent. 0 says nothing.
fn life_time(text: &str) -> Option<u8> {
    let tenths = text.split_whitespace().filter_map(|word| u8::from_str_radix(word.trim_start_matches("0x"), 16).ok());
    tenths.max().filter(|tenths| (1..=11).contains(tenths)).map(|tenths| tenths.saturating_mul(10))
}

/// Writes and syncs some times in the data folder, as the journal does, and leaves nothing.
fn sync(data: &Path) -> io::Result<Vec<Duration>> {
    let path = data.join(format!(".doctor-{}", std::process::id()));
    let file = OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path);
    let timed = file.and_then(|file| time_syncs(&file));
    let removed = fs::remove_file(&path);
    let times = timed?;
    removed.map(|()| times)
}

fn time_syncs(mut file: &fs::File) -> io::Result<Vec<Duration>> {
    let block = [0x55; SYNC_BYTES];
    // The first one also makes the file's place known.
    file.write_all(&block)?;
    file.sync_all()?;
    (0..SYNCS)
        .map(|_| {
            let began = Instant::now();
            file.write_all(&block)?;
            file.sync_data()?;
            Ok(began.elapsed())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{Book, HostTime},
        i18n::{Lang, texts},
        ledger::Look,
    };

    #[test]
    fn the_worse_half_of_an_emmc_counts() {
        for (text, percent) in
            [("0x01 0x03\n", Some(30)), ("0x0B 0x01\n", Some(110)), ("0x00 0x00\n", None), ("", None)]
        {
            assert_eq!(life_time(text), percent, "{text:?}");
        }
    }

    /// 2026-11-27 14:05:09 in China.
    const HERE: i64 = 1_795_759_509_000;

    /// A clock that stands at `HERE`, by a journal whose last record was written ten seconds ago.
    fn told(latest: i64, host: &str) -> Check {
        let last = WallTime(HERE - 10_000);
        let host = HostTime { date: host.into(), time: "140459".into() };
        let book = Book { latest: Some(WallTime(latest)), ..Book::default() };
        clock(&Patient {
            config: Err(None),
            data: None,
            running: None,
            shut: None,
            look: Some(Ok(Look { segment: 1, records: 1, last, book, signed_on: Some((last, Some(host))) })),
            now: WallTime(HERE),
            t: texts(Lang::En),
        })
    }

    #[test]
    fn what_was_recorded_by_a_wrong_clock_does_not_make_it_right() {
        assert_eq!(told(HERE - 10_000, "1127").state, State::Ok);
        let ahead = told(HERE + 86_400_000, "1127");
        assert_eq!(ahead.state, State::Fail);
        assert!(ahead.value.contains("2026-11-28 14:05:09"), "{}", ahead.value);
        // The host was right to the second, and a day ahead.
        let other_day = told(HERE - 10_000, "1128");
        assert_eq!(other_day.state, State::Warn);
        assert!(other_day.value.contains("86400 s"), "{}", other_day.value);
    }

    #[test]
    fn times_have_two_digits() {
        assert_eq!(millis(Duration::from_micros(444)), "0.44");
        assert_eq!(millis(Duration::from_micros(12_050)), "12.05");
    }
}
