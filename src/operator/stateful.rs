//! [`Stateful`]: functions that change something of their own while they are evaluated, `FnMut`, as black
//! boxes with counters, caches, and buffers do.

use std::cell::{RefCell, RefMut};
use std::fmt;

use super::{Callable, Returns, Writing};
use crate::scalar::Real;

/// A function with a state of its own: that of an operator made by
/// [`Gradient::numeric_mut`](crate::Gradient::numeric_mut) and its like.
///
/// The state must not show in the values: a function whose value depends on the order of calls has no
/// derivative. Points are evaluated one by one, and the function is called from one thread alone, which the
/// compiler sees to: an operator on it cannot be shared between threads, and has no `parallel`.
///
/// ```compile_fail
/// let mut calls = 0;
/// let f = partials::Gradient::numeric_mut(|x| {
///     calls += 1;
///     x[0]
/// });
/// f.parallel();
/// ```
///
/// A function that panics can be called again afterwards, in whatever state it left itself.
///
/// ```
/// use partials::Gradient;
/// use partials::numeric::Numeric;
/// use partials::operator::Stateful;
///
/// struct Counted<F> {
///     gradient: Gradient<Stateful<F>, Numeric>, // a type to store
/// }
/// let mut calls = 0;
/// let counted = Counted { gradient: Gradient::numeric_mut(|x| { calls += 1; x[0] * x[1] }) };
/// assert_eq!(counted.gradient.at(&[2.0, 3.0]), [3.0, 2.0]);
/// assert!(calls > 0);
/// ```
#[derive(Clone)]
pub struct Stateful<F> {
    f: RefCell<F>,
}

impl<F> Stateful<F> {
    pub(crate) fn new(f: F) -> Self {
        let f = RefCell::new(f);
        Self { f }
    }

    /// The function, for one call.
    ///
    /// # Panics
    ///
    /// If it is being called.
    pub(crate) fn lend(&self) -> RefMut<'_, F> {
        let f = self.f.try_borrow_mut();
        f.expect("a function with a state is evaluated inside itself")
    }
}

impl<F> fmt::Debug for Stateful<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Stateful")
    }
}

impl<F, N, R: Returns, Y> Callable<N, R, Y> for Stateful<F>
where
    F: FnMut(&[N]) -> R::Outcome<Y>,
{
    #[inline]
    fn call(&self, x: &[N]) -> Result<Y, R::Error> {
        R::result((self.lend())(x))
    }
}

impl<F, N: Real, R: Returns> Callable<N, R, Vec<N>> for Writing<Stateful<F>>
where
    F: FnMut(&[N], &mut [N]) -> R::Outcome<()>,
{
    #[inline]
    fn call(&self, x: &[N]) -> Result<Vec<N>, R::Error> {
        self.written(|values| R::result((self.inner().lend())(x, values)))
    }
}
