//! `keytill demo`: the terminal in a training world. Host and PIN pad are played by this program, but reached through the
//! same sockets, serial lines and frames that a real box uses.

mod choices;
mod goods;

use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    acquirer::{HostConfig, Profile, Tmk},
    domain::{Amount, Roles, ShopKey},
    fees::{self, Deposit, Terms},
    flow::{
        Demand, Enrolment, Idle, Limits, ReceiptRules, ReceiptUrl, Rules, Service, Setup, SignatureOn, Support, World,
    },
    ledger::{DeviceKey, Retention},
    printer::{self, SinkKind},
    runtime::{self, CtrlC, Ended, SeatConfig, Touchscreen, keypads, log, private, scanner, voice},
    screen::{FaultOrder, TrainingFault},
    sim::{
        host::{self, Fault, Host, HostFaults, HostHandle},
        pad::{self, PadConfig},
    },
};

use super::{
    Config, Failure, LangArg,
    config::{self, GlyphChoice, SeatTable, TouchChoice},
    console,
    gateway::TrainingGateway,
    now,
    office::TrainingOffice,
    start,
};

pub use choices::PadArg;
use choices::{GlyphArg, SignatureArg};

/// The training master key: of no use anywhere else.
const TMK: [u8; 16] = *b"KEYTILL-TRAINING";
/// Its slot in the training pad.
const KEY_SLOT: u8 = 1;
/// The training key of approvals from afar: published, and of no use anywhere else.
const APPROVAL_KEY: &str = include_str!("../../packaging/training-approval.key");
/// How long the terminal waits for the training host.
const ANSWER_SECONDS: u16 = 5;
/// The same amount from the same card is asked about within this time.
const SAME_SALE: Duration = Duration::from_secs(600);
/// For how long a number waits for its approval.
const APPROVE_WITHIN: Duration = Duration::from_secs(72 * 3600);
/// How late the late answer comes.
const LATE: Duration = Duration::from_secs(8);

/// The settlement file of the training host, in the data folder.
const ARRIVALS: &str = "arrivals.csv";
/// The rates of `--fees`.
const EXAMPLE_RATES: &str = include_str!("../../packaging/rates.toml");

/// Arguments of `keytill demo`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The language of the screens
    #[arg(long)]
    lang: Option<LangArg>,
    /// Where the ledger and the receipts lie; a second start goes on with the same batch [default: a folder of the
    /// user's]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// A shipped keymap by name (pc, usb-numpad, linux-console, pos-4x4, pos-telephone), or a file
    #[arg(long, default_value = "pc")]
    keymap: String,
    /// Read this keypad past the console, and grab it: a device such as /dev/input/by-id/..., or auto; may be given more than once
    #[arg(long, value_name = "DEVICE")]
    keypad: Vec<String>,
    /// What the screen can show
    #[arg(long, value_enum, default_value = "auto")]
    glyphs: GlyphArg,
    /// Which screens a finger or the mouse can use
    #[arg(long, value_enum, default_value = "signature")]
    touch: TouchChoice,
    /// Where the cardholder signs: on the slip, or on the screen by touch or mouse
    #[arg(long, value_enum, default_value = "paper")]
    signature: SignatureArg,
    /// What the PIN pad speaks
    #[arg(long, value_enum, default_value = "abecs")]
    pad: PadArg,
    /// The address of a receipt at a receipt service, which customers get as a QR code: https://r.example/{terminal}/{rrn}
    #[arg(long, value_name = "URL", value_parser = |url: &str| ReceiptUrl::try_from(url.to_owned()))]
    receipt_url: Option<ReceiptUrl>,
    /// Write every frame on the host's line to this file, with the session keys: for checking by other programs
    #[arg(long, value_name = "FILE")]
    capture: Option<PathBuf>,
    /// With example rates, a deposit, and a settlement file that the host writes at the end of each batch
    #[arg(long)]
    fees: bool,
    /// A scanner on the keyboard line: told from fingers by its speed
    #[arg(long)]
    keyboard_scanner: bool,
    /// The serial device of a scanner, 9600 bits per second
    #[arg(long, value_name = "DEVICE")]
    scanner: Option<PathBuf>,
    /// Say nothing aloud; without it espeak-ng speaks where it is installed, unless CI is set
    #[arg(long)]
    mute: bool,
}

/// Runs the training world by itself. It leaves no core dumps either, but a debugger may look at it: its cards and keys are
/// of no use.
pub fn run(args: Args) -> Result<Ended, Failure> {
    let dumps = private::no_core_dumps();
    let data = args.data.unwrap_or_else(default_data);
    let log = log::Config { file: Some(data.join("keytill.log")), ..log::Config::default() };
    make_folder(&data)?;
    log::start(&log).map_err(|error| Failure::Data { dir: data.clone(), error })?;
    if let Err(gap) = dumps {
        tracing::warn!("{gap}");
    }
    // Without room for the goods there is none for the ledger, which then says what is missing.
    if let Err(error) = goods::stock(&data) {
        tracing::warn!("the training shop begins without products: {error}");
    }
    let terms = if args.fees { example_terms(&data)? } else { Terms::default() };
    world(Training {
        terms,
        seat: SeatTable::default().config(&data),
        data,
        keymap: args.keymap,
        keypads: config::keypads(&args.keypad),
        lang: args.lang,
        usual_lang: crate::domain::Lang::default(),
        glyphs: args.glyphs.into(),
        idle: Duration::from_secs(600).into(),
        ctrl_c: CtrlC::Ends,
        capture: args.capture,
        shop: "训练商户".into(),
        leave: false,
        printer: printer::Config::default(),
        receipts: ReceiptRules { url: args.receipt_url, ..ReceiptRules::default() },
        signature: args.signature.into(),
        touch: Touchscreen { mode: args.touch.into(), size: None },
        roles: Roles::default(),
        support: Support::default(),
        pad: args.pad,
        voice: voice::Config::of_training(args.mute),
        scanner: scanner::Config {
            device: args.scanner,
            keyboard: args.keyboard_scanner,
            ..scanner::Config::default()
        },
    })
}

/// The training world of a live box: a ledger of its own, and a way back.
pub fn train(config: &Config, lang: Option<LangArg>) -> Result<Ended, Failure> {
    world(Training {
        // Where the live world has it.
        seat: config.seat.config(&config.data),
        data: config.data.join("training"),
        keymap: config.keymap.clone(),
        keypads: config.keypads(),
        lang,
        usual_lang: config.language,
        glyphs: config.glyphs,
        idle: config.idle(),
        ctrl_c: CtrlC::Ignored,
        capture: None,
        shop: config.merchant.name.clone(),
        leave: true,
        printer: config.printer.clone(),
        // A training receipt is in no receipt service.
        receipts: ReceiptRules { url: None, ..config.receipt.rules() },
        signature: config.trades.signature,
        touch: config.touch.screen(),
        roles: config.roles.clone(),
        support: config.support.clone(),
        pad: PadArg::default(),
        voice: config.voice.clone(),
        scanner: config.scanner.clone(),
        terms: Terms { statement: Some(config.data.join("training").join(ARRIVALS)), ..config.terms.clone() },
    })
}

struct Training {
    data: PathBuf,
    /// Where second screens come in.
    seat: Option<SeatConfig>,
    keymap: String,
    keypads: keypads::Config,
    lang: Option<LangArg>,
    usual_lang: crate::domain::Lang,
    glyphs: GlyphChoice,
    idle: Idle,
    ctrl_c: CtrlC,
    capture: Option<PathBuf>,
    shop: String,
    leave: bool,
    /// What its file is written for: paper, QR codes, font.
    printer: printer::Config,
    receipts: ReceiptRules,
    signature: SignatureOn,
    touch: Touchscreen,
    roles: Roles,
    support: Support,
    pad: PadArg,
    voice: voice::Config,
    scanner: scanner::Config,
    /// Rates, settlement file and deposit.
    terms: Terms,
}

fn world(training: Training) -> Result<Ended, Failure> {
    let data = &training.data;
    make_folder(data)?;
    // The keymap is read first: a mistake in it should not leave a half-started world behind.
    let keymap = config::keymap_for(&training.keymap, &training.keypads)?;
    let profile = profile();
    let host = start_host(&profile, &training).map_err(Failure::Training)?;
    // A name of its own: a second program that is about to be refused must not take the first one's pad away.
    let link = format!("pad-{}", std::process::id());
    remove_dead_links(data);
    let pad_config = PadConfig { protocol: training.pad.spoken(), link, ..PadConfig::new(data, KEY_SLOT, TMK) };
    let pad = pad::spawn(pad_config).map_err(Failure::Training)?;
    let (office, messages) = TrainingOffice::open(&profile).map_err(Failure::Training)?;
    let gateway = TrainingGateway::open(&profile, data.join("gateway-books.json")).map_err(Failure::Training)?;
    let address = host.address().to_string();
    let faults = host.faults().clone();
    let (lang, lang_chosen) = console::language(training.lang, training.usual_lang, training.glyphs);
    let world = runtime::World {
        setup: setup(&training, &profile, &address, office.page()),
        host: HostConfig::plain(address, profile),
        tmk: Tmk::software(TMK),
        reader: training.pad.reader(pad.path()),
        printer: printer::Config {
            kind: SinkKind::File,
            path: Some(data.join("receipts.escpos")),
            text_path: Some(data.join("receipts.txt")),
            ..training.printer.clone()
        },
        archive: None,
        data: data.clone(),
        device_key: DeviceKey::File,
        retention: Retention::FOR_EVER,
        mobile: None,
        voice: training.voice.clone(),
        scanner: training.scanner.clone(),
        keymap,
        keypads: training.keypads.clone(),
        lang,
        lang_chosen,
        glyphs: training.glyphs.resolve(),
        touch: training.touch,
        ctrl_c: training.ctrl_c,
        present: Some(Box::new(move |place| pad.present(place))),
        faults: Some(Box::new(move |order| order_faults(&faults, order))),
        office: Some(office.line()),
        seat: training.seat.clone(),
        gateway: Some(gateway.line()),
        pay_shown: Some(gateway.customer()),
        messages: Some(messages),
    };
    let ended = start(world);
    drop((office, gateway));
    host.shutdown();
    ended
}

/// The shipped rates, a small deposit from today on, and the training host's settlement file.
fn example_terms(data: &Path) -> Result<Terms, Failure> {
    let wrong = |error: &dyn std::fmt::Display| Failure::Training(std::io::Error::other(error.to_string()));
    let table = fees::read_table(EXAMPLE_RATES.as_bytes()).map_err(|error| wrong(&error))?;
    let amount = |minor| Amount::from_minor(minor).map_err(|error| wrong(&error));
    let deposit = Deposit {
        amount: amount(29_900)?,
        card_target: amount(500_000)?,
        qr_target: amount(100_000)?,
        from: now().day(crate::domain::UtcOffset::default()),
        days: 90,
    };
    Ok(Terms { table: Some(table), statement: Some(data.join(ARRIVALS)), deposit: Some(deposit), ..Terms::default() })
}

fn profile() -> Profile {
    let usual = Profile::default();
    // The training host has an enquiry for payments by code, so that it can be seen at work.
    let usual = Profile { trades: usual.trades.clone().with_query(), ..usual };
    Profile { answer_timeout: ANSWER_SECONDS.try_into().unwrap_or(usual.answer_timeout), ..usual }
}

fn start_host(profile: &Profile, training: &Training) -> std::io::Result<HostHandle> {
    let Training { data, capture, terms, .. } = training;
    let mut config = host::HostConfig::new(TMK, profile.terminal.clone(), profile.merchant.clone());
    config.late_after = LATE;
    config.books = Some(data.join("host-books.json"));
    config.capture = capture.clone();
    config.payout.file = terms.statement.clone();
    config.payout.deposit_from = terms.deposit.as_ref().map(|deposit| deposit.from);
    host::serve(TcpListener::bind(("127.0.0.1", 0))?, Host::new(config)?)
}

/// What the training menu orders, as the host has it.
fn order_faults(faults: &HostFaults, order: Option<FaultOrder>) {
    let Some(FaultOrder { fault, count }) = order else { return faults.clear() };
    let fault = match fault {
        TrainingFault::NoAnswer => Fault::NoAnswer,
        TrainingFault::Late => Fault::Late(LATE),
        TrainingFault::BadMac => Fault::BadMac,
        TrainingFault::Half => Fault::Half,
        TrainingFault::Drop => Fault::Drop,
        TrainingFault::Code => Fault::Code("96"),
        TrainingFault::Lost => Fault::Lost,
        TrainingFault::Garbage => Fault::Garbage,
        // Until all faults are forgotten.
        TrainingFault::Unbalanced => return faults.unbalance(),
    };
    faults.next_times(usize::from(count), fault);
}

fn setup(training: &Training, profile: &Profile, address: &str, service: &str) -> Setup {
    Setup {
        terminal: profile.terminal.clone(),
        merchant: profile.merchant.clone(),
        merchant_name: training.shop.clone(),
        currency: crate::domain::Currency::Cny,
        offset: crate::domain::UtcOffset::default(),
        world: World::Training,
        key_index: KEY_SLOT,
        limits: Limits { host: profile.answer_timeout.duration(), ..Limits::default() },
        reversal_tries: None,
        rules: Rules { signature: training.signature, ..Rules::default() },
        roles: training.roles.clone(),
        approval_key: ShopKey::read(APPROVAL_KEY.as_bytes()).ok(),
        support: training.support.clone(),
        enrolment: Enrolment {
            service: Some(Service { page: service.to_owned(), approve: APPROVE_WITHIN }),
            ..Enrolment::default()
        },
        idle: training.idle,
        receipts: training.receipts.clone(),
        early_details: profile.early_details,
        upkeep: crate::flow::Upkeep::default(),
        code_enquiry: Demand::Yes,
        orders: Some(TrainingGateway::rules()),
        same_sale: SAME_SALE,
        fees: training.terms.clone(),
        leave_training: training.leave,
        host_address: address.to_owned(),
        data: training.data.display().to_string(),
    }
}

/// Removes the links to pads of programs that were killed.
fn remove_dead_links(data: &Path) {
    let links = std::fs::read_dir(data).into_iter().flatten().flatten();
    for link in links {
        let name = link.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix("pad-"));
        if pid.is_some_and(|pid| !Path::new("/proc").join(pid).exists()) {
            let _ = std::fs::remove_file(link.path());
        }
    }
}

fn make_folder(dir: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)
        .map_err(|error| Failure::Data { dir: dir.into(), error })
}

/// `$XDG_DATA_HOME/keytill/demo`, or the same under `~/.local/share`, or under the folder for temporary files.
fn default_data() -> PathBuf {
    let base = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")))
        .filter(|path| path.is_absolute())
        .unwrap_or_else(std::env::temp_dir);
    base.join("keytill").join("demo")
}
