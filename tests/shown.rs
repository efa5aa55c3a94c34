//! What operators and estimates look like, printed.

use nalgebra::DVector;
use partials::exact::Exact;
use partials::numeric::{Limit, Numeric, richardson};
use partials::{
    Check, Derivative, Dual, FiniteDifference, Gradient, Hessian, Jacobian, Side, Taylor, Var,
};

type Boxed<N> = Box<dyn Fn(&[N]) -> N>;

/// A user's type with operators on closures in it.
#[derive(Debug)]
struct Model {
    #[expect(dead_code)]
    energy: Gradient<Boxed<Dual>, Exact<f64>>,
    #[expect(dead_code)]
    loss: Hessian<Boxed<f64>, Numeric>,
}

#[test]
fn an_operator_shows_its_kind_without_its_function() {
    let captured = std::cell::Cell::new(1.0); // no closure over it could be shown
    let shown = |operator: &dyn std::fmt::Debug| format!("{operator:?}");
    let f = Gradient::new(|x| x[0] * captured.get());
    assert_eq!(f.at(&[2.0]), [1.0]);
    assert_eq!(shown(&f), "Gradient(Exact<f64>)");
    let f = Gradient::try_reverse(|x| x.first().copied().ok_or(captured.get()));
    let g = f.tape_limit(1 << 20);
    let text = "Gradient(Reverse<f64, Fallible<f64>> { tape_limit: 1048576 })";
    assert_eq!(g.at(&[1.0]), Ok([1.0]));
    assert_eq!(shown(&g), text);
    let f = Hessian::array(|[x, y]| x * y * captured.get());
    assert_eq!(f.laplacian(&[2.0, 3.0]), 0.0);
    assert_eq!(shown(&f), "Hessian(Fixed<f64, 2>)");
    let f = Derivative::numeric(|x| x * captured.get());
    assert_eq!(
        shown(&f),
        "Derivative(Numeric(FiniteDifference { order: 1 }))"
    );
    let settings = FiniteDifference::absolute_step(0.5)
        .bounds([(0.0, 1.0)])
        .scale(2.0)
        .side(Side::Forward)
        .noise(1e-3)
        .budget(9)
        .order(2);
    assert_eq!(
        shown(
            &Hessian::numeric_of_gradient(|x| [x[0]])
                .with(settings)
                .on_round(|_| ())
        ),
        "Hessian(OfGradient(Numeric(FiniteDifference { step: Absolute(0.5), \
         accuracy: 2, order: 1, scale: 2.0, bounds: [(0.0, 1.0)], side: Forward, noise: 0.001, \
         budget: 9 })))"
    );
    let sum = Gradient::sum(3, |i, x: &[Var]| x[0] * i as f64);
    assert_eq!(sum.at(&[1.0]), [3.0]);
    assert_eq!(shown(&sum), "Gradient(Sum<f64> { terms: 3, .. })");
    let chain =
        Gradient::partially_separable(2, |i| [i, i + 1], |_, x: &[Dual<f64, 2>; 2]| x[0] * x[1]);
    assert_eq!(
        shown(&chain),
        "Gradient(PartiallySeparable<{{closure}}, f64, 2> { terms: 2, .. })"
    );
    let taylor = Taylor::new(|x| x * captured.get());
    assert_eq!(taylor.coefficients::<2>(1.0), [1.0, 1.0]);
    assert_eq!(shown(&taylor), "Taylor(OfOne<f64, 2>)");
    assert_eq!(
        shown(&Limit::new(|x: f64| x * captured.get())),
        "Limit { side: Central, scale: None, .. }"
    );
    let part = Gradient::numeric(|x| x[0] * captured.get()).partial(&[1.0, 2.0], [1]);
    assert_eq!(part.at(&[2.0]), [0.0]);
    assert!(shown(&Check::new()).contains("tolerance: 0.0"));
}

#[test]
fn operators_can_stand_in_a_type_that_is_shown() {
    let (a, b) = (2.0, 3.0);
    let model = Model {
        energy: Gradient::new(Box::new(move |x| x[0] * a)),
        loss: Hessian::numeric(Box::new(move |x| x[0] * b)),
    };
    let text = format!("{model:#?}");
    assert!(text.contains("Exact<f64>"), "{text}");
    assert!(
        text.contains("budget") || text.contains("order: 1"),
        "{text}"
    );
}

#[test]
fn estimates_of_every_shape_are_tables() {
    let lines = |text: String| text.lines().count();
    let f = |x: &[f64]| x.iter().map(|v| v.exp()).sum::<f64>();
    assert_eq!(
        lines(Derivative::numeric(f64::exp).estimate(0.0).to_string()),
        1
    );
    assert_eq!(
        lines(Gradient::numeric(f).estimate(&[0.0; 3]).to_string()),
        5
    );
    assert_eq!(
        lines(Gradient::numeric(f).estimate(&vec![0.0; 3]).to_string()),
        5
    );
    let x = DVector::from_element(3, 0.0);
    assert_eq!(lines(Gradient::numeric(f).estimate(&x).to_string()), 5);
    let x = ndarray::array![[0.0, 1.0], [2.0, 3.0]];
    assert_eq!(lines(Gradient::numeric(f).estimate(&x).to_string()), 6);
    assert_eq!(
        lines(Gradient::numeric(f).estimate(&[0.0; 40]).to_string()),
        15
    );
    let map = |x: &[f64]| [x[0], x[1].exp(), f(x)];
    assert_eq!(
        lines(Jacobian::numeric(map).estimate(&[0.0; 2]).to_string()),
        8
    );
    let x = ndarray::array![0.0, 1.0];
    assert_eq!(lines(Jacobian::numeric(map).estimate(&x).to_string()), 8);
    assert_eq!(
        lines(Hessian::numeric(f).estimate(&[0.0; 2]).to_string()),
        6
    );
    let text = richardson(&[1.5, 1.25, 1.125], 2.0, 1.0, 1.0).to_string();
    assert!(text.starts_with("1 ") && text.contains(" ± "), "{text}");
}
