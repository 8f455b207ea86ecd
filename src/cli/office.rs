//! The enrolment service of the training world, and the terminal's way to it.

use std::{io, net::TcpListener};

use tokio::sync::mpsc::{self, Receiver};

use crate::{
    acquirer::Profile,
    domain::Mobile,
    runtime::{ServiceAddress, ServiceConfig, Token},
    sim::office::{self, Office, OfficeConfig, OfficeHandle},
    web::Caller,
};

/// What shows the training service that this is its terminal: of no use anywhere else.
const TOKEN: &str = "keytill-training-terminal";
/// How many short messages may wait to be shown.
const MESSAGES: usize = 16;

/// The running service.
pub struct TrainingOffice {
    address: ServiceAddress,
    caller: Caller,
    /// Closes it when dropped.
    _handle: OfficeHandle,
}

impl TrainingOffice {
    /// Opens it on a port of the loopback, with the short messages that it would send: to whom, and the code.
    ///
    /// # Errors
    /// When there is no port or no thread.
    pub fn open(profile: &Profile) -> io::Result<(TrainingOffice, Receiver<(Mobile, String)>)> {
        let caller = Caller { merchant: profile.merchant.clone(), terminal: profile.terminal.clone() };
        let (sender, messages) = mpsc::channel(MESSAGES);
        let config = OfficeConfig::new(vec![(caller.merchant.clone(), caller.terminal.clone())], TOKEN);
        let send = move |sent: &office::ShortMessage| drop(sender.try_send((sent.to.clone(), sent.code.clone())));
        let handle = office::open(TcpListener::bind(("127.0.0.1", 0))?, None, Office::new(config, Box::new(send)))?;
        let address = ServiceAddress::try_from(format!("http://{}", handle.address())).map_err(io::Error::other)?;
        Ok((TrainingOffice { address, caller, _handle: handle }, messages))
    }

    /// The address of its pages.
    pub fn page(&self) -> &str {
        self.address.as_str()
    }

    /// The terminal's way to it.
    pub fn line(&self) -> ServiceConfig {
        let token = Token(TOKEN.to_owned().into());
        ServiceConfig { address: self.address.clone(), tls: None, token, caller: self.caller.clone() }
    }
}
