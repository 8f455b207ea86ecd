//! The begin of a transaction and the card's records (EMV Book 3, 10.1 and 10.2).

use super::{
    Chip, Trouble,
    data::Data,
    talk::{DONE, Reply, ask, within},
};
use crate::emv::{self, Tag};

const INITIATE: [u8; 4] = [0x80, 0xA8, 0x00, 0x00];
const LOCATOR: Tag = Tag::new(0x94);
const PDOL: Tag = Tag::new(0x9F38);
/// Records of more files than this are not under the template of EMV.
const LAST_EMV_FILE: u8 = 10;
/// More records than this no card has.
const RECORDS_MAX: usize = 64;

/// Takes over what selection tells, and begins the transaction with what the card's list asks for.
pub(super) fn initiate(chip: &mut dyn Chip, data: &mut Data, information: &[u8]) -> Result<Reply, Trouble> {
    data.take(information)?;
    if let Some(own) = emv::find(information, Tag::new(0xA5)) {
        data.take(own)?;
    }
    let list = data.get(PDOL).unwrap_or_default().to_vec();
    let given = data.fill(&list)?;
    let length = u8::try_from(given.len()).map_err(|_| Trouble::BadData("a data object list"))?;
    ask(chip, INITIATE, &[&[0x83, length], &given[..]].concat())
}

/// Takes over the answer to the begin, in either of its two forms.
pub(super) fn take_options(data: &mut Data, reply: &Reply) -> Result<(), Trouble> {
    let item = emv::items(&reply.data).next().and_then(Result::ok).ok_or(Trouble::BadData("processing options"))?;
    match (item.tag.number(), item.value) {
        (0x80, [a, b, locator @ ..]) => {
            data.set(Tag::AIP, &[*a, *b]);
            data.set(LOCATOR, locator);
        }
        (0x77, objects) => data.take(objects)?,
        _ => return Err(Trouble::BadData("processing options")),
    }
    data.fixed::<2>(Tag::AIP).map(drop).ok_or(Trouble::BadData("no interchange profile"))
}

/// Reads the records and gives back those that are under the certificate.
pub(super) fn records(chip: &mut dyn Chip, data: &mut Data) -> Result<Vec<u8>, Trouble> {
    const WRONG: Trouble = Trouble::BadData("the list of records");
    let locator = data.get(LOCATOR).unwrap_or_default().to_vec();
    let (entries, rest) = locator.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(WRONG);
    }
    let mut signed = Vec::new();
    let mut count = 0;
    for &[place, first, last, under] in entries {
        let file = place >> 3;
        if place & 0x07 != 0 || file == 0 || file > 30 || first == 0 || last < first || under > last - first + 1 {
            return Err(WRONG);
        }
        for number in first..=last {
            count += 1;
            if count > RECORDS_MAX {
                return Err(WRONG);
            }
            let reply = ask(chip, [0x00, 0xB2, number, place | 0x04], &[])?;
            if reply.status != DONE {
                return Err(Trouble::BadData("a record is missing"));
            }
            let objects = within(&reply.data, 0x70)?;
            data.take(objects)?;
            if number - first < under {
                signed.extend_from_slice(if file <= LAST_EMV_FILE { objects } else { &reply.data });
            }
        }
    }
    Ok(signed)
}
