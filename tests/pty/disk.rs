//! Full disks. They need the right to mount, and are passed over without it.

use std::{fs, io::Write, path::PathBuf, process::Command};

use crate::terminal::*;

/// A small file system of the test's own in a folder, taken off again at the end.
struct Mount(PathBuf);

impl Mount {
    /// None, and a word about it, where mounting is not permitted.
    fn over(folder: PathBuf, kilobytes: u32) -> Option<Mount> {
        fs::create_dir_all(&folder).unwrap();
        let size = format!("size={kilobytes}k,mode=0700");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "keytill-test"]).arg(&folder).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Mount(folder));
        }
        eprintln!("passed over: mounting is not permitted here");
        None
    }

    /// A file takes all the room that is left.
    fn fill(&self) -> PathBuf {
        let hog = self.0.join("hog");
        let mut file = fs::File::create(&hog).unwrap();
        while file.write_all(&[0; 4096]).is_ok() {}
        hog
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

/// Asks for a sale, which must be refused before an amount can even be typed.
fn is_refused(till: &mut Till, why: &[&str]) {
    till.keys("1");
    till.see_one(why);
    assert!(!till.shows("Type the amount"), "{}", till.screen());
}

#[test]
fn on_a_disk_with_no_room_for_a_journal_it_does_not_start() {
    let folder = Folder::new();
    let Some(_mount) = Mount::over(folder.join("data"), 1024) else { return };
    let mut till = Till::start(&["demo", "--lang", "en", "--data", &text(folder.join("data"))]);
    assert_eq!(till.ended().code(), Some(1));
    let said = till.screen().replace('\n', "");
    assert!(said.contains("No space left on device") && said.contains("00000001.seg"), "{said}");
    assert!(said.contains("free space"), "{said}");
}

#[test]
fn on_a_disk_that_is_nearly_full_nothing_is_sold() {
    let rig = Rig::new(&Plan::default());
    let Some(_mount) = Mount::over(rig.data(), 4096) else { return };
    rig.set_passwords();
    let mut till = rig.start();
    // There is nothing to settle, so nobody is told to.
    till.see("STORAGE FULL - call for service");
    till.sign_in_to_sell();
    is_refused(&mut till, &["Storage full: call service"]);
    assert!(export(&rig.data()).is_empty());
    assert!(rig.host.snapshot().entries.is_empty());
}

#[test]
fn on_a_disk_that_fills_up_no_sale_is_half_recorded() {
    let rig = Rig::new(&Plan::default());
    let Some(mount) = Mount::over(rig.data(), 24 << 10) else { return };
    rig.set_passwords();
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "100", 1, "APPROVED");
    till.leave();
    let hog = mount.fill();
    // What the journal had set aside may do for one more; after that it says so.
    rig.sell(&mut till, "200", 1, "Voucher");
    assert!(!till.shows("NOT KNOWN"), "{}", till.screen());
    till.leave();
    till.see("STORAGE");
    is_refused(&mut till, &["Storage low - settle first", "Storage fault - no sales"]);
    assert_agree_with(&rig.data(), &rig.host.snapshot());

    // With room again it goes on after a start.
    fs::remove_file(&hog).unwrap();
    till.restart();
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(&mut till, "300", 1, "APPROVED");
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}

#[test]
fn on_a_disk_that_has_room_again_it_sells_without_a_restart() {
    let rig = Rig::new(&Plan::default());
    let Some(mount) = Mount::over(rig.data(), 24 << 10) else { return };
    rig.set_passwords();
    let mut till = rig.start();
    till.see("Reader OK");
    let hog = mount.fill();
    till.sign_in_to_sell();
    till.see("STORAGE");
    is_refused(&mut till, &["Storage full: call service", "Storage fault - no sales"]);
    fs::remove_file(&hog).unwrap();
    // Nobody touches a key.
    till.see_gone("STORAGE");
    rig.sell(&mut till, "100", 1, "APPROVED");
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}
