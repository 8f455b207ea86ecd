//! A black box as text: a line for each thing that happened, and the rows of each picture.

use std::io::{self, Write};

use crate::{
    blackbox::{Player, Tape, What, rows},
    domain::{UtcOffset, WallTime},
};

/// Prints a tape. The form is a promise to other programs: a line that begins with `@` says what was when, and so many rows of a
/// picture follow one that says `picture`.
pub(super) fn print(tape: &Tape, out: &mut impl Write) -> io::Result<()> {
    let head = &tape.head;
    let offset = UtcOffset(i16::try_from(head.offset_minutes).unwrap_or(0));
    let written = WallTime(head.written).civil(offset);
    writeln!(out, "# Keytill {}, kept for {} at {written}", head.program, head.why)?;
    let mut player = Player::default();
    let mut pictures = 0_u32;
    for moment in &tape.moments {
        let at = time(moment.at.wall, offset);
        match &moment.what {
            What::Input(name) => writeln!(out, "@ {at} pressed {name}")?,
            What::Event(name) => writeln!(out, "@ {at} heard {name}")?,
            What::Act(name) => writeln!(out, "@ {at} did {name}")?,
            What::Skipped => writeln!(out, "@ {at} a picture too large to keep")?,
            what @ (What::Whole { .. } | What::Changes(_)) => {
                player.take(what);
                pictures += 1;
                let area = player.picture.area;
                let private = if player.private.is_some() { " private" } else { "" };
                writeln!(out, "@ {at} picture {pictures} {}x{}{private}", area.width, area.height)?;
                for row in rows(&player) {
                    writeln!(out, "{row}")?;
                }
            }
        }
    }
    out.flush()
}

/// `2026-01-22 14:05:09.123`, by the terminal's clock.
pub(super) fn time(wall: i64, offset: UtcOffset) -> String {
    format!("{}.{:03}", WallTime(wall).civil(offset), wall.rem_euclid(1000))
}
