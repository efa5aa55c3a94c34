//! Settings that mean nothing are refused where they are said, by name and value.

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};

use partials::numeric::{Limit, neville, richardson, weights};
use partials::{Check, FiniteDifference};

const INFINITE: f64 = f64::INFINITY;
const NAN: f64 = f64::NAN;

/// Where and with what message `f` panics; None if it does not.
fn refusal(f: impl FnOnce()) -> Option<(String, String)> {
    let seen = Arc::new(Mutex::new(None));
    let (mine, theirs) = (seen.clone(), seen);
    panic::set_hook(Box::new(move |info| {
        let payload = info.payload();
        let plain = payload.downcast_ref::<&str>().map(|text| text.to_string());
        let text = payload.downcast_ref::<String>().cloned().or(plain);
        let text = text.unwrap_or_default();
        let file = info.location().map_or("", |place| place.file()).to_owned();
        *theirs.lock().unwrap() = Some((text, file));
    }));
    let outcome = panic::catch_unwind(AssertUnwindSafe(f));
    let _ = panic::take_hook();
    outcome.err().and_then(|_| mine.lock().unwrap().take())
}

fn settings() -> FiniteDifference {
    FiniteDifference::new()
}

/// A call, and what its message must say if it is to be refused.
type Case = (Box<dyn Fn()>, Option<&'static str>);

fn case<R>(call: impl Fn() -> R + 'static, says: Option<&'static str>) -> Case {
    (Box::new(move || drop(call())), says)
}

/// A setting of one number: what is said of each that means nothing, and that others pass.
fn number<R: 'static>(
    name: &'static str,
    set: impl Fn(f64) -> R + Copy + 'static,
    nothing: &[f64],
    something: &[f64],
) -> Vec<Case> {
    let refused = nothing.iter().map(|n| {
        let n = *n;
        let says: &'static str = format!("{name}|it is {n}").leak();
        case(move || set(n), Some(says))
    });
    let passed = something.iter().map(|n| {
        let n = *n;
        case(move || set(n), None)
    });
    refused.chain(passed).collect()
}

#[test]
fn nonsense_is_refused_where_it_is_said() {
    let lengths: [&[f64]; 2] = [
        &[0.0, -0.0, -1.0, NAN, INFINITE, -INFINITE],
        &[5e-324, 1.0, f64::MAX],
    ];
    let distances: [&[f64]; 2] = [&[0.0, -1.0, NAN, -INFINITE], &[5e-324, 1.0, INFINITE]];
    let amounts: [&[f64]; 2] = [&[-1.0, -5e-324, NAN, INFINITE], &[0.0, -0.0, 1.0]];
    let of = |name, set: fn(f64), [nothing, something]: [&[f64]; 2]| {
        number(name, set, nothing, something)
    };
    let mut cases: Vec<Case> = [
        of("the scale", |s| drop(settings().scale(s)), lengths),
        of(
            "the scale of coordinate 1",
            |s| drop(settings().scale([1.0, s])),
            lengths,
        ),
        of(
            "the scale of coordinate 2",
            |s| drop(settings().scale(vec![1.0, 2.0, s])),
            lengths,
        ),
        of("the reach", |r| drop(settings().reach(r)), distances),
        of(
            "the reach of coordinate 0",
            |r| drop(settings().reach([r, 1.0])),
            distances,
        ),
        of("the noise", |n| drop(settings().noise(n)), amounts),
        of("the tolerance", |t| drop(settings().tolerance(t)), amounts),
        of(
            "the step",
            |h| drop(FiniteDifference::absolute_step(h)),
            lengths,
        ),
        of(
            "the relative step",
            |h| drop(FiniteDifference::relative_step(h)),
            lengths,
        ),
        of(
            "the scale",
            |s| drop(Limit::new(f64::sin).scale(s)),
            lengths,
        ),
        of(
            "the tolerance",
            |t| drop(Check::new().tolerance(t)),
            amounts,
        ),
        of(
            "the radius around the point",
            |r| drop(Check::new().random(r, 1, 1)),
            lengths,
        ),
        of(
            "the order of the error",
            |p| {
                let _ = richardson(&[1.0], 2.0, p, 1.0);
            },
            lengths,
        ),
        of(
            "the spacing of the orders",
            |d| {
                let _ = richardson(&[1.0], 2.0, 1.0, d);
            },
            lengths,
        ),
        of(
            "the ratio of a step to the next",
            |r| {
                let _ = richardson(&[1.0], r, 1.0, 1.0);
            },
            [&[1.0, 0.5, 0.0, -2.0, NAN, INFINITE], &[2.0, 1.5]],
        ),
    ]
    .into_iter()
    .flatten()
    .collect();
    cases.extend([
        case(
            || settings().bounds((1.0, 0.0)),
            Some("the bounds are reversed|1 to 0"),
        ),
        case(
            || settings().bounds(1.0..0.0),
            Some("the bounds are reversed|1 to 0"),
        ),
        case(
            || settings().bounds([(0.0, 1.0), (2.0, -3.0)]),
            Some("the bounds of coordinate 1 are reversed|2 to -3"),
        ),
        case(
            || settings().bounds((NAN, 0.0)),
            Some("the bounds|NaN to 0"),
        ),
        case(
            || settings().bounds((0.0, NAN)),
            Some("the bounds|0 to NaN"),
        ),
        case(
            || settings().bounds((INFINITE, INFINITE)),
            Some("the bounds leave no number|inf to inf"),
        ),
        case(
            || settings().bounds(vec![(-INFINITE, -INFINITE)]),
            Some("the bounds of coordinate 0 leave no number"),
        ),
        case(|| settings().bounds((-INFINITE, INFINITE)), None),
        case(|| settings().bounds((1.0, 1.0)), None),
        case(|| settings().bounds(Vec::<(f64, f64)>::new()), None),
        case(|| settings().order(0), Some("order 1 to 4, not 0")),
        case(|| settings().accuracy(9), Some("order 1 to 8, not 9")),
        case(
            || Check::new().random(1.0, 0, 1),
            Some("at least one point"),
        ),
        case(
            || Check::new().directions(0, 1),
            Some("at least one direction"),
        ),
        case(
            || neville(&[1.0, 2.0, 1.0], &[0.0; 3], 0.0),
            Some("nodes 0 and 2 are both 1"),
        ),
        case(
            || weights(&[0.0, -0.0], 0.0, 1),
            Some("nodes 0 and 1 are both"),
        ),
        case(|| weights(&[0.0, 1.0], 0.0, 1), None),
    ]);
    for (k, (call, says)) in cases.iter().enumerate() {
        match (refusal(call), says) {
            (None, None) => {}
            (Some((message, file)), Some(says)) => {
                let is_said = says.split('|').all(|part| message.contains(part));
                assert!(is_said, "case {k}: {message:?} does not say {says:?}");
                assert!(
                    file.ends_with("refused_settings.rs"),
                    "case {k} points at {file}"
                );
            }
            (found, says) => panic!("case {k}: {found:?}, where {says:?} was expected"),
        }
    }
}
