//! The decisions of updates.

use super::*;

const WELL: Health = Health { active: true, restarts: 0 };
const ILL: Health = Health { active: false, restarts: 0 };

fn package(version: &str) -> Package {
    Package { version: version.into(), sha256: format!("sha of {version}") }
}

fn offer(version: &str, order: Ordering) -> Option<Offer> {
    Some(Offer { package: package(version), order })
}

fn free() -> Hand {
    Hand::Free("live, nothing in hand".into())
}

fn trade() -> Hand {
    Hand::Busy("live, in hand: trade".into())
}

fn seen(installed: &str) -> Seen {
    Seen { installed: Some(installed.into()), offer: None, health: WELL, hand: free() }
}

/// 1.0 is installed and its package kept.
fn kept() -> Record {
    Record { kept: Some(package("1.0")), ..Record::default() }
}

/// 1.1 was installed over 1.0 and is on trial.
fn on_trial() -> Record {
    let mut record = kept();
    record.installed(Begun { package: package("1.1"), way: Way::Forward });
    record
}

/// Plays checks until something else is to be done, and says how many there were.
fn play(record: &mut Record, health: impl Fn(usize) -> Health) -> (usize, Step) {
    play_on(record, |count| Seen { health: health(count), ..seen("1.1") })
}

fn play_on(record: &mut Record, seen: impl Fn(usize) -> Seen) -> (usize, Step) {
    for count in 0..100 {
        match next(record, &seen(count)) {
            Step::Check(trial) => record.trial = Some(trial),
            other => return (count + 1, other),
        }
    }
    panic!("a trial has an end");
}

#[test]
fn a_newer_version_is_installed_when_nothing_is_in_hand() {
    let forward = Step::Install(Begun { package: package("1.1"), way: Way::Forward });
    let mut now = Seen { offer: offer("1.1", Ordering::Greater), ..seen("1.0") };
    assert_eq!(next(&kept(), &now), forward);
    now.hand = trade();
    assert_eq!(next(&kept(), &now), Step::Wait("live, in hand: trade".into()));
}

#[test]
fn without_a_way_back_nothing_is_installed_until_there_is_one() {
    let newer = Seen { offer: offer("1.1", Ordering::Greater), ..seen("1.0") };
    let refused = Step::Refuse(Refusal::NoWayBack { installed: "1.0".into() });
    assert_eq!(next(&Record::default(), &newer), refused);
    // Somebody installed 1.0 by hand over what is kept.
    let other = Record { kept: Some(package("0.9")), ..Record::default() };
    assert_eq!(next(&other, &newer), refused);
    let same = Seen { offer: offer("1.0", Ordering::Equal), ..seen("1.0") };
    assert_eq!(next(&Record::default(), &same), Step::Keep);
}

#[test]
fn an_older_version_and_one_that_failed_are_refused() {
    let older = Seen { offer: offer("0.9", Ordering::Less), ..seen("1.0") };
    assert!(matches!(next(&kept(), &older), Step::Refuse(Refusal::Older { .. })));
    let failed = Record { bad: vec![package("1.1").sha256], ..kept() };
    let newer = Seen { offer: offer("1.1", Ordering::Greater), ..seen("1.0") };
    assert_eq!(next(&failed, &newer), Step::Refuse(Refusal::Failed("1.1".into())));
}

#[test]
fn three_good_checks_in_a_row_and_it_stays() {
    assert_eq!(play(&mut on_trial(), |_| WELL), (3, Step::Stays));
    // Slow to start: two bad ones at first are forgiven.
    assert_eq!(play(&mut on_trial(), |count| if count < 2 { ILL } else { WELL }), (5, Step::Stays));
}

#[test]
fn three_failed_checks_and_the_version_before_comes_back() {
    let back = Step::Install(Begun { package: package("1.0"), way: Way::Back });
    assert_eq!(play(&mut on_trial(), |_| ILL), (3, back.clone()));
    // It runs whenever somebody looks, and has been started anew each time.
    let restless = |count: usize| Health { active: true, restarts: count as u32 };
    assert_eq!(play(&mut on_trial(), restless), (4, back.clone()));
    // Every other check.
    assert_eq!(play(&mut on_trial(), |count| if count % 2 == 0 { ILL } else { WELL }), (5, back));
}

#[test]
fn a_start_that_does_not_end_is_given_up_later() {
    let back = Step::Install(Begun { package: package("1.0"), way: Way::Back });
    let starting = Seen { health: ILL, hand: Hand::Starting, ..seen("1.1") };
    assert_eq!(play_on(&mut on_trial(), |_| starting.clone()), (usize::from(PATIENCE), back.clone()));
    // An index of years was built, and then the terminal was there.
    let slow = |count: usize| if count < usize::from(PATIENCE) - 1 { starting.clone() } else { seen("1.1") };
    assert_eq!(play_on(&mut on_trial(), slow), (usize::from(PATIENCE) + 2, Step::Stays));
    // It ends and starts again: whoever looks between two of them has seen enough.
    let between = |count: usize| if count < 4 { starting.clone() } else { Seen { health: ILL, ..seen("1.1") } };
    assert_eq!(play_on(&mut on_trial(), between), (5, back));
    // Nobody begins an installation over one that starts.
    let newer = Seen { offer: offer("1.1", Ordering::Greater), hand: Hand::Starting, ..seen("1.0") };
    assert_eq!(next(&kept(), &newer), Step::Wait("the terminal is starting".into()));
}

#[test]
fn what_failed_is_not_tried_again() {
    let mut record = on_trial();
    record.installed(Begun { package: package("1.0"), way: Way::Back });
    assert_eq!((record.kept.clone(), record.before.clone(), record.trial.clone()), (Some(package("1.0")), None, None));
    let newer = Seen { offer: offer("1.1", Ordering::Greater), ..seen("1.0") };
    assert_eq!(next(&record, &newer), Step::Refuse(Refusal::Failed("1.1".into())));
    let next_one = Seen { offer: offer("1.2", Ordering::Greater), ..seen("1.0") };
    assert!(matches!(next(&record, &next_one), Step::Install(_)));
}

#[test]
fn nobody_goes_back_in_the_middle_of_a_sale() {
    let mut record = on_trial();
    let busy = Seen { health: ILL, hand: trade(), ..seen("1.1") };
    for _ in 0..2 {
        let Step::Check(trial) = next(&record, &busy) else { panic!("a check") };
        record.trial = Some(trial);
    }
    assert_eq!(next(&record, &busy), Step::Wait("live, in hand: trade".into()));
    assert!(matches!(next(&record, &Seen { hand: free(), ..busy }), Step::Install(Begun { way: Way::Back, .. })));
}

#[test]
fn an_installation_that_the_power_cut_off_is_begun_again() {
    let begun = Begun { package: package("1.1"), way: Way::Forward };
    let cut = Record { begun: Some(begun.clone()), ..kept() };
    assert_eq!(next(&cut, &Seen { installed: None, ..seen("") }), Step::Install(begun.clone()));
    // What was dropped meanwhile is another package, and waits for its turn.
    let other = Seen { installed: None, offer: offer("0.9", Ordering::Greater), ..seen("") };
    assert_eq!(next(&cut, &other), Step::Install(begun.clone()));
    assert!(begun.is_of(offer("1.1", Ordering::Greater).as_ref()));
    assert!(!begun.is_of(other.offer.as_ref()) && !begun.is_of(None));
    let back = Begun { way: Way::Back, ..begun };
    assert!(!back.is_of(offer("1.1", Ordering::Greater).as_ref()));
}

#[test]
fn a_package_that_cannot_be_installed_is_set_aside_in_the_end() {
    let mut record = kept();
    let newer = Seen { offer: offer("1.1", Ordering::Greater), ..seen("1.0") };
    for _ in 0..TRIES {
        let Step::Install(begun) = next(&record, &newer) else { panic!("a try") };
        record.begun = Some(begun.clone());
        record.not_installed(&begun);
    }
    assert_eq!(next(&record, &newer), Step::Refuse(Refusal::NotInstalled("1.1".into())));
    // Another one has its own tries.
    let other = Seen { offer: offer("1.2", Ordering::Greater), ..seen("1.0") };
    assert!(matches!(next(&record, &other), Step::Install(_)));
}

#[test]
fn the_list_of_failed_versions_has_an_end() {
    let mut record = kept();
    for version in 0..100 {
        record.installed(Begun { package: package(&version.to_string()), way: Way::Forward });
        record.installed(Begun { package: package("1.0"), way: Way::Back });
    }
    assert_eq!(record.bad.len(), BAD_MAX);
    assert_eq!(record.bad.last(), Some(&package("99").sha256));
}
