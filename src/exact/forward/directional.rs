//! Products with derivatives that never form them: directional derivatives (jvp), Hessian times
//! vector (hvp); and the operators of vector calculus on top.

use std::ops::Range;

use nalgebra::Dim;

use super::hessian::{self, Second};
use super::jacobian::{self, partial};
use super::sweep::{self, Chunks, Lanes, Once, OrResolve, Stain, Sweep, beside, passes};
use crate::error::Error;
use crate::exact::ExactKind;
use crate::operator::{Gradient, Hessian, Jacobian};
use crate::output::Output;
use crate::point::{Point, Rows};
use crate::scalar::{Dual, Real};

impl<F, K: ExactKind> Gradient<F, K>
where
    F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<Dual<K::Scalar>>,
{
    /// The directional derivative `∇f(x) · v`, a Jacobian-vector product, in one evaluation.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::new(|x| x[0] * x[1]).jvp(&[2.0, 3.0], &[1.0, -1.0]), 1.0);
    /// ```
    #[inline]
    pub fn jvp<X, V>(&self, x: &X, v: &V) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
    {
        let again = || K::result(self.jvp(x, v)).map(drop);
        let f = |x: &[_]| K::result((self.f)(x)).map(|y| [y]);
        let mut slope = Along::<_, [Dual<K::Scalar>; 1]>::default();
        let swept = passes(along(x, v).as_mut(), &mut slope, f, again);
        K::outcome(swept.or_resolve(|| slope.product()[0], || K::result(self.jvp(x, v))))
    }
}

impl<F, K: ExactKind> Jacobian<F, K> {
    /// The Jacobian times a vector, `J(x) v`, in one evaluation, in the container that the
    /// function returns.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::new(|x| [x[0] * x[1], x[0] + x[1]]);
    /// assert_eq!(f.jvp(&[2.0, 3.0], &[1.0, -1.0]), [1.0, 0.0]);
    /// ```
    #[inline]
    pub fn jvp<X, V, R>(&self, x: &X, v: &V) -> K::Outcome<R::Vector<K::Scalar>>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
        F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<R>,
        R: Output<Dual<K::Scalar>>,
    {
        let again = || K::result(self.jvp(x, v)).map(|_: R::Vector<_>| ());
        let f = |x: &[_]| K::result((self.f)(x));
        let mut product = Along::<_, R>::default();
        let swept = passes(along(x, v).as_mut(), &mut product, f, again);
        K::outcome(swept.or_resolve(|| product.product(), || K::result(self.jvp(x, v))))
    }

    /// The divergence `Σ ∂fᵢ/∂xᵢ` of a vector field. Cost: `⌈n/12⌉` evaluations.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Field`] if the function does not return as many
    /// values as there are variables.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// assert_eq!(Jacobian::new(|x| [x[0] * x[1], x[1] * x[1]]).divergence(&[2.0, 3.0]), 9.0);
    /// ```
    #[inline]
    pub fn divergence<X, R>(&self, x: &X) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<R>,
        R: Output<Dual<K::Scalar>>,
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
        let again = || K::result(self.divergence(x)).map(drop);
        let swept = self.sweep::<X::Dimension, _>(seeds.as_mut(), take, again);
        K::outcome(swept.or_resolve(|| sum, || K::result(self.divergence(x))))
    }

    /// The curl `∇ × f` of a vector field in three dimensions. Cost: one evaluation.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Field`] unless the function takes three variables
    /// and returns three values.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// // A rigid rotation about the third axis.
    /// let spin = Jacobian::new(|x| [-x[1], x[0], 0.0.into()]);
    /// assert_eq!(spin.curl(&[1.0, 2.0, 3.0]), [0.0, 0.0, 2.0]);
    /// ```
    #[inline]
    pub fn curl<X, R>(&self, x: &X) -> K::Outcome<[K::Scalar; 3]>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        F: Fn(&[Dual<K::Scalar>]) -> K::Outcome<R>,
        R: Output<Dual<K::Scalar>>,
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
        let again = || K::result(self.curl(x)).map(drop);
        let swept = self.sweep::<X::Dimension, _>(seeds.as_mut(), take, again);
        K::outcome(swept.or_resolve(|| curl, || K::result(self.curl(x))))
    }
}

impl<F, K: ExactKind> Hessian<F, K>
where
    F: Fn(&[Second<K::Scalar>]) -> K::Outcome<Second<K::Scalar>>,
{
    /// The Hessian times a vector, `H(x) v`, without the Hessian. Cost: `⌈n/12⌉` evaluations.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at), and with [`Error::Length`] if `v` is not as long as `x`.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0] * x[0] * x[1]);
    /// assert_eq!(f.hvp(&[1.0, 2.0], &[1.0, 1.0]), [6.0, 2.0]);
    /// ```
    #[inline]
    pub fn hvp<X, V>(&self, x: &X, v: &V) -> K::Outcome<X::Gradient>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
        V: Point<Scalar = K::Scalar> + ?Sized,
    {
        check_direction(x, v);
        let mut seeds = x.buffer(|i| {
            let direction = [Dual::constant(v.coordinate(i))];
            Dual::new(Dual::constant(x.coordinate(i)), direction)
        });
        let mut product = x.repeat(K::Scalar::of(0.0));
        let mut rows = Products::<_, X::Dimension> {
            rows: Chunks::from(0),
            out: product.as_mut(),
        };
        let again = || K::result(self.hvp(x, v)).map(drop);
        let f = |x: &[_]| K::result((self.f)(x));
        let swept = passes(seeds.as_mut(), &mut rows, f, again);
        let found = || x.vector(product.as_ref());
        K::outcome(swept.or_resolve(found, || K::result(self.hvp(x, v))))
    }

    /// The Laplacian `Σ ∂²f/∂xᵢ²`. Cost: `n` evaluations.
    ///
    /// # Panics
    ///
    /// As [`at`](Self::at).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::new(|x| x[0].powi(2) + x[1].powi(3));
    /// assert_eq!(f.laplacian(&[5.0, 2.0]), 14.0);
    /// ```
    #[inline]
    pub fn laplacian<X>(&self, x: &X) -> K::Outcome<K::Scalar>
    where
        X: Point<Scalar = K::Scalar> + ?Sized,
    {
        let mut seeds = x.buffer(|i| Dual::constant(Dual::constant(x.coordinate(i))));
        let mut diagonal = Diagonal {
            done: 0,
            again: Once::default(),
            sum: K::Scalar::of(0.0),
        };
        let again = || K::result(self.laplacian(x)).map(drop);
        let f = |x: &[_]| K::result((self.f)(x));
        let swept = passes(seeds.as_mut(), &mut diagonal, f, again);
        K::outcome(swept.or_resolve(|| diagonal.sum, || K::result(self.laplacian(x))))
    }
}

/// The derivatives of all values along one direction, the first lane of the seeds.
struct Along<T: Real, R: Output<Dual<T>>> {
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
    fn product(self) -> R::Vector<T> {
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
struct Products<'a, T, D> {
    rows: Chunks<D>,
    out: &'a mut [T],
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
struct Diagonal<T> {
    done: usize,
    again: Once,
    sum: T,
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
fn along<X, V>(x: &X, v: &V) -> X::Buffer<Dual<X::Scalar>>
where
    X: Point + ?Sized,
    V: Point<Scalar = X::Scalar> + ?Sized,
{
    check_direction(x, v);
    x.buffer(|i| {
        let mut seed = Dual::constant(x.coordinate(i));
        seed.partials[0] = v.coordinate(i);
        seed
    })
}

#[inline]
fn check_direction<X: Point + ?Sized, V: Point + ?Sized>(x: &X, v: &V) {
    let (n, found) = (x.dimension().value(), v.dimension().value());
    Error::check_length("the direction", n, found);
}
