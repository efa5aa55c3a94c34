use partials::Gradient;

fn main() {
    let f = Gradient::new(|x| {
        if x[0] > 0.0 {
            Ok(x[0].ln())
        } else {
            Err("not positive")
        }
    });
    f.at(&[1.0]);
}
