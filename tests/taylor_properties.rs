//! Random functions expanded: beside nested dual numbers, beside the function a little to the right, and
//! identities that hold to every order.

#[path = "common/cases.rs"]
mod cases;

use cases::config;
use partials::scalar::Real;
use partials::{Dual, Scalar, Series, Taylor};
use proptest::prelude::*;

/// A function of one variable, written down.
#[derive(Clone, Debug)]
enum Tree {
    X,
    Constant(f64),
    One(usize, Box<Tree>),
    Two(usize, Box<Tree>, Box<Tree>),
}

const ONE: usize = 28;
/// From here on they have kinks or roots.
const SMOOTH_ONE: usize = 21;
const TWO: usize = 10;
const SMOOTH_TWO: usize = 7;

fn one<S: Scalar>(f: usize, x: S) -> S {
    match f {
        0 => x.exp(),
        1 => x.sin(),
        2 => x.cos(),
        3 => x.tanh(),
        4 => x.atan(),
        5 => x.erf(),
        6 => x.logistic(),
        7 => x.softplus(),
        8 => x.asinh(),
        9 => x.sinc(),
        10 => x.exp_m1(),
        11 => x.powi(3),
        12 => -x,
        13 => 1.0 / (2.0 + x * x),
        14 => (x * x + 1.0).ln(),
        15 => (x * x + 0.5).sqrt(),
        16 => (x * x + 0.25).powf(1.25),
        17 => x.bessel_j(1),
        18 => (x * x + 0.5).gamma(),
        19 => (x.tanh() * 0.9).asin(),
        20 => x.sin_cos().0 * x.exp2(),
        21 => x.abs(),
        22 => x.sqrt(),
        23 => x.cbrt(),
        24 => x.powf(1.5),
        25 => (1.0 - x * x).acos(),
        26 => (1.0 + x * x).acosh(),
        _ => x.ln_1p(),
    }
}

fn two<S: Scalar>(f: usize, x: S, y: S) -> S {
    match f {
        0 => x + y,
        1 => x - y,
        2 => x * y,
        3 => x / (y * y + 1.0),
        4 => x.atan2(y * y + 1.0),
        5 => x.mul_add(y, x),
        6 => (x * x + 0.5).powd(y),
        7 => x.max(y),
        8 => x.min(y),
        _ => x.hypot(y),
    }
}

impl Tree {
    /// The function at `x`; what comes up on the way is told.
    fn at<S: Scalar>(&self, x: S, meet: &mut impl FnMut(S)) -> S {
        let y = match self {
            Self::X => x,
            Self::Constant(c) => S::from(*c),
            Self::One(f, a) => one(*f, a.at(x, meet)),
            Self::Two(f, a, b) => {
                let (a, b) = (a.at(x, meet), b.at(x, meet));
                two(*f, a, b)
            }
        };
        meet(y);
        y
    }
}

fn trees(ones: usize, twos: usize) -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![
        3 => Just(Tree::X),
        1 => prop::sample::select(vec![0.0, 1.0, -1.0, 0.5, 2.0]).prop_map(Tree::Constant),
    ];
    leaf.prop_recursive(4, 12, 2, move |inner| {
        prop_oneof![
            (0..ones, inner.clone()).prop_map(|(f, a)| Tree::One(f, Box::new(a))),
            (0..twos, inner.clone(), inner).prop_map(|(f, a, b)| Tree::Two(
                f,
                Box::new(a),
                Box::new(b)
            )),
        ]
    })
}

type Fourth = Dual<Dual<Dual<Dual<f64, 1>, 1>, 1>, 1>;

/// The coefficients to order 4 by nested dual numbers.
fn nested(tree: &Tree, x: f64) -> [f64; 5] {
    let seed = Dual::variable(
        Dual::variable(Dual::variable(Dual::variable(x, 0), 0), 0),
        0,
    );
    let y: Fourth = tree.at(seed, &mut |_| {});
    let all = [
        y.value.value.value.value,
        y.value.value.value.partials[0],
        y.value.value.partials[0].partials[0] / 2.0,
        y.value.partials[0].partials[0].partials[0] / 6.0,
        y.partials[0].partials[0].partials[0].partials[0] / 24.0,
    ];
    let beside = |c: f64| if all[0].is_finite() { c } else { f64::NAN };
    [
        all[0],
        beside(all[1]),
        beside(all[2]),
        beside(all[3]),
        beside(all[4]),
    ]
}

/// The coefficients, and the largest among them and those of all steps on the way.
fn expanded<const N: usize>(tree: &Tree, x: f64) -> ([f64; N], f64) {
    let largest = std::cell::Cell::new(1.0);
    let f = |x: Series<f64, N>| {
        tree.at(x, &mut |step| {
            let sizes = step.coefficients().into_iter().filter(|c| c.is_finite());
            largest.set(sizes.fold(largest.get(), |l: f64, c| l.max(c.abs())));
        })
    };
    (Taylor::new(f).coefficients(x), largest.get())
}

/// Whether coefficients agree up to rounding of numbers of that size, of which several are multiplied.
fn agree(a: &[f64], b: &[f64], size: f64) -> bool {
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-13 * size.powi(3);
    a.iter().zip(b).all(close)
}

const PLACES: [f64; 8] = [0.0, 1.0, -1.0, 0.5, 2.0, -0.0, 0.3, -1.7];

proptest! {
    #![proptest_config(config(2000))]

    #[test]
    fn smooth_functions_beside_nested_dual_numbers(
        tree in trees(SMOOTH_ONE, SMOOTH_TWO),
        x in -2.5..2.5f64,
    ) {
        let (c, size) = expanded::<5>(&tree, x);
        let exact = nested(&tree, x);
        prop_assume!(size < 1e3 && exact.iter().all(|c| c.is_finite()));
        prop_assert!(agree(&c, &exact, size), "{c:?} {exact:?} {size}");
        // A coefficient that is off a little is found.
        let k = tree_depth(&tree) % 5;
        let mut wrong = c;
        wrong[k] += 1e-3;
        prop_assert!(size > 1e2 || !agree(&wrong, &exact, size));
    }

    #[test]
    fn at_edges_no_coefficient_differs_from_one_of_nested_dual_numbers(
        tree in trees(ONE, TWO),
        place in 0..PLACES.len(),
    ) {
        let x = PLACES[place];
        let (c, size) = expanded::<5>(&tree, x);
        let exact = nested(&tree, x);
        prop_assume!(size < 1e3);
        // Where not all orders exist, the slope of a root of a square is the centre of two.
        let exists = exact.iter().all(|c| c.is_finite());
        for k in 0..5 {
            let both = c[k].is_finite() && exists;
            prop_assert!(!both || agree(&c[k..=k], &exact[k..=k], size), "{c:?} {exact:?} {size}");
            // Beside NaN there is nothing finite.
            prop_assert!(c[0].is_finite() || !c[k].is_finite(), "{c:?}");
        }
    }

    #[test]
    fn all_coefficients_together_are_the_function_to_the_right(
        tree in trees(ONE, TWO),
        place in 0..PLACES.len(),
    ) {
        let x = PLACES[place];
        let (c, size) = expanded::<9>(&tree, x);
        prop_assume!(size < 1e2 && c.iter().all(|c| c.is_finite()));
        // The remainder is size³ h⁹.
        let h = 2f64.powi(-8);
        let f = tree.at(x + h, &mut |_| {});
        let sum = |c: &[f64; 9]| c.iter().rev().fold(0.0, |sum, c| sum * h + c);
        let bound = 1e-13 * size.powi(3);
        prop_assert!((f - sum(&c)).abs() <= bound, "{f} {} {c:?} {size}", sum(&c));
        // One of the wrong side is found.
        let mut wrong = c;
        wrong[1] += 0.5;
        prop_assert!((f - sum(&wrong)).abs() > bound);
    }

    #[test]
    fn identities_hold_to_every_order(tree in trees(SMOOTH_ONE, SMOOTH_TWO), x in -1.5..1.5f64) {
        let f = |x: Series<f64, 13>| tree.at(x, &mut |_| {});
        let one = |f: &dyn Fn(Series<f64, 13>) -> Series<f64, 13>| {
            Taylor::new(f).coefficients::<13>(x)
        };
        let (u, size) = expanded::<13>(&tree, x);
        prop_assume!(size < 10.0);
        let positive = |x| f(x).exp() + 0.5;
        let p = one(&positive);
        let scale = p.iter().fold(size, |l, c| l.max(c.abs()));
        prop_assume!(scale < 10.0);
        let near = |a: &[f64; 13], b: &[f64; 13], scale: f64| {
            let bound = |k: usize| 1e-14 * scale.powi(2) * 4f64.powi(k as i32);
            (0..13).all(|k| (a[k] - b[k]).abs() <= bound(k))
        };
        prop_assert!(near(&one(&|x| positive(x).ln().exp()), &p, scale));
        prop_assert!(near(&one(&|x| positive(x).sqrt().powi(2)), &p, scale));
        prop_assert!(near(&one(&|x| positive(x).cbrt().powi(3)), &p, scale));
        prop_assert!(near(&one(&|x| positive(x).powf(0.3).powf(1.0 / 0.3)), &p, scale));
        prop_assert!(near(&one(&|x| 1.0 / positive(x).recip()), &p, scale));
        prop_assert!(near(&one(&|x| f(x).sinh().asinh()), &u, scale));
        prop_assert!(near(&one(&|x| f(x).atan().tan()), &u, scale));
        let mut unit = [0.0; 13];
        unit[0] = 1.0;
        let circle = |x| {
            let (s, c) = f(x).sin_cos();
            s * s + c * c
        };
        prop_assert!(near(&one(&circle), &unit, scale));
        prop_assert!(!near(&u.map(|c| c + 1e-3), &u, 1.0));
    }
}

/// Some number that depends on the tree.
fn tree_depth(tree: &Tree) -> usize {
    match tree {
        Tree::X | Tree::Constant(_) => 0,
        Tree::One(_, a) => 1 + tree_depth(a),
        Tree::Two(_, a, b) => 1 + tree_depth(a).max(tree_depth(b)),
    }
}

/// How often the edges are met, and by which of the two they have more coefficients.
#[test]
fn edges_are_met() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    let mut runner = TestRunner::new(config(1));
    let (mut ours, mut theirs, mut both, mut neither) = (0, 0, 0, 0);
    for _ in 0..2000 {
        let tree = trees(ONE, TWO)
            .new_tree(&mut runner)
            .expect("a tree")
            .current();
        for x in PLACES {
            let c = expanded::<5>(&tree, x).0.iter().all(|c| c.is_finite());
            let n = nested(&tree, x).iter().all(|c| Real::is_finite(*c));
            match (c, n) {
                (true, true) => both += 1,
                (true, false) => ours += 1,
                (false, true) => theirs += 1,
                (false, false) => neither += 1,
            }
        }
    }
    println!(
        "finite to order 4: {both} by both, {ours} by series alone, {theirs} by nested alone, {neither} by none"
    );
    assert!(ours > 100 && neither > 100);
}
