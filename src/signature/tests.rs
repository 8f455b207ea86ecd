use proptest::prelude::*;

use super::{decoder::decode, jbig_tests::noise, *};

fn code() -> FeatureCode {
    FeatureCode::online(Some("0427"), &"091947145060".parse().unwrap()).unwrap()
}

/// Loops from left to right and a line under them, as a name written in one go; on a grid each point is the middle of a cell.
fn name(loops: u16, height: f64, grid: Option<Grid>) -> Ink {
    let mut ink = Ink::new();
    for step in 0..=loops * 40 {
        let turn = f64::from(step) / 40.0;
        let angle = turn * std::f64::consts::TAU;
        let x = 20.0 + turn / f64::from(loops) * 190.0 - 6.0 * angle.sin();
        let y = 40.0 - height / 2.0 * angle.cos() * (0.7 + 0.3 * (angle * 0.37).sin());
        let (x, y) = (x as u16, y as u16);
        let in_cell = grid.map(|grid| grid.dot(x * grid.columns / WIDTH, y * grid.rows / HEIGHT));
        let (x, y) = in_cell.unwrap_or((x, y));
        ink.draw(x, y);
    }
    ink.lift();
    ink.draw(30, 68);
    ink.draw(180, 64);
    ink
}

/// Dots tapped all over the pad, with so much ink.
fn taps(share: f64) -> Ink {
    let dots = noise(WIDTH, HEIGHT, share, 1);
    let mut ink = Ink::new();
    for (x, y) in (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (x, y))) {
        if dots.has(x.into(), y.into()) {
            ink.draw(x, y);
            ink.lift();
        }
    }
    ink
}

#[test]
fn signatures_are_far_from_too_large() {
    for loops in 3..=20 {
        for grid in [None, Some(Grid::new(76, 16)), Some(Grid::new(60, 10))] {
            let ink = name(loops, 44.0, grid);
            let bytes = encode(&ink, &code()).unwrap();
            assert!(ink.is_enough() && bytes.len() < 400, "{loops} loops, {grid:?}: {} bytes", bytes.len());
        }
    }
}

#[test]
fn a_scribble_over_most_of_the_pad_still_fits() {
    let bytes = encode(&name(40, 60.0, None), &code()).unwrap();
    assert!((500..LARGEST).contains(&bytes.len()), "{} bytes", bytes.len());
}

#[test]
fn what_does_not_fit_is_refused_with_its_size() {
    assert!(encode(&taps(0.01), &code()).is_ok());
    let error = encode(&taps(0.2), &code()).unwrap_err();
    assert!(error.bytes > LARGEST);
    let expected = format!("takes {} bytes, and field 62 has room for 999", error.bytes);
    assert!(error.to_string().contains(&expected), "{error}");
}

#[test]
fn the_picture_that_goes_up_is_the_drawing_and_its_code() {
    let ink = name(6, 44.0, None);
    let picture = decode(&encode(&ink, &code()).unwrap());
    assert_eq!(picture, Some(ink.picture("43335979")));
    assert_eq!(decode(&encode(&Ink::new(), &code()).unwrap()), Some(Ink::new().picture("43335979")));
}

proptest! {
    // Each is a whole pad.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_drawing_is_coded_or_refused(
        strokes in proptest::collection::vec(proptest::collection::vec((any::<u16>(), 0..100_u16), 0..20), 0..5),
    ) {
        let mut ink = Ink::new();
        for stroke in strokes {
            stroke.into_iter().for_each(|(x, y)| ink.draw(x % 300, y));
            ink.lift();
        }
        match encode(&ink, &code()) {
            Ok(bytes) => prop_assert_eq!(decode(&bytes), Some(ink.picture(&code().to_string()))),
            Err(error) => prop_assert!(error.bytes > LARGEST),
        }
    }
}

proptest! {
    /// Slips are made of what the journal holds, whoever wrote it.
    #[test]
    fn whatever_is_kept_is_read_or_refused(head in 0_u16..300, side in 0_u16..300, data in proptest::collection::vec(any::<u8>(), 0..80)) {
        let size = |number: u16| [0, 0, (number >> 8) as u8, number as u8];
        let header = [[0, 0, 1, 0], size(head), size(side), size(side), [0; 4]].concat();
        if let Some(picture) = decode(&[&header[..], &data, &[0xFF, 0x02]].concat()) {
            prop_assert_eq!((picture.width(), picture.height()), (head.max(1), side.max(1)));
        }
        prop_assert!(decode(&data).is_none() || data.len() > 20);
    }
}

/// A header alone must not take the memory of a box.
#[test]
fn a_picture_from_elsewhere_has_a_limit() {
    let header = [[0, 0, 1, 0], [0, 0, 0xFF, 0xFF], [0, 0, 0xFF, 0xFF], [0, 0, 0xFF, 0xFF], [0; 4]].concat();
    assert!(decode(&[&header[..], &[0xFF, 0x02]].concat()).is_none());
}
