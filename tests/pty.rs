//! The real binary in a pseudo-terminal: keys in, text out, signals, kill -9, bad input, and other hosts and pads.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "terminal/mod.rs"]
mod terminal;

#[path = "link_host/certs.rs"]
#[allow(dead_code, reason = "each program uses only a part of it")]
mod certs;

#[path = "pty/approval.rs"]
mod approval;
#[path = "pty/basket.rs"]
mod basket;
#[path = "pty/batch.rs"]
mod batch;
#[path = "pty/bill.rs"]
mod bill;
#[path = "pty/blackbox.rs"]
mod blackbox;
#[path = "pty/box_files.rs"]
mod box_files;
#[path = "pty/customers.rs"]
mod customers;
#[path = "pty/damage.rs"]
mod damage;
#[path = "pty/disk.rs"]
mod disk;
#[path = "pty/doctor.rs"]
mod doctor;
#[path = "pty/doubt.rs"]
mod doubt;
#[path = "pty/ecash.rs"]
mod ecash;
#[path = "pty/enrolment.rs"]
mod enrolment;
#[path = "pty/exceptions.rs"]
mod exceptions;
#[path = "pty/faults.rs"]
mod faults;
#[path = "pty/fees.rs"]
mod fees;
#[path = "pty/first_sale.rs"]
mod first_sale;
#[path = "pty/guard.rs"]
mod guard;
#[path = "pty/journal.rs"]
mod journal;
#[path = "pty/keypads.rs"]
mod keypads;
#[path = "pty/kills.rs"]
mod kills;
#[path = "pty/leaks.rs"]
mod leaks;
#[path = "pty/live.rs"]
mod live;
#[path = "pty/mobile.rs"]
mod mobile;
#[path = "pty/orders.rs"]
mod orders;
#[path = "pty/paper.rs"]
mod paper;
#[path = "pty/power.rs"]
mod power;
#[path = "pty/private.rs"]
mod private;
#[path = "pty/readers.rs"]
mod readers;
#[path = "pty/reports.rs"]
mod reports;
#[path = "pty/roster.rs"]
mod roster;
#[path = "pty/sale.rs"]
mod sale;
#[path = "pty/seats.rs"]
mod seats;
#[path = "pty/service.rs"]
mod service;
#[path = "pty/signals.rs"]
mod signals;
#[path = "pty/signing.rs"]
mod signing;
#[path = "pty/tls.rs"]
mod tls;
#[path = "pty/touch.rs"]
mod touch;
#[path = "pty/voice.rs"]
mod voice;
