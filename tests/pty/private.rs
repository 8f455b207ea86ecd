//! What others may learn of the running terminal: its memory, its core dumps, its device key.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt, chown},
        process::CommandExt,
    },
    path::Path,
    process::Command,
};

use crate::terminal::*;

/// A user without rights: "nobody" on most systems, and it need not exist.
const NOBODY: u32 = 65534;

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// The program for a user without rights, where the test has them: root may read everything.
fn without_rights(folder: &Folder) -> Command {
    if !is_root() {
        return command();
    }
    // Where that user can reach it.
    let program = folder.program("keytill", Path::new(env!("CARGO_BIN_EXE_keytill")));
    give_away(folder.path());
    let mut program = Command::new(program);
    program.uid(NOBODY).gid(NOBODY);
    program
}

/// Gives a folder and everything in it to that user.
fn give_away(path: &Path) {
    if path.is_symlink() {
        return;
    }
    chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| give_away(&entry.unwrap().path()));
    }
}

/// Whether another program of the same user may look into this one: its environment is guarded as its memory is.
fn can_be_read(pid: u32) -> bool {
    let mut cat = Command::new("cat");
    if is_root() {
        cat.uid(NOBODY).gid(NOBODY);
    }
    cat.arg(format!("/proc/{pid}/environ")).output().unwrap().status.success()
}

fn core_limit(pid: u32) -> Vec<String> {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let line = limits.lines().find(|line| line.starts_with("Max core file size")).unwrap();
    line.split_whitespace().skip(4).take(2).map(str::to_owned).collect()
}

#[test]
fn nobody_but_root_can_read_a_terminals_memory_and_it_leaves_no_core() {
    let rig = Rig::new(&Plan::default());
    let till = Till::start_as(without_rights(&rig.folder), &["run", "--lang", "en", "--config", &text(&rig.config)]);
    till.see("Type your two-digit number");
    assert!(!can_be_read(till.pid()));
    assert_eq!(fs::metadata(format!("/proc/{}/environ", till.pid())).unwrap().uid(), 0);
    assert_eq!(core_limit(till.pid()), ["0", "0"]);
    // What the meters and tests need is there for everybody.
    let status = fs::read_to_string(format!("/proc/{}/status", till.pid())).unwrap();
    assert!(status.contains("VmRSS:") && fs::read_dir(format!("/proc/{}/task", till.pid())).unwrap().count() > 1);
}

/// Which also shows that the test above can tell the difference.
#[test]
fn the_training_world_leaves_no_core_and_may_be_looked_at() {
    let folder = Folder::new();
    let data = text(folder.join("data"));
    let till = Till::start_as(without_rights(&folder), &["demo", "--lang", "en", "--data", &data]);
    till.see("Type your two-digit number");
    assert!(can_be_read(till.pid()));
    assert_eq!(core_limit(till.pid()), ["0", "0"]);
}

/// A value in the status of a process.
fn status(pid: u32, name: &str) -> String {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let value = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    value.split_whitespace().next().unwrap().to_owned()
}

/// Whether a process may keep all of its memory from swap: by its limit, or by the right to pass over it (CAP_IPC_LOCK).
fn may_lock(pid: u32) -> bool {
    let limits = fs::read_to_string(format!("/proc/{pid}/limits")).unwrap();
    let limit = limits.lines().find_map(|line| line.strip_prefix("Max locked memory")).unwrap();
    let rights = u64::from_str_radix(&status(pid, "CapEff:"), 16).unwrap();
    limit.trim_start().starts_with("unlimited") || rights >> 14 & 1 == 1
}

#[test]
fn memory_is_kept_from_swap_where_that_is_allowed_and_else_the_log_says_so_once() {
    for program in [|_: &Folder| command(), without_rights] {
        let rig = Rig::new(&Plan::default());
        let mut till = Till::start_as(program(&rig.folder), &["run", "--lang", "en", "--config", &text(&rig.config)]);
        till.sign_in_to_sell();
        let (kilobytes, whole) = (status(till.pid(), "VmLck:").parse::<u64>().unwrap(), may_lock(till.pid()));
        assert_eq!(kilobytes > 1000, whole, "{kilobytes} kB");
        let log = fs::read_to_string(rig.folder.join("keytill.log")).unwrap();
        assert_eq!(log.matches("memory is not kept from swap: the limit is").count(), usize::from(!whole), "{log}");
        println!("{kilobytes} kB locked, {} kB resident", status(till.pid(), "VmRSS:"));
    }
}

/// The terminal of this box, started as systemd would with these credentials.
fn start_with(rig: &Rig, credentials: Option<&Path>) -> Till {
    let args = ["run", "--lang", "en", "--config", &text(&rig.config)];
    match credentials {
        None => Till::start(&args),
        Some(folder) => {
            // Set by a program before it, since a till takes away what changes what the program does.
            let mut program = Command::new("env");
            program.arg(format!("CREDENTIALS_DIRECTORY={}", text(folder))).arg(env!("CARGO_BIN_EXE_keytill"));
            Till::start_as(program, &args)
        }
    }
}

fn sell_one(rig: &Rig, till: &mut Till) {
    till.sign_in_to_sell();
    till.see("Reader OK");
    rig.sell(till, "1234", 1, "APPROVED");
}

#[test]
fn a_box_moves_its_device_key_from_the_file_to_a_credential_and_not_back() {
    let rig = Rig::new(&Plan::default());
    let device = rig.data().join("keys/device.key");
    let log = || fs::read_to_string(rig.folder.join("keytill.log")).unwrap();
    let mut till = start_with(&rig, None);
    sell_one(&rig, &mut till);
    let voucher = till.voucher();
    assert!(device.exists());
    assert_eq!(log().matches("no device key came as a systemd credential").count(), 1, "{}", log());
    drop(till);

    let credentials = rig.folder.join("credentials");
    let credential = credentials.join("keytill-device-key");
    fs::create_dir(&credentials).unwrap();
    fs::write(&credential, "5a".repeat(32)).unwrap();
    fs::set_permissions(&credential, fs::Permissions::from_mode(0o400)).unwrap();
    let mut till = start_with(&rig, Some(&credentials));
    till.sign_in_to_sell();
    till.see("Reader OK");
    assert!(!device.exists());
    assert!(log().contains("KeysMoved { keys: 1 }"), "{}", log());
    // A void takes the number that was sealed before.
    till.ask_to_void(voucher);
    till.keys("123456 Enter");
    till.see("VOIDED");
    drop(till);
    assert_eq!(log().matches("no device key came as a systemd credential").count(), 1, "{}", log());

    let (code, said) = refusal(&["run", "--config", &text(&rig.config)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("batch-000001.key") && said.contains("none was handed over"), "{said}");
    assert!(!device.exists());
    assert_agree_with(&rig.data(), &rig.host.snapshot());
}

#[test]
fn a_credential_of_no_use_is_refused_before_anything_is_opened() {
    let keys = format!("{}\ndevice_key_credential = \"till\"", key_in_pad());
    let rig = Rig::new(&Plan { keys, passwords: Passwords::Shipped, ..Plan::default() });
    let (code, said) = refusal(&["run", "--config", &text(&rig.config)]);
    assert_eq!(code, Some(1));
    assert!(said.contains("device key till") && said.contains("LoadCredentialEncrypted="), "{said}");
    fs::write(rig.folder.join("till"), [1; 31]).unwrap();
    fs::set_permissions(rig.folder.join("till"), fs::Permissions::from_mode(0o400)).unwrap();
    let till = start_with(&rig, Some(rig.folder.path()));
    till.see("not 31 bytes of another form");
    assert!(!rig.data().exists());
}
