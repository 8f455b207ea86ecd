//! Writes the manual pages and the completions of shells, made of the program's own command line, into a folder:
//!
//! ```text
//! cargo run --example man -- OUTDIR
//! ```
//!
//! `man/keytill.1` and one page for each subcommand; `completions/` for bash, zsh and fish, named as those shells look for them.

use std::{env, error::Error, fs, path::Path};

use clap_complete::{Shell, generate_to};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args_os().nth(1).ok_or("name the folder to write into")?;
    let folder = Path::new(&folder);
    let (man, completions) = (folder.join("man"), folder.join("completions"));
    fs::create_dir_all(&man)?;
    fs::create_dir_all(&completions)?;
    clap_mangen::generate_to(keytill::cli::command(), &man)?;
    for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
        generate_to(shell, &mut keytill::cli::command(), "keytill", &completions)?;
    }
    Ok(())
}
