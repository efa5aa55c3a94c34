//! Running a search with a function at hand.

use crate::numeric::estimate::Estimate;
use crate::numeric::search::Search;
use crate::numeric::search::stencil::POINTS;

/// Evaluates `f` wherever the search asks, one point after the other, until it is over.
///
/// ```
/// use partials::numeric::{FiniteDifference, Search, run};
///
/// let mut search = Search::new(&FiniteDifference::new(), 0, 1.0);
/// let slope = run(&mut search, |x| x.exp());
/// assert!((slope.value - 1.0_f64.exp()).abs() <= slope.error);
/// assert_eq!(search.value_at_x(), Some(1.0_f64.exp()));
/// ```
pub fn run(search: &mut Search, mut f: impl FnMut(f64) -> f64) -> Estimate<f64> {
    loop {
        if let Some(estimate) = search.estimate() {
            return estimate;
        }
        let mut values = [0.0; POINTS];
        let count = search.ask().len();
        for (value, x) in values.iter_mut().zip(search.ask()) {
            *value = f(*x);
        }
        search.tell(&values[..count]);
    }
}
