//! The file of customers: power cuts, failing and full disks, and that nothing is left of whoever is erased.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "support/cut.rs"]
mod cut;
#[path = "support/folder.rs"]
mod folder;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use keytill::{
    customers::{
        CONSENT_WORDS, Change, Consent, Customer, CustomerStore, Customers, Mobile, OpenedCustomers, Purchase,
        StoreError, read,
    },
    domain::{Amount, BatchNo, Currency, Lang, OperatorNo, Stan, TxnRef, WallTime},
    ledger::disk::{Disk, RealDisk},
    sim::world::{Medium, Trouble},
};

use cut::image;
use folder::Folder;

const FILE: &str = "customers/customers.log";

fn mobile(number: u32) -> Mobile {
    format!("139{number:08}").parse().unwrap()
}

fn customer(number: u32) -> Customer {
    let consent = Consent { at: WallTime(7), words: CONSENT_WORDS, lang: Lang::ZhCn, by: OperatorNo::SUPERVISOR };
    Customer::new(mobile(number), format!("张{number}").parse().unwrap(), consent)
}

fn purchase(stan: u32) -> Purchase {
    Purchase {
        txn: TxnRef { batch: BatchNo::FIRST, stan: Stan::try_from(stan).unwrap() },
        began: WallTime(1_769_061_909_000 + i64::from(stan)),
        amount: Amount::from_minor(1234).unwrap(),
        currency: Currency::Cny,
    }
}

fn open_on(folder: &Path, medium: &Medium) -> Result<OpenedCustomers, StoreError> {
    CustomerStore::open(folder, Arc::new(medium.clone()))
}

fn open(folder: &Folder) -> OpenedCustomers {
    CustomerStore::open(folder.path(), Arc::new(RealDisk)).unwrap()
}

/// The changes of a day: three customers, sales of theirs, one who goes and comes back.
fn changes(all: &Customers, step: usize) -> Option<Change> {
    Some(match step {
        0..=2 => Change::Keep(Box::new(customer(step as u32))),
        3 | 4 => all.link(&mobile(step as u32 - 3), purchase(step as u32)).unwrap(),
        5 => all.erase(&mobile(0)).unwrap(),
        6 => all.link(&mobile(2), purchase(6)).unwrap(),
        7 => all.erase(&mobile(2)).unwrap(),
        8 => Change::Keep(Box::new(customer(0))),
        _ => return None,
    })
}

/// Makes them all. What was acknowledged last and what was under way stay in `seen`.
fn day(folder: &Path, medium: &Medium, seen: &mut (Customers, Customers)) -> Result<(), StoreError> {
    let OpenedCustomers { mut store, customers: mut all, .. } = open_on(folder, medium)?;
    for step in 0.. {
        let Some(change) = changes(&all, step) else { break };
        seen.1.take(change.clone());
        store.make(&change)?;
        all.take(change);
        *seen = (all.clone(), all.clone());
    }
    Ok(())
}

#[test]
fn a_power_cut_at_any_operation_loses_nothing_and_brings_nobody_back() {
    let mut points = 0;
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        medium.trouble(point, Trouble::Cut);
        let mut seen = <(Customers, Customers)>::default();
        let ended = day(folder.path(), &medium, &mut seen).is_ok();
        for seed in 0..8 {
            let image = image(&medium, point, seed);
            let found =
                open_on(folder.path(), &image).unwrap_or_else(|error| panic!("cut at {point}, seed {seed}: {error}"));
            let all = found.customers;
            assert!(all == seen.0 || all == seen.1, "cut at {point}, seed {seed}: {all:?} of {seen:?}");
            // And it goes on from there.
            let mut store = found.store;
            store.make(&Change::Keep(Box::new(customer(99)))).unwrap();
            drop(store);
            assert!(open_on(folder.path(), &image).unwrap().customers.get(&mobile(99)).is_some());
        }
        points = point;
        if ended {
            break;
        }
    }
    assert!(points > 25, "only {points} operations were tried");
}

#[test]
fn an_error_at_any_operation_is_told_and_never_a_lie() {
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        medium.trouble(point, Trouble::Io);
        let mut seen = <(Customers, Customers)>::default();
        let ended = day(folder.path(), &medium, &mut seen).is_ok();
        medium.heal();
        let found = open_on(folder.path(), &medium).unwrap_or_else(|error| panic!("error at {point}: {error}"));
        let mut all = found.customers;
        assert!(all == seen.0 || all == seen.1, "error at {point}: {all:?} of {seen:?}");
        // What the start found, and what comes after it, survives a power cut at which nothing arrives that was not synced.
        let mut store = found.store;
        let change = Change::Keep(Box::new(customer(99)));
        store.make(&change).unwrap();
        all.take(change);
        drop(store);
        let image = medium.after_cut(false, || false);
        let after =
            open_on(folder.path(), &image).unwrap_or_else(|error| panic!("cut after {point}: {error}")).customers;
        assert!(after == all, "cut after {point}: {after:?} of {all:?}");
        if ended {
            break;
        }
    }
}

#[test]
fn a_full_disk_refuses_changes_and_takes_them_again() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut store = open_on(folder.path(), &medium).unwrap().store;
    let keep = |number| Change::Keep(Box::new(customer(number)));
    store.make(&keep(1)).unwrap();
    medium.trouble(1, Trouble::Full);
    let _ = medium.sync_dir(folder.path());
    assert!(matches!(store.make(&keep(2)), Err(StoreError::NoRoom)));
    assert!(matches!(store.make(&Change::Erase(mobile(1))), Err(StoreError::NoRoom)));
    medium.heal();
    store.make(&keep(3)).unwrap();
    store.make(&Change::Erase(mobile(1))).unwrap();
    drop(store);
    let all = open_on(folder.path(), &medium).unwrap().customers;
    assert_eq!(all, Customers::of([customer(3)]));
}

/// Every file below a folder that has these bytes.
fn files_with(folder: &Path, bytes: &[u8]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_with(&path, bytes));
        } else if fs::read(&path).unwrap().windows(bytes.len()).any(|window| window == bytes) {
            found.push(path);
        }
    }
    found
}

#[test]
fn no_byte_of_an_erased_customer_is_left_in_any_file() {
    let folder = Folder::new();
    let mut opened = open(&folder);
    let mut all = Customers::default();
    for number in [1, 2] {
        let change = Change::Keep(Box::new(customer(number)));
        opened.store.make(&change).unwrap();
        all.take(change);
        let change = all.link(&mobile(number), purchase(number)).unwrap();
        opened.store.make(&change).unwrap();
        all.take(change);
    }
    let (gone, stays) = (mobile(1), mobile(2));
    assert_eq!(files_with(folder.path(), gone.digits().as_bytes()), [folder.join(FILE)]);
    // What a compaction that was cut off has left.
    drop(opened);
    fs::copy(folder.join(FILE), folder.join(FILE).with_extension("new")).unwrap();
    open(&folder).store.make(&Change::Erase(gone.clone())).unwrap();
    for text in [gone.digits(), "张1", "\"stan\":1,"] {
        assert!(files_with(folder.path(), text.as_bytes()).is_empty(), "{text} is left");
    }
    assert_eq!(files_with(folder.path(), stays.digits().as_bytes()), [folder.join(FILE)]);
    assert_eq!(read(folder.path()).unwrap().len(), 1);
}

#[test]
fn only_its_owner_reads_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    drop(open(&folder));
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(folder.join("customers")), mode(folder.join(FILE))), (0o700, 0o600));
}

/// Tomorrow's program reads today's file: these bytes are never written anew.
#[test]
fn the_file_of_version_one_is_read() {
    let folder = Folder::new();
    fs::create_dir_all(folder.join("customers")).unwrap();
    fs::copy("tests/data/customers-v1.log", folder.join(FILE)).unwrap();
    let all = open(&folder).customers;
    let numbers: Vec<&str> = all.iter().map(|customer| customer.mobile.digits()).collect();
    assert_eq!(numbers, ["13900000001", "13900000002"]);
    let second = all.get(&mobile(2)).unwrap();
    assert_eq!((second.name.as_str(), &second.consent), ("张2", &customer(2).consent));
    assert_eq!(second.purchases, [purchase(6)]);
    assert_eq!(all.get(&mobile(1)).unwrap().purchases, [purchase(4)]);
}
