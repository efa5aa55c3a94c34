//! How far rounding can take the derivatives of a program: the sizes of all terms that add up to them,
//! and how much every slope changes where its arguments are rounded otherwise.
//!
//! For a step `y = f(a, b, ..)` with slopes `f_a` that are off by `δ_a`, and numbers whose derivatives add
//! up from terms of size `M` and are off by `E`:
//!
//! ```text
//! M(y) = Σ |f_a| M(a)
//! E(y) = Σ |f_a| E(a) + δ_a M(a)
//! ```
//!
//! and so on for second derivatives.

use super::programs::{Function, Machine};
use partials::Dual;

/// Variables.
pub const N: usize = 3;

/// By how many roundings one formula for a slope differs from another.
const ROUNDINGS: f64 = 16.0 * f64::EPSILON;

/// Numbers beyond are at the ends of the range: there one order of the factors overflows and another one
/// does not.
const FAR: f64 = 1e100;

/// A number with the sizes and errors of its derivatives.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    pub value: f64,
    place: usize,
    /// Whether it is the same everywhere near.
    is_constant: bool,
    size: [f64; N],
    error: [f64; N],
    second: [[f64; N]; N],
    second_error: [[f64; N]; N],
}

impl Number {
    fn new(value: f64, place: usize) -> Self {
        Self {
            value,
            place,
            is_constant: true,
            size: [0.0; N],
            error: [0.0; N],
            second: [[0.0; N]; N],
            second_error: [[0.0; N]; N],
        }
    }
}

impl Number {
    /// How far off a first derivative may be, one more rounding of its terms included.
    pub fn first(&self, i: usize) -> f64 {
        self.error[i] + ROUNDINGS * self.size[i]
    }

    /// How far off a second derivative may be.
    pub fn second(&self, i: usize, j: usize) -> f64 {
        let off = |i: usize, j: usize| self.second_error[i][j] + ROUNDINGS * self.second[i][j];
        off(i, j).max(off(j, i))
    }
}

/// The machine that finds them.
#[derive(Default)]
pub struct Terms {
    /// The operands of every number, and the slopes by them.
    steps: Vec<Vec<(usize, f64)>>,
    is_far: bool,
    /// Whether forward mode refuses a derivative because it does not know that a number is a constant, which
    /// a graph does.
    pub is_refused: bool,
}

/// A number of the operands of one step, and of two orders.
type Local = Dual<Dual<f64, 3>, 3>;

impl Terms {
    pub fn variables(&mut self, x: &[f64; N]) -> [Number; N] {
        std::array::from_fn(|i| {
            let mut number = self.number(x[i], vec![]);
            number.size[i] = 1.0;
            number.is_constant = false;
            number
        })
    }

    fn number(&mut self, value: f64, operands: Vec<(usize, f64)>) -> Number {
        self.look(value);
        self.steps.push(operands);
        Number::new(value, self.steps.len() - 1)
    }

    fn look(&mut self, size: f64) {
        let size = size.abs();
        self.is_far |= size.is_finite() && size > FAR || size > 0.0 && size < FAR.recip();
    }

    /// Whether some number is at an end of the range, or the adjoints of the result are.
    pub fn is_far(&mut self, result: Number) -> bool {
        let mut adjoints = vec![0.0; self.steps.len()];
        adjoints[result.place] = 1.0;
        for place in (0..adjoints.len()).rev() {
            self.look(adjoints[place]);
            for &(operand, slope) in &self.steps[place] {
                adjoints[operand] += adjoints[place] * slope;
            }
        }
        self.is_far
    }
}

/// A function of numbers that are off by a factor; constants are not.
fn local(f: Function, numbers: &[Number], factor: f64) -> Local {
    let place = |(i, x): (usize, &Number)| {
        let factor = if x.is_constant { 1.0 } else { factor };
        Local::variable(Dual::variable(x.value * factor, i), i)
    };
    let x: Vec<Local> = numbers.iter().enumerate().map(place).collect();
    f.of(&x)
}

impl Machine for Terms {
    type Number = Number;

    fn constant(&mut self, c: f64) -> Number {
        self.number(c, vec![])
    }

    fn is_less(&self, a: Number, b: Number) -> bool {
        a.value < b.value
    }

    fn apply(&mut self, f: Function, x: &[Number]) -> Number {
        let [y, up, down] = [1.0, 1.0 + 4.0 * f64::EPSILON, 1.0 - 4.0 * f64::EPSILON]
            .map(|factor| local(f, x, factor));
        let off = |part: fn(&Local, usize, usize) -> f64, a: usize, b: usize| {
            let [y, up, down] = [&y, &up, &down].map(|y| part(y, a, b));
            (up - y).abs().max((down - y).abs()) + ROUNDINGS * y.abs()
        };
        let first: fn(&Local, usize, usize) -> f64 = |y, a, _| y.partials[a].value;
        let second: fn(&Local, usize, usize) -> f64 = |y, a, b| y.partials[a].partials[b];
        let operands = x.iter().enumerate();
        let operands = operands.map(|(a, x)| (x.place, first(&y, a, 0).abs()));
        let mut result = self.number(y.value.value, operands.collect());
        use Function::{Ceil, Floor, Power0, Powf0, Round, Trunc};
        let is_flat = matches!(f, Floor | Ceil | Round | Trunc | Power0 | Powf0);
        let is_nothing = |x: &Number| x.is_constant && x.value == 0.0;
        let is_flat = is_flat || f == Function::Mul && x.iter().any(is_nothing);
        result.is_constant = is_flat || x.iter().all(|x| x.is_constant);
        self.is_refused |= result.is_constant && !result.value.is_finite();
        for (a, x) in x.iter().enumerate() {
            let is_singular = x.is_constant && !first(&y, a, 0).is_finite();
            let is_jump = is_flat && x.size.iter().any(|size| !size.is_finite());
            self.is_refused |= is_singular || is_jump;
        }
        if result.is_constant {
            return result;
        }
        let moving = || x.iter().enumerate().filter(|(_, x)| !x.is_constant);
        for (a, p) in moving() {
            let (slope, slope_error) = (first(&y, a, 0).abs(), off(first, a, 0));
            self.look(slope);
            for i in 0..N {
                result.size[i] += times(slope, p.size[i]);
                result.error[i] += times(slope, p.error[i]) + times(slope_error, p.size[i]);
                for j in 0..N {
                    result.second[i][j] += times(slope, p.second[i][j]);
                    result.second_error[i][j] +=
                        times(slope, p.second_error[i][j]) + times(slope_error, p.second[i][j]);
                }
            }
            for (b, q) in moving() {
                let (curvature, error) = (second(&y, a, b).abs(), off(second, a, b));
                self.look(curvature);
                for i in 0..N {
                    for j in 0..N {
                        let size = times(p.size[i], q.size[j]);
                        let off = times(p.error[i], q.size[j]) + times(p.size[i], q.error[j]);
                        result.second[i][j] += times(curvature, size);
                        result.second_error[i][j] += times(error, size) + times(curvature, off);
                    }
                }
            }
        }
        for i in 0..N {
            self.look(result.size[i]);
            for j in 0..N {
                self.look(result.second[i][j]);
            }
        }
        result
    }
}

/// The product, in which nothing counts beside an infinity.
fn times(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 { 0.0 } else { a * b }
}
