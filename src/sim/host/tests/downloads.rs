use super::*;
use crate::emv::{self, Tag};

fn list(terminal: &mut Terminal, mti: &'static str, code: &str, received: usize) -> Vec<u8> {
    let mut request = terminal.message(mti, "00", code);
    request.set_bytes(62, format!("1{received:02}").as_bytes());
    let answer = terminal.ask(&request);
    assert_eq!(answer.text(39), Some("00"));
    answer.bytes(62).unwrap().to_vec()
}

fn with_block(block: usize) -> Terminal {
    Terminal::new(HostConfig { downloads: Downloads { block, ..Downloads::training() }, ..config() })
}

/// Every value of a tag, in order.
fn values(data: &[u8], tag: Tag) -> Vec<Vec<u8>> {
    emv::items(data).map(|item| item.unwrap()).filter(|item| item.tag == tag).map(|item| item.value.to_vec()).collect()
}

#[test]
fn a_list_comes_in_one_block_or_in_several() {
    let index = Tag::new(0x9F22);
    let mut terminal = with_block(12);
    let all = list(&mut terminal, "0820", "372", 0);
    assert_eq!((all[0], values(&all[1..], index).concat()), (b'1', vec![9, 2, 3, 4, 0x99]));
    let mut terminal = with_block(3);
    let first = list(&mut terminal, "0820", "372", 0);
    let rest = list(&mut terminal, "0820", "372", 3);
    assert_eq!((first[0], values(&first[1..], index).concat()), (b'2', vec![9, 2, 3]));
    assert_eq!((rest[0], values(&rest[1..], index).concat()), (b'3', vec![4, 0x99]));
    assert_eq!(list(&mut terminal, "0820", "372", 5), b"0");
    let mut terminal = with_block(4);
    assert_eq!(list(&mut terminal, "0820", "382", 0)[0], b'1', "exactly one block");
    let none = Downloads { ca_keys: Vec::new(), ..Downloads::training() };
    let mut terminal = Terminal::new(HostConfig { downloads: none, ..config() });
    assert_eq!(list(&mut terminal, "0820", "372", 0), b"0");
}

#[test]
fn each_key_and_each_application_comes_by_itself() {
    let mut terminal = with_block(12);
    let mut expiries = Vec::new();
    for (rid, index) in
        [("A000000065", 0x09), ("A000000333", 0x02), ("A000000333", 0x03), ("A000000333", 0x04), ("A000000333", 0x99)]
    {
        let mut request = terminal.message("0800", "00", "370");
        request.set_bytes(62, &crate::domain::hex::decode(&format!("9F0605{rid}9F2201{index:02X}")).unwrap());
        let answer = terminal.ask(&request);
        assert_eq!(answer.fields().collect::<Vec<_>>(), [12, 13, 37, 39, 41, 42, 60, 62]);
        let data = answer.bytes(62).unwrap();
        assert_eq!((data[0], emv::check(&data[1..])), (b'1', Ok(())));
        assert_eq!(emv::find(&data[1..], Tag::new(0xDF03)).map(<[u8]>::len), Some(20));
        expiries.push(emv::find(&data[1..], Tag::new(0xDF05)).unwrap().len());
    }
    assert_eq!(expiries, [8, 8, 4, 8, 8], "both forms of the expiry");
    let mut request = terminal.message("0800", "00", "370");
    request.set_bytes(62, b"\x9F\x06\x05\xA0\x00\x00\x03\x33\x9F\x22\x01\x98");
    assert_eq!(terminal.ask(&request).bytes(62), Some(&b"0"[..]));

    for aid in values(&list(&mut terminal, "0820", "382", 0)[1..], Tag::TERMINAL_AID) {
        let mut request = terminal.message("0800", "00", "380");
        request.set_bytes(62, &[&[0x9F, 0x06, 8], &aid[..]].concat());
        let data = terminal.ask(&request).bytes(62).unwrap().to_vec();
        assert_eq!((data[0], emv::check(&data[1..])), (b'1', Ok(())));
        assert_eq!(emv::find(&data[1..], Tag::new(0xDF21)).map(<[u8]>::len), Some(6));
    }
    for code in ["361", "371", "381", "391", "395"] {
        let end = terminal.message("0800", "00", code);
        let answer = terminal.ask(&end);
        assert_eq!(answer.fields().collect::<Vec<_>>(), [12, 13, 37, 39, 41, 42, 60], "{code}");
    }
}

#[test]
fn parameters_and_lists_of_text() {
    let lists = [("390".to_owned(), vec!["621234".to_owned(), "6299".to_owned()])].into();
    let downloads = Downloads { lists, block: 1, ..Downloads::training() };
    let mut setup = HostConfig { downloads, ..config() };
    setup.terminals[0].merchant_name = "示例商户".into();
    let mut terminal = Terminal::new(setup);
    assert_eq!(list(&mut terminal, "0800", "390", 0), b"206621234");
    assert_eq!(list(&mut terminal, "0800", "390", 1), b"3046299");
    assert_eq!(list(&mut terminal, "0800", "396", 0), b"0");
    let answer = terminal.ask(&terminal.message("0800", "00", "360"));
    let data = answer.bytes(62).unwrap();
    assert!(data.starts_with(b"11601260133"), "{data:?}");
    let (name, _, _) = encoding_rs::GBK.encode("示例商户");
    assert!(data.windows(10).any(|ten| ten == [b"22", &name[..]].concat()));
    assert_eq!(terminal.code(&terminal.message("0800", "00", "364")), "00");
}
