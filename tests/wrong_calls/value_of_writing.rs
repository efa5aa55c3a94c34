use partials::Jacobian;

fn main() {
    Jacobian::new_into(2, |x, out| [x[0] * x[1], x[0]]).at(&[1.0, 2.0]);
    Jacobian::new_into(2, |x, out| {
        out[0] = x[0] * x[1];
        out[1] = 1.0;
    })
    .at(&[1.0, 2.0]);
}
