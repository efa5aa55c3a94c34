//! Random functions of several variables, drawn anew from a seed, for any number.

use partials::Scalar;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

/// A function of `variables` numbers, in reverse Polish notation.
#[derive(Clone, Debug)]
pub struct Function {
    pub tokens: Vec<Token>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Token {
    Variable(usize),
    Constant(f64),
    Unary(Unary),
    Binary(Binary),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unary {
    Neg,
    Recip,
    Square,
    Cube,
    Sqrt,
    Cbrt,
    Exp,
    ExpM1,
    Ln,
    Ln1p,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Erf,
    Gamma,
    LnGamma,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    Pow,
    Hypot,
    Atan2,
}

const UNARY: [Unary; 25] = {
    use Unary::*;
    [
        Neg, Recip, Square, Cube, Sqrt, Cbrt, Exp, ExpM1, Ln, Ln1p, Sin, Cos, Tan, Asin, Acos,
        Atan, Sinh, Cosh, Tanh, Asinh, Acosh, Atanh, Erf, Gamma, LnGamma,
    ]
};

impl Unary {
    fn of<S: Scalar>(self, x: S) -> S {
        use Unary::*;
        match self {
            Neg => -x,
            Recip => x.recip(),
            Square => x * x,
            Cube => x.powi(3),
            Sqrt => x.sqrt(),
            Cbrt => x.cbrt(),
            Exp => x.exp(),
            ExpM1 => x.exp_m1(),
            Ln => x.ln(),
            Ln1p => x.ln_1p(),
            Sin => x.sin(),
            Cos => x.cos(),
            Tan => x.tan(),
            Asin => x.asin(),
            Acos => x.acos(),
            Atan => x.atan(),
            Sinh => x.sinh(),
            Cosh => x.cosh(),
            Tanh => x.tanh(),
            Asinh => x.asinh(),
            Acosh => x.acosh(),
            Atanh => x.atanh(),
            Erf => x.erf(),
            Gamma => x.gamma(),
            LnGamma => x.ln_gamma(),
        }
    }

    /// Arguments beyond which the value means nothing in binary64.
    fn limit(self) -> f64 {
        use Unary::*;
        match self {
            Exp | ExpM1 | Sinh | Cosh | Gamma | LnGamma => 140.0,
            Sin | Cos | Tan => 1e6,
            Erf => 12.0,
            _ => f64::INFINITY,
        }
    }
}

impl Function {
    /// The function at `x`.
    pub fn at<S: Scalar>(&self, x: &[S]) -> S {
        self.evaluate(x, |_, _| true).expect("within the limits")
    }

    /// The value, where every step is `fine`.
    fn evaluate<S: Scalar>(&self, x: &[S], fine: impl Fn(Token, S) -> bool) -> Option<S> {
        let mut stack: Vec<S> = Vec::with_capacity(16);
        for token in &self.tokens {
            let last = stack.last().copied().unwrap_or(S::from(0.0));
            if !fine(*token, last) {
                return None;
            }
            let value = match *token {
                Token::Variable(i) => x[i],
                Token::Constant(c) => S::from(c),
                Token::Unary(f) => f.of(stack.pop()?),
                Token::Binary(f) => {
                    let (b, a) = (stack.pop()?, stack.pop()?);
                    match f {
                        Binary::Add => a + b,
                        Binary::Sub => a - b,
                        Binary::Mul => a * b,
                        Binary::Div => a / b,
                        Binary::Pow => a.powd(b),
                        Binary::Hypot => a.hypot(b),
                        Binary::Atan2 => a.atan2(b),
                    }
                }
            };
            stack.push(value);
        }
        stack.pop()
    }

    fn is_within_limits(&self, x: &[f64]) -> bool {
        let fine = |token: Token, last: f64| match token {
            Token::Unary(f) => last.abs() <= f.limit(),
            _ => last.abs() <= 1e30,
        };
        self.evaluate(x, fine)
            .is_some_and(|v| v.is_finite() && v.abs() < 1e30)
    }
}

/// A function and where it is looked at.
#[derive(Clone, Debug)]
pub struct Place {
    pub f: Function,
    pub x: Vec<f64>,
}

/// As many random functions of 2 to 6 variables, each at a point where it is defined and of which it
/// depends on every variable that occurs; the same for the same seed.
pub fn places(count: usize, seed: u64) -> Vec<Place> {
    let mut random = SmallRng::seed_from_u64(seed);
    let mut found = Vec::with_capacity(count);
    while found.len() < count {
        let n = random.random_range(2..=6);
        let f = function(n, &mut random);
        let x: Vec<f64> = (0..n).map(|_| coordinate(&mut random)).collect();
        if f.is_within_limits(&x) {
            found.push(Place { f, x });
        }
    }
    found
}

/// As many functions of the same variables.
pub fn systems(count: usize, seed: u64) -> Vec<(Vec<Function>, Vec<f64>)> {
    let mut random = SmallRng::seed_from_u64(seed);
    let mut found = Vec::with_capacity(count);
    while found.len() < count {
        let n = random.random_range(2..=6);
        let x: Vec<f64> = (0..n).map(|_| coordinate(&mut random)).collect();
        let rows = random.random_range(1..=5);
        let mut fs = Vec::with_capacity(rows);
        while fs.len() < rows {
            let f = function(n, &mut random);
            if f.is_within_limits(&x) {
                fs.push(f);
            }
        }
        found.push((fs, x));
    }
    found
}

fn function(n: usize, random: &mut SmallRng) -> Function {
    let depth = random.random_range(2..=6);
    let mut tokens = Vec::new();
    grow(depth, n, random, &mut tokens);
    Function { tokens }
}

fn grow(depth: usize, n: usize, random: &mut SmallRng, tokens: &mut Vec<Token>) {
    if depth == 0 || random.random_bool(0.1) {
        tokens.push(if random.random_bool(0.7) {
            Token::Variable(random.random_range(0..n))
        } else {
            Token::Constant(constant(random))
        });
    } else if random.random_bool(0.45) {
        grow(depth - 1, n, random, tokens);
        tokens.push(Token::Unary(UNARY[random.random_range(0..UNARY.len())]));
    } else {
        grow(depth - 1, n, random, tokens);
        grow(depth - 1, n, random, tokens);
        tokens.push(Token::Binary(match random.random_range(0..40) {
            0..10 => Binary::Add,
            10..20 => Binary::Sub,
            20..30 => Binary::Mul,
            30..36 => Binary::Div,
            36..38 => Binary::Pow,
            38 => Binary::Hypot,
            _ => Binary::Atan2,
        }));
    }
}

fn constant(random: &mut SmallRng) -> f64 {
    match random.random_range(0..5) {
        0 => 1.0,
        1 => 2.0,
        2 => 0.5,
        3 => random.random_range(-3.0..3.0),
        _ => 10_f64.powf(random.random_range(-3.0..3.0)),
    }
}

fn coordinate(random: &mut SmallRng) -> f64 {
    match random.random_range(0..12) {
        0 => 0.0,
        1 => 1.0,
        2 => -1.0,
        3 => 3.0,
        4 => 1e-6,
        5 => 100.0,
        _ => random.random_range(-3.0..3.0),
    }
}
