//! Tables of applications and public keys (TLI, TLR, TLE).

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Done, Link};
use crate::reader::{EmvConfig, Loaded};

pub(super) async fn load<L: AsyncRead + AsyncWrite + Unpin>(
    _link: &mut Link<L>,
    _acquirer: u8,
    _config: &EmvConfig,
) -> Done<Loaded> {
    Ok(Loaded::AlreadyThere)
}
