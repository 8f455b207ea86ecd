//! Keytill: a full-screen payment terminal for Linux-based smart POS boxes.
//!
//! `ARCHITECTURE.md` has the map, and says which module may use which.

pub mod acquirer;
pub mod app;
pub mod blackbox;
pub mod catalogue;
pub mod cli;
pub mod customers;
pub mod domain;
pub mod emv;
pub mod enrol;
pub mod fees;
pub mod flow;
pub mod i18n;
pub mod iso8583;
pub mod keypad;
pub mod ledger;
pub mod orders;
pub mod printer;
pub mod reader;
pub mod report;
pub mod runtime;
pub mod screen;
pub mod seat;
pub mod signature;
pub mod sim;
pub mod ui;
pub mod web;
