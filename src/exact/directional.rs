//! Products with derivatives that never form them: directional derivatives (jvp), Hessian times
//! vector (hvp); and the operators of vector calculus on top.

use std::ops::Range;

use nalgebra::Dim;

use super::hessian::{self, Second};
use super::{ExactKind, jacobian, sweep};
use crate::error::Error;
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
        let mut slope = K::Scalar::of(0.0);
        let swept = sweep::passes(
            along(x, v).as_mut(),
            sweep::once(),
            sweep::stain,
            |x| K::result((self.f)(x)),
            |(), y| sweep::any_nan(y, 1),
            |(), y| slope = y.partials[0],
            || K::result(self.jvp(x, v)).map(drop),
        );
        K::outcome(swept.map(|()| slope))
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
        let mut product = None;
        let swept = sweep::passes(
            along(x, v).as_mut(),
            sweep::once(),
            sweep::stain,
            |x| K::result((self.f)(x)),
            |(), y| jacobian::any_nan(y, 1),
            |(), y: R| product = Some(y.map(|y| y.partials[0])),
            || K::result(self.jvp(x, v)).map(|_: R::Vector<_>| ()),
        );
        K::outcome(swept.map(|()| product.expect("there is one pass")))
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
                sum = sum + y.value(i).partials[lane];
            }
        };
        let again = || K::result(self.divergence(x)).map(drop);
        let swept = self.sweep::<X::Dimension, _>(seeds.as_mut(), take, again);
        K::outcome(swept.map(|()| sum))
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
        let take = |_: Range<usize>, y: R| {
            let rows = y.rows().value();
            let fits = (n, rows) == (3, 3);
            Error::check_field(fits, "curl", "three variables and three values", (n, rows));
            let d = |i: usize, j: usize| y.value(i).partials[j];
            curl = [d(2, 1) - d(1, 2), d(0, 2) - d(2, 0), d(1, 0) - d(0, 1)];
        };
        let again = || K::result(self.curl(x)).map(drop);
        let swept = self.sweep::<X::Dimension, _>(seeds.as_mut(), take, again);
        K::outcome(swept.map(|()| curl))
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
        let mut rows = sweep::Chunks::<X::Dimension>::from(0);
        let swept = sweep::passes(
            seeds.as_mut(),
            |seeds| rows.next(seeds, hessian::inner_partials),
            hessian::stain,
            |x| K::result((self.f)(x)),
            |_, y| hessian::any_nan(y, X::Dimension::LANES),
            |rows, y| {
                for (p, q) in product.as_mut()[rows]
                    .iter_mut()
                    .zip(y.partials[0].partials)
                {
                    *p = q;
                }
            },
            || K::result(self.hvp(x, v)).map(drop),
        );
        K::outcome(swept.map(|()| x.vector(product.as_ref())))
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
        let mut sum = K::Scalar::of(0.0);
        let mut i = 0;
        let next = |seeds: &mut [Second<K::Scalar>]| {
            if i > 0 {
                let x = &mut seeds[i - 1];
                *x = Dual::constant(Dual::constant(x.value.value));
            }
            let x = seeds.get_mut(i)?;
            *x = Dual::variable(Dual::variable(x.value.value, 0), 0);
            i += 1;
            Some(())
        };
        let swept = sweep::passes(
            seeds.as_mut(),
            next,
            hessian::stain,
            |x| K::result((self.f)(x)),
            |(), y| hessian::any_nan(y, 1),
            |(), y| sum = sum + y.partials[0].partials[0],
            || K::result(self.laplacian(x)).map(drop),
        );
        K::outcome(swept.map(|()| sum))
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
