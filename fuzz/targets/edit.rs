//! Inputs made from others: cut, copied, joined, and spiced with what parsers stumble over.

use proptest::{collection::vec, prelude::*, sample::Index};

/// What separates, closes, escapes, counts or hides somewhere.
const SPICES: &[&[u8]] = &[
    b"\0",
    b"\r\n",
    b"\r\n\r\n",
    b"--",
    b"\"",
    b"\\",
    b"'",
    b"/",
    b"/../",
    b"%00",
    b"%2F",
    b"%",
    b"&",
    b"=",
    b"?",
    b"#",
    b";",
    b",",
    b":",
    b"@",
    b".",
    b"+",
    b"-",
    b"*",
    b" ",
    b"\t",
    b"[",
    b"]",
    b"{",
    b"}",
    b"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    b"null",
    b"true",
    b"0",
    b"-1",
    b"1e999",
    b"18446744073709551616",
    b"99999999999999999999999999999999",
    b"\\u0000",
    b"\\ud800",
    b"T",
    b"Z",
    b"e",
    "é".as_bytes(),
    "\u{202e}".as_bytes(),
    "\u{feff}".as_bytes(),
    "\u{fffd}".as_bytes(),
    "\u{10ffff}".as_bytes(),
    "٣".as_bytes(),
    b"\x80",
    b"\xc0\xaf",
    b"\xff",
];

/// A change of an input.
#[derive(Debug, Clone)]
enum Edit {
    /// Sets a byte.
    Byte(Index, u8),
    /// Puts something in.
    Insert(Index, &'static [u8]),
    /// Cuts something out.
    Cut(Index, usize),
    /// Says something again.
    Repeat(Index, usize),
    /// Breaks off.
    End(Index),
    /// Goes on as another input does.
    Join(Index, Index, Index),
    /// Turns letters' case.
    Case(Index, usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let place = any::<Index>;
    prop_oneof![
        2 => (place(), any::<u8>()).prop_map(|(at, byte)| Edit::Byte(at, byte)),
        4 => (place(), proptest::sample::select(SPICES)).prop_map(|(at, what)| Edit::Insert(at, what)),
        2 => (place(), 1..16_usize).prop_map(|(at, length)| Edit::Cut(at, length)),
        1 => (place(), 1..64_usize).prop_map(|(at, length)| Edit::Repeat(at, length)),
        1 => place().prop_map(Edit::End),
        1 => (place(), place(), place()).prop_map(|(at, other, from)| Edit::Join(at, other, from)),
        1 => (place(), 1..8_usize).prop_map(|(at, length)| Edit::Case(at, length)),
    ]
}

/// Inputs made from these, and now and then from nothing.
pub(crate) fn inputs(corpus: Vec<Vec<u8>>) -> impl Strategy<Value = Vec<u8>> {
    let text = any::<String>().prop_map(String::into_bytes);
    let bytes = vec(any::<u8>(), 0..200);
    let edited = (any::<Index>(), vec(edit(), 1..6)).prop_map(move |(which, edits)| {
        let first = which.get(&corpus).clone();
        edits
            .iter()
            .fold(first, |input, edit| edit.apply(input, &corpus))
    });
    prop_oneof![8 => edited, 1 => text, 1 => bytes]
}

impl Edit {
    fn apply(&self, mut input: Vec<u8>, corpus: &[Vec<u8>]) -> Vec<u8> {
        // A place between two bytes, or at either end.
        let place = |index: &Index, input: &[u8]| index.index(input.len() + 1);
        let range = |index: &Index, length: usize, input: &[u8]| {
            let from = place(index, input);
            from..(from + length).min(input.len())
        };
        match self {
            Self::Byte(at, byte) => {
                let at = place(at, &input);
                if let Some(old) = input.get_mut(at) {
                    *old = *byte;
                }
            }
            Self::Insert(at, what) => {
                let at = place(at, &input);
                input.splice(at..at, what.iter().copied());
            }
            Self::Cut(at, length) => {
                let cut = range(at, *length, &input);
                input.drain(cut);
            }
            Self::Repeat(at, length) => {
                let said = range(at, *length, &input);
                let again = input[said.clone()].to_vec();
                input.splice(said.end..said.end, again);
            }
            Self::End(at) => input.truncate(place(at, &input)),
            Self::Join(at, other, from) => {
                let other = other.get(corpus);
                input.truncate(place(at, &input));
                input.extend_from_slice(&other[place(from, other)..]);
            }
            Self::Case(at, length) => {
                let turned = range(at, *length, &input);
                for byte in &mut input[turned] {
                    *byte ^= u8::from(byte.is_ascii_alphabetic()) << 5;
                }
            }
        }
        input
    }
}
