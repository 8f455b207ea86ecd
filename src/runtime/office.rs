//! The line to the enrolment service: an HTTP request for each question, over TLS on a box, each on a connection of its own.

use std::{fmt, sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{Request, body::Bytes, header};
use tokio::sync::{
    Semaphore,
    mpsc::{Receiver, Sender},
};
use zeroize::Zeroizing;

use crate::{
    acquirer::TlsConfig,
    app::{Event, OfficeGround},
    domain::Mobile,
    enrol::service::{ANSWER_MAX, Answer, Ask, Trouble},
    web::{Call, Caller},
};

use super::web::{ServiceAddress, Web};

/// How many questions may be on their way; the core asks few.
const AT_ONCE: usize = 8;
/// How long an answer may take, from the first packet on.
const LIMIT: Duration = Duration::from_secs(10);
/// How long whoever signs in waits for it.
const CLAIM_LIMIT: Duration = Duration::from_secs(3);

/// The enrolment service of a box.
pub struct ServiceConfig {
    /// Where it is.
    pub address: ServiceAddress,
    /// The CA that is trusted, where it is reached under TLS.
    pub tls: Option<TlsConfig>,
    /// What shows the service that this is its terminal.
    pub token: Token,
    /// Who this terminal is.
    pub caller: Caller,
}

/// What a terminal shows to the service. In no log.
#[derive(Clone)]
pub struct Token(pub Zeroizing<String>);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// The way to the service; without one, nobody asks.
pub struct OfficeLine {
    client: Option<Arc<Client>>,
    places: Arc<Semaphore>,
    events: Sender<Event>,
}

impl OfficeLine {
    /// The line to a service.
    pub fn new(config: Option<ServiceConfig>, events: Sender<Event>) -> OfficeLine {
        let client = config.map(|config| Arc::new(Client::new(config)));
        OfficeLine { client, places: Arc::new(Semaphore::new(AT_ONCE)), events }
    }

    /// Asks. Answered by an event, whatever happens.
    pub fn ask(&self, ground: OfficeGround, ask: Ask) {
        let (client, events) = (self.client.clone(), self.events.clone());
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else {
            let trouble = Trouble::Silent(format!("more than {AT_ONCE} questions are on their way to the service"));
            drop(events.try_send(Event::Office(ground, Err(trouble))));
            return;
        };
        tokio::spawn(async move {
            let answer = match client {
                Some(client) => client.ask(&ask).await,
                None => Err(Trouble::Silent("no service in [enrolment]".into())),
            };
            if let Err(Trouble::Silent(reason)) = &answer {
                tracing::warn!(reason, "the enrolment service");
            }
            let _ = events.send(Event::Office(ground, answer)).await;
            drop(place);
        });
    }
}

/// Hands short messages of the training world on.
pub async fn messages(mut from: Receiver<(Mobile, String)>, events: Sender<Event>) {
    while let Some((to, code)) = from.recv().await {
        let _ = events.send(Event::ShortMessage(to, code)).await;
    }
}

struct Client {
    config: ServiceConfig,
    web: Web,
}

impl Client {
    fn new(config: ServiceConfig) -> Client {
        let web = Web::new(config.address.clone(), config.tls.as_ref(), "enrolment", ANSWER_MAX);
        Client { config, web }
    }

    async fn ask(&self, ask: &Ask) -> Result<Answer, Trouble> {
        let limit = if matches!(ask, Ask::Claim(..)) { CLAIM_LIMIT } else { LIMIT };
        let call = ask.call(&self.config.caller);
        let place = self.config.address.as_str();
        let silent = |why: String| Trouble::Silent(format!("{place}: {why}"));
        let request = self.request(call).map_err(silent)?;
        let heard = self.web.exchange(request, limit).await.map_err(silent)?;
        ask.read(heard.status, &heard.body)
    }

    fn request(&self, call: Call) -> Result<Request<Full<Bytes>>, String> {
        let bearer = Zeroizing::new(format!("Bearer {}", self.config.token.0.as_str()));
        let mut bearer =
            header::HeaderValue::from_str(&bearer).map_err(|_| "the token has characters that no header has")?;
        bearer.set_sensitive(true);
        let head = self.web.head(&call)?.header(header::AUTHORIZATION, bearer);
        let request = head.body(Full::new(Bytes::from(call.body.unwrap_or_default())));
        request.map_err(|error| error.to_string())
    }
}
