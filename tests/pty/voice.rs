//! The program that speaks: what a box and the demo run for it, and when they are silent.

use std::fs;

use crate::terminal::*;

/// A program in the folder that writes down what it is told, under this name.
fn speaker(folder: &Folder, name: &str) -> String {
    let heard = text(folder.join("heard"));
    text(folder.script(name, &format!("read -r line\necho \"$line|$*\" >> '{heard}'\n")))
}

fn heard(folder: &Folder) -> String {
    fs::read_to_string(folder.join("heard")).unwrap_or_default()
}

#[test]
fn a_box_says_what_its_configuration_names() {
    let rig = Rig::new(&Plan::default());
    let program = speaker(&rig.folder, "speak");
    let config = fs::read_to_string(&rig.config).unwrap();
    fs::write(&rig.config, format!("{config}\n[voice]\ncommand = [\"{program}\", \"{{lang}}\"]\n")).unwrap();
    let mut till = rig.start();
    till.sign_in_to_sell();
    till.see("Reader OK");
    // Declined: no program is named for that.
    rig.sell(&mut till, "700", 2, "NOT PAID");
    till.leave();
    rig.sell(&mut till, "1234", 1, "APPROVED");
    assert!(within_patience(|| heard(&rig.folder) == "collected, 12.34|en\n"), "{}", heard(&rig.folder));
}

/// A demo whose espeak-ng is the speaker, with this environment and this argument more.
fn demo(folder: &Folder, ci: bool, argument: &[&str]) -> Till {
    speaker(folder, "espeak-ng");
    let mut program = command();
    program.env("PATH", format!("{}:/usr/bin:/bin", text(folder.path())));
    if !ci {
        program.env_remove("CI");
    }
    let data = text(folder.join("data"));
    let till = Till::start_as(program, &[&["demo", "--lang", "en", "--data", &data], argument].concat());
    till.see("Reader OK");
    till
}

fn sell(till: &mut Till, amount: &str) {
    till.sign_in_to_sell();
    till.ask_for_card(amount);
    till.pick(7);
    till.see("APPROVED");
    till.leave();
}

#[test]
fn the_demo_speaks_with_espeak_unless_it_is_muted() {
    let folder = Folder::new();
    sell(&mut demo(&folder, false, &[]), "1234");
    let line = "collected, 12.34|-v en --stdin\n";
    assert!(within_patience(|| heard(&folder) == line), "{}", heard(&folder));
    for (ci, argument, amount) in [(true, &[][..], "200"), (false, &["--mute"][..], "300")] {
        let mut till = demo(&folder, ci, argument);
        sell(&mut till, amount);
        till.keys("Esc Esc");
        assert_eq!(heard(&folder), line);
    }
}
