//! Random programs for any number: elementary functions of what has been computed before, branches on
//! it, and loops that run as long as it says.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use partials::{Scalar, dot, log_sum_exp, weighted_sum};
use proptest::prelude::*;
use proptest::sample::select;

// Plain form: `enum Function { Neg, .. }`, with `Neg.of(&[a]) = -a` and so on.
macro_rules! functions {
    ($($Name:ident($($x:ident),*) $body:expr;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq)]
        pub enum Function {
            $($Name,)*
        }

        impl Function {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$Name,)*];

            /// How many numbers it is a function of.
            pub fn arguments(self) -> usize {
                match self {
                    $(Self::$Name => [$(stringify!($x)),*].len(),)*
                }
            }

            pub fn of<S: Scalar>(self, x: &[S]) -> S {
                match self {
                    $(Self::$Name => {
                        let &[$($x),*] = x else { panic!("{self:?} of {} numbers", x.len()) };
                        $body
                    })*
                }
            }
        }
    };
}

functions! {
    Neg(a) -a;
    Add(a, b) a + b;
    Sub(a, b) a - b;
    Mul(a, b) a * b;
    Div(a, b) a / b;
    Rem(a, b) a % b;
    RemEuclid(a, b) a.rem_euclid(b);
    MulAdd(a, b, c) a.mul_add(b, c);
    PlusOne(a) a + 1.0;
    OneMinus(a) 1.0 - a;
    Halved(a) 0.5 * a;
    Third(a) a / 3.0;
    OneOver(a) 1.0 / a;
    ModuloTwo(a) a % 2.0;
    Recip(a) a.recip();
    Square(a) a * a;
    Cube(a) a.powi(3);
    Power0(a) a.powi(0);
    Power1(a) a.powi(1);
    PowerMinus1(a) a.powi(-1);
    PowerMinus2(a) a.powi(-2);
    Power7(a) a.powi(7);
    Powf0(a) a.powf(0.0);
    Powf1(a) a.powf(1.0);
    Powf2(a) a.powf(2.0);
    PowfHalf(a) a.powf(0.5);
    PowfOneAndHalf(a) a.powf(1.5);
    PowfTwoAndHalf(a) a.powf(2.5);
    PowfMinusThird(a) a.powf(-1.0 / 3.0);
    Powd(a, b) a.powd(b);
    PowdConstant(a) a.powd(S::from(3.0));
    Sqrt(a) a.sqrt();
    Cbrt(a) a.cbrt();
    Exp(a) a.exp();
    Exp2(a) a.exp2();
    ExpM1(a) a.exp_m1();
    Ln(a) a.ln();
    Log2(a) a.log2();
    Log10(a) a.log10();
    LogOfBase(a) a.log(3.0);
    Ln1p(a) a.ln_1p();
    Sin(a) a.sin();
    Cos(a) a.cos();
    Tan(a) a.tan();
    Asin(a) a.asin();
    Acos(a) a.acos();
    Atan(a) a.atan();
    Sinh(a) a.sinh();
    Cosh(a) a.cosh();
    Tanh(a) a.tanh();
    Asinh(a) a.asinh();
    Acosh(a) a.acosh();
    Atanh(a) a.atanh();
    Erf(a) a.erf();
    Erfc(a) a.erfc();
    Gamma(a) a.gamma();
    LnGamma(a) a.ln_gamma();
    Logistic(a) a.logistic();
    Softplus(a) a.softplus();
    Sinc(a) a.sinc();
    Polygamma(a) a.polygamma(1);
    BesselJ0(a) a.bessel_j(0);
    BesselJ2(a) a.bessel_j(2);
    BesselY0(a) a.bessel_y(0);
    BesselY2(a) a.bessel_y(2);
    Xlogy(a, b) a.xlogy(b);
    Hypot(a, b) a.hypot(b);
    Atan2(a, b) a.atan2(b);
    LogSumExp(a, b, c) log_sum_exp(&[a, b, c]);
    LogSumExpOfTwo(a, b) log_sum_exp(&[a, b, S::from(0.0)]);
    Dot(a, b) dot(&[a], &[b]);
    WeightedSum(a, b, c) weighted_sum(&[2.0, -1.0, 0.3], &[a, b, c]);
    Floor(a) a.floor();
    Ceil(a) a.ceil();
    Round(a) a.round();
    Trunc(a) a.trunc();
    Fract(a) a.fract();
    ToDegrees(a) a.to_degrees();
    ToRadians(a) a.to_radians();
    Abs(a) a.abs();
    Signum(a) a.signum();
    Max(a, b) a.max(b);
    Min(a, b) a.min(b);
    Relu(a) a.max(S::from(0.0));
    Copysign(a, b) a.copysign(b);
    Clamp(a) a.clamp(S::from(-1.0), S::from(1.0));
    ClampTo(a, b) a.clamp(S::from(0.0), b.abs().max(S::from(1.0)));
}

use Function::*;

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum What {
    Constant(f64),
    Apply(Function),
    /// The second of the first.
    Compose(Function, Function),
    /// The product of sine and cosine.
    Both,
    /// One of two formulas.
    Branch,
    /// A piecewise polynomial, by a chain of comparisons.
    Table,
    /// Growth up to a bound.
    Loop,
    /// Newton's iteration until it stands still.
    Newton,
    /// The sum of the squares of the gaps between three numbers.
    Gaps,
}

/// A step, with the numbers that it works on, counted from the latest.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub what: What,
    pub of: [usize; 3],
}

#[derive(Clone)]
pub struct Program {
    pub steps: Vec<Step>,
}

impl fmt::Debug for Program {
    /// A step after the other, in one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.steps.iter().try_for_each(|step| match step.what {
            What::Apply(function) => {
                write!(f, "{function:?}{:?} ", &step.of[..function.arguments()])
            }
            what => write!(f, "{what:?}{:?} ", step.of),
        })
    }
}

/// What runs a program.
pub trait Machine {
    type Number: Copy;
    fn constant(&mut self, c: f64) -> Self::Number;
    fn apply(&mut self, f: Function, x: &[Self::Number]) -> Self::Number;
    fn is_less(&self, a: Self::Number, b: Self::Number) -> bool;
}

/// On numbers themselves, with the comparisons as they come out.
struct Numbers<S> {
    path: RefCell<Vec<bool>>,
    marker: PhantomData<S>,
}

impl<S> Numbers<S> {
    fn new() -> Self {
        Self {
            path: RefCell::default(),
            marker: PhantomData,
        }
    }
}

impl<S: Scalar> Machine for Numbers<S> {
    type Number = S;
    fn constant(&mut self, c: f64) -> S {
        S::from(c)
    }
    fn apply(&mut self, f: Function, x: &[S]) -> S {
        f.of(x)
    }
    fn is_less(&self, a: S, b: S) -> bool {
        let holds = a < b;
        self.path.borrow_mut().push(holds);
        holds
    }
}

impl Program {
    /// Its latest number at `x`.
    pub fn at<S: Scalar>(&self, x: &[S]) -> S {
        self.all(x)[0]
    }

    /// Its latest numbers at `x`, at most `ROWS`.
    pub fn all<S: Scalar>(&self, x: &[S]) -> Vec<S> {
        self.run(&mut Numbers::new(), x)
    }

    /// How its comparisons come out at `x`.
    pub fn path(&self, x: &[f64]) -> Vec<bool> {
        let mut machine = Numbers::new();
        self.run(&mut machine, x);
        machine.path.into_inner()
    }

    /// How many those are, of three variables.
    pub fn rows(&self) -> usize {
        ROWS.min(self.steps.len() + 3)
    }

    /// As [`all`](Self::all), by a machine.
    pub fn run<M: Machine>(&self, machine: &mut M, x: &[M::Number]) -> Vec<M::Number> {
        let mut numbers = x.to_vec();
        for step in &self.steps {
            let of = step
                .of
                .map(|i| numbers[numbers.len() - 1 - i % numbers.len()]);
            numbers.push(step.what.run(machine, of));
        }
        numbers.into_iter().rev().take(ROWS).collect()
    }
}

/// How many numbers a program returns at most.
pub const ROWS: usize = 4;

impl What {
    fn run<M: Machine>(self, m: &mut M, [a, b, c]: [M::Number; 3]) -> M::Number {
        match self {
            Self::Constant(c) => m.constant(c),
            Self::Apply(f) => m.apply(f, &[a, b, c][..f.arguments()]),
            Self::Compose(f, g) => {
                let inner = m.apply(f, &[a]);
                m.apply(g, &[inner])
            }
            Self::Both => {
                let (s, c) = (m.apply(Sin, &[a]), m.apply(Cos, &[a]));
                m.apply(Mul, &[s, c])
            }
            Self::Branch if m.is_less(a, b) => {
                let product = m.apply(Mul, &[a, c]);
                m.apply(Sin, &[product])
            }
            Self::Branch => m.apply(Sub, &[b, c]),
            Self::Table => {
                let bounds = [-1.0, 0.0, 1.0].map(|bound| m.constant(bound));
                if m.is_less(a, bounds[0]) {
                    m.apply(Neg, &[a])
                } else if m.is_less(a, bounds[1]) {
                    m.apply(Square, &[a])
                } else if m.is_less(a, bounds[2]) {
                    m.apply(MulAdd, &[a, b, a])
                } else {
                    b
                }
            }
            Self::Loop => {
                let (mut sum, bound) = (a, m.constant(4.0));
                for _ in 0..6 {
                    if !m.is_less(sum, bound) {
                        break;
                    }
                    let step = m.apply(Abs, &[b]);
                    let step = m.apply(PlusOne, &[step]);
                    sum = m.apply(Add, &[sum, step]);
                }
                sum
            }
            Self::Newton => {
                let number = m.apply(Cosh, &[a]);
                let (mut root, close) = (m.constant(1.0), m.constant(1e-6));
                for _ in 0..12 {
                    let quotient = m.apply(Div, &[number, root]);
                    let sum = m.apply(Add, &[root, quotient]);
                    let next = m.apply(Halved, &[sum]);
                    let change = m.apply(Sub, &[next, root]);
                    let change = m.apply(Abs, &[change]);
                    root = next;
                    if m.is_less(change, close) {
                        break;
                    }
                }
                root
            }
            Self::Gaps => {
                let mut x = [a, b, c];
                for (i, j) in [(0, 1), (1, 2), (0, 1)] {
                    if m.is_less(x[j], x[i]) {
                        x.swap(i, j);
                    }
                }
                let gaps = [m.apply(Sub, &[x[1], x[0]]), m.apply(Sub, &[x[2], x[1]])];
                m.apply(Hypot, &gaps)
            }
        }
    }
}

/// Programs of a few steps.
pub fn programs() -> impl Strategy<Value = Program> {
    let arithmetic = select(vec![Add, Sub, Mul, Div]).prop_map(What::Apply);
    let function = select(Function::ALL).prop_map(What::Apply);
    let constant = select(vec![0.0, -0.0, 1.0, -1.0, 2.0, 0.3]).prop_map(What::Constant);
    let pairs = vec![
        (Square, Sqrt),
        (Square, Ln),
        (Cube, Cbrt),
        (Exp, Ln),
        (Abs, Square),
        (Neg, Abs),
        (Recip, Recip),
        (Relu, Sqrt),
    ];
    let composed = select(pairs).prop_map(|(f, g)| What::Compose(f, g));
    let what = prop_oneof![
        1 => composed,
        1 => Just(What::Both),
        6 => arithmetic,
        12 => function,
        1 => constant,
        2 => Just(What::Branch),
        2 => Just(What::Table),
        1 => Just(What::Loop),
        1 => Just(What::Newton),
        1 => Just(What::Gaps),
    ];
    // Mostly one of the latest.
    let of = || prop_oneof![3 => 0usize..2, 2 => 0usize..12];
    let step = (what, [of(), of(), of()]).prop_map(|(what, of)| Step { what, of });
    prop::collection::vec(step, 1..14).prop_map(|steps| Program { steps })
}

/// Points of three variables, some of which are equal, at edges or out of the common range.
pub fn points() -> impl Strategy<Value = [f64; 3]> {
    let at_edges = select(vec![0.0, -0.0, 1.0, -1.0, 0.5, 2.0, 3.0]);
    let far = select(vec![
        1e-9, -1e-9, 40.0, -40.0, 1e5, 1e-160, 1e160, -1e300, 5e-324,
    ]);
    let none = select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]);
    let coordinate = prop_oneof![16 => -3.0..3.0, 10 => at_edges, 3 => far, 1 => none];
    let equal = prop_oneof![3 => Just(None), 1 => (0usize..3, 0usize..3).prop_map(Some)];
    (prop::array::uniform3(coordinate), equal).prop_map(|(mut x, equal)| {
        if let Some((i, j)) = equal {
            x[i] = x[j];
        }
        x
    })
}
