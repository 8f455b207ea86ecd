//! `keytill journal stats`.

use std::{
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use serde::Serialize;

use super::iso_8601;
use crate::{
    cli::complain,
    domain::{BatchNo, Kind, State, WallTime},
    ledger::{self, Stats},
};

/// How the figures are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// `name value`.
    Lines,
    /// One object.
    Json,
}

/// A promise to other programs, as lines and as JSON: names and meanings stay.
#[derive(Serialize)]
struct Figures {
    segments: u32,
    first_segment: u32,
    first_record: u64,
    records: u64,
    facts: u64,
    bytes: u64,
    first_time: String,
    last_time: String,
    keep_days: u32,
    segments_to_let_go: u32,
    batch: BatchNo,
    transactions: usize,
    open: Vec<Count>,
}

/// How many transactions of the open batch are of a kind and in a state.
#[derive(Serialize)]
struct Count {
    kind: Kind,
    state: State,
    count: usize,
}

/// Prints the figures of a journal.
pub(super) fn print(data: &Path, keep_days: u32, now: WallTime, form: Form) -> ExitCode {
    let text = match text(data, keep_days, now, form) {
        Ok(text) => text,
        Err(broken) => return complain(&broken),
    };
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => complain(&error),
        _ => ExitCode::SUCCESS,
    }
}

/// The figures of a journal as text; or what is wrong with it.
pub(super) fn text(data: &Path, keep_days: u32, now: WallTime, form: Form) -> Result<String, String> {
    let stats = ledger::stats(data, keep_days, now).map_err(|broken| broken.to_string())?;
    Figures::of(&stats, keep_days).text(form).map_err(|error| error.to_string())
}

impl Figures {
    fn of(stats: &Stats, keep_days: u32) -> Figures {
        let open = stats.open.iter().map(|((kind, state), count)| Count { kind: *kind, state: *state, count: *count });
        Figures {
            segments: stats.segments,
            first_segment: stats.first_segment,
            first_record: stats.first_record,
            records: stats.records,
            facts: stats.facts,
            bytes: stats.bytes,
            first_time: iso_8601(stats.first),
            last_time: iso_8601(stats.last),
            keep_days,
            segments_to_let_go: stats.may_go,
            batch: stats.batch,
            transactions: stats.open.values().sum(),
            open: open.collect(),
        }
    }

    fn text(&self, form: Form) -> io::Result<String> {
        let value = serde_json::to_value(self)?;
        if form == Form::Json {
            return Ok(serde_json::to_string(self)? + "\n");
        }
        let plain = |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut text = String::new();
        for (name, value) in value.as_object().into_iter().flatten().filter(|(_, value)| !value.is_array()) {
            text += &format!("{name} {}\n", plain(value));
        }
        for row in value["open"].as_array().into_iter().flatten() {
            text += &format!("open {} {} {}\n", plain(&row["kind"]), plain(&row["state"]), row["count"]);
        }
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_json_say_the_same() {
        let open = [((Kind::Sale, State::Approved), 3), ((Kind::Sale, State::Voided), 1)].into();
        let (first, last) = (WallTime(1_769_061_909_000), WallTime(1_769_061_910_000));
        let (segments, first_segment, first_record, records, facts, bytes, may_go) = (3, 2, 40, 7, 9, 4096, 1);
        let batch = BatchNo::FIRST;
        let stats =
            Stats { segments, first_segment, first_record, records, facts, bytes, first, last, batch, open, may_go };
        let figures = Figures::of(&stats, 400);
        let lines = figures.text(Form::Lines).unwrap_or_default();
        for line in ["segments 3", "first_record 40", "first_time 2026-01-22T06:05:09Z", "segments_to_let_go 1"] {
            assert!(lines.lines().any(|l| l == line), "{line} is missing: {lines}");
        }
        assert!(lines.contains("transactions 4\n"), "{lines}");
        assert!(lines.ends_with("open sale approved 3\nopen sale voided 1\n"), "{lines}");
        let json = figures.text(Form::Json).unwrap_or_default();
        let value: serde_json::Value = serde_json::from_str(&json).unwrap_or_default();
        assert_eq!((&value["bytes"], &value["open"][0]["count"]), (&4096.into(), &3.into()), "{json}");
    }
}
