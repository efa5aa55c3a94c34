//! Exact references: numbers `v + a s + b t + ab s t` with `s² = t² = 0`, in plain `f64` and with the
//! textbook rules alone, so that nothing here shares a line with the crate.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// A value, its slopes along two directions and its mixed second derivative.
#[derive(Clone, Copy, Debug, Default)]
pub struct Jet {
    pub v: f64,
    pub a: f64,
    pub b: f64,
    pub ab: f64,
}

impl Jet {
    pub fn constant(v: f64) -> Self {
        Self {
            v,
            ..Self::default()
        }
    }
}

impl Add for Jet {
    type Output = Self;
    fn add(self, o: Self) -> Self {
        Self {
            v: self.v + o.v,
            a: self.a + o.a,
            b: self.b + o.b,
            ab: self.ab + o.ab,
        }
    }
}

impl Neg for Jet {
    type Output = Self;
    fn neg(self) -> Self {
        Self {
            v: -self.v,
            a: -self.a,
            b: -self.b,
            ab: -self.ab,
        }
    }
}

impl Sub for Jet {
    type Output = Self;
    fn sub(self, o: Self) -> Self {
        self + -o
    }
}

impl Mul for Jet {
    type Output = Self;
    fn mul(self, o: Self) -> Self {
        Self {
            v: self.v * o.v,
            a: self.a * o.v + self.v * o.a,
            b: self.b * o.v + self.v * o.b,
            ab: self.ab * o.v + self.a * o.b + self.b * o.a + self.v * o.ab,
        }
    }
}

impl Div for Jet {
    type Output = Self;
    fn div(self, o: Self) -> Self {
        // 1 / (v + d) = (1 - d / v + (d / v)²) / v
        let r = 1.0 / o.v;
        let inverse = Self {
            v: r,
            a: -o.a * r * r,
            b: -o.b * r * r,
            ab: (2.0 * o.a * o.b * r - o.ab) * r * r,
        };
        self * inverse
    }
}

/// A square matrix by rows.
pub type Jets = Vec<Vec<Jet>>;

/// The determinant, expanded by the first row.
pub fn determinant(m: &Jets) -> Jet {
    if m.is_empty() {
        return Jet::constant(1.0);
    }
    (0..m.len()).fold(Jet::default(), |sum, j| {
        let term = m[0][j] * determinant(&minor(m, 0, j));
        if j % 2 == 0 { sum + term } else { sum - term }
    })
}

fn minor(m: &Jets, row: usize, column: usize) -> Jets {
    let without = |r: &Vec<Jet>| {
        (0..m.len())
            .filter(|&j| j != column)
            .map(|j| r[j])
            .collect()
    };
    (0..m.len())
        .filter(|&i| i != row)
        .map(|i| without(&m[i]))
        .collect()
}

/// The inverse by cofactors, where there is one.
pub fn inverse(m: &Jets) -> Option<Jets> {
    let det = determinant(m);
    let n = m.len();
    let entry = |i: usize, j: usize| {
        let cofactor = determinant(&minor(m, j, i)) / det;
        if (i + j).is_multiple_of(2) {
            cofactor
        } else {
            -cofactor
        }
    };
    (det.v.abs() > 1e-9).then(|| {
        (0..n)
            .map(|i| (0..n).map(|j| entry(i, j)).collect())
            .collect()
    })
}

/// A group of equal eigenvalues and the sum of its perturbations.
pub struct Group {
    pub size: usize,
    pub sum: Jet,
}

/// The eigenvalues of a symmetric matrix in descending order, in groups of equal ones. The sum over
/// a group is smooth: its slope is the trace of the perturbation within the group, and its second
/// derivative `Σ 2 aᵢⱼ bᵢⱼ / (λᵢ - λⱼ)`, `i` inside and `j` outside (Kato, Perturbation theory for
/// linear operators, II.2).
pub fn eigenvalue_groups(m: &Jets) -> Vec<Group> {
    let n = m.len();
    let plain = |part: fn(&Jet) -> f64| nalgebra::DMatrix::from_fn(n, n, |i, j| part(&m[i][j]));
    let eigen = plain(|x| x.v).symmetric_eigen();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| eigen.eigenvalues[j].total_cmp(&eigen.eigenvalues[i]));
    let vectors = nalgebra::DMatrix::from_fn(n, n, |i, j| eigen.eigenvectors[(i, order[j])]);
    let values: Vec<f64> = order.iter().map(|&i| eigen.eigenvalues[i]).collect();
    let [a, b] = [plain(|x| x.a), plain(|x| x.b)].map(|e| vectors.transpose() * e * &vectors);
    let mut groups = Vec::new();
    let mut first = 0;
    while first < n {
        let inside: Vec<usize> = (first..n)
            .take_while(|&i| (values[i] - values[first]).abs() < 1e-9)
            .collect();
        let outside: Vec<usize> = (0..n).filter(|i| !inside.contains(i)).collect();
        let mut sum = Jet::default();
        for &i in &inside {
            sum.v += values[i];
            sum.a += a[(i, i)];
            sum.b += b[(i, i)];
            for &j in &outside {
                sum.ab += 2.0 * a[(i, j)] * b[(i, j)] / (values[i] - values[j]);
            }
        }
        first += inside.len();
        groups.push(Group {
            size: inside.len(),
            sum,
        });
    }
    groups
}

/// `[[0, A], [Aᵀ, 0]]`, whose eigenvalues are the singular values of `A` and their negatives.
pub fn jordan_wielandt(m: &Jets) -> Jets {
    let n = m.len();
    let mut big = vec![vec![Jet::default(); 2 * n]; 2 * n];
    for i in 0..n {
        for j in 0..n {
            big[i][n + j] = m[i][j];
            big[n + j][i] = m[i][j];
        }
    }
    big
}
