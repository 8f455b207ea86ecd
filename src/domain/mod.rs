//! The words of the trade as types: money, cards, operators, transactions, batches, facts and time.
//!
//! Nothing here reads a clock, a file or a socket, and nothing here knows another module of the program.

pub mod afar;
mod as_text;
pub mod basket;
pub mod batch;
mod begun;
pub mod bill;
pub mod book;
pub mod card;
pub mod cash_move;
pub mod clock;
pub mod day;
pub mod download;
pub mod drawer;
pub mod enrolled;
pub mod extra;
pub mod fact;
pub mod figures;
pub mod file_fault;
pub mod hex;
pub mod ids;
pub mod kept_from;
pub mod kind;
pub mod mobile;
pub mod mobile_line;
pub mod money;
pub mod operator;
pub mod order;
pub mod parameter;
pub mod permission;
pub mod person;
pub mod picture;
pub mod qr;
pub mod rates;
pub mod receipt;
pub mod record;
pub mod refunded;
pub mod refusal;
pub mod roster;
pub mod search;
pub mod seat;
pub mod slip_code;
pub mod spelling;
pub mod time;
pub mod told;
pub mod transaction;
pub mod usual;
pub mod watch;

pub(crate) use as_text::as_text;

pub use afar::{Asked, Challenge, ShopKey};
pub use basket::{
    Basket, BasketChange, BasketError, BasketLine, BasketNo, BasketPart, BasketState, BasketWord, Baskets, Discount,
    GivenDiscount, Goods, ItemNo, LineNo, PaidBasket, PartRef, PartState, Percent, Quantity, Sold, SoldLine,
};
pub use batch::{CardClass, KindTotals, Settlement, SettlementStage, Totals};
pub use bill::{Bill, BillEnd, BillFact, BillMoney, BillNo, Bills, Course, Standing};
pub use book::{Book, BookError, SettledPayment, SettledPayments, Transactions};
pub use card::{CardSecret, Entry, Expiry, MaskedPan, Pan, PayCode, PinBlock, Track2, Wallet};
pub use cash_move::{CashMove, CashMoves, CashReason, CashWay, ReasonText};
pub use clock::ClockNote;
pub use day::{BadDay, Day};
pub use download::{Aid, CaKey, Download, HostData};
pub use drawer::{CashCount, Counted, Drawer};
pub use enrolled::{Claim, Enrolled};
pub use fact::Fact;
pub use figures::{Figures, Sides, Way, ZReport};
pub use file_fault::FileFault;
pub use ids::{AuthCode, BatchNo, MerchantId, MonthDay, PayVoucher, ResponseCode, Rrn, Stan, TerminalId};
pub use kept_from::KeptFrom;
pub use kind::{ChipUse, Conduct, Kind, Side};
pub use mobile::{BadMobile, Mobile};
pub use mobile_line::{DataUse, MobileLine, ModemState, OperatorName};
pub use money::{Amount, Currency};
pub use operator::{Lang, OperatorNo, OperatorRecord, Role};
pub use order::{OrderNo, ShownOrder};
pub use parameter::{Parameter, Parameters};
pub use permission::{Permission, Roles};
pub use person::PersonName;
pub use picture::Picture;
pub use qr::{Modules, Qr, QrLevel};
pub use rates::{ArrivalTerm, CardBins, Product, Rate, RateTable, Rates, RefundFee, Rounding, Share, Span, Speed};
pub use record::Record;
pub use refunded::Refunded;
pub use refusal::{Refusal, Refused};
pub use roster::{Quarantine, RosterEntry};
pub use search::{Found, LastFour, Place, Search};
pub use seat::{Guest, SeatAct, SeatFact};
pub use time::{Civil, HostTime, Now, UtcOffset, WallTime};
pub use told::{Recent, Told};
pub use transaction::{
    Delivery, DeliveryEnd, Extra, HostResult, Original, Parcel, PinUse, Reversal, ReversalReason, State, Transaction,
    TxnRef,
};
pub use usual::{Unusual, UsualAmounts};
pub use watch::Watch;
