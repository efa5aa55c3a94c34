//! The data sets of a tutorial on `numpy.gradient`, with what numpy prints beside each call.
//!
//! `cargo run --example numpy_gradient`

use ndarray::{Array, Array1, Array2, array};
use partials::sampled::{Differences, Edge, gradient, gradient_axis};
use partials::{Derivative, Error, Scalar};

fn main() -> Result<(), Error> {
    println!(
        "A call in Python, and below it what the same call returns here: numpy's numbers, of which"
    );
    println!("numpy itself prints eight digits.\n");
    println!("np.gradient([1, 2, 4, 7, 11, 16])");
    let f = array![1, 2, 4, 7, 11, 16];
    println!("{}\n", gradient(&f, ())?); // [1, 1.5, 2.5, 3.5, 4.5, 5]

    println!("np.gradient([1, 2, 4, 7, 11, 16], 2)");
    println!("{}\n", gradient(&f, 2)?); // [0.5, 0.75, 1.25, 1.75, 2.25, 2.5]

    println!("np.gradient([1, 2, 4, 7, 11, 16], [0, 1, 1.5, 3.5, 4, 6])");
    let x = [0.0, 1.0, 1.5, 3.5, 4.0, 6.0];
    println!("{}\n", gradient(&f, &x)?); // [1, 3, 3.5, 6.7, 6.9, 2.5]

    println!("np.gradient([2, 1, 5, 10, 11, 15])");
    let f = array![2, 1, 5, 10, 11, 15];
    println!("{}\n", gradient(&f, ())?); // [-1, 1.5, 4.5, 3, 2.5, 4]

    println!("np.gradient([2, 1, 5, 10, 11, 15], edge_order=2)");
    let second = Differences::new().edge(Edge::Second);
    println!("{}\n", second.derivative(&f)?); // [-3.5, 1.5, 4.5, 3, 2.5, 5.5]

    println!("np.gradient([[10, 20, 30], [40, 50, 60]]), down the rows and across the columns");
    let f = array![[10, 20, 30], [40, 50, 60]];
    let [down, across] = gradient(&f, ())?;
    println!("{down}\n{across}\n"); // thirties, then tens

    println!("np.gradient([[10, 20, 30], [40, 50, 60]], axis=0)");
    println!("{}\n", gradient_axis(&f, 0, ())?);

    println!("np.gradient([[10, 20, 30], [40, 50, 60]], axis=1)");
    println!("{}\n", gradient_axis(&f, 1, ())?);

    println!("np.gradient([[10, 20, 30], [40, 50, 60]], 2, [0, 1, 4])");
    let [down, across] = gradient(&f, (2, &[0.0, 1.0, 4.0]))?;
    println!("{down}\n{across:.4}\n"); // fifteens; [10, 8.3333, 3.3333] twice

    against_the_function()
}

/// How far sampled derivatives are from the exact ones of the function that was sampled.
fn against_the_function() -> Result<(), Error> {
    fn f<S: Scalar>(x: S) -> S {
        (3.0 * x).sin() * (-x).exp()
    }
    let x = Array1::linspace(0.0, 2.0, 81);
    let exact: Vec<f64> = x.iter().map(|&x| Derivative::new(f).at(x)).collect();
    let exact = Array::from(exact);
    let samples = x.mapv(f);
    println!(
        "Against a function that is known: f(x) = sin(3x) exp(-x), sampled at 81 places from 0 to 2."
    );
    println!(
        "The largest distance to its exact derivative, by the order of accuracy of the differences:\n"
    );
    println!("                inside  at the ends");
    for accuracy in [2, 4, 6, 8] {
        let differences = Differences::new().spacing(&x).accuracy(accuracy);
        let error = (differences.derivative(&samples)? - &exact).abs();
        let largest = |range: std::ops::Range<usize>| {
            let errors = range.map(|i| error[i]);
            errors.fold(0.0, f64::max)
        };
        let ends = largest(0..4).max(largest(77..81));
        println!(
            "accuracy {accuracy}:   {:>7.1e}      {ends:>7.1e}",
            largest(4..77)
        );
    }
    // In two variables, beside the gradient of the closure.
    let surface = Array2::from_shape_fn((50, 60), |(i, j)| {
        (0.1 * i as f64).sin() * (0.05 * j as f64).cosh()
    });
    let [dx, _] = gradient(&surface, (0.1, 0.05))?;
    let at = partials::Gradient::new(|p| p[0].sin() * p[1].cosh()).at(&[2.0, 1.5]);
    println!("\nIn two variables, f(x, y) = sin(x) cosh(y) on a grid with steps 0.1 and 0.05:");
    println!(
        "its derivative by x at (2, 1.5) is {:.6}, and {:.6} from the samples by accuracy 2",
        at[0],
        dx[[20, 30]]
    );
    Ok(())
}
