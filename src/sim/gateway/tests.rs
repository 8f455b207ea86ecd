use super::*;

const NOW: i64 = 1_769_061_909_000;

fn gateway(books: Option<PathBuf>) -> Gateway {
    let terminals = vec![("000000000000001".parse().unwrap(), "00000001".parse().unwrap())];
    let config = GatewayConfig { books, ..GatewayConfig::new(terminals, Key::new([7; 32])) };
    Gateway::new(config).unwrap()
}

fn ask(gateway: &mut Gateway, method: &str, path: &str, body: &str, now: i64) -> (u16, String) {
    static NONCES: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let nonce = format!("{:032x}", NONCES.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
    let (path, time) = (format!("/v1/000000000000001/00000001/{path}"), (now / 1000).to_string());
    let signature = Key::new([7; 32]).sign_question(method, &path, &time, &nonce, body.as_bytes());
    let signature = Some((time.as_str(), nonce.as_str(), signature.as_str()));
    let reply = gateway.answer(Request { method, path: &path, signature, body: Some(body.as_bytes()) }, now).unwrap();
    assert!(reply.signature.is_some());
    (reply.status, String::from_utf8(reply.body).unwrap())
}

fn open(gateway: &mut Gateway) -> String {
    let body = r#"{"order":"A1","amount":100,"currency":"CNY","seconds":60}"#;
    let (status, said) = ask(gateway, "POST", "orders", body, NOW);
    assert_eq!(status, 201, "{said}");
    said.split("\"code\":\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn what_was_begun_in_time_is_paid_and_what_was_not_is_over() {
    let mut gateway = gateway(None);
    let code = open(&mut gateway);
    gateway.pay_by(&code, "wechat", NOW + 59_000, NOW + 70_000).unwrap();
    let closed = |gateway: &mut Gateway, at| ask(gateway, "POST", "orders/A1/close", r#"{"amount":100}"#, at).1;
    assert!(closed(&mut gateway, NOW + 65_000).contains("paying"));
    assert!(closed(&mut gateway, NOW + 70_000).contains("\"paid\""));

    let mut gateway = self::gateway(None);
    let code = open(&mut gateway);
    assert_eq!(gateway.pay(&code, "wechat", NOW + 60_000), Err(NoPay::Over));
    assert!(closed(&mut gateway, NOW + 60_000).contains("expired"));
}

#[test]
fn books_outlive_the_gateway() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("orders.json");
    let code = open(&mut gateway(Some(path.clone())));
    let mut again = gateway(Some(path.clone()));
    again.pay(&code, "alipay", NOW).unwrap();
    let entry = gateway(Some(path)).entries(NOW).remove(0);
    assert_eq!((entry.state, entry.amount), (State::Paid, 100));
}

#[test]
fn a_fault_is_read_as_it_is_written() {
    let read = |text: &str| text.parse::<FaultOrder>();
    assert_eq!(read("proxy:403 x3"), Ok(FaultOrder { fault: Fault::Proxy(403), count: 3 }));
    for bad in ["", "proxy", "proxy:200", "down x0x", "down x9999", "lost"] {
        assert!(read(bad).is_err(), "{bad}");
    }
}
