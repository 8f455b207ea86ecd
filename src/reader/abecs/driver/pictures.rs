//! How a pad is opened, and the pictures that it then has.

use std::{fs, path::Path};

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Done, Driver, Fault, PictureName};
use crate::reader::{Config, Encryption, TextForm};

/// How a pad is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The number of the pad's application tables that count, 1 to 99.
    pub acquirer: u8,
    /// Whether the line is encrypted.
    pub encryption: Encryption,
    idle: Option<Vec<u8>>,
    remove_card: Option<Vec<u8>>,
}

impl Settings {
    /// As the configuration says. A picture that cannot be read is left out and told in the log.
    pub fn of(config: &Config) -> Settings {
        Settings {
            acquirer: config.acquirer,
            encryption: config.encryption,
            idle: config.idle_picture.as_deref().and_then(read),
            remove_card: config.remove_card_picture.as_deref().and_then(read),
        }
    }
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let read = fs::read(path);
    read.inspect_err(|error| tracing::warn!(path = %path.display(), %error, "a picture for the pad cannot be read"))
        .ok()
}

/// The pictures that the pad has.
#[derive(Default)]
pub(super) struct Pictures {
    pub(super) idle: Option<PictureName>,
    pub(super) remove_card: Option<PictureName>,
}

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Driver<L> {
    /// Loads the pictures of the settings, where the pad shows any. One that it does not take is left out.
    pub(super) async fn load_pictures(&mut self, settings: &Settings) -> Done<Pictures> {
        let shows = matches!(self.info.capabilities.text, TextForm::Latin1 { pictures: true });
        let mut loaded = Pictures::default();
        for (png, place) in [(&settings.idle, &mut loaded.idle), (&settings.remove_card, &mut loaded.remove_card)] {
            let Some(png) = png.as_ref().filter(|_| shows) else { continue };
            match self.load_picture(png).await {
                Ok(name) => *place = Some(name),
                Err(Fault::Refused(refusal)) => tracing::warn!(%refusal, "the pad does not take a picture"),
                Err(lost) => return Err(lost),
            }
        }
        Ok(loaded)
    }
}
