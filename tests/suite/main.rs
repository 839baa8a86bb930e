//! The integration tests: one program, run on whole handbooks.
//!
//! A test writes a handbook down (`handbook.rs`), runs the program on it (`run.rs`) and compares all that it said or wrote.
//! `SNAPSHOTS=overwrite cargo test --release` writes what is expected anew; read the difference before it is committed.

#![allow(clippy::disallowed_methods, reason = "tests look at the disk past the program's own door, on purpose")]
#![allow(clippy::needless_raw_string_hashes, reason = "the snapshot tool writes expected texts like this")]
#![allow(clippy::pedantic, reason = "a test is read as a story; the program itself is held to all of it")]
#![allow(clippy::print_stderr, reason = "a long test says on standard error what it measured")]

mod chance;
mod handbook;
mod run;

mod addresses;
mod archetypes;
mod answers;
mod cases;
mod limits;
#[cfg(feature = "paper")]
mod meeting;
mod mistakes;
mod mutations;
mod codes;
mod commonmark;
mod console;
mod content;
mod examples;
mod examples_review;
mod pages;
mod crawl;
mod described;
mod diff;
mod diff_by_chance;
mod digests;
mod downloads;
mod editions;
mod editions_shown;
mod editions_story;
mod editors;
mod edits;
mod findings;
mod formats;
mod four_outputs;
mod fuzz;
mod git;
mod guide;
mod guide_tables;
mod help;
mod languages;
mod levels;
mod looking_again;
mod navigation;
mod not_asked;
mod own_theme;
mod offers;
mod reports;
mod result_cache;
mod containment;
#[cfg(feature = "paper")]
mod paper;
mod publish;
mod raw_html;
mod record;
mod record_forbidden;
mod record_gate;
mod record_writing;
mod incremental;
mod init;
mod rooms;
mod validation;
mod verbs_that_write;
mod twins;
mod serve;
mod serve_as_built;
mod serve_last_good;
mod serve_limits;
mod serve_load;
mod serve_updates;
#[cfg(feature = "paper")]
mod serve_sheets;
mod serve_soak;
mod set_up;
mod odd_files;
mod templates;
mod upgrade;
mod yaml;
