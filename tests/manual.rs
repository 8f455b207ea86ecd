//! The manual says what is so: each page is in the book, each picture is there, each command line is one that the program takes,
//! and each key of the configuration is one that there is.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use keytill::cli;

/// What is named like a key of the configuration and is something else: words of profiles, of other files, of programs.
const NO_KEYS: [&str; 1] = ["evdev"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The pages of the book, and the README, which says commands too.
fn pages() -> Vec<(PathBuf, String)> {
    let mut found = vec![root().join("README.md")];
    for folder in ["docs", "docs/manual"] {
        let names = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        found.extend(names.filter(|path| path.extension().is_some_and(|e| e == "md")));
    }
    found.sort();
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(path).unwrap())).collect()
}

/// Every target of a link or picture.
fn links(text: &str) -> Vec<&str> {
    let ends = text.match_indices("](").map(|(at, _)| &text[at + 2..]);
    ends.filter_map(|rest| rest.split_once(')').map(|(target, _)| target)).collect()
}

#[test]
fn every_page_is_in_the_book() {
    let summary = fs::read_to_string(root().join("docs/SUMMARY.md")).unwrap();
    let listed: BTreeSet<PathBuf> = links(&summary).into_iter().map(|link| root().join("docs").join(link)).collect();
    for (page, _) in pages() {
        let is_page = page.starts_with(root().join("docs")) && !page.ends_with("SUMMARY.md");
        assert!(!is_page || listed.contains(&page), "{} is not in docs/SUMMARY.md", page.display());
    }
    for page in listed {
        assert!(page.is_file(), "docs/SUMMARY.md lists {}, which there is not", page.display());
    }
}

#[test]
fn every_picture_and_every_other_page_is_there() {
    let mut pictures = 0;
    for (page, text) in pages() {
        for link in links(&text).into_iter().filter(|link| !link.contains("://")) {
            let path = link.split('#').next().unwrap_or(link);
            pictures += usize::from(path.ends_with(".svg"));
            let target = page.parent().unwrap().join(path);
            assert!(path.is_empty() || target.exists(), "{}: {link} is not there", page.display());
        }
    }
    assert!(pictures > 15, "{pictures}");
}

/// The words of a command line of a shell: quotes hold words together, `#`, `<`, `>` and `|` end it.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    let mut begun = false;
    for c in line.chars().chain([' ']) {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => word.push(c),
            None if c == '\'' || c == '"' => (quote, begun) = (Some(c), true),
            None if c.is_whitespace() => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            None if matches!(c, '#' | '<' | '>' | '|') && !begun => break,
            None => {
                word.push(c);
                begun = true;
            }
        }
    }
    words
}

/// Every command line of this program in the blocks of a page that are for a shell.
fn commands(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut inside = false;
    let joined = text.replace("\\\n", " ");
    for line in joined.lines().map(str::trim_start) {
        if line.starts_with("```") {
            inside = !inside && line.trim_end() == "```sh";
            continue;
        }
        let program = ["keytill ", "cargo run --release -- "].into_iter();
        let starts = program.filter_map(|name| line.find(name).map(|at| &line[at + name.len()..])).next();
        let after_pipe = starts.filter(|_| inside && (line.starts_with("keytill") || line.contains("| keytill")));
        let by_cargo = starts.filter(|_| inside && line.starts_with("cargo run --release -- "));
        found.extend(after_pipe.or(by_cargo).map(words));
    }
    found
}

fn check(place: &str, words: &[String]) {
    let line = std::iter::once("keytill").chain(words.iter().map(String::as_str));
    if let Err(error) = cli::command().try_get_matches_from(line) {
        // Asking for help is fine too.
        assert!(!error.use_stderr(), "{place}: keytill {}\n{error}", words.join(" "));
    }
}

#[test]
fn every_command_of_the_pages_is_one_that_the_program_takes() {
    let mut count = 0;
    for (page, text) in pages() {
        for words in commands(&text) {
            count += 1;
            check(&page.display().to_string(), &words);
        }
    }
    assert!(count > 30, "{count} commands were found");
}

#[test]
fn every_subcommand_has_an_example_that_it_takes() {
    fn walk(command: &clap::Command, path: &str, lacking: &mut Vec<String>) {
        let below: Vec<_> = command.get_subcommands().filter(|one| one.get_name() != "help").collect();
        let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let lines: Vec<&str> = examples.lines().map(str::trim).filter(|line| line.starts_with("keytill ")).collect();
        if below.is_empty() && !lines.iter().any(|line| format!("{line} ").starts_with(&format!("{path} "))) {
            lacking.push(path.to_owned());
        }
        for line in lines {
            check(path, &words(line)[1..]);
        }
        below.into_iter().for_each(|one| walk(one, &format!("{path} {}", one.get_name()), lacking));
    }
    let mut lacking = Vec::new();
    walk(&cli::command(), "keytill", &mut lacking);
    assert!(lacking.is_empty(), "write an example in src/cli/help.rs: {lacking:?}");
}

/// Every key and section of a file with comments: those that are commented out too.
fn keys(text: &str) -> BTreeSet<String> {
    let lines = text.lines().map(|line| line.trim_start_matches('#').trim());
    lines
        .filter_map(|line| match line.strip_prefix('[') {
            Some(section) => section.split_once(']').map(|(section, _)| section),
            None => line.split_once(" = ").map(|(key, _)| key).filter(|key| !key.contains(' ')),
        })
        .flat_map(|path| path.split('.'))
        .map(str::to_owned)
        .collect()
}

/// `[section]` and `[section] key` in a page, and the keys that stand in backticks before "under `[section]`".
fn named(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for piece in text.split('`').skip(1).step_by(2) {
        let Some((section, key)) = piece.strip_prefix('[').and_then(|rest| rest.split_once(']')) else { continue };
        if !section.chars().all(|c| c.is_ascii_lowercase() || matches!(c, '.' | '_' | '-')) {
            continue;
        }
        found.extend(section.split('.').map(str::to_owned));
        let key: String = key.trim_start().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect();
        found.extend((!key.is_empty()).then_some(key));
    }
    for (before, _) in text.match_indices("` under `[").map(|(at, _)| text.split_at(at)) {
        let key = before.rsplit('`').next().unwrap_or_default();
        found.insert(key.to_owned());
    }
    found
}

#[test]
fn every_key_of_the_configuration_in_the_pages_is_one_that_there_is() {
    let mut known = BTreeSet::new();
    let files =
        ["keytill.toml", "host-sim.toml", "rates.toml", "calendar.toml"].map(|file| format!("packaging/{file}"));
    for file in files.into_iter().chain(["deny.toml".into(), "Cargo.toml".into()]) {
        known.extend(keys(&fs::read_to_string(root().join(file)).unwrap()));
    }
    let mut count = 0;
    for (page, text) in pages() {
        for name in named(&text) {
            count += 1;
            let is_key = known.contains(&name) || NO_KEYS.contains(&name.as_str());
            assert!(is_key, "{}: no configuration has a key {name:?}", page.display());
        }
    }
    assert!(count > 40, "{count} keys were found");
}

/// The tests themselves find what they are for.
#[test]
fn a_wrong_page_would_be_found() {
    let text = "```sh\nkeytill journal verify --data /x   # all\necho 1 | keytill customers export - --data d\n\
        cargo run --release -- demo\n```\n```text\nkeytill no\n```\n";
    let found: Vec<String> = commands(text).iter().map(|words| words.join(" ")).collect();
    assert_eq!(found, ["journal verify --data /x", "customers export - --data d", "demo"]);
    assert!(cli::command().try_get_matches_from(["keytill", "journal", "verify", "--dat", "x"]).is_err());
    let found = named("`[host] address`, `tmk_index` under `[keys]` and `[host.tls]`, not `[X](y)`");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["address", "host", "keys", "tls", "tmk_index"]);
    assert_eq!(words("a 'b c' # d"), ["a", "b c"]);
    assert!(Path::new(&root().join("docs/book.toml")).is_file());
}
