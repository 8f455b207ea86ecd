//! The line to the enrolment service: an HTTP request for each question, over TLS on a box, each on a connection of its own.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{Method, Request, Uri, body::Bytes, header};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{
        Semaphore,
        mpsc::{Receiver, Sender},
    },
    time::timeout,
};
use zeroize::Zeroizing;

use crate::{
    acquirer::{Counted, TlsClient, TlsConfig, server_name},
    app::{Event, OfficeGround},
    domain::Mobile,
    enrol::service::{ANSWER_MAX, Answer, Ask, Call, Seat, Trouble},
};

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
    pub seat: Seat,
}

/// The address of a service: `https://HOST[:PORT][/PATH]`, or `http://` to this computer itself.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct ServiceAddress {
    text: String,
    host: String,
    port: u16,
    tls: bool,
    /// What stands before each path; no slash at its end.
    path: String,
}

/// What a terminal shows to the service. In no log.
#[derive(Clone)]
pub struct Token(pub Zeroizing<String>);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl ServiceAddress {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is reached under TLS.
    pub fn is_tls(&self) -> bool {
        self.tls
    }
}

impl TryFrom<String> for ServiceAddress {
    type Error = String;
    fn try_from(text: String) -> Result<ServiceAddress, String> {
        let bad = || format!("{text:?} must be https://HOST[:PORT][/PATH]");
        let uri: Uri = text.parse().map_err(|_| bad())?;
        let host = uri.host().ok_or_else(bad)?.trim_matches(['[', ']']).to_owned();
        let with_user = uri.authority().is_some_and(|authority| authority.as_str().contains('@'));
        if uri.query().is_some() || with_user {
            return Err(bad());
        }
        let here = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let tls = match uri.scheme_str() {
            Some("https") => true,
            Some("http") if here => false,
            Some("http") => {
                return Err(format!("{text:?} must begin with https://: names and codes go over this line"));
            }
            _ => return Err(bad()),
        };
        let port = uri.port_u16().unwrap_or(if tls { 443 } else { 80 });
        let path = uri.path().trim_end_matches('/').to_owned();
        Ok(ServiceAddress { host, port, tls, path, text })
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
    /// Our side of TLS, or why there is none.
    tls: Result<TlsClient, String>,
}

impl Client {
    fn new(config: ServiceConfig) -> Client {
        let load = |files| TlsClient::load(files, "enrolment").map_err(|error| error.to_string());
        let tls = config.tls.as_ref().map_or_else(|| Err("ca in [enrolment] is missing".into()), load);
        Client { config, tls }
    }

    async fn ask(&self, ask: &Ask) -> Result<Answer, Trouble> {
        let limit = if matches!(ask, Ask::Claim(..)) { CLAIM_LIMIT } else { LIMIT };
        let call = ask.call(&self.config.seat);
        let asked = timeout(limit, self.carry(call)).await;
        let late = || Err(format!("no answer within {} s", limit.as_secs()));
        let place = &self.config.address.text;
        let (status, body) =
            asked.unwrap_or_else(|_| late()).map_err(|why| Trouble::Silent(format!("{place}: {why}")))?;
        ask.read(status, &body)
    }

    /// The request there, and status and body back.
    async fn carry(&self, call: Call) -> Result<(u16, Bytes), String> {
        let ServiceAddress { host, port, tls, .. } = &self.config.address;
        let tcp = TcpStream::connect((host.as_str(), *port)).await.map_err(|error| error.to_string())?;
        let _ = tcp.set_nodelay(true);
        if !*tls {
            return self.talk(tcp, call).await;
        }
        let stream = self.tls.as_ref()?.connect(Counted::new(tcp), server_name(host)?).await?;
        self.talk(stream, call).await
    }

    async fn talk<S>(&self, stream: S, call: Call) -> Result<(u16, Bytes), String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let words = |error: hyper::Error| error.to_string();
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(words)?;
        // It ends with its one answer, or when the limit drops the other end of it.
        let driver = tokio::spawn(async move { drop(connection.await) });
        let response = sender.send_request(self.request(call)?).await.map_err(words)?;
        let status = response.status().as_u16();
        let body = Limited::new(response.into_body(), ANSWER_MAX).collect().await.map_err(|error| error.to_string())?;
        driver.abort();
        Ok((status, body.to_bytes()))
    }

    fn request(&self, call: Call) -> Result<Request<Full<Bytes>>, String> {
        let address = &self.config.address;
        let bearer = Zeroizing::new(format!("Bearer {}", self.config.token.0.as_str()));
        let mut bearer =
            header::HeaderValue::from_str(&bearer).map_err(|_| "the token has characters that no header has")?;
        bearer.set_sensitive(true);
        let method = Method::from_bytes(call.method.as_bytes()).map_err(|error| error.to_string())?;
        let host = if address.host.contains(':') { format!("[{}]", address.host) } else { address.host.clone() };
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{}", address.path, call.path))
            .header(header::HOST, format!("{host}:{}", address.port))
            .header(header::CONNECTION, "close")
            .header(header::AUTHORIZATION, bearer)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Full::new(Bytes::from(call.body.unwrap_or_default())));
        request.map_err(|error| error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_unless_it_is_here() {
        let read = |text: &str| ServiceAddress::try_from(text.to_owned());
        let there = read("https://enrol.example/pos/").unwrap();
        assert_eq!(
            (there.host.as_str(), there.port, there.tls, there.path.as_str()),
            ("enrol.example", 443, true, "/pos")
        );
        let here = read("http://127.0.0.1:7080").unwrap();
        assert_eq!((here.host.as_str(), here.port, here.tls, here.path.as_str()), ("127.0.0.1", 7080, false, ""));
        assert_eq!(read("http://[::1]:7080").unwrap().host, "::1");
        for bad in [
            "http://enrol.example",
            "http://10.0.0.1",
            "ftp://enrol.example",
            "enrol.example",
            "",
            "https://",
            "https://a@b.example",
            "https://b.example/?x=1",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
