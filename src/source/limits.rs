//! How much is read and made of what a stranger may have written: the bounds in one place. Those of pictures stand
//! in `picture/`, those of addresses and sheets in their rooms.
//!
//! No handbook that people read comes near these numbers. They are there so that a folder from a stranger ends with a finding,
//! not with a machine that is out of memory or busy for hours. The guide's page `limits.md` lists them for authors.

/// One kibibyte, in bytes.
const KIB: u64 = 1024;

/// One mebibyte, in bytes.
const MIB: u64 = 1024 * KIB;

/// The largest text file: a page, a YAML file, a template, a style sheet, a script. In bytes.
pub const TEXT_FILE: u64 = 16 * MIB;

/// All text files together, in bytes; a file that several links lead to counts each time.
pub const TEXT_TOTAL: u64 = 256 * MIB;

/// The largest file that is carried over as it is: a picture, a PDF, a font. In bytes.
pub const STATIC_FILE: u64 = 256 * MIB;

/// Files and folders of a handbook together; what links lead to counts each time.
pub const ENTRIES: usize = 100_000;

/// Symbolic links to folders that are followed.
pub const FOLDER_LINKS: usize = 1_000;

/// The deepest level of a folder below the handbook's folder.
pub const FOLDER_DEPTH: usize = 100;

/// The largest YAML text, a file or the front matter of a page, in bytes.
pub const YAML: usize = 8 << 20;

/// Values in a YAML text: keys, scalars, lists and mappings, aliases written out.
pub const YAML_VALUES: usize = 250_000;

/// Nesting depth of lists and mappings in a YAML text.
pub const YAML_DEPTH: usize = 64;

/// Bytes of all scalars in a YAML text, aliases written out.
pub const YAML_SCALARS: usize = 16 << 20;

/// Questions of a checklist: its sheets are laid out as a whole, at some milliseconds a question.
pub const QUESTIONS: usize = 1_000;

/// Questions of all checklists together.
pub const QUESTIONS_TOTAL: usize = 5_000;

/// Depth of nested imports in a theme's style sheets and scripts.
pub const IMPORT_DEPTH: usize = 32;

/// Imports that are joined for a theme, in all its style sheets and scripts together.
pub const IMPORTS: usize = 10_000;

/// Bytes that are joined for a theme by imports, in all its style sheets and scripts together.
pub const IMPORTED: usize = 32 << 20;

/// The longest line of code that is coloured, in bytes: grammars take time that grows with the square of a line.
pub const CODE_LINE: usize = 2_000;

/// The largest block of code that is coloured, in bytes.
pub const CODE_BLOCK: usize = 512 << 10;

/// The largest result that is kept for the next run, in bytes.
pub const CACHED_RESULT: u64 = 64 * MIB;

/// How many bytes of results are kept for the next run, at most.
pub const CACHE: u64 = 1024 * MIB;

/// The largest answer file, in bytes. The browser refuses a larger one as well.
pub const ANSWERS: u64 = 4 * MIB;

/// The largest file of a record, in bytes.
pub const RECORD_FILE: u64 = MIB;

/// Files in the folder of a record.
pub const RECORD_FILES: usize = 5_000;

/// The largest `handbook.json` that answers are read against, in bytes.
pub const EXPORT: u64 = 256 * MIB;

/// Mistakes in one text for which the name that was most likely meant is looked up.
pub const SUGGESTIONS: usize = 50;

/// Formats a number of bytes with binary units, rounded up to a tenth: `512 bytes`, `16 MiB`, `16.2 MiB`.
#[must_use]
pub fn bytes(count: u64) -> String {
    let (unit, name) = if count < MIB { (KIB, "KiB") } else { (MIB, "MiB") };
    match count {
        1 => "1 byte".to_owned(),
        0..KIB => format!("{count} bytes"),
        _ if count.is_multiple_of(unit) => format!("{} {name}", count / unit),
        // Rounded up, so that what is more than a limit does not look like it.
        _ => {
            let tenths = (count * 10).div_ceil(unit);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    }
}

/// Formats a number with a comma for each thousand: `100,000`.
#[must_use]
pub fn number(count: usize) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = (0..digits.len())
        .filter(|at| (digits.len() - at).is_multiple_of(3) || *at == 0)
        .map(|at| &digits[at..digits.len().min(at + (digits.len() - at - 1) % 3 + 1)])
        .collect();
    groups.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert_eq!([1, 2048, 16 << 20, (16 << 20) + 200_000].map(bytes), ["1 byte", "2 KiB", "16 MiB", "16.2 MiB"]);
        assert_eq!([7, 512, 1_000, 100_000, 1_234_567].map(number), ["7", "512", "1,000", "100,000", "1,234,567"]);
    }
}
