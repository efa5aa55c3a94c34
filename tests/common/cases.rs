//! How many cases of a property are tried, and which.

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// That many cases, the same every time, so that a gate is passed or not by what it guards alone. With
/// `PARTIALS_CASES` as many as that says, new ones each time.
pub fn config(cases: u32) -> ProptestConfig {
    let wanted = std::env::var("PARTIALS_CASES");
    let wanted = wanted.ok().and_then(|n| n.parse().ok());
    let cases = wanted.unwrap_or(cases);
    ProptestConfig {
        cases,
        // Inputs that a property does not speak of.
        max_global_rejects: 16 * cases,
        rng_seed: wanted.map_or(RngSeed::Fixed(17), |_| RngSeed::Random),
        // A failure prints its input; no files are left in the sources.
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
