//! Where the points of a round are evaluated: one by one, in a batch, or on threads.

use super::probe::Probe;
use crate::error::Error;
use crate::operator::{Callable, Partial, Returns, Stateful};

/// The closure takes one point, and is called for one point after the other.
///
/// ```
/// use partials::Gradient;
/// use partials::numeric::{Numeric, OneByOne};
///
/// type Simulated = Gradient<fn(&[f64]) -> f64, Numeric<OneByOne>>; // a type to store
/// let f: Simulated = Gradient::numeric(|x| x[0] * x[1]);
/// assert_eq!(f.at(&[2.0, 3.0]), [3.0, 2.0]);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OneByOne;

/// The closure takes all points of a round at once.
///
/// ```
/// use partials::Derivative;
/// use partials::numeric::{Batch, Numeric};
///
/// let f: Derivative<_, Numeric<Batch>> =
///     Derivative::numeric_batch(|x: &[f64]| x.iter().map(|x| x * x).collect());
/// assert_eq!(f.at(3.0), 6.0);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Batch;

/// The closure takes one point, and is called from rayon's threads.
///
/// ```
/// use partials::Derivative;
/// use partials::numeric::{Numeric, Threads};
///
/// let f: Derivative<_, Numeric<Threads>> = Derivative::numeric(|x: f64| x * x).parallel();
/// assert_eq!(f.at(3.0), 6.0);
/// ```
#[cfg(feature = "rayon")]
#[derive(Clone, Copy, Debug)]
pub struct Threads;

/// How many searches advance together where rounds are to be large: enough for any machine, and
/// few enough that their memory does not matter.
const MANY: usize = 4096;

/// How a closure `F` on points, with values `Y`, is called.
///
/// ```
/// use partials::Gradient;
/// use partials::numeric::{Evaluate, Numeric};
/// use partials::operator::Plain;
///
/// /// For closures on points and for those on batches.
/// fn worst_error<F, W: Evaluate<F, f64, Plain>>(f: &Gradient<F, Numeric<W>>, x: &[f64]) -> f64 {
///     f.estimate(x).error.into_iter().fold(0.0, f64::max)
/// }
/// assert!(worst_error(&Gradient::numeric(|x| x[0].exp() * x[1]), &[0.0, 1.0]) < 1e-12);
/// ```
pub trait Evaluate<F, Y, R: Returns> {
    /// The number of searches that advance together.
    const TOGETHER: usize;

    /// Hands the value at every probe around `x` to `take`, in their order. Leaves `x` as it was.
    #[doc(hidden)]
    fn evaluate(
        f: &F,
        x: &mut [f64],
        probes: &[Probe],
        take: impl FnMut(Y),
    ) -> Result<(), R::Error>;
}

/// How a closure `F` on numbers is called.
///
/// ```
/// use partials::Derivative;
/// use partials::numeric::{EvaluateLine, Numeric};
/// use partials::operator::Plain;
///
/// fn digits<F, W: EvaluateLine<F, Plain>>(f: &Derivative<F, Numeric<W>>, x: f64) -> f64 {
///     let found = f.estimate(x);
///     -(found.error / found.value.abs()).log10()
/// }
/// assert!(digits(&Derivative::numeric(|x| x.exp()), 0.0) > 12.0);
/// ```
pub trait EvaluateLine<F, R: Returns> {
    /// Writes the value at every abscissa.
    ///
    /// ```
    /// use partials::numeric::{EvaluateLine, OneByOne};
    /// use partials::operator::Plain;
    ///
    /// let mut values = [0.0; 2];
    /// let Ok(()) = <OneByOne as EvaluateLine<_, Plain>>::evaluate(&|x: f64| x * x, &[2.0, 3.0], &mut values);
    /// assert_eq!(values, [4.0, 9.0]);
    /// ```
    fn evaluate(f: &F, abscissae: &[f64], values: &mut [f64]) -> Result<(), R::Error>;
}

/// What `f` returns at one point.
pub(crate) fn value_at<W, F, Y, R: Returns>(f: &F, x: &[f64]) -> Result<Y, R::Error>
where
    W: Evaluate<F, Y, R>,
{
    let mut value = None;
    W::evaluate(f, &mut x.to_vec(), &[Probe::CENTRE], |y| value = Some(y))?;
    Ok(value.expect("an evaluation has a value"))
}

impl<F, Y, R: Returns> Evaluate<F, Y, R> for OneByOne
where
    F: Callable<f64, R, Y>,
{
    const TOGETHER: usize = 1;

    fn evaluate(
        f: &F,
        x: &mut [f64],
        probes: &[Probe],
        mut take: impl FnMut(Y),
    ) -> Result<(), R::Error> {
        for probe in probes {
            take(probe.visit(x, |x| f.call(x))?);
        }
        Ok(())
    }
}

impl<F, Y, R: Returns> Evaluate<F, Y, R> for Batch
where
    F: Fn(&[&[f64]]) -> R::Outcome<Vec<Y>>,
{
    const TOGETHER: usize = MANY;

    fn evaluate(
        f: &F,
        x: &mut [f64],
        probes: &[Probe],
        take: impl FnMut(Y),
    ) -> Result<(), R::Error> {
        in_batch::<F, Y, R>(f, x, probes, |x, all| all.extend_from_slice(x), take)
    }
}

/// The closure takes the full points; those of the search have the chosen coordinates alone.
impl<F, Y, R: Returns> Evaluate<Partial<F>, Y, R> for Batch
where
    F: Fn(&[&[f64]]) -> R::Outcome<Vec<Y>>,
{
    const TOGETHER: usize = MANY;

    fn evaluate(
        f: &Partial<F>,
        x: &mut [f64],
        probes: &[Probe],
        take: impl FnMut(Y),
    ) -> Result<(), R::Error> {
        in_batch::<F, Y, R>(f.inner(), x, probes, |x, all| all.extend(f.full(x)), take)
    }
}

/// The values at all probes by one call, each at the point that `append` makes of it.
fn in_batch<F, Y, R: Returns>(
    f: &F,
    x: &mut [f64],
    probes: &[Probe],
    append: impl Fn(&[f64], &mut Vec<f64>),
    take: impl FnMut(Y),
) -> Result<(), R::Error>
where
    F: Fn(&[&[f64]]) -> R::Outcome<Vec<Y>>,
{
    let mut coordinates = Vec::with_capacity(x.len() * probes.len());
    for probe in probes {
        probe.visit(x, |x| append(x, &mut coordinates));
    }
    let n = coordinates.len() / probes.len().max(1);
    let point = |i: usize| &coordinates[i * n..(i + 1) * n];
    let points: Vec<&[f64]> = (0..probes.len()).map(point).collect();
    let values = R::result(f(&points))?;
    Error::check_batch(probes.len(), values.len());
    values.into_iter().for_each(take);
    Ok(())
}

#[cfg(feature = "rayon")]
impl<F, Y, R: Returns> Evaluate<F, Y, R> for Threads
where
    F: Callable<f64, R, Y> + Sync,
    Y: Send,
    R::Error: Send,
{
    const TOGETHER: usize = MANY;

    fn evaluate(
        f: &F,
        x: &mut [f64],
        probes: &[Probe],
        mut take: impl FnMut(Y),
    ) -> Result<(), R::Error> {
        use rayon::prelude::*;

        let x = &*x;
        // Collected in order, so that the failure reported is the first one's.
        let values: Vec<Result<Y, R::Error>> = probes
            .par_iter()
            .map_init(|| x.to_vec(), |x, probe| probe.visit(x, |x| f.call(x)))
            .collect();
        for value in values {
            take(value?);
        }
        Ok(())
    }
}

impl<F, R: Returns> EvaluateLine<F, R> for OneByOne
where
    F: Fn(f64) -> R::Outcome<f64>,
{
    fn evaluate(f: &F, abscissae: &[f64], values: &mut [f64]) -> Result<(), R::Error> {
        for (value, x) in values.iter_mut().zip(abscissae) {
            *value = R::result(f(*x))?;
        }
        Ok(())
    }
}

impl<F, R: Returns> EvaluateLine<Stateful<F>, R> for OneByOne
where
    F: FnMut(f64) -> R::Outcome<f64>,
{
    fn evaluate(f: &Stateful<F>, abscissae: &[f64], values: &mut [f64]) -> Result<(), R::Error> {
        for (value, x) in values.iter_mut().zip(abscissae) {
            *value = R::result((f.lend())(*x))?;
        }
        Ok(())
    }
}

impl<F, R: Returns> EvaluateLine<F, R> for Batch
where
    F: Fn(&[f64]) -> R::Outcome<Vec<f64>>,
{
    fn evaluate(f: &F, abscissae: &[f64], values: &mut [f64]) -> Result<(), R::Error> {
        let found = R::result(f(abscissae))?;
        Error::check_batch(abscissae.len(), found.len());
        values.copy_from_slice(&found);
        Ok(())
    }
}

#[cfg(feature = "rayon")]
impl<F, R: Returns> EvaluateLine<F, R> for Threads
where
    F: Fn(f64) -> R::Outcome<f64> + Sync,
    R::Error: Send,
{
    fn evaluate(f: &F, abscissae: &[f64], values: &mut [f64]) -> Result<(), R::Error> {
        use rayon::prelude::*;

        let found: Vec<Result<f64, R::Error>> =
            abscissae.par_iter().map(|x| R::result(f(*x))).collect();
        for (value, found) in values.iter_mut().zip(found) {
            *value = found?;
        }
        Ok(())
    }
}
