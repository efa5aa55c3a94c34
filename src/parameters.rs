//! [`Parameters`]: sets of numbers with names and structure, such as a model to be fitted has, as the
//! point of a derivative.
//!
//! [`parameters!`](macro@crate::parameters) declares a struct that is generic over its number. The struct
//! of plain numbers is a [`Point`](crate::Point), gradients come back as such a struct, and in a closure
//! [`with_numbers`](Parameters::with_numbers) makes of the slice a struct of the numbers at hand:
//!
//! ```
//! use partials::{Gradient, Parameters, Scalar, parameters};
//!
//! parameters! {
//!     /// A line through points that may lie off it, each by its own shift.
//!     #[derive(Clone, Debug, PartialEq)]
//!     struct Line<S = f64> {
//!         offset: S,
//!         slopes: [S; 2],
//!         shifts: Vec<S>,
//!     }
//! }
//!
//! fn cost<S: Scalar>(line: &Line<S>) -> S {
//!     let shifts: S = line.shifts.iter().map(|s| s * s).sum();
//!     (line.offset + 2.0 * line.slopes[1] - 1.0).powi(2) + shifts
//! }
//!
//! let line = Line { offset: 1.0, slopes: [2.0, 0.5], shifts: vec![3.0] };
//! let gradient = Gradient::reverse(|x| cost(&line.with_numbers(x))).at(&line);
//! assert_eq!(gradient, Line { offset: 2.0, slopes: [0.0, 4.0], shifts: vec![6.0] });
//! assert_eq!(line.names(), ["offset", "slopes[0]", "slopes[1]", "shifts[0]"]);
//! ```
//!
//! The names stand beside flat results, the columns of a Jacobian or the entries of a report.

use std::slice::Iter;

use crate::error::Error;
use crate::scalar::Real;

mod containers;
mod macros;
#[doc(hidden)]
pub mod stamp;

/// Numbers in a fixed order: a struct of [`parameters!`](macro@crate::parameters), and what its fields may
/// be.
///
/// | type | numbers, in this order | names |
/// |---|---|---|
/// | a number | itself | `rate` |
/// | `[P; N]`, `Vec<P>` | those of its elements | `weights[2]` |
/// | nalgebra `SVector`, `DVector`, `SMatrix`, `DMatrix` | column by column | `w[2]`, `w[(0, 1)]` |
/// | ndarray arrays | row by row | `w[2]`, `w[[0, 1]]` |
/// | another such struct | those of its fields | `layers[1].bias[0]` |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not made of numbers that a derivative can be taken by",
    label = "expected the number of the struct, an array or `Vec`, a container of nalgebra or ndarray, or another struct of `parameters!`",
    note = "what is no parameter, such as a count or a name, stays outside of the struct"
)]
pub trait Parameters {
    /// The number type.
    type Number: Real;

    /// The same set of other numbers.
    type Of<T: Real>: Parameters<Number = T>;

    /// How many numbers there are, where the type says so.
    #[doc(hidden)]
    const COUNT: Option<usize>;

    /// How many numbers there are.
    fn count(&self) -> usize;

    /// The number `i`.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    fn number(&self, i: usize) -> Self::Number;

    /// Appends what the number `i` is called within this set to `name`.
    ///
    /// # Panics
    ///
    /// If there are not so many.
    fn push_name(&self, i: usize, name: &mut String);

    /// The same set of the next numbers of `numbers`, of which there are enough.
    #[doc(hidden)]
    fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> Self::Of<T>;

    /// The same set, with the lengths that this one has, of other numbers.
    ///
    /// # Panics
    ///
    /// With [`Error::ParameterCount`] if there are not as many.
    ///
    /// ```
    /// use partials::Parameters;
    ///
    /// let shape = [vec![0.0; 2], vec![0.0]];
    /// assert_eq!(shape.with_numbers(&[1.0, 2.0, 3.0]), [vec![1.0, 2.0], vec![3.0]]);
    /// ```
    #[track_caller]
    fn with_numbers<T: Real>(&self, numbers: &[T]) -> Self::Of<T> {
        Error::check_parameters(self.count(), numbers.len());
        self.take(&mut numbers.iter())
    }

    /// All numbers, in their order.
    fn numbers(&self) -> Vec<Self::Number> {
        (0..self.count()).map(|i| self.number(i)).collect()
    }

    /// The names of all numbers, in their order.
    fn names(&self) -> Vec<String> {
        let name = |i| {
            let mut name = String::new();
            self.push_name(i, &mut name);
            name
        };
        (0..self.count()).map(name).collect()
    }
}

/// A single number.
#[diagnostic::do_not_recommend]
impl<S: Real> Parameters for S {
    type Number = S;
    type Of<T: Real> = T;

    const COUNT: Option<usize> = Some(1);

    fn count(&self) -> usize {
        1
    }
    fn number(&self, _: usize) -> S {
        *self
    }
    fn push_name(&self, _: usize, _: &mut String) {}
    fn take<T: Real>(&self, numbers: &mut Iter<'_, T>) -> T {
        *numbers.next().expect("there are enough numbers")
    }
}
