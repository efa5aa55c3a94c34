//! Products with derivatives that never form them: directional derivatives (jvp), Hessian times
//! vector (hvp); and the operators of vector calculus on top.

use std::ops::Range;

use nalgebra::Dim;

use super::hessian::{self, Second};
use super::jacobian::{self, partial};
use super::sweep::{self, Chunks, Lanes, Once, OrResolve, Stain, Sweep, beside, passes};
use crate::error::Error;
use crate::exact::ExactKind;
use crate::operator::{Callable, ExactJacobian, GradientKind};
use crate::output::{Output, weighted_sum};
use crate::point::{Point, Rows};
use crate::scalar::{Dual, Real};

impl<F, K, R> ExactJacobian<F, R> for K
where
    K: ExactKind,
    F: Callable<Dual<K::Scalar>, K, R>,
    R: Output<Dual<K::Scalar>>,
{
    #[inline]
    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<R::Vector<K::Scalar>, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
    {
        let again = || ExactJacobian::jvp(self, f, x, v).map(drop);
        let mut product = Along::<_, R>::default();
        let swept = passes(along(x, v).as_mut(), &mut product, |x| f.call(x), again);
        swept.or_resolve(|| product.product(), || ExactJacobian::jvp(self, f, x, v))
    }

    #[inline]
    fn vjp<X, U>(&self, f: &F, x: &X, u: &U) -> Result<X::Gradient, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        U: Point<Scalar = K::Scalar> + ?Sized,
    {
        let sum = |y: R| weighted_sum(&y, u, Dual::constant);
        let weighted = |x: &[Dual<K::Scalar>]| K::outcome(f.call(x).map(sum));
        self.gradient(&weighted, x)
    }

    #[inline]
    fn divergence<X>(&self, f: &F, x: &X) -> Result<K::Scalar, K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(x.coordinate(i)));
        let n = seeds.as_ref().len();
        let mut sum = K::Scalar::of(0.0);
        let take = |chunk: Range<usize>, y: R| {
            let rows = y.rows().value();
            Error::check_field(
                rows == n,
                "divergence",
                "as many values as variables",
                (n, rows),
            );
            for (lane, i) in (0..X::Dimension::LANES).zip(chunk) {
                sum = sum + partial(&y.value(i), lane);
            }
        };
        let again = || self.divergence(f, x).map(drop);
        let swept = jacobian::sweep::<K, X::Dimension, _, _>(f, seeds.as_mut(), take, again);
        swept.or_resolve(|| sum, || self.divergence(f, x))
    }

    #[inline]
    fn curl<X>(&self, f: &F, x: &X) -> Result<[K::Scalar; 3], K::Error>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(x.coordinate(i)));
        let n = seeds.as_ref().len();
        let mut curl = [K::Scalar::of(0.0); 3];
        let take = |chunk: Range<usize>, y: R| {
            let rows = y.rows().value();
            let fits = (n, rows) == (3, 3);
            Error::check_field(fits, "curl", "three variables and three values", (n, rows));
            // The derivatives of two values by the third variable each; a chunk holds any of them.
            for (lane, j) in chunk.enumerate() {
                let d = |i: usize| partial(&y.value(i), lane);
                let (after, before) = ((j + 1) % 3, (j + 2) % 3);
                curl[before] = curl[before] + d(after);
                curl[after] = curl[after] - d(before);
            }
        };
        let again = || self.curl(f, x).map(drop);
        let swept = jacobian::sweep::<K, X::Dimension, _, _>(f, seeds.as_mut(), take, again);
        swept.or_resolve(|| curl, || self.curl(f, x))
    }
}

/// The derivatives of all values along one direction, the first lane of the seeds.
pub(super) struct Along<T: Real, R: Output<Dual<T>>> {
    once: Once,
    product: Option<R::Vector<T>>,
}

impl<T: Real, R: Output<Dual<T>>> Default for Along<T, R> {
    #[inline(always)]
    fn default() -> Self {
        Self {
            once: Once::default(),
            product: None,
        }
    }
}

impl<T: Real, R: Output<Dual<T>>> Along<T, R> {
    #[inline(always)]
    pub(super) fn product(self) -> R::Vector<T> {
        self.product.expect("there is one pass")
    }
}

impl<T: Real, R: Output<Dual<T>>> Sweep for Along<T, R> {
    type Scalar = T;
    type Number = Dual<T>;
    type Values = R;
    type Pass = ();

    #[inline(always)]
    fn next(&mut self, _: &mut [Dual<T>], lanes: Lanes) -> Option<()> {
        self.once.next(lanes)
    }
    #[inline(always)]
    fn take(&mut self, (): (), y: R) {
        self.product = Some(y.map(|y| partial(&y, 0)));
    }
    fn take_value(&mut self, _: R) {}
    #[inline(always)]
    fn is_spoiled(&self, y: &R) -> bool {
        jacobian::any_nan(y, 1)
    }
    #[inline(always)]
    fn stain(x: &mut Dual<T>, stain: Stain) {
        sweep::stain(x, stain);
    }
}

/// The Hessian times the direction of the outer level, a chunk of rows at a time.
pub(super) struct Products<'a, T, D> {
    rows: Chunks<D>,
    out: &'a mut [T],
}

impl<'a, T, D: Rows> Products<'a, T, D> {
    #[inline(always)]
    pub(super) fn new(out: &'a mut [T]) -> Self {
        let rows = Chunks::from(0);
        Self { rows, out }
    }
}

impl<T: Real, D: Rows> Sweep for Products<'_, T, D> {
    type Scalar = T;
    type Number = Second<T>;
    type Values = Second<T>;
    type Pass = Range<usize>;

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Second<T>], lanes: Lanes) -> Option<Range<usize>> {
        self.rows.next(seeds, lanes, hessian::inner_partials)
    }
    #[inline(always)]
    fn take(&mut self, rows: Range<usize>, y: Second<T>) {
        for (p, q) in self.out[rows].iter_mut().zip(y.partials[0].partials) {
            *p = beside(y.value.value, q);
        }
    }
    fn take_value(&mut self, _: Second<T>) {}
    #[inline(always)]
    fn is_spoiled(&self, y: &Second<T>) -> bool {
        hessian::any_nan(y, D::LANES)
    }
    #[inline(always)]
    fn stain(x: &mut Second<T>, stain: Stain) {
        hessian::stain(x, stain);
    }
}

/// The sum of the diagonal of a Hessian, a variable at a time on both levels.
pub(super) struct Diagonal<T> {
    done: usize,
    again: Once,
    sum: T,
}

impl<T: Real> Diagonal<T> {
    #[inline(always)]
    pub(super) fn new() -> Self {
        Self {
            done: 0,
            again: Once::default(),
            sum: T::of(0.0),
        }
    }

    #[inline(always)]
    pub(super) fn sum(self) -> T {
        self.sum
    }
}

impl<T: Real> Sweep for Diagonal<T> {
    type Scalar = T;
    type Number = Second<T>;
    type Values = Second<T>;
    type Pass = ();

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Second<T>], lanes: Lanes) -> Option<()> {
        if self.again.is_wanted(lanes) {
            return Some(());
        }
        if let Some(last) = self.done.checked_sub(1) {
            let x = &mut seeds[last];
            *x = Dual::constant(Dual::constant(x.value.value));
        }
        let x = seeds.get_mut(self.done)?;
        *x = Dual::variable(Dual::variable(x.value.value, 0), 0);
        self.done += 1;
        Some(())
    }
    #[inline(always)]
    fn take(&mut self, (): (), y: Second<T>) {
        self.sum = self.sum + beside(y.value.value, y.partials[0].partials[0]);
    }
    fn take_value(&mut self, _: Second<T>) {}
    #[inline(always)]
    fn is_spoiled(&self, y: &Second<T>) -> bool {
        hessian::any_nan(y, 1)
    }
    #[inline(always)]
    fn stain(x: &mut Second<T>, stain: Stain) {
        hessian::stain(x, stain);
    }
}

/// The point `x`, moving along `v`.
#[inline]
pub(super) fn along<X, V>(x: &X, v: &V) -> X::Buffer<Dual<X::Scalar>>
where
    X: Point + ?Sized,
    V: Point<Scalar = X::Scalar> + ?Sized,
{
    x.buffer(|i| {
        let mut seed = Dual::constant(x.coordinate(i));
        seed.partials[0] = v.coordinate(i);
        seed
    })
}
