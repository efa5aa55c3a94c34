//! [`Derivative::vector`]: velocity, acceleration and jerk of a curve, a function of one variable with
//! several values.

use std::marker::PhantomData;

use nalgebra::Dim;
use smallvec::SmallVec;

use super::derivative::{First, Orders, Second, Third};
use super::order::Nested;
use super::sweep::{Lanes, Once, OrResolve, Stain, Sweep, passes};
use crate::operator::{Derivative, Fallible, Plain, Returns, by_name, returns};
use crate::output::{Output, listed};
use crate::scalar::{Dual, Real};

/// The kind of a [`Derivative`] made by `vector`: the closure takes a number and returns several.
///
/// ```
/// use partials::exact::Curve;
/// use partials::{Derivative, Dual};
///
/// type Number = Dual<f64, 1>;
/// let circle: Derivative<fn(Number) -> [Number; 2], Curve<f64>> =
///     Derivative::vector(|t| [t.cos(), t.sin()]);
/// assert_eq!(circle.at(0.0), [0.0, 1.0]);
/// ```
pub struct Curve<T, R = Plain>(PhantomData<fn() -> (T, R)>);

by_name!([T, R] Curve<T, R>);
returns!([T, R: Returns] Curve<T, R>);

impl<F, T: Real> Derivative<F, Curve<T>> {
    /// The exact derivative of a function of one variable with several values, a curve: the closure
    /// returns an array, a `Vec`, or a vector of nalgebra or ndarray, and so do the methods.
    ///
    /// As [`new`](Derivative::new) in all else. A black box with several values is a
    /// [`Jacobian::numeric`](crate::Jacobian::numeric) of one variable.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let circle = Derivative::vector(|t| [t.cos(), t.sin()]);
    /// assert_eq!(circle.at(0.0), [0.0, 1.0]);
    /// let circle = Derivative::vector(|t| nalgebra::vector![t.cos(), t.sin()]);
    /// assert_eq!(circle.second(0.0), nalgebra::vector![-1.0, 0.0]); // towards the centre
    /// ```
    pub fn vector<Y>(f: F) -> Self
    where
        F: Fn(Dual<T, 1>) -> Y,
        Y: Output<Dual<T, 1>>,
    {
        let kind = Curve(PhantomData);
        Self { f, kind }
    }
}

impl<F, T: Real, E> Derivative<F, Curve<T, Fallible<E>>> {
    /// As [`vector`](Derivative::vector), for a closure that can fail. Every method then returns a `Result`
    /// with the closure's error.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let f = Derivative::try_vector(|t| if t > 0.0 { Ok([t.ln(), 2.0 * t]) } else { Err("too early") });
    /// assert_eq!((f.at(0.5), f.at(-0.5)), (Ok([2.0, 2.0]), Err("too early")));
    /// ```
    pub fn try_vector<Y>(f: F) -> Self
    where
        F: Fn(Dual<T, 1>) -> Result<Y, E>,
        Y: Output<Dual<T, 1>>,
    {
        let kind = Curve(PhantomData);
        Self { f, kind }
    }
}

/// The velocity, of a curve made by [`vector`](Derivative::vector).
impl<F, T: Real, R: Returns> Derivative<F, Curve<T, R>> {
    /// The derivatives of all values. Cost: one evaluation.
    ///
    /// # Panics
    ///
    /// Where the closure panics, and inside another derivative if the closure mixes both levels in one
    /// number type.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::vector(|t| vec![t * t, 3.0 * t]).at(2.0), [4.0, 3.0]);
    /// ```
    pub fn at<Y>(&self, t: T) -> R::Outcome<Y::Vector<T>>
    where
        F: Fn(Dual<T, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<T, 1>>,
    {
        let found = self.orders::<First<T>, Y>(Dual::variable(t, 0));
        R::outcome(found.map(|all| order(&all, 1)))
    }

    /// The values and their derivatives. Cost: one evaluation.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let line = Derivative::vector(|t| [1.0 + t, 2.0 * t]);
    /// assert_eq!(line.value_and_derivative(3.0), ([4.0, 6.0], [1.0, 2.0]));
    /// ```
    #[allow(clippy::type_complexity)]
    pub fn value_and_derivative<Y>(&self, t: T) -> R::Outcome<(Y::Vector<T>, Y::Vector<T>)>
    where
        F: Fn(Dual<T, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<T, 1>>,
    {
        let found = self.orders::<First<T>, Y>(Dual::variable(t, 0));
        R::outcome(found.map(|all| (order(&all, 0), order(&all, 1))))
    }
}

/// The acceleration, of a curve made by [`vector`](Derivative::vector).
impl<F, T: Real, R: Returns> Derivative<F, Curve<Dual<T, 1>, R>> {
    /// The second derivatives of all values. Cost: one evaluation on nested numbers.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::vector(|t| [t.powi(2), t.powi(3)]).second(2.0), [2.0, 12.0]);
    /// ```
    pub fn second<Y>(&self, t: T) -> R::Outcome<Y::Vector<T>>
    where
        F: Fn(Dual<Dual<T, 1>, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<Dual<T, 1>, 1>>,
    {
        let found = self.orders::<Second<T>, Y>(twice(t));
        R::outcome(found.map(|all| order(&all, 2)))
    }

    /// Values, first and second derivatives: position, velocity and acceleration. Cost: one evaluation.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let [x, v, a] = Derivative::vector(|t| [t, t * t]).up_to_second(3.0);
    /// assert_eq!((x, v, a), ([3.0, 9.0], [1.0, 6.0], [0.0, 2.0]));
    /// ```
    pub fn up_to_second<Y>(&self, t: T) -> R::Outcome<[Y::Vector<T>; 3]>
    where
        F: Fn(Dual<Dual<T, 1>, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<Dual<T, 1>, 1>>,
    {
        let found = self.orders::<Second<T>, Y>(twice(t));
        R::outcome(found.map(|all| [0, 1, 2].map(|k| order(&all, k))))
    }
}

/// The jerk, of a curve made by [`vector`](Derivative::vector).
impl<F, T: Real, R: Returns> Derivative<F, Curve<Dual<Dual<T, 1>, 1>, R>> {
    /// The third derivatives of all values. Cost: one evaluation on nested numbers.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// assert_eq!(Derivative::vector(|t| [t.powi(2), t.powi(3)]).third(2.0), [0.0, 6.0]);
    /// ```
    pub fn third<Y>(&self, t: T) -> R::Outcome<Y::Vector<T>>
    where
        F: Fn(Dual<Dual<Dual<T, 1>, 1>, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<Dual<Dual<T, 1>, 1>, 1>>,
    {
        let found = self.orders::<Third<T>, Y>(Dual::variable(twice(t), 0));
        R::outcome(found.map(|all| order(&all, 3)))
    }

    /// Values and the first three derivatives. Cost: one evaluation.
    ///
    /// ```
    /// use partials::Derivative;
    ///
    /// let all = Derivative::vector(|t| [t.powi(3), t.exp()]).up_to_third(0.0);
    /// assert_eq!(all, [[0.0, 1.0], [0.0, 1.0], [0.0, 1.0], [6.0, 1.0]]);
    /// ```
    pub fn up_to_third<Y>(&self, t: T) -> R::Outcome<[Y::Vector<T>; 4]>
    where
        F: Fn(Dual<Dual<Dual<T, 1>, 1>, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<Dual<Dual<T, 1>, 1>, 1>>,
    {
        let found = self.orders::<Third<T>, Y>(Dual::variable(twice(t), 0));
        R::outcome(found.map(|all| [0, 1, 2, 3].map(|k| order(&all, k))))
    }
}

impl<F, T: Real, R: Returns> Derivative<F, Curve<T, R>> {
    /// The orders `O` of every value at the seed.
    fn orders<O, Y>(&self, seed: Dual<T, 1>) -> Result<Orderly<O, Y>, R::Error>
    where
        O: Orders<Number = Dual<T, 1>>,
        F: Fn(Dual<T, 1>) -> R::Outcome<Y>,
        Y: Output<Dual<T, 1>>,
    {
        let mut line = Line::<O, Y> {
            once: Once::default(),
            found: None,
        };
        let again = || self.orders::<O, Y>(seed).map(drop);
        let swept = passes(&mut [seed], &mut line, |x| R::result((self.f)(x[0])), again);
        let found = || line.found.expect("there is one pass");
        swept.or_resolve(found, || self.orders::<O, Y>(seed))
    }
}

/// The variable on two levels.
fn twice<T: Real>(t: T) -> Dual<Dual<T, 1>, 1> {
    Dual::variable(Dual::variable(t, 0), 0)
}

/// The orders of every value, with the container that they came in.
struct Orderly<O: Orders, Y> {
    values: SmallVec<[O::All; 4]>,
    container: PhantomData<Y>,
}

/// The order `k` of every value.
fn order<O, Y, const M: usize>(all: &Orderly<O, Y>, k: usize) -> Y::Vector<O::Scalar>
where
    O: Orders<All = [<O as Orders>::Scalar; M]>,
    Y: Output<O::Number>,
{
    Y::from_fn(all.values.len(), |i| all.values[i][k])
}

/// One evaluation, of which the orders `O` of every value are read.
struct Line<O: Orders, Y> {
    once: Once,
    found: Option<Orderly<O, Y>>,
}

impl<O: Orders, Y: Output<O::Number>> Sweep for Line<O, Y> {
    type Scalar = O::Scalar;
    type Number = O::Number;
    type Values = Y;
    type Pass = ();

    fn next(&mut self, _: &mut [O::Number], lanes: Lanes) -> Option<()> {
        self.once.next(lanes)
    }
    fn take(&mut self, (): (), y: Y) {
        let values: SmallVec<[O::Number; 4]> = listed(&y);
        self.found = Some(Orderly {
            values: values.into_iter().map(O::read).collect(),
            container: PhantomData,
        });
    }
    fn take_value(&mut self, y: Y) {
        if let Some(found) = &mut self.found {
            for (i, all) in found.values.iter_mut().enumerate() {
                O::set_value(all, y.value(i));
            }
        }
    }
    fn is_spoiled(&self, y: &Y) -> bool {
        (0..y.rows().value()).any(|i| O::Levels::is_spoiled(&y.value(i)))
    }
    fn stain(x: &mut O::Number, stain: Stain) {
        O::Levels::stain(x, stain);
    }
}
