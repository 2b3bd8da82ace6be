//! Documents: files that are what their names say, and some that are not.

/// The most bytes that a file may have.
pub(crate) const LARGEST: usize = 15 << 20;

/// A PNG of one grey dot.
pub(crate) fn png() -> Vec<u8> {
    const DOT: &[u8] = b"\x89PNG\r\n\x1a\n\
        \0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\
        \0\0\0\x0aIDAT\x78\xda\x63\x68\0\0\0\x82\0\x81\xda\x45\x08\x3b\
        \0\0\0\0IEND\xae\x42\x60\x82";
    DOT.to_vec()
}

/// A PDF of one empty page, with a remark by which one can be told from another.
pub(crate) fn pdf(remark: &str) -> Vec<u8> {
    format!(
        "%PDF-1.4\n% {remark}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
        trailer<</Size 4/Root 1 0 R>>\n%%EOF\n"
    )
    .into_bytes()
}

/// A grey square as a JPEG (ITU-T T.81) of exactly so many bytes: comments fill it up.
pub(crate) fn jpeg(size: usize) -> Vec<u8> {
    const LONGEST: usize = 65_535;
    let mut picture = b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec();
    let rest = square();
    let mut missing = size.checked_sub(picture.len() + rest.len()).unwrap();
    while missing > 0 {
        // A comment has a marker and a length of two bytes each: never leave room for less than that.
        let mut length = missing.min(LONGEST + 2);
        if (1..4).contains(&(missing - length)) {
            length -= 4;
        }
        let said = u16::try_from(length.checked_sub(2).unwrap()).unwrap();
        picture.extend(b"\xff\xfe");
        picture.extend(said.to_be_bytes());
        picture.extend((4..length).map(|place| place.to_le_bytes()[0] ^ said.to_le_bytes()[0]));
        missing -= length;
    }
    picture.extend(rest);
    assert_eq!(picture.len(), size);
    picture
}

/// Quantization table, frame, one Huffman code for either table, scan, end.
fn square() -> Vec<u8> {
    let code = |table: u8| [&b"\xff\xc4\0\x14"[..], &[table, 1], &[0; 16]].concat();
    [
        &b"\xff\xdb\0\x43\0"[..],
        &[1; 64],
        b"\xff\xc0\0\x0b\x08\0\x08\0\x08\x01\x01\x11\0",
        &code(0x00),
        &code(0x10),
        b"\xff\xda\0\x08\x01\x01\0\0\x3f\0\x3f\xff\xd9",
    ]
    .concat()
}

/// A GIF, which is not taken.
pub(crate) fn gif() -> Vec<u8> {
    b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b"
        .to_vec()
}

/// An SVG, which is not taken: it may carry scripts.
pub(crate) fn svg() -> Vec<u8> {
    br#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#.to_vec()
}
