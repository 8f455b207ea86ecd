//! Every permission with every role, through what the screens ask for; and the table of them that people read.

use std::collections::{BTreeMap, BTreeSet};

use keytill::{
    app::SessionId,
    catalogue::{Activity, Edit},
    customers::Mobile,
    domain::{Asked, CashCount, Kind, Parameter, Permission, Roles, Search, State, permission::RoleName},
    flow::{Chore, Setup, TradeOrder},
    i18n::Texts,
    keypad::Key,
    report::{Exceptions, Month, Survey},
    screen::{Action, News, Screen, Secret, See, Wish},
    ui::{Body, Hint},
};

use super::support::*;

/// A screen that asks for one thing with its next key, as a screen with a mistake in it might. Its title says how many
/// transactions it has heard of.
#[derive(Debug)]
struct Asks(Option<Wish>, usize);

impl Screen for Asks {
    fn title(&self, _see: &See<'_>) -> std::borrow::Cow<'static, str> {
        format!("found {}", self.1).into()
    }
    fn help(&self, _t: &Texts) -> std::borrow::Cow<'static, str> {
        "".into()
    }

    fn hints(&self, _see: &See<'_>) -> Vec<Hint<'static>> {
        Vec::new()
    }
    fn key(&mut self, _key: Key, _see: &See<'_>) -> Action {
        self.0.take().map_or(Action::Stay, Action::Do)
    }
    fn draw(&self, _body: &mut Body<'_, '_>, _see: &See<'_>) {}
    fn hear(&mut self, news: News) {
        if let News::Searched(_, _, Some(found)) = news {
            self.1 = found.rows.len();
        }
    }
}

/// Who has which role here: 02 is the trainee.
const ROLES: [(&str, &str); 4] = [("operator", "01"), ("trainee", "02"), ("supervisor", "00"), ("administrator", "99")];

fn begins(kind: Kind, who: &str) -> Wish {
    Wish::Start(Box::new(TradeOrder::new(kind, amount(100), operator(who))))
}

fn asked() -> Asked {
    Asked {
        terminal: "99999906".parse().unwrap(),
        operator: operator("55"),
        kind: Kind::Void,
        amount: amount(100),
        challenge: "123456".parse().unwrap(),
    }
}

/// Whatever takes this permission, asked for by this number.
fn wishes(permission: Permission, who: &str, till: &Till) -> Vec<Wish> {
    let (now, offset) = (till.now().wall, till.model.terminal.setup.offset);
    let trainee = || RoleName::try_from("trainee".to_owned()).unwrap();
    match permission {
        Permission::Sell => vec![begins(Kind::Sale, who), begins(Kind::Instalment, who)],
        Permission::Void => vec![begins(Kind::Void, who)],
        Permission::Refund => vec![begins(Kind::Refund, who)],
        Permission::PreAuth => [
            Kind::PreAuth,
            Kind::PreAuthAdd,
            Kind::PreAuthVoid,
            Kind::Completion,
            Kind::CompletionAdvice,
            Kind::CompletionVoid,
        ]
        .map(|kind| begins(kind, who))
        .into(),
        Permission::Offline => [Kind::Offline, Kind::Adjust, Kind::Tip].map(|kind| begins(kind, who)).into(),
        Permission::Ecash => {
            [Kind::EcashSale, Kind::EcashRefund, Kind::LoadOwn, Kind::LoadOther, Kind::LoadCash, Kind::LoadVoid]
                .map(|kind| begins(kind, who))
                .into()
        }
        // They come on top of the right to sell: see basket.rs.
        Permission::VoidLine | Permission::Discount => Vec::new(),
        Permission::Balance => vec![begins(Kind::Balance, who)],
        Permission::View => vec![
            Wish::FindBatch,
            Wish::Search(Box::default(), None),
            Wish::Survey(Box::new(Survey::Month(Box::new(Month::until(now, offset)))), None),
            Wish::PrintX,
            Wish::PrintZ,
            Wish::Audit,
        ],
        // Those without it search in what they sold themselves: see below.
        Permission::ViewOthers => Vec::new(),
        Permission::Reprint => vec![Wish::Reprint(txn(1, 99)), Wish::ReprintSettlement],
        Permission::CountCash => vec![Wish::CountCash(CashCount::default()), Wish::OpenDrawer],
        Permission::Drawer => vec![Wish::SetFloat(amount(100))],
        Permission::Products => {
            vec![Wish::EditProduct(Box::new(Edit::Activity("1".parse().unwrap(), Activity::Inactive)))]
        }
        Permission::Customers => {
            let mobile: Mobile = "13800138000".parse().unwrap();
            vec![
                Wish::AddCustomer { mobile: mobile.clone(), name: "张三".parse().unwrap() },
                Wish::LinkSale { mobile: mobile.clone(), txn: txn(1, 2) },
                Wish::FindPurchases(mobile.clone()),
                Wish::EraseCustomer(mobile),
            ]
        }
        Permission::Settle => vec![Wish::Settle],
        Permission::Exceptions => {
            vec![Wish::Survey(Box::new(Survey::Exceptions(Exceptions::until(now, offset))), None)]
        }
        Permission::Approve => vec![Wish::AnswerAsked(Box::new(asked()))],
        Permission::Operators => vec![
            Wish::SetPassword { operator: operator("07"), old: None, new: Secret::default() },
            Wish::Unlock(operator("01")),
            Wish::ReadRoster,
            Wish::GiveRole { operator: operator("01"), role: trainee() },
        ],
        Permission::Unresolved => vec![Wish::CloseUnresolved { txn: txn(1, 2), found: State::Reversed }],
        Permission::Host => vec![Wish::SignOn, Wish::Chore(Chore::Parameters)],
        Permission::Parameters => vec![Wish::SetParameter { name: Parameter::CardSeconds, to: Some(90) }],
        // A page that is read: see below.
        Permission::Technician => Vec::new(),
    }
}

/// A till with a sale of 01 whose end a person has to find out.
fn till_of(who: &str) -> Till {
    let mut till = Till::on_with(Setup { reversal_tries: Some(1), ..setup() });
    till.sign_in("01").sell_chip(1234).hold_host().fault(no_answer()).seconds(2).fault(no_answer()).seconds(60);
    till.release_host().keys("E C C").must_show(&["Sign in"]);
    till.sign_in("00").keys("2 6 02v 2").must_show(&["02 trainee"]);
    till.keys("C C C").sign_in(who);
    till.forget()
}

#[test]
fn every_permission_is_asked_for_with_every_role() {
    let roles = Roles::default();
    for (role, who) in ROLES {
        let name = RoleName::try_from(role.to_owned()).unwrap();
        for permission in Permission::ALL {
            let count = wishes(*permission, who, &till_of(who)).len();
            for index in 0..count {
                let mut till = till_of(who);
                let wish = wishes(*permission, who, &till).swap_remove(index);
                let text = format!("{role}: {wish:?}");
                let stack = &mut till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().stack;
                stack.push(Box::new(Asks(Some(wish), 0)));
                till.key(Key::Enter);
                let refused = till.screen().contains("No right to: ");
                assert_eq!(refused, !roles.may(&name, *permission), "{text}\n{}", till.screen());
                if refused {
                    let saved = till.effects().into_iter().any(|e| e.starts_with("save") || e.starts_with("ask s"));
                    assert!(!saved && till.model.terminal.trade.is_none(), "{text}");
                }
            }
        }
    }
}

#[test]
fn what_others_sold_is_found_by_those_alone_who_may_see_it() {
    for (role, who) in ROLES {
        let mut till = till_of(who);
        let may = who == "01" || till.model.terminal.may(operator(who), Permission::ViewOthers);
        let of_01 = Search { operator: Some(operator("01")), ..Search::default() };
        let stack = &mut till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().stack;
        stack.push(Box::new(Asks(Some(Wish::Search(Box::new(of_01), None)), 0)));
        till.key(Key::Enter);
        assert_eq!(till.screen().contains("found 1"), may, "{role}\n{}", till.screen());
    }
}

#[test]
fn the_technician_s_page_opens_for_the_technician() {
    for (role, who) in ROLES {
        let mut till = till_of(who);
        let may = till.model.terminal.may(operator(who), Permission::Technician);
        till.keys("4");
        assert_eq!(till.session().stack.len() == 2, may, "{role}\n{}", till.screen());
    }
}

/// The table in docs/rights.md, row by row.
#[test]
fn the_table_that_people_read_is_what_the_program_does() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/rights.md")).unwrap();
    let cells = |row: &str| row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect::<Vec<_>>();
    let table: Vec<Vec<String>> = page.lines().filter(|line| line.starts_with('|')).map(cells).collect();
    assert_eq!(table[0][2..], ROLES.map(|(role, _)| role), "the columns");
    let roles = Roles::default();
    let mut named = BTreeSet::new();
    for row in &table[2..] {
        let code = row[0].trim_matches('`');
        let permission = Permission::ALL.iter().find(|permission| permission.code() == code);
        let permission = permission.unwrap_or_else(|| panic!("{code} is no permission"));
        assert!(named.insert(code), "{code} stands there twice");
        for ((role, _), cell) in ROLES.iter().zip(&row[2..]) {
            let name = RoleName::try_from((*role).to_owned()).unwrap();
            let expected = if roles.may(&name, *permission) { "yes" } else { "" };
            assert_eq!(cell, expected, "{code} of {role}");
        }
    }
    assert_eq!(named.len(), Permission::ALL.len(), "a row for each");
}

/// What a screen does not stop, the core does.
#[test]
fn a_code_that_a_screen_takes_too_late_begins_nothing() {
    for (late, begins) in [(299, true), (301, false)] {
        let mut till = Till::ready();
        till.keys("1 6 000000000017E 0121E 1234E E v").seconds(late - 1);
        let challenge = till.model.terminal.challenge(1);
        let asked = Asked { operator: operator("01"), kind: Kind::Refund, amount: amount(1234), challenge, ..asked() };
        let (approver, now) = (operator("00"), till.now().wall);
        let wish = Wish::EnterCode { approver, code: asked.code(&shop_key(), approver, now) };
        let stack = &mut till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().stack;
        stack.push(Box::new(Asks(Some(wish), 0)));
        till.key(Key::Enter);
        assert_eq!(till.model.terminal.trade.is_some(), begins, "after {late} s");
    }
}

/// A permission is all that it takes: whoever has it need not be 00.
#[test]
fn an_operator_with_the_permission_changes_products() {
    let mut till = Till::on();
    let roles = BTreeMap::from([("operator".to_owned().try_into().unwrap(), [Permission::Products].into())]);
    till.model.terminal.setup.roles = Roles::try_from(roles).unwrap();
    till.send(super::basket::goods()).sign_in("01").keys("2 9 4 1 1001E 2 420E").must_show(&["Saved"]);
}
