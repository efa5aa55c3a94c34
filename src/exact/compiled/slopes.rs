//! The slopes of an operation by its operands, as numbers of the same graph.
//!
//! Arithmetic and functions whose rule is one formula give operations, which share what they have in
//! common with the values. A rule that decides between formulas is computed by itself, as one operation:
//! a decision in the graph would be a guard, and hold at some points only.

use smallvec::{SmallVec, smallvec};

use crate::scalar::Trace;
use crate::scalar::graph::{Binary, Indexed, Op, Unary, recorder};

/// Operands, and the slopes by them. One by which the slope is exactly zero everywhere is left out.
type By = SmallVec<[(u32, Trace); 3]>;

/// The slopes of an operation by its operands.
pub(super) struct Slopes {
    pub(super) by: By,
    /// What all of them are to be multiplied with, after they have been multiplied and added up: so `x / x`
    /// has the slope 0 to the last digit.
    pub(super) factor: Trace,
}

/// The slopes of the operation at a place of the graph under way.
pub(super) fn slopes(place: u32) -> Slopes {
    let op = recorder(|recorder| recorder.graph().ops[place as usize]);
    if let Op::Div(a, b) = op {
        let [q, a_value, b_value] =
            recorder(|recorder| [place, a, b].map(|place| recorder.at(place)));
        // (a + h) / (b + k) ~ q + (h - q k) / b
        if !a_value.is_constant() && !b_value.is_constant() {
            let one = Trace::constant(1.0);
            return Slopes {
                by: smallvec![(a, one), (b, -q)],
                factor: 1.0 / b_value,
            };
        }
    }
    Slopes {
        by: each_by_itself(place),
        factor: Trace::constant(1.0),
    }
}

/// The slopes of an operation that have nothing in common.
fn each_by_itself(place: u32) -> By {
    let (op, result) =
        recorder(|recorder| (recorder.graph().ops[place as usize], recorder.at(place)));
    let at = |place: u32| recorder(|recorder| recorder.at(place));
    let one = Trace::constant(1.0);
    let found: By = match op {
        Op::Variable(_) | Op::Constant(_) | Op::Step(..) | Op::Test(..) | Op::Shares(_) => {
            smallvec![]
        }
        Op::Add(a, b) => smallvec![(a, one), (b, one)],
        Op::Sub(a, b) => smallvec![(a, one), (b, -one)],
        Op::Mul(a, b) if a == b => smallvec![(a, at(a) + at(a))],
        Op::Mul(a, b) => smallvec![(a, at(b)), (b, at(a))],
        // Of a constant, or by one.
        Op::Div(a, b) => {
            let inverse = 1.0 / at(b);
            smallvec![(a, inverse), (b, -(result * inverse))]
        }
        Op::Rem(a, b) => smallvec![(a, one), (b, -times(result, at(a), at(b)))],
        Op::Neg(a) => smallvec![(a, -one)],
        Op::MulAdd(a, b, c) => smallvec![(a, at(b)), (b, at(a)), (c, one)],
        Op::Of(f, a) => smallvec![(a, of_one(f, at(a), result))],
        Op::Slope(f, order, a) => smallvec![(a, by_rule(f, order + 1, at(a)))],
        Op::Indexed(Indexed::Powi, n, a) => smallvec![(a, of_power(n as i32, at(a), result))],
        Op::Indexed(f, k, a) => smallvec![(a, f.slope(k, at(a)))],
        Op::Of2(f, a, b) => of_two(f, [a, b], [at(a), at(b)], result),
        Op::Partial(f, [i, j], a, b) => smallvec![
            (a, partial(f, [i + 1, j], at(a), at(b))),
            (b, partial(f, [i, j + 1], at(a), at(b))),
        ],
        Op::LogSumExp(list) => {
            let shares = place_of(Op::Shares(list));
            let share = |(place, i)| (place, written(Op::Softmax(shares, i)));
            operands_of(list).map(share).collect()
        }
        // w_i(a + h) ~ w_i + w_i (h_i Σ_{j≠i} w_j - Σ_{j≠i} w_j h_j)
        Op::Softmax(shares, i) => {
            let slope = |(place, j)| {
                let other = if i == j {
                    written(Op::Rest(shares, i))
                } else {
                    -written(Op::Softmax(shares, j))
                };
                (place, result * other)
            };
            let list = recorder(|recorder| recorder.graph().list_of(shares));
            operands_of(list).map(slope).collect()
        }
        Op::Rest(..) | Op::Unknown(_) | Op::Known(..) => recorder(|recorder| {
            let places = recorder.graph().operands(op);
            places
                .map(|place| (place, Trace::constant(f64::NAN)))
                .collect()
        }),
    };
    let is_nothing = |slope: Trace| slope.is_constant() && slope == 0.0;
    found
        .into_iter()
        .filter(|(_, slope)| !is_nothing(*slope))
        .collect()
}

/// Where an operation stands whose value is of no interest.
fn place_of(op: Op) -> u32 {
    let number = written(op);
    recorder(|recorder| recorder.place(number))
}

/// The operands of a list with their numbers.
fn operands_of(list: u32) -> impl Iterator<Item = (u32, u32)> {
    let places = recorder(|recorder| recorder.graph().lists[list as usize].clone());
    places.into_vec().into_iter().zip(0..)
}

/// An operation whose value is of no interest.
fn written(op: Op) -> Trace {
    recorder(|recorder| recorder.write(op, f64::NAN))
}

/// How often `b` goes into `a`, where the remainder is known.
fn times(remainder: Trace, a: Trace, b: Trace) -> Trace {
    ((a - remainder) / b).round()
}

/// The slope of a function of one argument `x`, which has the value `y`.
fn of_one(f: Unary, x: Trace, y: Trace) -> Trace {
    match f {
        Unary::exp => y,
        Unary::recip => -(y * y),
        Unary::sqrt => 0.5 / y,
        Unary::tanh => x.operation(Binary::SechSquare, y),
        _ => one_formula(f, x).unwrap_or_else(|| by_rule(f, 1, x)),
    }
}

/// The slope by the rule, as operations, if the rule decides nothing.
fn one_formula(f: Unary, x: Trace) -> Option<Trace> {
    let before = recorder(|recorder| recorder.decisions());
    let slope = f.slope(x);
    let after = recorder(|recorder| recorder.decisions());
    (before == after).then_some(slope)
}

/// The slope of a given order by the rule, as one operation.
fn by_rule(f: Unary, order: u8, x: Trace) -> Trace {
    if order > 2 {
        return Trace::constant(f64::NAN);
    }
    recorder(|recorder| {
        let x = recorder.place(x);
        recorder.write(Op::Slope(f, order, x), f64::NAN)
    })
}

/// The slope of `xⁿ`, where the power is `y`.
fn of_power(n: i32, x: Trace, y: Trace) -> Trace {
    match n {
        -1 => -(y * y),
        _ => x.powi(n - 1) * f64::from(n),
    }
}

/// The slopes of a function of two arguments.
fn of_two(f: Binary, places: [u32; 2], [a, b]: [Trace; 2], result: Trace) -> By {
    let [first, second] = places;
    let one = Trace::constant(1.0);
    let constant = b.is_constant().then(|| b.plain_constant());
    match (f, constant) {
        (Binary::Powf | Binary::Powd, Some(c)) => smallvec![(first, of_real_power(c, a, result))],
        // (1 / ln c) / x
        (Binary::Log, Some(base)) => smallvec![(first, base.ln().recip() / a)],
        (Binary::Max, _) => {
            let step = larger(a, b);
            smallvec![(first, step), (second, one - step)]
        }
        (Binary::Min, _) => {
            let step = larger(a, b);
            smallvec![(first, one - step), (second, step)]
        }
        (Binary::Copysign, _) => smallvec![(first, one.copysign(a) * one.copysign(b))],
        (Binary::RemEuclid, _) => smallvec![(first, one), (second, -times(result, a, b))],
        // a ln b
        (Binary::Xlogy, _) => smallvec![(first, b.ln()), (second, a / b)],
        // Of `x` alone: `tanh x` is known with it. sech²(x + h) ~ s - 2 tanh(x) s h
        (Binary::SechSquare, _) => smallvec![(first, -2.0 * (b * result))],
        (Binary::Powd | Binary::Hypot | Binary::Atan2, _) | (Binary::Powf | Binary::Log, None) => {
            smallvec![
                (first, partial(f, [1, 0], a, b)),
                (second, partial(f, [0, 1], a, b)),
            ]
        }
    }
}

/// The slope of `xᶜ`, as in the rule of that power.
fn of_real_power(c: f64, x: Trace, power: Trace) -> Trace {
    let below = c - 1.0;
    if below == 1.0 {
        x * c
    } else if below + 1.0 == c {
        x.powf(below) * c
    } else {
        power / x * c
    }
}

/// 1 where the first is larger, else 0.
fn larger(a: Trace, b: Trace) -> Trace {
    recorder(|recorder| {
        let (a, b) = (recorder.place(a), recorder.place(b));
        recorder.write(Op::Step(a, b), f64::NAN)
    })
}

/// A derivative of the given orders by the rule, as one operation.
fn partial(f: Binary, orders: [u8; 2], a: Trace, b: Trace) -> Trace {
    if orders[0] + orders[1] > 2 {
        return Trace::constant(f64::NAN);
    }
    recorder(|recorder| {
        let (a, b) = (recorder.place(a), recorder.place(b));
        recorder.write(Op::Partial(f, orders, a, b), f64::NAN)
    })
}
