//! Describes a format from the struct that holds it.
