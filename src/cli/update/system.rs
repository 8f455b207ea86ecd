//! dpkg and the service manager, asked through their programs: no shell, and no wait without an end.

use std::{
    cmp::Ordering,
    fs,
    io::{self, Read},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use super::plan::{Health, Package, Way};
use crate::runtime::child;

/// A question to dpkg or the service manager.
const ASK: Duration = Duration::from_secs(60);
/// An installation, or a program that reads a journal of years.
const WORK: Duration = Duration::from_secs(900);
/// No answer that is read has more bytes.
const ANSWER_MAX: u64 = 64 << 10;
/// The name of the package.
const NAME: &str = "keytill";
/// The maintainer scripts then ask nobody whether they may: who goes back has looked already.
const FORCE: &str = "KEYTILL_FORCE";

/// Why the system could not be asked.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// A program cannot be run.
    #[error("{program}: {error}")]
    Run {
        /// Which.
        program: String,
        /// What the system said.
        error: io::Error,
    },
    /// The service manager refuses.
    #[error("the service was not restarted: {0}")]
    Refused(String),
    /// It did not end.
    #[error("{0} did not end in time")]
    Slow(String),
}

/// The system of a box.
pub struct System {
    /// The units that may run the terminal. On a box one of them is up.
    pub units: Vec<String>,
    /// The ledger's folder.
    pub data: PathBuf,
}

/// What a program said, and whether it was content.
struct Answer {
    good: bool,
    said: String,
}

impl System {
    /// The version that is installed; none where the package is not there, or only half.
    ///
    /// # Errors
    /// When dpkg cannot be asked.
    pub fn installed(&self) -> Result<Option<String>, Trouble> {
        let answer = ask("dpkg-query", &["-W", "-f", "${db:Status-Status} ${Version}", NAME], ASK)?;
        Ok(answer.said.trim().strip_prefix("installed ").filter(|_| answer.good).map(str::to_owned))
    }

    /// The package in a file; or why it is not for this box.
    ///
    /// # Errors
    /// When dpkg cannot be asked.
    pub fn describe(&self, file: &Path, sha256: String) -> Result<Result<Package, String>, Trouble> {
        let field = |name: &str| -> Result<Result<String, String>, Trouble> {
            let answer = ask("dpkg-deb", &["-f", &file.to_string_lossy(), name], ASK)?;
            let said = answer.said.trim();
            Ok(if answer.good { Ok(said.to_owned()) } else { Err(format!("it cannot be read: {}", last_line(said))) })
        };
        let fields = (field("Package")?, field("Version")?, field("Architecture")?);
        let (name, version, built_for) = match fields {
            (Ok(name), Ok(version), Ok(built_for)) => (name, version, built_for),
            (Err(reason), ..) | (_, Err(reason), _) | (.., Err(reason)) => return Ok(Err(reason)),
        };
        if name != NAME || version.is_empty() {
            return Ok(Err(format!("it is no package of {NAME}")));
        }
        let here = ask("dpkg", &["--print-architecture"], ASK)?.said.trim().to_owned();
        if built_for != here {
            return Ok(Err(format!("it is for {built_for}, and this box is {here}")));
        }
        Ok(Ok(Package { version, sha256 }))
    }

    /// How the service is.
    ///
    /// # Errors
    /// When the service manager cannot be asked.
    pub fn health(&self) -> Result<Health, Trouble> {
        Ok(self.shown()?.health)
    }

    /// Starts the service anew, where it runs; which unit that is.
    ///
    /// # Errors
    /// When the service manager refuses.
    pub fn restart(&self) -> Result<String, Trouble> {
        let Shown { unit, .. } = self.shown()?;
        let answer = ask("systemctl", &["try-restart", &unit], WORK)?;
        if answer.good { Ok(unit) } else { Err(Trouble::Refused(answer.said.trim().to_owned())) }
    }

    fn shown(&self) -> Result<Shown, Trouble> {
        let mut args = vec!["show", "--property=Id,ActiveState,NRestarts"];
        args.extend(self.units.iter().map(String::as_str));
        Ok(pick(&ask("systemctl", &args, ASK)?.said))
    }

    /// Whether the program in a package reads the ledger that is there: it is asked itself. Why not, if not.
    ///
    /// # Errors
    /// When the package cannot be unpacked.
    pub fn reads_ledger(&self, package: &Path, work: &Path) -> Result<Result<(), String>, Trouble> {
        if !self.data.join("journal").is_dir() {
            return Ok(Ok(()));
        }
        let failed = |error| Trouble::Run { program: work.display().to_string(), error };
        remove(work).map_err(failed)?;
        let unpacked = ask("dpkg-deb", &["--extract", &package.to_string_lossy(), &work.to_string_lossy()], WORK)?;
        let asked = if unpacked.good {
            let program = work.join("usr/bin").join(NAME);
            let data = self.data.to_string_lossy();
            ask(&program.to_string_lossy(), &["journal", "verify", "--data", &data], WORK)?
        } else {
            unpacked
        };
        remove(work).map_err(failed)?;
        Ok(if asked.good { Ok(()) } else { Err(last_line(&asked.said)) })
    }

    /// Installs a package; why it did not go through, if it did not.
    ///
    /// # Errors
    /// When dpkg cannot be run.
    pub fn install(&self, package: &Path, way: Way) -> Result<Result<(), String>, Trouble> {
        let mut command = Command::new("dpkg");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        // Files of the configuration that a person has changed stay as they are.
        command.args(["--force-confdef", "--force-confold"]);
        if way == Way::Back {
            command.arg("--force-downgrade").env(FORCE, "yes");
        }
        let answer = run(command.arg("--install").arg(package), WORK)?;
        Ok(if answer.good { Ok(()) } else { Err(answer.said.trim().to_owned()) })
    }
}

/// One version against another, by dpkg's own rules.
///
/// # Errors
/// When dpkg cannot be asked.
pub fn compare(version: &str, other: &str) -> Result<Ordering, Trouble> {
    if ask("dpkg", &["--compare-versions", version, "gt", other], ASK)?.good {
        return Ok(Ordering::Greater);
    }
    let same = ask("dpkg", &["--compare-versions", version, "eq", other], ASK)?.good;
    Ok(if same { Ordering::Equal } else { Ordering::Less })
}

/// A unit as the service manager shows it.
#[derive(Debug, PartialEq, Eq)]
struct Shown {
    unit: String,
    health: Health,
}

/// The unit that runs the terminal: the one that is up; or that failed, or is about to start; the first where none is. The service manager shows
/// each as a paragraph.
fn pick(said: &str) -> Shown {
    let find =
        |fits: &dyn Fn(&str) -> bool| said.split("\n\n").find(|unit| value(unit, "ActiveState").is_some_and(fits));
    let unit = find(&|state| state == "active").or_else(|| find(&|state| state != "inactive"));
    let unit = unit.or_else(|| said.split("\n\n").next()).unwrap_or_default();
    Shown {
        unit: value(unit, "Id").unwrap_or_default().to_owned(),
        health: Health {
            active: value(unit, "ActiveState") == Some("active"),
            restarts: value(unit, "NRestarts").and_then(|text| text.parse().ok()).unwrap_or(0),
        },
    }
}

/// The value of a property in a paragraph.
fn value<'a>(unit: &'a str, name: &str) -> Option<&'a str> {
    unit.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).map(str::trim)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn last_line(text: &str) -> String {
    text.lines().last().unwrap_or("it says nothing").to_owned()
}

fn ask(program: &str, args: &[&str], longest: Duration) -> Result<Answer, Trouble> {
    run(Command::new(program).args(args), longest)
}

/// Runs a program and reads what it says on both outputs, in the order in which it says it.
fn run(command: &mut Command, longest: Duration) -> Result<Answer, Trouble> {
    let program = command.get_program().to_string_lossy().into_owned();
    let failed = |error| Trouble::Run { program: program.clone(), error };
    let (mut said, both) = io::pipe().map_err(failed)?;
    command.stdin(Stdio::null()).stdout(both.try_clone().map_err(failed)?).stderr(both).process_group(0);
    let mut started = command.spawn().map_err(failed)?;
    // The ends that this process has for the child would keep the pipe open.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = Read::by_ref(&mut said).take(ANSWER_MAX).read_to_end(&mut bytes);
        // What is longer is read and thrown away, so that the program does not wait for a reader.
        let rest = io::copy(&mut said, &mut io::sink());
        read.and(rest).map(|_| String::from_utf8_lossy(&bytes).into_owned())
    });
    let status = child::wait(&mut started, longest).map_err(failed)?;
    let status = status.ok_or_else(|| Trouble::Slow(program.clone()))?;
    let text = reader.join().map_err(|_| failed(io::Error::other("its answer could not be read")))?.map_err(failed)?;
    Ok(Answer { good: status.success(), said: text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_no_package_is_told_in_dpkg_s_words() {
        let system = System { units: Vec::new(), data: PathBuf::new() };
        let no_package = match system.describe(Path::new("/dev/null"), String::new()) {
            // Not every machine that runs the tests has dpkg.
            Err(Trouble::Run { .. }) => return,
            told => told.unwrap().unwrap_err(),
        };
        assert!(no_package.starts_with("it cannot be read: dpkg-deb"), "{no_package}");
    }

    #[test]
    fn a_program_is_heard_on_both_outputs_and_its_end_counts() {
        let answer = ask("sh", &["-c", "echo one; echo two >&2; exit 3"], ASK).unwrap();
        assert_eq!((answer.good, &*answer.said), (false, "one\ntwo\n"));
        let long = ask("sh", &["-c", "head -c 1000000 /dev/zero; exit 0"], ASK).unwrap();
        assert_eq!((long.good, long.said.len() as u64), (true, ANSWER_MAX));
        assert!(matches!(ask("sleep", &["60"], Duration::from_millis(50)), Err(Trouble::Slow(_))));
        assert!(matches!(ask("/nowhere", &[], ASK), Err(Trouble::Run { .. })));
    }

    #[test]
    fn the_unit_that_is_up_counts() {
        let show = |plain: &str, kmscon: &str| {
            format!(
                "NRestarts=0\nId=keytill.service\nActiveState={plain}\n\nNRestarts=2\nId=keytill-kmscon.service\nActiveState={kmscon}\n"
            )
        };
        let told = |said: &str| {
            let Shown { unit, health } = pick(said);
            (unit, health.active, health.restarts)
        };
        assert_eq!(told(&show("active", "inactive")), ("keytill.service".into(), true, 0));
        assert_eq!(told(&show("inactive", "active")), ("keytill-kmscon.service".into(), true, 2));
        assert_eq!(told(&show("inactive", "activating")), ("keytill-kmscon.service".into(), false, 2));
        assert_eq!(told(&show("failed", "active")), ("keytill-kmscon.service".into(), true, 2));
        assert_eq!(told(&show("inactive", "inactive")), ("keytill.service".into(), false, 0));
        assert_eq!(told("nobody answers"), (String::new(), false, 0));
    }

    #[test]
    fn the_last_line_says_why() {
        assert_eq!(last_line("a\nkeytill: journal x holds y"), "keytill: journal x holds y");
        assert_eq!(last_line(""), "it says nothing");
    }
}
