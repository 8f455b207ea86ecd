//! The line to the order gateway: a signed HTTP request for each question, over TLS on a box. An answer without the gateway's
//! signature is none, whatever its status: it may be a proxy's, or somebody else's.

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use http_body_util::Full;
use hyper::{Request, body::Bytes};
use tokio::sync::mpsc::Sender;

use crate::{
    acquirer::TlsConfig,
    app::Event,
    domain::TxnRef,
    flow::Input,
    orders::{ANSWER_MAX, Answer, Ask, GatewayKey, Nonce, Stamp, Trouble},
    web::{Call, Caller},
};

use super::web::{Heard, ServiceAddress, Web};

/// How long an answer may take, from the first packet on: a customer waits, and a question is asked again anyway.
const LIMIT: Duration = Duration::from_secs(6);
/// The headers of a signature.
const TIME: &str = "keytill-time";
const NONCE: &str = "keytill-nonce";
const SIGNATURE: &str = "keytill-signature";

/// The order gateway of a box.
#[derive(Clone)]
pub struct GatewayConfig {
    /// Where it is.
    pub address: ServiceAddress,
    /// The CA that is trusted, where it is reached under TLS.
    pub tls: Option<TlsConfig>,
    /// The key of this terminal there.
    pub key: GatewayKey,
    /// Who this terminal is.
    pub caller: Caller,
}

/// The way to the gateway; without one, nobody asks.
pub struct GatewayLine {
    client: Option<Arc<GatewayClient>>,
    events: Sender<Event>,
}

impl GatewayLine {
    /// The line to a gateway.
    pub fn new(config: Option<GatewayConfig>, events: Sender<Event>) -> GatewayLine {
        GatewayLine { client: config.map(|config| Arc::new(GatewayClient::new(config))), events }
    }

    /// Asks. Answered by an event, whatever happens. The flows ask one thing at a time.
    pub fn ask(&self, txn: TxnRef, ask: Ask) {
        let (client, events) = (self.client.clone(), self.events.clone());
        tokio::spawn(async move {
            let answer = match client {
                Some(client) => client.ask(&ask).await,
                None => Err(Trouble::Silent("no gateway in [orders]".into())),
            };
            if let Err(trouble) = &answer {
                tracing::warn!(voucher = %txn.stan, %trouble, "the order gateway");
            }
            let _ = events.send(Event::Flow(Input::Gateway(txn, answer))).await;
        });
    }
}

/// Asks one gateway.
pub struct GatewayClient {
    config: GatewayConfig,
    web: Web,
}

impl GatewayClient {
    /// With this configuration.
    pub fn new(config: GatewayConfig) -> GatewayClient {
        let web = Web::new(config.address.clone(), config.tls.as_ref(), "orders", ANSWER_MAX);
        GatewayClient { config, web }
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// [`Trouble`]: what the gateway refuses, or why there is no answer to go by.
    pub async fn ask(&self, ask: &Ask) -> Result<Answer, Trouble> {
        let place = self.config.address.as_str();
        let silent = |why: String| Trouble::Silent(format!("{place}: {why}"));
        let call = ask.call(&self.config.caller);
        let path = self.config.address.path_of(&call.path);
        let stamp = stamp().map_err(silent)?;
        let request = self.request(&call, &path, &stamp).map_err(silent)?;
        let heard = self.web.exchange(request, LIMIT).await.map_err(silent)?;
        if !self.is_signed((&call, &path, &stamp), &heard) {
            return Err(silent(format!("an answer with status {} that the gateway has not signed", heard.status)));
        }
        ask.read(heard.status, &heard.body)
    }

    fn is_signed(&self, asked: (&Call, &str, &Stamp), heard: &Heard) -> bool {
        let text = |name| heard.headers.get(name).and_then(|value| value.to_str().ok());
        let (Some(time), Some(signature)) = (text(TIME), text(SIGNATURE)) else { return false };
        self.config.key.signed(asked, heard.status, time, &heard.body, signature)
    }

    fn request(&self, call: &Call, path: &str, stamp: &Stamp) -> Result<Request<Full<Bytes>>, String> {
        let head = self.web.head(call)?;
        head.header(TIME, stamp.time)
            .header(NONCE, stamp.nonce.as_str())
            .header(SIGNATURE, self.config.key.question(call, path, stamp))
            .body(Full::new(Bytes::from(call.body.clone().unwrap_or_default())))
            .map_err(|error| error.to_string())
    }
}

fn stamp() -> Result<Stamp, String> {
    let mut random = [0; 16];
    getrandom::fill(&mut random).map_err(|error| error.to_string())?;
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    Ok(Stamp { time: i64::try_from(since_1970).unwrap_or(i64::MAX), nonce: Nonce::new(random) })
}
