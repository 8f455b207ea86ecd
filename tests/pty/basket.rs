//! Baskets through the real program: keyed in and scanned, killed in the middle, paid, and found by product.

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::terminal::*;

#[test]
fn a_basket_outlives_kill_9_is_paid_once_and_reported_by_product() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in("01", "0000");
    till.see("9 Basket");
    till.keys("9");
    till.see("Scan, or type");
    till.keys("101 Enter");
    till.see("农夫山泉550ml");
    till.keys("2*107 Enter");
    till.see("17.00");
    till.kill9();
    till.restart();
    till.sign_in("01", "0000");
    till.see("9 Basket");
    till.keys("9");
    till.see("19.00");
    till.keys("Enter");
    till.see("Left to pay");
    till.keys("1");
    till.see("How much of it this way?");
    till.keys("Enter");
    till.see("Choose a training card");
    till.pick(1);
    till.see("APPROVED");
    till.keys("Enter");
    till.see("0 lines");
    till.keys("Esc");
    till.see("6 Search");
    till.keys("6");
    till.see("Product");
    till.keys("7");
    till.see("Product number or barcode");
    till.keys("107 Enter 8");
    till.see("Sale  19.00  approved");
    let sold = &export(folder.path())[0];
    let file = folder.join("goods.csv");
    let day = sold.time[..10].parse::<keytill::domain::Day>().unwrap();
    let found = [day, day.plus(1)].iter().any(|day| {
        let (day, data, file) = (day.to_string(), text(folder.path()), text(&file));
        let args = ["report", "--by", "product", "--day", &day, "--format", "csv", "--data", &data, "--output", &file];
        let told = command().args(args).output().unwrap();
        assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
        let text = std::fs::read_to_string(&file).unwrap();
        text.contains("101,农夫山泉550ml,1.000,200,CNY") && text.contains("107,面包,2.000,1700,CNY")
    });
    assert!(found, "{}", std::fs::read_to_string(&file).unwrap());
    assert_agree(folder.path());
}

#[test]
fn a_scanner_on_a_serial_line_fills_the_basket_and_may_come_and_go() {
    let folder = Folder::new();
    let link = folder.join("scanner");
    let plug = || {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&near).unwrap();
        unlockpt(&near).unwrap();
        let name = ptsname(&near, Vec::new()).unwrap();
        let _ = std::fs::remove_file(&link);
        std::os::unix::fs::symlink(name.to_str().unwrap(), &link).unwrap();
        near
    };
    let scanner = plug();
    let data = text(folder.path());
    let mut till = Till::start(&["demo", "--lang", "en", "--data", &data, "--scanner", &text(&link)]);
    till.sign_in("01", "0000");
    till.see("9 Basket");
    till.keys("9");
    till.see("Scan, or type");
    rustix::io::write(&scanner, b"6921168509256\r").unwrap();
    till.see("农夫山泉550ml");
    rustix::io::write(&scanner, b"4006381333931\r\n").unwrap();
    till.see("No product 4006381333931");
    // Its ENTER pays nothing, and on the way to pay a scan is told to be none.
    till.keys("Enter");
    till.see("Left to pay");
    rustix::io::write(&scanner, b"6901028075978\r").unwrap();
    till.see("No scan here");
    till.keys("Esc");
    drop(scanner);
    let scanner = plug();
    let heard = within_patience(|| {
        // Until the terminal has opened it again, nobody hears.
        let _ = rustix::io::write(&scanner, b"6901028075978\r");
        till.shows("纯牛奶")
    });
    assert!(heard, "{}", till.screen());
    assert!(export(folder.path()).is_empty());
}
