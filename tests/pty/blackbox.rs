//! The black box of the real binary: what it shows again is what stood on the screen, and nothing private is in it.

use std::{fs, num::NonZero, path::PathBuf, process::Output};

use keytill::blackbox::{Player, Tape, What};
use ratatui::{
    buffer::Cell,
    layout::Position,
    style::{Color, Modifier},
};
use rustix::process::Signal;

use crate::terminal::*;

/// What crossterm writes at the end of each picture.
const END_OF_PICTURE: &[u8] = b"\x1b[0m";

/// The black boxes of a data folder, the oldest first.
fn boxes(folder: &Folder) -> Vec<PathBuf> {
    keytill::runtime::blackbox::files(folder.path())
}

/// Has the black box kept by a signal, and gives the new file.
fn keep(till: &Till, folder: &Folder) -> PathBuf {
    let before = boxes(folder).len();
    till.signal(Signal::USR1);
    assert!(within_patience(|| boxes(folder).len() > before), "no black box was kept");
    boxes(folder).pop().unwrap()
}

fn replay(path: &PathBuf) -> Output {
    command().arg("replay").arg("--text").arg(path).output().unwrap()
}

fn replayed(path: &PathBuf) -> String {
    let output = replay(path);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_pictures_are_those_that_the_terminal_showed_cell_by_cell() {
    let folder = Folder::new();
    let mut till = Till::start(&["demo", "--lang", "zh-CN", "--data", &text(folder.path())]);
    till.see("请输入两位操作员号");
    till.keys("0 1 Enter 0 0 0 0 Enter");
    till.see("后台");
    till.keys("1 1 1 2 3 4 Enter");
    till.see("训练卡");
    till.keys("1");
    till.see("已付款");
    till.keys("Esc");
    till.see_gone("已付款");
    till.keys("3");
    till.see("12.34");
    let path = keep(&till, &folder);
    let tape = Tape::parse(&fs::read(path).unwrap()).unwrap();
    let heard = till.line().heard();

    // The terminal as it was after each of its pictures; each picture of the box must be one of them, in this order.
    let (columns, rows) = (NonZero::new(80).unwrap(), NonZero::new(24).unwrap());
    let mut terminal = vt100::Parser::new(rows, columns, 0);
    let mut rest = heard.as_slice();
    let mut player = Player::default();
    let (mut pictures, mut private) = (0, 0);
    for moment in &tape.moments {
        if !player.take(&moment.what) {
            continue;
        }
        pictures += 1;
        private += usize::from(player.private.is_some());
        let mut nearest = differences(&player, terminal.screen());
        let mut now = nearest.len();
        while now > 0 {
            let end = rest.windows(END_OF_PICTURE.len()).position(|bytes| bytes == END_OF_PICTURE);
            let end = end.unwrap_or_else(|| panic!("picture {pictures} never stood there: {nearest:#?}"));
            let (picture, later) = rest.split_at(end + END_OF_PICTURE.len());
            terminal.process(picture);
            rest = later;
            let these = differences(&player, terminal.screen());
            now = these.len();
            if now < nearest.len() {
                nearest = these;
            }
        }
    }
    assert!(pictures > 12, "{pictures}");
    assert!(private > 0, "the password");
    let last = keytill::blackbox::rows(&player).join("\n");
    assert!(last.contains("12.34"), "{last}");
    let whole = tape.moments.iter().filter(|moment| matches!(moment.what, What::Whole { .. })).count();
    assert!(whole < 6, "{whole} of {pictures} pictures are whole ones: changes are what is kept");
}

/// The cells that are not as the terminal has them; what is private is not compared.
fn differences(player: &Player, screen: &vt100::Screen) -> Vec<String> {
    let area = player.picture.area;
    let compared = area.positions().filter(|at| !is_starred(player, *at));
    let difference = |Position { x, y }: Position| {
        let theirs = screen.cell(y, x)?;
        let ours = player.picture.cell(Position::new(x, y))?;
        let same = theirs.is_wide_continuation() || is_same(ours, theirs);
        (!same).then(|| format!("at {x},{y} {ours:?} is kept and {theirs:?} was shown"))
    };
    compared.filter_map(difference).collect()
}

/// Whether a star stands in the place of a digit.
fn is_starred(player: &Player, at: Position) -> bool {
    let is_private = player.private.is_some_and(|private| private.has(at.x, at.y));
    is_private && player.picture.cell(at).is_some_and(|cell| cell.symbol() == "*")
}

fn is_same(ours: &Cell, theirs: &vt100::Cell) -> bool {
    let contents = if theirs.contents().is_empty() { " " } else { theirs.contents() };
    // Of a blank, nobody sees whether it is bold or of which colour: ratatui does not draw it anew for that.
    let is_blank = contents == " ";
    let lines = [(Modifier::UNDERLINED, theirs.underline()), (Modifier::REVERSED, theirs.inverse())];
    let letters = [(Modifier::BOLD, theirs.bold()), (Modifier::DIM, theirs.dim()), (Modifier::ITALIC, theirs.italic())];
    let has = |(modifier, set): (Modifier, bool)| ours.modifier.contains(modifier) == set;
    let letters_fit = letters.into_iter().all(has) && colour(ours.fg) == theirs.fgcolor();
    ours.symbol() == contents
        && colour(ours.bg) == theirs.bgcolor()
        && lines.into_iter().all(has)
        && (is_blank || letters_fit)
}

/// A colour as crossterm sends it.
fn colour(colour: Color) -> vt100::Color {
    let number = match colour {
        Color::Reset => return vt100::Color::Default,
        Color::Rgb(red, green, blue) => return vt100::Color::Rgb(red, green, blue),
        Color::Indexed(number) => number,
        Color::Black => 0,
        Color::Red => 1,
        Color::Green => 2,
        Color::Yellow => 3,
        Color::Blue => 4,
        Color::Magenta => 5,
        Color::Cyan => 6,
        Color::Gray => 7,
        Color::DarkGray => 8,
        Color::LightRed => 9,
        Color::LightGreen => 10,
        Color::LightYellow => 11,
        Color::LightBlue => 12,
        Color::LightMagenta => 13,
        Color::LightCyan => 14,
        Color::White => 15,
    };
    vt100::Color::Idx(number)
}

#[test]
fn a_key_keeps_it_before_anyone_has_signed_in_and_what_is_typed_in_secret_is_not_in_it() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in("01", "0000");
    till.keys("Esc");
    till.see("Type your two-digit number");
    till.keys("Down *");
    till.see("save a recording for support");
    till.keys("9");
    till.see("Saved as blackbox-");
    let [path] = &boxes(&folder)[..] else { panic!("one file") };
    let told = replayed(path);
    assert!(told.starts_with("# Keytill ") && told.contains("kept for key"), "{told}");
    // Password and number were typed; none of their digits is told, and none is on a picture.
    assert_eq!(told.matches("pressed digit").count(), 6, "{told}");
    assert!(
        !told.contains("pressed 0") && told.contains("Operator  **\n") && !told.contains("Operator  01\n"),
        "{told}"
    );
    assert!(told.contains("80x24 private") && told.contains("heard password: right"), "{told}");
    // A digit that chooses is told.
    assert!(told.contains("pressed 9"), "{told}");
}

#[test]
fn a_box_that_is_damaged_or_none_is_named() {
    let folder = Folder::new();
    let till = Till::demo(&folder);
    till.see("Type your two-digit number");
    let path = keep(&till, &folder);
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.len() - 20;
    bytes[at] ^= 1;
    fs::write(&path, bytes).unwrap();
    for (path, reason) in [
        (path, "damaged at byte "),
        (folder.join("receipts.txt"), "cannot be read"),
        (folder.join("keytill.log"), "no black box"),
    ] {
        let output = replay(&path);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(said.contains(&text(&path)) && said.contains(reason), "{said}");
    }
}

#[test]
fn it_is_shown_again_on_a_terminal_step_by_step() {
    let folder = Folder::new();
    let mut till = Till::demo(&folder);
    till.sign_in("01", "0000");
    let path = keep(&till, &folder);
    till.kill9();
    let mut again = Till::start_sized(&["replay", "--step", &text(&path)], (80, 25));
    again.see("Type your two-digit number");
    let mut steps = 0;
    while !again.shows("Back office") {
        steps += 1;
        assert!(steps < 100, "{}", again.screen());
        let before = again.screen();
        again.type_bytes(b" ");
        assert!(again.line().wait(std::time::Duration::from_secs(30), |text| text != before), "step {steps}");
    }
    again.type_bytes(b"q");
    assert_eq!(again.ended().code(), Some(0));
    assert!(again.line().is_restored());
    let (code, said) = refusal(&["replay", &text(&path)]);
    assert!(code == Some(1) && said.contains("--text"), "{said}");
}
