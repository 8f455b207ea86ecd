//! Journal, index and batch.

use std::{io::ErrorKind, os::unix::fs::MetadataExt, path::Path};

use super::{Check, Patient, State};
use crate::ledger::{self, IndexState};

/// Looks at what is kept.
pub(super) fn checks(patient: &Patient) -> Vec<Check> {
    let t = patient.t;
    let journal = ("journal", t.doctor_name_journal());
    let index = ("index", t.doctor_name_index());
    let batch = ("batch", t.doctor_name_batch());
    let absent = match &patient.data {
        None => t.doctor_no_data(),
        Some(data) => match shut_to(data) {
            Some(owner) => t.doctor_index_owner(owner),
            None => t.doctor_journal_none(),
        },
    };
    let (Some(look), Some(data)) = (&patient.look, &patient.data) else {
        return [journal, index, batch].map(|name| Check::new(name, State::NotChecked, absent.clone())).into();
    };
    let look = match look {
        Ok(look) => look,
        Err(broken) => {
            let first = Check::new(journal, State::Fail, broken.to_string()).or(t.doctor_do_journal());
            let rest = [index, batch].map(|name| Check::new(name, State::NotChecked, t.doctor_earlier_failed()));
            return [first].into_iter().chain(rest).collect();
        }
    };
    let last = look.last.civil(patient.offset()).to_string();
    let value = t.doctor_journal_is(last, look.records, look.segment);
    vec![Check::new(journal, State::Ok, value), self::index(patient, data), self::batch(patient, look)]
}

/// The owner of a folder that this user may not read.
pub(super) fn shut_to(data: &Path) -> Option<u32> {
    let denied = std::fs::read_dir(data).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied);
    std::fs::metadata(data).ok().filter(|_| denied).map(|about| about.uid())
}

fn index(patient: &Patient, data: &Path) -> Check {
    let (t, name) = (patient.t, ("index", patient.t.doctor_name_index()));
    if let Some(why) = patient.left_alone() {
        return Check::new(name, State::NotChecked, why);
    }
    // To open the index is to write in it, and the terminal must be able to write there afterwards.
    let owner = std::fs::metadata(data).map(|about| about.uid()).ok();
    if let Some(owner) = owner.filter(|owner| *owner != rustix::process::geteuid().as_raw()) {
        return Check::new(name, State::NotChecked, t.doctor_index_owner(owner));
    }
    let remedy = t.doctor_do_index(data.display().to_string());
    let (state, value) = match ledger::look_at_index(data, patient.now) {
        Ok(IndexState::Missing) => (State::Ok, t.doctor_index_missing()),
        Ok(IndexState::InStep(record)) => (State::Ok, t.doctor_index_is(record)),
        Ok(IndexState::Behind { index, journal }) => (State::Ok, t.doctor_index_behind(index, journal)),
        Ok(IndexState::Unusable) => (State::Warn, t.doctor_index_unusable()),
        Ok(IndexState::Ahead { index, journal }) => {
            // The journal is the truth, and has lost something.
            let value = t.doctor_index_ahead(index, journal);
            return Check::new(name, State::Fail, value).or(t.doctor_do_journal());
        }
        Err(error) => (State::Fail, error.to_string().into()),
    };
    Check::new(name, state, value).or(remedy)
}

fn batch(patient: &Patient, look: &ledger::Look) -> Check {
    let book = &look.book;
    let (owed, unresolved) = (book.reversals_owed().count(), book.unresolved().count());
    // What is owed goes out by itself where a terminal runs; what is unresolved waits for a person.
    let waits = unresolved > 0 || (owed > 0 && patient.running.is_none());
    let state = if waits { State::Warn } else { State::Ok };
    let value = patient.t.doctor_batch_is(book.batch.to_string(), book.counted(), owed, unresolved);
    Check::new(("batch", patient.t.doctor_name_batch()), state, value).or(patient.t.doctor_do_batch())
}
