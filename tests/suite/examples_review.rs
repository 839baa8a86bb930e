//! The worked review in `examples/`: what `review check` says of it on three days of its story, with the repository's own handbook.

use std::{fs, process::Command};

use crate::{
    handbook::{expect_same, files, repository},
    run::{finish, output, readybook},
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

/// When this fails, `examples/invoice-api/make.sh` makes them anew.
#[test]
fn what_the_handbook_offers_of_it_is_what_is_printed_and_what_the_files_say() {
    let folder = repository("examples/invoice-api");
    let printed = tempfile::tempdir().expect("a folder");
    let out = printed.path().to_str().expect("a path");
    let args = ["invoice-api.answers.yaml", "--handbook", "../..", "--format", "pdf", "--paper", "a4", "--as-of", "2026-11-24"];
    let args = [&["review", "print"], &args[..], &["--out", out]].concat();
    finish(readybook(&folder, &args), printed.path().to_owned()).expect_ok();
    let mut offered = files(&repository("content/ready-for-production/invoice-api"));
    let archive = offered.remove("invoice-api.zip").expect("an archive");
    expect_same(&files(printed.path()), &offered);
    let unpacked = tempfile::tempdir().expect("a folder");
    let zip = unpacked.path().join("invoice-api.zip");
    fs::write(&zip, archive).expect("a file");
    let mut command = Command::new("python3");
    command.args(["-m", "zipfile", "-e"]).arg(&zip).arg(unpacked.path());
    assert!(output(command).expect("python3").status.success());
    fs::remove_file(zip).expect("a file");
    let mut ours = files(&folder);
    ours.retain(|path, _| !["make.sh", "after-the-walkthrough.diff"].contains(&path.as_str()));
    expect_same(&files(unpacked.path()), &ours);
}
