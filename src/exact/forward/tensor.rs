//! [`Hessian::vector`]: the second derivatives of a function with several values, an `m × n × n` tensor.

use std::marker::PhantomData;
use std::ops::Range;

use nalgebra::Dim;

use super::hessian::{self, Second, Triangle};
use super::sweep::{Lanes, OrResolve, Stain, Sweep, beside, passes};
use crate::error::Error;
use crate::operator::{Fallible, Hessian, Plain, Returns, by_name, returns};
use crate::output::Output;
use crate::point::{Point, Rows, mirror};
use crate::scalar::{Dual, Real};

/// The kind of a [`Hessian`] made by `vector`: the closure returns several values.
///
/// ```
/// use partials::exact::VectorHessian;
/// use partials::{Dual, Hessian};
///
/// type Number = Dual<Dual, 1>;
/// let f: Hessian<fn(&[Number]) -> [Number; 1], VectorHessian<f64>> = Hessian::vector(|x| [x[0] * x[0]]);
/// assert_eq!(f.at(&[3.0])[0], nalgebra::matrix![2.0]);
/// ```
pub struct VectorHessian<T, R = Plain>(PhantomData<fn() -> (T, R)>);

by_name!([T, R] VectorHessian<T, R>);
returns!([T, R: Returns] VectorHessian<T, R>);

impl<F, T: Real> Hessian<F, VectorHessian<T>> {
    /// The exact Hessians of a function with several values, all in one go: the closure returns an array, a
    /// `Vec`, or a vector of nalgebra or ndarray.
    ///
    /// As [`new`](Hessian::new) in all else. For a weighted sum of the values, such as a Lagrangian, the
    /// Hessian of that sum is cheaper.
    ///
    /// ```
    /// use nalgebra::matrix;
    /// use partials::Hessian;
    ///
    /// let h = Hessian::vector(|x| [x[0] * x[1], x[0].powi(2)]).at(&[2.0, 3.0]);
    /// assert_eq!(h, [matrix![0.0, 1.0; 1.0, 0.0], matrix![2.0, 0.0; 0.0, 0.0]]);
    /// ```
    pub fn vector<Y>(f: F) -> Self
    where
        F: Fn(&[Second<T>]) -> Y,
        Y: Output<Second<T>>,
    {
        let kind = VectorHessian(PhantomData);
        Self { f, kind }
    }
}

impl<F, T: Real, E> Hessian<F, VectorHessian<T, Fallible<E>>> {
    /// As [`vector`](Hessian::vector), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::try_vector(|x| if x[0] > 0.0 { Ok([x[0].ln()]) } else { Err("no logarithm") });
    /// assert_eq!(f.at(&[0.5]), Ok(vec![nalgebra::matrix![-4.0]]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_vector<Y>(f: F) -> Self
    where
        F: Fn(&[Second<T>]) -> Result<Y, E>,
        Y: Output<Second<T>>,
    {
        let kind = VectorHessian(PhantomData);
        Self { f, kind }
    }
}

/// Values, Jacobian, and a Hessian for each value.
type AllOf<X, Y, T> = (
    <Y as Output<Second<T>>>::Vector<T>,
    <X as Point>::Matrix<<Y as Output<Second<T>>>::Rows>,
    Vec<<X as Point>::Matrix<<X as Point>::Dimension>>,
);

/// The Hessians of all values, of a function made by [`vector`](Hessian::vector).
impl<F, T: Real, R: Returns> Hessian<F, VectorHessian<T, R>> {
    /// The Hessian of each value, `∂²fᵢ/∂xⱼ∂xₖ`: as many symmetric `n × n` matrices as there are values, of
    /// the type that the Hessian of one function has at such a point.
    ///
    /// Cost: that of one Hessian by [`new`](Hessian::new), `n` evaluations for up to 12 variables, about
    /// `n²/24` for many.
    ///
    /// # Panics
    ///
    /// Where the closure panics; with [`Error::ValueCount`] if it returns vectors of different lengths at
    /// one point; inside another derivative if the closure mixes both levels in one number type.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let h = Hessian::vector(|x| vec![x[0] * x[1], x[0].exp()]).at(&vec![0.0, 3.0]);
    /// assert_eq!((h.len(), h[0][(0, 1)], h[1][(0, 0)]), (2, 1.0, 1.0));
    /// ```
    pub fn at<X, Y>(&self, x: &X) -> R::Outcome<Vec<X::Matrix<X::Dimension>>>
    where
        X: Point<Scalar = T> + ?Sized,
        F: Fn(&[Second<T>]) -> R::Outcome<Y>,
        Y: Output<Second<T>>,
    {
        R::outcome(self.all(x).map(|(.., hessians)| hessians))
    }

    /// The values, the Jacobian and the Hessian of each value, for the price of the Hessians.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let (y, j, h) = Hessian::vector(|x| [x[0] * x[1]]).value_jacobian_hessians(&[2.0, 3.0]);
    /// assert_eq!((y, j), ([6.0], nalgebra::matrix![3.0, 2.0]));
    /// assert_eq!(h, [nalgebra::matrix![0.0, 1.0; 1.0, 0.0]]);
    /// ```
    pub fn value_jacobian_hessians<X, Y>(&self, x: &X) -> R::Outcome<AllOf<X, Y, T>>
    where
        X: Point<Scalar = T> + ?Sized,
        F: Fn(&[Second<T>]) -> R::Outcome<Y>,
        Y: Output<Second<T>>,
    {
        R::outcome(self.all(x))
    }

    fn all<X, Y>(&self, x: &X) -> Result<AllOf<X, Y, T>, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        F: Fn(&[Second<T>]) -> R::Outcome<Y>,
        Y: Output<Second<T>>,
    {
        let mut seeds = x.buffer(|i| Dual::constant(Dual::constant(x.coordinate(i))));
        let mut slabs = Slabs::<X, Y, T> {
            x,
            triangle: Triangle::of(0..usize::MAX, seeds.as_mut()),
            found: None,
        };
        let again = || self.all(x).map(drop);
        let swept = passes(
            seeds.as_mut(),
            &mut slabs,
            |x| R::result((self.f)(x)),
            again,
        );
        let found = || slabs.found.expect("there is at least one column");
        swept.or_resolve(found, || self.all(x))
    }
}

/// A chunk of the lower triangle of all Hessians at a time.
struct Slabs<'a, X: Point + ?Sized, Y: Output<Second<T>>, T: Real> {
    x: &'a X,
    triangle: Triangle<X::Dimension>,
    found: Option<AllOf<X, Y, T>>,
}

impl<X, Y, T> Sweep for Slabs<'_, X, Y, T>
where
    X: Point<Scalar = T> + ?Sized,
    Y: Output<Second<T>>,
    T: Real,
{
    type Scalar = T;
    type Number = Second<T>;
    type Values = Y;
    type Pass = Range<usize>;

    fn next(&mut self, seeds: &mut [Second<T>], lanes: Lanes) -> Option<Range<usize>> {
        self.triangle.next(seeds, lanes)
    }
    fn take(&mut self, rows: Range<usize>, y: Y) {
        let (x, j, m) = (self.x, self.triangle.column, y.rows().value());
        let (values, jacobian, hessians) = self.found.get_or_insert_with(|| {
            let hessians = (0..m).map(|_| x.zeros(x.dimension())).collect();
            (y.map(|y| y.value.value), x.zeros(y.rows()), hessians)
        });
        Error::check_value_count(hessians.len(), m);
        *values = y.map(|y| y.value.value);
        for (k, hessian) in hessians.iter_mut().enumerate() {
            let y = y.value(k);
            let value = y.value.value;
            if j < x.dimension().value() {
                // In a tie the inner level follows the outer one, whose slope is that of the column.
                jacobian[(k, j)] = beside(value, y.partials[0].value);
            }
            for (lane, i) in (0..X::Dimension::LANES).zip(rows.clone()) {
                if i >= j {
                    let entry = beside(value, y.partials[0].partials[lane]);
                    mirror(hessian, (i, j), entry);
                }
            }
        }
    }
    fn take_value(&mut self, y: Y) {
        if let Some((values, ..)) = &mut self.found {
            *values = y.map(|y| y.value.value);
        }
    }
    fn is_spoiled(&self, y: &Y) -> bool {
        (0..y.rows().value()).any(|k| hessian::any_nan(&y.value(k), X::Dimension::LANES))
    }
    fn stain(x: &mut Second<T>, how: Stain) {
        hessian::stain(x, how);
    }
    fn spoil(&self, seeds: &mut [Second<T>], rows: Option<&Range<usize>>) {
        self.triangle.spoil(seeds, rows);
    }
}
