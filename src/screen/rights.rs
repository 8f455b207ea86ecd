//! Permissions and roles in words, and entries of menus that need one.

use std::borrow::Cow;

use super::{See, menu::Entry, refusals::cannot_start};
use crate::{
    domain::{Permission, permission},
    i18n::Texts,
};

/// What a permission is called.
pub fn permission_name(t: &Texts, permission: Permission) -> Cow<'static, str> {
    match permission {
        Permission::Sell => t.permission_sell(),
        Permission::Void => t.permission_void(),
        Permission::Refund => t.permission_refund(),
        Permission::PreAuth => t.permission_pre_auth(),
        Permission::Offline => t.permission_offline(),
        Permission::Ecash => t.permission_ecash(),
        Permission::Balance => t.permission_balance(),
        Permission::VoidLine => t.permission_void_line(),
        Permission::Discount => t.permission_discount(),
        Permission::View => t.permission_view(),
        Permission::ViewOthers => t.permission_view_others(),
        Permission::Reprint => t.permission_reprint(),
        Permission::CountCash => t.permission_count_cash(),
        Permission::Drawer => t.permission_drawer(),
        Permission::Products => t.permission_products(),
        Permission::Customers => t.permission_customers(),
        Permission::Settle => t.permission_settle(),
        Permission::Exceptions => t.permission_exceptions(),
        Permission::Approve => t.permission_approve(),
        Permission::Operators => t.permission_operators(),
        Permission::Unresolved => t.permission_unresolved(),
        Permission::Host => t.permission_host(),
        Permission::Parameters => t.permission_parameters(),
        Permission::Technician => t.permission_technician(),
    }
}

/// The refusal of what takes this permission.
pub fn forbidden(t: &Texts, permission: Permission) -> Cow<'static, str> {
    t.refuse_forbidden(permission_name(t, permission).as_ref())
}

/// What a role is called: the shipped ones in the language of the screen, others by the name in the configuration.
pub fn role_name(t: &Texts, role: &str) -> Cow<'static, str> {
    match role {
        permission::OPERATOR => t.role_operator(),
        permission::TRAINEE => t.role_trainee(),
        permission::SUPERVISOR => t.role_supervisor(),
        permission::ADMINISTRATOR => t.role_administrator(),
        own => Cow::Owned(own.to_owned()),
    }
}

impl See<'_> {
    /// Why whoever is signed in may not do what takes this permission.
    pub fn forbids(&self, permission: Permission) -> Cow<'static, str> {
        let barred = self.operator.and_then(|operator| self.terminal.barred(operator));
        match barred {
            Some(reason) => cannot_start(self.look.t, &reason, self.terminal.setup.currency),
            None => forbidden(self.look.t, permission),
        }
    }

    /// Whether whoever is signed in may do this.
    pub fn may(&self, permission: Permission) -> bool {
        self.operator.is_some_and(|operator| self.terminal.may(operator, permission))
    }
}

impl Entry {
    /// The same entry, for those with this permission.
    #[must_use]
    pub fn needs(self, permission: Permission, see: &See<'_>) -> Entry {
        let t = see.look.t;
        self.closed((!see.may(permission)).then(|| (t.not_permitted(), see.forbids(permission))))
    }
}
