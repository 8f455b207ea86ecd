//! A TrueType font of two glyphs: nothing, and a box of 800 by 800 units on an em of 1000. Enough to see where something is
//! drawn.

/// The font, with the box for each of these characters.
pub fn boxes(chars: &str) -> Vec<u8> {
    let mut chars: Vec<u32> = chars.chars().map(u32::from).collect();
    chars.sort_unstable();
    chars.dedup();
    // In the order of their names, as the directory must have them.
    let tables: [(&[u8; 4], Vec<u8>); 7] = [
        (b"cmap", cmap(&chars)),
        (b"glyf", glyf()),
        (b"head", head()),
        (b"hhea", hhea()),
        (b"hmtx", words(&[1000, 100, 1000, 100])),
        (b"loca", words(&[0, 0, (glyf().len() / 2) as u16])),
        (b"maxp", [&[0, 1, 0, 0, 0, 2][..], &[0; 26]].concat()),
    ];
    // The version, and the four numbers of a directory of seven tables.
    let mut directory = words(&[1, 0, 7, 64, 2, 48]);
    let mut data = Vec::new();
    let start = 12 + 16 * tables.len();
    for (name, table) in &tables {
        directory.extend(*name);
        directory.extend([0; 4]);
        directory.extend(((start + data.len()) as u32).to_be_bytes());
        directory.extend((table.len() as u32).to_be_bytes());
        data.extend(table);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    [directory, data].concat()
}

fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_be_bytes()).collect()
}

/// Format 12: each character by itself to glyph 1.
fn cmap(chars: &[u32]) -> Vec<u8> {
    let groups = chars.iter().flat_map(|c| [*c, *c, 1]);
    let length = 16 + 12 * chars.len() as u32;
    let table: Vec<u32> = [length, 0, chars.len() as u32].into_iter().chain(groups).collect();
    let head = [words(&[0, 1, 3, 10, 0, 12]), words(&[12, 0])].concat();
    [head, table.iter().flat_map(|word| word.to_be_bytes()).collect()].concat()
}

/// One contour of four points.
fn glyf() -> Vec<u8> {
    let head = words(&[1, 100, 0, 900, 800, 3, 0]);
    // On the curve, two bytes each; then the steps in x and in y.
    let flags = [1_u8; 4].to_vec();
    let x = words(&[100, 0, 800, 0]);
    let y = words(&[0, 800, 0, 800_u16.wrapping_neg()]);
    [head, flags, x, y].concat()
}

fn head() -> Vec<u8> {
    let mut table = vec![0; 54];
    table[..4].copy_from_slice(&[0, 1, 0, 0]);
    table[12..16].copy_from_slice(&[0x5F, 0x0F, 0x3C, 0xF5]);
    table[18..20].copy_from_slice(&1000_u16.to_be_bytes());
    table
}

/// 880 above the line and 120 below, as Chinese fonts have it.
fn hhea() -> Vec<u8> {
    let mut table = vec![0; 36];
    table[..4].copy_from_slice(&[0, 1, 0, 0]);
    table[4..6].copy_from_slice(&880_i16.to_be_bytes());
    table[6..8].copy_from_slice(&(-120_i16).to_be_bytes());
    table[34..36].copy_from_slice(&2_u16.to_be_bytes());
    table
}
