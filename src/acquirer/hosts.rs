//! Which of the acquirer's hosts is spoken to: the primary, the backup while the primary cannot be reached, and back.
//!
//! Changing hosts is a matter of connecting. Whatever has sent a byte stays with its host, because only that host can
//! say what became of it.

use tokio::time::Instant;

use super::{
    host_config::{HostConfig, Place},
    line,
    message::LinkFault,
    stream::Stream,
    tls,
};

/// The hosts of one acquirer.
pub struct Hosts {
    config: HostConfig,
    lookup: line::Lookup,
    tls: Option<tls::Client>,
    place: Place,
    /// When the primary was last found unreachable.
    away_since: Instant,
}

impl Hosts {
    /// The hosts of a configuration. The first connection is to the primary.
    pub fn new(config: HostConfig) -> Hosts {
        Hosts { config, lookup: line::by_system, tls: None, place: Place::Primary, away_since: Instant::now() }
    }

    /// The same, with another way to find addresses.
    #[must_use]
    pub fn found_by(self, lookup: line::Lookup) -> Hosts {
        Hosts { lookup, ..self }
    }

    /// Where they are and how they want to be spoken to.
    pub fn config(&self) -> &HostConfig {
        &self.config
    }

    /// The host that is spoken to at present.
    pub fn place(&self) -> Place {
        self.place
    }

    /// `host:port` of the host that is spoken to at present.
    pub fn address(&self) -> &str {
        self.config.address_of(self.place).unwrap_or(&self.config.address)
    }

    /// In which order hosts are tried when a connection is made: the present one, then the other.
    pub fn order(&self) -> impl Iterator<Item = Place> + use<> {
        let other = self.place.other();
        [Some(self.place), self.config.address_of(other).map(|_| other)].into_iter().flatten()
    }

    /// Whether the backup has been kept long enough for another look at the primary.
    pub fn may_return(&self) -> bool {
        self.place == Place::Backup && self.away_since.elapsed() >= self.config.return_minutes.duration()
    }

    /// Opens a connection to a host, and from then on it is the one that is spoken to.
    ///
    /// # Errors
    /// Why it cannot be reached. Nothing of a request has left.
    pub async fn open(&mut self, place: Place) -> Result<Stream, String> {
        let opened = self.connect(place).await;
        match &opened {
            Ok(_) => self.move_to(place),
            Err(_) if place == Place::Primary => self.away_since = Instant::now(),
            Err(_) => {}
        }
        opened
    }

    async fn connect(&mut self, place: Place) -> Result<Stream, String> {
        let address = self.config.address_of(place).ok_or("there is no backup")?.to_owned();
        let limit = self.config.profile.connect_timeout.duration();
        let Some(config) = &self.config.tls else { return line::open(&address, limit, self.lookup, None).await };
        let name = tls::server_name(self.config.server_name(place))?;
        let client = match self.tls.take() {
            Some(client) => client,
            None => tls::Client::load(config, "host.tls").map_err(|error| error.to_string())?,
        };
        let opened = line::open(&address, limit, self.lookup, Some((&client, name))).await;
        // After a failure the files are read anew: somebody may have put them right.
        self.tls = opened.is_ok().then_some(client);
        opened
    }

    fn move_to(&mut self, place: Place) {
        if self.place == place {
            return;
        }
        self.place = place;
        match place {
            Place::Primary => tracing::info!(address = self.address(), "back with the primary host"),
            Place::Backup => tracing::warn!(address = self.address(), "the primary host is gone; now with the backup"),
        }
    }

    /// That no host can be reached. `tried` holds each host with the reason, the first tried first.
    pub fn unreachable(&self, tried: Vec<(Place, String)>) -> LinkFault {
        let address_of = |place| self.config.address_of(place).unwrap_or_default().to_owned();
        let mut tried = tried.into_iter();
        let (first, mut reason) = tried.next().unwrap_or((self.place, "it was not tried".into()));
        for (place, why) in tried {
            reason.push_str(&format!("; nor can {}: {why}", address_of(place)));
        }
        LinkFault::Unreachable { address: address_of(first), reason }
    }
}
