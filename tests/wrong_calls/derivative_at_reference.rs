use partials::Derivative;

fn main() {
    Derivative::new(|x| x * x).at(&1.0);
    Derivative::new(|x| x * x).at(1);
}
