use super::*;

fn with_rules(rules: PayoutRules) -> Terminal {
    let mut terminal = Terminal::new(HostConfig { payout: rules, ..config() });
    terminal.sign_on("003");
    terminal
}

#[test]
fn what_stands_is_paid_out_on_the_next_working_day() {
    let mut terminal = Terminal::ready();
    terminal.approved_sale(2, 12_345);
    let rrn = terminal.approved_sale(3, 100).text(37).unwrap().to_owned();
    assert_eq!(terminal.code(&terminal.void(4, 100, 3, &rrn)), "00");
    let file = terminal.host.payout_of("99999906").unwrap();
    let rows: Vec<&str> = file.lines().filter(|line| line.starts_with("row,")).collect();
    assert_eq!(rows.len(), 1, "{file}");
    assert!(
        rows[0].starts_with("row,99999906,000001,000002,") && rows[0].ends_with(",2026-01-22,in,12345,74,2026-01-23")
    );
    assert!(file.contains("merchant,001430170119999\n") && file.ends_with("end,1,12345,0\n"), "{file}");
    assert_eq!(terminal.host.payout_of("00000000"), None);
}

#[test]
fn rates_days_off_and_deposits_are_as_configured() {
    let rules = PayoutRules {
        debit_bins: vec!["621094".into()],
        holidays: vec!["2026-01-23".parse().unwrap()],
        deposit_from: Some("2026-01-01".parse().unwrap()),
        ..PayoutRules::default()
    };
    let mut terminal = with_rules(rules.clone());
    terminal.approved_sale(2, 1_000_000);
    let file = terminal.host.payout_of("99999906").unwrap();
    assert!(file.contains(",in,1000000,2000,2026-01-26\ndeposit,99999906,2026-01-22,1000000,0\nend,"), "{file}");
    let working = vec!["2026-01-24".parse().unwrap()];
    let mut terminal = with_rules(PayoutRules { working_weekends: working, ..rules });
    terminal.approved_sale(2, 1);
    assert!(terminal.host.payout_of("99999906").unwrap().contains(",in,1,0,2026-01-24\n"));
}

#[test]
fn nothing_to_pay_out_is_no_file() {
    let mut terminal = Terminal::ready();
    assert_eq!(terminal.host.payout_of("99999906"), None);
    terminal.approved_sale(2, 100);
    assert!(terminal.host.payout_of("99999906").is_some());
}
