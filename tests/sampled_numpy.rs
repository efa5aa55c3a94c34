//! Parity with `numpy.gradient`: what numpy 2.5.5 computed for every kind of argument.
//!
//! `tests/data/numpy_gradient.json` describes its own encoding. Results are compared bit for bit where
//! the documentation promises numpy's bits, else to 2 units in the last place of the result or numpy's
//! own distance from an evaluation in 80 bits, whichever is larger.

use nalgebra::Complex;
use ndarray::{Array, ArrayViewD, Axis, IxDyn, ShapeBuilder};
use partials::Error;
use partials::sampled::{Differences, Edge, Sample, Spacing, Spacings, gradient};
use serde_json::Value;

/// A number as the file writes it.
fn number(value: &Value) -> f64 {
    match value.as_str() {
        Some("NaN" | "NaT") => f64::NAN,
        Some("Infinity") => f64::INFINITY,
        Some("-Infinity") => f64::NEG_INFINITY,
        Some(other) => panic!("{other} is not a number"),
        None => value.as_f64().unwrap(),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn sizes(value: &Value) -> Vec<usize> {
    let size = |v: &Value| usize::try_from(v.as_u64().unwrap()).unwrap();
    list(value).iter().map(size).collect()
}

/// An element type: how the file writes it, and its parts as f64.
trait Element: Sample<Out: Parts> {
    fn parse(value: &Value) -> Self;
}
trait Parts: Copy {
    fn parts(self) -> Vec<f64>;
}
macro_rules! real {
    ($($t:ty),*) => {$(
        impl Element for $t {
            fn parse(value: &Value) -> Self {
                match value {
                    Value::Number(n) if n.is_i64() => n.as_i64().unwrap() as $t,
                    Value::Number(n) if n.is_u64() => n.as_u64().unwrap() as $t,
                    _ => number(value) as $t,
                }
            }
        }
    )*};
}
real!(i8, i16, i32, i64, u8, u16, u32, u64, f32, f64);
macro_rules! float {
    ($($t:ty),*) => {$(
        impl Parts for $t {
            fn parts(self) -> Vec<f64> {
                vec![self.into()]
            }
        }
        impl Element for Complex<$t> {
            fn parse(value: &Value) -> Self {
                Complex::new(number(&value[0]) as $t, number(&value[1]) as $t)
            }
        }
        impl Parts for Complex<$t> {
            fn parts(self) -> Vec<f64> {
                vec![self.re.into(), self.im.into()]
            }
        }
    )*};
}
float!(f32, f64);

/// The samples with the strides of the case, zero and negative ones included.
fn view<'a, T>(f: &Value, buffer: &'a [T]) -> ArrayViewD<'a, T> {
    let shape = sizes(&f["shape"]);
    let strides: Vec<isize> = list(&f["strides"])
        .iter()
        .map(|v| v.as_i64().unwrap() as isize)
        .collect();
    if buffer.is_empty() {
        return ArrayViewD::from_shape(shape, buffer).unwrap();
    }
    let mut start = f["offset"].as_u64().unwrap() as usize;
    for (&n, &stride) in shape.iter().zip(&strides) {
        if stride < 0 {
            start -= stride.unsigned_abs() * (n - 1);
        }
    }
    let absolute: Vec<usize> = strides.iter().map(|s| s.unsigned_abs()).collect();
    let layout = IxDyn(&shape).strides(IxDyn(&absolute));
    let mut view = ArrayViewD::from_shape(layout, &buffer[start..]).unwrap();
    for (axis, &stride) in strides.iter().enumerate() {
        if stride < 0 {
            view.invert_axis(Axis(axis));
        }
    }
    view
}

fn spacing(entry: &Value) -> Option<Spacing<'static>> {
    let numbers = || -> Vec<f64> { list(&entry["value"]).iter().map(number).collect() };
    match entry["kind"].as_str().unwrap() {
        "scalar" if entry["dtype"] == "complex" => None,
        "scalar" => Some(number(&entry["value"]).into()),
        "coords" if entry["dtype"] == "int64" => {
            let x: Vec<i64> = list(&entry["value"])
                .iter()
                .map(|v| v.as_i64().unwrap_or_else(|| v.as_f64().unwrap() as i64))
                .collect();
            let Spacing::Coordinates(x) = Spacing::from(&x) else {
                unreachable!()
            };
            Some(x.rounded().to_vec().into())
        }
        "coords" => Some(numbers().into()),
        _ => None,
    }
}

/// The call of a case, or why it cannot be written in Rust.
fn differences(case: &Value) -> Result<Differences<'static>, &'static str> {
    let mut entries = Vec::new();
    for entry in list(&case["spacing"]) {
        entries.push(spacing(entry).ok_or("a spacing that is neither real nor one-dimensional")?);
    }
    let one_axis = case["axis"].is_i64() || list(&case["f"]["shape"]).len() == 1;
    let spacings: Spacings = match &entries[..] {
        [] => ().into(),
        [Spacing::Step(step)] => (*step).into(),
        [x] if one_axis => Spacings::Same(x.clone()),
        _ => entries.into(),
    };
    let edge = match case["edge_order"].as_i64() {
        Some(1) => Edge::First,
        Some(2) => Edge::Second,
        _ => return Err("an edge order that does not exist"),
    };
    let mut differences = Differences::new().spacing(spacings).edge(edge);
    let position = |v: &Value| v.as_i64().unwrap() as isize;
    match &case["axis"] {
        Value::Null => {}
        Value::Array(axes) => {
            differences = differences.axes(axes.iter().map(position).collect::<Vec<_>>());
        }
        axis => differences = differences.axes(position(axis)),
    }
    Ok(differences)
}

/// Whether the documentation promises numpy's bits for this case.
fn exact(case: &Value) -> bool {
    let dtype = case["f"]["dtype"].as_str().unwrap();
    let narrow = dtype == "float32";
    case["compare"] == "exact"
        && dtype != "float16"
        && list(&case["spacing"]).iter().all(|entry| {
            // numpy rounds steps to float32 for these; numpy's scalars make float32 samples wide.
            entry["dtype"] != "float32" && !(narrow && entry["form"] == "numpy-scalar")
        })
}

#[derive(Default)]
struct Tally {
    exact: usize,
    close: usize,
    refused: Vec<String>,
    failed: Vec<String>,
}

/// The distance in units of the last place of the output's type.
fn ulps(a: f64, b: f64, single: bool) -> f64 {
    let epsilon = if single {
        f64::from(f32::EPSILON)
    } else {
        f64::EPSILON
    };
    (a - b).abs() / (epsilon * a.abs().max(b.abs())).max(f64::MIN_POSITIVE)
}

fn run<T: Element>(case: &Value, differences: Differences<'_>, tally: &mut Tally) {
    let id = case["id"].as_str().unwrap().to_owned();
    let buffer: Vec<T> = list(&case["f"]["buffer"]).iter().map(T::parse).collect();
    let f = view(&case["f"], &buffer);
    let mut found = differences.gradient(&f);
    if let Err(Error::Step { .. } | Error::Coordinates { .. }) = found {
        found = differences.clone().permissive().gradient(&f);
        tally.refused.push(id.clone());
    }
    let found = found.unwrap_or_else(|error| panic!("{id}: {error}"));
    let expected = list(&case["expect"]["arrays"]);
    assert_eq!(found.len(), expected.len(), "{id}");

    // The same through the caller's arrays, in an order of memory that is not the samples'.
    let mut reversed: Vec<_> = (0..found.len())
        .map(|_| Array::from_elem(f.raw_dim().f(), f_out::<T>()))
        .collect();
    let permissive = differences.permissive();
    permissive.gradient_into(&f, &mut reversed).unwrap();

    let truncated = case["f"]["dtype"].as_str().unwrap().contains("64[");
    for (k, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert_eq!(found.shape(), sizes(&expected["shape"]), "{id}");
        let atol = expected["atol"].as_f64().unwrap_or(0.0);
        let single = expected["dtype"] == "float32" || expected["dtype"] == "complex64";
        let half = expected["dtype"] == "float16";
        let of_file = list(&expected["data"]);
        assert_eq!(found.len(), of_file.len(), "{id}");
        for ((a, b), e) in found.iter().zip(&reversed[k]).zip(of_file) {
            let (a, b) = (a.parts(), b.parts());
            let e: Vec<f64> = match e {
                Value::Array(parts) => parts.iter().map(number).collect(),
                e => vec![number(e)],
            };
            for ((a, b), e) in a.into_iter().zip(b).zip(e) {
                assert!(a == b || (a.is_nan() && b.is_nan()), "{id}: {a} or {b}");
                let a = if truncated { a.trunc() } else { a };
                let same = a == e || (a.is_nan() && e.is_nan());
                let close = (a - e).abs() <= atol || ulps(a, e, single || half) <= 2.0;
                if !(same || (!exact(case) && close)) {
                    tally
                        .failed
                        .push(format!("{id}[{k}]: {a:e}, numpy has {e:e}, atol {atol:e}"));
                }
            }
        }
    }
    if exact(case) {
        tally.exact += 1;
    } else {
        tally.close += 1;
    }
}

fn f_out<T: Element>() -> T::Out {
    <T::Out as partials::sampled::Value>::ZERO
}

fn cases() -> Vec<Value> {
    let text = include_str!("data/numpy_gradient.json");
    let mut file: Value = serde_json::from_str(text).unwrap();
    match file["cases"].take() {
        Value::Array(cases) => cases,
        _ => panic!("no cases"),
    }
}

/// What numpy alone has: the range of float16, a date that is none, products of dates truncated one by
/// one, a complex infinity turned into NaN by numpy's complex division, a complex step.
const NOT_NUMERIC: [&str; 4] = [
    "edge/float16-overflow",
    "edge/datetime-nat",
    "edge/timedelta-uneven",
    "edge/complex-inf",
];

/// Where numpy rounds integers before it subtracts them, and has nothing left: here they are exact.
const LONG_INTEGERS: [&str; 2] = ["edge/uint64-precision", "edge/int64-coords-2^53"];

#[test]
fn long_integers_are_exact() {
    let start = (1_i64 << 53) - 1;
    let slope = gradient(&[u64::MAX, u64::MAX - 1, u64::MAX - 2], ()).unwrap();
    assert_eq!(slope, [-1.0; 3]);
    let slope = gradient(&[0.0, 1.0, 2.0], &[start + 1, start + 2, start + 3]).unwrap();
    assert_eq!(slope, [1.0; 3]);
}

fn dispatch(case: &Value, differences: Differences<'_>, tally: &mut Tally) {
    match case["f"]["dtype"].as_str().unwrap() {
        "int8" => run::<i8>(case, differences, tally),
        "int16" => run::<i16>(case, differences, tally),
        "int32" => run::<i32>(case, differences, tally),
        // Dates are counts of a unit; numpy truncates the result to such a count.
        "int64" | "datetime64[D]" | "timedelta64[s]" | "timedelta64[D]" => {
            run::<i64>(case, differences, tally);
        }
        "uint8" => run::<u8>(case, differences, tally),
        "uint16" => run::<u16>(case, differences, tally),
        "uint32" => run::<u32>(case, differences, tally),
        "uint64" => run::<u64>(case, differences, tally),
        "float16" | "float32" => run::<f32>(case, differences, tally),
        "float64" => run::<f64>(case, differences, tally),
        "complex64" => run::<Complex<f32>>(case, differences, tally),
        "complex128" => run::<Complex<f64>>(case, differences, tally),
        other => panic!("no element type for {other}"),
    }
}

#[test]
fn values() {
    let mut tally = Tally::default();
    let mut skipped = Vec::new();
    let cases = cases();
    for case in cases
        .iter()
        .filter(|case| !case["expect"]["arrays"].is_null())
    {
        let id = case["id"].as_str().unwrap();
        let differences = match differences(case) {
            Ok(differences) => differences,
            Err(_) => {
                skipped.push(id);
                continue;
            }
        };
        if NOT_NUMERIC.contains(&id) || LONG_INTEGERS.contains(&id) {
            skipped.push(id);
            continue;
        }
        dispatch(case, differences, &mut tally);
    }
    assert_eq!(tally.failed, [""; 0]);
    assert_eq!((tally.exact, tally.close), (239, 34));
    assert_eq!(skipped.len(), 7, "{skipped:?}");
    // What numpy differentiates and we do not, unless asked to.
    let refused = [
        "edge/spacing-zero",
        "edge/spacing-nan",
        "edge/spacing-inf",
        "edge/coords-nonmonotonic",
        "edge/coords-duplicate-interior",
        "edge/coords-duplicate-first",
        "edge/coords-duplicate-last-eo2",
        "edge/coords-all-equal",
        "edge/coords-zigzag",
        "edge/coords-nan",
        "edge/coords-inf",
    ];
    assert_eq!(tally.refused, refused);
}

/// The comparison sees a wrong edge in every case where the edges matter.
#[test]
fn wrong_edges_are_noticed() {
    let mut noticed = 0;
    for case in cases() {
        let id = case["id"].as_str().unwrap();
        if case["expect"]["arrays"].is_null() || !id.starts_with("rand") || case["edge_order"] != 2
        {
            continue;
        }
        let mut tally = Tally::default();
        let wrong = differences(&case).unwrap().edge(Edge::First);
        dispatch(&case, wrong, &mut tally);
        assert!(!tally.failed.is_empty(), "{id}");
        noticed += 1;
    }
    assert!(noticed > 50, "{noticed}");
}

#[test]
fn errors() {
    let mut seen = 0;
    let mut unwritable = Vec::new();
    let cases = cases();
    for case in cases
        .iter()
        .filter(|case| case["expect"]["arrays"].is_null())
    {
        let id = case["id"].as_str().unwrap();
        let message = case["expect"]["error"]["message"].as_str().unwrap();
        // numpy looks at the edge order after axes and spacings.
        let mut call = case.clone();
        if message != "'edge_order' greater than 2 not supported" && case["edge_order"] == 3 {
            call["edge_order"] = 2.into();
        }
        let Ok(differences) = differences(&call) else {
            unwritable.push(id);
            continue;
        };
        if case["f"]["dtype"] == "bool" {
            unwritable.push(id);
            continue;
        }
        let buffer: Vec<f64> = list(&case["f"]["buffer"]).iter().map(f64::parse).collect();
        let error = differences
            .gradient(&view(&case["f"], &buffer))
            .unwrap_err();
        let expected = match message {
            m if m.contains("out of bounds for array") => matches!(error, Error::Axis { .. }),
            "repeated axis" => matches!(error, Error::RepeatedAxis { .. }),
            "invalid number of arguments" => matches!(
                error,
                Error::AxisCount { .. } | Error::SharedCoordinates { .. }
            ),
            m if m.contains("must match the length") => {
                matches!(error, Error::CoordinateCount { .. })
            }
            // numpy's IndexError for coordinates of too short an axis is a slip.
            m if m.contains("too small") || m.contains("index 0 is out of bounds") => {
                matches!(error, Error::TooShort { .. })
            }
            other => panic!("{id}: unknown message {other}"),
        };
        assert!(expected, "{id}: {error}, numpy says {message}");
        seen += 1;
    }
    assert_eq!(seen, 31);
    // Two-dimensional coordinates, an edge order of 3 and samples of bool do not compile.
    assert_eq!(unwritable.len(), 5, "{unwritable:?}");
}
