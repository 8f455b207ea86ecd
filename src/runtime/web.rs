//! HTTP to a service that is not the acquirer's host: one request on a connection of its own, over TLS on a box.

use std::{net::IpAddr, time::Duration};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{HeaderMap, Method, Request, Uri, body::Bytes, header, http::request::Builder};
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    time::timeout,
};

use crate::{
    acquirer::{Counted, TlsClient, TlsConfig, Traffic, server_name},
    web::Call,
};

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

impl ServiceAddress {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host and port, as the header has it.
    pub(super) fn authority(&self) -> String {
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        format!("{host}:{}", self.port)
    }

    /// A path at this address.
    pub(super) fn path_of(&self, path: &str) -> String {
        format!("{}{path}", self.path)
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

/// The way to a service.
pub(super) struct Web {
    address: ServiceAddress,
    /// Our side of TLS, or why there is none.
    tls: Result<TlsClient, String>,
    /// The longest body of an answer, in bytes.
    longest: usize,
}

/// What came back.
pub(super) struct Heard {
    pub(super) status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl Web {
    /// To this address, with the CA of this part of the configuration.
    pub(super) fn new(address: ServiceAddress, tls: Option<&TlsConfig>, part: &'static str, longest: usize) -> Web {
        let load = |files| TlsClient::load(files, part).map_err(|error| error.to_string());
        let tls = tls.map_or_else(|| Err(format!("ca in [{part}] is missing")), load);
        Web { address, tls, longest }
    }

    /// The head of a request, but for what shows who asks.
    pub(super) fn head(&self, call: &Call) -> Result<Builder, String> {
        let method = Method::from_bytes(call.method.as_bytes()).map_err(|error| error.to_string())?;
        let head = Request::builder().method(method).uri(self.address.path_of(&call.path));
        Ok(head
            .header(header::HOST, self.address.authority())
            .header(header::CONNECTION, "close")
            .header(header::CONTENT_TYPE, "application/json"))
    }

    /// The request there, and what comes back within this time, from the first packet on.
    pub(super) async fn exchange(&self, request: Request<Full<Bytes>>, limit: Duration) -> Result<Heard, String> {
        let late = |_| Err(format!("no answer within {} s", limit.as_secs()));
        timeout(limit, self.carry(request)).await.unwrap_or_else(late)
    }

    async fn carry(&self, request: Request<Full<Bytes>>) -> Result<Heard, String> {
        let ServiceAddress { host, port, tls, .. } = &self.address;
        let tcp = TcpStream::connect((host.as_str(), *port)).await.map_err(|error| error.to_string())?;
        let _ = tcp.set_nodelay(true);
        if !*tls {
            return self.talk(tcp, request).await;
        }
        let stream = self.tls.as_ref()?.connect(Counted::new(tcp, Traffic::default()), server_name(host)?).await?;
        self.talk(stream, request).await
    }

    async fn talk<S>(&self, stream: S, request: Request<Full<Bytes>>) -> Result<Heard, String>
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let words = |error: hyper::Error| error.to_string();
        let (mut sender, connection) =
            hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(words)?;
        // It ends with its one answer, or when the limit drops the other end of it.
        let driver = tokio::spawn(async move { drop(connection.await) });
        let response = sender.send_request(request).await.map_err(words)?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, self.longest).collect().await.map_err(|error| error.to_string())?;
        driver.abort();
        Ok(Heard { status: head.status.as_u16(), headers: head.headers, body: body.to_bytes() })
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
