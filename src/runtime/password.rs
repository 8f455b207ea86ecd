//! Passwords: argon2id, on a thread of its own.

use std::sync::mpsc::{SyncSender, sync_channel};

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, PasswordHash as Phc, Version,
    password_hash::phc::{Output, ParamsString, Salt},
};
use tokio::sync::mpsc::Sender;
use zeroize::Zeroizing;

use crate::{
    app::{Event, Ground, NewPassword, PasswordAnswer, SessionId},
    domain::operator::PasswordHash,
    screen::Secret,
};

/// 7 MiB and five passes: some 15 ms on a server, 100 to 200 ms on the processor of a till, and little enough memory for
/// a small box. Short passwords of digits are protected by the growing delay, not by this alone.
const MEMORY_KIB: u32 = 7 << 10;
const PASSES: u32 = 5;
const LANES: u32 = 1;

/// Bytes that are asked for with each hash. An allocator may keep what it got back, and keeps 7 MiB; of the C library what is larger
/// than 32 MiB is always a mapping of its own, which goes back to the system, with all that is in it, as soon as it is dropped.
/// Only what a hash needs of it is ever touched.
const OWN_MAPPING: usize = 33 << 20;
/// A stored hash that asks for more than this, in KiB, is not believed.
const MEMORY_MAX_KIB: u32 = 64 << 10;
/// Bytes of a hash.
const OUTPUT: usize = 32;

/// How many checks may wait; a person makes one at a time.
const JOBS: usize = 8;

/// A check to make.
pub struct Check {
    /// For whom.
    pub session: SessionId,
    /// Why.
    pub ground: Ground,
    /// What was typed.
    pub password: Secret,
    /// What the ledger has, if the number exists.
    pub hash: Option<PasswordHash>,
    /// A new password to hash after a right one.
    pub new: Option<NewPassword>,
}

/// What the thread is told.
enum Job {
    Check(Check),
    Hash(SessionId, Ground, NewPassword),
}

/// The thread that hashes. One for all, because each hash needs 7 MiB.
pub struct PasswordThread {
    jobs: SyncSender<Job>,
    events: Sender<Event>,
}

impl PasswordThread {
    /// Starts the thread.
    ///
    /// # Errors
    /// When the system has no thread to give.
    pub fn spawn(events: Sender<Event>) -> std::io::Result<PasswordThread> {
        let (jobs, inbox) = sync_channel(JOBS);
        let answers = events.clone();
        std::thread::Builder::new().name("passwords".into()).spawn(move || {
            while let Ok(job) = inbox.recv() {
                answer(job, &answers);
            }
        })?;
        Ok(PasswordThread { jobs, events })
    }

    /// Checks a password. Answered by an event.
    pub fn check(&self, check: Check) {
        let (session, ground) = (check.session, check.ground);
        self.send(Job::Check(check), session, ground);
    }

    /// Hashes a new password. Answered by an event.
    pub fn hash(&self, session: SessionId, ground: Ground, new: NewPassword) {
        self.send(Job::Hash(session, ground, new), session, ground);
    }

    fn send(&self, job: Job, session: SessionId, ground: Ground) {
        if self.jobs.try_send(job).is_err() {
            tracing::warn!("a password was not checked: more than {JOBS} wait already");
            let _ = self.events.try_send(Event::Password(session, ground, PasswordAnswer::Failed));
        }
    }
}

fn answer(job: Job, events: &Sender<Event>) {
    let (session, ground, answer) = match job {
        Job::Check(check) => (check.session, check.ground, checked(&check)),
        Job::Hash(session, ground, new) => (session, ground, hashed(&new)),
    };
    let _ = events.blocking_send(Event::Password(session, ground, answer));
}

fn checked(check: &Check) -> PasswordAnswer {
    if !is_right(&check.password, check.hash.as_ref()) {
        return PasswordAnswer::Wrong;
    }
    match &check.new {
        Some(new) => hashed(new),
        None => PasswordAnswer::Right,
    }
}

/// The hash of a new password, unless it is one of those that it may not be.
fn hashed(new: &NewPassword) -> PasswordAnswer {
    if new.used.iter().any(|used| is_right(&new.digits, Some(used))) {
        return PasswordAnswer::Used;
    }
    match hash(new.digits.expose()) {
        Ok(hash) => PasswordAnswer::Hashed(hash),
        Err(reason) => {
            tracing::warn!(reason, "a password was not hashed");
            PasswordAnswer::Failed
        }
    }
}

/// Hashes a password with a fresh salt.
///
/// # Errors
/// What the system refuses.
pub(super) fn hash(digits: &str) -> Result<PasswordHash, String> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(|error| error.to_string())?;
    let salt = Salt::generate();
    let hash = Phc {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|error| error.to_string())?,
        salt: Some(salt),
        hash: Some(derive(params, digits, &salt)?),
    };
    Ok(PasswordHash(hash.to_string()))
}

/// Whether the password is right. A number that does not exist costs the same time.
fn is_right(password: &Secret, stored: Option<&PasswordHash>) -> bool {
    let Some(stored) = stored else {
        let _ = hash(password.expose());
        return false;
    };
    let Ok(stored) = Phc::new(&stored.0) else { return false };
    let (Some(salt), Some(expected)) = (stored.salt, stored.hash) else { return false };
    // The costs of the stored hash are used, so that a change of the constants locks nobody out.
    let Ok(params) = Params::try_from(&stored) else { return false };
    if stored.algorithm != ARGON2ID_IDENT || params.m_cost() > MEMORY_MAX_KIB {
        return false;
    }
    // `Output` compares in constant time.
    derive(params, password.expose(), &salt).is_ok_and(|output| output == expected)
}

fn derive(params: Params, digits: &str, salt: &Salt) -> Result<Output, String> {
    let blocks = params.block_count();
    let mut memory = Vec::new();
    memory.try_reserve_exact(blocks.max(OWN_MAPPING / size_of::<Block>())).map_err(|error| error.to_string())?;
    memory.resize(blocks, Block::default());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut output = Zeroizing::new([0; OUTPUT]);
    argon2
        .hash_password_into_with_memory(digits.as_bytes(), salt.as_ref(), &mut *output, &mut memory[..])
        .map_err(|error| error.to_string())?;
    Output::new(&*output).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{keypad::Key, screen::Typed};

    fn secret(digits: &str) -> Secret {
        let mut secret = Secret::default();
        digits.bytes().for_each(|b| assert_eq!(secret.key(Key::Digit(b - b'0')), Typed::Changed));
        secret
    }

    #[test]
    fn only_the_right_password_is_right() {
        let hash = super::hash("2580").unwrap();
        assert!(hash.0.starts_with("$argon2id$v=19$m=7168,t=5,p=1$"), "{}", hash.0);
        assert!(is_right(&secret("2580"), Some(&hash)));
        assert!(!is_right(&secret("2581"), Some(&hash)));
        assert!(!is_right(&secret("2580"), None));
        assert!(!is_right(&secret("2580"), Some(&PasswordHash("garbage".into()))));
    }

    #[test]
    fn a_used_password_does_not_come_again() {
        let used: Vec<PasswordHash> = ["2580", "1470"].iter().map(|digits| hash(digits).unwrap()).collect();
        let new = |digits| NewPassword { digits: secret(digits), used: used.clone() };
        for digits in ["2580", "1470"] {
            assert_eq!(hashed(&new(digits)), PasswordAnswer::Used, "{digits}");
        }
        assert!(matches!(hashed(&new("3690")), PasswordAnswer::Hashed(_)));
    }
}
