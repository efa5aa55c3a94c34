use partials::{Function, Gradient, Hessian, Jacobian, function};

fn main() {
    let g = Gradient::compiled(|x| x[0] * x[1].sin());
    g.at(&[1.0, 2.0]);
    Jacobian::compiled(|x| [x[0] * x[1], x[0]]).at(&[1.0, 2.0]);
    Hessian::try_compiled(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("no logarithm") });
    Jacobian::compiled_into(2, |x, out| out[0] = x[0]);
    function!(|x| x[0] * x[1]).compile(2);
}
