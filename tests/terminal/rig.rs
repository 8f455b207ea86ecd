//! A box with a host and a PIN pad of the test's own, for `keytill run`.

use std::{
    fs,
    net::{TcpListener, TcpStream, ToSocketAddrs},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use keytill::{
    domain::WallTime,
    ledger::{DeviceKey, Retention},
    runtime,
    sim::{
        host::{Host, HostConfig, HostHandle, serve},
        pad::{self, PadConfig, PadHandle, Protocol},
    },
};

use super::{Folder, Till, text, within_patience};

/// The master key of this host and pad, which is not the training one.
pub const TMK: [u8; 16] = *b"another test key";
/// Its slot in the pad.
pub const SLOT: u8 = 7;
const TERMINAL: &str = "T0000042";
const MERCHANT: &str = "898310148160568";

/// What differs from the usual box.
pub struct Plan {
    /// More lines of `[host.profile]`.
    pub profile: &'static str,
    /// The lines of `[keys]`.
    pub keys: String,
    /// The lines of `[printer]`.
    pub printer: String,
    /// More lines at the top of the file.
    pub top: &'static str,
    /// What the host shall do.
    pub host: fn(&mut HostConfig),
    /// The file in the folder that the host writes down in what crosses its line.
    pub capture: Option<&'static str>,
    /// Where the host listens; port 0 is any.
    pub address: &'static str,
    /// The key in the pad.
    pub pad_key: [u8; 16],
    /// Whether the pad is there from the start.
    pub pad: Pad,
    /// What it speaks.
    pub speaks: Protocol,
    /// Whether the passwords of the factory have been changed, as before a first sale.
    pub passwords: Passwords,
}

/// Whether the passwords of the factory have been changed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Passwords {
    /// They have: to the same digits, set by the administrator.
    Set,
    /// They are as they came.
    Shipped,
}

/// Whether the pad is there from the start.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Pad {
    Present,
    Absent,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan {
            profile: "",
            keys: key_in_file(&TMK),
            printer: "kind = \"none\"".into(),
            top: "",
            host: |_| {},
            capture: None,
            address: "127.0.0.1:0",
            pad_key: TMK,
            pad: Pad::Present,
            speaks: Protocol::Abecs,
            passwords: Passwords::Set,
        }
    }
}

/// The `[keys]` of a box whose master key stands in its configuration, and that says that it is meant.
pub fn key_in_file(key: &[u8; 16]) -> String {
    format!("tmk_index = {SLOT}\ntmk = \"{}\"\nallow_software_master_key = true", hex(key))
}

/// The `[keys]` of a box whose master key lies in the pad alone.
pub fn key_in_pad() -> String {
    format!("tmk_index = {SLOT}")
}

/// Host, pad and configuration, and the folder in which all of it lies.
pub struct Rig {
    pub host: HostHandle,
    pub pad: Option<PadHandle>,
    pub folder: Folder,
    pub config: PathBuf,
    speaks: Protocol,
}

impl Rig {
    pub fn new(plan: &Plan) -> Rig {
        let folder = Folder::new();
        let host = new_host(plan, &folder, plan.address);
        let path = folder.join("keytill.toml");
        fs::write(&path, configuration(plan, &folder, &host.address().to_string())).unwrap();
        let mut rig = Rig { host, pad: None, folder, config: path, speaks: plan.speaks };
        if plan.passwords == Passwords::Set {
            rig.set_passwords();
        }
        if plan.pad == Pad::Present {
            rig.plug_in(plan.pad_key);
        }
        rig
    }

    /// The passwords that the tests type, as set by the administrator in the ledger of this box.
    pub fn set_passwords(&self) {
        set_passwords(&self.data());
    }

    /// A pad with this key comes onto the line.
    pub fn plug_in(&mut self, key: [u8; 16]) {
        let mut config = PadConfig::new(self.folder.path(), SLOT, key);
        config.link = "line".into();
        config.protocol = self.speaks;
        config.away = Duration::from_millis(500);
        self.pad = Some(pad::spawn(config).unwrap());
    }

    /// Nobody listens at the host's address any more.
    pub fn stop_host(&self) {
        self.host.shutdown();
        assert!(within_patience(|| TcpStream::connect(self.host.address()).is_err()));
    }

    /// A fresh host listens where the stopped one did.
    pub fn start_host(&mut self, plan: &Plan) {
        self.host = new_host(plan, &self.folder, self.host.address());
    }

    /// Starts the terminal of this box.
    pub fn start(&self) -> Till {
        Till::start(&["run", "--lang", "en", "--config", &text(&self.config)])
    }

    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The holder of a test card presents it.
    pub fn present(&self, card: u8) {
        self.pad.as_ref().expect("a pad on the line").present(card);
    }

    /// Sells from the menu of transactions up to this verdict.
    #[track_caller]
    pub fn sell(&self, till: &mut Till, amount: &str, card: u8, verdict: &str) {
        till.keys("1");
        till.see("Type the amount");
        till.keys(amount);
        till.keys("Enter");
        till.see("Insert, tap or swipe the card");
        self.present(card);
        till.see(verdict);
    }
}

fn set_passwords(data: &Path) {
    let of = |(number, digits): (&str, &'static str)| (number.parse().unwrap(), digits);
    let passwords = [("01", "0000"), ("00", "123456"), ("99", "12345678")].map(of);
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    let at = WallTime(now.as_millis() as i64);
    runtime::set_passwords(data, DeviceKey::File, Retention::FOR_EVER, at, &passwords).unwrap();
}

fn new_host(plan: &Plan, folder: &Folder, address: impl ToSocketAddrs) -> HostHandle {
    let mut config = HostConfig::new(TMK, TERMINAL.parse().unwrap(), MERCHANT.parse().unwrap());
    config.capture = plan.capture.map(|name| folder.join(name));
    (plan.host)(&mut config);
    serve(TcpListener::bind(address).unwrap(), Host::new(config).unwrap()).unwrap()
}

fn configuration(plan: &Plan, folder: &Folder, address: &str) -> String {
    let Plan { profile, keys, printer, top, .. } = plan;
    let path = |name: &str| text(folder.join(name));
    let (data, line, log) = (path("data"), path("line"), path("keytill.log"));
    let reader = match plan.speaks {
        Protocol::Abecs => "",
        Protocol::Neo2 => "protocol = \"neo2\"\nkeypad = true\nneo2_chip = \"assumed\"",
    };
    format!(
        "data = \"{data}\"\nlanguage = \"en\"\n{top}\n[merchant]\nname = \"Test shop\"\n\
         [host]\naddress = \"{address}\"\n\
         [host.profile]\nterminal = \"{TERMINAL}\"\nmerchant = \"{MERCHANT}\"\n\
         connect_timeout = 2\nanswer_timeout = 2\n{profile}\n\
         [keys]\n{keys}\n[reader]\ndevice = \"{line}\"\n{reader}\n[printer]\n{printer}\n[log]\nfile = \"{log}\"\n"
    )
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
