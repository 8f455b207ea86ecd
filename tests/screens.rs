//! Pictures of every screen, in both languages, at 40x15, 53x20 and 80x24: one file a screen in `tests/snapshots/`.
//!
//! After a change that is meant to be seen, renew them all and look at what changed:
//!
//! ```text
//! INSTA_UPDATE=always cargo test --test screens
//! git diff tests/snapshots
//! ```
//!
//! A screen that is gone leaves its file behind; `no_picture_is_left_over` names it. Besides the pictures, the tests look
//! for what no picture should have: a text cut off at 40x15, a key hint that does not fit with one of the keypads that
//! are shipped.
//!
//! A new screen gets a row in [`scenes::SCENES`].
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "scenes/mod.rs"]
mod scenes;
mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
    sync::Arc,
};

use keytill::{
    app::SessionId,
    domain::Lang,
    keypad::{Key, Keymap},
    screen::{
        Mask, See,
        seat::{OTHER_LOG, in_chinese},
    },
    ui::{Look, chrome::MIN_SIZE},
};
use ratatui::{buffer::Buffer, layout::Rect, style::Color};
use unicode_width::UnicodeWidthStr;

use scenes::{SCENES, Scene};
use support::{Till, lang_name, picture};

const LANGS: [Lang; 2] = [Lang::ZhCn, Lang::En];
const SIZES: [(u16, u16); 3] = [(40, 15), (53, 20), (80, 24)];
/// Large enough that nothing is ever cut off.
const ROOMY: (u16, u16) = (200, 60);

#[test]
fn every_screen_looks_as_before() {
    let mut changed = Vec::new();
    for scene in SCENES {
        let text = album(scene);
        let seen = std::panic::catch_unwind(|| {
            insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
                insta::assert_snapshot!(scene.name, text);
            });
        });
        if seen.is_err() {
            changed.push(scene.name);
        }
    }
    assert!(changed.is_empty(), "screens that look different: {changed:?}; see the head of this file");
}

/// All pictures of a scene, each under its language and size.
fn album(scene: &Scene) -> String {
    let mut text = String::new();
    for lang in LANGS {
        let mut till = (scene.play)(lang);
        for size in scene.sizes.unwrap_or(&SIZES) {
            // What a screen for touch has room for depends on it.
            till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().size = *size;
            text.push_str(&format!("== {} {}x{}\n{}\n", lang_name(lang), size.0, size.1, picture(&till.model, *size)));
        }
    }
    text
}

#[test]
fn no_picture_is_left_over() {
    let names: BTreeSet<String> = SCENES.iter().map(|s| format!("{}.snap", s.name)).collect();
    assert_eq!(names.len(), SCENES.len(), "two scenes of one name");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&file) || !file.ends_with(".snap"), "tests/snapshots/{file} shows no screen any more");
    }
}

/// Whoever scrolls comes to the last row and no further: the first key back leads back. On the smallest screen, too.
#[test]
fn every_page_scrolls_to_its_end_and_no_further() {
    let (mut pages, mut wrong) = (BTreeSet::new(), Vec::new());
    for scene in SCENES {
        for (lang, size) in LANGS.into_iter().flat_map(|lang| [(lang, MIN_SIZE), (lang, (40, 15))]) {
            let mut till = (scene.play)(lang);
            if !scrolls(&mut till) {
                continue;
            }
            pages.insert(scene.name);
            let all = body(&mut till, (40, 60));
            let first = turned(&mut till, Key::Up, size).pop();
            let seen = turned(&mut till, Key::Down, size);
            let shown = seen.last().cloned();
            let seen: BTreeSet<&String> = first.iter().chain(&seen).flatten().collect();
            till.key(Key::Up);
            let missing: Vec<_> = all.iter().filter(|row| !seen.contains(*row)).collect();
            if !missing.is_empty() || (shown != first && Some(body(&mut till, size)) == shown) {
                wrong.push(format!("{} {lang:?} {size:?}: {missing:?}", scene.name));
            }
        }
    }
    assert!(pages.len() > 10, "few pages scroll: {pages:?}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn scrolls(till: &mut Till) -> bool {
    let session = till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap();
    !session.touchable && session.stack.last_mut().unwrap().scroll().is_some()
}

/// What is shown in this size after each of many turns.
fn turned(till: &mut Till, key: Key, size: (u16, u16)) -> Vec<Vec<String>> {
    let turn = |till: &mut Till| {
        body(till, size);
        till.key(key);
        body(till, size)
    };
    (0..100).map(|_| turn(till)).collect()
}

/// The rows with words above the keys in this size, whatever the columns of their words.
fn body(till: &mut Till, size: (u16, u16)) -> Vec<String> {
    till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().size = size;
    let rows = usize::from(size.1) - 1;
    let words = |row: &str| row.split_whitespace().collect::<Vec<_>>().join(" ");
    picture(&till.model, size)
        .lines()
        .take(rows)
        .map(words)
        .filter(|row| !row.is_empty() && !row.contains('─'))
        .collect()
}

/// No English sentence stands on a Chinese screen: a reason of the system, of a file or of a device has Chinese words.
#[test]
fn no_chinese_screen_has_an_english_sentence() {
    let mut english = Vec::new();
    for scene in SCENES {
        let shown = picture(&(scene.play)(Lang::ZhCn).model, ROOMY);
        for row in shown.lines() {
            let is_word = |word: &&str| word.len() > 1 && word.chars().all(|sign| sign.is_ascii_lowercase());
            // Two English words side by side: a name of a product or of a key has one.
            let words: Vec<&str> = row.split_whitespace().collect();
            if words
                .windows(2)
                .any(|pair| pair.iter().all(|word| is_word(&word.trim_end_matches([',', ':', '.', ';']))))
            {
                english.push(format!("{}: {row}", scene.name));
            }
        }
    }
    assert!(english.is_empty(), "English on a Chinese screen: {english:#?}");
}

/// Whoever adds a message to the log gives it Chinese words, for a technician's seat.
#[test]
fn every_message_of_the_log_has_chinese_words() {
    let (mut found, mut without) = (0, Vec::new());
    each_source(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut |text| {
        let calls = ["tracing::info!(", "tracing::warn!(", "tracing::error!("];
        for call in calls.into_iter().flat_map(|call| text.split(call).skip(1)) {
            let literal = call.split('"').nth(1).unwrap_or_default();
            // What is nothing but a value has words of its own, and no place among these.
            if literal.starts_with('{') || literal.is_empty() {
                continue;
            }
            found += 1;
            let said = literal.replace('{', "7").replace('}', "");
            if in_chinese(&format!("14:05:09  WARN {said}")).contains(OTHER_LOG) {
                without.push(literal.to_owned());
            }
        }
    });
    assert!(found > 80, "{found} messages were found");
    assert!(without.is_empty(), "no Chinese words in src/screen/seat/log_line.rs for {without:#?}");
}

fn each_source(folder: &Path, look_at: &mut impl FnMut(&str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => each_source(&path, look_at),
            false if path.extension().is_some_and(|end| end == "rs") => look_at(&fs::read_to_string(&path).unwrap()),
            false => {}
        }
    }
}

/// At 40x15 every screen says all that it says with plenty of room: the same signs in the same order.
#[test]
fn nothing_is_cut_off_at_the_smallest_usual_size() {
    let mut cut = Vec::new();
    for scene in SCENES.iter().filter(|s| s.scrolls.is_none() && s.sizes.is_none()) {
        for lang in LANGS {
            let till = (scene.play)(lang);
            let (small, roomy) = (picture(&till.model, SIZES[0]), picture(&till.model, ROOMY));
            if let Some(lost) = first_difference(&signs(&small), &signs(&roomy)) {
                cut.push(format!("{} in {}: {lost}\n{small}", scene.name, lang_name(lang)));
            }
        }
    }
    assert!(cut.is_empty(), "{} cut off:\n\n{}", cut.len(), cut.join("\n"));
}

/// The signs that say something: no blanks, no lines, and no rows of large digits, which a roomy verdict has besides the
/// amount in its text.
fn signs(picture: &str) -> Vec<char> {
    // The way to the help stands at the end where there is room.
    let helps = ["*  help", "*  帮助", "Down  help", "下  帮助", "F1  help", "F1  帮助"];
    let small = picture.lines().filter(|row| !row.contains(['▀', '▄']));
    let small = small.map(|row| helps.iter().find_map(|help| row.trim_end().strip_suffix(help)).unwrap_or(row));
    small.flat_map(str::chars).filter(|c| !c.is_whitespace() && !"─░█".contains(*c)).collect()
}

fn first_difference(small: &[char], roomy: &[char]) -> Option<String> {
    let at = small.iter().zip(roomy).take_while(|(a, b)| a == b).count();
    if small.len() == roomy.len() && at == small.len() {
        return None;
    }
    let near = |signs: &[char]| signs.iter().skip(at.saturating_sub(12)).take(30).collect::<String>();
    Some(format!("{:?} became {:?}", near(roomy), near(small)))
}

/// From every screen a key leads to its help, and the next one to whom to call; and all of it can be read at the smallest size.
#[test]
fn every_screen_has_help_and_leads_to_support() {
    for scene in SCENES {
        for lang in LANGS {
            let mut till = (scene.play)(lang);
            let help = |till: &Till| {
                let session = &till.model.sessions[&SessionId::KEYPAD];
                let keymap = Keymap::parse("pc", Keymap::shipped("pc").unwrap()).unwrap();
                session.top().help_key(&see(till, &keymap))
            };
            let Some(key) = help(&till) else { continue };
            till.key(key);
            let (title, support) = match lang {
                Lang::En => ("Help: ", "Support"),
                Lang::ZhCn => ("帮助：", "服务支持"),
            };
            let whole = picture(&till.model, ROOMY);
            assert!(whole.contains(title), "{} in {}:\n{whole}", scene.name, lang_name(lang));
            // Scrolled to its end, the last row stands there.
            let last = whole.lines().rev().skip(3).find(|row| !row.trim().is_empty()).unwrap().trim();
            let last: String = last.chars().skip(last.chars().count().saturating_sub(4)).collect();
            for _ in 0..12 {
                till.key(Key::Down);
            }
            let end = picture(&till.model, SIZES[0]);
            assert!(end.contains(&last), "{} in {}: {last}\n{end}", scene.name, lang_name(lang));
            till.key(Key::Menu);
            let call = picture(&till.model, SIZES[0]);
            assert!(call.contains(support), "{} in {}:\n{call}", scene.name, lang_name(lang));
        }
    }
}

/// Whoever records or mirrors screens asks `mask`. A secret in a screen, a card number as it is typed, and a mobile number
/// on the picture all say that it is; whom to call is no secret.
#[test]
fn what_is_for_one_pair_of_eyes_is_private() {
    let mut wrong = Vec::new();
    for scene in SCENES.iter().filter(|scene| !scene.name.starts_with("support")) {
        let till = (scene.play)(Lang::En);
        let top = till.model.sessions[&SessionId::KEYPAD].top();
        let (state, shown) = (format!("{top:?}"), picture(&till.model, ROOMY));
        let has_secret = state.contains("Secret(") && !state.contains("step: Number");
        let digits: String = shown.chars().map(|c| if c.is_ascii_digit() || c == '_' { c } else { ' ' }).collect();
        let is_mobile = |word: &str| word.len() == 11 && word.starts_with('1') && word != "10000000000";
        let typed_card = shown.contains("Card number") && digits.split(' ').any(|word| word.contains('_'));
        let is_told = digits.split(' ').any(is_mobile) || typed_card;
        if (has_secret || is_told) && top.mask() == Mask::Nothing {
            wrong.push(format!("{} (secret: {has_secret}):\n{shown}", scene.name));
        }
    }
    assert!(wrong.is_empty(), "{} screens hide nothing:\n{}", wrong.len(), wrong.join("\n"));
}

/// Every key that does something is named, with every keypad that is shipped.
#[test]
fn every_hint_fits_with_every_keypad() {
    let mut lost = Vec::new();
    for name in Keymap::shipped_names() {
        let keymap = Arc::new(Keymap::parse(name, Keymap::shipped(name).unwrap()).unwrap());
        for scene in SCENES.iter().filter(|s| s.sizes.is_none()) {
            for lang in LANGS {
                let till = (scene.play)(lang);
                let wanted = hints(&till, &keymap);
                let columns: usize = wanted.iter().map(|h| h.width() + 1).sum::<usize>().saturating_sub(1);
                if columns > usize::from(SIZES[0].0) {
                    lost.push(format!("{name}, {} in {}: {columns} columns: {wanted:?}", scene.name, lang_name(lang)));
                }
            }
        }
    }
    assert!(lost.is_empty(), "hints that do not fit {} columns:\n{}", SIZES[0].0, lost.join("\n"));
}

/// Nobody is told to press a key that the keypad in use does not have: not in the line of keys, and in no text.
#[test]
fn no_key_is_named_that_the_keypad_does_not_have() {
    let shipped = Keymap::shipped_names().map(|name| Keymap::parse(name, Keymap::shipped(name).unwrap()).unwrap());
    let mut wrong = BTreeSet::new();
    let keymaps: Vec<Arc<Keymap>> = shipped.chain([without_arrows()]).map(Arc::new).collect();
    for scene in SCENES.iter().filter(|scene| scene.name != "too_small" && !scene.name.starts_with("touch")) {
        for lang in LANGS {
            let mut till = (scene.play)(lang);
            for keymap in &keymaps {
                let missing: Vec<Key> = Key::ALL.into_iter().filter(|key| !keymap.has(*key)).collect();
                till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().keymap = Some(keymap.clone());
                let pictures = SIZES.map(|size| picture(&till.model, size));
                for (shown, key) in pictures.iter().flat_map(|shown| missing.iter().map(move |key| (shown, *key))) {
                    let label = keymap.label(key, lang);
                    let is_named = |row: &str| row.split_whitespace().any(|word| word == label);
                    // 00 is an operator too. A keypad that lacks the arrows has no other keys in their place.
                    let everywhere = matches!(key, Key::F1 | Key::F2 | Key::F3 | Key::F4 | Key::Feed);
                    let bottom = shown.lines().rev().find(|row| !row.trim().is_empty()).unwrap_or_default();
                    if is_named(bottom) || (everywhere && shown.lines().any(is_named)) {
                        wrong.insert(format!("{}, {} in {}: {label}", keymap.name(), scene.name, lang_name(lang)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} screens name a key that is not there:\n{wrong:#?}", wrong.len());
}

/// Twelve keys and MENU.
fn without_arrows() -> Keymap {
    let digits: String = (0..=9).map(|digit| format!("{digit} = [\"{digit}\"]\n")).collect();
    let others = "enter = [\"enter\"]\nclear = [\"backspace\"]\ncancel = [\"esc\"]\nmenu = [\"*\"]\n";
    let head = "name = \"without arrows\"\nlayout = \"telephone\"";
    Keymap::parse("without arrows", &format!("{head}\n[keys]\n{digits}{others}")).unwrap()
}

/// Where F1 is not on the keypad, the help is behind another key.
#[test]
fn help_is_found_without_f1() {
    let keymap = Keymap::parse("pos-4x4", Keymap::shipped("pos-4x4").unwrap()).unwrap();
    for scene in SCENES.iter().filter(|scene| ["verdict_code", "basket", "basket_menu"].contains(&scene.name)) {
        for lang in LANGS {
            let mut till = (scene.play)(lang);
            let key = till.model.sessions[&SessionId::KEYPAD].top().help_key(&see(&till, &keymap)).unwrap();
            till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().keymap = Some(Arc::new(keymap.clone()));
            // MENU leads to a menu on the basket, and there to the help.
            let keys = if keymap.has(key) { vec![key] } else { vec![Key::Menu, Key::Menu] };
            for key in keys {
                till.key(key);
            }
            let shown = picture(&till.model, ROOMY);
            assert!(shown.contains("Help: ") || shown.contains("帮助："), "{}: {key}\n{shown}", scene.name);
        }
    }
}

fn see<'a>(till: &'a Till, keymap: &'a Keymap) -> See<'a> {
    let session = &till.model.sessions[&SessionId::KEYPAD];
    See {
        newest: &keytill::enrol::Newest::NotAsked,
        terminal: &till.model.terminal,
        catalogue: &till.model.catalogue,
        customers: &till.model.customers,
        seats: keytill::screen::seat::SeatsView::of(&till.model.seats),
        operator: session.operator,
        look: Look::new(session.lang, session.glyphs, keymap),
        now: till.model.now,
    }
}

/// The hints as the bottom line writes them.
fn hints(till: &Till, keymap: &Keymap) -> Vec<String> {
    let session = &till.model.sessions[&SessionId::KEYPAD];
    let see = see(till, keymap);
    session.top().hints(&see).iter().map(|h| format!(" {}  {}", see.look.key(h.key), h.text)).collect()
}

/// The address of a receipt is read from the screen as it is: black on white, with dark cells all around.
#[test]
fn a_code_on_the_screen_is_read_where_it_fits() {
    let expected = "HTTPS://R.EXAMPLE.CN/99999906/000000000017";
    for scene in SCENES.iter().filter(|s| s.name == "receipt_code") {
        for lang in LANGS {
            let till = (scene.play)(lang);
            for size in SIZES {
                assert_eq!(codes_on(&till, size), [expected], "{} {size:?}", lang_name(lang));
            }
        }
    }
    // An ordinary address takes more: it has room from 53x20 on, and where it has none the screen says so, and the address.
    let usual = SCENES.iter().find(|s| s.name == "receipt_code_usual").unwrap();
    let till = (usual.play)(Lang::En);
    assert_eq!(SIZES.map(|size| codes_on(&till, size).len()), [0, 1, 1]);
    let small = picture(&till.model, SIZES[0]);
    assert!(small.contains("needs a larger screen") && small.contains("r.example.cn/99999906/000000000017"), "{small}");
}

/// What support is told is read from every size: all of it where there is room, and the numbers of the box at least.
#[test]
fn a_code_for_support_is_read_at_every_size() {
    let scene = SCENES.iter().find(|s| s.name == "support_code").unwrap();
    for lang in LANGS {
        let till = (scene.play)(lang);
        for size in SIZES {
            let found = codes_on(&till, size);
            assert_eq!(found.len(), 1, "{} {size:?}", lang_name(lang));
            assert!(found[0].contains("99999906") && found[0].contains(env!("CARGO_PKG_VERSION")), "{found:?}");
            assert!(size == SIZES[0] || found[0].contains("2026-01-22"), "{size:?}: {found:?}");
        }
        let whole = codes_on(&till, (120, 40));
        assert!(whole[0].contains("13800000000"), "{whole:?}");
    }
}

/// The code of an order is what a customer's telephone reads, at every size.
#[test]
fn the_code_of_an_order_is_read_at_every_size() {
    for lang in LANGS {
        let shown = SCENES.iter().find(|scene| scene.name == "order_code").unwrap();
        let till = (shown.play)(lang);
        for size in SIZES {
            assert_eq!(codes_on(&till, size), ["HTTPS://PAY.EXAMPLE/P/ABCDEFGHJKLM"], "{size:?}");
        }
    }
}

/// What a reader of QR codes finds on the screen, each half of a cell as so many dots.
fn codes_on(till: &Till, (columns, rows): (u16, u16)) -> Vec<String> {
    const DOTS: usize = 4;
    let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
    keytill::app::view(&till.model, SessionId::KEYPAD, &mut buf);
    let light = |x: usize, y: usize| {
        let cell = &buf[((x / DOTS) as u16, (y / DOTS / 2) as u16)];
        let ink = match (cell.symbol(), y / DOTS % 2) {
            ("█", _) | ("▀", 0) | ("▄", 1) => cell.fg,
            _ => cell.bg,
        };
        ink == Color::White
    };
    let grey = |x: usize, y: usize| if light(x, y) { 255 } else { 0 };
    let (width, height) = (usize::from(columns) * DOTS, usize::from(rows) * 2 * DOTS);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
    image.detect_grids().iter().map(|grid| grid.decode().unwrap().1).collect()
}

/// No screen tells a card number, and none is empty.
#[test]
fn no_screen_tells_a_card_number() {
    for scene in SCENES {
        for lang in LANGS {
            let text = picture(&(scene.play)(lang).model, ROOMY);
            assert!(!text.contains(support::PAN), "{} tells a card number", scene.name);
            let digits = text.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
            assert!(digits <= 15, "{} shows {digits} digits in a row:\n{text}", scene.name);
            assert!(text.lines().count() > 1 && text.trim().len() > 20, "{} is empty", scene.name);
        }
    }
}

#[test]
fn a_window_that_is_too_small_says_so() {
    let till = (SCENES[0].play)(Lang::En);
    for size in [(MIN_SIZE.0 - 1, MIN_SIZE.1), (MIN_SIZE.0, MIN_SIZE.1 - 1)] {
        assert!(picture(&till.model, size).contains("too small"));
    }
    assert!(!picture(&till.model, MIN_SIZE).contains("too small"));
}

/// Whoever sees no colours loses nothing: what is good, bad, or wants a look has a word, and the same words, with the row above
/// them, never stand in two colours. A sentence of the body may be plain on one screen and stressed on another; a word of the
/// status bar may not.
#[test]
fn no_colour_is_the_only_sign() {
    const STATUS_ROWS: usize = 3;
    let mut colours: BTreeMap<[String; 2], BTreeMap<String, &str>> = BTreeMap::new();
    let mut signs = 0;
    for scene in SCENES {
        for lang in LANGS {
            let till = (scene.play)(lang);
            for size in SIZES {
                let rows = coloured(&till, size);
                let all: String = rows.iter().map(|(text, colours)| worded(text, colours)).collect();
                for colour in COLOURED {
                    let has_it = rows.iter().any(|(_, colours)| colours.contains(colour));
                    assert!(
                        !has_it || all.contains(colour),
                        "{}, {}: {colour} without a word",
                        scene.name,
                        lang_name(lang)
                    );
                }
                for (at, pair) in rows.windows(2).enumerate().filter(|(_, pair)| !pair[1].0.trim().is_empty()) {
                    let (words, seen) = ([pair[0].0.clone(), pair[1].0.clone()], &pair[1].1);
                    signs += usize::from(seen.contains(COLOURED));
                    if at + 1 < STATUS_ROWS || seen.contains(COLOURED) {
                        colours.entry(words).or_default().entry(seen.clone()).or_insert(scene.name);
                    }
                }
            }
        }
    }
    assert!(signs > 1000, "{signs} signs only");
    let alike: Vec<_> = colours.iter().filter(|(_, seen)| seen.len() > 1).collect();
    assert!(alike.is_empty(), "told apart by colour alone: {alike:#?}");
}

/// Good, bad, look here, and the banner of the training world.
const COLOURED: [char; 4] = ['g', 'b', 'w', 't'];

/// The rows of a screen: the text of each, and the colour of each of its cells.
fn coloured(till: &Till, (columns, rows): (u16, u16)) -> Vec<(String, String)> {
    let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
    keytill::app::view(&till.model, SessionId::KEYPAD, &mut buf);
    let row = |row| {
        (0..columns).map(|column| &buf[(column, row)]).map(|cell| (cell.symbol(), colour(cell.fg, cell.bg))).unzip()
    };
    (0..rows).map(row).collect()
}

fn colour(ink: Color, paper: Color) -> char {
    match (ink, paper) {
        (_, Color::Green) => 'g',
        (_, Color::Red) => 'b',
        (_, Color::Yellow) => 'w',
        (Color::Yellow, _) => 't',
        _ => '.',
    }
}

/// The colours of cells that have a sign in them.
fn worded(text: &str, colours: &str) -> String {
    text.chars().zip(colours.chars()).filter(|(sign, _)| !sign.is_whitespace()).map(|(_, colour)| colour).collect()
}
