//! The integration tests: one program, run on whole handbooks.
//!
//! A test writes a handbook down (`handbook.rs`), runs the program on it (`run.rs`) and compares all that it said or wrote.
//! `SNAPSHOTS=overwrite cargo test --release` writes what is expected anew; read the difference before it is committed.

mod handbook;
mod run;

mod breakings;
mod codes;
mod commonmark;
mod content;
mod examples;
mod pages;
mod crawl;
mod findings;
mod formats;
mod help;
mod publish;
mod rooms;
mod rules;
mod serve;
mod strange;
mod templates;
mod yaml;
