//! The `keytill` command. Everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    keytill::cli::main()
}
