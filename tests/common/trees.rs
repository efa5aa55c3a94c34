//! Random functions of one variable with their exact derivatives, as `tests/oracle/random_trees.py`
//! writes them.

use partials::scalar::Real;

const DATA: &str = include_str!("../data/random_trees.txt");

/// A function, a point, and its first two derivatives there.
pub struct Tree {
    pub x: f64,
    pub exact: [f64; 2],
    pub text: &'static str,
    tokens: Vec<Token>,
}

#[derive(Clone, Copy)]
enum Token {
    Variable,
    Constant(f64),
    Unary(fn(f64) -> f64),
    Binary(fn(f64, f64) -> f64),
}

impl Tree {
    fn parse(line: &'static str) -> Self {
        let mut fields = line.splitn(4, ' ');
        let mut field = || fields.next().expect("four fields");
        let x = f64::from_bits(u64::from_str_radix(field(), 16).expect("bits"));
        let exact = [0, 1].map(|_| field().parse().expect("a number"));
        let text = field();
        Self {
            x,
            exact,
            text,
            tokens: text.split(' ').map(token).collect(),
        }
    }

    /// The function at `x`.
    pub fn value(&self, x: f64) -> f64 {
        let mut stack = [0.0; 16];
        let mut top = 0;
        for token in &self.tokens {
            match token {
                Token::Variable => (stack[top], top) = (x, top + 1),
                Token::Constant(c) => (stack[top], top) = (*c, top + 1),
                Token::Unary(f) => stack[top - 1] = f(stack[top - 1]),
                Token::Binary(f) => {
                    top -= 1;
                    stack[top - 1] = f(stack[top - 1], stack[top]);
                }
            }
        }
        stack[0]
    }
}

pub fn trees() -> Vec<Tree> {
    DATA.lines().map(Tree::parse).collect()
}

fn token(name: &str) -> Token {
    use Token::{Binary, Constant, Unary, Variable};
    match name {
        "x" => Variable,
        "+" => Binary(|a, b| a + b),
        "-" => Binary(|a, b| a - b),
        "*" => Binary(|a, b| a * b),
        "/" => Binary(|a, b| a / b),
        "pow" => Binary(f64::powf),
        "neg" => Unary(|x| -x),
        "recip" => Unary(f64::recip),
        "sqr" => Unary(|x| x * x),
        "cube" => Unary(|x| x * x * x),
        "sqrt" => Unary(f64::sqrt),
        "cbrt" => Unary(f64::cbrt),
        "exp" => Unary(f64::exp),
        "expm1" => Unary(f64::exp_m1),
        "ln" => Unary(f64::ln),
        "ln1p" => Unary(f64::ln_1p),
        "sin" => Unary(f64::sin),
        "cos" => Unary(f64::cos),
        "tan" => Unary(f64::tan),
        "asin" => Unary(f64::asin),
        "acos" => Unary(f64::acos),
        "atan" => Unary(f64::atan),
        "sinh" => Unary(f64::sinh),
        "cosh" => Unary(f64::cosh),
        "tanh" => Unary(f64::tanh),
        "asinh" => Unary(f64::asinh),
        "acosh" => Unary(Real::acosh),
        "atanh" => Unary(Real::atanh),
        "erf" => Unary(Real::erf),
        "gamma" => Unary(Real::gamma),
        "lngamma" => Unary(Real::ln_gamma),
        constant => Constant(constant.parse().expect("a constant")),
    }
}
