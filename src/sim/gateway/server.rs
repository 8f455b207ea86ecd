//! The gateway behind a socket: terminals at `/v1/`, customers at `/P/`.

use std::{
    io,
    net::{SocketAddr, TcpListener},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use http_body_util::Full;
use hyper::{Response, body::Bytes, header, http::request::Parts};

use super::{
    super::office::{self, At, OfficeHandle, Site, Tls},
    Gateway, Reply, Request,
};

/// The headers of a signature.
const TIME: &str = "keytill-time";
const NONCE: &str = "keytill-nonce";
const SIGNATURE: &str = "keytill-signature";

/// A running gateway. Dropping it closes the gateway.
pub struct GatewayHandle {
    gateway: Arc<Mutex<Gateway>>,
    server: OfficeHandle,
}

/// A gateway and the socket before it share the one core.
struct Counter(Arc<Mutex<Gateway>>);

/// Opens a gateway on this listener, on a thread of its own.
///
/// # Errors
/// When the listener, the files of TLS or a thread cannot be used.
pub fn open(
    listener: TcpListener,
    tls: Option<&Tls>,
    mut gateway: Gateway,
    page: Option<String>,
) -> io::Result<GatewayHandle> {
    let address = listener.local_addr()?;
    let scheme = if tls.is_some() { "HTTPS" } else { "HTTP" };
    // Capitals make smaller codes.
    gateway.set_page(page.unwrap_or_else(|| format!("{scheme}://{address}")).trim_end_matches('/').to_owned());
    let gateway = Arc::new(Mutex::new(gateway));
    let server = office::open(listener, tls, Counter(Arc::clone(&gateway)))?;
    Ok(GatewayHandle { gateway, server })
}

impl GatewayHandle {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The gateway itself, for whoever plays its customers or looks into its books.
    pub fn gateway(&self) -> MutexGuard<'_, Gateway> {
        self.gateway.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The gateway, to be kept by somebody else as well.
    pub fn share(&self) -> Arc<Mutex<Gateway>> {
        Arc::clone(&self.gateway)
    }
}

/// Milliseconds since 1970 UTC.
pub fn millis() -> i64 {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
    i64::try_from(passed).unwrap_or(i64::MAX)
}

impl Site for Counter {
    fn answer(&mut self, head: &Parts, body: Option<&[u8]>, _at: At) -> Option<Response<Full<Bytes>>> {
        let mut gateway = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let path = head.uri.path();
        if let Some(code) = path.strip_prefix("/P/") {
            let form = body.filter(|_| head.method == hyper::Method::POST);
            let (status, page) = gateway.page(code, form, millis());
            return Some(build(Response::builder().status(status), "text/html; charset=utf-8", page.into_bytes()));
        }
        let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
        let signature = text(TIME).zip(text(NONCE)).zip(text(SIGNATURE)).map(|((time, nonce), mac)| (time, nonce, mac));
        let request = Request { method: head.method.as_str(), path, signature, body };
        gateway.answer(request, millis()).map(response)
    }
}

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let mut head = Response::builder().status(reply.status);
    if let Some(methods) = reply.allow {
        head = head.header(header::ALLOW, methods);
    }
    if let Some((time, signature)) = reply.signature {
        head = head.header(TIME, time).header(SIGNATURE, signature);
    }
    build(head, "application/json", reply.body)
}

fn build(head: hyper::http::response::Builder, kind: &str, body: Vec<u8>) -> Response<Full<Bytes>> {
    let built = head
        .header(header::CONTENT_TYPE, kind)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .body(Full::new(Bytes::from(body)));
    // Nothing in it can be refused.
    built.unwrap_or_default()
}
