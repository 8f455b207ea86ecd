use proptest::prelude::*;

use super::{decoder::decode, *};

fn picture(rows: &[&str]) -> Bitmap {
    let mut bitmap = Bitmap::new(rows[0].len() as u16, rows.len() as u16);
    for (row, y) in rows.iter().zip(0..) {
        for (dot, x) in row.bytes().zip(0..) {
            if dot == b'#' {
                bitmap.ink(x, y);
            }
        }
    }
    bitmap
}

fn code() -> FeatureCode {
    FeatureCode::online(Some("0427"), &"091947145060".parse().unwrap()).unwrap()
}

/// Loops from left to right, as of a name written in one go: so many, and so high.
fn name(loops: u32, height: f64, grid: Option<Grid>) -> Ink {
    let mut ink = Ink::new();
    for step in 0..=loops * 40 {
        let turn = f64::from(step) / 40.0;
        let angle = turn * std::f64::consts::TAU;
        let x = 20.0 + turn / f64::from(loops) * 190.0 - 6.0 * angle.sin();
        let y = 40.0 - height / 2.0 * angle.cos() * (0.7 + 0.3 * (angle * 0.37).sin());
        let (x, y) = (x as u16, y as u16);
        let on_grid = grid.map(|grid| grid.dot(x * grid.columns() / WIDTH, y * grid.rows() / HEIGHT));
        let (x, y) = on_grid.unwrap_or((x, y));
        ink.draw(x, y);
    }
    // A line under it, as many people draw.
    ink.lift();
    ink.draw(30, 68);
    ink.draw(180, 64);
    ink
}

#[test]
fn sizes() {
    for loops in [3, 5, 8, 12, 20, 40] {
        for grid in [None, Some(Grid::new(76, 16)), Some(Grid::new(60, 10))] {
            let ink = name(loops, 44.0, grid);
            let bytes = jbig::encode(&ink.picture(&code().to_string()));
            println!("{loops} {grid:?}: {} bytes, dots {}", bytes.len(), ink.bitmap().count());
        }
    }
    println!("watermark alone {}", jbig::encode(&Ink::new().picture(&code().to_string())).len());
    println!("{}", Grid::new(80, 20).braille(&name(8, 44.0, None)).join("\n"));
    println!("{}", Grid::new(80, 20).braille(&name(8, 44.0, Some(Grid::new(76, 16)))).join("\n"));
}

proptest! {
    #[test]
    fn what_is_coded_is_decoded(width in 1..70_u16, height in 1..40_u16, ink in 0.0..1.0_f64, seed in any::<u64>()) {
        let mut bitmap = Bitmap::new(width, height);
        let mut random = seed | 1;
        for y in 0..i32::from(height) {
            for x in 0..i32::from(width) {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                if ((random >> 33) as f64) < ink * f64::from(1_u32 << 31) {
                    bitmap.ink(x, y);
                }
            }
        }
        prop_assert_eq!(decode(&jbig::encode(&bitmap)), Some(bitmap));
    }
}

#[test]
fn golden() {
    for p in [picture(&["#..#..#", ".##.##.", "###...#"]), picture(&["."]), picture(&["#"])] {
        println!("{}", crate::domain::hex::encode(&jbig::encode(&p)));
        assert_eq!(decode(&jbig::encode(&p)), Some(p));
    }
}
