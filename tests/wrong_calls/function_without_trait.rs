use partials::function;

fn main() {
    let f = function!(|x| x[0] * x[0]);
    f.gradient(&[1.0]);
}
