//! How derivatives come about: one function, line by line, by dual numbers and by a tape. A page to
//! read; there is nothing in it to call.
#![doc = include_str!("../docs/how-it-works.md")]
