//! Colours in sRGB, and how well one is seen on another.

/// A colour: red, green and blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Black.
    pub const BLACK: Self = Self([0; 3]);
    /// White.
    pub const WHITE: Self = Self([255; 3]);

    /// Reads `#rgb`, `#rrggbb`, `black` or `white`; `None` for any other way to write a colour.
    pub fn read(text: &str) -> Option<Self> {
        match text {
            "black" => return Some(Self::BLACK),
            "white" => return Some(Self::WHITE),
            _ => {}
        }
        let digits = text.strip_prefix('#')?.chars().map(|c| c.to_digit(16)).collect::<Option<Vec<_>>>()?;
        let pairs: Vec<u32> = match digits.len() {
            3 => digits.iter().map(|digit| 17 * digit).collect(),
            6 => digits.chunks_exact(2).map(|pair| 16 * pair[0] + pair[1]).collect(),
            _ => return None,
        };
        let [red, green, blue] = pairs[..] else { return None };
        Some(Self([u8::try_from(red).ok()?, u8::try_from(green).ok()?, u8::try_from(blue).ok()?]))
    }

    /// The contrast of two colours, from 1 to 21, as WCAG 2 defines it.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The nearest mixture with another colour that has a contrast on `ground`; that other colour if none has.
    pub fn towards(self, other: Self, ground: Self, contrast: f64) -> Self {
        (0_u16..=20).map(|step| self.mixed(other, step)).find(|mixed| mixed.contrast(ground) >= contrast).unwrap_or(other)
    }

    /// This colour with `step` twentieths of another one.
    fn mixed(self, other: Self, step: u16) -> Self {
        let mix = |one: u8, other: u8| (u16::from(one) * (20 - step) + u16::from(other) * step) / 20;
        Self([0, 1, 2].map(|part| u8::try_from(mix(self.0[part], other.0[part])).unwrap_or(u8::MAX)))
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let read = |text| Colour::read(text).expect("a colour");
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 0.001);
        assert!((read("#777").contrast(Colour::WHITE) - 4.478).abs() < 0.001);
        assert_eq!(Colour::read("rebeccapurple"), None);
        assert_eq!(Colour::read("#é12345"), None);
    }

    #[test]
    fn a_colour_becomes_lighter_until_it_is_seen_on_a_dark_ground() {
        let dark = Colour::read("#202124").expect("a colour");
        let seen = Colour::read("#7a1fa2").expect("a colour").towards(Colour::WHITE, dark, 4.5);
        assert!(seen.contrast(dark) >= 4.5, "{seen}");
        assert_eq!(Colour::WHITE.towards(Colour::WHITE, dark, 4.5), Colour::WHITE);
    }
}
