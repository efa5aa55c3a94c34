//! What is thought of the answers of ladders.
//!
//! One that settled must foresee a value closer to x (`validation`); where it does not, or nothing
//! settles, values close to each other tell noise from structure (`correlation`). Ladders that did
//! not settle may have a kink or a jump in common (`trail`), those that noise limits may do better
//! with larger steps (`growth`), and all samples together may show a kink that each ladder missed
//! (`kink`).

pub(super) mod correlation;
pub(super) mod growth;
pub(super) mod kink;
pub(super) mod trail;
pub(super) mod validation;
