//! The integration tests: one program, run on whole handbooks.
//!
//! A test writes a handbook down (`handbook.rs`), runs the program on it (`run.rs`) and compares all that it said or wrote.
//! `SNAPSHOTS=overwrite cargo test --release` writes what is expected anew; read the difference before it is committed.

#![allow(clippy::disallowed_methods, reason = "the program has one door to files; a test makes its folders itself")]
#![allow(clippy::needless_raw_string_hashes, reason = "snapshots are written so by the crate that overwrites them")]
#![allow(clippy::case_sensitive_file_extension_comparisons, reason = "the program writes its endings in small letters")]
#![allow(clippy::format_collect, reason = "a text of a test is short")]
#![allow(clippy::too_many_lines, reason = "a snapshot is as long as what it shows")]

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
