//! `keytill bundle`: what support needs to find out what is the matter with a box, in one file. Without secrets: the configuration
//! goes through `redact`, log and panic reports through it and the log's own filter, and what never has a secret goes as it is.

mod redact;

use std::{
    fs::{self, File},
    io::{self, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

use super::{
    complain,
    doctor::{self, Of, Patient},
    journal, private_file,
};
use crate::runtime::blackbox;
use redact::Secrets;

/// So many bytes of the log are packed, the last.
const LOG_MAX: u64 = 256 << 10;
/// So many panic reports, the newest, of so many bytes at most.
const PANICS_MAX: usize = 3;
const PANIC_MAX: u64 = 64 << 10;
/// A configuration file is no longer than this, in bytes.
const CONFIG_MAX: u64 = 256 << 10;

/// Arguments of `keytill bundle`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Where the bundle is written, a tar archive that only its owner may read
    #[arg(long, value_name = "FILE")]
    output: PathBuf,
    #[command(flatten)]
    of: Of,
}

/// What stands in every bundle.
const READ_ME: &str = "What a Keytill terminal says of itself, packed for support.\n\n\
doctor.json     keytill doctor --json\n\
config.json     the configuration without its secrets\n\
journal.json    keytill journal stats --json: counts and times, no transaction\n\
log.txt         the end of the log\n\
panic-*.txt     reports of faults of the program\n\
blackbox-*.ktb  the newest black box, for keytill replay\n\n\
Taken out: keys, passwords, tokens and the users and passwords of addresses in the configuration; whatever could be a card\n\
number in all texts. Card numbers, tracks, PIN blocks and passwords are in none of these files to begin with.\n\
Still in it: names and addresses of the shop and its hosts, terminal and merchant number, operator numbers, amounts on the\n\
pictures of the black box.\n";

/// Packs a bundle and says what is in it.
pub fn run(args: &Args) -> ExitCode {
    match pack(args) {
        Ok(names) => {
            put_line!("{}", args.output.display());
            names.iter().for_each(|name| put_line!("  {name}"));
            ExitCode::SUCCESS
        }
        Err(error) => complain(&format!("{} cannot be written: {error}", args.output.display())),
    }
}

fn pack(args: &Args) -> io::Result<Vec<String>> {
    let patient = Patient::of(&args.of);
    let text = args.of.config_path().map(|path| read_end(&path, CONFIG_MAX));
    let (config, secrets) = match text {
        Some(Ok(text)) => redact::config(&text),
        Some(Err(error)) => (format!("the configuration cannot be read: {error}\n"), Secrets::default()),
        None => ("no configuration was named\n".into(), Secrets::default()),
    };
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("README.txt".into(), READ_ME.into()),
        ("doctor.json".into(), secrets.out_of(&format!("{:#}\n", doctor::examine(&patient).json())).into()),
        ("config.json".into(), config.into()),
    ];
    let log = args.of.config_path().and_then(|path| doctor::said(&path, &["log", "file"]));
    if let Some(data) = &patient.data {
        let stats = journal::stats_json(data, patient.now).unwrap_or_else(|broken| format!("{broken}\n"));
        parts.push(("journal.json".into(), secrets.out_of(&stats).into()));
        parts.extend(panics(data, &secrets));
        parts.extend(newest_black_box(data));
    }
    let log = log.or_else(|| patient.data.as_ref().map(|data| data.join("keytill.log")).filter(|path| path.exists()));
    let log = match log.map(|path| read_end(&path, LOG_MAX)) {
        Some(Ok(text)) => secrets.out_of(&text),
        Some(Err(error)) => format!("the log cannot be read: {error}\n"),
        None => "the log is journald's: journalctl -u keytill\n".into(),
    };
    parts.push(("log.txt".into(), log.into()));
    write(&args.output, &parts, patient.now.0.div_euclid(1000))?;
    Ok(parts.into_iter().map(|(name, _)| name).collect())
}

/// The end of a text file, from the beginning of a line on.
fn read_end(path: &Path, most: u64) -> io::Result<String> {
    let mut file = File::open(path)?;
    let from = file.metadata()?.len().saturating_sub(most);
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(match text.split_once('\n') {
        Some((_, rest)) if from > 0 => rest.to_owned(),
        _ => text,
    })
}

fn panics(data: &Path, secrets: &Secrets) -> Vec<(String, Vec<u8>)> {
    let is_one = |name: &str| name.starts_with("panic-") && name.ends_with(".txt");
    let names = fs::read_dir(data).into_iter().flatten().flatten();
    let mut names: Vec<String> = names.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.retain(|name| is_one(name));
    names.sort();
    let newest = names.into_iter().rev().take(PANICS_MAX);
    newest
        .filter_map(|name| {
            let text = read_end(&data.join(&name), PANIC_MAX).ok()?;
            Some((name, secrets.out_of(&text).into()))
        })
        .collect()
}

fn newest_black_box(data: &Path) -> Option<(String, Vec<u8>)> {
    let path = blackbox::files(data).pop()?;
    let name = path.file_name()?.to_str()?.to_owned();
    Some((name, fs::read(path).ok()?))
}

fn write(path: &Path, parts: &[(String, Vec<u8>)], seconds: i64) -> io::Result<()> {
    let mut archive = tar::Builder::new(io::BufWriter::new(private_file(path)?));
    for (name, bytes) in parts {
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(seconds).unwrap_or(0));
        archive.append_data(&mut header, format!("keytill-bundle/{name}"), bytes.as_slice())?;
    }
    let mut out = archive.into_inner()?;
    out.flush()?;
    out.get_ref().sync_all()
}
