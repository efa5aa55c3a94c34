//! The reverse [`Jacobian`]: one recording, and sweeps that take several values along in lanes.

use nalgebra::Dim;

use super::adjoints;
use crate::error::Error;
use crate::exact::forward::nested::as_part;
use crate::exact::{Reverse, TryReverse, Workspace};
use crate::operator::{Callable, GradientKind, Jacobian, JacobianKind, Returns};
use crate::output::{Output, weighted_sum};
use crate::point::{Matrix, Point};
use crate::scalar::tape::{record, with_variables};
use crate::scalar::{Dual, Real, Var};

/// Values and Jacobian.
type BothOf<X, Y, T> = (
    <Y as Output<Var<T>>>::Vector<T>,
    <X as Point>::Matrix<<Y as Output<Var<T>>>::Rows>,
);

impl<F, T: Real> Jacobian<F, Reverse<T>> {
    /// The exact Jacobian in reverse mode, for functions of many variables that return few values: the
    /// closure is recorded once, and swept once for eight values.
    ///
    /// Written as for [`new`](Jacobian::new); see [`Gradient::reverse`](crate::Gradient::reverse).
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let moments = |x: &[_]| [x.iter().sum(), x.iter().map(|v| v * v).sum()];
    /// let j = Jacobian::reverse(moments).at(&vec![2.0; 1000]);
    /// assert_eq!((j[(0, 7)], j[(1, 7)]), (1.0, 4.0));
    /// ```
    pub fn reverse<Y>(f: F) -> Self
    where
        F: Fn(&[Var<T>]) -> Y,
        Y: Output<Var<T>>,
    {
        let kind = Reverse::new();
        Self { f, kind }
    }
}

impl<F, T: Real, E> Jacobian<F, TryReverse<T, E>> {
    /// As [`reverse`](Jacobian::reverse), for a closure that can fail. Every method then returns a
    /// `Result` with the closure's error.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::try_reverse(|x| {
    ///     if x[0] > 0.0 { Ok([x[0].ln(), x[0] * x[0]]) } else { Err("no logarithm") }
    /// });
    /// assert_eq!(f.at(&[0.5]), Ok(nalgebra::matrix![2.0; 1.0]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_reverse<Y>(f: F) -> Self
    where
        F: Fn(&[Var<T>]) -> Result<Y, E>,
        Y: Output<Var<T>>,
    {
        let kind = Reverse::new();
        Self { f, kind }
    }
}

impl<F, T: Real, R: Returns> Jacobian<F, Reverse<T, R>> {
    /// With a tape of at most so many bytes; as
    /// [`Gradient::tape_limit`](crate::Gradient::tape_limit).
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::reverse(|x| [x[0] * x[1]]).tape_limit(1 << 20);
    /// assert_eq!(f.at(&[2.0, 3.0]), nalgebra::matrix![3.0, 2.0]);
    /// ```
    #[must_use]
    pub fn tape_limit(self, bytes: usize) -> Self {
        let kind = self.kind.with_limit(bytes);
        Self { kind, ..self }
    }
}

impl<F, T, R, Y> JacobianKind<F, Y> for Reverse<T, R>
where
    T: Real,
    R: Returns,
    F: Callable<Var<T>, R, Y>,
    Y: Output<Var<T>>,
{
    type Workspace = Workspace<Var<T>>;

    fn workspace(&self, n: usize) -> Self::Workspace {
        Workspace::new(n)
    }

    fn values(&self, f: &F, x: &[T]) -> Result<Y::Vector<T>, R::Error> {
        let x: Vec<_> = x.iter().map(|x| Var::constant(*x)).collect();
        f.call(&x).map(|y| y.map(|y| y.value))
    }

    #[inline]
    fn values_and_jacobian<X>(&self, f: &F, x: &X) -> Result<BothOf<X, Y, T>, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        with_variables(|variables| {
            let (n, at) = (x.dimension().value(), |i| x.coordinate(i));
            let (recording, y) = record(n, at, variables, self.limit, |x| f.call(x))?;
            let m = y.rows().value();
            let mut matrix = x.zeros(y.rows());
            let put = |i, j, g| matrix[(i, j)] = g;
            adjoints::jacobian(&recording, variables, m, |i| y.value(i), put);
            Ok((y.map(|y| y.value), matrix))
        })
    }

    #[inline]
    fn jacobian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        out: &mut impl Matrix<T>,
    ) -> Result<Y::Vector<T>, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let variables = workspace.memory();
        let (n, at) = (x.dimension().value(), |i| x.coordinate(i));
        let (recording, y) = record(n, at, variables, self.limit, |x| f.call(x))?;
        let m = y.rows().value();
        Error::check_shape("Jacobian", (m, n), out.shape());
        let put = |i, j, g| out[(i, j)] = g;
        adjoints::jacobian(&recording, variables, m, |i| y.value(i), put);
        Ok(y.map(|y| y.value))
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<Y::Vector<T>, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        self.values_and_jvp(f, x, v).map(|(_, product)| product)
    }

    /// A pass forward over the tape.
    fn values_and_jvp<X, V>(
        &self,
        f: &F,
        x: &X,
        v: &V,
    ) -> Result<(Y::Vector<T>, Y::Vector<T>), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        let (n, at) = (x.dimension().value(), |i| x.coordinate(i));
        let recorded = with_variables(|v| record(n, at, v, self.limit, |x| f.call(x)));
        let (recording, y) = recorded?;
        let m = y.rows().value();
        let replay = |x: &[Dual<T>]| -> Vec<Dual<T>> {
            let tangents = recording.tangents(x);
            (0..m)
                .map(|i| recording.moving(y.value(i), &tangents))
                .collect()
        };
        let mut slopes = as_part(|| Jacobian::new(replay).jvp(x, v)).into_iter();
        let product = y.map(|_| slopes.next().expect("there is one for every value"));
        Ok((y.map(|y| y.value), product))
    }

    fn vjp<X, U>(&self, f: &F, x: &X, u: &U) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        U: Point<Scalar = T> + ?Sized,
    {
        let sum = |y: Y| weighted_sum(&y, u, Var::constant);
        let weighted = |x: &[Var<T>]| R::outcome(f.call(x).map(sum));
        self.gradient(&weighted, x)
    }

    fn divergence<X>(&self, f: &F, x: &X) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let matrix = self.jacobian(f, x)?;
        let (m, n) = matrix.shape();
        Error::check_square("divergence", n, m);
        Ok((0..n).fold(T::of(0.0), |sum, i| sum + matrix[(i, i)]))
    }

    fn curl<X>(&self, f: &F, x: &X) -> Result<[T; 3], R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let d = self.jacobian(f, x)?;
        let (m, n) = d.shape();
        Error::check_curl(n, m);
        let turn = |i: usize, j: usize| d[(i, j)] - d[(j, i)];
        Ok([turn(2, 1), turn(0, 2), turn(1, 0)])
    }
}
