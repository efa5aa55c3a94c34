//! The simulator: the temperatures along a rod that is heated at one end and loses heat on its way.
//!
//! It stands for anything that takes long and is not written for derivatives. A pause makes it take 2 ms.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// How many temperatures are measured.
pub const SENSORS: usize = 4;

/// Above this loss the grid of the rod is too coarse.
pub const LARGEST_LOSS: f64 = 50.0;

/// What a run without a result has to say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Problem {
    /// The grid does not resolve how steeply the temperature falls.
    Grid,
    /// The simulator panicked.
    Panic,
}

impl Problem {
    /// A number for each, other than 0, that fits in a message between ranks.
    pub fn code(self) -> f64 {
        match self {
            Self::Grid => 1.0,
            Self::Panic => 2.0,
        }
    }

    /// The problem of a code; 0 is none.
    pub fn of(code: f64) -> Option<Self> {
        [Self::Grid, Self::Panic]
            .into_iter()
            .find(|problem| problem.code() == code)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Grid => "the grid is too coarse for such a loss",
            Self::Panic => "the simulator panicked",
        })
    }
}

impl Error for Problem {}

/// The temperatures at the sensors, given how much heat each segment of the rod loses. Nothing can lose
/// less than no heat: there the function has no value, which is no failure.
///
/// # Errors
///
/// [`Problem::Grid`] if a segment loses more than [`LARGEST_LOSS`].
pub fn temperatures(losses: &[f64]) -> Result<[f64; SENSORS], Problem> {
    std::thread::sleep(Duration::from_millis(2));
    if losses.iter().any(|&loss| loss > LARGEST_LOSS) {
        return Err(Problem::Grid);
    }
    if losses.iter().any(|&loss| loss < 0.0) {
        return Ok([f64::NAN; SENSORS]);
    }
    let along = profile(losses);
    Ok(std::array::from_fn(|s| {
        along[(s + 1) * losses.len() / (SENSORS + 1)]
    }))
}

/// How far the temperatures are from measured ones, as a sum of squares.
///
/// # Errors
///
/// As [`temperatures`].
pub fn misfit(losses: &[f64]) -> Result<f64, Problem> {
    temperatures(losses).map(|found| sum_of_squares(&found))
}

/// The misfit of given temperatures.
pub fn sum_of_squares(found: &[f64; SENSORS]) -> f64 {
    const MEASURED: [f64; SENSORS] = [0.7, 0.5, 0.3, 0.15];
    let squares = found.iter().zip(MEASURED).map(|(t, m)| (t - m).powi(2));
    squares.sum()
}

/// The temperature in every segment, 1 before the first and 0 behind the last: a tridiagonal system, solved
/// by elimination.
// -t[i-1] + (2 + loss[i] / n²) t[i] - t[i+1] = 0
fn profile(losses: &[f64]) -> Vec<f64> {
    let n = losses.len();
    let area = (n * n) as f64;
    let mut pivots = vec![0.0; n];
    let mut along = vec![0.0; n];
    let (mut pivot, mut known) = (f64::INFINITY, 1.0);
    for i in 0..n {
        // The row above, over its pivot, is added; above the first there is only the heated end.
        let above = if i == 0 { known } else { known / pivot };
        pivot = 2.0 + losses[i] / area - 1.0 / pivot;
        known = above;
        (pivots[i], along[i]) = (pivot, known);
    }
    let mut behind = 0.0;
    for i in (0..n).rev() {
        behind = (along[i] + behind) / pivots[i];
        along[i] = behind;
    }
    along
}

#[cfg(test)]
mod tests {
    use super::{profile, temperatures};

    #[test]
    fn without_losses_the_temperature_falls_in_a_straight_line() {
        for (i, t) in profile(&[0.0; 9]).iter().enumerate() {
            let expected = 1.0 - (i + 1) as f64 / 10.0;
            assert!((t - expected).abs() < 1e-15, "segment {i}: {t}");
        }
    }

    #[test]
    fn losses_out_of_range_are_failures_or_no_numbers() {
        assert!(temperatures(&[60.0, 1.0]).is_err());
        assert!(temperatures(&[-1.0, 1.0]).is_ok_and(|t| t[0].is_nan()));
    }
}
