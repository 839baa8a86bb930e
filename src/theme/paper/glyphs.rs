//! Characters that need no glyph, or must not be printed.

/// Whether a character is invisible: white space, joiners, bidirectional controls, variation selectors. Other control characters
/// count as missing glyphs.
pub fn is_invisible(character: char) -> bool {
    matches!(character, '\t' | '\n' | '\r')
        || matches!(
            u32::from(character),
            0x00AD | 0x034F | 0x061C | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2028 | 0x2029 | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF | 0xE0000..=0xE0FFF
        )
}

/// Whether PDF/UA-1 forbids a character, although a font may have a glyph for it.
pub fn is_refused(character: char) -> bool {
    matches!(character, '\0' | '\u{fffe}' | '\u{ffff}')
}
