//! The way to the acquirer's hosts, step by step, and what they say.

use std::{
    borrow::Cow,
    net::SocketAddr,
    time::{Duration, Instant},
};

use tokio::{net::TcpStream, time::timeout};

use super::{Check, Patient, State};
use crate::{
    acquirer::{Counted, HostConfig, Link, Place, Request, TlsClient, Traffic, server_name},
    cli::Config,
    domain::BatchNo,
    i18n::Texts,
};

/// How many addresses of a name are tried.
const MAX_ADDRESSES: usize = 8;

/// The names of the three steps to a host.
type Names = [(&'static str, Cow<'static, str>); 3];

/// Looks at both hosts.
pub(super) fn checks(patient: &Patient) -> Vec<Check> {
    let t = patient.t;
    let primary =
        [("host-name", t.doctor_name_dns()), ("host-tcp", t.doctor_name_tcp()), ("host-tls", t.doctor_name_tls())];
    let echo = ("echo", t.doctor_name_echo());
    let Some(config) = patient.config() else {
        let names = primary.into_iter().chain([echo, ("mac", t.doctor_name_mac())]);
        return names.map(|name| Check::new(name, State::NotChecked, t.doctor_no_config())).collect();
    };
    let backup = [
        ("backup-name", t.doctor_name_backup_dns()),
        ("backup-tcp", t.doctor_name_backup_tcp()),
        ("backup-tls", t.doctor_name_backup_tls()),
    ];
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return vec![Check::new(primary[0].clone(), State::Fail, error.to_string())],
    };
    runtime.block_on(async {
        let mut checks = way(t, &config.host, Place::Primary, primary).await;
        let reached = checks.iter().all(|check| check.state != State::Fail);
        if config.host.backup.is_some() {
            checks.extend(way(t, &config.host, Place::Backup, backup).await);
        }
        checks.push(match (patient.left_alone(), reached) {
            (Some(why), _) => Check::new(echo, State::NotChecked, why),
            (None, false) => Check::new(echo, State::NotChecked, t.doctor_earlier_failed()),
            (None, true) => self::echo(patient, config).await,
        });
        checks.push(mac(patient));
        checks
    })
}

/// Name, TCP and TLS of a host; what comes after a failure is not tried.
async fn way(t: &'static Texts, config: &HostConfig, place: Place, [name, tcp, tls]: Names) -> Vec<Check> {
    let limit = config.profile.connect_timeout.duration();
    let address = config.address_of(place).unwrap_or_default();
    let skip = |name| Check::new(name, State::NotChecked, t.doctor_earlier_failed());
    let began = Instant::now();
    let addresses = match find(address, limit).await {
        Ok(addresses) => addresses,
        Err(reason) => {
            let value = format!("{address}: {reason}");
            return vec![Check::new(name, State::Fail, value).or(t.doctor_do_dns()), skip(tcp), skip(tls)];
        }
    };
    let first = addresses.first().map(SocketAddr::to_string).unwrap_or_default();
    let value = match address.parse::<SocketAddr>() {
        Ok(_) => t.doctor_dns_number(address),
        Err(_) => t.doctor_dns_is(first, millis(began)),
    };
    let name = Check::new(name, State::Ok, value);
    let began = Instant::now();
    let stream = match dial(&addresses, limit).await {
        Ok(stream) => stream,
        Err(reason) => return vec![name, Check::new(tcp, State::Fail, reason).or(t.doctor_do_tcp()), skip(tls)],
    };
    let tcp = Check::new(tcp, State::Ok, t.doctor_tcp_is(millis(began)));
    vec![name, tcp, shake(t, config, place, tls, stream).await]
}

async fn find(address: &str, limit: Duration) -> Result<Vec<SocketAddr>, String> {
    let found = timeout(limit, tokio::net::lookup_host(address)).await;
    let found = found.map_err(|_| no_answer(limit))?.map_err(|error| error.to_string())?;
    let addresses: Vec<SocketAddr> = found.take(MAX_ADDRESSES).collect();
    if addresses.is_empty() { Err("no address".into()) } else { Ok(addresses) }
}

async fn dial(addresses: &[SocketAddr], limit: Duration) -> Result<TcpStream, String> {
    let mut reason = String::new();
    for address in addresses {
        match timeout(limit, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => reason = format!("{address}: {error}"),
            Err(_) => reason = format!("{address}: {}", no_answer(limit)),
        }
    }
    Err(reason)
}

async fn shake(
    t: &'static Texts,
    config: &HostConfig,
    place: Place,
    name: (&'static str, Cow<'static, str>),
    tcp: TcpStream,
) -> Check {
    let Some(tls) = &config.tls else { return Check::new(name, State::NotChecked, t.doctor_tls_none()) };
    let limit = config.profile.connect_timeout.duration();
    let began = Instant::now();
    let ready = TlsClient::load(tls, "host.tls").map_err(|error| error.to_string());
    let made = match ready.and_then(|client| Ok((client, server_name(config.server_name(place))?))) {
        Ok((client, wanted)) => {
            let shaken = timeout(limit, client.connect(Counted::new(tcp, Traffic::default()), wanted)).await;
            shaken.map_err(|_| no_answer(limit)).and_then(|made| made.map(drop))
        }
        Err(reason) => Err(reason),
    };
    match made {
        Ok(()) => Check::new(name, State::Ok, t.doctor_tls_is(millis(began))),
        Err(reason) => Check::new(name, State::Fail, reason).or(t.doctor_do_tls()),
    }
}

/// An echo has no number, no money and no key in it, so that nothing remembers it.
async fn echo(patient: &Patient, config: &Config) -> Check {
    let (t, name) = (patient.t, ("echo", patient.t.doctor_name_echo()));
    let batch = patient.look().map_or(BatchNo::FIRST, |look| look.book.batch);
    let mut link = Link::new(config.host.clone(), config.tmk(), None);
    let began = Instant::now();
    match link.exchange(&Request::Echo { batch }).await {
        Ok(answer) if answer.code.as_str() == "00" => Check::new(name, State::Ok, t.doctor_echo_is(millis(began))),
        Ok(answer) => Check::new(name, State::Warn, t.doctor_echo_code(answer.code.as_str())).or(t.doctor_do_echo()),
        Err(fault) => Check::new(name, State::Fail, fault.to_string()).or(t.doctor_do_echo()),
    }
}

/// The keys of a sign-on are known to the terminal alone that signed on, which checks them then. So the journal is asked.
fn mac(patient: &Patient) -> Check {
    let (t, name) = (patient.t, ("mac", patient.t.doctor_name_mac()));
    match patient.look().and_then(|look| look.signed_on.as_ref()) {
        // What cannot be read says nothing, and nothing shall be started on it.
        _ if matches!(patient.look, Some(Err(_))) => Check::new(name, State::NotChecked, t.doctor_earlier_failed()),
        Some((at, _)) => {
            let when = at.civil(patient.offset()).to_string();
            Check::new(name, State::Ok, t.doctor_mac_is(when))
        }
        None => Check::new(name, State::Warn, t.doctor_mac_never()).or(t.doctor_do_mac()),
    }
}

fn no_answer(limit: Duration) -> String {
    format!("no answer within {} s", limit.as_secs())
}

fn millis(began: Instant) -> u64 {
    u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX)
}
