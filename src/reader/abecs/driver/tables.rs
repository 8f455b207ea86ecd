//! Tables of applications and public keys (TLI, TLR, TLE), loaded for one acquirer. The pad keeps what comes aside and takes
//! it over with TLE, so that a load that is broken off leaves the old tables standing.

use tokio::io::{AsyncRead, AsyncWrite};

use super::{Command, Done, Link, REPLY_LIMIT, info, records};
use crate::reader::{EmvConfig, Loaded};

/// The tables will have another version: the load goes on all the same.
const OTHER_VERSION: u16 = 20;
/// Most bytes of records in one command: a block without the number of records.
const ROOM: usize = super::super::blocks::MAX_BLOCK - 2;

/// Brings the tables of the acquirer to this configuration.
pub(super) async fn load<L: AsyncRead + AsyncWrite + Unpin>(
    link: &mut Link<L>,
    acquirer: u8,
    config: &EmvConfig,
) -> Done<Loaded> {
    let version = config.version();
    if info::health(link, acquirer).await?.tables.as_ref() == Some(&version) {
        return Ok(Loaded::AlreadyThere);
    }
    let records = records::all(acquirer, config)?;
    let begin = Command::new(b"TLI").block(format!("{acquirer:02}{version}").as_bytes());
    link.ask_or(begin, REPLY_LIMIT, OTHER_VERSION).await?;
    for group in groups(&records) {
        let block = format!("{:02}{}", group.len(), group.concat());
        link.ask(Command::new(b"TLR").block(block.as_bytes()), REPLY_LIMIT, None).await?;
    }
    link.ask(Command::new(b"TLE"), REPLY_LIMIT, None).await?;
    Ok(Loaded::Anew(records.len()))
}

/// The records in order, as many together as a command takes.
fn groups(records: &[String]) -> Vec<&[String]> {
    let mut groups = Vec::new();
    let mut rest = records;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fitting = rest.iter().take_while(|record| {
            bytes += record.len();
            bytes <= ROOM
        });
        let (group, after) = rest.split_at(fitting.count().max(1));
        groups.push(group);
        rest = after;
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_records_go_together_as_fit() {
        let records: Vec<String> = [314, 314, 314, 611, 314, 611].iter().map(|length| "x".repeat(*length)).collect();
        let lengths: Vec<usize> = groups(&records).iter().map(|group| group.len()).collect();
        assert_eq!(lengths, [3, 2, 1]);
        assert!(groups(&[]).is_empty());
    }
}
