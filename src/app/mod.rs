//! The root of the pure core: `update(model, event, now) -> effects` and `view(model, session) -> cells`.
//!
//! No clock, no file, no socket, no await. Everything that can happen stands in [`Event`], everything that the program
//! can do in [`Effect`].

mod access;
mod afar;
mod answer;
mod basket;
mod bill;
mod cash;
mod customers;
mod effect;
mod enrolment;
mod event;
mod guard;
mod in_hand;
mod lease;
mod model;
mod office;
mod orders;
mod parameters;
mod people;
mod plugs;
mod products;
mod roster;
mod scan;
mod seat;
mod session;
mod settling;
mod stock;
mod told;
mod touch;
mod trades;
mod untold;
mod update;
mod view;
mod voice;
mod wishes;

pub use answer::answer;
pub use effect::{Effect, Ground, NewPassword, Query};
pub use event::{Event, PasswordAnswer, Signal};
pub use in_hand::{InHand, in_hand};
pub use model::{Model, SessionId};
pub use office::OfficeGround;
pub use seat::{Arrival, Part, SeatEvent, Status, status};
pub use session::{Keypad, LangChoice, Session};
pub use told::{Told, effect_label, told};
pub use touch::Touches;
pub use update::{next_wake, start, update};
pub use view::{masked_area, takes_touches, targets, view};
pub use voice::Saying;
