//! Failing, full and cut media, at every operation in turn.

use keytill::{
    domain::*,
    ledger::{CommitError, DeviceKey, GivenKey, Ledger, OpenError, Options, Room},
    sim::world::{Medium, Trouble},
};

use super::{cut::image, support::*};

fn options(medium: &Medium) -> Options {
    let mut options = Options::new(NOON);
    options.disk = std::sync::Arc::new(medium.clone());
    // Small, so that a segment fills up within a test.
    options.segment_limit = 6000;
    options
}

/// Sales, a settlement and rotations until something fails. Gives what was acknowledged last.
fn day(ledger: &mut Ledger, acknowledged: &mut Book) -> Result<(), CommitError> {
    let mut step = |ledger: &mut Ledger, facts: Vec<Fact>, secrets: Vec<(TxnRef, CardSecret)>| {
        let done = ledger.commit(NOON, facts, secrets);
        if done.is_ok() {
            *acknowledged = ledger.book().clone();
        }
        let _ = ledger.index_pending();
        done.map(|_| ())
    };
    for minor in 1..=5 {
        let txn = transaction(ledger.book(), Kind::Sale, minor, NOON);
        let name = txn.txn;
        step(ledger, vec![Fact::Began(Box::new(txn))], vec![(name, secret())])?;
        step(ledger, vec![approved(name)], Vec::new())?;
    }
    let facts = settlement(ledger.book());
    step(ledger, facts, Vec::new())?;
    let batch = ledger.book().batch;
    step(ledger, vec![Fact::Settled { batch, next: batch.next() }], Vec::new())?;
    let txn = transaction(ledger.book(), Kind::Sale, 9, NOON);
    let name = txn.txn;
    step(ledger, vec![Fact::Began(Box::new(txn))], vec![(name, secret())])
}

#[test]
fn a_power_cut_at_any_operation_loses_nothing_acknowledged() {
    let mut points = 0;
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        medium.trouble(point, Trouble::Cut);
        let mut acknowledged = Book::default();
        let ended = match Ledger::open(folder.path(), &options(&medium)) {
            Ok(mut opened) => day(&mut opened.ledger, &mut acknowledged).is_ok(),
            Err(_) => false,
        };
        for seed in 0..4 {
            let image = image(&medium, point, seed);
            let after = Folder::new();
            let image = image.moved(folder.path(), after.path());
            if seed > 1 && folder.path().join("index").exists() {
                copy(&folder.path().join("index"), &after.path().join("index"));
            }
            let mut opened = match Ledger::open(after.path(), &options(&image)) {
                Ok(opened) => opened,
                // The names of the very first segment never arrived, but sled's files, which are on the real disk, did.
                Err(OpenError::Damaged(_)) if acknowledged == Book::default() => continue,
                Err(error) => unreachable!("cut at {point}, seed {seed}: {error}"),
            };
            check_after(&acknowledged, &opened.book, point);
            assert!(
                opened.ledger.commit(NOON, vec![Fact::StanTaken { stan: opened.book.free_stan() }], vec![]).is_ok()
            );
            for txn in opened.book.transactions.values() {
                assert_eq!(opened.ledger.unseal(txn.txn).unwrap(), secret());
            }
        }
        points = point;
        if ended {
            break;
        }
    }
    assert!(points > 40, "only {points} operations were tried");
    println!("the power cut at {points} operations, four images of each");
}

/// The book after a mishap is the acknowledged one or one commit further, never less.
fn check_after(acknowledged: &Book, found: &Book, point: usize) {
    let weight = |book: &Book| {
        let known = |t: &Transaction| 1 + usize::from(t.state == State::Approved);
        let rows: usize = book.transactions.values().map(known).sum();
        (book.batch, book.settlement.is_some(), rows)
    };
    if found == acknowledged {
        return;
    }
    let (before, after) = (weight(acknowledged), weight(found));
    let one_row = before.0 == after.0 && before.1 == after.1 && after.2 == before.2 + 1;
    let settling = before.0 == after.0 && !before.1 && after.1;
    let settled = after.0 == before.0.next() && before.1 && !after.1;
    assert!(one_row || settling || settled, "at {point}: {before:?} became {after:?}");
}

#[test]
fn an_input_output_error_at_any_operation_is_final_and_never_a_lie() {
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        let mut acknowledged = Book::default();
        let mut opened = Ledger::open(folder.path(), &options(&medium)).unwrap();
        let begin = medium.operations();
        medium.trouble(point, Trouble::Io);
        let ended = day(&mut opened.ledger, &mut acknowledged);
        let reached = medium.operations() - begin >= point;
        if let Err(CommitError::Stopped(_)) = ended {
            assert_eq!(opened.ledger.book(), &acknowledged, "the book goes back to what is durable");
            let stan = opened.ledger.book().free_stan();
            let again = opened.ledger.commit(NOON, vec![Fact::StanTaken { stan }], Vec::new());
            assert!(matches!(again, Err(CommitError::Stopped(_))), "a failed write must never be tried again");
            assert_eq!(opened.ledger.room(), Room::Full);
        }
        drop(opened);
        medium.heal();
        let mut again = Ledger::open(folder.path(), &options(&medium)).unwrap();
        check_after(&acknowledged, &again.book, point);
        // What the start found and what comes after it survives a power cut at which nothing arrives that was not synced,
        // the bytes and the name among them whose sync has failed.
        sale(&mut again.ledger, 77);
        let book = again.ledger.book().clone();
        drop(again);
        let image = medium.after_cut(false, || false);
        let mut after = match Ledger::open(folder.path(), &options(&image)) {
            Ok(opened) => opened,
            Err(error) => panic!("at {point}: {error}"),
        };
        assert!(after.book == book, "at {point}: {:?} instead of {book:?}", after.book);
        for txn in book.transactions.values() {
            assert_eq!(after.ledger.unseal(txn.txn).map_err(|error| error.to_string()), Ok(secret()), "at {point}");
        }
        if !reached {
            assert!(point > 40);
            println!("{point} operations of a day failed");
            break;
        }
    }
}

/// A key is made in several steps, and a step that fails refuses the sale and not the day: the next sale must not be sealed
/// under a key that is only in memory.
#[test]
fn a_card_that_was_sealed_after_a_key_could_not_be_kept_outlives_a_power_cut() {
    let mut refused = 0;
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        let mut ledger = Ledger::open(folder.path(), &options(&medium)).unwrap().ledger;
        let begin = medium.operations();
        medium.trouble(point, Trouble::Io);
        let txn = transaction(ledger.book(), Kind::Sale, 5, NOON);
        let name = txn.txn;
        let mut sell = || ledger.commit(NOON, vec![Fact::Began(Box::new(txn.clone()))], vec![(name, secret())]);
        let reached = match sell() {
            Err(CommitError::Vault(_)) => {
                refused += 1;
                sell().unwrap();
                let image = medium.after_cut(false, || false);
                drop(ledger);
                let after = Ledger::open(folder.path(), &options(&image));
                let found = after.unwrap().ledger.unseal(name).map_err(|error| error.to_string());
                assert_eq!(found, Ok(secret()), "at {point}");
                true
            }
            _ => medium.operations() - begin >= point,
        };
        if !reached {
            break;
        }
    }
    assert!(refused >= 8, "only {refused} steps of making a key failed");
}

#[test]
fn a_medium_that_turns_read_only_stops_writing_and_can_still_be_read() {
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        let mut opened = Ledger::open(folder.path(), &options(&medium)).unwrap();
        let begin = medium.operations();
        medium.trouble(point, Trouble::ReadOnly);
        let mut acknowledged = Book::default();
        let ended = day(&mut opened.ledger, &mut acknowledged);
        let reached = medium.operations() - begin >= point;
        if let Err(error) = ended {
            let said = error.to_string();
            assert!(matches!(error, CommitError::Stopped(_) | CommitError::Vault(_)), "at {point}: {said}");
            assert!(said.contains("ead-only") && said.contains(&*folder.path().to_string_lossy()), "{said}");
            assert_eq!(opened.ledger.book(), &acknowledged);
            let rows = opened.ledger.query(&keytill::ledger::Query::Last { limit: 100 }).unwrap();
            assert!(acknowledged.transactions.values().all(|t| rows.contains(t)), "what is recorded can be listed");
            assert!(acknowledged.transactions.values().all(|t| opened.ledger.unseal(t.txn).is_ok()));
        }
        drop(opened);
        // Nothing can be promised on such a medium, so it is not opened, and nothing is changed.
        if reached {
            assert!(matches!(Ledger::open(folder.path(), &options(&medium)), Err(OpenError::Disk { .. })));
        }
        medium.heal();
        let again = Ledger::open(folder.path(), &options(&medium)).unwrap();
        check_after(&acknowledged, &again.book, point);
        if !reached {
            assert!(point > 40);
            println!("read-only from each of {point} operations on");
            break;
        }
    }
}

#[test]
fn a_clock_that_jumps_back_changes_no_order_of_records() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut ledger = Ledger::open(folder.path(), &options(&medium)).unwrap().ledger;
    let times = [NOON, WallTime(NOON.0 + 5000), WallTime(0), WallTime(-1), WallTime(i64::MIN), WallTime(NOON.0 + 1)];
    let mut last = 0;
    let mut model = Model::default();
    for (at, minor) in times.into_iter().zip(1..) {
        let txn = transaction(ledger.book(), Kind::Sale, minor, at);
        let name = txn.txn;
        let done = ledger.commit(at, vec![Fact::Began(Box::new(txn)), approved(name)], Vec::new()).unwrap();
        assert!(done.sequence > last);
        last = done.sequence;
    }
    model.0.extend(ledger.book().transactions.values().map(|t| (t.txn, t.clone())));
    model.check(&mut ledger);
    let book = ledger.book().clone();
    drop(ledger);
    let mut again = Ledger::open(folder.path(), &options(&medium)).unwrap();
    assert_eq!(again.book, book);
    model.check(&mut again.ledger);
}

#[test]
fn a_full_disk_refuses_before_writing_and_goes_on_afterwards() {
    for point in 1.. {
        let folder = Folder::new();
        let medium = Medium::default();
        let mut ledger = Ledger::open(folder.path(), &options(&medium)).unwrap().ledger;
        let begin = medium.operations();
        medium.trouble(point, Trouble::Full);
        let mut acknowledged = Book::default();
        let ended = day(&mut ledger, &mut acknowledged);
        let reached = medium.operations() - begin >= point;
        assert!(matches!(ended, Ok(()) | Err(CommitError::NoRoom(_))), "at {point}: {ended:?}");
        assert_eq!(ledger.book(), &acknowledged);
        if reached {
            assert_ne!(ledger.room(), Room::Enough);
        }
        medium.heal();
        sale(&mut ledger, 77);
        let book = ledger.book().clone();
        drop(ledger);
        assert_eq!(Ledger::open(folder.path(), &options(&medium)).unwrap().book, book);
        if !reached {
            println!("full from each of {point} operations on");
            break;
        }
    }
}

#[test]
fn a_full_disk_leaves_room_to_reverse_and_settle() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut usual = options(&medium);
    usual.segment_limit = 8 << 20;
    let mut ledger = Ledger::open(folder.path(), &usual).unwrap().ledger;
    let txn = sale(&mut ledger, 1);
    medium.trouble(1, Trouble::Full);
    let facts = vec![Fact::StanTaken { stan: txn.stan.next() }];
    commit(&mut ledger, facts.clone());
    assert_eq!(ledger.room(), Room::Low);
    for _ in 0..300 {
        commit(&mut ledger, facts.clone());
    }
    settle(&mut ledger);
    assert_eq!(ledger.book().batch.get(), 2);
    while ledger.commit(NOON, vec![Fact::Started { version: "v".repeat(1000) }], Vec::new()).is_ok() {}
    assert_eq!(ledger.room(), Room::Full);
    medium.heal();
    assert!(ledger.index_pending().is_ok());
    assert_eq!(ledger.room(), Room::Enough);
}

/// Where no next segment can be begun, the last one does not grow until no start reads it any more.
#[test]
fn a_segment_that_is_not_followed_by_another_ends_while_a_start_still_reads_it() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut endless = options(&medium);
    endless.segment_limit = u64::MAX;
    let mut ledger = Ledger::open(folder.path(), &endless).unwrap().ledger;
    for length in [1_000_000, 100_000, 1_000] {
        let facts = vec![Fact::Started { version: "v".repeat(length) }];
        let refused = (0..1000).find_map(|_| {
            let done = ledger.commit(NOON, facts.clone(), Vec::new());
            done.and_then(|_| Ok(ledger.index_pending())).err()
        });
        assert!(matches!(refused, Some(CommitError::NoRoom(_))), "{length}: {refused:?}");
    }
    assert_eq!(ledger.room(), Room::Low, "no sale begins");
    drop(ledger);
    let mut opened = Ledger::open(folder.path(), &options(&medium)).unwrap_or_else(|error| panic!("{error}"));
    // The next segment can be begun now.
    let _ = opened.ledger.commit(NOON, vec![Fact::Started { version: "v".into() }], Vec::new());
    sale(&mut opened.ledger, 1);
}

#[test]
fn a_commit_is_one_write_and_one_sync() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut ledger = Ledger::open(folder.path(), &options(&medium)).unwrap().ledger;
    let name = sale(&mut ledger, 1);
    let before = medium.costs();
    let facts = vec![Fact::Printed { txn: name }, Fact::StanTaken { stan: name.stan.next() }];
    ledger.commit(NOON, facts, vec![(name, secret())]).unwrap();
    let after = medium.costs();
    assert_eq!((after.0 - before.0, after.1 - before.1), (1, 1));
}

#[test]
fn a_record_that_a_failed_sync_left_in_memory_is_made_durable_at_the_next_start() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut ledger = Ledger::open(folder.path(), &options(&medium)).unwrap().ledger;
    let txn = transaction(ledger.book(), Kind::Sale, 5, NOON);
    // The second operation of a commit is its sync.
    medium.trouble(2, Trouble::Io);
    let facts = vec![Fact::Began(Box::new(txn))];
    assert!(matches!(ledger.commit(NOON, facts, Vec::new()), Err(CommitError::Stopped(_))));
    drop(ledger);
    medium.heal();
    let opened = Ledger::open(folder.path(), &options(&medium)).unwrap();
    assert_eq!(opened.book.transactions.len(), 1);
    // Nothing but what was synced survives this.
    let image = medium.after_cut(false, || false);
    drop(opened);
    let again = Ledger::open(folder.path(), &options(&image)).unwrap();
    assert_eq!(again.book.transactions.len(), 1);
}

#[test]
fn a_flipped_byte_under_a_running_medium_is_seen_at_the_next_start() {
    let folder = Folder::new();
    let medium = Medium::default();
    let mut ledger = Ledger::open(folder.path(), &options(&medium)).unwrap().ledger;
    sale(&mut ledger, 1);
    drop(ledger);
    medium.poke(&folder.segment(1), 200, |byte| byte ^ 1);
    assert!(matches!(Ledger::open(folder.path(), &options(&medium)), Err(OpenError::Damaged(_))));
    let clear: Vec<u8> = PAN.bytes().collect();
    assert!(medium.all_bytes().iter().all(|b| !b.windows(clear.len()).any(|w| w == clear)));
}

#[test]
fn a_power_cut_while_keys_are_moved_loses_none() {
    let folder = Folder::new();
    let medium = Medium::default();
    let txn = sale(&mut Ledger::open(folder.path(), &options(&medium)).unwrap().ledger, 1);
    let device_key = DeviceKey::Given(GivenKey::read(&[7; 32]).unwrap());
    for point in 1.. {
        let before = medium.after_cut(true, || true);
        before.trouble(point, Trouble::Cut);
        let moved =
            Ledger::open(folder.path(), &Options { device_key: device_key.clone(), ..options(&before) }).is_ok();
        for seed in 0..4 {
            let after = image(&before, point, seed);
            let options = Options { device_key: device_key.clone(), ..options(&after) };
            let mut ledger = Ledger::open(folder.path(), &options).unwrap().ledger;
            assert_eq!(ledger.unseal(txn).unwrap(), secret(), "cut at {point}, seed {seed}");
        }
        if moved {
            assert!(point > 10, "the cuts ended before the keys were moved: {point}");
            break;
        }
    }
}
