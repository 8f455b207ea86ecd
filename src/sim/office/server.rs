//! The office behind a socket: one thread that sleeps until somebody asks.

use std::{
    convert::Infallible,
    io,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use http_body_util::{BodyExt, Full, Limited};
use hyper::{
    Response,
    body::{Bytes, Incoming},
    header,
    http::request::Parts,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
    sync::{Semaphore, oneshot},
    time::timeout,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

use super::{At, BODY_MAX, Office, Reply, Request};

/// How many connections are served at one time; further ones wait.
const CONNECTIONS: usize = 32;
/// How long a connection may last, from its beginning to its end.
const CONNECTION: Duration = Duration::from_secs(20);
/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(5);

/// The certificate and the private key of an office under TLS, as PEM files.
#[derive(Clone, Debug)]
pub struct Tls {
    /// The certificate, and below it the chain.
    pub certificate: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

/// What stands behind a socket.
pub trait Site: Send + 'static {
    /// Answers a request with its body; none: the caller waits in vain. The body is missing where it was too long.
    fn answer(&mut self, head: &Parts, body: Option<&[u8]>, at: At) -> Option<Response<Full<Bytes>>>;
}

/// A running office. Dropping it closes the office.
pub struct OfficeHandle {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl OfficeHandle {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for OfficeHandle {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Opens an office on this listener, on a thread of its own.
///
/// # Errors
/// When the listener, the files of TLS or a thread cannot be used.
pub fn open(listener: TcpListener, tls: Option<&Tls>, office: impl Site) -> io::Result<OfficeHandle> {
    let address = listener.local_addr()?;
    listener.set_nonblocking(true)?;
    let tls = tls.map(acceptor).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().enable_time().build()?;
    let (stop, stopped) = oneshot::channel();
    let desk = Arc::new(Desk { office: Mutex::new(office), began: Instant::now() });
    let thread = std::thread::Builder::new().name("office".into()).spawn(move || {
        let served = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tokio::select! {
                () = accept(&listener, tls, desk) => {}
                _ = stopped => {}
            }
            Ok::<(), io::Error>(())
        });
        if let Err(error) = served {
            tracing::error!(%error, "the training enrolment service cannot listen");
        }
        runtime.shutdown_background();
    })?;
    Ok(OfficeHandle { address, stop: Some(stop), thread: Some(thread) })
}

fn acceptor(files: &Tls) -> io::Result<TlsAcceptor> {
    let bad = |path: &PathBuf, reason: String| io::Error::other(format!("{}: {reason}", path.display()));
    let chain: Result<Vec<_>, _> =
        CertificateDer::pem_file_iter(&files.certificate).and_then(|found| found.collect::<Result<Vec<_>, _>>());
    let chain = chain.map_err(|error| bad(&files.certificate, error.to_string()))?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| bad(&files.key, error.to_string()))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, key))
        .map_err(|error| bad(&files.certificate, error.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

struct Desk<S> {
    office: Mutex<S>,
    began: Instant,
}

async fn accept<S: Site>(listener: &tokio::net::TcpListener, tls: Option<TlsAcceptor>, desk: Arc<Desk<S>>) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let Ok(place) = Arc::clone(&places).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors or the like: give others the time to close theirs.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (desk, tls) = (Arc::clone(&desk), tls.clone());
        tokio::spawn(async move {
            let _ = timeout(CONNECTION, talk(stream, tls, &desk)).await;
            drop(place);
        });
    }
}

async fn talk<S: Site>(stream: TcpStream, tls: Option<TlsAcceptor>, desk: &Desk<S>) {
    match tls {
        None => serve(stream, desk).await,
        Some(tls) => match tls.accept(stream).await {
            Ok(stream) => serve(stream, desk).await,
            Err(error) => tracing::debug!(%error, "a TLS handshake with the enrolment service failed"),
        },
    }
}

async fn serve<S: Site>(stream: impl AsyncRead + AsyncWrite + Unpin, desk: &Desk<S>) {
    let service = service_fn(|request| async { Ok::<_, Infallible>(answer(desk, request).await) });
    let served = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection to the enrolment service ended");
    }
}

async fn answer<S: Site>(desk: &Desk<S>, request: hyper::Request<Incoming>) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, BODY_MAX).collect().await.ok().map(|body| body.to_bytes());
    let unix = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let at = At { passed: desk.began.elapsed(), unix: i64::try_from(unix).unwrap_or(i64::MAX) };
    let answered = desk.office.lock().unwrap_or_else(PoisonError::into_inner).answer(&head, body.as_deref(), at);
    match answered {
        Some(response) => response,
        // Until the connection has lasted too long, or the caller goes.
        None => std::future::pending().await,
    }
}

impl Site for Office {
    fn answer(&mut self, head: &Parts, body: Option<&[u8]>, at: At) -> Option<Response<Full<Bytes>>> {
        let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
        let reply = match body {
            None => Reply::error(413, "bad_request"),
            Some(body) => {
                let request = Request {
                    method: head.method.as_str(),
                    path: head.uri.path(),
                    query: head.uri.query().unwrap_or_default(),
                    token: text(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer ")),
                    languages: text(header::ACCEPT_LANGUAGE).unwrap_or_default(),
                    body,
                };
                Office::answer(self, request, at)
            }
        };
        Some(response(reply))
    }
}

/// What a page may do: nothing but show itself and send its form back.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

fn response(reply: Reply) -> Response<Full<Bytes>> {
    let head = Response::builder()
        .status(reply.status)
        .header(header::CONTENT_TYPE, reply.kind)
        .header(header::CACHE_CONTROL, "no-store")
        .header(header::CONTENT_SECURITY_POLICY, POLICY)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::REFERRER_POLICY, "no-referrer");
    let head = match reply.allow {
        Some(methods) => head.header(header::ALLOW, methods),
        None => head,
    };
    let built = head.body(Full::new(Bytes::from(reply.body)));
    // Nothing in it can be refused.
    built.unwrap_or_default()
}
