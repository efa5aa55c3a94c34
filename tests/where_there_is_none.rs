//! The tables of the page "What a derivative is where there is none", line by line.

use nalgebra::SMatrix;
use partials::{Derivative, Dual, Gradient, Hessian};

const PAGE: &str = include_str!("../docs/where-there-is-none.md");

/// A number as the page has it.
fn spelled(x: f64) -> String {
    if x.fract() == 0.0 || !x.is_finite() {
        format!("{}", x + 0.0) // no sign of a zero
    } else {
        let rounded = format!("{x:.4}");
        rounded.trim_end_matches('0').to_owned()
    }
}

fn line(name: &str, at: f64, [value, first, second]: [f64; 3]) -> String {
    let [at, value, first, second] = [at, value, first, second].map(spelled);
    format!("| `{name}` | {at} | {value} | {first} | {second} |")
}

/// Value, first and second derivative of each expression, at each point.
macro_rules! rows {
    ($($x:ident: $f:expr, at $($at:expr),+;)*) => {{
        let mut rows = Vec::new();
        $($({
            let at: f64 = $at;
            let (value, first) = Derivative::new(|$x: Dual<f64, 1>| $f).value_and_derivative(at);
            let nested = Derivative::new(|$x: Dual<Dual<f64, 1>, 1>| $f);
            let [nested_value, slope, second] = nested.up_to_second(at);
            let name = stringify!($f);
            // Orders that are taken together are those that are taken alone.
            assert_eq!(spelled(nested_value), spelled(value), "{name} at {at}");
            assert_eq!(spelled(slope), spelled(first), "{name} at {at}");
            assert_eq!(spelled(nested.second(at)), spelled(second), "{name} at {at}");
            // In reverse mode too: of one variable all kinks are taken to the right.
            let reverse = Gradient::reverse(|x| { let $x = x[0]; $f });
            let (reverse_value, [slope]) = reverse.value_and_gradient(&[at]);
            let expected = [value, first].map(spelled);
            assert_eq!([reverse_value, slope].map(spelled), expected, "{name} at {at} in reverse");
            // And compiled.
            #[cfg(feature = "compiled")]
            for beside in [0.0, 0.25, -0.25] {
                let compiled = Gradient::compiled(|x| { let $x = x[0]; $f });
                compiled.at(&[at + beside]);
                let (compiled_value, [slope]) = compiled.value_and_gradient(&[at]);
                assert_eq!([compiled_value, slope].map(spelled), expected, "{name} at {at} compiled");
            }
            let forward = Hessian::new(|x| { let $x = x[0]; $f }).value_gradient_hessian(&[at]);
            let reverse = Hessian::reverse(|x| { let $x = x[0]; $f }).value_gradient_hessian(&[at]);
            let orders = |(value, [slope], h): (f64, [f64; 1], SMatrix<f64, 1, 1>)| {
                [value, slope, h[(0, 0)]].map(spelled)
            };
            let (reverse, forward) = (orders(reverse), orders(forward));
            // What `hypot` turns by at its tip is not known to a tape: refused where it matters.
            let is_refused = name.contains("hypot") && reverse[2] == "NaN";
            let shared = if is_refused { 2 } else { 3 };
            assert_eq!(reverse[..shared], forward[..shared], "{name} at {at} in reverse");
            #[cfg(feature = "compiled")]
            for beside in [0.0, 0.25, -0.25] {
                let compiled = Hessian::compiled(|x| { let $x = x[0]; $f });
                compiled.at(&[at + beside]);
                let compiled = orders(compiled.value_gradient_hessian(&[at]));
                assert_eq!(compiled, forward, "{name} at {at} compiled");
            }
            rows.push(line(name, at, [value, first, second]));
        })+)*
        rows
    }};
}

fn rows() -> Vec<String> {
    rows! {
        // Kinks.
        x: x.abs(), at 0.0;
        x: x.max(1.0), at 1.0;
        x: x.min(1.0), at 1.0;
        x: x.clamp(0.0, 1.0), at 0.0, 1.0;
        x: x.hypot(0.0), at 0.0;
        x: x.copysign(1.0), at 0.0;
        x: x.hypot(x), at 0.0;
        x: x.abs() * x, at 0.0;
        // Jumps.
        x: x.signum(), at 0.0;
        x: x.floor(), at 2.0;
        x: x.ceil(), at 2.0;
        x: x.round(), at 0.5;
        x: x.trunc(), at 2.0;
        x: x.fract(), at 2.0;
        x: x % 1.0, at 2.0;
        x: x.rem_euclid(1.0), at 2.0;
        x: x.atan2(-1.0), at 0.0;
        x: x.atan2(x), at 0.0;
        // Poles.
        x: x.recip(), at 0.0;
        x: 1.0 / x, at 0.0;
        x: x.powi(-2), at 0.0;
        x: x.powf(-0.5), at 0.0;
        x: x.ln(), at 0.0;
        x: x.log2(), at 0.0;
        x: x.log10(), at 0.0;
        x: x.log(2.0), at 0.0;
        x: x.ln_1p(), at -1.0;
        x: x.atanh(), at 1.0, -1.0;
        x: x.gamma(), at 0.0, -1.0;
        x: x.ln_gamma(), at 0.0, -1.0;
        x: x.polygamma(0), at 0.0;
        x: x.bessel_y(0), at 0.0;
        // Outside the domain.
        x: x.sqrt(), at -1.0;
        x: x.powf(0.5), at -1.0;
        x: x.powd(2.0), at -1.0;
        x: x.ln(), at -1.0;
        x: x.ln_1p(), at -2.0;
        x: x.asin(), at 2.0;
        x: x.acos(), at 2.0;
        x: x.acosh(), at 0.0;
        x: x.atanh(), at 2.0;
        x: x.bessel_y(0), at -1.0;
        // An infinity that the result does not show.
        x: (-1.0 / (x * x)).exp(), at 0.0;
        x: (1.0 / (x * x)).atan(), at 0.0;
        x: (1.0 / x).atan(), at 0.0;
        x: (x * x).ln().exp(), at 0.0;
        x: 1.0 / (x * x).ln(), at 0.0;
        x: (1.0 / (x * x * x)).cbrt().recip(), at 0.0;
        x: 1.0 / (1.0 / (x * x)).sqrt(), at 0.0;
        // Infinite slopes.
        x: x.sqrt(), at 0.0;
        x: x.cbrt(), at 0.0;
        x: x.powf(0.5), at 0.0;
        x: x.powf(1.5), at 0.0;
        x: x.powd(0.5), at 0.0;
        x: x.powd(x), at 0.0;
        x: x.xlogy(x), at 0.0;
        x: x.asin(), at 1.0, -1.0;
        x: x.acos(), at 1.0, -1.0;
        x: x.acosh(), at 1.0;
        // Zero times infinity.
        x: (x * x).sqrt(), at 0.0;
        x: (x * x).powf(0.5), at 0.0;
        x: (x * x).powf(0.75), at 0.0;
        x: (x * x).cbrt(), at 0.0;
        x: (x * x * x).cbrt(), at 0.0;
        x: (x * x * x).powf(1.0 / 3.0), at 0.0;
        x: (1.0 - x * x).asin(), at 0.0;
        x: (1.0 - x * x).acos(), at 0.0;
        x: (1.0 + x * x).acosh(), at 0.0;
        x: (x * x * x).atan2(x * x), at 0.0;
        x: x * x.signum(), at 0.0;
        x: x * x.ln(), at 0.0;
        x: (x * x).xlogy(x), at 0.0;
        x: x * x / x, at 0.0;
    }
}

#[test]
fn every_line_of_the_page_is_true() {
    let said: Vec<&str> = PAGE
        .lines()
        .filter(|line| line.starts_with("| `"))
        .collect();
    let rows = rows();
    for row in &rows {
        println!("{row}");
    }
    for (said, row) in said.iter().zip(&rows) {
        assert_eq!(said, row);
    }
    assert_eq!(said.len(), rows.len());
}
