//! The box that is looked at.

use std::{
    borrow::Cow,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
};

use super::{Check, Of, State};
use crate::{
    cli::{Config, ConfigError, now},
    domain::{Lang, UtcOffset, WallTime},
    i18n::{self, Texts, texts},
    ledger::{self, Look},
};

/// What is known of a box before it is looked at.
pub struct Patient {
    /// Its configuration and the file; or why there is none.
    pub config: Result<(PathBuf, Config), Option<ConfigError>>,
    /// Its data folder.
    pub data: Option<PathBuf>,
    /// The process of the terminal that runs there.
    pub running: Option<u32>,
    /// Whose the data folder is, where nobody else may see whether a terminal runs there.
    pub shut: Option<u32>,
    /// What the newest segment of its journal says; none where there is no data folder, or no journal yet.
    pub look: Option<Result<Look, ledger::Broken>>,
    /// The time.
    pub now: WallTime,
    /// The language of the answers.
    pub t: &'static Texts,
}

/// A path that a configuration file names, where the rest of it cannot be used: what is wrong with a box is wanted most then.
pub(in crate::cli) fn said(config: &Path, keys: &[&str]) -> Option<PathBuf> {
    let text = std::fs::read_to_string(config).ok()?;
    let mut value = toml::Value::Table(toml::from_str(&text).ok()?);
    for key in keys {
        value = value.get(key)?.clone();
    }
    value.as_str().map(PathBuf::from)
}

impl Patient {
    /// Reads what there is to read. What cannot be read becomes a check that failed.
    pub fn of(of: &Of) -> Patient {
        let config = match of.config_path() {
            None => Err(None),
            Some(path) => Config::read(&path).map(|config| (path, config)).map_err(Some),
        };
        let known = config.as_ref().ok().map(|(_, config)| config);
        let data = of.data.clone().or_else(|| match known {
            Some(config) => Some(config.data.clone()),
            None => said(&of.config_path()?, &["data"]),
        });
        // A file that cannot be used as a whole may still say which language its people read.
        let language = || said(&of.config_path()?, &["language"]).filter(|language| language == Path::new("zh-CN"));
        let usual = known.map_or_else(|| language().map_or(Lang::En, |_| Lang::ZhCn), |config| config.language);
        let journal = data.as_ref().filter(|data| data.join("journal").exists());
        let holder = data.as_deref().map_or(Ok(None), ledger::holder);
        let owner = |data: &PathBuf| std::fs::metadata(data).ok().map(|about| about.uid());
        Patient {
            shut: data.as_ref().filter(|_| holder.is_err()).and_then(owner),
            running: holder.ok().flatten(),
            look: journal.map(|data| ledger::look(data)),
            now: now(),
            t: texts(match of.lang.map_or(usual, Into::into) {
                Lang::ZhCn => i18n::Lang::ZhCn,
                Lang::En => i18n::Lang::En,
            }),
            config,
            data,
        }
    }

    /// The configuration, where it can be used.
    pub fn config(&self) -> Option<&Config> {
        self.config.as_ref().ok().map(|(_, config)| config)
    }

    /// What the journal adds up to, where it can be read.
    pub fn look(&self) -> Option<&Look> {
        self.look.as_ref().and_then(|look| look.as_ref().ok())
    }

    /// Why what only one program may use is left alone: a terminal has it, or may have it.
    pub fn left_alone(&self) -> Option<Cow<'static, str>> {
        match (self.running, self.shut) {
            (Some(_), _) => Some(self.t.doctor_terminal_has_it()),
            (None, Some(owner)) => Some(self.t.doctor_index_owner(owner)),
            (None, None) => None,
        }
    }

    /// The clock of the terminal.
    pub fn offset(&self) -> UtcOffset {
        self.config().map(|config| config.utc_offset_minutes).unwrap_or_default()
    }

    /// The configuration as a check.
    pub fn config_check(&self) -> Check {
        let name = ("config", self.t.doctor_name_config());
        match &self.config {
            Ok((path, _)) => Check::new(name, State::Ok, self.t.doctor_config_good(path.display().to_string())),
            Err(None) => Check::new(name, State::NotChecked, self.t.doctor_no_config()),
            Err(Some(error)) => Check::new(name, State::Fail, error.to_string()).or(self.t.doctor_do_config()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;
    use crate::cli::{LangArg, doctor::devices};

    /// Whoever may not look into the data folder, such as a technician over SSH, learns nothing of a terminal that runs there.
    #[test]
    fn where_nobody_can_say_whether_a_terminal_runs_nothing_is_taken_from_it() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().to_owned();
        // As unreadable as the lock of another user, for root too.
        symlink("lock", folder.join("lock")).unwrap();
        let config = PathBuf::from("packaging/keytill.toml");
        let patient = Patient::of(&Of { config: Some(config), data: Some(folder), lang: Some(LangArg::En) });
        assert!(patient.running.is_none() && patient.shut.is_some());
        let found = devices::checks(&patient);
        assert!(found.iter().all(|check| check.state == State::NotChecked && check.value.contains("belongs to user")));
    }
}
