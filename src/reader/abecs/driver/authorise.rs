//! The first cryptogram of a chip, and the PIN of either kind of card (GOX, GPN).

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Card, Command, Done, Driver, card, digits12, emv, garbled, ids, pin, risk, two_digits};
use crate::reader::{Authorise, Authorised, Ears, Outcome, PinPad, PinPolicy, PinRequest};

/// Tags wanted with the first cryptogram: those of field 55, then what the receipt shows.
const ONLINE_TAGS: [u8; 46] = [
    0x9F, 0x26, 0x9F, 0x27, 0x9F, 0x10, 0x9F, 0x37, 0x9F, 0x36, 0x95, 0x9A, 0x9C, 0x9F, 0x02, 0x5F, 0x2A, 0x82, 0x9F,
    0x1A, 0x9F, 0x03, 0x9F, 0x33, 0x9F, 0x34, 0x9F, 0x35, 0x9F, 0x1E, 0x84, 0x9F, 0x09, 0x9F, 0x41, 0x9F, 0x63, 0x5F,
    0x34, 0x9B, 0x50, 0x9F, 0x12, 0x9F, 0x6C, 0x4F,
];
/// Terminal capabilities without online PIN: no CVM, signature. They hold for a chip that is not to ask for a PIN.
const NO_PIN_CAPABILITIES: [u8; 6] = [0x9F, 0x33, 0x03, 0xE0, 0x28, 0xC8];

impl<L: AsyncRead + AsyncWrite + Unpin + Send> Driver<L> {
    pub(super) async fn authorise_chip(
        &mut self,
        mut card: Card,
        order: &Authorise,
        ears: &mut Ears<'_>,
    ) -> Done<(Card, Authorised)> {
        let mut command = Command::new(b"GOX")
            .param(ids::ACQUIRER, two_digits(self.acquirer).as_bytes())
            .param(ids::PIN_METHOD, b"1")
            .param(ids::KEY_INDEX, two_digits(order.key_index).as_bytes())
            .param(ids::GOX_OPTIONS, risk::options(order.offline))
            .param(ids::RISK_PARAMETERS, &risk::parameters(order.offline))
            .param(ids::AMOUNT, digits12(order.amount).as_bytes())
            .param(ids::TRANSACTION_TYPE, &[card.kind])
            .param(ids::CURRENCY, card.currency.numeric().as_bytes())
            .param(ids::TAG_LIST, &ONLINE_TAGS);
        if order.pin == PinPolicy::Skip {
            command = command.param(ids::EMV_IN, &NO_PIN_CAPABILITIES);
        }
        if order.pin == PinPolicy::Ask || !order.pin_key.is_empty() {
            let key = pin::working_key(order.key_index, &order.pin_key)?;
            command = command.param(ids::WORKING_KEY, &key);
        }
        let reply = self.link.ask_person(command, ears, Some(order.key_index)).await?;
        let params = reply.params()?;
        let result = params.need(ids::GOX_RESULT)?;
        let chip = params.get(ids::EMV_OUT).unwrap_or_default();
        let outcome = card::outcome(result)?;
        match self.read_tracks(&mut card).await {
            // The money has left the card: it is recorded under the number that the card was presented with.
            Err(fault) if outcome == Outcome::ApprovedOffline && card.pan.is_some() => {
                tracing::warn!(?fault, "no track of a card that has paid by itself");
            }
            read => read?,
        }
        if outcome == Outcome::ApprovedOffline && !order.offline.allows(order.amount) {
            tracing::warn!(order = ?order.offline, "the card approved by itself against the order");
        }
        let authorised = Authorised {
            outcome,
            pan: card.pan.clone().ok_or_else(|| garbled("the pad gave no card number"))?,
            track2: card.track2.clone(),
            expiry: card.expiry,
            sequence: card::sequence(chip)?,
            pin_block: pin::online_block(result, &params)?,
            tags: emv::without_secrets(chip)?,
        };
        Ok((card, authorised))
    }

    pub(super) async fn authorise_stripe(
        &mut self,
        card: Card,
        order: &Authorise,
        ears: &mut Ears<'_>,
    ) -> Done<(Card, Authorised)> {
        let pan = card.pan.clone().ok_or_else(|| garbled("the pad gave no card number"))?;
        let pin_block = match order.pin {
            PinPolicy::Skip => None,
            PinPolicy::Ask => {
                let Authorise { amount, key_index, .. } = *order;
                let pin_key = order.pin_key.clone();
                let request = PinRequest { pan: pan.clone(), amount, currency: card.currency, key_index, pin_key };
                self.pin_block(&request, ears).await?
            }
        };
        let authorised = Authorised {
            outcome: Outcome::GoOnline,
            pan,
            track2: card.track2.clone(),
            expiry: card.expiry,
            sequence: None,
            pin_block,
            tags: Vec::new(),
        };
        Ok((card, authorised))
    }
}
