//! Random functions with known derivatives: is the reported error a promise?
//!
//! A few hundred by default. `STRESS=2000 cargo test --release --test stress -- --nocapture` runs
//! as many as it says, and prints a line for every broken promise.

#[path = "common/noise.rs"]
mod noise;

use std::f64::consts::PI;

use noise::noise_at;

use partials::{Derivative, Estimate, FiniteDifference, Status};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

fn derivative(f: impl Fn(f64) -> f64, x: f64, settings: &FiniteDifference) -> Estimate<f64> {
    Derivative::numeric(f).with(settings.clone()).estimate(x)
}

const SEED: u64 = 20_240_229;
const DEFAULT_COUNT: usize = 360;

/// A function, a point, and the derivative there.
struct Case {
    f: Box<dyn Fn(f64) -> f64>,
    x: f64,
    exact: f64,
}

impl Case {
    fn new(x: f64, exact: f64, f: impl Fn(f64) -> f64 + 'static) -> Self {
        Self {
            f: Box::new(f),
            x,
            exact,
        }
    }
}

struct Dice(Xoshiro256PlusPlus);

impl Dice {
    fn uniform(&mut self, low: f64, high: f64) -> f64 {
        self.0.random_range(low..high)
    }

    /// 10^(low ..= high)
    fn magnitude(&mut self, low: f64, high: f64) -> f64 {
        10.0_f64.powf(self.uniform(low, high))
    }

    fn sign(&mut self) -> f64 {
        if self.0.random_bool(0.5) { 1.0 } else { -1.0 }
    }

    /// A point of either sign, away from 0.
    fn point(&mut self, low: f64, high: f64) -> f64 {
        self.sign() * self.magnitude(low, high)
    }
}

/// A tame function of size 1 that varies on the scale of its point, to build others from.
fn tame(dice: &mut Dice) -> Case {
    let x = dice.point(-1.0, 1.0);
    let (a, b) = (dice.uniform(0.3, 2.0), dice.uniform(-2.0, 2.0));
    let t = a * x / x.abs() + b;
    let rate = a / x.abs();
    match dice.0.random_range(0..5) {
        0 => Case::new(x, rate * t.cos(), move |x| (rate * x + b).sin()),
        1 => Case::new(x, rate * t.exp(), move |x| (rate * x + b).exp()),
        2 => Case::new(x, rate / t.cosh().powi(2), move |x| (rate * x + b).tanh()),
        3 => Case::new(x, rate / (1.0 + t * t), move |x| (rate * x + b).atan()),
        _ => {
            let root = (1.0 + t * t).sqrt();
            Case::new(x, rate * t / root, move |x| {
                (1.0 + (rate * x + b).powi(2)).sqrt()
            })
        }
    }
}

fn polynomial(dice: &mut Dice) -> Case {
    let x = dice.point(-3.0, 3.0);
    let c: [f64; 6] = std::array::from_fn(|i| dice.uniform(-1.0, 1.0) / x.abs().powi(i as i32));
    let exact = (1..6).rev().fold(0.0, |sum, i| sum * x + i as f64 * c[i]);
    Case::new(x, exact, move |x| {
        c.iter().rev().fold(0.0, |sum, c| sum * x + c)
    })
}

fn product(dice: &mut Dice) -> Case {
    let x = dice.point(-2.0, 2.0);
    let (a, b) = (
        dice.uniform(0.2, 5.0) / x.abs(),
        dice.uniform(-2.0, 2.0) / x.abs(),
    );
    let exact = (b * x).exp() * (a * (a * x).cos() + b * (a * x).sin());
    Case::new(x, exact, move |x| (a * x).sin() * (b * x).exp())
}

fn composition(dice: &mut Dice) -> Case {
    let inner = tame(dice);
    let (x, slope, g) = (inner.x, inner.exact, inner.f);
    let value = g(x);
    match dice.0.random_range(0..3) {
        0 => Case::new(x, value.sin().exp() * value.cos() * slope, move |x| {
            g(x).sin().exp()
        }),
        1 => Case::new(x, 2.0 * value * slope / (2.0 + value * value), move |x| {
            (2.0 + g(x).powi(2)).ln()
        }),
        _ => Case::new(x, slope / (2.0 * (20.0 + value).sqrt()), move |x| {
            (20.0 + g(x)).sqrt()
        }),
    }
}

fn shifted_pole(dice: &mut Dice) -> Case {
    let x = dice.point(-2.0, 2.0);
    let pole = x * (1.0 + dice.sign() * dice.magnitude(-6.0, 0.0));
    let gap = x - pole;
    match dice.0.random_range(0..3) {
        0 => Case::new(x, -1.0 / (gap * gap), move |x| 1.0 / (x - pole)),
        1 => Case::new(x, 1.0 / gap, move |x| (x - pole).abs().ln()),
        _ => Case::new(x, -2.0 / gap.powi(3), move |x| (x - pole).powi(-2)),
    }
}

fn oscillation(dice: &mut Dice) -> Case {
    let x = dice.point(-2.0, 2.0);
    let rate = dice.magnitude(-2.0, 4.0) / x.abs();
    let phase = dice.uniform(0.0, 2.0 * PI);
    // The phase at x as the function computes it, so that the truth has no error of its own.
    let exact = rate * (rate * x + phase).cos();
    Case::new(x, exact, move |x| (rate * x + phase).sin())
}

fn noisy(dice: &mut Dice) -> Case {
    let Case { f, x, exact } = tame(dice);
    let level = dice.magnitude(-12.0, -4.0);
    let salt = dice.0.random();
    Case::new(x, exact, move |x| f(x) + level * noise_at(x, salt))
}

fn quantised(dice: &mut Dice) -> Case {
    let Case { f, x, exact } = tame(dice);
    let quantum = dice.magnitude(-10.0, -3.0);
    Case::new(x, exact, move |x| (f(x) / quantum).round() * quantum)
}

fn single_precision(dice: &mut Dice) -> Case {
    let Case { f, x, exact } = tame(dice);
    Case::new(x, exact, move |x| f64::from(f(x) as f32))
}

fn kink_nearby(dice: &mut Dice) -> Case {
    let Case { f, x, exact } = tame(dice);
    let kink = x * (1.0 + dice.sign() * dice.magnitude(-5.0, -0.5));
    let bend = dice.uniform(-3.0, 3.0);
    Case::new(x, exact + bend * (x - kink).signum(), move |x| {
        f(x) + bend * (x - kink).abs()
    })
}

fn domain_edge(dice: &mut Dice) -> Case {
    let x = dice.point(-2.0, 2.0);
    let edge = x - x.abs() * dice.magnitude(-6.0, 0.0);
    let gap = x - edge;
    match dice.0.random_range(0..3) {
        0 => Case::new(x, 0.5 / gap.sqrt(), move |x| (x - edge).sqrt()),
        1 => Case::new(x, 1.0 / gap, move |x| (x - edge).ln()),
        _ => Case::new(x, 1.5 * gap.sqrt(), move |x| (x - edge).powf(1.5)),
    }
}

fn at_the_edge(dice: &mut Dice) -> Case {
    let Case { f, x, exact } = tame(dice);
    let power = dice.uniform(2.0, 4.0);
    let c = dice.uniform(-1.0, 1.0);
    let unit = x.abs();
    Case::new(x, exact, move |t| f(t) + c * ((t - x) / unit).powf(power))
}

fn offset(dice: &mut Dice) -> Case {
    let Case { f, x, exact } = tame(dice);
    let offset = dice.magnitude(0.0, 10.0);
    Case::new(x, exact, move |x| offset + f(x))
}

fn other_scale(dice: &mut Dice) -> Case {
    let x = dice.point(-1.0, 1.0);
    let rate = dice.magnitude(-6.0, 1.0) / x.abs();
    match dice.0.random_range(0..3) {
        0 => Case::new(x, rate * (rate * x).exp(), move |x| (rate * x).exp()),
        1 => Case::new(x, rate / (1.0 + (rate * x).powi(2)), move |x| {
            (rate * x).atan()
        }),
        _ => Case::new(x, -rate * (rate * x).sin(), move |x| (rate * x).cos()),
    }
}

fn at_zero(dice: &mut Dice) -> Case {
    let rate = dice.magnitude(-3.0, 3.0);
    let c = dice.uniform(0.5, 3.0);
    match dice.0.random_range(0..4) {
        0 => Case::new(0.0, rate * c.cos(), move |x| (rate * x + c).sin()),
        1 => Case::new(0.0, -rate / (c * c), move |x| 1.0 / (c + rate * x)),
        2 => Case::new(0.0, rate * c.exp(), move |x| (rate * x + c).exp()),
        _ => Case::new(0.0, c * rate, move |x| c * (rate * x) + (rate * x).powi(3)),
    }
}

fn huge_or_tiny(dice: &mut Dice) -> Case {
    let Case { f, x, exact } = tame(dice);
    let (size, length) = (dice.magnitude(-100.0, 100.0), dice.magnitude(-50.0, 50.0));
    let at = x * length;
    // The argument that f gets differs from x by a rounding, which the truth must follow.
    let exact = if at / length == x { exact } else { f64::NAN };
    Case::new(at, exact * (size / length), move |x| size * f(x / length))
}

fn narrow_bump(dice: &mut Dice) -> Case {
    let centre = dice.point(-1.0, 1.0);
    let width = centre.abs() * dice.magnitude(-4.0, 0.0);
    let x = centre + width * dice.uniform(-2.0, 2.0);
    let t = (x - centre) / width;
    if dice.0.random_bool(0.5) {
        let exact = -t / width * (-0.5 * t * t).exp();
        Case::new(x, exact, move |x| {
            (-0.5 * ((x - centre) / width).powi(2)).exp()
        })
    } else {
        let exact = -2.0 * t / width / (1.0 + t * t).powi(2);
        Case::new(x, exact, move |x| {
            1.0 / (1.0 + ((x - centre) / width).powi(2))
        })
    }
}

fn smooth_join(dice: &mut Dice) -> Case {
    let Case { f, x, exact } = tame(dice);
    let join = x * (1.0 + dice.sign() * dice.magnitude(-4.0, -0.5));
    let c = dice.uniform(-3.0, 3.0) / x.abs();
    let excess = move |x: f64| (x - join).max(0.0);
    Case::new(x, exact + 2.0 * c * excess(x), move |x| {
        f(x) + c * excess(x).powi(2)
    })
}

fn cancelling(dice: &mut Dice) -> Case {
    let x = dice.point(-2.0, 0.0);
    // Σ k x^(k-1) / (k+2)!
    let (mut exact, mut term) = (0.0, 1.0 / 6.0);
    for k in 1..40 {
        exact += f64::from(k) * term;
        term *= x / f64::from(k + 3);
    }
    Case::new(x, exact, |x| (x.exp() - 1.0 - x) / (x * x))
}

type Family = (&'static str, fn(&mut Dice) -> Case);

const FAMILIES: [Family; 18] = [
    ("polynomial", polynomial),
    ("product", product),
    ("composition", composition),
    ("shifted pole", shifted_pole),
    ("oscillation", oscillation),
    ("noisy", noisy),
    ("quantised", quantised),
    ("single precision", single_precision),
    ("kink nearby", kink_nearby),
    ("domain edge", domain_edge),
    ("at the edge", at_the_edge),
    ("offset", offset),
    ("other scale", other_scale),
    ("at zero", at_zero),
    ("huge or tiny", huge_or_tiny),
    ("narrow bump", narrow_bump),
    ("smooth join", smooth_join),
    ("cancelling", cancelling),
];

#[derive(Default)]
struct Tally {
    count: usize,
    honest: usize,
    within_ten: usize,
    silent: usize,
    accurate: usize,
    evaluations: usize,
}

impl Tally {
    fn add(&mut self, case: &Case, found: &Estimate<f64>) -> bool {
        let off = (found.value - case.exact).abs();
        let slack = 4.0 * f64::EPSILON * case.exact.abs();
        let honest = off <= found.error + slack;
        let scale = case.exact.abs();
        let silent = off > 1e-3 * scale && found.error < 1e-3 * scale;
        self.count += 1;
        self.honest += usize::from(honest);
        self.within_ten += usize::from(off <= 10.0 * found.error + slack);
        self.silent += usize::from(silent);
        self.accurate += usize::from(off <= 1e-9 * scale);
        self.evaluations += found.evaluations;
        honest
    }

    fn print(&self, label: &str) {
        let share = |n: usize| n as f64 / self.count as f64;
        println!(
            "{label:<18} {:>5}  honest {:.3}  within 10x {:.3}  silent {}  1e-9 {:.3}  evaluations {:.1}",
            self.count,
            share(self.honest),
            share(self.within_ten),
            self.silent,
            share(self.accurate),
            share(self.evaluations),
        );
    }
}

#[test]
fn the_error_is_a_promise() {
    let setting = std::env::var("STRESS").ok();
    let count = setting.map_or(DEFAULT_COUNT, |s| s.parse().expect("STRESS is a number"));
    let seed = std::env::var("STRESS_SEED").map_or(SEED, |s| s.parse().expect("a number"));
    let mut dice = Dice(Xoshiro256PlusPlus::seed_from_u64(seed));
    let settings = FiniteDifference::new();
    let mut total = Tally::default();
    let mut families: [Tally; FAMILIES.len()] = Default::default();
    let mut place = 0;
    while total.count < count {
        let family = place % FAMILIES.len();
        place += 1;
        let (name, draw) = FAMILIES[family];
        let case = draw(&mut dice);
        if case.exact.is_nan() {
            continue;
        }
        let found = derivative(&case.f, case.x, &settings);
        assert!(
            found.error >= 0.0 && found.evaluations <= 61,
            "{name}: {found}"
        );
        assert!(found.status != Status::NotFinite, "{name} at {}", case.x);
        families[family].add(&case, &found);
        if !total.add(&case, &found) {
            println!("{name} at {:e}: {found}, truly {}", case.x, case.exact);
        }
    }
    for (tally, (name, _)) in families.iter().zip(FAMILIES) {
        tally.print(name);
    }
    total.print("all");
    let share = |n: usize| n as f64 / total.count as f64;
    assert!(share(total.honest) >= 0.98);
    assert!(share(total.within_ten) >= 0.995);
    assert!(total.silent * 1000 <= total.count);
}
