//! All customers in memory, and what may be changed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use super::{Consent, Customer, Mobile, Purchase};
use crate::{
    catalogue::Name,
    domain::{TxnRef, WallTime},
};

/// So many customers have room.
pub const CUSTOMERS_MAX: usize = 20_000;
/// With fewer digits nobody is looked for: the register is asked for a person, not leafed through.
pub const DIGITS_FEWEST: usize = 2;

/// All customers.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Customers {
    all: BTreeMap<Mobile, Customer>,
    /// The sales of all of them, by name and time.
    linked: BTreeSet<(TxnRef, WallTime)>,
}

/// A change that can be made, once it is durable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A customer is like this now.
    Keep(Box<Customer>),
    /// Nothing is kept of this one any more.
    Erase(Mobile),
}

/// Why a change cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The number belongs to a customer already.
    #[error("there is a customer with this mobile number already")]
    Taken,
    /// There is no such customer.
    #[error("there is no customer with this mobile number")]
    Unknown,
    /// The sale belongs to a customer already.
    #[error("this sale is a customer's already")]
    Linked,
    /// No customer more has room.
    #[error("the register is full: {CUSTOMERS_MAX} customers")]
    Full,
}

/// How well a customer fits what was typed, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Mobile,
    LastFour,
    Initials,
    InitialsBegin,
    MobileBegins,
}

impl Customers {
    /// These customers; of two with one number the later one counts.
    pub fn of(all: impl IntoIterator<Item = Customer>) -> Customers {
        let mut customers = Customers::default();
        all.into_iter().for_each(|customer| customers.put(customer));
        customers
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them, by their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Customer> {
        self.all.values()
    }

    /// The customer with this number.
    pub fn get(&self, mobile: &Mobile) -> Option<&Customer> {
        self.all.get(mobile)
    }

    /// Customers who fit the digits typed, the best first, at most so many: the mobile number or its beginning, its last four
    /// digits, initials on the keys of a telephone or their beginning.
    pub fn search(&self, digits: &str, limit: usize) -> Vec<&Customer> {
        if digits.len() < DIGITS_FEWEST {
            return Vec::new();
        }
        let mut found: Vec<(Fit, &Customer)> =
            self.iter().filter_map(|customer| Some((fit(customer, digits)?, customer))).collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().take(limit).map(|(_, customer)| customer).collect()
    }

    /// A new customer, who has agreed.
    ///
    /// # Errors
    /// [`Refused`] where the number is taken or no customer more has room.
    pub fn add(&self, mobile: Mobile, name: Name, consent: Consent) -> Result<Change, Refused> {
        match self.get(&mobile) {
            Some(_) => Err(Refused::Taken),
            None if self.len() >= CUSTOMERS_MAX => Err(Refused::Full),
            None => Ok(Change::Keep(Box::new(Customer::new(mobile, name, consent)))),
        }
    }

    /// A sale was this customer's.
    ///
    /// # Errors
    /// [`Refused`] where there is no such customer, or the sale is one's already.
    pub fn link(&self, mobile: &Mobile, purchase: Purchase) -> Result<Change, Refused> {
        let customer = self.get(mobile).ok_or(Refused::Unknown)?;
        match self.is_linked(purchase.txn, purchase.began) {
            true => Err(Refused::Linked),
            false => Ok(Change::Keep(Box::new(customer.with(purchase)))),
        }
    }

    /// This customer is forgotten.
    ///
    /// # Errors
    /// [`Refused::Unknown`].
    pub fn erase(&self, mobile: &Mobile) -> Result<Change, Refused> {
        self.get(mobile).ok_or(Refused::Unknown).map(|customer| Change::Erase(customer.mobile.clone()))
    }

    /// Takes in a change that is durable now.
    pub fn take(&mut self, change: Change) {
        match change {
            Change::Keep(customer) => self.put(*customer),
            Change::Erase(mobile) => self.remove(&mobile),
        }
    }

    /// Whether this sale is some customer's.
    pub fn is_linked(&self, txn: TxnRef, began: WallTime) -> bool {
        self.linked.contains(&(txn, began))
    }

    fn put(&mut self, customer: Customer) {
        self.remove(&customer.mobile);
        self.linked.extend(customer.purchases.iter().map(name));
        self.all.insert(customer.mobile.clone(), customer);
    }

    fn remove(&mut self, mobile: &Mobile) {
        let old = self.all.remove(mobile);
        for sale in old.iter().flat_map(|customer| &customer.purchases) {
            self.linked.remove(&name(sale));
        }
    }
}

fn name(sale: &Purchase) -> (TxnRef, WallTime) {
    (sale.txn, sale.began)
}

fn fit(customer: &Customer, digits: &str) -> Option<Fit> {
    let mobile = &customer.mobile;
    let initials = customer.initials.keys();
    let fits = [
        (mobile.digits() == digits, Fit::Mobile),
        (mobile.last_four() == digits, Fit::LastFour),
        (initials == digits, Fit::Initials),
        (initials.starts_with(digits), Fit::InitialsBegin),
        (mobile.digits().starts_with(digits), Fit::MobileBegins),
    ];
    fits.into_iter().find(|(fits, _)| *fits).map(|(_, fit)| fit)
}

impl fmt::Debug for Customers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Customers({})", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        customers::{CONSENT_WORDS, PURCHASES_MAX},
        domain::{Amount, BatchNo, Currency, Lang, OperatorNo, Stan},
    };

    fn mobile(digits: &str) -> Mobile {
        digits.parse().unwrap()
    }

    fn consent() -> Consent {
        Consent { at: WallTime(7), words: CONSENT_WORDS, lang: Lang::ZhCn, by: OperatorNo::SUPERVISOR }
    }

    fn purchase(stan: u32) -> Purchase {
        Purchase {
            txn: TxnRef { batch: BatchNo::FIRST, stan: Stan::try_from(stan).unwrap() },
            began: WallTime(stan.into()),
            amount: Amount::from_minor(100).unwrap(),
            currency: Currency::Cny,
        }
    }

    fn register() -> Customers {
        let people =
            [("13800138000", "张三"), ("13912349474", "李四"), ("15094748000", "王小明"), ("18694741111", "周")];
        Customers::of(people.map(|(no, name)| Customer::new(mobile(no), name.parse().unwrap(), consent())))
    }

    fn found(digits: &str) -> Vec<String> {
        register().search(digits, 3).iter().map(|customer| customer.name.to_string()).collect()
    }

    #[test]
    fn a_customer_is_found_by_number_last_four_and_initials() {
        assert_eq!(found("13800138000"), ["张三"]);
        assert_eq!(found("8000"), ["张三", "王小明"]);
        // ZS and ZL lie on 97 and 95; 946 is WXM on 996.
        assert_eq!(found("97"), ["张三"]);
        assert_eq!(found("996"), ["王小明"]);
        assert_eq!(found("99"), ["王小明"]);
        assert_eq!(found("139"), ["李四"]);
        assert!(
            found("9474").contains(&"李四".into()) && found("9474").len() == 1,
            "the last four, no four of the middle"
        );
        assert_eq!((found(""), found("1"), found("0000")), (vec![], vec![], vec![]), "nobody leafs through it");
        assert_eq!(register().search("1", 3).len(), 0);
    }

    #[test]
    fn a_number_is_one_customers_and_a_sale_too() {
        let mut all = register();
        let (zhang, li) = (mobile("13800138000"), mobile("13912349474"));
        assert_eq!(all.add(zhang.clone(), "王五".parse().unwrap(), consent()), Err(Refused::Taken));
        all.take(all.link(&zhang, purchase(1)).unwrap());
        assert_eq!(all.link(&li, purchase(1)), Err(Refused::Linked));
        assert_eq!(all.link(&zhang, purchase(1)), Err(Refused::Linked));
        // Years later another sale has its number.
        let later = Purchase { began: WallTime(99), ..purchase(1) };
        all.take(all.link(&li, later).unwrap());
        assert_eq!(all.link(&mobile("13811111111"), purchase(2)), Err(Refused::Unknown));
        // Whoever is erased leaves the sale free.
        all.take(all.erase(&zhang).unwrap());
        assert!(all.link(&li, purchase(1)).is_ok());
    }

    #[test]
    fn the_oldest_sales_are_forgotten() {
        let mut all = register();
        let zhang = mobile("13800138000");
        for stan in 1..=PURCHASES_MAX as u32 + 3 {
            all.take(all.link(&zhang, purchase(stan)).unwrap());
        }
        let kept = &all.get(&zhang).unwrap().purchases;
        assert_eq!((kept.len(), kept[0].txn.stan.get()), (PURCHASES_MAX, 4));
    }

    #[test]
    fn the_register_has_a_limit_and_whoever_is_erased_is_gone() {
        let number = |n: usize| mobile(&format!("139{n:08}"));
        let person = |n| Customer::new(number(n), "张三".parse().unwrap(), consent());
        let mut all = Customers::of((0..CUSTOMERS_MAX).map(person));
        let next = number(CUSTOMERS_MAX);
        assert_eq!(all.add(next.clone(), "李四".parse().unwrap(), consent()), Err(Refused::Full));
        all.take(all.erase(&number(7)).unwrap());
        assert_eq!((all.get(&number(7)), all.erase(&number(7))), (None, Err(Refused::Unknown)));
        assert!(all.add(next, "李四".parse().unwrap(), consent()).is_ok());
    }

    #[test]
    fn no_debug_text_has_a_number() {
        let all = register();
        let told = format!("{all:?} {:?}", all.iter().collect::<Vec<_>>());
        assert!(!told.contains("13800138000") && told.contains("138****8000"), "{told}");
    }
}
