//! The page that a telephone opens: plain HTML, no script, nothing from elsewhere.

use super::{
    Reply,
    enrolments::{Applicant, Shown, Why},
};
use crate::domain::{Mobile, OperatorNo, PersonName};

/// The words of one language.
#[derive(Clone, Copy, Debug)]
pub struct Words(&'static Language);

#[derive(Debug)]
struct Language {
    tag: &'static str,
    title: &'static str,
    at: &'static str,
    name: &'static str,
    mobile: &'static str,
    send: &'static str,
    check_first: &'static str,
    bad_name: &'static str,
    bad_mobile: &'static str,
    number: &'static str,
    go_on: &'static str,
    unknown: &'static str,
    expired: &'static str,
    used: &'static str,
    known: &'static str,
    no_number: &'static str,
}

static CHINESE: Language = Language {
    tag: "zh-CN",
    title: "申请操作员号",
    at: "终端",
    name: "姓名",
    mobile: "手机号",
    send: "提交",
    check_first: "请先核对：下面的终端号应与您面前的终端一致。",
    bad_name: "请填写姓名，最多 20 个字。",
    bad_mobile: "请填写 11 位手机号。",
    number: "您的操作员号",
    go_on: "请回到终端，设置密码。主管批准前，只能在培训模式下使用。",
    unknown: "二维码无效，或不是这台终端的。请在终端上重新申请。",
    expired: "二维码已过期。请在终端上重新申请。",
    used: "二维码已使用过。请在终端上重新申请。",
    known: "该手机号已有操作员号。请联系主管。",
    no_number: "该终端的操作员号已用完。请联系主管。",
};

static ENGLISH: Language = Language {
    tag: "en",
    title: "Apply for an operator number",
    at: "Terminal",
    name: "Name",
    mobile: "Mobile number",
    send: "Send",
    check_first: "Check first: the terminal below must be the one in front of you.",
    bad_name: "Type your name, 20 characters at most.",
    bad_mobile: "Type your mobile number, 11 digits.",
    number: "Your operator number",
    go_on: "Go back to the terminal and choose a password. Until the supervisor approves the number, it is for training only.",
    unknown: "This code is not valid, or not of this terminal. Begin again at the terminal.",
    expired: "This code has expired. Begin again at the terminal.",
    used: "This code has been used. Begin again at the terminal.",
    known: "This mobile number has an operator number already. Ask the supervisor.",
    no_number: "This terminal has no operator number left. Ask the supervisor.",
};

/// Which field of the form will not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The name.
    Name,
    /// The mobile number.
    Mobile,
}

impl Words {
    /// Those of the first language of an Accept-Language that there are words in; Chinese where there are none.
    pub fn for_languages(accepted: &str) -> Words {
        let tags = accepted.split(',').map(|tag| tag.trim().to_ascii_lowercase());
        let known = tags.filter_map(|tag| match tag.get(..2) {
            Some("zh") => Some(&CHINESE),
            Some("en") => Some(&ENGLISH),
            _ => None,
        });
        Words(known.into_iter().next().unwrap_or(&CHINESE))
    }
}

/// What a form says.
pub fn read_form(body: &[u8]) -> Result<Applicant, Field> {
    let value = |name: &str| form_urlencoded::parse(body).find(|(key, _)| key == name).map(|(_, value)| value);
    let name: PersonName = value("name").and_then(|name| name.trim().parse().ok()).ok_or(Field::Name)?;
    let digits: String = value("mobile").unwrap_or_default().chars().filter(|c| *c != ' ').collect();
    let mobile: Mobile = digits.parse().map_err(|_| Field::Mobile)?;
    Ok(Applicant { name: Some(name), mobile })
}

/// The form, with what was wrong with the last one.
pub fn form(Words(words): Words, shown: &Shown, wrong: Option<Field>) -> Reply {
    let said = match wrong {
        None => String::new(),
        Some(field) => {
            let text = if field == Field::Name { words.bad_name } else { words.bad_mobile };
            format!("<p class=\"no\" id=\"wrong\" role=\"alert\">{text}</p>")
        }
    };
    let Language { check_first, at, name, mobile, send, .. } = words;
    let body = format!(
        "<p>{check_first}</p><p>{at} <b id=\"terminal\">{terminal}</b></p>{said}\
         <form method=\"post\"><label>{name}<input name=\"name\" maxlength=\"20\" required autocomplete=\"name\"></label>\
         <label>{mobile}<input name=\"mobile\" type=\"tel\" inputmode=\"numeric\" maxlength=\"13\" required autocomplete=\"tel\"></label>\
         <button>{send}</button></form>",
        terminal = escaped(&shown.terminal),
    );
    page(if wrong.is_some() { 400 } else { 200 }, words, &body)
}

/// The number that was given.
pub fn given(Words(words): Words, shown: &Shown, operator: OperatorNo) -> Reply {
    let Language { at, number, go_on, .. } = words;
    let terminal = escaped(&shown.terminal);
    let body = format!(
        "<p>{at} <b id=\"terminal\">{terminal}</b></p><p>{number}</p><p class=\"big\" id=\"number\">{operator}</p><p>{go_on}</p>"
    );
    page(200, words, &body)
}

/// Why there is no form.
pub fn refusal(Words(words): Words, why: Why) -> Reply {
    let (status, text) = match why {
        Why::Unknown => (404, words.unknown),
        Why::Expired => (410, words.expired),
        Why::Used => (409, words.used),
        Why::Known => (409, words.known),
        Why::NoNumber => (409, words.no_number),
    };
    page(status, words, &format!("<p class=\"no\" id=\"wrong\" role=\"alert\">{text}</p>"))
}

const STYLE: &str = "body{font:1.1em/1.5 sans-serif;max-width:26em;margin:1em auto;padding:0 1em}\
    label{display:block;margin:1em 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.6em}\
    button{font:inherit;width:100%;padding:.8em}.big{font-size:4em;margin:0;text-align:center}.no{font-weight:bold;color:#a00}";

fn page(status: u16, words: &Language, body: &str) -> Reply {
    let Language { tag, title, .. } = words;
    let page = format!(
        "<!doctype html><html lang=\"{tag}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style></head><body><h1>{title}</h1>{body}</body></html>"
    );
    Reply::html(status, page)
}

/// A text that is no HTML, whatever is in it.
fn escaped(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
        out
    })
}
