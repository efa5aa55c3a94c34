//! Products of constant matrices with vectors of numbers with derivatives: of every kind as the written-out
//! loop has them, in every container, and with whatever a float can be among the constants.

#[path = "common/panics.rs"]
mod panics;

use nalgebra::{DMatrix, DVector, Matrix2x3, Vector2, Vector3};
use ndarray::{Array1, Array2, ShapeBuilder, array, s};
use panics::message_of;
use partials::sampled::Grid;
use partials::{Dual, Gradient, Hessian, Jacobian, Scalar, Var, matvec, weighted_sum};

/// How the product is written.
#[derive(Clone, Copy, Debug)]
enum Form {
    Matvec,
    WrittenOut,
}

/// What becomes of the product.
#[derive(Clone, Copy, Debug)]
enum Outer {
    Squares,
    Exp,
    Sqrt,
    Reciprocal,
    Tanh,
    Log,
}

#[derive(Clone, Copy, Debug)]
struct Function<const M: usize, const N: usize> {
    form: Form,
    outer: Outer,
    a: [[f64; N]; M],
}

impl<const M: usize, const N: usize> Function<M, N> {
    fn products<S: Scalar>(&self, x: &[S]) -> Vec<S> {
        let written_out = |row: &[f64; N]| row.iter().zip(x).map(|(a, x)| *a * *x).sum();
        match self.form {
            Form::Matvec => matvec(&self.a, x).to_vec(),
            Form::WrittenOut => self.a.iter().map(written_out).collect(),
        }
    }

    fn at<S: Scalar>(&self, x: &[S]) -> S {
        let outer = |y: S| match self.outer {
            Outer::Squares => y * y,
            Outer::Exp => (-y).exp(),
            Outer::Sqrt => y.sqrt(),
            Outer::Reciprocal => 1.0 / y,
            Outer::Tanh => y.tanh(),
            Outer::Log => y.ln(),
        };
        self.products(x).into_iter().map(outer).sum()
    }

    /// Value, gradient and Hessian by the kinds that take any function at once.
    fn by_new_and_reverse(&self, x: &[f64; N]) -> Vec<(&'static str, Vec<f64>)> {
        let forward = Hessian::new(|x| self.at(x)).value_gradient_hessian(x);
        let reverse = Hessian::reverse(|x| self.at(x)).value_gradient_hessian(x);
        vec![
            ("value", vec![self.at(x)]),
            ("new", Gradient::new(|x| self.at(x)).at(x).to_vec()),
            ("reverse", Gradient::reverse(|x| self.at(x)).at(x).to_vec()),
            ("value of a Hessian", vec![forward.0, reverse.0]),
            ("Hessian", forward.2.as_slice().to_vec()),
            ("Hessian, reverse", reverse.2.as_slice().to_vec()),
            ("gradient of a Hessian", forward.1.to_vec()),
            ("gradient of a Hessian, reverse", reverse.1.to_vec()),
        ]
    }

    /// The same by machine code.
    #[cfg(feature = "compiled")]
    fn by_compiled(&self, x: &[f64; N]) -> Vec<(&'static str, Vec<f64>)> {
        let (value, gradient) = Gradient::compiled(|x| self.at(x)).value_and_gradient(x);
        let hessian = Hessian::compiled(|x| self.at(x)).at(x);
        vec![
            ("compiled", gradient.to_vec()),
            ("value, compiled", vec![value]),
            ("Hessian, compiled", hessian.as_slice().to_vec()),
        ]
    }
}

/// The same number, or both none.
fn agree(left: &[f64], right: &[f64]) -> bool {
    let same = |(a, b): (&f64, &f64)| a == b || a.is_nan() && b.is_nan();
    left.len() == right.len() && left.iter().zip(right).all(same)
}

/// That both forms have the same answers by every way of asking.
#[track_caller]
fn both_forms_agree<const M: usize, const N: usize>(
    a: [[f64; N]; M],
    outer: Outer,
    x: &[f64; N],
    ask: impl Fn(&Function<M, N>, &[f64; N]) -> Vec<(&'static str, Vec<f64>)>,
) {
    let [one, other] = [Form::Matvec, Form::WrittenOut].map(|form| Function { form, outer, a });
    for ((kind, found), (_, expected)) in ask(&one, x).into_iter().zip(ask(&other, x)) {
        assert!(
            agree(&found, &expected),
            "{kind} of {outer:?} of {a:?} at {x:?}: {found:?} instead of {expected:?}"
        );
    }
}

/// Small integers: sums of their products are exact in whatever order.
const INTEGERS: [[f64; 4]; 3] = [
    [1.0, -2.0, 3.0, 0.0],
    [0.0, 5.0, -1.0, 2.0],
    [4.0, 1.0, 0.0, -3.0],
];

#[test]
fn derivatives_of_every_kind_are_those_of_the_written_out_loop() {
    let x = [2.0, -1.0, 3.0, 1.0];
    both_forms_agree(INTEGERS, Outer::Squares, &x, Function::by_new_and_reverse);
    #[cfg(feature = "compiled")]
    both_forms_agree(INTEGERS, Outer::Squares, &x, Function::by_compiled);

    // 2 Aᵀ A, and its product with x.
    let a = DMatrix::from_fn(3, 4, |i, j| INTEGERS[i][j]);
    let hessian = 2.0 * a.tr_mul(&a);
    let gradient = &hessian * DVector::from_column_slice(&x);
    let found = Hessian::reverse(|x| matvec(&a, x).into_iter().map(|y| y * y).sum());
    assert_eq!(found.at(&x[..]), hessian);
    assert_eq!(found.value_gradient_hessian(&x).1, gradient.as_slice());

    let rows = |m: nalgebra::SMatrix<f64, 3, 4>| m.transpose().as_slice().to_vec();
    assert_eq!(
        rows(Jacobian::new(|x| matvec(&INTEGERS, x)).at(&x)),
        INTEGERS.concat()
    );
    assert_eq!(
        rows(Jacobian::reverse(|x| matvec(&INTEGERS, x)).at(&x)),
        INTEGERS.concat()
    );
}

#[test]
fn values_have_the_bits_of_the_plain_function() {
    let a: [[f64; 7]; 5] =
        std::array::from_fn(|i| std::array::from_fn(|j| ((3 * i + j) as f64).sin() / 3.0));
    let x: [f64; 7] = std::array::from_fn(|j| (j as f64).cos() * 1.7);
    let expected = matvec(&a, &x);
    let loops = a.map(|row| row.iter().zip(&x).map(|(a, x)| *a * *x).sum::<f64>());
    assert_eq!(expected, loops);

    for i in 0..a.len() {
        let entry = expected[i];
        assert_eq!(
            Gradient::new(|x| matvec(&a, x)[i]).value_and_gradient(&x),
            (entry, a[i])
        );
        assert_eq!(
            Gradient::reverse(|x| matvec(&a, x)[i]).value_and_gradient(&x),
            (entry, a[i])
        );
        assert_eq!(
            Hessian::new(|x| matvec(&a, x)[i])
                .value_gradient_hessian(&x)
                .0,
            entry
        );
        assert_eq!(
            Hessian::reverse(|x| matvec(&a, x)[i])
                .value_gradient_hessian(&x)
                .0,
            entry
        );
        #[cfg(feature = "compiled")]
        assert_eq!(
            Gradient::compiled(|x| matvec(&a, x)[i]).value_and_gradient(&x),
            (entry, a[i])
        );
    }
}

#[test]
fn constants_and_variables_that_are_no_numbers_act_as_in_the_loop() {
    const CONSTANTS: [f64; 6] = [f64::NAN, f64::INFINITY, 0.0, -0.0, 1.0, -2.0];
    const VARIABLES: [f64; 6] = [f64::NAN, f64::NEG_INFINITY, 0.0, -0.0, 1.0, 3.0];
    let pairs = |of: [f64; 6]| of.into_iter().flat_map(move |a| of.map(|b| [a, b]));
    let outers = [
        Outer::Squares,
        Outer::Exp,
        Outer::Sqrt,
        Outer::Reciprocal,
        Outer::Tanh,
        Outer::Log,
    ];
    let mut count = 0;
    for row in pairs(CONSTANTS) {
        for x in pairs(VARIABLES) {
            for outer in outers {
                let x = [x[0], x[1], 2.0];
                let a = [[row[0], row[1], 0.0], [0.0, 1.0, 1.0]];
                both_forms_agree(a, outer, &x, Function::by_new_and_reverse);
                count += 1;
                // To compile all of them takes minutes.
                #[cfg(feature = "compiled")]
                if count % 71 == 0 {
                    both_forms_agree(a, outer, &x, Function::by_compiled);
                }
            }
        }
    }
    assert_eq!(count, 36 * 36 * 6);
}

#[test]
fn zero_times_infinity_is_not_a_number() {
    let f = |x: &[f64]| matvec(&[[0.0, 1.0]], x)[0];
    assert!(f(&[f64::INFINITY, 1.0]).is_nan());
    let (value, gradient) = Gradient::reverse(|x| matvec(&[[0.0, 1.0]], x)[0])
        .value_and_gradient(&[f64::INFINITY, 1.0]);
    assert!(
        value.is_nan() && gradient[1].is_nan(),
        "{value} {gradient:?}"
    );
}

/// The matrix that the containers below hold, and a vector.
const A: [[f64; 3]; 2] = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
const X: [f64; 3] = [1.0, 0.0, -1.0];
const PRODUCT: [f64; 2] = [-2.0, -2.0];

/// Products with vectors in every container, of every matrix: by the values, and by the derivatives of one
/// entry of the vector.
macro_rules! times_every_vector {
    ($($a:expr),* $(,)?) => {$({
        let a = $a;
        let what = stringify!($a);
        let mut x = X.map(Dual::<f64, 1>::from);
        x[1] = Dual::variable(X[1], 0);
        let backwards = Array1::from_iter(x.into_iter().rev());
        let spread = DVector::from_fn(6, |i, _| x[i / 2]);
        is_product(matvec(&a, &x).iter(), what);
        is_product(matvec(&a, &x[..]).iter(), what);
        is_product(matvec(&a, &x.to_vec()).iter(), what);
        is_product(matvec(&a, &Vector3::from(x)).iter(), what);
        is_product(matvec(&a, &Vector3::from(x).transpose()).iter(), what);
        is_product(matvec(&a, &DVector::from_column_slice(&x)).iter(), what);
        is_product(matvec(&a, &spread.rows_with_step(0, 3, 1)).iter(), what);
        is_product(matvec(&a, &Array1::from_iter(x)).iter(), what);
        is_product(matvec(&a, &backwards.slice(s![..;-1])).iter(), what);
        #[cfg(feature = "faer")]
        is_product(matvec(&a, &faer::Col::from_fn(3, |j| x[j])).iter(), what);
    })*};
}

#[track_caller]
fn is_product<'a>(y: impl Iterator<Item = &'a Dual<f64, 1>>, what: &str) {
    let y: Vec<_> = y.map(|y| (y.value, y.partials[0])).collect();
    assert_eq!(y, [(PRODUCT[0], A[0][1]), (PRODUCT[1], A[1][1])], "{what}");
}

#[test]
fn matrices_and_vectors_may_stand_in_any_container() {
    let flat = A.concat();
    let grid = Grid::new(&flat, [2, 3]).expect("six entries");
    let matrix = Matrix2x3::from_fn(|i, j| A[i][j]);
    let dynamic = DMatrix::from_fn(2, 3, |i, j| A[i][j]);
    // Between the entries stand others.
    let wide = DMatrix::from_fn(6, 7, |i, j| {
        if i % 3 == 1 && j % 2 == 1 {
            A[i / 3][j / 2]
        } else {
            9.0
        }
    });
    let array = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let by_columns = Array2::from_shape_fn((2, 3).f(), |(i, j)| A[i][j]);
    let transposed = Array2::from_shape_fn((3, 2), |(j, i)| A[i][j]);
    let large = Array2::from_shape_fn((4, 6), |(i, j)| {
        if i % 2 == 1 && j % 2 == 1 {
            A[1 - i / 2][2 - j / 2]
        } else {
            9.0
        }
    });
    times_every_vector!(
        A,
        &A,
        &A[..],
        A.to_vec(),
        grid,
        matrix,
        &matrix,
        dynamic.clone(),
        dynamic.view((0, 0), (2, 3)),
        wide.view_with_steps((1, 1), (2, 3), (2, 1)),
        wide.fixed_view_with_steps::<2, 3>((1, 1), (2, 1)),
        array.clone(),
        array.view(),
        by_columns.clone(),
        transposed.t(),
        large.slice(s![..;-2, ..;-2]),
    );
    #[cfg(feature = "faer")]
    {
        let faer = faer::Mat::from_fn(2, 3, |i, j| A[i][j]);
        times_every_vector!(faer.clone(), faer.as_ref());
    }
}

#[test]
fn products_come_in_the_container_of_the_vector() {
    let matrix = Matrix2x3::from_fn(|i, j| A[i][j]);
    let dynamic = DMatrix::from_fn(2, 3, |i, j| A[i][j]);
    let of_arrays: [f64; 2] = matvec(&A, &X);
    let of_a_slice: [f64; 2] = matvec(&matrix, &X[..]);
    let of_a_vec: Vec<f64> = matvec(&dynamic, &X.to_vec());
    let of_a_static_vector: Vector2<f64> = matvec(&matrix, &Vector3::from(X));
    let of_a_dynamic_matrix: DVector<f64> = matvec(&dynamic, &Vector3::from(X));
    let of_ndarray: Array1<f64> = matvec(&A, &Array1::from_iter(X));
    assert_eq!(of_arrays, PRODUCT);
    assert_eq!(of_a_slice, PRODUCT);
    assert_eq!(of_a_vec, PRODUCT);
    assert_eq!(of_a_static_vector.as_slice(), PRODUCT);
    assert_eq!(of_a_dynamic_matrix.as_slice(), PRODUCT);
    assert_eq!(of_ndarray.to_vec(), PRODUCT);
}

#[test]
fn the_number_may_be_of_any_precision() {
    let single = X.map(|x| x as f32);
    assert_eq!(matvec(&A, &single), PRODUCT.map(|y| y as f32));
    let f = |x: &[Dual<f32>]| matvec(&A, x)[1].powi(2);
    assert_eq!(Gradient::new(f).at(&single), [-16.0, -20.0, -24.0]);
    let g = Gradient::reverse(|x| matvec(&A, x)[1].powi(2));
    assert_eq!(g.at(&single), [-16.0_f32, -20.0, -24.0]);
}

#[test]
fn many_rows_are_copied_in_blocks_of_which_the_last_may_be_short() {
    for rows in [1, 7, 8, 9, 16, 21] {
        let matrix = DMatrix::from_fn(rows, 40, |i, j| (i * 40 + j) as f64);
        let array = Array2::from_shape_fn((rows, 40).f(), |(i, j)| matrix[(i, j)]);
        let x = DVector::from_fn(40, |j, _| j as f64 - 11.0);
        let expected = &matrix * &x;
        assert_eq!(matvec(&matrix, &x), expected);
        assert_eq!(matvec(&array, &x), expected);
        let squares = Gradient::reverse(|x| matvec(&array, x).iter().map(|y| y * y).sum());
        assert_eq!(
            squares.at(x.as_slice()),
            (2.0 * matrix.tr_mul(&expected)).as_slice()
        );
    }
}

#[test]
fn no_rows_have_no_products_and_no_columns_have_sums_of_nothing() {
    let empty: [f64; 0] = matvec(&[[0.0; 3]; 0], &X);
    assert!(empty.is_empty());
    assert!(matvec(&Array2::zeros((0, 3)), &X[..]).is_empty());
    assert!(matvec(&DMatrix::zeros(0, 0), &DVector::<f64>::zeros(0)).is_empty());
    let none: &[f64] = &[];
    assert_eq!(matvec(&DMatrix::zeros(2, 0), none), [0.0; 2]);
    assert_eq!(matvec(&Array2::zeros((2, 0)), none), [0.0; 2]);
    assert_eq!(
        matvec(&Grid::new(none, [2, 0]).expect("no entries"), none),
        [0.0; 2]
    );
    assert_eq!(weighted_sum(none, none), 0.0);
    assert_eq!(
        Gradient::reverse(|x| matvec(&[[0.0; 0]; 2], x)[0]).at(none),
        none
    );
}

#[test]
fn a_row_that_is_not_as_long_as_the_vector_is_refused_where_it_is_multiplied() {
    let expected = "a row of the matrix has length 3, but the point has length 2";
    let short = &X[..2];
    assert_eq!(message_of(|| matvec(&A, short)), expected);
    assert_eq!(
        message_of(|| matvec(&DMatrix::zeros(0, 3), short)),
        expected
    );
    assert_eq!(
        message_of(|| Gradient::reverse(|x| matvec(&A, x)[0]).at(short)),
        expected
    );
    assert_eq!(
        message_of(|| weighted_sum(&X, short)),
        "a sum of 2 numbers with 3 weights"
    );
}

#[test]
fn a_row_is_one_operation_on_the_tape() {
    // Twelve terms are six nodes, and the sum of two rows is one more; thirteen places are those of the
    // variables and of constants. A place takes 32 bytes, with its adjoint.
    let rows = [[1.0; 12], [2.0; 12]];
    let f = Gradient::reverse(|x| matvec(&rows, x).into_iter().sum()).tape_limit(26 * 32);
    assert_eq!(f.at(&[1.0; 12]), [3.0; 12]);
    let message = message_of(|| {
        let f = Gradient::reverse(|x| {
            rows.iter()
                .map(|row| row.iter().zip(x).map(|(a, x)| *a * *x).sum::<Var>())
                .sum()
        });
        f.tape_limit(26 * 32).at(&[1.0; 12])
    });
    assert!(message.contains("36 operations"), "{message}");
}
