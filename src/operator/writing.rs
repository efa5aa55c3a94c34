//! [`Writing`]: functions that write their values into a slice, `|x, out| ...`, as codes for ordinary
//! differential equations and least squares have them.

use super::{Callable, Returns};
use crate::scalar::Real;

/// A function `f: ℝⁿ → ℝᵐ` that writes its `m` values into a slice: the function of an operator made by
/// [`Jacobian::new_into`](crate::Jacobian::new_into) and its like.
///
/// The slice holds NaN before every call, so that a value that is left unwritten is NaN, and its
/// derivatives with it, and never taken for zero.
///
/// It is named where such an operator is stored:
///
/// ```
/// use partials::exact::Exact;
/// use partials::operator::Writing;
/// use partials::{Dual, Jacobian};
///
/// struct Stiff {
///     jacobian: Jacobian<Writing<fn(&[Dual], &mut [Dual])>, Exact<f64>>,
/// }
///
/// fn decay(x: &[Dual], rate: &mut [Dual]) {
///     rate[0] = -50.0 * x[0];
/// }
/// let system = Stiff { jacobian: Jacobian::new_into(1, decay) };
/// assert_eq!(system.jacobian.at(&[2.0])[(0, 0)], -50.0);
/// ```
#[derive(Clone, Copy)]
pub struct Writing<F> {
    f: F,
    pub(super) values: usize,
}

impl<F> Writing<F> {
    pub(crate) fn new(values: usize, f: F) -> Self {
        Self { f, values }
    }

    pub(super) fn inner(&self) -> &F {
        &self.f
    }

    /// The values, which `write` writes over NaN.
    #[inline]
    pub(super) fn written<N: Real, E>(
        &self,
        write: impl FnOnce(&mut [N]) -> Result<(), E>,
    ) -> Result<Vec<N>, E> {
        let mut values = vec![N::of(f64::NAN); self.values];
        write(&mut values)?;
        Ok(values)
    }
}

impl<F, N: Real, R: Returns> Callable<N, R, Vec<N>> for Writing<F>
where
    F: Fn(&[N], &mut [N]) -> R::Outcome<()>,
{
    #[inline]
    fn call(&self, x: &[N]) -> Result<Vec<N>, R::Error> {
        self.written(|values| R::result((self.f)(x, values)))
    }
}
