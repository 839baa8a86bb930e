//! The worked review in `examples/`: what `review check` says of it on three days of its story, with the repository's own handbook.

use crate::{
    handbook::repository,
    run::{finish, readybook},
};

#[test]
fn the_worked_review_is_told_the_same_on_three_days() {
    let folder = repository("examples/invoice-api");
    for day in ["2026-11-12", "2026-11-20", "2027-01-10"] {
        let args = ["review", "check", "invoice-api.answers.yaml", "--handbook", "../..", "--as-of", day];
        let run = finish(readybook(&folder, &args), folder.clone());
        run.expect_ok().expect_told(&repository(&format!("tests/fixtures/examples-review/{day}.txt")));
    }
}
