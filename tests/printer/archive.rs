//! Receipts saved for the back office.

use std::{fs, os::unix::fs::PermissionsExt, path::Path};

use keytill::{
    domain::{
        Qr, QrLevel,
        receipt::{Line, Receipt, Size},
    },
    printer::{Archive, Cause, Format, Paper, text},
};

use super::{
    escpos::{Sheet, font, read_codes},
    folder::Folder,
    slip,
};

const URL: &str = "https://r.example/99999906/000000000017";

/// A slip with a code.
fn with_code() -> Receipt {
    let mut receipt = slip();
    receipt.lines.push(Line::Qr(Qr { text: URL.into(), level: QrLevel::Medium, module: 4 }));
    receipt
}

fn archive(folder: &Folder, format: Format, font: Option<&str>) -> Archive {
    let font = font.map(|chars| {
        let path = folder.join("boxes.ttf");
        fs::write(&path, font::boxes(chars)).unwrap();
        path
    });
    Archive { folder: folder.join("saved"), format, keep: 0, paper: Paper::Mm58, font }
}

/// The dots of a PNG, read by the decoder.
fn sheet(bytes: &[u8]) -> Sheet {
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
    let mut rows = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut rows).unwrap();
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Grayscale, png::BitDepth::One));
    let width = info.width as usize;
    let row = |row: &[u8]| (0..width).map(|x| row[x / 8] << (x % 8) & 0x80 == 0).collect();
    Sheet { width, rows: rows.chunks(info.line_size).map(row).collect() }
}

#[test]
fn a_png_looks_like_the_slip() {
    let folder = Folder::new();
    let archive = archive(&folder, Format::Png, Some("签购单金额0123456789"));
    let path = archive.save(&with_code(), "20260122-140509-000001-000002").unwrap();
    assert_eq!(path, folder.join("saved/20260122-140509-000001-000002.png"));
    let sheet = sheet(&fs::read(&path).unwrap());
    assert_eq!(sheet.width, 384 + 48);
    assert_eq!(read_codes(&sheet), [URL]);
    // The title is three large boxes in the middle of the first row.
    let title: Vec<usize> = (0..sheet.width).filter(|x| (24..72).any(|y| sheet.rows[y][*x])).collect();
    let (first, last) = (title[0], *title.last().unwrap());
    assert!(
        (first + last + 1).abs_diff(sheet.width) <= 8 && (110..=144).contains(&(last - first)),
        "{first} to {last}"
    );
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "for the shop alone");
}

/// The rows of the PDF are those of the PNG; its table says where each object begins.
#[test]
fn a_pdf_has_the_same_rows() {
    let folder = Folder::new();
    let (png, pdf) = [Format::Png, Format::Pdf]
        .map(|form| {
            let archive = archive(&folder, form, Some("签购单"));
            fs::read(archive.save(&with_code(), "20260122-140509-000001-000002").unwrap()).unwrap()
        })
        .into();
    let at = |bytes: &[u8], what: &[u8]| bytes.windows(what.len()).position(|window| window == what);
    assert!(pdf.starts_with(b"%PDF-1.4\n") && pdf.ends_with(b"%%EOF\n"));
    let idat = at(&png, b"IDAT").unwrap();
    let length = u32::from_be_bytes(png[idat - 4..idat].try_into().unwrap()) as usize;
    let rows = &png[idat + 4..idat + 4 + length];
    assert!(at(&pdf, &[b"stream\n", rows, b"\nendstream"].concat()).is_some(), "the rows of the PNG, as they are");
    let text = String::from_utf8_lossy(&pdf).into_owned();
    assert!(text.contains("/Width 432 ") && text.contains(&format!("/Length {length} ")));
    // 54 mm and a bit, in points.
    assert!(text.contains("/MediaBox [0 0 153.07 "), "{}", &text[..400]);
    let table = at(&pdf, b"xref\n").unwrap();
    assert!(text.contains(&format!("startxref\n{table}\n")));
    let entries = String::from_utf8_lossy(&pdf[table..]).into_owned();
    let offsets = entries.lines().filter(|line| line.ends_with(" n ")).map(|line| line[..10].parse::<usize>().unwrap());
    for (number, offset) in (1..).zip(offsets) {
        assert!(pdf[offset..].starts_with(format!("{number} 0 obj\n").as_bytes()), "object {number}");
    }
}

#[test]
fn without_a_font_it_is_a_text() {
    let folder = Folder::new();
    let mut archive = archive(&folder, Format::Pdf, None);
    let path = archive.save(&slip(), "20260122-140509-000001-000002").unwrap();
    assert_eq!(path.extension().unwrap(), "txt");
    assert_eq!(fs::read_to_string(&path).unwrap(), text::render(&slip(), 32));
    // As with one that is none.
    fs::write(folder.join("bad.ttf"), "no font").unwrap();
    archive.font = Some(folder.join("bad.ttf"));
    assert_eq!(archive.save(&slip(), "20260122-140510-000001-000003").unwrap().extension().unwrap(), "txt");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_oldest_go_first_and_nothing_of_others() {
    let folder = Folder::new();
    let archive = Archive { keep: 3, ..archive(&folder, Format::Png, None) };
    fs::create_dir(&archive.folder).unwrap();
    for other in ["00-notes.txt", "20250101-000000.png", "20250101-000000-old.jpg"] {
        fs::write(archive.folder.join(other), "of somebody else").unwrap();
    }
    // Left behind by a power cut.
    fs::write(archive.folder.join("20260121-000000-000001-000001.part"), "half").unwrap();
    for second in 10..16 {
        archive.save(&slip(), &format!("20260122-1405{second}-000001-000002")).unwrap();
    }
    let expected = [
        "00-notes.txt",
        "20250101-000000-old.jpg",
        "20250101-000000.png",
        "20260122-140513-000001-000002.txt",
        "20260122-140514-000001-000002.txt",
        "20260122-140515-000001-000002.txt",
    ];
    assert_eq!(names(&archive.folder), expected);
    // The same receipt again is one file.
    archive.save(&slip(), "20260122-140515-000001-000002").unwrap();
    assert_eq!(names(&archive.folder), expected);
}

#[test]
fn what_is_in_the_way_is_told() {
    let folder = Folder::new();
    let archive = archive(&folder, Format::Png, None);
    for name in ["", "../escape", "a/b", "x.png", "名"] {
        assert!(archive.save(&slip(), name).unwrap_err().to_string().contains("no name for a file"), "{name}");
    }
    assert!(!archive.folder.exists());
    fs::write(&archive.folder, "a file where the folder should be").unwrap();
    let error = archive.save(&slip(), "20260122-140509-000001-000002").unwrap_err();
    assert_eq!(error.cause(), Cause::Refused);
    assert!(error.to_string().contains("[receipt] save"), "{error}");
    // A disk without room: the journal's part is not touched.
    let full = Archive { folder: "/proc/self".into(), ..archive };
    let error = full.save(&slip(), "20260122-140509-000001-000002").unwrap_err();
    assert_eq!(error.cause(), Cause::DiskFull, "{error}");
}

#[test]
fn a_receipt_too_long_for_a_picture_says_so() {
    let folder = Folder::new();
    let archive = archive(&folder, Format::Png, Some("x"));
    let long = Receipt { lines: vec![Line::Pair("x".into(), "x".into(), Size::Large); 2000] };
    let error = archive.save(&long, "20260122-140509-000001-000002").unwrap_err();
    assert!(error.to_string().contains("60000"), "{error}");
    assert!(names(&archive.folder).is_empty());
}
