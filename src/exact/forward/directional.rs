//! Products with derivatives that never form them: directional derivatives (jvp), Hessian times
//! vector (hvp); and the operators of vector calculus on top.

use std::ops::Range;

use super::hessian::{self, Second};
use super::jacobian::{self, partial};
use super::sweep::{self, Chunks, Lanes, Once, Stain, Sweep, beside};
use crate::output::Output;
use crate::point::{Point, Rows};
use crate::scalar::{Dual, Real};

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
