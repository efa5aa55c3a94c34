use ndarray::array;
use partials::sampled::Differences;

fn main() {
    let u = array![[1.0_f64, 2.0], [3.0, 4.0]];
    let v = array![[1.0_f32, 2.0], [3.0, 4.0]];
    let _ = Differences::new().vorticity(&[u, v]);
}
