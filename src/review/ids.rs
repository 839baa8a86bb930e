//! Ids in the words of a finding.

/// Ids separated by commas: all of up to twelve, else the first ten and the number of the others.
pub(super) fn short_list<T: AsRef<str>>(ids: &[T]) -> String {
    let joined = |ids: &[T]| ids.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ");
    match ids {
        few if few.len() <= 12 => joined(few),
        many => format!("{} and {} more", joined(&many[..10]), many.len() - 10),
    }
}
