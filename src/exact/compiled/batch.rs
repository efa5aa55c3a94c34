//! Many points in one call.
