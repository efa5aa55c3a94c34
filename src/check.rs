//! A verdict: exact, numerical and hand-derived derivatives held against each other.
//!
//! ```
//! use partials::Gradient;
//!
//! // f = x₀² x₁, and a gradient by hand with a slip in the first component.
//! let hand = |x: &[f64]| [x[0] * x[1], x[0] * x[0]];
//! let report = Gradient::new(|x| x[0] * x[0] * x[1]).check_against(hand, &[0.7, 1.9]);
//! assert!(!report.passed());
//! assert_eq!(report.worst().unwrap().column, 0);
//! println!("{report}");
//! ```
//!
//! # What is compared
//!
//! | call | exact | by hand | numerical |
//! |---|---|---|---|
//! | `Gradient::new(f).check(&x)` | ✓ | | ✓ |
//! | `Gradient::new(f).check_against(hand, &x)` | ✓ | ✓ | ✓ |
//! | `Gradient::numeric(f).check_against(hand, &x)` | | ✓ | ✓ |
//!
//! Likewise for the other operators. The numerical derivative comes from values of the same
//! closure, evaluated at constants: no rule of differentiation takes part in it.
//!
//! `check_with` and `check_against_with` take settings, a [`Check`]: a tolerance, random points,
//! random directions for many variables, and how finite differences are taken. `check_many` and
//! `check_random` check several points and report the worst of them, since a wrong formula may be
//! right at one. [`assert_gradient!`](crate::assert_gradient) and its relatives are for tests.
//!
//! # How it is judged
//!
//! An entry d, with the numerical derivative n ± e, agrees if
//!
//! ```text
//! |d - n| ≤ 6 e + 8 s + 4 u |d|
//! ```
//!
//! (10 e for second derivatives and higher, whose bars are less certain), with u the spacing of floating-point numbers at 1, and s the spread of d: its largest change
//! when the point is moved to a neighbouring floating-point number, in four samples. The spread is
//! how well d is known at all; it counts only while it is small, since a derivative that changes
//! suddenly is no rounding error. Agreement is relative to the entry: if e is more than 1 % of it
//! (and the entry is neither zero nor of the size of its own spread), the verdict is
//! [`Verdict::Undecided`], and so it is wherever finite differences [do not settle](crate::Status).
//! Zero is what changes the function by less than 1e-11 of its size, or of what the other entries make,
//! over the whole reach of the coordinate, with a bar as small.
//!
//! A derivative that is another at x than at all neighbours, where it is right, is wrong there: a
//! branch on equality, a loop that stops where it starts. The spread does not excuse it, and the report
//! says so. Where an entry disagrees, the rounding of its own formula is measured once more, by fourth
//! differences over points a thousandth apart, where the function is smooth: a quotient like
//! `(cos x - sin x / x) / x` loses digits that all neighbours lose alike. If that explains the
//! difference, the verdict is [`Reason::Cancelled`]. An entry of a few roundings of those beside it is a zero.
//!
//! At a kink there is no derivative, but an exact first derivative is the slope to the right of it,
//! f'(x; eᵢ), and n ± e is there the forward difference. The entry agrees with that or not as
//! elsewhere; the report says that it is one-sided, and [`Entry::backward`] has the slope to the
//! left. What is neither the slope to the right nor beyond both sides (another subgradient, written
//! by hand or by a branch) stays undecided. Along a random direction v likewise, with f'(x; v).
//! Hessians are undecided at kinks.
//!
//! Where finite differences confirm the exact entry, or see too little to contradict it, a
//! hand-derived entry is held against the exact one, and nothing but rounding may separate them:
//! mistakes of a part in 10¹² are found.
//!
//! The whole agrees if every entry does.

mod checked;
mod diagnosis;
mod directions;
mod hand;
mod kink;
mod macros;
mod report;
mod rounding;
mod run;
mod settings;
mod subject;
mod table;
mod verdict;

pub use checked::Checked;
pub use diagnosis::{Composed, Diagnosis, Entries, Place};
pub use hand::HandMatrix;
pub use report::{Entry, Report};
pub use settings::Check;
pub(crate) use subject::{check_along, check_columns, check_matrix};
pub use table::Colored;
pub use verdict::{Reason, Verdict};
