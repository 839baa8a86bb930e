//! Tells cargo which folder goes into the binary: the theme is embedded file by file, so a file that is new or gone must
//! lead to a new build as well.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=themes/default");
}
