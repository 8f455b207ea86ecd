//! The catalogue's file: power cuts, failing and full disks, flipped bits, and that it never grows without end.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "support/cut.rs"]
mod cut;
#[path = "support/folder.rs"]
mod folder;

use std::{fs, path::Path, sync::Arc};

use keytill::{
    catalogue::{Catalogue, Edit, Name, Opened, Price, Product, ProductNo, Record, Stock, Store, StoreError, read},
    domain::{Amount, OperatorNo, WallTime},
    ledger::{
        disk::RealDisk,
        record_file::{Form, RecordFile},
    },
    sim::world::{Medium, Trouble},
};

use cut::image;
use folder::Folder;

const FILE: &str = "products/catalogue.log";

fn no(number: usize) -> ProductNo {
    ProductNo::try_from(number as i64).unwrap()
}

fn product(number: usize) -> Product {
    let name: Name = format!("商品{number}").parse().unwrap();
    Product::new(no(number), name, Price::try_from(Amount::from_minor(350).unwrap()).unwrap())
}

fn list(count: usize) -> Catalogue {
    Catalogue::of((1..=count).map(|number| Record::from(product(number))))
}

fn stock(all: &Catalogue, number: usize, count: i64) -> Record {
    let edit = Edit::Stock(no(number), Stock::try_from(count).unwrap());
    all.plan(&edit, WallTime(count), Some(OperatorNo::SUPERVISOR)).unwrap()
}

fn open_on(folder: &Path, medium: &Medium) -> Result<Opened, StoreError> {
    Store::open(folder, Arc::new(medium.clone()))
}

fn open(folder: &Folder) -> Opened {
    Store::open(folder.path(), Arc::new(RealDisk)).unwrap()
}

/// A day: an import, changes, another import, a change. What was acknowledged last and what was under way stay in `seen`.
fn day(folder: &Path, medium: &Medium, seen: &mut (Catalogue, Catalogue)) -> Result<(), StoreError> {
    let Opened { mut store, catalogue, .. } = open_on(folder, medium)?;
    *seen = (catalogue.clone(), list(5));
    store.replace(&list(5))?;
    let mut all = list(5);
    *seen = (all.clone(), all.clone());
    for count in 1..=4 {
        let record = stock(&all, count as usize, count);
        seen.1.put(record.clone());
        store.keep(&record)?;
        all.put(record);
        *seen = (all.clone(), all.clone());
    }
    let next = list(7);
    seen.1 = next.clone();
    store.replace(&next)?;
    *seen = (next.clone(), next.clone());
    let record = stock(&next, 6, 600);
    seen.1.put(record.clone());
    store.keep(&record)?;
    seen.0 = seen.1.clone();
    Ok(())
}

#[test]
fn a_power_cut_at_any_operation_loses_and_tears_nothing() {
    let mut points = 0;
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        medium.trouble(point, Trouble::Cut);
        let mut seen = (Catalogue::default(), Catalogue::default());
        let ended = day(folder.path(), &medium, &mut seen).is_ok();
        for seed in 0..8 {
            let image = image(&medium, point, seed);
            let found =
                open_on(folder.path(), &image).unwrap_or_else(|error| panic!("cut at {point}, seed {seed}: {error}"));
            let all = found.catalogue;
            assert!(all == seen.0 || all == seen.1, "cut at {point}, seed {seed}: {all:?} of {seen:?}");
            // And it goes on from there, and is read again.
            let mut store = found.store;
            let mut next = all.clone();
            next.put(Record::from(product(99)));
            store.keep(&Record::from(product(99))).unwrap();
            drop(store);
            assert_eq!(open_on(folder.path(), &image).unwrap().catalogue, next, "cut at {point}, seed {seed}");
        }
        points = point;
        if ended {
            break;
        }
    }
    assert!(points > 20, "only {points} operations were tried");
}

#[test]
fn an_error_at_any_operation_is_told_and_never_a_lie() {
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        medium.trouble(point, Trouble::Io);
        let mut seen = (Catalogue::default(), Catalogue::default());
        let ended = day(folder.path(), &medium, &mut seen).is_ok();
        medium.heal();
        let found = open_on(folder.path(), &medium).unwrap_or_else(|error| panic!("error at {point}: {error}"));
        let mut all = found.catalogue;
        assert!(all == seen.0 || all == seen.1, "error at {point}: {all:?} of {seen:?}");
        // What the start found, and what comes after it, survives a power cut at which nothing arrives that was not synced.
        let mut store = found.store;
        store.keep(&product(99).into()).unwrap();
        all.put(product(99).into());
        drop(store);
        let image = medium.after_cut(false, || false);
        let after =
            open_on(folder.path(), &image).unwrap_or_else(|error| panic!("cut after {point}: {error}")).catalogue;
        assert!(after == all, "cut after {point}: {after:?} of {all:?}");
        if ended {
            break;
        }
    }
}

#[test]
fn after_a_failed_sync_nothing_more_is_written() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut store = open_on(folder.path(), &medium).unwrap().store;
    // The write, then its sync.
    medium.trouble(2, Trouble::Io);
    assert!(matches!(store.keep(&product(1).into()), Err(StoreError::Stopped(_))));
    medium.heal();
    assert!(matches!(store.keep(&product(2).into()), Err(StoreError::Stopped(_))));
    assert!(matches!(store.replace(&list(2)), Err(StoreError::Stopped(_))));
}

#[test]
fn a_full_disk_refuses_changes_and_takes_them_again() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut store = open_on(folder.path(), &medium).unwrap().store;
    store.keep(&product(1).into()).unwrap();
    medium.trouble(1, Trouble::Full);
    let _ = medium.sync_something(folder.path());
    assert!(matches!(store.keep(&product(2).into()), Err(StoreError::NoRoom)));
    assert!(matches!(store.replace(&list(9)), Err(StoreError::NoRoom)));
    medium.heal();
    store.keep(&product(3).into()).unwrap();
    drop(store);
    let all = open_on(folder.path(), &medium).unwrap().catalogue;
    assert_eq!((all.len(), all.get(no(3)).is_some()), (2, true));
}

/// The journal must be able to reverse and settle: what did not become a new file leaves its room to it.
#[test]
fn an_import_that_does_not_fit_leaves_nothing_behind() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut store = open_on(folder.path(), &medium).unwrap().store;
    store.keep(&product(1).into()).unwrap();
    // The new file, its first piece; the second one finds the disk full.
    medium.trouble(3, Trouble::Full);
    assert!(matches!(store.replace(&list(8000)), Err(StoreError::NoRoom)));
    let files = keytill::ledger::disk::Disk::list(&medium, &folder.join("products")).unwrap();
    assert_eq!(files, [folder.join(FILE)]);
    medium.heal();
    store.keep(&product(2).into()).unwrap();
    drop(store);
    assert_eq!(open_on(folder.path(), &medium).unwrap().catalogue.len(), 2);
}

#[test]
fn no_file_is_written_that_is_too_long_to_be_read() {
    static SMALL: Form =
        Form { folder: "small", file: "a.log", new: "a.new", magic: *b"KTTEST\r\n", version: 1, longest: 4000 };
    let folder = Folder::new();
    let disk = Arc::new(Medium::default());
    let (mut file, ..) = RecordFile::open::<String>(&SMALL, folder.path(), disk.clone()).unwrap();
    let lines = |count: usize| vec!["x".repeat(100); count];
    file.replace(lines(9).iter()).unwrap();
    assert!(matches!(file.replace(lines(90).iter()), Err(StoreError::NoRoom)));
    drop(file);
    let (_, found, _) = RecordFile::open::<String>(&SMALL, folder.path(), disk).unwrap();
    assert_eq!(found, lines(9));
}

/// One operation of the disk, by which trouble that was ordered begins.
trait Something {
    fn sync_something(&self, dir: &Path) -> std::io::Result<()>;
}

impl Something for Medium {
    fn sync_something(&self, dir: &Path) -> std::io::Result<()> {
        keytill::ledger::disk::Disk::sync_dir(self, dir)
    }
}

#[test]
fn a_flipped_bit_is_found_and_named_and_nothing_is_changed() {
    let folder = Folder::new();
    let mut store = open(&folder).store;
    for number in 1..=3 {
        store.keep(&product(number).into()).unwrap();
    }
    drop(store);
    let whole = fs::read(folder.join(FILE)).unwrap();
    for at in 0..whole.len() {
        let mut bad = whole.clone();
        bad[at] ^= 1 << (at % 8);
        fs::write(folder.join(FILE), &bad).unwrap();
        match Store::open(folder.path(), Arc::new(RealDisk)).map(|_| ()) {
            Err(StoreError::Damaged { .. }) => {}
            other => panic!("byte {at}: {other:?}"),
        }
        assert!(read(folder.path()).is_err());
        assert_eq!(fs::read(folder.join(FILE)).unwrap(), bad, "the file was changed");
    }
    fs::write(folder.join(FILE), &whole).unwrap();
    assert_eq!(read(folder.path()).unwrap(), list(3));
}

#[test]
fn a_file_of_another_version_is_left_alone() {
    let folder = Folder::new();
    drop(open(&folder));
    let mut bytes = fs::read(folder.join(FILE)).unwrap();
    bytes[8] = 2;
    let crc = crc32c::crc32c(&bytes[..12]).to_le_bytes();
    bytes[12..16].copy_from_slice(&crc);
    fs::write(folder.join(FILE), &bytes).unwrap();
    let refused = Store::open(folder.path(), Arc::new(RealDisk)).map(|_| ());
    assert!(matches!(refused, Err(StoreError::Version { version: 2, .. })));
    assert_eq!(fs::read(folder.join(FILE)).unwrap(), bytes);
}

/// Tomorrow's program reads today's file: these bytes are never written anew.
#[test]
fn the_file_of_version_one_is_read() {
    let folder = Folder::new();
    fs::create_dir_all(folder.join("products")).unwrap();
    fs::copy("tests/data/catalogue-v1.log", folder.join(FILE)).unwrap();
    let all = open(&folder).catalogue;
    let milk = all.by_barcode(&"6921168509256".parse().unwrap()).unwrap();
    assert_eq!((milk.product.name.as_str(), milk.product.initials.as_str(), milk.history.len()), ("纯牛奶", "CNN", 4));
    assert_eq!(all.len(), 2);
}

#[test]
fn two_programs_never_have_it_open_and_anyone_may_read() {
    let folder = Folder::new();
    assert!(read(folder.path()).unwrap().is_empty(), "none yet");
    let mut first = open(&folder);
    first.store.replace(&list(3)).unwrap();
    let second = Store::open(folder.path(), Arc::new(RealDisk)).map(|_| ());
    assert!(matches!(second, Err(StoreError::InUse { pid, .. }) if pid == std::process::id()));
    assert_eq!(read(folder.path()).unwrap(), list(3));
}

#[test]
fn a_file_that_grows_is_made_short() {
    let folder = Folder::new();
    let mut opened = open(&folder);
    opened.store.replace(&list(2)).unwrap();
    let mut all = list(2);
    let long = Product { name: "长".repeat(40).parse().unwrap(), ..product(1) };
    all.put(long.into());
    let mut largest = 0;
    for count in 0..1500 {
        let record = stock(&all, 1, count);
        opened.store.keep(&record).unwrap();
        all.put(record);
        largest = largest.max(fs::metadata(folder.join(FILE)).unwrap().len());
    }
    assert!((4 << 20..6 << 20).contains(&largest), "{largest} bytes");
    assert!(fs::metadata(folder.join(FILE)).unwrap().len() < largest, "it was never made short");
    drop(opened);
    assert_eq!(open(&folder).catalogue, all);
    // And what is long from many starts is made short by one.
    let before = fs::metadata(folder.join(FILE)).unwrap().len();
    let mut opened = open(&folder);
    for count in 0..1200 {
        opened.store.keep(&Record::from(Product { stock: Stock::try_from(count).unwrap(), ..product(2) })).unwrap();
    }
    drop(opened);
    assert_eq!(open(&folder).catalogue.len(), 2);
    assert!(fs::metadata(folder.join(FILE)).unwrap().len() < before.max(100_000));
}
