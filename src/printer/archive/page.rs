//! A picture as the bytes of a file: PNG, or a PDF of one page that has the same rows inside.

use crate::domain::Picture;

/// Dots in an inch of paper: eight a millimetre.
const DOTS_PER_INCH: f32 = 203.2;
/// Dots in a metre, as PNG wants it.
const DOTS_PER_METRE: u32 = 8000;

/// A PNG of one bit a dot, ink black.
///
/// # Errors
/// What the encoder says; it writes to memory, so it can only be a fault of the program.
pub fn png(picture: &Picture) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, picture.width().into(), picture.height().into());
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let dims = png::PixelDimensions { xppu: DOTS_PER_METRE, yppu: DOTS_PER_METRE, unit: png::Unit::Meter };
    encoder.set_pixel_dims(Some(dims));
    let mut writer = encoder.write_header()?;
    // Ink is 1 here, and 0 is black in a PNG.
    let rows: Vec<u8> = picture.bytes().iter().map(|byte| !byte).collect();
    writer.write_image_data(&rows)?;
    writer.finish()?;
    Ok(out)
}

/// A PDF of one page as large as the paper. PDF reads the compressed rows of a PNG as they are (`Predictor` 15).
///
/// # Errors
/// As [`png`].
pub fn pdf(picture: &Picture) -> Result<Vec<u8>, png::EncodingError> {
    let rows = image_data(&png(picture)?);
    let (width, height) = (picture.width(), picture.height());
    let points = |dots: u16| f32::from(dots) * 72.0 / DOTS_PER_INCH;
    let (wide, high) = (points(width), points(height));
    let contents = format!("q {wide:.2} 0 0 {high:.2} 0 0 cm /R Do Q");
    let image = format!(
        "<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 1 \
         /Filter /FlateDecode /DecodeParms << /Predictor 15 /Colors 1 /BitsPerComponent 1 /Columns {width} >> /Length {} >>",
        rows.len()
    );
    let page = format!(
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.2} {high:.2}] /Contents 4 0 R /Resources << /XObject << /R 5 0 R >> >> >>"
    );
    let objects: [(String, Option<&[u8]>); 5] = [
        ("<< /Type /Catalog /Pages 2 0 R >>".into(), None),
        ("<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(), None),
        (page, None),
        (format!("<< /Length {} >>", contents.len()), Some(contents.as_bytes())),
        (image, Some(&rows)),
    ];
    Ok(document(&objects))
}

/// The objects, numbered from 1, the table of where they begin, and the trailer.
fn document(objects: &[(String, Option<&[u8]>)]) -> Vec<u8> {
    // The four high bytes say that this is not a text.
    let mut out = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (index, (dictionary, stream)) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", out.len()));
        out.extend(format!("{} 0 obj\n{dictionary}\n", index + 1).into_bytes());
        if let Some(stream) = stream {
            out.extend([b"stream\n", *stream, b"\nendstream\n"].concat());
        }
        out.extend(b"endobj\n");
    }
    let (count, start) = (objects.len() + 1, out.len());
    let end = format!("xref\n0 {count}\n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    out.extend(end.into_bytes());
    out
}

/// The compressed rows in a PNG: what its chunks named IDAT hold.
fn image_data(png: &[u8]) -> Vec<u8> {
    const SIGNATURE: usize = 8;
    let mut out = Vec::new();
    let mut rest = png.get(SIGNATURE..).unwrap_or_default();
    // Length, name, data, checksum.
    while let Some((head, after)) = rest.split_first_chunk::<8>() {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let Some(data) = after.get(..length) else { break };
        if &head[4..] == b"IDAT" {
            out.extend(data);
        }
        rest = after.get(length + 4..).unwrap_or_default();
    }
    out
}
