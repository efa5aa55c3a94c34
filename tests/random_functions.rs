//! Random functions of 2 to 6 variables through `check`: right derivatives are not accused, few are
//! in doubt, and planted mistakes above ten bars are found.
//!
//! `cargo test --release --test random_functions -- --nocapture` prints the rates; with
//! `PARTIALS_CASES=10000` it asks as many functions, and prints all in doubt.

#[path = "common/forest.rs"]
mod forest;
#[path = "common/mistakes.rs"]
mod mistakes;

use std::collections::BTreeMap;

use forest::{Binary, Function, Place, Token, Unary, places, systems};
use mistakes::{MISTAKES, norm, scale};
use nalgebra::DMatrix;
use partials::check::Reason;
use partials::{Dual, Gradient, Hessian, Jacobian, Report, Verdict};

type D = Dual<f64, 12>;
type D2 = Dual<Dual<f64, 12>, 1>;

/// How many functions, a fraction of which a kind asks.
fn cases(default: usize, share: usize) -> usize {
    let told = std::env::var("PARTIALS_CASES");
    let told = told.ok().and_then(|cases| cases.parse::<usize>().ok());
    told.map_or(default, |cases| cases / share)
}

#[derive(Default)]
struct Tally {
    asked: usize,
    accused: Vec<String>,
    undecided: BTreeMap<String, usize>,
}

impl Tally {
    fn add(&mut self, report: &Report, f: &dyn std::fmt::Debug) {
        self.asked += 1;
        match report.verdict() {
            Verdict::Agree => {}
            Verdict::Disagree => self.accused.push(format!("{f:?}\n{report}")),
            Verdict::Undecided(reason) => {
                *self.undecided.entry(reason.to_string()).or_default() += 1;
                if std::env::var("PARTIALS_CASES").is_ok() {
                    println!("{f:?}\n{report}");
                }
            }
        }
    }

    /// `doubts` in a thousand may be undecided, where there is a derivative at all.
    fn judge(&self, of: &str, doubts: usize) {
        println!(
            "{of}: {} of {} accused, undecided {:?}",
            self.accused.len(),
            self.asked,
            self.undecided
        );
        assert!(self.accused.is_empty(), "{}", self.accused.join("\n"));
        let kinked = [Reason::Jump, Reason::Kink].map(|reason| reason.to_string());
        let undecided = self.undecided.iter().filter(|(r, _)| !kinked.contains(r));
        let count: usize = undecided.map(|(_, count)| count).sum();
        assert!(1000 * count <= doubts * self.asked.max(1000), "{count}");
    }
}

/// Derivatives that can be compared with at all.
fn are_moderate(entries: &[f64]) -> bool {
    entries.iter().all(|d| d.is_finite() && d.abs() < 1e60)
}

fn gradient(f: &Function, x: &[f64]) -> Vec<f64> {
    Gradient::new(|x: &[D]| f.at(x)).at(x)
}

#[test]
fn right_gradients() {
    let mut tally = Tally::default();
    for Place { f, x } in places(cases(500, 1), 1) {
        if are_moderate(&gradient(&f, &x)) {
            let report = Gradient::numeric(|x: &[f64]| f.at(x))
                .check_against(|x: &[f64]| gradient(&f, x), &x[..]);
            tally.add(&report, &f.tokens);
        }
    }
    tally.judge("gradients", 2);
}

#[test]
fn right_jacobians() {
    let mut tally = Tally::default();
    for (rows, x) in systems(cases(200, 10), 2) {
        let jacobian = |x: &[f64]| {
            let entries: Vec<f64> = rows.iter().flat_map(|f| gradient(f, x)).collect();
            DMatrix::from_row_slice(rows.len(), x.len(), &entries)
        };
        if are_moderate(jacobian(&x).as_slice()) {
            let values = |x: &[f64]| rows.iter().map(|f| f.at(x)).collect::<Vec<f64>>();
            let report = Jacobian::numeric(values).check_against(jacobian, &x[..]);
            tally.add(&report, &rows);
        }
    }
    tally.judge("jacobians", 10);
}

#[test]
fn right_hessians() {
    let mut tally = Tally::default();
    for Place { f, x } in places(cases(200, 10), 3) {
        let hessian = |x: &[f64]| Hessian::new(|x: &[D2]| f.at(x)).at(x);
        if are_moderate(hessian(&x).as_slice()) {
            let report = Hessian::numeric(|x: &[f64]| f.at(x)).check_against(hessian, &x[..]);
            tally.add(&report, &f.tokens);
        }
    }
    tally.judge("hessians", 20);
}

/// A mistake made with the function at hand: from the right gradient, the function, the point, and an
/// entry to be spoilt.
type Misreading = fn(g: &mut Vec<f64>, f: &Function, x: &[f64], k: usize);

const OWN: [(&str, Misreading); 8] = [
    ("factor 1/2 on one", |g, _, _, k| g[k] *= 0.5),
    ("gradient of atan f", |g, f, x, _| {
        scale(g, 1.0 / (1.0 + f.at(x).powi(2)))
    }),
    ("normalised", |g, _, _, _| {
        let size = norm(g);
        scale(g, 1.0 / size);
    }),
    ("at a point nearby", |g, f, x, k| {
        let mut x = x.to_vec();
        x[k] += 1e-3 * x[k].abs().max(1e-3);
        *g = gradient(f, &x);
    }),
    ("at the point before", |g, f, x, _| {
        *g = gradient(f, &x.iter().map(|x| 1.1 * x).collect::<Vec<_>>())
    }),
    ("wrong rule", |g, f, x, k| {
        let wrong = |token: &mut Token| match token {
            Token::Unary(Unary::Sin) => *token = Token::Unary(Unary::Cos),
            Token::Unary(Unary::Exp) => *token = Token::Unary(Unary::ExpM1),
            Token::Unary(Unary::Sqrt) => *token = Token::Unary(Unary::Cbrt),
            Token::Binary(Binary::Sub) => *token = Token::Binary(Binary::Add),
            Token::Binary(Binary::Mul) => *token = Token::Binary(Binary::Hypot),
            _ => {}
        };
        *g = gradient(&changed(f, k, wrong), x);
    }),
    ("constant mistyped", |g, f, x, k| {
        let wrong = |token: &mut Token| {
            if let Token::Constant(c) = token {
                *c *= 1.01;
            }
        };
        *g = gradient(&changed(f, k, wrong), x);
    }),
    ("a variable taken for a constant", |g, f, x, k| {
        let Some(Token::Variable(i)) = f.tokens.iter().find(|t| **t == Token::Variable(k)) else {
            return;
        };
        let (mut f, mut first) = (f.clone(), true);
        for token in &mut f.tokens {
            if *token == Token::Variable(*i) && std::mem::take(&mut first) {
                *token = Token::Constant(x[*i]);
            }
        }
        *g = gradient(&f, x);
    }),
];

type Mistake = Box<dyn Fn(&mut Vec<f64>, &Function, &[f64], usize)>;

/// Those of all gradients, and those made with the function at hand.
fn mistakes() -> impl Iterator<Item = (&'static str, Mistake)> {
    let of_all = MISTAKES.into_iter().map(|(name, plant)| {
        let mistake: Mistake = Box::new(move |g, f, x, k| plant(g, x, f.at(x), k));
        (name, mistake)
    });
    let own = OWN.into_iter().map(|(name, plant)| {
        let mistake: Mistake = Box::new(plant);
        (name, mistake)
    });
    of_all.chain(own)
}

/// The function with a mistake in the first of its tokens from k on that can have it.
fn changed(f: &Function, k: usize, wrong: impl Fn(&mut Token)) -> Function {
    let mut f = f.clone();
    for token in f.tokens.iter_mut().skip(k) {
        let right = *token;
        wrong(token);
        if *token != right {
            break;
        }
    }
    f
}

#[test]
fn planted_mistakes_are_found() {
    let mut missed = Vec::new();
    let (mut all, mut found) = (0, 0);
    for (name, plant) in mistakes() {
        let (mut above, mut seen) = (0, 0);
        for (i, Place { f, x }) in places(cases(300, 10), 4).into_iter().enumerate() {
            let right = gradient(&f, &x);
            let k = i % x.len();
            let mut hand = right.clone();
            plant(&mut hand, &f, &x, k);
            if !are_moderate(&right) || !are_moderate(&hand) {
                continue;
            }
            let claim = |x: &[f64]| {
                let mut g = gradient(&f, x);
                plant(&mut g, &f, x, k);
                g
            };
            let report = Gradient::numeric(|x: &[f64]| f.at(x)).check_against(claim, &x[..]);
            // A jump beside the point moves what the derivative is next to it.
            let is_smooth = report.entries().iter().all(|e| e.status.is_reliable());
            let is_above = is_smooth
                && report.entries().iter().any(|e| {
                    let off = (hand[e.column] - right[e.column]).abs();
                    let resolution = e.error + f64::EPSILON * right[e.column].abs();
                    off > 10.0 * resolution && off > e.bar
                });
            if is_above {
                above += 1;
                if report.verdict() == Verdict::Disagree {
                    seen += 1;
                } else {
                    missed.push(format!("{name}: {:?}, right {right:?}\n{report}", f.tokens));
                }
            }
        }
        println!("{name:<32} {above:>5} above ten bars, {seen:>5} found");
        assert!(above >= 20, "{name} is never above the bars");
        all += above;
        found += seen;
    }
    println!("{found} of {all} found");
    // Far fewer than that are wrong at a spike of the claim itself, which looks like rounding.
    assert!(1000 * missed.len() <= all, "{}", missed.join("\n"));
}
