//! Why something cannot be done to a basket, in words.

use std::borrow::Cow;

use crate::{
    domain::{
        BasketError,
        basket::{LINES_MAX, LIVE_MAX},
    },
    flow::CannotChange,
    i18n::Texts,
    screen::rights::forbidden,
};

/// Why a basket cannot be changed now.
pub fn basket_refusal(t: &Texts, reason: &CannotChange) -> Cow<'static, str> {
    match reason {
        CannotChange::Step(error) => step_refusal(t, error),
        CannotChange::Paying => t.basket_paying(),
        CannotChange::Forbidden(permission) => forbidden(t, *permission),
        CannotChange::Storage => t.refuse_storage_stopped(),
    }
}

/// Why a step does not follow from those before it.
pub fn step_refusal(t: &Texts, error: &BasketError) -> Cow<'static, str> {
    match error {
        BasketError::NoBasket(_) | BasketError::NotNext { .. } | BasketError::BadLine { .. } => t.basket_has_changed(),
        BasketError::NotOpen(_) | BasketError::NotPaid(_) => t.basket_paying(),
        BasketError::NotParked(_) => t.basket_not_parked(),
        BasketError::OpenAlready(_) => t.basket_open_already(),
        BasketError::NoLine(_) => t.basket_no_line(),
        BasketError::TooManyLines => t.basket_too_many_lines(u32::try_from(LINES_MAX).unwrap_or(u32::MAX)),
        BasketError::TooManyBaskets => t.basket_too_many(u32::try_from(LIVE_MAX).unwrap_or(u32::MAX)),
        BasketError::TooMuch | BasketError::TooManyParts(_) => t.refuse_full(),
        BasketError::DiscountTooHigh => t.basket_bad_discount(),
        BasketError::Empty(_) => t.basket_empty(),
        BasketError::NothingLeft => t.basket_nothing_left(),
        BasketError::Discounted(_) => t.basket_discounted(),
        BasketError::MoreThanDue(_) => t.basket_more_than_due(),
    }
}
