//! What the test files share.

pub mod panics;
pub mod scenarios;
