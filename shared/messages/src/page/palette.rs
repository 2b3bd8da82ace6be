//! The colours of a page by day and by night.

use crate::colour::{self, Button, Rgb};

/// What a page is made of in one light. All contrasts are those of text (WCAG 2.2, success criterion 1.4.3).
pub(super) struct Shades {
    /// Behind everything.
    pub(super) paper: Rgb,
    /// Behind what belongs together.
    pub(super) card: Rgb,
    /// A card's border, which carries no meaning.
    pub(super) line: Rgb,
    /// Text.
    pub(super) ink: Rgb,
    /// Text that matters less.
    pub(super) soft: Rgb,
    /// The button's border, seen where the brand's colour is not.
    pub(super) edge: Rgb,
}

const DAY: Shades = Shades {
    paper: Rgb(0xf2, 0xf4, 0xf7),
    card: Rgb(0xff, 0xff, 0xff),
    line: Rgb(0xdd, 0xe2, 0xe8),
    ink: Rgb(0x1c, 0x23, 0x2b),
    soft: Rgb(0x4b, 0x56, 0x63),
    edge: Rgb(0x4b, 0x56, 0x63),
};

const NIGHT: Shades = Shades {
    paper: Rgb(0x15, 0x19, 0x1e),
    card: Rgb(0x22, 0x28, 0x30),
    line: Rgb(0x3a, 0x43, 0x4e),
    ink: Rgb(0xf2, 0xf4, 0xf7),
    soft: Rgb(0xb9, 0xc2, 0xcd),
    edge: Rgb(0xb9, 0xc2, 0xcd),
};

impl Shades {
    fn around(self, button: Button) -> Self {
        let seen = [self.paper, self.card]
            .iter()
            .all(|behind| button.background.contrast(*behind) >= colour::DISCERNIBLE);
        Self {
            edge: if seen { button.background } else { self.edge },
            ..self
        }
    }
}

/// All colours of a page.
pub(super) struct Palette {
    pub(super) button: Button,
    pub(super) day: Shades,
    pub(super) night: Shades,
}

impl Palette {
    /// The page in a brand's colour, or in ours if the brand has none that can be used.
    pub(super) fn new(brand: Option<&str>) -> Self {
        let button = colour::button(brand);
        Self {
            button,
            day: DAY.around(button),
            night: NIGHT.around(button),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn everything_can_be_read_and_every_button_seen(r: u8, g: u8, b: u8) {
            let palette = Palette::new(Some(&Rgb(r, g, b).to_string()));
            prop_assert!(palette.button.text.contrast(palette.button.background) >= colour::LEGIBLE);
            for shades in [palette.day, palette.night] {
                for behind in [shades.paper, shades.card] {
                    prop_assert!(shades.ink.contrast(behind) >= colour::LEGIBLE);
                    prop_assert!(shades.soft.contrast(behind) >= colour::LEGIBLE);
                    prop_assert!(shades.edge.contrast(behind) >= colour::DISCERNIBLE);
                }
            }
        }
    }

    #[test]
    fn a_brand_that_can_be_seen_has_no_other_edge() {
        let brand = Rgb(0x00, 0x69, 0x5c);
        let palette = Palette::new(Some(&brand.to_string()));
        assert_eq!(palette.day.edge, brand);
        assert_eq!(palette.night.edge, NIGHT.edge);
    }
}
