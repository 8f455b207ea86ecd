//! One of a few: where the card comes from, which scheme, how it was authorised, whose wallet paid.

use std::borrow::Cow;

use super::{
    super::See,
    Question, Reply,
    answers::{Answers, Way},
};
use crate::{
    domain::{Kind, Wallet, transaction::AuthorityMode},
    flow::slip,
    i18n::Texts,
    keypad::Key,
    ui::{Body, Choice, Hint, Picker, Tone},
};

/// The schemes of field 63.1.
const SCHEMES: [&str; 7] = ["CUP", "VIS", "MCC", "MAE", "JCB", "DCC", "AMX"];
/// The ways of an authorisation, the usual one first.
const AUTHORITIES: [AuthorityMode; 3] = [AuthorityMode::Telephone, AuthorityMode::Terminal, AuthorityMode::StandIn];

/// Whose code the customer can have shown.
const WALLETS: [Wallet; 4] = [Wallet::UnionPay, Wallet::WeChat, Wallet::Alipay, Wallet::Other];

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Where the card of this kind of transaction comes from.
    Way(Kind),
    /// The card scheme.
    Scheme,
    /// How it was authorised.
    Authority,
    /// Whose wallet paid.
    Wallet,
}

/// The question with its list.
#[derive(Debug)]
pub struct ChoiceQuestion {
    list: List,
    picker: Picker,
}

impl ChoiceQuestion {
    /// The first entry marked.
    pub fn new(list: List) -> ChoiceQuestion {
        ChoiceQuestion { list, picker: Picker::default() }
    }
}

impl List {
    fn ways(self) -> &'static [Way] {
        match self {
            List::Way(Kind::PreAuthVoid) => &[Way::Present, Way::Typed, Way::Voucher],
            _ => &[Way::Present, Way::Typed],
        }
    }

    fn choices(self, see: &See<'_>) -> Vec<Choice<'static>> {
        let t = see.look.t;
        match self {
            List::Way(_) => {
                let no_typing = (!see.terminal.takes_typed_cards()).then(|| t.not_offered());
                let reason = |way| if way == Way::Typed { no_typing.clone() } else { None };
                self.ways().iter().map(|way| Choice::new(way_text(t, *way)).unless(reason(*way))).collect()
            }
            List::Scheme => SCHEMES.into_iter().map(Choice::new).collect(),
            List::Wallet => WALLETS.into_iter().map(|wallet| Choice::new(wallet_text(t, wallet))).collect(),
            List::Authority => AUTHORITIES.into_iter().map(|mode| Choice::new(authority_text(t, mode))).collect(),
        }
    }

    fn take(self, at: usize, answers: &mut Answers) {
        match self {
            List::Way(_) => answers.way = self.ways().get(at).copied(),
            List::Scheme => answers.scheme = SCHEMES.get(at).copied(),
            List::Wallet => answers.wallet = WALLETS.get(at).copied(),
            List::Authority => answers.authority = AUTHORITIES.get(at).copied(),
        }
        // Another way has another original.
        if let List::Way(_) = self {
            answers.found = None;
        }
    }

    fn ask(self, t: &Texts) -> Cow<'static, str> {
        match self {
            List::Way(_) => t.way_ask(),
            List::Scheme => t.scheme_ask(),
            List::Authority => t.authority_ask(),
            List::Wallet => t.wallet_ask(),
        }
    }
}

fn way_text(t: &Texts, way: Way) -> Cow<'static, str> {
    match way {
        Way::Present => t.way_present(),
        Way::Typed => t.way_typed(),
        Way::Voucher => t.way_voucher(),
    }
}

/// Whose code it is, in words.
pub(super) fn wallet_text(t: &Texts, wallet: Wallet) -> Cow<'static, str> {
    slip::wallet_name(wallet)(t)
}

/// The way of an authorisation in words.
pub fn authority_text(t: &Texts, mode: AuthorityMode) -> Cow<'static, str> {
    match mode {
        AuthorityMode::Terminal => t.authority_terminal(),
        AuthorityMode::Telephone => t.authority_telephone(),
        AuthorityMode::StandIn => t.authority_stand_in(),
    }
}

impl Question for ChoiceQuestion {
    fn key(&mut self, key: Key, answers: &mut Answers, see: &See<'_>) -> Reply {
        if key == Key::Cancel {
            return Reply::Back;
        }
        let choices = self.list.choices(see);
        let Some(at) = self.picker.key(key, choices.len(), &see.look) else {
            let moves = self.picker.moves(key, choices.len(), &see.look);
            return if moves { Reply::Stay } else { Reply::Refuse(see.look.t.refuse_key()) };
        };
        if choices.get(at).is_some_and(|choice| choice.reason.is_some()) {
            return Reply::Refuse(see.look.t.refuse_no_typed_cards());
        }
        self.list.take(at, answers);
        Reply::Answered
    }

    fn help(&self, t: &Texts) -> Cow<'static, str> {
        t.help_choice()
    }

    fn hints(&self, see: &See<'_>) -> Vec<Hint<'static>> {
        vec![Hint::new(Key::Enter, see.look.t.hint_choose())]
    }

    fn draw(&self, body: &mut Body<'_, '_>, _answers: &Answers, see: &See<'_>) {
        body.text(&self.list.ask(see.look.t), Tone::Strong);
        body.gap(9);
        self.picker.draw(body, &self.list.choices(see));
    }
}
