use partials::Function;

fn minimise(f: impl Function) -> f64 {
    f.value(&[0.0])
}

fn main() {
    minimise(|x| x[0] * x[0]);
}
