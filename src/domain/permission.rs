//! What a person may do: permissions by name, and roles, which are sets of them and come as data.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

use serde::{Deserialize, Serialize};

use super::{OperatorNo, Role};

macro_rules! permissions {
    ($($name:ident = $code:literal, $text:literal;)*) => {
        /// One thing that a person may or may not do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Permission {
            $(#[doc = $text] #[serde(rename = $code)] $name,)*
        }

        impl Permission {
            /// All of them.
            pub const ALL: &[Permission] = &[$(Permission::$name),*];

            /// Its name in configurations and journals.
            pub fn code(self) -> &'static str {
                match self { $(Permission::$name => $code),* }
            }
        }
    };
}

permissions! {
    Sell = "sell", "Sales, instalments, payments by code.";
    Void = "void", "Voids of sales.";
    Refund = "refund", "Refunds.";
    PreAuth = "pre-auth", "Pre-authorisations and what follows them.";
    Offline = "offline", "Sales that were authorised by telephone, adjustments, tips.";
    Ecash = "ecash", "Electronic cash: loads, payments, refunds.";
    Balance = "balance", "A card's balance.";
    VoidLine = "void-line", "Lines of a basket struck, and baskets dropped.";
    Discount = "discount", "Discounts on a line or on a basket.";
    View = "view", "Lists and totals.";
    ViewOthers = "view-others", "The search in what others sold.";
    Reprint = "reprint", "Receipts and slips once more.";
    CountCash = "count-cash", "The count of the cash drawer.";
    Drawer = "drawer", "The float of the cash drawer, and what counts found.";
    Products = "products", "Products and their prices.";
    Customers = "customers", "Customers: to find, add and erase them, and which sales were theirs.";
    Settle = "settle", "The settlement of the batch.";
    Exceptions = "exceptions", "The board of exceptions.";
    Approve = "approve", "The approval of what another person asks for.";
    Operators = "operators", "Operators, their passwords and roles, and the release of locked ones.";
    Unresolved = "unresolved", "Transactions whose end a person has to find out.";
    Host = "host", "Sign-on to the host, and downloads.";
    Parameters = "parameters", "The parameters of the box.";
    Technician = "technician", "The technician's page.";
}

impl Permission {
    /// Those that are about taking and giving money. They are for operators alone: who approves does not also sell.
    const TRADES: [Permission; 7] = [
        Permission::Sell,
        Permission::Void,
        Permission::Refund,
        Permission::PreAuth,
        Permission::Offline,
        Permission::Ecash,
        Permission::Balance,
    ];
}

/// The name of a role.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RoleName(String);

impl RoleName {
    /// The longest that fits a screen.
    const LONGEST: usize = 16;

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The role that comes with a number.
    fn by_number(operator: OperatorNo) -> RoleName {
        let name = match operator.role() {
            Role::Operator => OPERATOR,
            Role::Supervisor => SUPERVISOR,
            Role::Administrator => ADMINISTRATOR,
        };
        RoleName(name.into())
    }
}

impl TryFrom<String> for RoleName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let fits = (1..=Self::LONGEST).contains(&text.len());
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits && plain {
            return Ok(RoleName(text));
        }
        Err(format!("a role's name has 1 to {} letters a to z, digits and hyphens, not {text:?}", Self::LONGEST))
    }
}

impl From<RoleName> for String {
    fn from(name: RoleName) -> String {
        name.0
    }
}

impl fmt::Debug for RoleName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

/// Of numbers 01 to 98, where they were given no other.
pub const OPERATOR: &str = "operator";
/// Of numbers 01 to 98 that are still learning.
pub const TRAINEE: &str = "trainee";
/// Of 00.
pub const SUPERVISOR: &str = "supervisor";
/// Of 99.
pub const ADMINISTRATOR: &str = "administrator";

/// Roles with what each may do.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "BTreeMap<RoleName, BTreeSet<Permission>>")]
pub struct Roles(BTreeMap<RoleName, BTreeSet<Permission>>);

impl Default for Roles {
    fn default() -> Self {
        use Permission::*;
        let shipped: [(&str, &[Permission]); 4] = [
            (
                OPERATOR,
                &[
                    Sell, Void, Refund, PreAuth, Offline, Ecash, Balance, VoidLine, View, Reprint, CountCash,
                    Customers, Settle,
                ],
            ),
            (TRAINEE, &[Sell, Balance, View]),
            (
                SUPERVISOR,
                &[
                    View, ViewOthers, Reprint, CountCash, Drawer, Products, Customers, Settle, Exceptions, Approve,
                    Operators, Unresolved, Host, Discount, VoidLine,
                ],
            ),
            (ADMINISTRATOR, &[View, Reprint, Settle, Unresolved, Host, Parameters, Technician]),
        ];
        let role = |(name, may): (&str, &[Permission])| (RoleName(name.into()), may.iter().copied().collect());
        Roles(shipped.map(role).into())
    }
}

impl TryFrom<BTreeMap<RoleName, BTreeSet<Permission>>> for Roles {
    type Error = String;

    /// The shipped roles, with those of the configuration in their places or beside them.
    fn try_from(own: BTreeMap<RoleName, BTreeSet<Permission>>) -> Result<Self, String> {
        let Roles(mut roles) = Roles::default();
        roles.extend(own);
        for name in [SUPERVISOR, ADMINISTRATOR] {
            let trades = Permission::TRADES
                .iter()
                .find(|trade| roles.get(&RoleName(name.into())).is_some_and(|may| may.contains(trade)));
            if let Some(trade) = trades {
                return Err(format!(
                    "the role {name} may not have {:?}: who approves does not also sell",
                    trade.code()
                ));
            }
        }
        let lost = roles.get(&RoleName(SUPERVISOR.into())).is_some_and(|may| !may.contains(&Permission::Operators));
        if lost {
            return Err(format!(
                "the role {SUPERVISOR} needs \"operators\", or nobody could release a locked operator"
            ));
        }
        Ok(Roles(roles))
    }
}

impl Roles {
    /// The role of an operator: the one that was given, or that of the number.
    pub fn of(&self, operator: OperatorNo, given: Option<&RoleName>) -> RoleName {
        given.cloned().unwrap_or_else(|| RoleName::by_number(operator))
    }

    /// Whether a role may do this. One that is not known here may do nothing.
    pub fn may(&self, role: &RoleName, permission: Permission) -> bool {
        self.0.get(role).is_some_and(|may| may.contains(&permission))
    }

    /// Those that can be given to operators.
    pub fn for_operators(&self) -> Vec<&RoleName> {
        self.0.keys().filter(|name| !matches!(name.as_str(), SUPERVISOR | ADMINISTRATOR)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Roles, String> {
        toml::from_str::<Roles>(text).map_err(|error| error.to_string())
    }

    #[test]
    fn a_configuration_adds_and_replaces_roles() {
        let roles = read("shift-leader = [\"sell\", \"approve\"]\ntrainee = [\"sell\"]").unwrap();
        let name = |text: &str| RoleName::try_from(text.to_owned()).unwrap();
        assert!(roles.may(&name("shift-leader"), Permission::Approve));
        assert!(!roles.may(&name("trainee"), Permission::View), "in place of the shipped one");
        assert!(roles.may(&name("operator"), Permission::Void), "the others stay");
        let names: Vec<&str> = roles.for_operators().iter().map(|name| name.as_str()).collect();
        assert_eq!(names, ["operator", "shift-leader", "trainee"]);
    }

    #[test]
    fn what_will_not_do_is_named() {
        for (text, why) in [
            ("supervisor = [\"operators\", \"refund\"]", "may not have \"refund\""),
            ("administrator = [\"sell\"]", "may not have \"sell\""),
            ("supervisor = [\"view\"]", "needs \"operators\""),
            ("x = [\"fly\"]", "unknown variant `fly`"),
            ("\"Shift Leader\" = []", "letters a to z"),
            ("\"\" = []", "1 to 16"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(why), "{text}: {said}");
        }
    }
}
