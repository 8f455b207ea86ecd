//! The order gateway of the training world, and the terminal's way to it.

use std::{io, net::TcpListener, path::PathBuf, sync::PoisonError, time::Duration};

use crate::{
    acquirer::Profile,
    domain::hex,
    flow::OrderRules,
    orders::GatewayKey,
    runtime::{self, PayShown, ServiceAddress},
    screen::PaysWhen,
    sim::gateway::{self, Gateway, GatewayConfig, GatewayHandle, Key, WALLETS, millis},
    web::Caller,
};

/// What signs the training orders: of no use anywhere else.
const KEY: [u8; 32] = *b"KEYTILL TRAINING ORDER GATEWAY 1";
/// For how many seconds a training code can be paid.
const SECONDS: u16 = 90;
/// For how long an order whose end is not known is asked about.
const GIVE_UP: Duration = Duration::from_secs(300);
/// A late payment is done so long after the time of its code, in milliseconds.
const LATE: i64 = 4_000;

/// The running gateway.
pub struct TrainingGateway {
    line: runtime::GatewayConfig,
    /// Closes it when dropped.
    handle: GatewayHandle,
}

impl TrainingGateway {
    /// Opens it on a port of the loopback, with the books that it kept.
    ///
    /// # Errors
    /// When there is no port, no thread, or no sense in the books.
    pub fn open(profile: &Profile, books: PathBuf) -> io::Result<TrainingGateway> {
        let caller = Caller { merchant: profile.merchant.clone(), terminal: profile.terminal.clone() };
        let terminals = vec![(caller.merchant.clone(), caller.terminal.clone())];
        let config = GatewayConfig { books: Some(books), ..GatewayConfig::new(terminals, Key::new(KEY)) };
        let handle = gateway::open(TcpListener::bind(("127.0.0.1", 0))?, None, Gateway::new(config)?, None)?;
        let address = ServiceAddress::try_from(format!("http://{}", handle.address())).map_err(io::Error::other)?;
        let key = GatewayKey::read(hex::encode(&KEY).as_bytes()).map_err(io::Error::other)?;
        Ok(TrainingGateway { line: runtime::GatewayConfig { address, tls: None, key, caller }, handle })
    }

    /// What the flows are told of it.
    pub fn rules() -> OrderRules {
        OrderRules { seconds: SECONDS, give_up: GIVE_UP }
    }

    /// The terminal's way to it.
    pub fn line(&self) -> runtime::GatewayConfig {
        self.line.clone()
    }

    /// The customer, who pays the code that is shown, each time with another wallet.
    pub fn customer(&self) -> PayShown {
        let (gateway, turn) = (self.handle.share(), std::cell::Cell::new(0_usize));
        Box::new(move |code, when| {
            let (wallet, _) = WALLETS[turn.replace(turn.get().wrapping_add(1)) % WALLETS.len()];
            let mut gateway = gateway.lock().unwrap_or_else(PoisonError::into_inner);
            let paid = match when {
                PaysWhen::Now => gateway.pay(&code, wallet, millis()),
                PaysWhen::Late => gateway.pay_late(&code, wallet, millis(), LATE),
            };
            if let Err(reason) = paid {
                tracing::info!(%reason, "the training customer cannot pay");
            }
        })
    }
}
