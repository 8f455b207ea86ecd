//! The customer: who scans a code, looks at its page, and pays.

use super::{Gateway, Name, orders::Stage};

/// Why a code cannot be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPay {
    /// There is no such code.
    #[error("no such code")]
    Unknown,
    /// It is paid already, or somebody is paying it.
    #[error("it is paid already")]
    Paid,
    /// It is closed, or its time is over.
    #[error("its time is over")]
    Over,
}

/// The wallets that customers have.
pub const WALLETS: [(&str, &str); 4] =
    [("alipay", "支付宝"), ("wechat", "微信支付"), ("unionpay", "云闪付"), ("ecny", "数字人民币")];

impl Gateway {
    /// A customer has scanned this text and pays with this wallet, at once.
    ///
    /// # Errors
    /// [`NoPay`]; no money has moved.
    pub fn pay(&mut self, text: &str, wallet: &str, now: i64) -> Result<(), NoPay> {
        self.pay_by(text, wallet, now, now)
    }

    /// The same, but the payment is done only at a later moment, maybe after the time of the code.
    ///
    /// # Errors
    /// [`NoPay`]; no money has moved.
    pub fn pay_by(&mut self, text: &str, wallet: &str, now: i64, done: i64) -> Result<(), NoPay> {
        let name = self.find(text).ok_or(NoPay::Unknown)?;
        self.settle(&name, now);
        let order = self.orders.get_mut(&name).ok_or(NoPay::Unknown)?;
        match order.stage {
            Stage::Open => order.stage = Stage::Paying(wallet.to_owned(), done),
            Stage::Paying(..) | Stage::Paid(..) => return Err(NoPay::Paid),
            Stage::Closed | Stage::Expired => return Err(NoPay::Over),
        }
        self.settle(&name, now);
        self.store();
        Ok(())
    }

    /// A customer has scanned this text and pays with this wallet; it is done so long after the time of the code is over.
    ///
    /// # Errors
    /// [`NoPay`]; no money has moved.
    pub fn pay_late(&mut self, text: &str, wallet: &str, now: i64, after: i64) -> Result<(), NoPay> {
        let name = self.find(text).ok_or(NoPay::Unknown)?;
        let expires = self.orders.get(&name).map_or(now, |order| order.expires);
        self.pay_by(text, wallet, now, expires.max(now) + after)
    }

    fn find(&self, text: &str) -> Option<Name> {
        let code = text.rsplit('/').next().filter(|code| !code.is_empty())?;
        self.orders.iter().find(|(_, order)| order.code == code).map(|(name, _)| name.clone())
    }

    /// The page behind a code: status and text.
    pub(super) fn page(&mut self, code: &str, form: Option<&[u8]>, now: i64) -> (u16, String) {
        let wallet = form.and_then(|form| form_urlencoded::parse(form).find(|(key, _)| key == "wallet"));
        let known = |name: &str| WALLETS.iter().find(|(wallet, _)| *wallet == name).map(|(wallet, _)| *wallet);
        let paid = match (form, wallet.and_then(|(_, name)| known(&name))) {
            (Some(_), Some(wallet)) => Some(self.pay(code, wallet, now)),
            (Some(_), None) => return page(400, "请选择钱包 / choose a wallet"),
            (None, _) => None,
        };
        let Some(name) = self.find(code) else { return page(404, "查无此码 / no such code") };
        self.settle(&name, now);
        let Some(order) = self.orders.get(&name) else { return page(404, "查无此码 / no such code") };
        let money = format!("¥{}.{:02}", order.amount / 100, order.amount % 100);
        match (&order.stage, paid) {
            (_, Some(Ok(()))) => page(200, &format!("{money} 已付款 / paid")),
            (Stage::Open, _) => {
                let option = |(name, text): &(&str, &str)| format!("<option value=\"{name}\">{text}</option>");
                let options: String = WALLETS.iter().map(option).collect();
                page(
                    200,
                    &format!(
                        "{money}</p><form method=post><select name=wallet>{options}</select> <button>付款 / pay</button></form><p>"
                    ),
                )
            }
            (Stage::Paying(..) | Stage::Paid(..), _) => page(409, &format!("{money} 已付款 / paid already")),
            (Stage::Closed | Stage::Expired, _) => page(410, "已失效 / its time is over"),
        }
    }
}

fn page(status: u16, text: &str) -> (u16, String) {
    let head =
        "<!doctype html><meta charset=utf-8><meta name=viewport content=\"width=device-width\"><title>Keytill</title>";
    (status, format!("{head}<p>训练环境 / training</p><p>{text}</p>\n"))
}
