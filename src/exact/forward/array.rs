//! Functions of a fixed number of variables, taken as an array: dual numbers with just as many lanes, so
//! that one evaluation gives a gradient, and one a Hessian.

use std::marker::PhantomData;
use std::ops::Range;

use nalgebra::Dim;

use super::separable::terms::{AllOf, along, in_all_lanes};
use super::sweep::{self, Chunks, Lanes, OrResolve, Stain, Sweep, any_nan, beside, passes};
use crate::error::Error;
use crate::operator::{
    Fallible, Gradient, GradientKind, Hessian, HessianKind, IsExact, Kind, Plain, Returns, by_name,
    returns,
};
use crate::point::{Matrix, Point};
use crate::scalar::{Dual, Real};

/// The kind of an operator made by `array`: the closure takes `N` variables as an array, on dual numbers
/// with `N` lanes.
///
/// ```
/// use partials::exact::Fixed;
/// use partials::{Dual, Gradient};
///
/// let f: Gradient<fn(&[Dual<f64, 2>; 2]) -> Dual<f64, 2>, Fixed<f64, 2>> = Gradient::array(|[x, y]| x * y);
/// assert_eq!(f.at(&[2.0, 3.0]), [3.0, 2.0]);
/// ```
pub struct Fixed<T, const N: usize, R = Plain>(PhantomData<fn() -> (T, R)>);

impl<T: Real, const N: usize, R: Returns> IsExact for Fixed<T, N, R> {}

impl<T: Real, const N: usize, R: Returns> Kind for Fixed<T, N, R> {
    type Scalar = T;
    type Number = Dual<T, N>;
}

by_name!([T, const N: usize, R] Fixed<T, N, R>);
returns!([T, const N: usize, R: Returns] Fixed<T, N, R>);

/// The number of a Hessian's closure: `N` lanes on both levels.
type Both<T, const N: usize> = Dual<Dual<T, N>, N>;

/// Value, gradient and Hessian.
type AllDerivatives<T, const N: usize> = (T, [T; N], [[T; N]; N]);

impl<F, T: Real, const N: usize> Gradient<F, Fixed<T, N>>
where
    F: Fn(&[Dual<T, N>; N]) -> Dual<T, N>,
{
    /// The exact gradient of a closure that takes its variables as an array, `|[x, y]| ...`, for a few
    /// variables.
    ///
    /// As [`new`](Gradient::new), on numbers with as many lanes as there are variables in place of twelve,
    /// so that one evaluation costs no more than it must, also where the closure is too large to be
    /// compiled into the operator whole. The variables are references: `*x` where a number is wanted.
    ///
    /// # Panics
    ///
    /// Its methods panic with [`Error::Length`] at a point of another number of variables.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// assert_eq!(Gradient::array(|[x, y]| x * x * y).at(&[2.0, 3.0]), [12.0, 4.0]);
    /// ```
    pub fn array(f: F) -> Self {
        let kind = Fixed(PhantomData);
        Self { f, kind }
    }
}

impl<F, T: Real, const N: usize> Hessian<F, Fixed<T, N>>
where
    F: Fn(&[Both<T, N>; N]) -> Both<T, N>,
{
    /// The exact Hessian of a closure that takes its variables as an array, `|[x, y]| ...`, for a few
    /// variables: all of it in one evaluation, on numbers of `(N + 1)²` components.
    ///
    /// As [`new`](Hessian::new), and faster up to about six variables;
    /// [`reverse`](Hessian::reverse) is faster above. The variables are references: `*x` where a number is
    /// wanted.
    ///
    /// # Panics
    ///
    /// Its methods panic with [`Error::Length`] at a point of another number of variables.
    ///
    /// ```
    /// use nalgebra::matrix;
    /// use partials::Hessian;
    ///
    /// let h = Hessian::array(|[x, y]| x * x * y).at(&[2.0, 3.0]);
    /// assert_eq!(h, matrix![6.0, 4.0; 4.0, 0.0]);
    /// ```
    pub fn array(f: F) -> Self {
        let kind = Fixed(PhantomData);
        Self { f, kind }
    }
}

impl<F, T: Real, const N: usize, E> Gradient<F, Fixed<T, N, Fallible<E>>>
where
    F: Fn(&[Dual<T, N>; N]) -> Result<Dual<T, N>, E>,
{
    /// As [`array`](Gradient::array), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::try_array(|[x, y]| if *y == 0.0 { Err("no quotient") } else { Ok(x / y) });
    /// assert_eq!(f.at(&[1.0, 2.0]), Ok([0.5, -0.25]));
    /// assert_eq!(f.at(&[1.0, 0.0]), Err("no quotient"));
    /// ```
    pub fn try_array(f: F) -> Self {
        let kind = Fixed(PhantomData);
        Self { f, kind }
    }
}

impl<F, T: Real, const N: usize, E> Hessian<F, Fixed<T, N, Fallible<E>>>
where
    F: Fn(&[Both<T, N>; N]) -> Result<Both<T, N>, E>,
{
    /// As [`array`](Hessian::array), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::try_array(|[x, y]| if *y == 0.0 { Err("no quotient") } else { Ok(x / y) });
    /// assert_eq!(f.at(&[1.0, 2.0]), Ok(nalgebra::matrix![0.0, -0.25; -0.25, 0.25]));
    /// assert_eq!(f.at(&[1.0, 0.0]), Err("no quotient"));
    /// ```
    pub fn try_array(f: F) -> Self {
        let kind = Fixed(PhantomData);
        Self { f, kind }
    }
}

/// The coordinates of a point of `N` variables.
#[inline]
fn coordinates<X: Point + ?Sized, const N: usize>(x: &X) -> [X::Scalar; N] {
    let n = x.dimension().value();
    Error::check_length("the array of the closure", n, N);
    std::array::from_fn(|i| x.coordinate(i))
}

impl<F, T: Real, const N: usize, R: Returns> GradientKind<F> for Fixed<T, N, R>
where
    F: Fn(&[Dual<T, N>; N]) -> R::Outcome<Dual<T, N>>,
{
    /// Everything is on the stack.
    type Workspace = ();

    fn workspace(&self, _: usize) {}

    fn value(&self, f: &F, x: &[T]) -> Result<T, R::Error> {
        let x: [T; N] = coordinates(x);
        R::result(f(&x.map(Dual::constant))).map(|y| y.value)
    }

    #[inline]
    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(T, X::Gradient), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let found = in_all_lanes(&|x: &[_; N]| R::result(f(x)), coordinates(x))?;
        Ok((found.0, x.vector(&found.1)))
    }

    #[inline]
    fn gradient_into<X>(&self, f: &F, x: &X, (): &mut (), out: &mut [T]) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        Error::check_length("the output", x.dimension().value(), out.len());
        let found = in_all_lanes(&|x: &[_; N]| R::result(f(x)), coordinates(x))?;
        out.copy_from_slice(&found.1);
        Ok(found.0)
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        along(
            &|x: &[_; N]| R::result(f(x)),
            coordinates(x),
            coordinates(v),
        )
    }
}

impl<F, T: Real, const N: usize, R: Returns> HessianKind<F, T> for Fixed<T, N, R>
where
    F: Fn(&[Both<T, N>; N]) -> R::Outcome<Both<T, N>>,
{
    /// Everything is on the stack.
    type Workspace = ();
    type Value = T;

    fn workspace(&self, _: usize) {}

    fn value(&self, f: &F, x: &[T]) -> Result<T, R::Error> {
        let x: [T; N] = coordinates(x);
        let y = f(&x.map(|x| Dual::constant(Dual::constant(x))));
        R::result(y).map(|y| y.value.value)
    }

    #[inline]
    fn value_gradient_hessian<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(T, X::Gradient, X::Matrix<X::Dimension>), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let (value, gradient, columns) =
            derivatives(&|x: &[_; N]| R::result(f(x)), coordinates(x))?;
        let mut hessian = x.zeros(x.dimension());
        write(&columns, &mut hessian);
        Ok((value, x.vector(&gradient), hessian))
    }

    #[inline]
    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        (): &mut (),
        gradient: &mut [T],
        hessian: &mut impl Matrix<T>,
    ) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let (value, slopes, columns) = derivatives(&|x: &[_; N]| R::result(f(x)), coordinates(x))?;
        gradient.copy_from_slice(&slopes);
        write(&columns, hessian);
        Ok(value)
    }

    #[inline]
    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(T, X::Gradient), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let first_order = |x: &[Dual<T, N>; N]| {
            let y = f(&x.map(Dual::constant));
            R::outcome(R::result(y).map(|y| y.value))
        };
        GradientKind::value_and_gradient(self, &first_order, x)
    }

    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        let (_, _, columns) = derivatives(&|x: &[_; N]| R::result(f(x)), coordinates(x))?;
        let v: [T; N] = coordinates(v);
        let row = |i: usize| (0..N).fold(T::of(0.0), |sum, j| sum + columns[j][i] * v[j]);
        let product: [T; N] = std::array::from_fn(row);
        Ok(x.vector(&product))
    }

    fn laplacian<X>(&self, f: &F, x: &X) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let (_, _, columns) = derivatives(&|x: &[_; N]| R::result(f(x)), coordinates(x))?;
        Ok((0..N).fold(T::of(0.0), |sum, i| sum + columns[i][i]))
    }
}

/// Writes the columns of a symmetric matrix.
#[inline]
fn write<T: Real, const N: usize>(columns: &[[T; N]; N], matrix: &mut impl Matrix<T>) {
    for (j, column) in columns.iter().enumerate() {
        for (i, entry) in column.iter().enumerate() {
            matrix[(i, j)] = *entry;
        }
    }
}

/// Value, gradient and Hessian of a function of an array.
#[inline]
fn derivatives<T: Real, const N: usize, E>(
    f: &impl Fn(&[Both<T, N>; N]) -> Result<Both<T, N>, E>,
    x: [T; N],
) -> Result<AllDerivatives<T, N>, E> {
    let mut seeds = [Both::constant(Dual::of(0.0)); N];
    for (i, seed) in seeds.iter_mut().enumerate() {
        seed.value = Dual::variable(x[i], i);
    }
    let mut found = Columns {
        chunks: Chunks::from(0),
        all: (T::of(0.0), [T::of(0.0); N], [[T::of(0.0); N]; N]),
    };
    let on_slice = |x: &[Both<T, N>]| f(x.try_into().expect("there are N variables"));
    let again = || derivatives(f, x).map(drop);
    let swept = passes(&mut seeds, &mut found, on_slice, again);
    swept.or_resolve(|| found.all, || derivatives(f, x))
}

/// All columns of a Hessian at once: along their variables moves the outer level, along those of the rows
/// the inner one.
struct Columns<T, const N: usize> {
    chunks: Chunks<AllOf<N>>,
    all: AllDerivatives<T, N>,
}

impl<T: Real, const N: usize> Sweep for Columns<T, N> {
    /// The inner level: the lanes of the outer one may disagree about a tie.
    type Scalar = Dual<T, N>;
    type Number = Both<T, N>;
    type Values = Both<T, N>;
    type Pass = Range<usize>;

    #[inline(always)]
    fn next(&mut self, seeds: &mut [Both<T, N>], lanes: Lanes) -> Option<Range<usize>> {
        self.chunks.next(seeds, lanes, |x| &mut x.partials)
    }
    #[inline(always)]
    fn take(&mut self, columns: Range<usize>, y: Both<T, N>) {
        let (value, gradient, hessian) = &mut self.all;
        *value = y.value.value;
        for (slope, j) in y.partials.iter().zip(columns) {
            gradient[j] = beside(*value, slope.value);
            for (i, p) in slope.partials.iter().enumerate().skip(j) {
                let entry = beside(*value, *p);
                hessian[j][i] = entry;
                hessian[i][j] = entry;
            }
        }
    }
    fn take_value(&mut self, y: Both<T, N>) {
        self.all.0 = y.value.value;
    }
    #[inline(always)]
    fn is_spoiled(&self, y: &Both<T, N>) -> bool {
        any_nan(y, N) || any_nan(&y.value, N)
    }
    #[inline(always)]
    fn stain(x: &mut Both<T, N>, stain: Stain) {
        sweep::stain(x, stain);
        sweep::stain(&mut x.value, stain);
    }
}
