//! The link's task, and the PIN pad as the link's cipher.

use tokio::sync::{mpsc, oneshot};
use zeroize::Zeroizing;

use crate::{
    acquirer::{Link, PadAnswer, PadEncrypt, Place, Request, WorkingKey},
    app::Event,
    flow::Input,
    reader::CipherOrder,
};

/// Asks the host whatever comes, one after the other.
pub async fn run(mut link: Link, mut requests: mpsc::Receiver<Request>, events: mpsc::Sender<Event>) {
    let mut told = Place::Primary;
    while let Some(request) = requests.recv().await {
        let answer = link.exchange(&request).await;
        let (place, address) = link.host_in_use();
        if place != told {
            told = place;
            let _ = events.send(Event::Flow(Input::HostInUse(place, address.to_owned()))).await;
        }
        if events.send(Event::Flow(Input::Host(Box::new(answer)))).await.is_err() {
            return;
        }
    }
}

/// The PIN pad, for MACs under a key that only it can open.
pub struct PadCipher {
    /// The slot of the master key.
    pub key_index: u8,
    /// The way to the reader's task.
    pub orders: mpsc::Sender<CipherOrder>,
}

impl PadEncrypt for PadCipher {
    fn encrypt<'a>(&'a self, key: &'a WorkingKey, block: [u8; 8]) -> PadAnswer<'a> {
        Box::pin(async move {
            let (reply, answer) = oneshot::channel();
            let key = Zeroizing::new(key.under_tmk.clone());
            let order = CipherOrder { key_index: self.key_index, key, block, reply };
            let gone = |_| "the reader's task has ended".to_owned();
            self.orders.send(order).await.map_err(|_| gone(()))?;
            answer.await.map_err(|_| gone(()))?
        })
    }
}
