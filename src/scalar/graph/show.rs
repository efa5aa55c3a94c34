//! A graph as text, an operation a line.

use std::fmt;

use super::{Graph, Op, Test};

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, op) in self.ops.iter().enumerate() {
            if !matches!(op, Op::Constant(_) | Op::Test(..)) {
                writeln!(f, "v{place} = {}", self.text(*op))?;
            }
            if let Some(holds) = self.guard(place as u32) {
                let not = if holds { "" } else { "not " };
                writeln!(f, "guard {not}{}", self.text(*op))?;
            }
        }
        for y in &self.results {
            writeln!(f, "return {}", self.name(*y))?;
        }
        Ok(())
    }
}

impl Graph {
    /// A place by its name, a constant by its value.
    fn name(&self, place: u32) -> String {
        let constant = self.ops[place as usize].as_constant();
        constant.map_or_else(|| format!("v{place}"), |c| format!("{c:?}"))
    }

    fn text(&self, op: Op) -> String {
        let name = |place| self.name(place);
        let call = |f: &dyn fmt::Debug, places: &[u32]| {
            let names: Vec<String> = places.iter().map(|&place| self.name(place)).collect();
            format!("{f:?}({})", names.join(", ")).to_lowercase()
        };
        let list = |f: &str, list: u32| {
            let names: Vec<String> = self.lists[list as usize].iter().map(|&p| name(p)).collect();
            format!("{f}[{}]", names.join(", "))
        };
        match op {
            Op::Variable(i) => format!("x[{i}]"),
            Op::Constant(_) => format!("{:?}", op.as_constant().unwrap_or(f64::NAN)),
            Op::Add(a, b) => format!("{} + {}", name(a), name(b)),
            Op::Sub(a, b) => format!("{} - {}", name(a), name(b)),
            Op::Mul(a, b) => format!("{} * {}", name(a), name(b)),
            Op::Div(a, b) => format!("{} / {}", name(a), name(b)),
            Op::Rem(a, b) => format!("{} % {}", name(a), name(b)),
            Op::Neg(a) => format!("-{}", name(a)),
            Op::MulAdd(a, b, c) => format!("{} * {} + {}", name(a), name(b), name(c)),
            Op::Of(g, a) => call(&g, &[a]),
            Op::Slope(g, order, a) => call(&g, &[a]) + &"'".repeat(order.into()),
            Op::Indexed(g, k, a) => format!("{}[{}]", call(&g, &[a]), k as i32),
            Op::Of2(g, a, b) => call(&g, &[a, b]),
            Op::Partial(g, [i, j], a, b) => format!("{} by {i}, {j}", call(&g, &[a, b])),
            Op::Step(a, b) => format!("1 if {} > {} else 0", name(a), name(b)),
            Op::LogSumExp(x) => list("log_sum_exp", x),
            Op::Shares(x) => list("softmax", x),
            Op::Softmax(shares, i) => format!("{}[{i}]", name(shares)),
            Op::Rest(shares, i) => format!("1 - {}[{i}]", name(shares)),
            Op::Known(x, k) => list(&format!("known {k}"), x),
            Op::Unknown(a) => format!("{}, of unknown derivative", name(a)),
            Op::Test(test, a, b) => match test {
                Test::Less | Test::LessEqual | Test::Equal => {
                    format!("{} {} {}", name(a), test.sign(), name(b))
                }
                _ => format!("{} {}", name(a), test.sign()),
            },
        }
    }
}

impl Test {
    /// Its sign in a printed graph.
    fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Equal => "==",
            Self::IsFinite => "is finite",
            Self::IsNan => "is NaN",
            Self::IsNormal => "is normal",
            Self::HasSign => "has a sign",
        }
    }
}
