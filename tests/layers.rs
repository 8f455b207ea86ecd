//! The arrows between the modules: who may know whom, as `ARCHITECTURE.md` draws them. Read from the sources, so that a
//! new `use` that breaks an arrow breaks a test.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// A module and the neighbours that it may use. Everything else is forbidden.
const ARROWS: [(&str, &[&str]); 27] = [
    // The words and the formats: each stands alone.
    ("domain", &[]),
    ("iso8583", &[]),
    ("emv", &[]),
    ("i18n", &[]),
    // What a screen showed, as a file.
    ("blackbox", &[]),
    // Requests to services, before they are bytes.
    ("web", &["domain"]),
    // What is drawn on the pad, and the picture of it.
    ("signature", &["domain"]),
    // The doors to the outside know the words, and never each other.
    ("keypad", &["domain"]),
    ("printer", &["domain"]),
    ("ledger", &["domain"]),
    ("enrol", &["domain", "web"]),
    ("orders", &["domain", "web"]),
    ("reader", &["domain", "emv"]),
    ("acquirer", &["domain", "emv", "iso8583"]),
    // What payments cost and when their money comes: from texts and records alone.
    ("fees", &["domain"]),
    // What transactions add up to.
    ("report", &["domain"]),
    // What the shop sells, kept in records like the journal's.
    ("catalogue", &["domain", "ledger"]),
    // Who has agreed to be remembered; names and their initials are those of the catalogue.
    ("customers", &["catalogue", "domain", "ledger"]),
    // What goes over the socket of the second screens.
    ("seat", &["domain"]),
    // The pure core: what a trade is, what a screen shows, and what leads to what.
    ("flow", &["acquirer", "domain", "emv", "enrol", "fees", "i18n", "orders", "reader", "report", "signature"]),
    ("ui", &["domain", "i18n", "keypad"]),
    (
        "screen",
        &[
            "acquirer",
            "catalogue",
            "customers",
            "domain",
            "enrol",
            "fees",
            "flow",
            "i18n",
            "keypad",
            "orders",
            "report",
            "signature",
            "ui",
        ],
    ),
    ("app", &["catalogue", "customers", "domain", "enrol", "fees", "flow", "i18n", "keypad", "report", "screen", "ui"]),
    // The only place that waits.
    (
        "runtime",
        &[
            "acquirer",
            "app",
            "blackbox",
            "catalogue",
            "customers",
            "domain",
            "enrol",
            "fees",
            "flow",
            "keypad",
            "ledger",
            "orders",
            "printer",
            "reader",
            "report",
            "screen",
            "seat",
            "ui",
            "web",
        ],
    ),
    // The training world is built from the formats alone, and only `cli` may start it.
    ("sim", &["domain", "emv", "iso8583"]),
    // The simulated shop has the whole program and the training host in one process, in place of the runtime. A room of its
    // own inside `sim`, so that host and pad stay a second reading, built from the formats alone.
    (
        "sim/world",
        &[
            "acquirer",
            "app",
            "catalogue",
            "domain",
            "fees",
            "flow",
            "keypad",
            "ledger",
            "orders",
            "reader",
            "screen",
            "sim",
            "ui",
            "web",
        ],
    ),
    (
        "cli",
        &[
            "acquirer",
            "app",
            "blackbox",
            "catalogue",
            "customers",
            "domain",
            "enrol",
            "fees",
            "flow",
            "i18n",
            "iso8583",
            "keypad",
            "ledger",
            "orders",
            "printer",
            "reader",
            "report",
            "runtime",
            "screen",
            "seat",
            "sim",
            "ui",
            "web",
        ],
    ),
];

/// The only files of `cli` that may start the training world.
const MAY_START_SIM: [&str; 7] = [
    "src/cli/demo.rs",
    "src/cli/demo/choices.rs",
    "src/cli/gateway.rs",
    "src/cli/host_sim.rs",
    "src/cli/office.rs",
    "src/cli/pad_sim.rs",
    "src/cli/simulate.rs",
];
/// The room inside `sim` with arrows of its own.
const WORLD: &str = "sim/world";

/// Longest source file, in lines. Tables are excepted, by name.
const LINES_MAX: usize = 400;
const TABLES: [&str; 0] = [];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder: its path from the root, and its text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push((name(&path), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    assert!(!found.is_empty());
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned()
}

/// The module of a file below `src`; none for `lib.rs` and `main.rs`.
fn module(file: &str) -> Option<&str> {
    let rest = file.strip_prefix("src/")?;
    if rest.strip_prefix(WORLD).is_some_and(|rest| rest.starts_with('/')) {
        return Some(WORLD);
    }
    rest.split_once('/').map(|(module, _)| module)
}

/// The text without comments, so that a doc comment may name whom it likes.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// The neighbours that a source names after `crate::` or `keytill::`, in groups as well.
fn neighbours(text: &str) -> BTreeSet<String> {
    let code = code(text);
    let mut found = BTreeSet::new();
    for root in ["crate::", "keytill::"] {
        let mut rest = code.as_str();
        while let Some(at) = rest.find(root) {
            rest = &rest[at + root.len()..];
            match rest.strip_prefix('{') {
                Some(group) => found.extend(group_heads(group)),
                None => found.extend(head(rest)),
            }
        }
    }
    found
}

fn head(text: &str) -> Option<String> {
    let word: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    (!word.is_empty()).then_some(word)
}

/// The first words of the outermost entries of a group, up to its closing brace.
fn group_heads(text: &str) -> Vec<String> {
    let mut heads = Vec::new();
    let (mut depth, mut at_start) = (0, true);
    for (index, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            c if at_start && !c.is_whitespace() => {
                heads.extend(head(&text[index..]));
                at_start = false;
            }
            _ => {}
        }
    }
    heads
}

#[test]
fn the_reader_of_paths_reads_groups() {
    let text = "use crate::{\n    acquirer::{Answer, Request},\n    domain::Book, // crate::no\n    ui,\n};\nlet x = crate::emv::find;";
    let found: Vec<String> = neighbours(text).into_iter().collect();
    assert_eq!(found, ["acquirer", "domain", "emv", "ui"]);
    assert!(neighbours("//! [`crate::sim`] is another world").is_empty());
}

#[test]
fn every_arrow_points_down() {
    let allowed: BTreeMap<&str, &[&str]> = ARROWS.into_iter().collect();
    let mut wrong = Vec::new();
    let mut seen = BTreeSet::new();
    for (file, text) in sources("src") {
        let Some(own) = module(&file) else { continue };
        let Some(may) = allowed.get(own) else { panic!("{file}: the module {own} has no row in ARROWS") };
        seen.insert(own.to_owned());
        for neighbour in neighbours(&text) {
            let known = allowed.contains_key(neighbour.as_str());
            if known && neighbour != own && !may.contains(&neighbour.as_str()) {
                wrong.push(format!("{file} uses crate::{neighbour}"));
            }
        }
    }
    assert!(wrong.is_empty(), "arrows that point up:\n{}", wrong.join("\n"));
    assert_eq!(seen.len(), ARROWS.len(), "a module of ARROWS is gone: {seen:?}");
}

/// The rows of ARROWS themselves: what the design forbids cannot be allowed by an edit of the table alone.
#[test]
fn the_table_keeps_to_the_design() {
    let may = |from: &str, to: &str| ARROWS.iter().any(|(own, list)| *own == from && list.contains(&to));
    let doors = ["reader", "acquirer", "ledger", "printer"];
    for from in doors {
        for to in doors {
            assert!(!may(from, to), "{from} must not know {to}");
        }
    }
    for alone in ["domain", "iso8583", "emv", "i18n"] {
        assert!(ARROWS.contains(&(alone, &[])), "{alone} stands alone");
    }
    for pure in ["report", "flow", "ui", "screen", "app"] {
        for above in ["runtime", "cli", "sim", "ledger", "printer"] {
            assert!(!may(pure, above), "{pure} must not know {above}");
        }
    }
    for (own, _) in ARROWS.iter().filter(|(own, _)| !["cli", WORLD].contains(own)) {
        assert!(!may(own, "sim"), "{own} must not know the training world");
    }
}

#[test]
fn only_the_demo_starts_the_training_world() {
    for (file, text) in sources("src") {
        let uses = neighbours(&text).contains("sim");
        let may =
            module(&file).is_some_and(|own| ["sim", WORLD].contains(&own)) || MAY_START_SIM.contains(&file.as_str());
        assert!(!uses || may, "{file} uses the training world");
    }
}

/// The training host and pad do not know the simulated shop, by whatever path.
#[test]
fn the_second_reading_does_not_know_the_world() {
    for (file, text) in sources("src") {
        let knows = code(&text).contains("world::");
        let may = module(&file) != Some("sim") || !knows;
        assert!(may, "{file} uses the simulated shop");
        let starts = code(&text).contains("sim::world");
        let may = module(&file) == Some(WORLD) || file == "src/cli/simulate.rs" || !starts;
        assert!(may, "{file} starts the simulated shop");
    }
}

/// The simulated shop has no clock and no chance but its own: the same seed is the same day.
#[test]
fn the_world_is_its_seed() {
    for (file, text) in sources("src/sim/world") {
        for word in ["Instant::now", "SystemTime", "std::thread", "std::net", "HashMap", "HashSet"] {
            assert!(!code(&text).contains(word), "{file} uses {word}");
        }
    }
}

/// The pure core has no clock, no file, no socket and no await.
#[test]
fn the_pure_core_is_pure() {
    let forbidden = [
        "Instant::now",
        "SystemTime",
        "std::fs",
        "std::net",
        "std::thread",
        "std::process",
        "std::io",
        "tokio::",
        ".await",
        "async fn",
        "tracing::",
        "getrandom",
    ];
    for (file, text) in sources("src") {
        if !matches!(
            module(&file),
            Some(
                "blackbox"
                    | "domain"
                    | "fees"
                    | "report"
                    | "flow"
                    | "screen"
                    | "app"
                    | "ui"
                    | "emv"
                    | "iso8583"
                    | "signature"
            )
        ) {
            continue;
        }
        let code = code(&text);
        for word in forbidden {
            assert!(!code.contains(word), "{file} uses {word}");
        }
    }
}

#[test]
fn no_file_is_too_long() {
    for (file, text) in sources("src") {
        let lines = text.lines().count();
        let excepted = TABLES.contains(&file.as_str());
        assert!(lines <= LINES_MAX || excepted, "{file} has {lines} lines: split it");
    }
}

#[test]
fn nothing_is_unsafe() {
    for folder in ["src", "tests"] {
        for (file, text) in sources(folder) {
            let code = code(&text);
            for what in ["{", "fn ", "impl ", "trait ", "extern "] {
                assert!(!code.contains(&["un", "safe ", what].concat()), "{file} is not safe");
            }
        }
    }
}

/// Every message of the Fluent files is shown by some screen or receipt.
#[test]
fn every_text_is_used() {
    let english = fs::read_to_string(root().join("src/i18n/en.ftl")).unwrap();
    let ids: Vec<&str> = english
        .lines()
        .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
        .filter_map(|line| line.split_once(" =").map(|(id, _)| id))
        .collect();
    assert!(ids.len() > 200, "only {} messages found", ids.len());
    let used: BTreeSet<String> = sources("src")
        .iter()
        .flat_map(|(_, text)| {
            let words = code(text);
            words.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').map(str::to_owned).collect::<Vec<_>>()
        })
        .collect();
    let unused: Vec<&&str> = ids.iter().filter(|id| !used.contains(&id.replace('-', "_"))).collect();
    assert!(unused.is_empty(), "texts that nothing shows: {unused:?}");
}

/// The map names files and tests that there are.
#[test]
fn the_map_names_what_there_is() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let all: Vec<(String, String)> = ["src", "tests"].into_iter().flat_map(sources).collect();
    let paths: BTreeSet<String> = all.iter().flat_map(|(file, _)| pieces_of_path(file)).collect();
    let functions: BTreeSet<String> =
        all.iter().flat_map(|(_, text)| text.split("fn ").skip(1).filter_map(head).collect::<Vec<_>>()).collect();
    let is_path =
        |name: &str| name.contains('/') && name.chars().all(|c| c.is_ascii_alphanumeric() || "_/.-".contains(c));
    // Four words at least, as the names of tests have.
    let is_test = |name: &str| {
        name.matches('_').count() > 2 && name.chars().all(|c| c.is_ascii_lowercase() || "_0123456789".contains(c))
    };
    let is_there = |name: &str| match name.trim_end_matches('/') {
        path if is_path(path) => {
            let elsewhere = path.starts_with('/') || path.contains("NAME");
            elsewhere || paths.contains(path) || root().join(path).exists() || root().join("src").join(path).exists()
        }
        name => !is_test(name) || functions.contains(name),
    };
    // What stands between backticks: every second piece, where no block of text stands.
    let named = map.split("```").step_by(2).flat_map(|text| text.split('`').skip(1).step_by(2));
    let wrong: Vec<&str> = named.filter(|name| !is_there(name)).collect();
    assert!(wrong.is_empty(), "ARCHITECTURE.md names what is not there: {wrong:?}");
}

/// `a/b/c` as it may be named: whole, from any folder on, up to any folder.
fn pieces_of_path(file: &str) -> Vec<String> {
    let parts: Vec<&str> = file.split('/').collect();
    let ends = |from: usize| (from + 1..=parts.len()).map(move |to| (from, to));
    (0..parts.len()).flat_map(ends).map(|(from, to)| parts[from..to].join("/")).collect()
}
