//! Runs the algorithms and sorts what they return into right, refused and wrong.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use nalgebra::RealField;
use partials::{Dual, Var};

use super::jet::{self, Jet, Jets};
use super::matrices::Case;

/// Lanes of one evaluation: all but two along one entry each, two along all entries.
pub const LANES: usize = 6;

/// A number with lanes along `d₀ .. d₅`, seeded and read.
pub trait Seeded: RealField + partials::Scalar {
    const SECOND: bool;
    fn seeded(value: f64, along: &[f64; LANES]) -> Self;
    fn plain(self) -> f64;
    /// The slopes along lanes `i` and `j`, and the second derivative if there is one.
    fn jet(self, i: usize, j: usize) -> Jet;
}

impl Seeded for Dual<f64, LANES> {
    const SECOND: bool = false;
    fn seeded(value: f64, along: &[f64; LANES]) -> Self {
        Self::new(value, *along)
    }
    fn plain(self) -> f64 {
        self.value
    }
    fn jet(self, i: usize, j: usize) -> Jet {
        let (v, a, b) = (self.value, self.partials[i], self.partials[j]);
        Jet { v, a, b, ab: 0.0 }
    }
}

impl Seeded for Dual<Dual<f64, LANES>, LANES> {
    const SECOND: bool = true;
    fn seeded(value: f64, along: &[f64; LANES]) -> Self {
        Self::new(Dual::new(value, *along), along.map(Dual::constant))
    }
    fn plain(self) -> f64 {
        self.value.value
    }
    fn jet(self, i: usize, j: usize) -> Jet {
        Jet {
            v: self.value.value,
            a: self.partials[i].value,
            b: self.value.partials[j],
            ab: self.partials[i].partials[j],
        }
    }
}

// The numbers of the other kinds carry no lanes: `by_reverse` and its like make them.
macro_rules! without_lanes {
    ($Number:ty, |$x:ident| $plain:expr) => {
        impl Seeded for $Number {
            const SECOND: bool = false;
            fn seeded(value: f64, _: &[f64; LANES]) -> Self {
                Self::constant(value)
            }
            fn plain(self) -> f64 {
                let $x = self;
                $plain
            }
            fn jet(self, _: usize, _: usize) -> Jet {
                Jet::constant(self.plain())
            }
        }
    };
}
without_lanes!(Var, |x| x.value);
// What takes a plain number out is refused.
#[cfg(feature = "compiled")]
without_lanes!(partials::Trace, |x| x.re());

/// What a result is a derivative of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Truth {
    Determinant,
    /// By columns.
    Inverse,
    /// The matrix itself, by columns.
    Matrix,
    /// The identity, by columns.
    Identity,
    /// In any order.
    Eigenvalues,
    /// In any order.
    SingularValues,
    /// Roots of the characteristic polynomial, in any order.
    Roots,
    /// The inverse times `(1, 2, .., n)`.
    Solution,
}

/// One algorithm's results, `None` where it refuses.
pub struct Claim<T> {
    pub algorithm: &'static str,
    pub truth: Truth,
    pub results: Box<dyn Fn() -> Option<Vec<T>>>,
    /// Whether it reads one triangle only, so that directions are symmetric.
    pub symmetric: bool,
}

/// Algorithms that are never wrong, here: of the others the counts are printed, and the page of
/// `partials::linalg` warns of them.
const STANDS: &[&str] = &[
    "col_piv_qr inverse",
    "col_piv_qr product",
    "col_piv_qr solve",
    "determinant",
    "full_piv_lu determinant",
    "full_piv_lu product",
    "hessenberg product",
    "linalg::determinant",
    "linalg::singular_values",
    "linalg::symmetric_eigenvalues",
    "lu determinant",
    "qr inverse",
    "qr orthogonality",
    "qr product",
    "qr solve",
    "symmetric_eigen orthogonality",
    "symmetric_eigen product",
    "symmetric_eigen values",
    "symmetric_eigenvalues",
];

#[derive(Default)]
pub struct Counts {
    table: BTreeMap<(&'static str, &'static str), [usize; 3]>,
    pub wrong: Vec<String>,
}

impl Counts {
    pub fn print(&self, n: usize) {
        println!("size {n}: algorithm, order and storage: right, refused, wrong");
        for ((algorithm, order), [right, refused, wrong]) in &self.table {
            println!("{algorithm:32} {order:16} {right:6} {refused:6} {wrong:6}");
        }
    }
    pub fn complaint(&self) -> String {
        format!("{} wrong:\n{}", self.wrong.len(), self.wrong.join("\n"))
    }
}

/// Runs every algorithm that `algorithms` makes of the matrix.
pub fn judge<T: Seeded, F>(case: &Case, order: &'static str, counts: &mut Counts, algorithms: F)
where
    F: Fn(&[Vec<T>]) -> Vec<Claim<T>>,
{
    for symmetric in [false, true] {
        if symmetric && !case.is_symmetric() {
            continue;
        }
        for directions in batches(case.entries.len(), symmetric) {
            let n = case.entries.len();
            let matrix: Vec<Vec<T>> = (0..n)
                .map(|i| {
                    let along = |j: usize| std::array::from_fn(|k| directions[k][i][j]);
                    (0..n)
                        .map(|j| T::seeded(case.entries[i][j], &along(j)))
                        .collect()
                })
                .collect();
            for claim in algorithms(&matrix) {
                if claim.symmetric == symmetric {
                    judge_claim(case, order, counts, &directions, claim);
                }
            }
        }
    }
}

/// The directions of each evaluation.
fn batches(n: usize, symmetric: bool) -> Vec<Vec<Vec<Vec<f64>>>> {
    let zero = vec![vec![0.0; n]; n];
    let entries: Vec<(usize, usize)> = (0..n * n)
        .map(|k| (k / n, k % n))
        .filter(|(i, j)| !symmetric || i <= j)
        .collect();
    let single = LANES - 2;
    let count = entries.len().div_ceil(single);
    (0..count)
        .map(|batch| {
            let mut directions: Vec<_> = (0..single)
                .map(|k| {
                    let (i, j) = entries[(batch + k * count) % entries.len()];
                    let mut d = zero.clone();
                    d[i][j] = 1.0;
                    if symmetric {
                        d[j][i] = 1.0;
                    }
                    d
                })
                .collect();
            for k in 1..3 {
                let f = |i: usize, j: usize| {
                    ((i * i * 3 + j * j * 3 + i * j * k + batch + k) % 7) as f64 - 2.5
                };
                let g = |_: usize, j: usize| if symmetric { 0.0 } else { (j % 3) as f64 };
                directions.push(
                    (0..n)
                        .map(|i| (0..n).map(|j| f(i, j) + g(i, j)).collect())
                        .collect(),
                );
            }
            directions
        })
        .collect()
}

fn judge_claim<T: Seeded>(
    case: &Case,
    order: &'static str,
    counts: &mut Counts,
    directions: &[Vec<Vec<f64>>],
    claim: Claim<T>,
) {
    let n = case.entries.len();
    let row = counts.table.entry((claim.algorithm, order)).or_default();
    let results = catch_unwind(AssertUnwindSafe(|| (claim.results)()))
        .ok()
        .flatten();
    for i in 0..LANES {
        for j in 0..LANES {
            if !T::SECOND && i != j {
                continue;
            }
            let Some(results) = &results else {
                row[1] += 1;
                continue;
            };
            let jets: Jets = (0..n)
                .map(|r| {
                    (0..n)
                        .map(|c| Jet {
                            v: case.entries[r][c],
                            a: directions[i][r][c],
                            b: directions[j][r][c],
                            ab: 0.0,
                        })
                        .collect()
                })
                .collect();
            let pairs = compare(claim.truth, &jets, results, i, j);
            // Where the truth does not exist, whatever is finite is wrong.
            let outcome = pairs
                .iter()
                .map(|(got, want)| class::<T>(got, want))
                .max()
                .unwrap_or(0);
            row[outcome] += 1;
            if outcome == 2 && STANDS.contains(&claim.algorithm) {
                let worst = pairs.iter().find(|(g, w)| class::<T>(g, w) == 2).unwrap();
                counts.wrong.push(format!(
                    "{} {n}: {}, {order}, lanes {i} {j}: {:?} for {:?}",
                    claim.algorithm, case.name, worst.0, worst.1
                ));
            }
        }
    }
}

/// 0: right, 1: refused, 2: wrong. A refused part does not excuse a wrong one.
fn class<T: Seeded>(got: &Jet, want: &Option<Jet>) -> usize {
    let parts = |x: &Jet| [x.v, x.a, x.b, if T::SECOND { x.ab } else { 0.0 }];
    let got = parts(got);
    let Some(want) = want else {
        let derivatives = &got[1..if T::SECOND { 4 } else { 3 }];
        return if derivatives.iter().all(|x| x.is_finite()) {
            2
        } else {
            1
        };
    };
    // Rounding is that of the largest terms, which a large second derivative shows.
    let terms = 1e-8 * want.ab.abs();
    let want = parts(want);
    let scale = want.iter().fold(terms.max(1.0), |m, x| m.max(x.abs()));
    let mut outcome = 0;
    for (g, w) in got.iter().zip(want) {
        let class = if !g.is_finite() {
            1
        } else if (g - w).abs() > 1e-7 * scale {
            2
        } else {
            0
        };
        outcome = outcome.max(class);
    }
    outcome
}

/// Results beside the truth, where there is one.
fn compare<T: Seeded>(
    truth: Truth,
    jets: &Jets,
    results: &[T],
    i: usize,
    j: usize,
) -> Vec<(Jet, Option<Jet>)> {
    let n = jets.len();
    let got: Vec<Jet> = results.iter().map(|x| x.jet(i, j)).collect();
    let columns = |m: &Jets| -> Vec<Jet> { (0..n * n).map(|k| m[k % n][k / n]).collect() };
    let with = |want: Vec<Jet>| -> Vec<(Jet, Option<Jet>)> {
        assert_eq!(got.len(), want.len());
        got.iter()
            .copied()
            .zip(want.into_iter().map(Some))
            .collect()
    };
    match truth {
        Truth::Determinant => with(vec![jet::determinant(jets)]),
        Truth::Matrix => with(columns(jets)),
        Truth::Identity => with(
            (0..n * n)
                .map(|k| Jet::constant(if k % n == k / n { 1.0 } else { 0.0 }))
                .collect(),
        ),
        Truth::Inverse => match jet::inverse(jets) {
            Some(inverse) => with(columns(&inverse)),
            None => vec![(sum(&got), None)],
        },
        Truth::Solution => match jet::inverse(jets) {
            Some(inverse) => with(
                inverse
                    .iter()
                    .map(|row| {
                        row.iter().enumerate().fold(Jet::default(), |sum, (k, x)| {
                            sum + *x * Jet::constant((k + 1) as f64)
                        })
                    })
                    .collect(),
            ),
            None => vec![(sum(&got), None)],
        },
        Truth::Eigenvalues => groups(got, &jet::eigenvalue_groups(jets)),
        Truth::SingularValues => {
            let mut groups_of_all = jet::eigenvalue_groups(&jet::jordan_wielandt(jets));
            groups_of_all.retain(|g| g.sum.v / g.size as f64 > 1e-7);
            groups(got, &groups_of_all)
        }
        Truth::Roots => roots(got, jets),
    }
}

fn sum(all: &[Jet]) -> Jet {
    all.iter().fold(Jet::default(), |s, &x| s + x)
}

/// The sum over each group of equal values beside the truth.
fn groups(mut got: Vec<Jet>, groups: &[jet::Group]) -> Vec<(Jet, Option<Jet>)> {
    // Beside a value that is NaN nobody takes another for a certain one of them.
    if got.iter().any(|x| x.v.is_nan()) {
        return vec![(Jet::constant(f64::NAN), Some(Jet::default()))];
    }
    got.sort_by(|a, b| b.v.total_cmp(&a.v));
    let mut first = 0;
    groups
        .iter()
        .map(|group| {
            let members = &got[first..first + group.size];
            first += group.size;
            (sum(members), Some(group.sum))
        })
        .collect()
}

/// Every simple root of `det(A - λ I)` beside one step of Newton's method in jets.
fn roots(got: Vec<Jet>, jets: &Jets) -> Vec<(Jet, Option<Jet>)> {
    let polynomial = |root: Jet| {
        let mut m = jets.clone();
        for (k, row) in m.iter_mut().enumerate() {
            row[k] = row[k] - root;
        }
        jet::determinant(&m)
    };
    let mut pairs = Vec::new();
    for root in &got {
        if !root.v.is_finite() {
            pairs.push((*root, Some(Jet::constant(0.0))));
            continue;
        }
        // The slope by λ as a jet of its own.
        let by_root = |at: Jet| {
            let h = 1e-3;
            let p = |k: f64| polynomial(at + Jet::constant(k * h));
            (p(1.0) - p(-1.0)) * Jet::constant(0.75 / h)
                - (p(2.0) - p(-2.0)) * Jet::constant(0.15 / h)
                + (p(3.0) - p(-3.0)) * Jet::constant(1.0 / (60.0 * h))
        };
        let mut at = Jet::constant(root.v);
        if by_root(at).v.abs() < 1e-2 {
            continue; // a multiple root
        }
        for _ in 0..4 {
            at = at - polynomial(at) / by_root(at);
        }
        pairs.push((*root, Some(at)));
    }
    pairs
}
