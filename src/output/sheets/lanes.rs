//! The order in which sheets and documents are laid out.

use rayon::prelude::*;

use super::Sheet;
use crate::config::Paper;

/// A sheet or document on a paper size.
pub type PrintJob<'s> = (&'s Sheet, Paper);

/// A sheet on each of its papers.
pub fn on_each_paper(sheet: &Sheet) -> impl Iterator<Item = PrintJob<'_>> {
    sheet.papers().map(move |paper| (sheet, paper))
}

/// Does `work` for each job on all cores; the results are in the order of the jobs.
///
/// A document takes hundreds of megabytes while it is laid out. So the first one, which is the longest where there are several, and much of
/// whose work is done on one thread, has the others beside it one by one.
pub fn in_lanes<T: Send>(jobs: &[PrintJob<'_>], work: impl Fn(PrintJob<'_>) -> T + Sync) -> Vec<T> {
    let numbered = jobs.iter().copied().enumerate();
    let (documents, sheets): (Vec<_>, Vec<_>) = numbered.partition(|(_, (sheet, _))| sheet.is_document());
    let do_one = |&(number, job): &(usize, PrintJob<'_>)| (number, work(job));
    let one_by_one = |documents: &[(usize, PrintJob<'_>)]| documents.iter().map(do_one).collect::<Vec<_>>();
    let (longest, others) = documents.split_at(documents.len().min(1));
    let (longest, (sheets, others)) = rayon::join(
        || one_by_one(longest),
        || rayon::join(|| sheets.par_iter().map(do_one).collect::<Vec<_>>(), || one_by_one(others)),
    );
    let mut done: Vec<(usize, T)> = longest.into_iter().chain(sheets).chain(others).collect();
    done.sort_unstable_by_key(|&(number, _)| number);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::output::sheets::{DocumentScope, ItemFilter, SheetKind};

    #[test]
    fn results_are_in_the_order_of_the_jobs_and_two_documents_at_most_are_at_work() {
        let sheet = |id: usize, kind| Sheet::new(id.to_string(), String::new(), kind, ItemFilter::default(), &[Paper::A4]);
        let kind = |id: usize| if id.is_multiple_of(3) { SheetKind::Document(DocumentScope::Whole) } else { SheetKind::Path };
        let sheets: Vec<Sheet> = (0..60).map(|id| sheet(id, kind(id))).collect();
        let jobs: Vec<PrintJob<'_>> = sheets.iter().map(|sheet| (sheet, Paper::A4)).collect();
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |(sheet, _): PrintJob<'_>| {
            if sheet.is_document() {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                std::thread::sleep(std::time::Duration::from_millis(1));
                now.fetch_sub(1, Ordering::SeqCst);
            }
            sheet.id.clone()
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(8).build().expect("threads");
        let done = pool.install(|| in_lanes(&jobs, work));
        assert_eq!(done, (0..60).map(|id| id.to_string()).collect::<Vec<_>>());
        assert!((1..=2).contains(&most.load(Ordering::SeqCst)));
        assert!(in_lanes(&[], work).is_empty());
    }
}
