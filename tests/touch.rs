//! Every screen by touch alone, at 40x15 on a screen of 3.5 inches and at 80x24 on one of ten and one of five: each key that does something there
//! has a target of at least 9 mm, no two targets overlap, and a tap anywhere on one is that key and no other.
//!
//! A new screen needs nothing here: the tests go over [`scenes::SCENES`].
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy knows test functions, not the helpers beside them")]

#[path = "touch/press.rs"]
mod press;
#[path = "scenes/mod.rs"]
mod scenes;
mod support;

use std::{cell::LazyCell, collections::BTreeSet, time::Duration};

use keytill::{
    app::{self, Keypad, SessionId},
    domain::Lang,
    keypad::Key,
    screen::{Screen, See},
    ui::{Does, Look, ScreenSize, Target},
};

use ratatui::{buffer::Buffer, layout::Rect, style::Color};

use scenes::{SCENES, Scene};
use support::{Till, lang_name, picture};

const LANGS: [Lang; 2] = [Lang::ZhCn, Lang::En];
/// Columns and rows, and the size of the screen in millimetres.
const SCREENS: [((u16, u16), ScreenSize); 3] = [
    ((40, 15), ScreenSize { width: 73, height: 49 }),
    ((80, 24), ScreenSize { width: 217, height: 136 }),
    // Small cells: a target has 7 x 4 of them.
    ((80, 24), ScreenSize { width: 110, height: 66 }),
];
/// What is no screen of the terminal's: a window that is too small, and its like.
fn for_touch() -> impl Iterator<Item = &'static Scene> {
    SCENES.iter().filter(|scene| scene.name != "too_small")
}

/// Screens with keys whose work a finger does from the screen before.
const BY_A_DETOUR: [&str; 1] = ["faults_ordered"];

/// The scene on a screen for touch.
fn on_touch(scene: &Scene, lang: Lang, (size, screen): ((u16, u16), ScreenSize)) -> Till {
    let mut till = (scene.play)(lang);
    arrange(&mut till, (size, screen));
    till
}

fn arrange(till: &mut Till, (size, screen): ((u16, u16), ScreenSize)) {
    let session = till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap();
    (session.touchable, session.size, session.screen_size) = (true, size, Some(screen));
    session.keypad = Keypad::Usual;
}

fn targets(till: &Till) -> Vec<Target> {
    app::targets(&till.model, SessionId::KEYPAD)
}

fn keys(till: &Till) -> BTreeSet<Key> {
    let key = |target: &Target| if let Does::Key(key) = target.does { Some(key) } else { None };
    targets(till).iter().filter_map(key).collect()
}

fn shown(till: &Till) -> String {
    picture(&till.model, till.model.sessions[&SessionId::KEYPAD].size)
}

/// What a look at the screen finds.
fn seen<T>(till: &Till, look_at: impl FnOnce(&dyn Screen, &See<'_>) -> T) -> T {
    let session = &till.model.sessions[&SessionId::KEYPAD];
    let look = Look { touch: session.touch(), ..Look::new(session.lang, session.glyphs, &till.keymap) };
    let see = See {
        terminal: &till.model.terminal,
        catalogue: &till.model.catalogue,
        customers: &till.model.customers,
        newest: &keytill::enrol::Newest::NotAsked,
        seats: keytill::screen::seat::SeatsView::of(&till.model.seats),
        operator: session.operator,
        look,
        now: till.model.now,
    };
    look_at(session.top(), &see)
}

/// Whether its screen is one picture without a frame.
fn fills_screen(till: &Till) -> bool {
    seen(till, |screen, see| screen.fills_screen(see))
}

/// Hints with the words that stand beside them.
fn named(till: &Till) -> Vec<(Key, String)> {
    seen(till, |screen, see| {
        let mut named: Vec<(Key, String)> =
            screen.hints(see).iter().map(|hint| (hint.key, hint.text.to_string())).collect();
        named.extend(screen.help_key(see).map(|key| (key, see.look.t.hint_help().into_owned())));
        if screen.fills_screen(see) {
            // Any key leads back; the whole screen is one.
            named.truncate(1);
        }
        named
    })
}

fn each(mut check: impl FnMut(&Till) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for scene in for_touch() {
        for lang in LANGS {
            for screen in SCREENS {
                let till = on_touch(scene, lang, screen);
                if let Err(reason) = check(&till) {
                    wrong.push(format!(
                        "{} in {} {:?}: {reason}\n{}",
                        scene.name,
                        lang_name(lang),
                        screen.0,
                        shown(&till)
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_key_that_is_named_is_a_target_that_says_so() {
    each(|till| {
        let targets = targets(till);
        for (key, text) in named(till) {
            let Some(target) = targets.iter().find(|target| target.does == Does::Key(key)) else {
                return Err(format!("{key} has no target"));
            };
            if !target.words.ends_with(&text) {
                return Err(format!("{key} says {:?} and not {text:?}", target.words));
            }
        }
        Ok(())
    });
}

/// What a target says can be read on it, all of it, at the smallest usual size too.
#[test]
fn what_a_target_says_is_not_cut_off() {
    each(|till| {
        let session = &till.model.sessions[&SessionId::KEYPAD];
        let mut buf = Buffer::empty(Rect::new(0, 0, session.size.0, session.size.1));
        app::view(&till.model, SessionId::KEYPAD, &mut buf);
        let signs = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !"─│".contains(*c)).collect::<String>();
        // A reason for a refusal lies over the rule above the keys, and over nothing that a key says.
        for Target { area, words, .. } in targets(till).into_iter().filter(|_| !fills_screen(till)) {
            let written: String = area.positions().map(|cell| buf[cell].symbol()).collect();
            if !signs(&written).contains(&signs(&words)) {
                return Err(format!("{words:?} is cut off: {written:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn no_target_is_smaller_than_a_finger_or_over_another() {
    each(|till| {
        let session = &till.model.sessions[&SessionId::KEYPAD];
        let finger = session.touch().ok_or("no room for touch")?.finger;
        let (columns, rows) = session.size;
        let mut taken = BTreeSet::new();
        for Target { area, words, .. } in targets(till) {
            if area.width < finger.columns || area.height < finger.rows {
                return Err(format!("{words:?} has {}x{} cells", area.width, area.height));
            }
            if area.right() > columns || area.bottom() > rows {
                return Err(format!("{words:?} lies off the screen"));
            }
            if !area.positions().all(|cell| taken.insert(cell)) {
                return Err(format!("{words:?} lies over another"));
            }
        }
        Ok(())
    });
}

/// Whatever a key does on a screen, hinted or not, a finger can do: each is tried, and what it leads to is what some target
/// leads to.
#[test]
fn whatever_a_key_does_a_finger_can_do() {
    let lang = Lang::En;
    let mut wrong = Vec::new();
    for scene in for_touch().filter(|scene| !BY_A_DETOUR.contains(&scene.name)) {
        // The last ENTER is long ago, and what it was refused for is read.
        let rested = || {
            let mut till = on_touch(scene, lang, SCREENS[0]);
            till.advance(Duration::from_millis(500));
            let session = till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap();
            (session.notice, session.keypad) = (None, Keypad::Back);
            till
        };
        let start = rested();
        let (reachable, before) = (keys(&start), shown(&start));
        if fills_screen(&start) {
            continue;
        }
        let led_to = |key| {
            let mut till = rested();
            till.key(key);
            let refused = till.model.sessions[&SessionId::KEYPAD].notice.is_some();
            Some(shown(&till)).filter(|after| !refused && *after != before)
        };
        let by_finger = LazyCell::new(|| reachable.iter().filter_map(|key| led_to(*key)).collect::<Vec<_>>());
        // What moves the mark of a list is not needed where its entries are tapped.
        let others = Key::ALL
            .into_iter()
            .filter(|key| !reachable.contains(key) && !matches!(key, Key::Up | Key::Down | Key::Feed));
        for key in others {
            if led_to(key).is_some_and(|after| !by_finger.contains(&after)) {
                wrong.push(format!("{}: {key} does something and has no target\n{before}", scene.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n\n{}", wrong.len(), wrong.join("\n"));
}

/// What the keypad covers is there when it is put away: all that stands on a screen without touch.
#[test]
fn nothing_is_lost_behind_the_keypad() {
    let mut lost = Vec::new();
    for scene in for_touch().filter(|scene| scene.scrolls.is_none() && scene.sizes.is_none()) {
        for lang in LANGS {
            let plain = (scene.play)(lang);
            let body = body_signs(&picture(&plain.model, (40, 15)), 4, 2);
            let mut till = on_touch(scene, lang, SCREENS[0]);
            let is_pad = |target: &Target| target.does == Does::Keypad;
            if !targets(&till).iter().any(is_pad) {
                continue;
            }
            till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().keypad = Keypad::Away;
            let whole = shown(&till);
            if rename(&body_signs(&whole, 2, 3)) != rename(&body) {
                lost.push(format!("{} in {}:\n{whole}", scene.name, lang_name(lang)));
            }
            assert!(targets(&till).iter().any(is_pad), "{}: it can be brought back", scene.name);
        }
    }
    assert!(lost.is_empty(), "{} lost something:\n\n{}", lost.len(), lost.join("\n"));
}

/// What is being typed and what is wrong can be read above the keypad; or the keypad is away until it has been read.
#[test]
fn what_matters_stands_above_the_keypad() {
    let mut covered = Vec::new();
    for scene in for_touch() {
        for lang in LANGS {
            let mut till = on_touch(scene, lang, SCREENS[0]);
            if !keys(&till).contains(&Key::DoubleZero) {
                continue;
            }
            let above: Vec<String> = rows(&till).into_iter().take(6).map(|(text, _)| text).collect();
            let picture = shown(&till);
            till.model.sessions.get_mut(&SessionId::KEYPAD).unwrap().keypad = Keypad::Away;
            let matters = rows(&till).into_iter().skip(2).take(10).filter(|(text, loud)| *loud || text.ends_with('_'));
            if let Some((lost, _)) = matters.into_iter().find(|(text, _)| !above.contains(text)) {
                covered.push(format!(
                    "{} in {}: {lost:?} is covered:
{picture}",
                    scene.name,
                    lang_name(lang)
                ));
            }
        }
    }
    assert!(
        covered.is_empty(),
        "{} cover something:

{}",
        covered.len(),
        covered.join(
            "
"
        )
    );
}

/// The rows of the screen without blanks at the ends, and whether they have a tone to look at.
fn rows(till: &Till) -> Vec<(String, bool)> {
    let (columns, rows) = till.model.sessions[&SessionId::KEYPAD].size;
    let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
    app::view(&till.model, SessionId::KEYPAD, &mut buf);
    let row = |y| {
        let cells: Vec<_> = (0..columns).map(|x| &buf[(x, y)]).collect();
        let text: String = cells.iter().map(|cell| cell.symbol()).collect();
        (text.trim().to_owned(), cells.iter().any(|cell| matches!(cell.bg, Color::Yellow | Color::Red)))
    };
    (0..rows).map(row).collect()
}

/// The signs of the body, below so many rows and above so many.
fn body_signs(picture: &str, above: usize, below: usize) -> String {
    let rows: Vec<&str> = picture.lines().collect();
    let rows = &rows[above..15 - below];
    rows.iter().flat_map(|row| row.chars()).filter(|c| !c.is_whitespace()).collect()
}

/// The same with one name for keys that have another on the screen than on the keyboard.
fn rename(signs: &str) -> String {
    let on_keyboard = [("BKSP", "CLEAR"), ("退格", "更正"), ("ENTER", "确认"), ("上翻", "上"), ("下翻", "下")];
    on_keyboard.iter().fold(signs.to_uppercase(), |signs, (one, other)| signs.replace(one, other))
}
