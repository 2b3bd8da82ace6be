//! The brand colour, used only where it can be read.

use std::{fmt, str::FromStr};

/// The least contrast of text with what is behind it (WCAG 2.2, success criterion 1.4.3).
pub const LEGIBLE: f64 = 4.5;

/// The least contrast of a button's outline with what is behind it (WCAG 2.2, success criterion 1.4.11).
pub const DISCERNIBLE: f64 = 3.0;

const WHITE: Rgb = Rgb(255, 255, 255);
const BLACK: Rgb = Rgb(0, 0, 0);
/// Our own colour, for organizations without one.
const OURS: Rgb = Rgb(0x1d, 0x5f, 0x99);

/// A colour of the web (sRGB): red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// A text that is not of the form `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written #rrggbb")]
pub struct NotAColour;

impl FromStr for Rgb {
    type Err = NotAColour;

    fn from_str(text: &str) -> Result<Self, NotAColour> {
        let digits = text
            .strip_prefix('#')
            .filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))
            .ok_or(NotAColour)?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| NotAColour);
        Ok(Self(part(0)?, part(2)?, part(4)?))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl Rgb {
    /// The relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast with another colour, 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }
}

/// The colours of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Button {
    /// Behind the text.
    pub background: Rgb,
    /// The text: white if it can be read, otherwise black.
    pub text: Rgb,
}

/// The button in a brand's colour, or in ours if the brand has none, one that is malformed, or one that no text can be read on.
pub fn button(brand: Option<&str>) -> Button {
    brand
        .and_then(|colour| colour.parse().ok())
        .and_then(|background: Rgb| {
            let text = [WHITE, BLACK]
                .into_iter()
                .find(|text| text.contrast(background) >= LEGIBLE)?;
            Some(Button { background, text })
        })
        .unwrap_or(Button {
            background: OURS,
            text: WHITE,
        })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contrast_is_that_of_published_examples() {
        assert!((WHITE.contrast(BLACK) - 21.0).abs() < 1e-9);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-9);
        // #767676 is the lightest grey that passes on white, #777777 just fails.
        assert!(WHITE.contrast(Rgb(0x76, 0x76, 0x76)) >= LEGIBLE);
        assert!(WHITE.contrast(Rgb(0x77, 0x77, 0x77)) < LEGIBLE);
        assert!((WHITE.contrast(Rgb(255, 0, 0)) - 3.998).abs() < 1e-3);
    }

    #[test]
    fn dark_brands_get_white_text_and_pale_ones_black() {
        assert_eq!(
            button(Some("#003366")),
            Button {
                background: Rgb(0, 0x33, 0x66),
                text: WHITE
            }
        );
        assert_eq!(
            button(Some("#FFDD00")),
            Button {
                background: Rgb(0xff, 0xdd, 0),
                text: BLACK
            }
        );
    }

    #[test]
    fn anything_else_is_ours() {
        for brand in [
            None,
            Some(""),
            Some("red"),
            Some("#12345"),
            Some("#1234567"),
            Some("#12é45"),
            Some("#+12345"),
        ] {
            assert_eq!(
                button(brand),
                Button {
                    background: OURS,
                    text: WHITE
                },
                "{brand:?}"
            );
        }
        assert!(OURS.contrast(WHITE) >= LEGIBLE);
    }

    proptest! {
        #[test]
        fn every_button_can_be_read(r: u8, g: u8, b: u8) {
            let colour = Rgb(r, g, b);
            let button = button(Some(&colour.to_string()));
            prop_assert_eq!(button.background, colour);
            prop_assert!(button.text.contrast(button.background) >= LEGIBLE);
        }

        #[test]
        fn contrast_knows_no_order_and_no_less_than_one(a: [u8; 3], b: [u8; 3]) {
            let (a, b) = (Rgb(a[0], a[1], a[2]), Rgb(b[0], b[1], b[2]));
            prop_assert!((a.contrast(b) - b.contrast(a)).abs() < 1e-12);
            prop_assert!((1.0..=21.000_001).contains(&a.contrast(b)));
        }

        #[test]
        fn any_text_gives_a_button(text in "\\PC*") {
            let button = button(Some(&text));
            prop_assert!(button.text.contrast(button.background) >= LEGIBLE);
        }
    }
}
