//! nalgebra's algorithms, each with what its results ought to be.

use nalgebra::{DMatrix, DVector, SMatrix, SVector};

use super::judge::{Claim, Seeded, Truth};

// The same list for both storages: `$m` makes the matrix, `$b` the right-hand side.
macro_rules! algorithms {
    ($T:ident, $m:expr, $b:expr) => {{
        let (m, b) = ($m, $b);
        let mut claims: Vec<Claim<$T>> = Vec::new();
        macro_rules! list {
            ($x:expr) => {
                $x.iter().copied().collect::<Vec<_>>()
            };
        }
        macro_rules! c {
            ($algorithm:literal, $truth:ident, $symmetric:literal, |$a:ident, $r:ident| $body:expr) => {{
                let ($a, $r) = (m.clone(), b.clone());
                claims.push(Claim {
                    algorithm: $algorithm,
                    truth: Truth::$truth,
                    symmetric: $symmetric,
                    results: Box::new(move || {
                        let ($a, $r) = ($a.clone(), $r.clone());
                        let _ = (&$a, &$r);
                        $body
                    }),
                });
            }};
        }
        c!("linalg::determinant", Determinant, false, |a, r| {
            Some(vec![partials::linalg::determinant(&a)])
        });
        c!("linalg::symmetric_eigenvalues", Eigenvalues, true, |a, r| {
            Some(partials::linalg::symmetric_eigenvalues(&a))
        });
        c!("linalg::singular_values", SingularValues, false, |a, r| {
            Some(partials::linalg::singular_values(&a))
        });
        c!("determinant", Determinant, false, |a, r| Some(vec![a.determinant()]));
        c!("lu determinant", Determinant, false, |a, r| Some(vec![a.lu().determinant()]));
        c!("full_piv_lu determinant", Determinant, false, |a, r| Some(vec![a.full_piv_lu().determinant()]));
        c!("col_piv_qr determinant", Determinant, false, |a, r| {
            // Up to the sign of Q, whose reflections are not counted.
            let qr = a.clone().col_piv_qr();
            let det = qr.determinant();
            let plain = a.map(|x| x.plain()).determinant();
            Some(vec![if det.plain() * plain < 0.0 { -det } else { det }])
        });
        c!("cholesky determinant", Determinant, true, |a, r| a.cholesky().map(|c| vec![c.determinant()]));
        c!("try_inverse", Inverse, false, |a, r| a.try_inverse().map(|x| list!(x)));
        c!("lu inverse", Inverse, false, |a, r| a.lu().try_inverse().map(|x| list!(x)));
        c!("full_piv_lu inverse", Inverse, false, |a, r| a.full_piv_lu().try_inverse().map(|x| list!(x)));
        c!("qr inverse", Inverse, false, |a, r| a.qr().try_inverse().map(|x| list!(x)));
        c!("col_piv_qr inverse", Inverse, false, |a, r| a.col_piv_qr().try_inverse().map(|x| list!(x)));
        c!("cholesky inverse", Inverse, true, |a, r| a.cholesky().map(|c| list!(c.inverse())));
        c!("pseudo_inverse", Inverse, false, |a, r| a.pseudo_inverse($T::from_f64(1e-9).unwrap()).ok().map(|x| list!(x)));
        c!("lu solve", Solution, false, |a, r| a.lu().solve(&r).map(|x| list!(x)));
        c!("full_piv_lu solve", Solution, false, |a, r| a.full_piv_lu().solve(&r).map(|x| list!(x)));
        c!("qr solve", Solution, false, |a, r| a.qr().solve(&r).map(|x| list!(x)));
        c!("col_piv_qr solve", Solution, false, |a, r| a.col_piv_qr().solve(&r).map(|x| list!(x)));
        c!("cholesky solve", Solution, true, |a, r| a.cholesky().map(|c| list!(c.solve(&r))));
        c!("svd solve", Solution, false, |a, r| a.svd(true, true).solve(&r, $T::from_f64(1e-9).unwrap()).ok().map(|x| list!(x)));
        c!("lu product", Matrix, false, |a, r| {
            let (p, l, u) = a.lu().unpack();
            let mut m = l * u;
            p.inv_permute_rows(&mut m);
            Some(list!(m))
        });
        c!("full_piv_lu product", Matrix, false, |a, r| {
            let (p, l, u, q) = a.full_piv_lu().unpack();
            let mut m = l * u;
            p.inv_permute_rows(&mut m);
            q.inv_permute_columns(&mut m);
            Some(list!(m))
        });
        c!("qr product", Matrix, false, |a, r| {
            let (q, r) = a.qr().unpack();
            Some(list!((q * r)))
        });
        c!("qr orthogonality", Identity, false, |a, r| {
            let q = a.qr().q();
            Some(list!((q.transpose() * q)))
        });
        c!("col_piv_qr product", Matrix, false, |a, r| {
            let (q, r, p) = a.col_piv_qr().unpack();
            let mut m = q * r;
            p.inv_permute_columns(&mut m);
            Some(list!(m))
        });
        c!("cholesky product", Matrix, true, |a, r| a.cholesky().map(|c| list!((c.l() * c.l().transpose()))));
        c!("symmetric_eigenvalues", Eigenvalues, true, |a, r| Some(list!(a.symmetric_eigenvalues())));
        c!("symmetric_eigen values", Eigenvalues, true, |a, r| Some(list!(a.symmetric_eigen().eigenvalues)));
        c!("symmetric_eigen product", Matrix, true, |a, r| Some(list!(a.symmetric_eigen().recompose())));
        c!("symmetric_eigen orthogonality", Identity, true, |a, r| {
            let v = a.symmetric_eigen().eigenvectors;
            Some(list!((v.transpose() * v)))
        });
        c!("singular_values", SingularValues, false, |a, r| Some(list!(a.singular_values())));
        c!("svd values", SingularValues, false, |a, r| Some(list!(a.svd(true, true).singular_values)));
        c!("svd product", Matrix, false, |a, r| a.svd(true, true).recompose().ok().map(|x| list!(x)));
        c!("hessenberg product", Matrix, false, |a, r| {
            let (q, h) = a.hessenberg().unpack();
            let m = q.clone() * h * q.transpose();
            Some(list!(m))
        });
        c!("schur product", Matrix, false, |a, r| {
            let (q, t) = a.try_schur($T::default_epsilon(), 200)?.unpack();
            let m = q.clone() * t * q.transpose();
            Some(list!(m))
        });
        c!("schur eigenvalues", Roots, false, |a, r| {
            a.try_schur($T::default_epsilon(), 200)?.eigenvalues().map(|x| list!(x))
        });
        claims
    }};
}

pub fn dynamic<T: Seeded>(rows: &[Vec<T>]) -> Vec<Claim<T>> {
    let n = rows.len();
    algorithms!(
        T,
        DMatrix::from_fn(n, n, |i, j| rows[i][j]),
        DVector::from_fn(n, |i, _| T::from_f64((i + 1) as f64).unwrap())
    )
}

macro_rules! static_sizes {
    ($($name:ident $n:literal)*) => {
        $(pub fn $name<T: Seeded>(rows: &[Vec<T>]) -> Vec<Claim<T>> {
            algorithms!(
                T,
                SMatrix::<T, $n, $n>::from_fn(|i, j| rows[i][j]),
                SVector::<T, $n>::from_fn(|i, _| T::from_f64((i + 1) as f64).unwrap())
            )
        })*
    };
}
static_sizes! { fixed_2 2 fixed_3 3 }
