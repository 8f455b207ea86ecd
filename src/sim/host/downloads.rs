//! What a host gives out: parameters, CA keys, AIDs, lists. The block protocol is that of the terminal specification: a list is
//! asked for with `1` and how many have come, and answered with `0` nothing, `1` all, `2` more follow, `3` the last of several.

use std::collections::BTreeMap;

use crate::{
    domain::hex,
    emv::{self, Tag, Tlv},
};

/// Characters of the merchant name in the parameter list.
const NAME_LENGTH: usize = 40;
/// The most bytes of a list in one answer.
const BLOCK_BYTES: usize = 900;
/// The codes of lists of text.
const LISTS: [&str; 5] = ["390", "394", "396", "398", "960"];

const RID: Tag = Tag::TERMINAL_AID;
const INDEX: Tag = Tag::new(0x9F22);
const EXPIRY: Tag = Tag::new(0xDF05);
/// What a CA key must have beside these: modulus, exponent, check value.
const KEY_PARTS: [u32; 3] = [0xDF02, 0xDF04, 0xDF03];

/// What a host gives out.
#[derive(Clone, Debug)]
pub struct Downloads {
    /// The parameter list: code and value; the merchant name (22) is the terminal's own.
    pub parameters: BTreeMap<String, String>,
    /// Field 62 of the TMS parameters; empty for none.
    pub tms: String,
    /// CA keys as TLV.
    pub ca_keys: Vec<Vec<u8>>,
    /// AIDs as TLV, 9F06 first.
    pub aids: Vec<Vec<u8>>,
    /// Items of the lists 390 (numbers that are not taken), 394 (contactless parameters: tag 6, length 3, value), 396 (numbers
    /// for payments without PIN), 398 (numbers against it), 960 (names of issuers). Public sources do not give the form of 390,
    /// 396, 398 and 960; here an item is its length in two digits and its text.
    pub lists: BTreeMap<String, Vec<String>>,
    /// The most groups of a list in one answer.
    pub block: usize,
}

impl Downloads {
    /// The training host's: made-up keys, one published key, the four UnionPay AIDs.
    pub fn training() -> Downloads {
        let parameters = [("11", "60"), ("12", "60"), ("13", "3"), ("18", "1"), ("19", "20"), ("20", "0"), ("21", "0")];
        let more = [("23", "3"), ("24", "1"), ("25", "1")];
        let text = |(code, value): &(&str, &str)| (code.to_string(), value.to_string());
        let quick: Vec<String> = QUICK.iter().map(|item| item.to_string()).collect();
        Downloads {
            parameters: parameters.iter().chain(&more).map(text).collect(),
            tms: String::new(),
            ca_keys: CA_KEYS.iter().filter_map(|key| hex::decode(key)).collect(),
            aids: [1, 2, 3, 6].into_iter().filter_map(|kind| hex::decode(&aid(kind))).collect(),
            lists: [("394".to_owned(), quick)].into(),
            block: 12,
        }
    }

    /// What is wrong with a CA key or AID, if anything.
    ///
    /// # Errors
    ///
    /// A sentence for the reader of a configuration.
    pub fn check(&self) -> Result<(), String> {
        for (number, key) in self.ca_keys.iter().enumerate() {
            let parts = [RID, INDEX, EXPIRY].into_iter().chain(KEY_PARTS.map(Tag::new));
            let missing = parts.into_iter().find(|tag| emv::find(key, *tag).is_none());
            if let Some(tag) = missing {
                return Err(format!("CA key {}: {tag} is missing", number + 1));
            }
        }
        let bad = self.aids.iter().position(|aid| emv::check(aid).is_err() || emv::find(aid, RID).is_none());
        if let Some(number) = bad {
            return Err(format!("AID {}: not TLV with 9F06", number + 1));
        }
        if let Some(list) = self.lists.keys().find(|list| !LISTS.contains(&list.as_str())) {
            return Err(format!("there is no list {list:?}, only {}", LISTS.join(", ")));
        }
        let long = self.lists.values().flatten().find(|item| item.is_empty() || item.len() > 99 || !item.is_ascii());
        long.map_or(Ok(()), |item| Err(format!("a list item is 1 to 99 characters of ASCII, not {item:?}")))
    }

    /// Field 62 of the parameter answer: code and value without separators.
    pub(super) fn parameters(&self, merchant: &str) -> Vec<u8> {
        let (name, _, _) = encoding_rs::GBK.encode(merchant);
        let mut name = name.into_owned();
        name.resize(NAME_LENGTH, b' ');
        let own = self.parameters.iter().map(|(code, value)| (code.as_str(), value.as_bytes()));
        let mut all: Vec<(&str, &[u8])> = own.filter(|(code, _)| *code != "22").chain([("22", &name[..])]).collect();
        all.sort();
        all.into_iter().flat_map(|(code, value)| [code.as_bytes(), value].concat()).collect()
    }

    /// Field 62 of the TMS answer.
    pub(super) fn tms(&self) -> Vec<u8> {
        if self.tms.is_empty() { b"0".to_vec() } else { self.tms.clone().into_bytes() }
    }

    /// A block of the list of CA keys: RID, index and expiry of each.
    pub(super) fn ca_key_list(&self, asked: &[u8]) -> Vec<u8> {
        let groups = self.ca_keys.iter().map(|key| pick(key, &[RID, INDEX, EXPIRY])).collect::<Vec<_>>();
        page(&groups, received(asked), self.block)
    }

    /// A block of the list of AIDs.
    pub(super) fn aid_list(&self, asked: &[u8]) -> Vec<u8> {
        let groups = self.aids.iter().map(|aid| pick(aid, &[RID])).collect::<Vec<_>>();
        page(&groups, received(asked), self.block)
    }

    /// `1` and the CA key with this RID and index, or `0`.
    pub(super) fn ca_key(&self, asked: &[u8]) -> Vec<u8> {
        let same = |key: &&Vec<u8>, tag| emv::find(asked, tag).is_some_and(|value| emv::find(key, tag) == Some(value));
        one(self.ca_keys.iter().find(|key| same(key, RID) && same(key, INDEX)))
    }

    /// `1` and this AID's parameters, or `0`.
    pub(super) fn aid(&self, asked: &[u8]) -> Vec<u8> {
        let wanted = emv::find(asked, RID);
        one(self.aids.iter().find(|aid| wanted.is_some() && emv::find(aid, RID) == wanted))
    }

    /// A block of a list of text.
    pub(super) fn list(&self, code: &str, asked: &[u8]) -> Vec<u8> {
        let items = self.lists.get(code).map(Vec::as_slice).unwrap_or_default();
        // The contactless parameters say their own length.
        let group = |item: &String| if code == "394" { item.clone() } else { format!("{:02}{item}", item.len()) };
        let groups: Vec<Vec<u8>> = items.iter().map(|item| group(item).into_bytes()).collect();
        page(&groups, received(asked), self.block)
    }
}

/// How many groups the terminal has: `1` and digits; nothing means none.
fn received(asked: &[u8]) -> usize {
    let text = std::str::from_utf8(asked).ok().and_then(|text| text.strip_prefix('1'));
    text.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn page(groups: &[Vec<u8>], received: usize, block: usize) -> Vec<u8> {
    let rest = groups.get(received..).unwrap_or_default();
    let mut bytes = 0;
    let fits = |group: &&Vec<u8>| {
        bytes += group.len();
        bytes <= BLOCK_BYTES
    };
    let given: Vec<&Vec<u8>> = rest.iter().take(block.max(1)).take_while(fits).collect();
    let marker = match (received, given.len() == rest.len()) {
        _ if given.is_empty() => b'0',
        (0, true) => b'1',
        (_, true) => b'3',
        (_, false) => b'2',
    };
    [marker].into_iter().chain(given.into_iter().flatten().copied()).collect()
}

fn one(found: Option<&Vec<u8>>) -> Vec<u8> {
    found.map_or(b"0".to_vec(), |data| [b"1", data.as_slice()].concat())
}

fn pick(data: &[u8], tags: &[Tag]) -> Vec<u8> {
    let mut out = Vec::new();
    for tag in tags {
        if let Some(value) = emv::find(data, *tag) {
            Tlv::new(*tag, value).write(&mut out);
        }
    }
    out
}

/// The parameters of a UnionPay application: 1 debit, 2 credit, 3 quasi-credit, 6 electronic cash.
fn aid(kind: u8) -> String {
    format!(
        "9F0608A0000003330101{kind:02X}DF0101009F08020020DF1105D84000A800DF1205D84004F800DF130500100000009F1B0400000000\
         DF150400000000DF160199DF170199DF14039F3704DF1801019F7B06000000100000DF1906000000000000DF2006000099999999\
         DF2106000000100000"
    )
}

/// Contactless parameters: channel on, no PIN and no signature up to 1000.00.
const QUICK: [&str; 5] = ["FF805D0011", "FF80540011", "FF8058012000000100000", "FF8059012000000100000", "FF805A0011"];

/// CA keys for training. The first is a published one; the next three are random numbers under the UnionPay RID and open nothing;
/// the last one is the training CA's, under which the cards of the tray are made.
/// The expiry comes in both forms that are met, eight digits of text and four bytes of BCD.
const CA_KEYS: [&str; 5] = [
    "9F0605A0000000659F220109DF05083230353031323331DF060101DF070101DF028180B72A8FEF5B27F2B550398FDCC256F714BAD497FF56094B74\
     08328CB626AA6F0E6A9DF8388EB9887BC930170BCC1213E90FC070D52C8DCD0FF9E10FAD36801FE93FC998A721705091F18BC7C98241CADC15A2B9\
     DA7FB963142C0AB640D5D0135E77EBAE95AF1B4FEFADCF9C012366BDDA0455C1564A68810D7127676D493890BDDF040103DF03144410C6D51C2F83\
     ADFD92528FA6E38A32DF048D0A",
    "9F0605A0000003339F220102DF05083230333031323331DF060101DF070101DF028190CCB2098EFD8CCE59EA09675A21F23B3710F2A9FB68BF8667\
     ABD9021522ED4048EADAA689211D98896EF15557EBA7716B9C9A8D40654E0F3F23AD95F577B94DCC17708F54FF2CD38EE084BFCB88DF283D5A65DB\
     E12A74B66DA33AAD17723CBC56B8DCB20C0F7618D4BABA2E42329C3BC3EBCED262109830C818A2377B5CCB6799EBEAF6E65B37C1C51BC39FF8A10F\
     9AC5DF040103DF03148C5B4B9DDF31486D65FA6DE332A581DD7162DE11",
    "9F0605A0000003339F220103DF050420301231DF060101DF070101DF0281B09E04374146D231A5964EF674F5C25C3B98EE3A7BD91EA788D06BBCF6\
     F9A624464F953B091B3B674A4387372D1DE1156721141D128DBD7EBA52C35FA7C023451B37E2FCF9ED797D21ED505E05DA72AFD726EE60FE47A648\
     0D87D6BC469EF97421BB0D14A9E496706F2E4243EBFDEB9ACB645B3A27843A1D579E661500C1D982184FE1F63DC822BA60C1DCC95C008D509EB970\
     F678DD4B41EFDE68765DFA57EBE8EC64E173AC05F1E878F63E11932A0C61DF040103DF03146E5F68F4163FE72D77BEF385E37E4EDDC13F4BE2",
    "9F0605A0000003339F220104DF05083230333531323331DF060101DF070101DF0281F8C2182B5EDAA03C96A5606F8BD9AE7C995DEABCF1CA604B4D\
     D73F031111E79629685A1E0AE1F7B6D9995D7AFD03BA5400075B0DD08BDC91263BB3E4BF9EEE645D09F105F364581A5161160CFFCD7441A9EE46CE\
     7DC2CCF0BB516F908C7421E5C7AD4CB0150CA3E0287949C9B3EF2145D06D7B1F062C9C3EC04E64E897C57060428D721C85F5C1210F2CA22A6303F9\
     6514AE6BE19E7618F66744B78F9C0CA0029CA3375F4C9E4A5962C4DC3744BF3EBC3E60554D297B74F3347A0182D3CDF65231F42963B135C6D28F31\
     485A790492344C31775648A63ACF71D72478FD3C15A44F660DD5A5B031F9231E0DB8A72E310BFE262E8631E7B5E853DF040103DF03148E7E14BD0D\
     F05961C501027CD68A106E369F2D99",
    "9F0605A0000003339F220199DF05083230343931323331DF060101DF070101DF028190E242E2CB3CFE23FE8C071B3050856F26A704FB3F22D8BFD1\
     596E00251BA899D5B20E40B2246C85D1237449C454B68F0C60A20D996AC949BEF6B377E6C57FDE7A220A71A3418E2041BF937AB9C303288ADA471B\
     72EC71C13445D1657ACFEB5CEF4207FD314DCEA31BB3ECB83599465EF7B301DF65D2BBA8CF5D75CA46D12F38CB0D7D70106F086EF6F7F1408D92C5\
     C417DF040103DF0314261767E4F7682668F61882C0282F7A2FD9897F48",
];
