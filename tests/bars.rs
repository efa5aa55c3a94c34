//! Kinds of functions at which an error bar can be false: each input stands for its kind. Where there
//! is a derivative it is within the bar, or nothing is promised; where there is none, no promise.

#[path = "common/noise.rs"]
mod noise;

use std::cell::Cell;
use std::f64::consts::TAU;

use noise::noise_at;
use partials::{Derivative, Estimate, FiniteDifference, Side};

type Function = fn(f64) -> f64;

fn estimate(f: impl Fn(f64) -> f64, x: f64, order: usize) -> Estimate<f64> {
    let settings = FiniteDifference::new().order(order);
    Derivative::numeric(f).with(settings).estimate(x)
}

/// What is wrong with an estimate of `truth`, if anything is.
fn complaint(name: &str, found: Estimate<f64>, truth: f64) -> Option<String> {
    let rounding = 4.0 * f64::EPSILON * truth.abs();
    let off = (found.value - truth).abs();
    let holds = !found.status.is_reliable() && (found.error.is_infinite() || off <= found.error)
        || off <= found.error + rounding;
    (!holds).then(|| format!("{name}: {found} for {truth}"))
}

/// What is wrong where there is no derivative, but values on both sides that are `spread` from
/// their mean.
fn promise(name: &str, found: Estimate<f64>, spread: f64) -> Option<String> {
    let promises = found.status.is_reliable() || found.error < spread;
    promises.then(|| format!("{name}: {found} where there is none, spread {spread}"))
}

#[track_caller]
fn assert_none(complaints: Vec<String>) {
    let n = complaints.len();
    assert!(
        complaints.is_empty(),
        "{n} wrong:\n{}",
        complaints.join("\n")
    );
}

// Steps that are whole periods.

#[test]
fn no_period_hides() {
    let mut wrong = Vec::new();
    let (mut unresolved, mut count) = (0, 0);
    let periods = [
        1.0,
        2.0,
        4.0,
        0.5,
        0.25,
        1.0 / 1024.0,
        8.0,
        64.0,
        1.0 / 3.0,
        2.0 / 3.0,
        0.2,
        0.1,
        7.0,
        24.0,
        360.0,
        365.25,
    ];
    for x in [1.3, 17.7, 2000.3, 60_000.3, 1e6 + 0.3, 1e9 + 0.3] {
        for period in periods {
            let rate = TAU / period;
            // Reduced by hand, so that the truth has no rounding of the argument.
            let phase = |x: f64| TAU * ((x / period) % 1.0);
            let truths = [
                rate * phase(x).cos(),
                -rate * rate * phase(x).sin(),
                -rate.powi(3) * phase(x).cos(),
                rate.powi(4) * phase(x).sin(),
            ];
            for order in 1..=4 {
                for mixed in [0.0, 1.0] {
                    count += 1;
                    let f = |t: f64| phase(t).sin() + mixed * t;
                    let truth = truths[order - 1] + if order == 1 { mixed } else { 0.0 };
                    let found = estimate(f, x, order);
                    unresolved += usize::from(!found.status.is_reliable());
                    let name = format!("sin 2πx/{period} + {mixed} x at {x}, order {order}");
                    // The argument's own rounding, which the period multiplies.
                    let argument = f64::EPSILON * x * rate.powi(order as i32 + 1);
                    let wide = Estimate {
                        error: 2.0 * found.error + argument,
                        ..found
                    };
                    wrong.extend(complaint(&name, wide, truth));
                }
            }
        }
    }
    println!("{} of {count} wrong, {unresolved} unresolved", wrong.len());
    assert_none(wrong);
}

#[test]
fn fractions_of_days_and_turns() {
    let mut wrong = Vec::new();
    for x in [60_000.3, 2_460_000.7, 1e6 + 0.3, 12.6] {
        wrong.extend(complaint("fract", estimate(f64::fract, x, 1), 1.0));
        let sawtooth = |x: f64| 3.0 * x.rem_euclid(0.25);
        wrong.extend(complaint("rem_euclid", estimate(sawtooth, x, 1), 3.0));
    }
    assert_none(wrong);
}

// Singular slopes.

const SINGULAR: &[(&str, Function, f64)] = &[
    ("acos(1 - x)", |x| (1.0 - x).acos(), 0.0),
    ("acos x", f64::acos, 1.0),
    ("asin x", f64::asin, -1.0),
    ("√((1 + x) - 1)", |x| ((1.0 + x) - 1.0).sqrt(), 0.0),
    ("√x", f64::sqrt, 0.0),
    ("√(x - 3)", |x| (x - 3.0).sqrt(), 3.0),
    ("∛x", f64::cbrt, 0.0),
    ("∛((1 + x) - 1)", |x| ((1.0 + x) - 1.0).cbrt(), 0.0),
    ("√|(1 + x) - 1|", |x| ((1.0 + x) - 1.0).abs().sqrt(), 0.0),
    ("√|x|", |x| x.abs().sqrt(), 0.0),
    ("acosh(1 + x)", |x| (1.0 + x).acosh(), 0.0),
    ("xˣ", |x| x.powf(x), 0.0),
    ("x ln x", |x| if x == 0.0 { 0.0 } else { x * x.ln() }, 0.0),
    (
        "x ln|x|",
        |x| if x == 0.0 { 0.0 } else { x * x.abs().ln() },
        0.0,
    ),
    (
        "x ln² x",
        |x| if x == 0.0 { 0.0 } else { x * x.ln().powi(2) },
        0.0,
    ),
    (
        "entropy",
        |x| {
            if x == 0.0 {
                0.0
            } else {
                -x * x.ln() - (1.0 - x) * (-x).ln_1p()
            }
        },
        0.0,
    ),
    ("x^0.9", |x| x.powf(0.9), 0.0),
    ("sign x |x|^0.7", |x| x.signum() * x.abs().powf(0.7), 0.0),
    ("1 + x^0.3", |x| 1.0 + x.powf(0.3), 0.0),
];

#[test]
fn singular_slopes_are_never_reliable() {
    let mut wrong = Vec::new();
    for (name, f, x) in SINGULAR {
        wrong.extend(promise(name, estimate(f, *x, 1), f64::INFINITY));
    }
    let second: &[(&str, Function, f64)] = &[
        (
            "x² ln x",
            |x| if x == 0.0 { 0.0 } else { x * x * x.ln() },
            0.0,
        ),
        (
            "x² ln|x|",
            |x| if x == 0.0 { 0.0 } else { x * x * x.abs().ln() },
            0.0,
        ),
        ("|x|^1.5", |x| x.abs().powf(1.5), 0.0),
        ("(x²)^(2x)", |x| (x * x).powf(2.0 * x), 0.0),
    ];
    for (name, f, x) in second {
        wrong.extend(promise(
            &format!("{name}, second"),
            estimate(f, *x, 2),
            f64::INFINITY,
        ));
    }
    assert_none(wrong);
}

// Derivatives that jump.

#[test]
fn derivatives_of_order_n_that_jump() {
    type Jump = (&'static str, Function, f64, usize, [f64; 2]);
    let jumps: &[Jump] = &[
        ("max(x, 0)²", |x| x.max(0.0).powi(2), 0.0, 2, [0.0, 2.0]),
        (
            "max(x - 1, 0)²",
            |x| (x - 1.0).max(0.0).powi(2),
            1.0,
            2,
            [0.0, 2.0],
        ),
        (
            "max(1 - x, 0)² + x⁴",
            |x| (1.0 - x).max(0.0).powi(2) + x.powi(4),
            1.0,
            2,
            [14.0, 12.0],
        ),
        (
            "Huber",
            |x| {
                if x.abs() <= 1.0 {
                    0.5 * x * x
                } else {
                    x.abs() - 0.5
                }
            },
            1.0,
            2,
            [1.0, 0.0],
        ),
        ("x|x|", |x| x * x.abs(), 0.0, 2, [-2.0, 2.0]),
        ("x|x| eˣ", |x| x * x.abs() * x.exp(), 0.0, 2, [-2.0, 2.0]),
        ("|x|³", |x| x.abs().powi(3), 0.0, 3, [-6.0, 6.0]),
        (
            "max(x - 2, 0)³ + sin x",
            |x| (x - 2.0).max(0.0).powi(3) + x.sin(),
            2.0,
            3,
            [0.416_146_836_547_142_4, 6.416_146_836_547_142],
        ),
        (
            "smoothstep",
            |x| {
                let t = x.clamp(0.0, 1.0);
                t * t * (3.0 - 2.0 * t)
            },
            1.0,
            2,
            [-6.0, 0.0],
        ),
        (
            "smoothstep at 0",
            |x| {
                let t = x.clamp(0.0, 1.0);
                t * t * (3.0 - 2.0 * t)
            },
            0.0,
            2,
            [0.0, 6.0],
        ),
        ("x³|x|", |x| x.powi(3) * x.abs(), 0.0, 4, [-24.0, 24.0]),
        ("|x|", f64::abs, 0.0, 1, [-1.0, 1.0]),
        (
            "|x|, second",
            f64::abs,
            0.0,
            2,
            [f64::NEG_INFINITY, f64::INFINITY],
        ),
    ];
    let mut wrong = Vec::new();
    for (name, f, x, order, [left, right]) in jumps {
        let found = estimate(f, *x, *order);
        let spread = 0.5 * (right - left).abs();
        wrong.extend(promise(
            &format!("{name}, order {order}"),
            found,
            spread * (1.0 - 1e-9),
        ));
        for (side, truth) in [(Side::Forward, right), (Side::Backward, left)] {
            if truth.is_finite() {
                let settings = FiniteDifference::new().order(*order).side(side);
                let found = Derivative::numeric(f).with(settings).estimate(*x);
                wrong.extend(complaint(&format!("{name}, {side:?}"), found, *truth));
                if !found.status.is_reliable() {
                    wrong.push(format!("{name}, {side:?}: {found}"));
                }
            }
        }
    }
    assert_none(wrong);
}

// Kinks that are mild beside the slope.

#[test]
fn mild_kinks_have_bars_of_half_the_jump() {
    let (mut wrong, mut evaluations, mut count) = (Vec::new(), 0, 0);
    let mut judge = |name: String, found: Estimate<f64>, half: f64| {
        evaluations += found.evaluations;
        count += 1;
        if found.error < half {
            wrong.push(format!("{name}: {found}, half the jump {half:.1e}"));
        }
    };
    for r in [
        0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999,
    ] {
        let half = 0.5 * (1.0 - r);
        judge(
            format!("exp at 0, {r}"),
            estimate(|x| x.max(r * x).exp(), 0.0, 1),
            half,
        );
        let at_one = |x: f64| (x + (x - 1.0).max(r * (x - 1.0))).exp();
        judge(
            format!("exp at 1, {r}"),
            estimate(at_one, 1.0, 1),
            half * 1f64.exp(),
        );
        let sine = |x: f64| (x.min(3.0) + (x - 3.0).max(0.0) * r).sin();
        judge(
            format!("sin at 3, {r}"),
            estimate(sine, 3.0, 1),
            half * 3f64.cos().abs(),
        );
        let line = |x: f64| 5.0 + (x - 0.7).max(r * (x - 0.7));
        judge(format!("line at 0.7, {r}"), estimate(line, 0.7, 1), half);
        let curved = |x: f64| 100.0 * x * x + x.max(r * x);
        judge(
            format!("parabola at 0, {r}"),
            estimate(curved, 0.0, 1),
            half,
        );
    }
    let mean = evaluations as f64 / f64::from(count);
    println!(
        "{} of {count} too narrow, {mean:.1} evaluations",
        wrong.len()
    );
    assert_none(wrong);
    assert!(mean <= 30.0, "{mean}");
}

// Values on a lattice.

#[test]
fn values_on_a_lattice() {
    let mut wrong = [0; 6];
    let mut count = 0;
    let mut complaints = Vec::new();
    for k in 0..400 {
        let x = 0.3 + 3.1 * f64::from(k) / 400.0 + 1e-3 * f64::from(k % 7);
        count += 1;
        let cases: [(Estimate<f64>, f64); 6] = [
            (estimate(|x| f64::from((x as f32).sin()), x, 1), x.cos()),
            (estimate(|x| f64::from((x as f32).sin()), x, 2), -x.sin()),
            (
                estimate(|x| f64::from((x as f32).sqrt()), x, 2),
                -0.25 / (x * x.sqrt()),
            ),
            (estimate(|x| (1e4 * x.sin()).round() / 1e4, x, 1), x.cos()),
            (estimate(|x| (1e3 * x.exp()).round() / 1e3, x, 1), x.exp()),
            (
                estimate(|x| (4096.0 * x.ln()).round() / 4096.0, x, 1),
                1.0 / x,
            ),
        ];
        for (k, (found, truth)) in cases.into_iter().enumerate() {
            // What the argument's own rounding to f32 does is not to be seen in the values.
            if let Some(complaint) = complaint(&format!("case {k} at {x}"), found, truth) {
                wrong[k] += 1;
                complaints.push(complaint);
            }
        }
    }
    println!("{wrong:?} of {count} wrong");
    let most = count / 50;
    assert!(
        wrong.iter().all(|w| *w <= most),
        "{wrong:?} of {count}\n{}",
        complaints.join("\n")
    );
}

// Equal samples.

#[test]
fn equal_samples_are_no_proof() {
    let mut wrong = Vec::new();
    let x: f64 = 3.8e-6;
    let cases: &[(&str, Function, f64)] = &[
        ("√(1 + x²)", |x| (1.0 + x * x).sqrt(), x),
        ("cos x", f64::cos, -x),
        ("1 + x³", |x| 1.0 + x * x * x, 3.0 * x * x),
    ];
    for (name, f, truth) in cases {
        wrong.extend(complaint(name, estimate(f, x, 1), *truth));
    }
    let flat = estimate(|_| 3.0, 1.0, 1);
    if flat.error == 0.0 {
        wrong.push(format!("a constant: {flat}"));
    }
    let zero = estimate(|x| (x * 0.1009).exp().recip() * 1e-40 + 1.0 - 1.0, 100.0, 1);
    wrong.extend(complaint(
        "rounded away",
        zero,
        -0.1009e-40 * (-10.09_f64).exp(),
    ));
    assert_none(wrong);
}

// What is reliable is a number.

#[test]
fn reliable_is_finite() {
    let mut state = 1_u64;
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for k in 0..20_000 {
        let order = 1 + (next() % 4) as usize;
        let x = match next() % 4 {
            0 => f64::from_bits(next()),
            1 => 0.0,
            2 => (next() % 1000) as f64 * 1e-3,
            _ => f64::from_bits(next() % (1 << 60)),
        };
        let side = [Side::Central, Side::Forward, Side::Backward][(next() % 3) as usize];
        let mut settings = FiniteDifference::new().order(order).side(side);
        if next() % 3 == 0 {
            let scale = f64::from_bits(next()).abs();
            settings = settings.scale(if scale.is_normal() { scale } else { 5e-324 });
        }
        if next() % 3 == 0 {
            settings = settings.budget((next() % 1000) as usize);
        }
        if next() % 3 == 0 {
            let noise = f64::from_bits(next()).abs();
            settings = settings.noise(if noise.is_finite() { noise } else { 0.0 });
        }
        let salt = next();
        let kind = next() % 6;
        let values = |t: f64| match kind {
            0 => f64::from_bits(t.to_bits().wrapping_mul(salt | 1)),
            1 => t.abs().ln() * 1e300,
            2 => (7.0 * t).floor(),
            3 => t.abs() * t.exp(),
            4 => t * 1e-310,
            _ => (t * 1e200).sin() * 1e308,
        };
        let found = Derivative::numeric(values).with(settings).estimate(x);
        if found.status.is_reliable() {
            assert!(
                found.value.is_finite() && found.error.is_finite(),
                "{k}: {found} at {x}"
            );
        }
    }
}

// Where the search looks.

#[test]
fn no_point_is_asked_for_beyond_x() {
    let cases: &[(&str, Function, f64)] = &[
        (
            "exp(T / 3000), 4 decimals",
            |t| ((t / 3000.0).exp() * 1e4).round() / 1e4,
            300.0,
        ),
        ("1e6 + sin(x / 100)", |x| 1e6 + (x / 100.0).sin(), 1.0),
        ("sin", f64::sin, 1e-6),
        ("x², 3 decimals", |x| (x * x * 1e3).round() / 1e3, 0.5),
        ("constant", |_| 1.0, 2.0),
        ("linear", |x| 3.0 + x, 1e-3),
        ("sin at 0", f64::sin, 0.0),
        ("√", f64::sqrt, 2.0),
        ("noise", |x| (x * 1e9).sin(), 3.0),
    ];
    for (name, f, x) in cases {
        for order in 1..=4 {
            for scale in [None, Some(0.3)] {
                let farthest = Cell::new(0.0_f64);
                let watched = |t: f64| {
                    farthest.set(farthest.get().max((t - x).abs()));
                    f(t)
                };
                let mut settings = FiniteDifference::new().order(order);
                if let Some(scale) = scale {
                    settings = settings.scale(scale);
                }
                let found = Derivative::numeric(watched).with(settings).estimate(*x);
                let reach = scale.unwrap_or(if *x == 0.0 { 1.0 } else { x.abs() });
                assert!(
                    farthest.get() <= reach,
                    "{name}: asked {} away",
                    farthest.get()
                );
                assert_eq!(found.span, farthest.get(), "{name}");
            }
        }
    }
    // Further out only if told so.
    let far = FiniteDifference::new().reach(1e6);
    let found = Derivative::numeric(|x| 1e6 + (x / 100.0).sin())
        .with(far)
        .estimate(1.0);
    assert!(found.span > 1.0 && found.error < 1e-9, "{found}");
}

// Noise.

/// A function with its first two derivatives.
type Smooth = (fn(f64) -> f64, fn(f64) -> [f64; 2]);

const SMOOTH: [Smooth; 4] = [
    (f64::exp, |x| [x.exp(), x.exp()]),
    (
        |x| (3.0 * x).sin(),
        |x| [3.0 * (3.0 * x).cos(), -9.0 * (3.0 * x).sin()],
    ),
    (
        |x| 1.0 / (1.0 + x * x),
        |x| {
            let d = 1.0 + x * x;
            [-2.0 * x / (d * d), (6.0 * x * x - 2.0) / (d * d * d)]
        },
    ),
    (|x| x * x - x, |x| [2.0 * x - 1.0, 2.0]),
];

/// The noise, and the median of numdifftools' relative errors of first and second derivatives with
/// it, on the same functions: `tests/oracle/noise.py`.
const NUMDIFFTOOLS: [(f64, [f64; 2]); 7] = [
    (1e-8, [8.5e-8, 9.2e-7]),
    (1e-6, [5.4e-6, 2.7e-5]),
    (1e-4, [2.4e-4, 1.0e-3]),
    (1e-3, [2.6e-3, 7.5e-3]),
    (1e-2, [1.3e-2, 4.8e-2]),
    (3e-2, [4.4e-2, 1.5e-1]),
    (1e-1, [1.5e-1, 6.3e-1]),
];

#[test]
fn noise_up_to_a_tenth_of_the_value() {
    let mut failures = Vec::new();
    for (level, peer) in NUMDIFFTOOLS {
        for order in [1, 2] {
            let plain = FiniteDifference::new().order(order);
            let [near, found, told] = [plain.clone().budget(7), plain.clone(), plain.noise(level)]
                .map(|settings| with_noise(level, order, &settings));
            let peer = peer[order - 1];
            println!(
                "noise {level:e}, order {order}: median error {:.1e}, told {:.1e}, budget 7 {:.1e}, numdifftools {peer:.1e}; within {:.3}, told {:.3}; {:.1} evaluations, told {:.1}",
                found.median,
                told.median,
                near.median,
                found.within,
                told.within,
                found.evaluations,
                told.evaluations
            );
            // Within |x| there is less to be seen than where numdifftools looks.
            let factor = if order == 1 { 2.2 } else { 4.5 };
            let is_good = |t: &Tally| t.within >= 0.98 && t.median <= factor * peer;
            if !is_good(&found) || !is_good(&told) || found.median > near.median {
                failures.push(format!("{level:e}, order {order}"));
            }
        }
    }
    assert_none(failures);
}

struct Tally {
    median: f64,
    within: f64,
    evaluations: f64,
}

fn with_noise(level: f64, order: usize, settings: &FiniteDifference) -> Tally {
    const POINTS: u64 = 100;
    let (mut errors, mut within, mut evaluations) = (Vec::new(), 0, 0);
    for (f, derivatives) in SMOOTH {
        for salt in 0..POINTS {
            let x = -3.0 + 6.0 * ((salt as f64 * 0.618_034) % 1.0);
            let truth = derivatives(x)[order - 1];
            let noisy = |t: f64| f(t) + level * noise_at(t, salt + 1000);
            let found = Derivative::numeric(noisy)
                .with(settings.clone())
                .estimate(x);
            let off = (found.value - truth).abs();
            errors.push(off / truth.abs().max(0.1));
            within += usize::from(off <= found.error);
            evaluations += found.evaluations;
        }
    }
    errors.sort_by(f64::total_cmp);
    let count = errors.len() as f64;
    Tally {
        median: errors[errors.len() / 2],
        within: within as f64 / count,
        evaluations: evaluations as f64 / count,
    }
}

#[test]
fn settings_cannot_panic() {
    let extremes = [f64::MAX, 1.0, f64::MIN_POSITIVE, 5e-324];
    for budget in [0, 1, 2, 3, 5, usize::MAX - 1, usize::MAX] {
        let settings = FiniteDifference::new().budget(budget);
        let found = Derivative::numeric(f64::sin).with(settings).estimate(1.0);
        assert!(
            budget < 9 || (found.value - 1f64.cos()).abs() < 1e-12,
            "{found}"
        );
    }
    for a in extremes {
        for b in extremes {
            for order in 1..=4 {
                let settings = FiniteDifference::new()
                    .order(order)
                    .scale(a)
                    .noise(b)
                    .tolerance(b)
                    .reach(b);
                let _ = Derivative::numeric(f64::sin).with(settings).estimate(1.0);
            }
        }
    }
}
