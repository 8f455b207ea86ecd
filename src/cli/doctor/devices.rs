//! Card reader and printer. Both are for one program at a time: where a terminal may have them, neither is touched.

use super::{Check, Patient, State};
use crate::{
    acquirer::Tmk,
    cli::Config,
    printer::{Condition, Sink},
    reader::{self, Found, Tried},
    screen::condition_trouble,
};

/// Looks at reader and printer.
pub(super) fn checks(patient: &Patient) -> Vec<Check> {
    let t = patient.t;
    let names = [("reader", t.doctor_name_reader()), ("printer", t.doctor_name_printer())];
    let all = |why: std::borrow::Cow<'static, str>| {
        names.clone().map(|name| Check::new(name, State::NotChecked, why.clone())).into()
    };
    match (patient.config(), patient.left_alone()) {
        (None, _) => all(t.doctor_no_config()),
        (Some(_), Some(why)) => all(why),
        (Some(config), None) => vec![reader(patient, config), printer(patient, config)],
    }
}

fn reader(patient: &Patient, config: &Config) -> Check {
    let (t, name, wanted) = (patient.t, ("reader", patient.t.doctor_name_reader()), &config.reader);
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return Check::new(name, State::Fail, error.to_string()),
    };
    let device = wanted.device.display().to_string();
    match runtime.block_on(reader::detect(&wanted.device)) {
        Err(tries) => no_reader(patient, device, &tries),
        Ok(found) if found.protocol != wanted.protocol || found.baud != wanted.baud() => {
            let value = t.doctor_reader_other(found.baud.to_string(), device, found.protocol.name());
            Check::new(name, State::Fail, value).or(t.doctor_do_reader())
        }
        Ok(found) => found_reader(patient, config, &found),
    }
}

/// Nobody answers, or the line cannot be opened: then there was one try, and it says why.
fn no_reader(patient: &Patient, device: String, tries: &[Tried]) -> Check {
    let (t, name) = (patient.t, ("reader", patient.t.doctor_name_reader()));
    match tries {
        [shut] => Check::new(name, State::Fail, shut.why.clone()).or(t.doctor_do_reader_shut()),
        _ => Check::new(name, State::Fail, t.doctor_reader_silent(device)).or(t.doctor_do_reader()),
    }
}

fn found_reader(patient: &Patient, config: &Config, found: &Found) -> Check {
    let (t, name) = (patient.t, ("reader", patient.t.doctor_name_reader()));
    let slots: Vec<String> = found.health.pin_slots.iter().map(u8::to_string).collect();
    let slots = if slots.is_empty() { "-".to_owned() } else { slots.join(" ") };
    let baud = found.baud.to_string();
    let value = t.doctor_reader_is(baud, found.info.model.as_str(), found.protocol.name(), slots);
    match config.tmk() {
        Tmk::Pad { index } if !found.health.pin_slots.contains(&index) => {
            Check::new(name, State::Fail, value).or(t.doctor_do_reader_key(index))
        }
        Tmk::Pad { .. } | Tmk::Software(_) => Check::new(name, State::Ok, value),
    }
}

fn printer(patient: &Patient, config: &Config) -> Check {
    let (t, name) = (patient.t, ("printer", patient.t.doctor_name_printer()));
    let mut sink = match Sink::new(&config.printer) {
        Ok(sink) => sink,
        Err(error) => return Check::new(name, State::Fail, error.to_string()).or(t.doctor_do_printer()),
    };
    let condition = sink.ask();
    let (state, value) = match condition {
        Condition::None => (State::NotChecked, t.doctor_printer_none()),
        Condition::Well => (State::Ok, t.doctor_printer_well()),
        Condition::Unknown | Condition::Silent => (State::NotChecked, t.doctor_printer_silent()),
        Condition::PaperLow => (State::Warn, t.status_paper_low()),
        Condition::PaperOut | Condition::CoverOpen | Condition::Gone | Condition::Offline | Condition::Fault => {
            (State::Fail, condition_trouble(t, condition).unwrap_or_else(|| t.status_trouble()))
        }
    };
    Check::new(name, state, value).or(t.doctor_do_printer())
}
