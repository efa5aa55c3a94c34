//! [`function!`](crate::function!) and [`vector_function!`](crate::vector_function!): the text of a closure,
//! stamped once for every number that an operator computes with.
//!
//! ```text
//! function!(|x| x[0] * x[1])  =  Closure::new(|call| match call {
//!     Call::Plain(x, y) => *y = Some(x[0] * x[1]),     on f64
//!     Call::Forward(x, y)  => *y = Some(x[0] * x[1]),     on Dual
//!     ..                                               and so on
//! })
//! ```
//!
//! It is one closure, so that what it captures is captured once, by reference or by `move`.

use std::any::{Any, type_name};
use std::fmt;

use super::same::same;
use super::{Function, VectorFunction};
use crate::output::{self, Output};
#[cfg(feature = "compiled")]
use crate::scalar::Trace;
use crate::scalar::{Dual, Scalar, Var};

/// The number of the compiled kind; without it, one that is there already.
#[cfg(feature = "compiled")]
#[doc(hidden)]
pub type Traced = Trace;
#[cfg(not(feature = "compiled"))]
#[doc(hidden)]
pub type Traced = f64;

/// What a function returns: the place for it, for any number.
pub trait Returned {
    /// For the number `N`.
    type Of<N: 'static>: Any;
}

/// A number.
#[derive(Debug)]
pub struct One;

impl Returned for One {
    type Of<N: 'static> = Option<N>;
}

/// Several numbers.
#[derive(Debug)]
pub struct Many;

impl Returned for Many {
    type Of<N: 'static> = Vec<N>;
}

/// One evaluation of a stamped closure: the point, and where the value goes, on one of the numbers.
///
/// ```
/// use partials::function::{Call, Closure};
/// use partials::{Function, function};
///
/// /// A closure of [`function!`], by its full name.
/// fn slope(f: Closure<impl Fn(Call<'_>)>) -> f64 {
///     f.gradient(&[3.0])[0]
/// }
/// assert_eq!(slope(function!(|x| x[0] * x[0])), 6.0);
/// ```
#[non_exhaustive]
pub enum Call<'a, R: Returned = One> {
    /// Values.
    Plain(&'a [f64], &'a mut R::Of<f64>),
    /// First derivatives by forward mode.
    Forward(&'a [Dual], &'a mut R::Of<Dual>),
    /// Second ones.
    ForwardTwice(&'a [Dual<Dual, 1>], &'a mut R::Of<Dual<Dual, 1>>),
    /// First derivatives by reverse mode.
    Reverse(&'a [Var], &'a mut R::Of<Var>),
    /// Second ones.
    ForwardOverReverse(&'a [Var<Dual<f64, 4>>], &'a mut R::Of<Var<Dual<f64, 4>>>),
    /// Machine code.
    Compiled(&'a [Traced], &'a mut R::Of<Traced>),
}

/// As [`Call`], of a vector-valued function.
///
/// ```
/// use partials::function::{VectorCall, VectorClosure};
/// use partials::{VectorFunction, vector_function};
///
/// fn count(f: VectorClosure<impl Fn(VectorCall<'_>)>) -> usize {
///     f.value(&[3.0]).len()
/// }
/// assert_eq!(count(vector_function!(|x| [x[0], x[0] * x[0]])), 2);
/// ```
pub type VectorCall<'a> = Call<'a, Many>;

impl<'a, R: Returned> Call<'a, R> {
    /// For the number `S`, if the closure is stamped for it.
    #[inline]
    fn of<S: Scalar>(x: &'a [S], y: &'a mut R::Of<S>) -> Option<Self> {
        let y: &mut dyn Any = y;
        // Plain form of a row: `if let Some(x) = same::<S, f64>(x) { return Some(Self::Plain(x, y as f64's)) }`
        macro_rules! rows {
            ($($Variant:ident $Number:ty;)*) => {
                $(if let Some(x) = same::<S, $Number>(x) {
                    return y.downcast_mut().map(|y| Self::$Variant(x, y));
                })*
            };
        }
        rows! {
            Plain f64;
            Forward Dual;
            ForwardTwice Dual<Dual, 1>;
            Reverse Var;
            ForwardOverReverse Var<Dual<f64, 4>>;
            Compiled Traced;
        }
        None
    }
}

impl<R: Returned> fmt::Debug for Call<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Call")
    }
}

/// A closure on no number that it is stamped for.
#[cold]
fn not_stamped<S>() -> ! {
    panic!(
        "a closure written as `function!(..)` computes with the numbers of the operators that it is given \
         to, and `{}` is none of them: write it as a generic function, `fn f<S: Scalar>(x: &[S]) -> S`",
        type_name::<S>()
    )
}

/// What [`function!`](crate::function!) makes.
///
/// ```
/// use partials::function::Closure;
/// use partials::{Function, function};
///
/// let f: Closure<_> = function!(|x| x[0] * x[1]);
/// assert_eq!(f.gradient(&[2.0, 3.0]), [3.0, 2.0]);
/// assert_eq!(format!("{f:?}"), "function!(..)");
/// ```
#[derive(Clone, Copy)]
pub struct Closure<F>(F);

impl<F: Fn(Call<'_>)> Closure<F> {
    /// For the macro.
    #[doc(hidden)]
    pub fn new(f: F) -> Self {
        Self(f)
    }
}

impl<F> fmt::Debug for Closure<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("function!(..)")
    }
}

impl<F: Fn(Call<'_>)> Function for Closure<F> {
    #[inline]
    fn eval<S: Scalar>(&self, x: &[S]) -> S {
        let mut y = None;
        if let Some(call) = Call::of(x, &mut y) {
            (self.0)(call);
        }
        y.unwrap_or_else(|| not_stamped::<S>())
    }
}

/// What [`vector_function!`](crate::vector_function!) makes.
///
/// ```
/// use partials::function::VectorClosure;
/// use partials::{VectorFunction, vector_function};
///
/// let f: VectorClosure<_> = vector_function!(|x| [x[0] * x[1], x[0]]);
/// assert_eq!(f.value(&[2.0, 3.0]), [6.0, 2.0]);
/// ```
#[derive(Clone, Copy)]
pub struct VectorClosure<F>(F);

impl<F: Fn(VectorCall<'_>)> VectorClosure<F> {
    /// For the macro.
    #[doc(hidden)]
    pub fn new(f: F) -> Self {
        Self(f)
    }
}

impl<F> fmt::Debug for VectorClosure<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("vector_function!(..)")
    }
}

impl<F: Fn(VectorCall<'_>)> VectorFunction for VectorClosure<F> {
    #[inline]
    fn eval<S: Scalar>(&self, x: &[S]) -> Vec<S> {
        let mut y = Vec::new();
        match Call::of(x, &mut y) {
            Some(call) => (self.0)(call),
            None => not_stamped::<S>(),
        }
        y
    }
}

/// The values in a container as a list, for the macro.
#[doc(hidden)]
pub fn listed<N, Y: Output<N>>(y: Y) -> Vec<N> {
    output::listed(&y)
}

/// A function for every number, of the text of a closure or from a generic function: a
/// [`Function`](trait@crate::Function), with `value`, `gradient`, `hessian`, `hvp`, `jvp`, `check`, `compile`.
///
/// `function!(|x| ..)` captures by reference, `function!(move |x| ..)` by value, and `function!(f)` takes a
/// `fn f<S: Scalar>(x: &[S]) -> S` by its name. The text is compiled once for every number that operators
/// compute with; within it, `Real` names the number at hand, as in `sum::<Real>()`, and the functions of
/// [`Real`](crate::scalar::Real) can be called on it. An error of the compiler may come once for each.
///
/// ```
/// use partials::{Function, function};
///
/// let data = vec![1.0, 2.0, 4.0];
/// let f = function!(|x| data.iter().map(|d| (x[0] - d).powi(2)).sum::<Real>() + x[1].erf());
/// assert_eq!(f.gradient(&[2.0, 9.0])[0], -2.0);
///
/// fn shifted(by: f64) -> impl Function + Clone + Send {
///     function!(move |x| (x[0] - by).exp())
/// }
/// assert_eq!(shifted(3.0).gradient(&[3.0]), [1.0]);
/// ```
#[macro_export]
macro_rules! function {
    (move |$x:ident| $body:expr) => {
        $crate::function::Closure::new(move |call: $crate::function::Call<'_>| {
            $crate::__stamped!(call, $x, $body)
        })
    };
    (|$x:ident| $body:expr) => {
        $crate::function::Closure::new(|call: $crate::function::Call<'_>| {
            $crate::__stamped!(call, $x, $body)
        })
    };
    ($f:path) => {
        $crate::function!(move |x| $f(x))
    };
}

/// A vector-valued function for every number, of the text of a closure or from a generic function: a
/// [`VectorFunction`](trait@crate::VectorFunction). As [`function!`](crate::function!); the closure returns an
/// array, a `Vec`, or a vector of nalgebra or ndarray.
///
/// ```
/// use partials::{VectorFunction, vector_function};
///
/// let (t, y) = ([0.0, 1.0, 2.0], [1.0, 0.6, 0.4]);
/// let residuals = vector_function!(|x| {
///     t.iter().zip(&y).map(|(t, y)| x[0] * (-x[1] * t).exp() - y).collect::<Vec<Real>>()
/// });
/// assert_eq!(residuals.jacobian(&[1.0, 0.5]).shape(), (3, 2));
/// ```
#[macro_export]
macro_rules! vector_function {
    (move |$x:ident| $body:expr) => {
        $crate::function::VectorClosure::new(move |call: $crate::function::VectorCall<'_>| {
            $crate::__stamped_vector!(call, $x, $body)
        })
    };
    (|$x:ident| $body:expr) => {
        $crate::function::VectorClosure::new(|call: $crate::function::VectorCall<'_>| {
            $crate::__stamped_vector!(call, $x, $body)
        })
    };
    ($f:path) => {
        $crate::vector_function!(move |x| $f(x))
    };
}

/// The arms of a scalar function. Plain form of one: `Call::Plain(x, y) => *y = Some((|x: &[f64]| body)(x))`.
#[doc(hidden)]
#[macro_export]
macro_rules! __stamped {
    ($call:ident, $x:ident, $body:expr) => {
        $crate::__arms!(
            $call,
            Real,
            { |$x: &[Real]| -> Real { $body } },
            ::std::option::Option::Some
        )
    };
}

/// The arms of a vector function.
#[doc(hidden)]
#[macro_export]
macro_rules! __stamped_vector {
    ($call:ident, $x:ident, $body:expr) => {
        $crate::__arms!(
            $call,
            Real,
            { |$x: &[Real]| $body },
            $crate::function::listed
        )
    };
}

/// An arm for every number, which is called `$Real` in the closure.
#[doc(hidden)]
#[macro_export]
macro_rules! __arms {
    (@arm $x:ident $y:ident $Real:ident $Number:ty, $f:block, $take:path) => {{
        // The functions that `f64` lacks.
        #[allow(unused_imports)]
        use $crate::scalar::Real as _;
        #[allow(dead_code)]
        type $Real = $Number;
        #[allow(unstable_name_collisions)]
        let f = $f;
        *$y = $take(f($x));
    }};
    ($call:ident, $Real:ident, $f:block, $take:path) => {
        match $call {
            $crate::function::Call::Plain(x, y) => $crate::__arms!(@arm x y $Real f64, $f, $take),
            $crate::function::Call::Forward(x, y) => {
                $crate::__arms!(@arm x y $Real $crate::Dual, $f, $take)
            }
            $crate::function::Call::ForwardTwice(x, y) => {
                $crate::__arms!(@arm x y $Real $crate::Dual<$crate::Dual, 1>, $f, $take)
            }
            $crate::function::Call::Reverse(x, y) => $crate::__arms!(@arm x y $Real $crate::Var, $f, $take),
            $crate::function::Call::ForwardOverReverse(x, y) => {
                $crate::__arms!(@arm x y $Real $crate::Var<$crate::Dual<f64, 4>>, $f, $take)
            }
            $crate::function::Call::Compiled(x, y) => {
                $crate::__arms!(@arm x y $Real $crate::function::Traced, $f, $take)
            }
            _ => {}
        }
    };
}
