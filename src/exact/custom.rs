//! Functions with derivatives of their own: a call into code that is not generic, whose derivative is known.
//!
//! A table with its slopes, a routine of another library that returns value and gradient, a function whose
//! derivative by hand is cheaper or more exact than its program's: [`custom`] and [`custom_vector`] put
//! such a one into a function that is otherwise differentiated as it is. The solution of an equation is one
//! too: [`implicit`](crate::implicit) has its derivatives from the equation.
//!
//! | what the closure returns | value | first derivatives | second | third |
//! |---|---|---|---|---|
//! | `(value, gradient)` | right | right | NaN | NaN |
//! | `(value, gradient, hessian)` | right | right | right | NaN |
//!
//! A derivative that is not known is NaN by every input that moves, never zero, and by those that do not
//! move zero as it should be: of `custom(&x[..1], ..) + x[1] * x[1]` the second derivative by `x[1]` is 2.
//!
//! # Whether a rule is right
//!
//! is what [`check`](crate::check) finds out by itself, for on plain numbers the closure gives values alone:
//!
//! ```
//! use partials::{Gradient, custom};
//!
//! let right = Gradient::new(|x| custom(x, |x| (x[0] * x[1].exp(), [x[1].exp(), x[0] * x[1].exp()])));
//! assert!(right.check(&[2.0, 0.5]).passed());
//! let wrong = Gradient::new(|x| custom(x, |x| (x[0] * x[1].exp(), [x[1].exp(), x[1].exp()])));
//! assert!(!wrong.check(&[2.0, 0.5]).passed());
//! ```
//!
//! [`Hessian::check`](crate::Hessian::check) does so for second derivatives.
//!
//! # On every kind of number
//!
//! The closure is called with plain numbers once for every evaluation of the function around it, whatever
//! number that runs on: `f64`, [`Dual`](crate::Dual), nested or over `f32`, [`Var`](crate::Var), where it is one
//! operation on the tape, of 16 bytes an input, and `Trace`. Compiled code cannot hold a call of a
//! closure that borrows: of a function with one in it every call traces anew and evaluates what it
//! traced, which is right and slow, and `compile_for` says so with
//! [`NotCompiled`](Error::NotCompiled). `new` or `reverse` is the kind for it.

use nalgebra::Dim;

use crate::check::HandMatrix;
use crate::error::Error;
use crate::output::{Output, listed};
pub use crate::scalar::Expansion;
use crate::scalar::{Scalar, Slopes};

/// A function of `inputs` whose value and derivatives a closure on plain numbers knows: to first order
/// `f(a + h) = f(a) + ∇f(a) · h`, to second order with `h · H h / 2`.
///
/// The closure returns `(value, gradient)` or `(value, gradient, hessian)`. A gradient is an array, a `Vec`
/// or a vector of nalgebra or ndarray; a Hessian is an array of rows or a matrix of nalgebra, ndarray or
/// faer. Derivatives of higher order than given are NaN, by inputs that move.
///
/// Where the function has a kink the gradient is used for both sides, so NaN is the entry to return there.
/// Beside a value that is NaN or infinite a finite gradient counts as NaN, and beside a gradient that is
/// not finite a finite second derivative does. A derivative of an input that vanishes is NaN beside an
/// infinite entry, since nothing is known of what becomes of it; an input that is a constant, or does not
/// depend on the variable, adds nothing.
///
/// Cost: one call of the closure for each evaluation, and 0.1 to 0.3 µs besides on numbers with derivatives. See
/// [`custom`](mod@crate::exact::custom) for the kinds of numbers, and for how to check a rule.
///
/// # Panics
///
/// With [`Error::Length`] if the gradient has not one entry for every input, and with [`Error::Hand`] if the
/// Hessian has another shape.
///
/// ```
/// use partials::{Gradient, Hessian, custom};
///
/// // √(x₀² + x₁²) by other code, with the unit vector for a gradient.
/// let r = |x: &[f64]| {
///     let r = x[0].hypot(x[1]);
///     (r, [x[0] / r, x[1] / r])
/// };
/// let g = Gradient::reverse(|x| custom(x, r).ln()).at(&[3.0, 4.0]);
/// assert!((g[0] - 3.0 / 25.0_f64).abs() < 1e-15);
///
/// // Second derivatives are not in it, and not made up.
/// let h = Hessian::new(|x| custom(x, r)).at(&[3.0, 4.0]);
/// assert!(f64::is_nan(h[(0, 1)]));
/// ```
#[doc(alias = "custom_vjp")]
#[doc(alias = "custom_jvp")]
#[must_use]
#[track_caller]
pub fn custom<S, E>(inputs: &[S], f: impl FnOnce(&[f64]) -> E) -> S
where
    S: Scalar,
    E: IntoExpansion,
{
    let expansion = f(&plain(inputs)).into_expansion();
    of_inputs(inputs, expansion)
}

/// As [`custom`], of several values: the closure returns `(values, jacobian)` or
/// `(values, jacobian, hessians)`, one Hessian for every value, and the numbers come in a container like that
/// of the values.
///
/// A Jacobian has a row for every value and a column for every input.
///
/// # Panics
///
/// With [`Error::Hand`] if the Jacobian or a Hessian has another shape than that, and if there are not as many
/// Hessians as values.
///
/// ```
/// use partials::{Jacobian, custom_vector};
///
/// let polar = Jacobian::new(|x| {
///     custom_vector(x, |x| {
///         let (r, (sin, cos)) = (x[0], x[1].sin_cos());
///         ([r * cos, r * sin], [[cos, -r * sin], [sin, r * cos]])
///     })
/// });
/// assert_eq!(polar.at(&[2.0, 0.0]), nalgebra::matrix![1.0, 0.0; 0.0, 2.0]);
/// ```
#[must_use]
#[track_caller]
pub fn custom_vector<S, E>(
    inputs: &[S],
    f: impl FnOnce(&[f64]) -> E,
) -> <E::Values as Output<f64>>::Vector<S>
where
    S: Scalar,
    E: IntoExpansions,
{
    let (values, expansions) = f(&plain(inputs)).into_expansions(inputs.len());
    let numbers: Vec<S> = expansions
        .into_iter()
        .map(|expansion| of_inputs(inputs, expansion))
        .collect();
    E::Values::from_fn(values.rows().value(), |i| numbers[i])
}

/// The values of numbers.
pub(super) fn plain<S: Scalar>(inputs: &[S]) -> Slopes {
    inputs.iter().map(|x| x.peek()).collect()
}

/// A function of numbers that is known at their values.
#[track_caller]
pub(super) fn of_inputs<S: Scalar>(inputs: &[S], expansion: Expansion) -> S {
    Error::check_length("the gradient", inputs.len(), expansion.arguments());
    S::expanded(&expansion, &[], inputs)
}

/// A value with its derivatives: `(value, gradient)` or `(value, gradient, hessian)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what the closure of `custom` returns",
    label = "expected `(value, gradient)` or `(value, gradient, hessian)`",
    note = "a gradient is `[f64; N]`, `Vec<f64>` or a vector of nalgebra or ndarray, with an entry for every input: of \
            one input it is `[slope]`",
    note = "a Hessian is `[[f64; N]; N]` or a matrix of nalgebra, ndarray or faer"
)]
pub trait IntoExpansion {
    /// The function as it is known at this point.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    fn into_expansion(self) -> Expansion;
}

#[diagnostic::do_not_recommend]
impl<G: Output<f64>> IntoExpansion for (f64, G) {
    fn into_expansion(self) -> Expansion {
        let (value, gradient) = self;
        Expansion::new(value, listed(&gradient), None)
    }
}

#[diagnostic::do_not_recommend]
impl<G: Output<f64>, H: HandMatrix> IntoExpansion for (f64, G, H) {
    fn into_expansion(self) -> Expansion {
        let (value, gradient, hessian) = self;
        let gradient: Slopes = listed(&gradient);
        let n = gradient.len();
        Expansion::new(value, gradient, Some(in_rows(&hessian, (n, n))))
    }
}

/// Values with their derivatives: `(values, jacobian)` or `(values, jacobian, hessians)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what the closure of `custom_vector` returns",
    label = "expected `(values, jacobian)` or `(values, jacobian, hessians)`",
    note = "values are `[f64; M]`, `Vec<f64>` or a vector; a Jacobian is `[[f64; N]; M]` or a matrix of nalgebra, \
            ndarray or faer; Hessians are an array or a `Vec` of such"
)]
pub trait IntoExpansions {
    /// The container of the values.
    type Values: Output<f64>;

    /// The values, and every one of them with its derivatives by so many inputs.
    ///
    /// # Panics
    ///
    /// If the shapes do not fit.
    fn into_expansions(self, inputs: usize) -> (Self::Values, Vec<Expansion>);
}

#[diagnostic::do_not_recommend]
impl<V: Output<f64>, J: HandMatrix> IntoExpansions for (V, J) {
    type Values = V;

    fn into_expansions(self, inputs: usize) -> (V, Vec<Expansion>) {
        let (values, jacobian) = self;
        let expansions = first_order(&values, &jacobian, inputs);
        let expansions = expansions.map(|(value, row)| Expansion::new(value, row, None));
        let expansions = expansions.collect();
        (values, expansions)
    }
}

#[diagnostic::do_not_recommend]
impl<V, J, L> IntoExpansions for (V, J, L)
where
    V: Output<f64>,
    J: HandMatrix,
    L: IntoIterator<Item: HandMatrix>,
{
    type Values = V;

    fn into_expansions(self, inputs: usize) -> (V, Vec<Expansion>) {
        let (values, jacobian, hessians) = self;
        let hessians: Vec<Vec<f64>> = hessians
            .into_iter()
            .map(|hessian| in_rows(&hessian, (inputs, inputs)))
            .collect();
        let (m, found) = (values.rows().value(), hessians.len());
        assert!(m == found, "{found} Hessians came with {m} values");
        let expansions = first_order(&values, &jacobian, inputs)
            .zip(hessians)
            .map(|((value, row), hessian)| Expansion::new(value, row, Some(hessian)))
            .collect();
        (values, expansions)
    }
}

/// Every value with its row of the Jacobian.
fn first_order(
    values: &impl Output<f64>,
    jacobian: &impl HandMatrix,
    inputs: usize,
) -> impl Iterator<Item = (f64, Slopes)> {
    let values: Slopes = listed(values);
    let entries = in_rows(jacobian, (values.len(), inputs));
    let row = move |i: usize| Slopes::from(&entries[i * inputs..(i + 1) * inputs]);
    (0..).zip(values).map(move |(i, value)| (value, row(i)))
}

/// The entries of a matrix, row by row.
///
/// # Panics
///
/// With [`Error::Hand`] if it has another shape.
fn in_rows(matrix: &impl HandMatrix, expected: (usize, usize)) -> Vec<f64> {
    let found = matrix.shape();
    if found != expected {
        panic!("{}", Error::Hand { expected, found });
    }
    let (rows, columns) = found;
    (0..rows * columns)
        .map(|k| matrix.entry(k / columns, k % columns))
        .collect()
}
