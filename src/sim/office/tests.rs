//! The office without its socket.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::*;

const MERCHANT: &str = "898310148160568";
const TOKEN: &str = "token-of-the-tests";

struct Desk {
    office: Office,
    sent: Arc<Mutex<Vec<ShortMessage>>>,
    passed: u64,
}

impl Desk {
    fn new() -> Desk {
        Desk::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut OfficeConfig)) -> Desk {
        let terminals = ["T0000042", "T0000043"].map(|id| (MERCHANT.parse().unwrap(), id.parse().unwrap()));
        let mut config = OfficeConfig::new(terminals.into(), TOKEN);
        change(&mut config);
        let sent = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&sent);
        let messages = Box::new(move |message: &ShortMessage| told.lock().unwrap().push(message.clone()));
        Desk { office: Office::new(config, messages), sent, passed: 0 }
    }

    fn ask(&mut self, method: &str, path: &str, token: Option<&str>, body: &[u8]) -> Reply {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let at = At { passed: Duration::from_secs(self.passed), unix: 1_000 + self.passed as i64 };
        self.office.answer(Request { method, path, query, token, languages: "en", body }, at)
    }

    /// A terminal asks: the status and the JSON of the answer.
    fn terminal(&mut self, terminal: &str, method: &str, path: &str, body: Value) -> (u16, Value) {
        let path = format!("/v1/{MERCHANT}/{terminal}/{path}");
        let reply = self.ask(method, &path, Some(TOKEN), body.to_string().as_bytes());
        (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
    }

    fn begin(&mut self, terminal: &str, mobile: Option<&str>) -> String {
        let mut body = json!({ "free": ["02", "03"] });
        if let Some(mobile) = mobile {
            body["mobile"] = json!(mobile);
        }
        let (status, said) = self.terminal(terminal, "POST", "enrolments", body);
        assert_eq!((status, said["seconds"].as_u64()), (201, Some(300)), "{said}");
        said["challenge"].as_str().unwrap().into()
    }

    /// A telephone sends the form.
    fn apply(&mut self, path: &str, form: &str) -> (u16, String) {
        let reply = self.ask("POST", path, None, form.as_bytes());
        (reply.status, String::from_utf8(reply.body).unwrap())
    }
}

const ZHANG: &str = "name=%E5%BC%A0%E4%B8%89&mobile=138+1234+1234";

#[test]
fn a_telephone_gets_a_number_once() {
    let mut desk = Desk::new();
    let challenge = desk.begin("T0000042", None);
    let look = format!("enrolments/{challenge}");
    assert_eq!(desk.terminal("T0000042", "GET", &look, json!(null)).1["state"], "waiting");
    let page = format!("/T0000042/{challenge}");
    assert!(String::from_utf8(desk.ask("GET", &page, None, b"").body).unwrap().contains("T0000042"));
    // What will not do is said, and the challenge is as good as before.
    for form in ["name=&mobile=13812341234", "name=Li&mobile=1381234", "", "\u{ff}\u{0}"] {
        assert_eq!(desk.apply(&page, form).0, 400, "{form}");
    }
    let (status, shown) = desk.apply(&page, ZHANG);
    assert!(status == 200 && shown.contains(">02<"), "{shown}");
    let (status, said) = desk.terminal("T0000042", "GET", &look, json!(null));
    let given = json!({ "state": "given", "operator": "02", "name": "张三", "mobile": "13812341234" });
    assert_eq!((status, said), (200, given));
    // Played again, nothing comes of it.
    assert_eq!(desk.apply(&page, "name=Li&mobile=13912341234").0, 409);
    assert_eq!(desk.ask("GET", &page, None, b"").status, 409);
}

#[test]
fn a_challenge_is_its_terminals_and_dies_in_time() {
    let mut desk = Desk::new();
    let challenge = desk.begin("T0000042", None);
    for foreign in [format!("/T0000043/{challenge}"), "/T0000042/ABCDEFGHJKLM".into(), "/T0000042/".into()] {
        assert_eq!(desk.apply(&foreign, ZHANG).0, 404, "{foreign}");
    }
    let (status, _) = desk.terminal("T0000043", "GET", &format!("enrolments/{challenge}"), json!(null));
    assert_eq!(status, 404, "another terminal learns nothing");
    // The short address, as a small screen has it, in the letters of a code.
    assert_eq!(desk.ask("GET", &format!("/{}", challenge.to_lowercase()), None, b"").status, 200);
    desk.passed = 300;
    assert_eq!(desk.apply(&format!("/T0000042/{challenge}"), ZHANG).0, 410);
    let (status, said) = desk.terminal("T0000042", "GET", &format!("enrolments/{challenge}"), json!(null));
    assert_eq!((status, &said["error"]), (410, &json!("expired")));
}

#[test]
fn a_code_is_sent_and_typed() {
    let mut desk = Desk::new();
    let challenge = desk.begin("T0000042", Some("13812341234"));
    let code = desk.sent.lock().unwrap()[0].code.clone();
    assert_eq!(desk.ask("GET", &format!("/T0000042/{challenge}"), None, b"").status, 404, "it has no page");
    let path = format!("enrolments/{challenge}/code");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let (status, said) = desk.terminal("T0000042", "POST", &path, json!({ "code": wrong }));
    assert_eq!((status, said["left"].as_u64()), (403, Some(4)));
    let (status, said) = desk.terminal("T0000042", "POST", &path, json!({ "code": code }));
    assert_eq!((status, &said["operator"]), (200, &json!("02")), "{said}");
    let (status, _) = desk.terminal("T0000042", "POST", &path, json!({ "code": code }));
    assert_eq!(status, 409, "once");
    // The same person at the same terminal, where the number is not free any more.
    desk.passed = 60;
    let again = desk.terminal("T0000042", "POST", "enrolments", json!({ "free": ["03"], "mobile": "13812341234" }));
    let path = format!("enrolments/{}/code", again.1["challenge"].as_str().unwrap());
    let code = desk.sent.lock().unwrap()[1].code.clone();
    assert_eq!(desk.terminal("T0000042", "POST", &path, json!({ "code": code })).1["error"], "known");
}

#[test]
fn a_code_that_is_guessed_or_late_is_worth_nothing() {
    let mut desk = Desk::new();
    let challenge = desk.begin("T0000042", Some("13812341234"));
    let path = format!("enrolments/{challenge}/code");
    for left in (0..5).rev() {
        let (_, said) = desk.terminal("T0000042", "POST", &path, json!({ "code": "none" }));
        assert_eq!(said["left"].as_u64(), Some(left));
    }
    let code = desk.sent.lock().unwrap()[0].code.clone();
    assert_eq!(desk.terminal("T0000042", "POST", &path, json!({ "code": code })).0, 410);
    desk.passed = 60;
    let challenge = desk.begin("T0000042", Some("13812341234"));
    desk.passed = 360;
    let code = desk.sent.lock().unwrap()[1].code.clone();
    let late = desk.terminal("T0000042", "POST", &format!("enrolments/{challenge}/code"), json!({ "code": code }));
    assert_eq!(late.0, 410);
}

#[test]
fn nobody_is_sent_codes_or_given_challenges_without_end() {
    let mut desk = Desk::new();
    let free = json!({ "free": ["02"], "mobile": "13812341234" });
    desk.begin("T0000042", Some("13812341234"));
    assert_eq!(desk.terminal("T0000043", "POST", "enrolments", free.clone()).0, 429, "not twice in a minute");
    for minute in 1..5 {
        desk.passed = minute * 400;
        desk.begin("T0000042", Some("13812341234"));
    }
    desk.passed = 2500;
    assert_eq!(desk.terminal("T0000042", "POST", "enrolments", free.clone()).0, 429, "not six times in an hour");
    desk.passed = 3601;
    assert_eq!(desk.terminal("T0000042", "POST", "enrolments", free).0, 201);
    for _ in 0..7 {
        desk.begin("T0000042", None);
    }
    assert_eq!(desk.terminal("T0000042", "POST", "enrolments", json!({ "free": ["02"] })).0, 429);
    assert_eq!(desk.terminal("T0000043", "POST", "enrolments", json!({ "free": ["02"] })).0, 201);
    assert_eq!(desk.terminal("T0000043", "POST", "enrolments", json!({ "free": [] })).1["error"], "no_number");
    assert_eq!(desk.terminal("T0000043", "POST", "enrolments", json!({ "free": ["00", "99"] })).0, 409);
    let nobody = json!({ "free": ["02"], "mobile": null });
    assert_eq!(desk.terminal("T0000043", "POST", "enrolments", nobody).0, 400);
    for (count, status) in [(98, 201), (99, 400)] {
        let free = vec!["02"; count];
        assert_eq!(desk.terminal("T0000043", "POST", "enrolments", json!({ "free": free })).0, status, "{count}");
    }
}

#[test]
fn a_challenge_of_the_page_takes_no_code() {
    let mut desk = Desk::new();
    let challenge = desk.begin("T0000042", None);
    let (status, said) =
        desk.terminal("T0000042", "POST", &format!("enrolments/{challenge}/code"), json!({ "code": "123456" }));
    assert_eq!((status, &said["error"]), (409, &json!("no_code")));
}

#[test]
fn two_people_never_get_the_same_number_of_a_merchant() {
    let mut desk = Desk::new();
    let (one, two) = (desk.begin("T0000042", None), desk.begin("T0000043", None));
    assert!(desk.apply(&format!("/T0000042/{one}"), ZHANG).1.contains(">02<"));
    assert!(desk.apply(&format!("/T0000043/{two}"), "name=Li&mobile=13912341234").1.contains(">03<"));
    let three = desk.begin("T0000043", None);
    assert!(desk.apply(&format!("/T0000043/{three}"), ZHANG).1.contains(">02<"), "the same person, the same number");
    // What a terminal did not take may be given again.
    let end = format!("enrolments/{two}/end");
    assert_eq!(desk.terminal("T0000042", "POST", &end, json!({ "taken": false })).0, 404);
    assert_eq!(desk.terminal("T0000043", "POST", &end, json!({ "taken": false })).0, 204);
    assert_eq!(
        desk.terminal("T0000043", "POST", &end, json!({ "taken": false })).0,
        204,
        "its answer may have been lost"
    );
    let look = desk.terminal("T0000043", "GET", &format!("enrolments/{two}"), json!(null));
    assert_eq!((look.0, &look.1["error"]), (410, &json!("expired")));
    let four = desk.begin("T0000042", None);
    assert!(desk.apply(&format!("/T0000042/{four}"), "name=Wu&mobile=13712341234").1.contains(">03<"));
}

#[test]
fn an_operator_is_at_one_terminal_until_it_lapses_or_is_taken_over() {
    let mut desk = Desk::new();
    let claim = json!({ "take_over": false });
    let put = |desk: &mut Desk, terminal: &str, body: &Value| desk.terminal(terminal, "PUT", "leases/05", body.clone());
    assert_eq!(put(&mut desk, "T0000042", &claim), (200, json!({ "seconds": 120 })));
    desk.passed = 100;
    assert_eq!(put(&mut desk, "T0000042", &claim).0, 200, "renewed");
    let held = json!({ "error": "held", "terminal": "T0000042", "since": 1_000 });
    assert_eq!(put(&mut desk, "T0000043", &claim), (409, held.clone()));
    desk.terminal("T0000043", "DELETE", "leases/05", json!(null));
    assert_eq!(put(&mut desk, "T0000043", &claim).0, 409, "only its own terminal lets it go");
    assert_eq!(put(&mut desk, "T0000043", &json!({ "take_over": true })).0, 200);
    assert_eq!(put(&mut desk, "T0000042", &claim).1["terminal"], "T0000043");
    desk.terminal("T0000043", "DELETE", "leases/05", json!(null));
    assert_eq!(put(&mut desk, "T0000042", &claim).0, 200);
    desk.passed = 220;
    assert_eq!(put(&mut desk, "T0000043", &claim).0, 200, "lapsed");
}

#[test]
fn only_a_terminal_that_shows_the_token_is_answered() {
    let mut desk = Desk::new();
    let path = format!("/v1/{MERCHANT}/T0000042/roster?after=0");
    for token in [None, Some(""), Some("other"), Some("token-of-the-tests ")] {
        assert_eq!(desk.ask("GET", &path, token, b"").status, 401);
    }
    let unknown = format!("/v1/{MERCHANT}/T0000044/roster?after=0");
    assert_eq!(desk.ask("GET", &unknown, Some(TOKEN), b"").status, 401);
    assert_eq!(desk.ask("GET", &path, Some(TOKEN), b"").status, 204);
    for (method, path, status) in [
        ("GET", "enrolments", 405),
        ("POST", "nothing", 404),
        ("GET", "roster", 400),
        ("PUT", "leases/5", 400),
        ("PUT", "leases/05", 400),
        ("POST", "enrolments", 400),
    ] {
        assert_eq!(desk.terminal("T0000042", method, path, json!({ "more": 1 })).0, status, "{method} {path}");
    }
}

#[test]
fn the_newest_roster_is_given_where_it_is_newer() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("roster");
    std::fs::write(&path, "seal\n{\"serial\":7}").unwrap();
    let mut desk = Desk::with(|config| config.roster = Some(path.clone()));
    let mut after = |number: u64| {
        let path = format!("/v1/{MERCHANT}/T0000042/roster?after={number}");
        let reply = desk.ask("GET", &path, Some(TOKEN), b"");
        (reply.status, reply.body)
    };
    assert_eq!(after(6), (200, b"seal\n{\"serial\":7}".to_vec()));
    assert_eq!(after(7), (204, Vec::new()));
    std::fs::remove_file(&path).unwrap();
    assert_eq!(after(0).0, 204);
}

#[test]
fn no_text_of_an_applicant_or_a_terminal_becomes_html() {
    let shown = enrolments::Shown { terminal: "<b>&\"x".into() };
    let page = String::from_utf8(page::form(page::Words::for_languages("fr, en;q=0.5"), &shown, None).body).unwrap();
    assert!(page.contains("&lt;b&gt;&amp;&quot;x") && !page.contains("<b>&") && page.contains("lang=\"en\""), "{page}");
    let chinese = page::Words::for_languages("fr");
    assert!(String::from_utf8(page::refusal(chinese, enrolments::Why::Used).body).unwrap().contains("已使用过"));
}
