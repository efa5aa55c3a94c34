use partials::sampled::gradient_axis_into;

fn main() {
    let mut rise = [0; 3];
    let _ = gradient_axis_into(&[1_i32, 2, 4], 0, (), &mut rise);
}
