//! nalgebra's algorithms on dual numbers, at matrices where an algorithm meets zeros and equalities:
//! which derivatives are right, which visibly refused (NaN, infinite, `None`, a panic), which wrong.
//!
//! Scenarios are kinds of matrices × sizes × algorithms × static or dynamic × first or second
//! order. Entries are variables, all at once: several lanes along single entries, and two along all.
//! `cargo test --test linear_algebra -- --nocapture` prints the counts; with `PARTIALS_CASES` set,
//! sizes 5 and 6 are tried, too (minutes).

#[path = "linear_algebra/algorithms.rs"]
mod algorithms;
#[path = "linear_algebra/jet.rs"]
mod jet;
#[path = "linear_algebra/judge.rs"]
mod judge;
#[path = "linear_algebra/matrices.rs"]
mod matrices;

use approx::assert_relative_eq;
use judge::{Claim, Counts, judge};
use nalgebra::DMatrix;
#[cfg(feature = "compiled")]
use partials::Trace;
use partials::linalg::{determinant, singular_values, symmetric_eigenvalues};
use partials::{Derivative, Dual, Jacobian, Scalar, Var};

/// First derivatives, and second ones on nested numbers.
type First = Dual<f64, { judge::LANES }>;
type Second = Dual<Dual<f64, { judge::LANES }>, { judge::LANES }>;

macro_rules! every_size {
    ($($name:ident $n:literal $fixed:ident)*) => {
        $(#[test]
        fn $name() {
            let run = || {
            let mut counts = Counts::default();
            for case in matrices::of_size($n) {
                judge::<First, _>(&case, "first, static", &mut counts, algorithms::$fixed);
                judge::<First, _>(&case, "first, dynamic", &mut counts, algorithms::dynamic);
                judge::<Second, _>(&case, "second, static", &mut counts, algorithms::$fixed);
                judge::<Second, _>(&case, "second, dynamic", &mut counts, algorithms::dynamic);
            }
            counts.print($n);
            assert!(counts.wrong.is_empty(), "{}", counts.complaint());
            };
            // Matrices of nested numbers are large, and debug builds copy them often.
            let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(run).unwrap();
            assert!(thread.join().is_ok());
        })*
    };
}
every_size! {
    what_stands_is_never_wrong_at_size_2 2 fixed_2
    what_stands_is_never_wrong_at_size_3 3 fixed_3
}

#[test]
fn what_stands_is_never_wrong_to_first_order_at_larger_sizes() {
    let largest = if std::env::var("PARTIALS_CASES").is_ok() {
        6
    } else {
        4
    };
    for n in 4..=largest {
        let mut counts = Counts::default();
        for case in matrices::of_size(n) {
            judge::<First, _>(&case, "first, dynamic", &mut counts, algorithms::dynamic);
        }
        counts.print(n);
        assert!(counts.wrong.is_empty(), "{}", counts.complaint());
    }
}

// Every algorithm by another kind, and its derivatives along the directions of `rows`. Plain form:
// `fn by_reverse(rows: &[Vec<First>]) -> Vec<Claim<First>> { .. }`
macro_rules! by_kind {
    ($name:ident, $Number:ident, $try_new:ident) => {
        fn $name(rows: &[Vec<First>]) -> Vec<Claim<First>> {
            let n = rows.len();
            let flat: Vec<First> = rows.concat();
            let x: Vec<f64> = flat.iter().map(|x| x.value).collect();
            let claims = move |x: &[$Number]| {
                let rows: Vec<Vec<$Number>> = x.chunks(n).map(<[$Number]>::to_vec).collect();
                algorithms::dynamic(&rows)
            };
            let constants: Vec<$Number> = x.iter().map(|x| $Number::constant(*x)).collect();
            let of_claim = |(k, claim): (usize, Claim<$Number>)| {
                let (x, flat) = (x.clone(), flat.clone());
                let results = move || {
                    let f = Jacobian::$try_new(|x: &[$Number]| (claims(x)[k].results)().ok_or(()));
                    let (values, j) = f.value_and_jacobian(&x[..]).ok()?;
                    let along = |i: usize, lane: usize| -> f64 {
                        let moves = flat.iter().map(|x| x.partials[lane]).enumerate();
                        let moving = moves.filter(|(_, h)| *h != 0.0);
                        moving.map(|(k, h)| j[(i, k)] * h).sum()
                    };
                    let number = |(i, value): (usize, &f64)| {
                        First::new(*value, std::array::from_fn(|l| along(i, l)))
                    };
                    Some(values.iter().enumerate().map(number).collect())
                };
                Claim {
                    algorithm: claim.algorithm,
                    truth: claim.truth,
                    symmetric: claim.symmetric,
                    results: Box::new(results),
                }
            };
            claims(&constants)
                .into_iter()
                .enumerate()
                .map(of_claim)
                .collect()
        }
    };
}
by_kind!(by_reverse, Var, try_reverse);
#[cfg(feature = "compiled")]
by_kind!(by_code, Trace, try_compiled);

/// What comes out wrong in reverse mode.
fn wrong_in_reverse(n: usize) -> Vec<String> {
    let mut counts = Counts::default();
    for case in matrices::of_size(n) {
        judge::<First, _>(&case, "first, reverse", &mut counts, by_reverse);
    }
    counts.print(n);
    // A matrix that is singular but for rounding has an inverse of 1e15, and derivatives beside it.
    counts.wrong.retain(|wrong| !wrong.ends_with("for None"));
    counts.wrong
}

#[test]
fn what_stands_is_never_wrong_in_reverse_mode() {
    let complaint = |wrong: &[String]| wrong.join("\n");
    let wrong = wrong_in_reverse(2);
    assert!(wrong.is_empty(), "{}", complaint(&wrong));
    let mut wrong = wrong_in_reverse(3);
    wrong.retain(|wrong| !is_of_a_tridiagonal_matrix(wrong));
    assert!(wrong.is_empty(), "{}", complaint(&wrong));
}

/// Compiled or evaluated where decisions are of a kind that no comparison tells.
#[cfg(feature = "compiled")]
#[test]
fn what_stands_is_never_wrong_compiled() {
    // Every matrix is compiled anew, by every algorithm.
    let largest = if std::env::var("PARTIALS_CASES").is_ok() {
        3
    } else {
        2
    };
    for n in 2..=largest {
        let mut counts = Counts::default();
        for case in matrices::of_size(n) {
            judge::<First, _>(&case, "first, compiled", &mut counts, by_code);
        }
        counts.print(n);
        counts.wrong.retain(|wrong| !wrong.ends_with("for None"));
        assert!(counts.wrong.is_empty(), "{}", counts.complaint());
    }
}

fn is_of_a_tridiagonal_matrix(wrong: &str) -> bool {
    wrong.starts_with("symmetric_eigen") && wrong.contains(" 3: tridiagonal,")
}

/// At a tridiagonal matrix nalgebra's symmetric eigenvalues are refused by forward mode, by all variables.
/// In reverse mode those are refused that meet the division of zero by zero, and the derivatives by the
/// entry that is zero are finite and wrong.
#[test]
fn symmetric_eigenvalues_in_reverse_mode_are_never_wrong() {
    let mut wrong = wrong_in_reverse(3);
    wrong.retain(|wrong| is_of_a_tridiagonal_matrix(wrong));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A control: twice the determinant is found wrong, and what is NaN is not.
#[test]
fn a_wrong_derivative_is_counted() {
    for factor in [2.0, f64::NAN] {
        let mut counts = Counts::default();
        for case in matrices::of_size(3) {
            judge::<First, _>(&case, "control", &mut counts, |rows| {
                let mut claims = algorithms::fixed_3(rows);
                claims.retain(|claim| claim.algorithm == "linalg::determinant");
                for claim in &mut claims {
                    let plain = std::mem::replace(&mut claim.results, Box::new(|| None));
                    claim.results = Box::new(move || {
                        Some(
                            plain()?
                                .iter()
                                .map(|&x| x * First::constant(factor))
                                .collect(),
                        )
                    });
                }
                claims
            });
        }
        assert_eq!(counts.wrong.is_empty(), factor.is_nan());
    }
}

/// Diagonal at 0.
fn nearly_diagonal<S: Scalar>(x: S) -> DMatrix<S> {
    DMatrix::from_row_slice(2, 2, &[x, 2.0 * x, 2.0 * x, 1.0 + 3.0 * x + x * x])
}

/// Its larger eigenvalue, which is its larger singular value.
fn larger<S: Scalar>(x: S) -> S {
    let last = 1.0 + 3.0 * x + x * x;
    let (sum, difference) = (x + last, x - last);
    (sum + (difference * difference + 16.0 * x * x).sqrt()) / 2.0
}

#[test]
fn our_own_functions_have_every_order() {
    // At a matrix of zeros the determinant is the product of the variables.
    let product = Derivative::new(|x| determinant(&DMatrix::from_diagonal_element(3, 3, x)));
    assert_eq!(product.up_to_third(0.0), [0.0, 0.0, 0.0, 6.0]);

    let want = Derivative::new(larger).up_to_third(0.0);
    let eigenvalue = Derivative::new(|x| {
        let values = symmetric_eigenvalues(&nearly_diagonal(x));
        values[0].max(values[1])
    });
    let singular_value = Derivative::new(|x| {
        let values = singular_values(&nearly_diagonal(x));
        values[0].max(values[1])
    });
    assert!(want.iter().all(|d| *d != 0.0));
    for got in [eigenvalue.up_to_third(0.0), singular_value.up_to_third(0.0)] {
        assert_relative_eq!(got[..], want[..], max_relative = 1e-13);
    }
    // Another number type: `f32`.
    let narrow = Derivative::new(|x: Dual<Dual<f32, 1>, 1>| {
        let values = symmetric_eigenvalues(&nearly_diagonal(x));
        values[0].max(values[1])
    });
    let want = [want[0] as f32, want[1] as f32, want[2] as f32];
    assert_relative_eq!(narrow.up_to_second(0.0)[..], want[..], max_relative = 1e-5);
}
