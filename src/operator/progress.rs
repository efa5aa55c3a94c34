//! [`Progress`]: how far an operator that takes its time has come.

/// How far an operator has come; see `on_round` of the numerical operators, and of sums.
///
/// ```
/// use partials::Gradient;
/// use std::cell::Cell;
///
/// let last = Cell::default();
/// let f = Gradient::numeric(|x| x[0] * x[1]).on_round(|progress| last.set(progress));
/// assert_eq!(f.at(&[2.0, 3.0]), [3.0, 2.0]);
/// assert_eq!((last.get().finished, last.get().entries), (2, 2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Evaluations so far.
    pub evaluations: usize,
    /// Entries of the result that are final; of a sum, the terms that have been added.
    pub finished: usize,
    /// Entries of the result, or terms of a sum, where a Hessian's are those up to the diagonal. 0 until a Jacobian
    /// has seen how many values its function returns.
    pub entries: usize,
}
