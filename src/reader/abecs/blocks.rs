//! Commands and replies inside a packet: three letters, for a reply three status digits, then blocks of three length
//! digits and data. Newer commands fill their blocks with parameters: id (2), length (2, big-endian), value.

use std::fmt;

use zeroize::Zeroizing;

use crate::reader::fault::{Fault, garbled};

/// Longest block in bytes.
pub const MAX_BLOCK: usize = 999;
/// Longest value of a parameter: a block without id and length.
pub const MAX_VALUE: usize = MAX_BLOCK - 4;

/// The three letters of a command.
pub type Name = [u8; 3];

/// A command that cannot be written. Never carries the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a part of {length} bytes does not fit a block of {MAX_BLOCK}")]
pub struct BlockTooLong {
    /// How long it was.
    pub length: usize,
}

/// A reply that cannot be read. Never carries its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadReply {
    /// Not three letters and three status digits.
    #[error("it does not begin with three letters and three digits")]
    Header,
    /// A block is shorter than its length digits say, or these are no digits.
    #[error("a block is cut short")]
    Block,
    /// A parameter is shorter than its length says.
    #[error("a parameter is cut short")]
    Parameter,
    /// A parameter that must be there is not, or has the wrong form.
    #[error("parameter {0:04X} is missing or has the wrong form")]
    Missing(u16),
}

impl From<BadReply> for Fault {
    fn from(error: BadReply) -> Self {
        garbled(error)
    }
}

impl From<BlockTooLong> for Fault {
    fn from(error: BlockTooLong) -> Self {
        garbled(error)
    }
}

/// A command being written.
pub struct Command {
    name: Name,
    bytes: Zeroizing<Vec<u8>>,
    block: Zeroizing<Vec<u8>>,
    fault: Option<BlockTooLong>,
}

impl Command {
    /// A command without blocks so far.
    pub fn new(name: &Name) -> Self {
        let bytes = Zeroizing::new(Vec::with_capacity(super::frame::MAX_DATA));
        let block = Zeroizing::new(Vec::with_capacity(MAX_BLOCK));
        let mut command = Command { name: *name, bytes, block, fault: None };
        command.bytes.extend(name);
        command
    }

    /// Its three letters.
    pub fn name(&self) -> Name {
        self.name
    }

    /// Adds a whole block, as the older commands have.
    #[must_use]
    pub fn block(mut self, data: &[u8]) -> Self {
        self.close_block();
        self.write_block(data);
        self
    }

    /// Adds a parameter, in a new block when the one at hand is full.
    #[must_use]
    pub fn param(mut self, id: u16, value: &[u8]) -> Self {
        if value.len() > MAX_VALUE {
            self.fault = Some(BlockTooLong { length: value.len() });
            return self;
        }
        if self.block.len() + 4 + value.len() > MAX_BLOCK {
            self.close_block();
        }
        self.block.extend(id.to_be_bytes());
        self.block.extend((value.len() as u16).to_be_bytes());
        self.block.extend(value);
        self
    }

    /// The data of the packet.
    ///
    /// # Errors
    /// [`BlockTooLong`] when a block or value was longer than allowed.
    pub fn finish(mut self) -> Result<Zeroizing<Vec<u8>>, BlockTooLong> {
        self.close_block();
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok(self.bytes),
        }
    }

    fn close_block(&mut self) {
        if self.block.is_empty() {
            return;
        }
        let full = std::mem::replace(&mut self.block, Zeroizing::new(Vec::with_capacity(MAX_BLOCK)));
        self.write_block(&full);
    }

    fn write_block(&mut self, data: &[u8]) {
        if data.len() > MAX_BLOCK {
            self.fault = Some(BlockTooLong { length: data.len() });
            return;
        }
        self.bytes.extend(format!("{:03}", data.len()).as_bytes());
        self.bytes.extend(data);
    }
}

/// A reply that has been taken apart into blocks.
pub struct Reply {
    /// The letters of the command that it answers, or `NTM`, or `ERR`.
    pub name: Name,
    /// 000 when the command was carried out.
    pub status: u16,
    /// The blocks one after the other.
    pub body: Zeroizing<Vec<u8>>,
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = String::from_utf8_lossy(&self.name);
        write!(f, "Reply({name}, status {:03}, {} bytes)", self.status, self.body.len())
    }
}

impl Reply {
    /// Takes the data of a packet apart.
    ///
    /// # Errors
    /// [`BadReply`] when letters, digits or blocks are not as they must be.
    pub fn parse(data: &[u8]) -> Result<Self, BadReply> {
        let (head, mut rest) = data.split_at_checked(6).ok_or(BadReply::Header)?;
        let name: Name = head[..3].try_into().map_err(|_| BadReply::Header)?;
        if !name.iter().all(u8::is_ascii_uppercase) {
            return Err(BadReply::Header);
        }
        let status = number(&head[3..]).ok_or(BadReply::Header)?;
        let mut body = Zeroizing::new(Vec::with_capacity(rest.len()));
        while !rest.is_empty() {
            let (digits, after) = rest.split_at_checked(3).ok_or(BadReply::Block)?;
            let length = usize::from(number(digits).ok_or(BadReply::Block)?);
            let (block, after) = after.split_at_checked(length).ok_or(BadReply::Block)?;
            body.extend(block);
            rest = after;
        }
        Ok(Reply { name, status, body })
    }

    /// The text of a notice, two lines of sixteen ISO 8859-1 characters, as one line without control characters.
    pub fn notice(&self) -> String {
        let text: String = self.body.iter().take(32).map(|b| char::from(*b)).filter(|c| !c.is_control()).collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The parameters in the blocks.
    ///
    /// # Errors
    /// [`BadReply::Parameter`] when one is cut short.
    pub fn params(&self) -> Result<Params<'_>, BadReply> {
        let mut list = Vec::new();
        let mut rest = self.body.as_slice();
        while !rest.is_empty() {
            let (head, after) = rest.split_at_checked(4).ok_or(BadReply::Parameter)?;
            let length = usize::from(u16::from_be_bytes([head[2], head[3]]));
            let (value, after) = after.split_at_checked(length).ok_or(BadReply::Parameter)?;
            list.push((u16::from_be_bytes([head[0], head[1]]), value));
            rest = after;
        }
        Ok(Params { list })
    }
}

/// The parameters of a reply. Where an id comes twice, the first counts.
pub struct Params<'a> {
    list: Vec<(u16, &'a [u8])>,
}

impl<'a> Params<'a> {
    /// The value of a parameter.
    pub fn get(&self, id: u16) -> Option<&'a [u8]> {
        self.list.iter().find(|(found, _)| *found == id).map(|(_, value)| *value)
    }

    /// The values of a parameter that may come more than once.
    pub fn all(&self, id: u16) -> impl Iterator<Item = &'a [u8]> {
        self.list.iter().filter(move |(found, _)| *found == id).map(|(_, value)| *value)
    }

    /// The value as text without blanks around it.
    pub fn text(&self, id: u16) -> Option<&'a str> {
        std::str::from_utf8(self.get(id)?).ok().map(str::trim)
    }

    /// The value of a parameter that must be there.
    ///
    /// # Errors
    /// [`BadReply::Missing`] when it is not.
    pub fn need(&self, id: u16) -> Result<&'a [u8], BadReply> {
        self.get(id).ok_or(BadReply::Missing(id))
    }
}

fn number(digits: &[u8]) -> Option<u16> {
    if !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn parameters_go_into_one_block_until_it_is_full() {
        let one = Command::new(b"GIX").param(0x0001, &[0x80, 0x01]).finish().unwrap();
        assert_eq!(one.as_slice(), b"GIX006\x00\x01\x00\x02\x80\x01");
        let two = Command::new(b"GCX").param(1, &[b'a'; 990]).param(2, b"zz").finish().unwrap();
        assert_eq!(&two[..6], b"GCX994");
        assert_eq!(&two[6 + 994..], b"006\x00\x02\x00\x02zz");
    }

    #[test]
    fn older_commands_have_plain_blocks() {
        assert_eq!(Command::new(b"DSP").block(b"hello").finish().unwrap().as_slice(), b"DSP005hello");
        assert_eq!(Command::new(b"OPN").finish().unwrap().as_slice(), b"OPN");
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert!(Command::new(b"DSP").block(&[0; 1000]).finish().is_err());
        assert!(Command::new(b"GCX").param(1, &[0; 996]).finish().is_err());
    }

    #[test]
    fn replies_are_taken_apart_across_blocks() {
        let reply = Reply::parse(b"GTK000007\x80\x45\x00\x04\x12\x34\x5D001\x67").unwrap();
        assert_eq!((reply.name, reply.status), (*b"GTK", 0));
        assert_eq!(reply.params().unwrap().get(0x8045), Some([0x12, 0x34, 0x5D, 0x67].as_slice()));
        assert_eq!(format!("{reply:?}"), "Reply(GTK, status 000, 8 bytes)");
        assert_eq!(Reply::parse(b"ERR010").unwrap().status, 10);
    }

    #[test]
    fn bad_replies_are_named() {
        for bad in [b"".as_slice(), b"GCX", b"GCX0a0", b"gcx000"] {
            assert_eq!(Reply::parse(bad).unwrap_err(), BadReply::Header);
        }
        for bad in [b"GCX0001".as_slice(), b"GCX000003ab", b"GCX00000xabc"] {
            assert_eq!(Reply::parse(bad).unwrap_err(), BadReply::Block);
        }
        let cut = Reply::parse(b"GCX000005\x80\x45\x00\x02\x12").unwrap();
        assert_eq!(cut.params().err(), Some(BadReply::Parameter));
    }

    proptest! {
        #[test]
        fn parsing_never_panics(data in proptest::collection::vec(any::<u8>(), 0..300)) {
            if let Ok(reply) = Reply::parse(&data) {
                let _ = reply.params();
            }
        }

        #[test]
        fn parameters_come_back(values in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..400), 0..5)) {
            let mut command = Command::new(b"ABC");
            for (i, value) in values.iter().enumerate() {
                command = command.param(i as u16, value);
            }
            let mut data = command.finish().unwrap().to_vec();
            data.splice(3..3, *b"000");
            let reply = Reply::parse(&data).unwrap();
            let params = reply.params().unwrap();
            for (i, value) in values.iter().enumerate() {
                prop_assert_eq!(params.get(i as u16), Some(value.as_slice()));
            }
        }
    }
}
