//! The messages of each chore, in order, and what is made of their answers.

use std::{collections::VecDeque, time::Duration};

use crate::{
    acquirer::{
        BinForm,
        download::{self, BadDownload, KeyEntry, More},
        message::ManageType,
    },
    domain::{Download, HostData, download::BinList},
};

use super::{Chore, ChoreTrouble};

/// A list has no more entries than the two digits of its request can count.
const LONGEST_LIST: usize = 99;

/// A chore under way.
#[derive(Debug)]
pub(super) struct Run {
    pub chore: Chore,
    /// The messages that are left, as far as is known.
    pub todo: VecDeque<Step>,
    /// Entries of a list of which more is to come.
    pub entries: Vec<String>,
    /// Keys of a list of which more is to come.
    pub names: Vec<KeyEntry>,
    /// The first thing that went wrong.
    pub trouble: Option<ChoreTrouble>,
    /// Failures of the message in hand.
    pub tries: u16,
    pub not_before: Duration,
}

/// One message of a chore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Parameters (360, 364).
    Parameters(&'static str),
    /// The terminal's status (362).
    Status,
    /// A list of CA keys (372), after so many.
    KeyList(usize),
    /// One CA key (370).
    Key(KeyEntry),
    /// A list of applications (382).
    AidList,
    /// One application (380).
    Aid(String),
    /// Parameters of contactless payment (394).
    Contactless,
    /// A list of card number beginnings (390, 396, 398, 960).
    Bins(BinList),
    /// The end of a download: the host hears that it is complete.
    End(&'static str),
}

impl Step {
    /// What a chore begins with. Lists of keys and applications say what follows.
    pub(super) fn first(chore: Chore) -> VecDeque<Step> {
        let steps = match chore {
            Chore::Parameters => vec![Step::Parameters("360"), Step::End("361")],
            Chore::Tms => vec![Step::Parameters("364"), Step::End("365")],
            Chore::Status => vec![Step::Status],
            Chore::CaKeys => vec![Step::KeyList(0)],
            Chore::Aids => vec![Step::AidList],
            Chore::Blacklist => vec![Step::Bins(BinList::Blacklist), Step::End("391")],
            Chore::Issuers => vec![Step::Bins(BinList::Issuers), Step::End("961")],
            Chore::Contactless => vec![
                Step::Contactless,
                Step::End("395"),
                Step::Bins(BinList::NoPin),
                Step::End("397"),
                Step::Bins(BinList::NoPinBlacklist),
                Step::End("399"),
            ],
        };
        steps.into()
    }

    /// Message type, 60.3 and field 62. `entries` have come of a list.
    pub(super) fn message(
        &self,
        entries: &[String],
        status: impl FnOnce() -> Vec<u8>,
    ) -> (ManageType, &'static str, Option<Vec<u8>>) {
        use ManageType::{Network, Notice};
        match self {
            Step::Parameters(code) | Step::End(code) => (Network, code, None),
            Step::Status => (Notice, "362", Some(status())),
            Step::KeyList(had) => (Notice, "372", Some(download::list_request(*had))),
            Step::Key(key) => (Network, "370", Some(download::ca_key_request(&key.rid, &key.index))),
            Step::AidList => (Notice, "382", Some(download::list_request(entries.len()))),
            Step::Aid(aid) => (Network, "380", Some(download::aid_request(aid))),
            Step::Contactless => (Network, "394", None),
            Step::Bins(list) => {
                // The first part is asked for as every other download, a further one as the next part of a list.
                let more = (!entries.is_empty()).then(|| download::list_request(entries.len()));
                (Network, bins_code(*list), more)
            }
        }
    }
}

fn bins_code(list: BinList) -> &'static str {
    match list {
        BinList::Blacklist => "390",
        BinList::NoPin => "396",
        BinList::NoPinBlacklist => "398",
        BinList::Issuers => "960",
    }
}

impl Run {
    /// Takes in the answer to the message in hand, which is over with that; what of it is to be stored.
    pub(super) fn take(&mut self, body: &[u8], form: BinForm, had: &HostData) -> Vec<Download> {
        (self.tries, self.not_before) = (0, Duration::ZERO);
        let Some(step) = self.todo.pop_front() else { return Vec::new() };
        let taken = match &step {
            Step::Parameters(_) => download::parameters(body).map(|values| match values.is_empty() {
                true => Vec::new(),
                false => vec![Download::Parameters { values }],
            }),
            Step::Status | Step::End(_) => Ok(Vec::new()),
            Step::KeyList(_) => download::ca_key_list(body).map(|(more, keys)| self.take_keys(more, keys, had)),
            Step::Key(key) => download::ca_key(body, &key.name()).map(|key| vec![Download::CaKey { key }]),
            Step::AidList => download::aid_list(body).map(|(more, names)| self.take_aids(more, names)),
            Step::Aid(name) => download::aid(body, name).map(|aid| vec![Download::Aid { aid }]),
            Step::Contactless => download::contactless(body).map(|values| match values.is_empty() {
                true => Vec::new(),
                false => vec![Download::Contactless { values }],
            }),
            Step::Bins(list) => download::bins(body, form).map(|(more, entries)| self.take_bins(*list, more, entries)),
        };
        taken.unwrap_or_else(|fault| {
            self.blame(&step, &fault);
            Vec::new()
        })
    }

    /// The host refused the message in hand, or it cannot be built: the rest of its part is of no use. A single key or
    /// application is passed over, and the others go on.
    pub(super) fn skip(&mut self, trouble: ChoreTrouble) {
        self.trouble.get_or_insert(trouble);
        (self.tries, self.not_before) = (0, Duration::ZERO);
        let one = matches!(self.todo.pop_front(), Some(Step::Key(_) | Step::Aid(_) | Step::End(_)));
        if !one {
            while self.todo.pop_front().is_some_and(|step| !matches!(step, Step::End(_))) {}
            self.entries.clear();
            self.names.clear();
        }
    }

    /// What came is no good. The host is not told of an end that was none.
    fn blame(&mut self, step: &Step, fault: &BadDownload) {
        let what = match step {
            Step::Key(key) => format!("CA key {}: {fault}", key.name()),
            Step::Aid(aid) => format!("application {aid}: {fault}"),
            _ => fault.to_string(),
        };
        self.todo.push_front(step.clone());
        self.skip(ChoreTrouble::Data(what));
    }

    /// A part of the list of keys. Once it is whole, those that it lacks are dropped, and those that are missing here or have
    /// another expiry date are fetched.
    fn take_keys(&mut self, more: More, keys: Vec<KeyEntry>, had: &HostData) -> Vec<Download> {
        let came = keys.len();
        self.names.extend(keys);
        match self.goes_on(more, came, self.names.len()) {
            More::Again => {
                self.todo.push_front(Step::KeyList(self.names.len()));
                Vec::new()
            }
            _ if self.names.is_empty() => Vec::new(),
            more => {
                let listed = std::mem::take(&mut self.names);
                let names = listed.iter().map(KeyEntry::name).collect();
                self.todo = listed.into_iter().filter(|key| is_new(key, had)).map(Step::Key).collect();
                self.todo.push_back(Step::End("371"));
                // A list that broke off does not say what is missing in it.
                if more == More::End { vec![Download::CaKeysListed { names }] } else { Vec::new() }
            }
        }
    }

    /// The same of applications. Their list says nothing of their parameters, so each is fetched.
    fn take_aids(&mut self, more: More, names: Vec<String>) -> Vec<Download> {
        let came = names.len();
        self.entries.extend(names);
        match self.goes_on(more, came, self.entries.len()) {
            More::Again => {
                self.todo.push_front(Step::AidList);
                Vec::new()
            }
            _ if self.entries.is_empty() => Vec::new(),
            more => {
                let names = std::mem::take(&mut self.entries);
                self.todo = names.iter().cloned().map(Step::Aid).collect();
                self.todo.push_back(Step::End("381"));
                if more == More::End { vec![Download::AidsListed { names }] } else { Vec::new() }
            }
        }
    }

    /// A part of a list of beginnings; it counts once it is whole. Nothing at all is no empty list.
    fn take_bins(&mut self, list: BinList, more: More, entries: Vec<String>) -> Vec<Download> {
        let came = entries.len();
        self.entries.extend(entries);
        match self.goes_on(more, came, self.entries.len()) {
            More::Again => {
                self.todo.push_front(Step::Bins(list));
                Vec::new()
            }
            More::End => vec![Download::Bins { list, entries: std::mem::take(&mut self.entries) }],
            More::Nothing => {
                self.entries.clear();
                Vec::new()
            }
        }
    }

    /// Whether to ask for more. A part that brings nothing, and more than can be counted, would go on for ever.
    fn goes_on(&mut self, more: More, came: usize, all: usize) -> More {
        if more == More::Again && (came == 0 || all >= LONGEST_LIST) {
            let text = format!("the host's list breaks off after {all} entries; ask the acquirer");
            self.trouble.get_or_insert(ChoreTrouble::Data(text));
            return More::Nothing;
        }
        // The first part of nothing is nothing; a later one ends the list.
        if more == More::Nothing && all > 0 { More::End } else { more }
    }
}

/// Whether a key is missing here, or is another one than here.
fn is_new(listed: &KeyEntry, had: &HostData) -> bool {
    let same = |expiry: &str| listed.expiry.as_deref().is_none_or(|e| e == expiry);
    !had.ca_keys.iter().any(|key| key.name() == listed.name() && same(&key.expiry))
}
