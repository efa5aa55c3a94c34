//! Likelihoods, means and sums of many terms, whose rounding is that of their terms: bars hold, and no
//! right gradient is accused, in f64 and with everything computed in f32.
//!
//! `cargo test --release --test sums -- --nocapture` prints how many entries are within their bars;
//! with `PARTIALS_CASES` set there are up to 100,000 terms.

use partials::{Dual, Gradient, Scalar, Verdict};
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

const PARAMETERS: usize = 5;

/// One term of a sum: of a row of features and an answer.
type Term<S> = fn(&[S], &[f64; PARAMETERS], f64) -> S;

fn predictor<S: Scalar>(w: &[S], row: &[f64; PARAMETERS]) -> S {
    let mut z = S::from(0.0);
    for (w, x) in w.iter().zip(row) {
        z += *w * *x;
    }
    z
}

fn logistic<S: Scalar>(w: &[S], row: &[f64; PARAMETERS], answer: f64) -> S {
    let z = predictor(w, row);
    z.softplus() - z * if answer > 0.0 { 1.0 } else { 0.0 }
}

fn gaussian<S: Scalar>(w: &[S], row: &[f64; PARAMETERS], answer: f64) -> S {
    let scale = w[PARAMETERS - 1].exp();
    let r = (predictor(&w[..PARAMETERS - 1], row) - answer) / scale;
    r * r * 0.5 + w[PARAMETERS - 1]
}

fn poisson<S: Scalar>(w: &[S], row: &[f64; PARAMETERS], answer: f64) -> S {
    let z = predictor(w, row);
    z.exp() - z * answer.abs().round()
}

fn robust<S: Scalar>(w: &[S], row: &[f64; PARAMETERS], answer: f64) -> S {
    let r = predictor(w, row) - answer;
    (r * r + 1.0).sqrt() - 1.0
}

fn student<S: Scalar>(w: &[S], row: &[f64; PARAMETERS], answer: f64) -> S {
    let r = predictor(w, row) - answer;
    (r * r * 0.25).ln_1p() * 2.5
}

/// The same terms for plain numbers and for numbers with derivatives.
type Named = (&'static str, Term<f64>, Term<Dual<f64, 12>>);
const TERMS: [Named; 5] = [
    ("logistic", logistic, logistic),
    ("gaussian", gaussian, gaussian),
    ("poisson", poisson, poisson),
    ("robust", robust, robust),
    ("student", student, student),
];

struct Data {
    rows: Vec<[f64; PARAMETERS]>,
    answers: Vec<f64>,
}

fn data(terms: usize, random: &mut SmallRng) -> Data {
    let row = |random: &mut SmallRng| {
        let mut row = [1.0; PARAMETERS];
        row[1..].fill_with(|| random.random_range(-1.5..1.5));
        row
    };
    let rows: Vec<_> = (0..terms).map(|_| row(random)).collect();
    let answers = rows
        .iter()
        .map(|row| row[1] - 0.5 * row[2] + random.random_range(-1.0..1.0))
        .collect();
    Data { rows, answers }
}

fn sum<S: Scalar>(term: Term<S>, data: &Data, w: &[S], factor: f64) -> S {
    let mut total = S::from(0.0);
    for (row, answer) in data.rows.iter().zip(&data.answers) {
        total += term(w, row, *answer);
    }
    total * factor
}

/// Every term and every partial sum rounded to single precision.
fn sum_in_f32(term: Term<f64>, data: &Data, w: &[f64], factor: f64) -> f64 {
    let mut total = 0.0_f32;
    for (row, answer) in data.rows.iter().zip(&data.answers) {
        let w: Vec<f64> = w.iter().map(|w| f64::from(*w as f32)).collect();
        total += term(&w, row, *answer) as f32;
    }
    f64::from(total * factor as f32)
}

#[derive(Default)]
struct Tally {
    entries: usize,
    within: usize,
    accused: Vec<String>,
}

impl Tally {
    fn add(&mut self, name: &str, f: impl Fn(&[f64]) -> f64, right: &[f64], x: &[f64]) {
        let found = Gradient::numeric(&f).estimate(x);
        for ((value, error), right) in found.value.iter().zip(&found.error).zip(right) {
            self.entries += 1;
            self.within += usize::from((value - right).abs() <= *error);
        }
        let report = Gradient::numeric(f).check_against(|_: &[f64]| right.to_vec(), x);
        if report.verdict() == Verdict::Disagree {
            self.accused.push(format!("{name}\n{report}"));
        }
    }

    fn judge(&self, of: &str) {
        println!(
            "{of}: {} of {} entries within their bars",
            self.within, self.entries
        );
        assert!(self.accused.is_empty(), "{}", self.accused.join("\n"));
        assert!(100 * self.within >= 99 * self.entries, "{of}");
    }
}

#[test]
fn sums_of_many_terms() {
    let sizes: &[(usize, u32)] = match std::env::var("PARTIALS_CASES") {
        Ok(_) => &[(1_000, 40), (10_000, 8), (100_000, 2)],
        Err(_) => &[(1_000, 20), (10_000, 1)],
    };
    let mut random = SmallRng::seed_from_u64(7);
    let (mut double, mut single) = (Tally::default(), Tally::default());
    for (terms, points) in sizes {
        let data = data(*terms, &mut random);
        for point in 0..*points {
            let x: Vec<f64> = (0..PARAMETERS)
                .map(|_| random.random_range(-1.0..1.0))
                .collect();
            for (name, plain, dual) in TERMS {
                // A sum, or a mean.
                let mean = 1.0 / *terms as f64;
                let factor = if point % 2 == 0 { 1.0 } else { mean };
                let exact = Gradient::new(|w: &[Dual<f64, 12>]| sum(dual, &data, w, factor));
                let right = exact.at(&x[..]);
                let name = format!("{name}, {terms} terms");
                let f = |w: &[f64]| sum(plain, &data, w, factor);
                double.add(&name, f, &right, &x);
                let f = |w: &[f64]| sum_in_f32(plain, &data, w, factor);
                single.add(&format!("{name} in f32"), f, &right, &x);
            }
        }
    }
    double.judge("f64");
    single.judge("f32");
}
