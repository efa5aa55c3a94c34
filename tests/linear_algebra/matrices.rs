//! Matrices at which algorithms meet zeros and equalities, in small integers.

/// A square matrix by rows, and what is special about it.
pub struct Case {
    pub name: &'static str,
    pub entries: Vec<Vec<f64>>,
}

impl Case {
    pub fn is_symmetric(&self) -> bool {
        let n = self.entries.len();
        (0..n).all(|i| (0..n).all(|j| self.entries[i][j] == self.entries[j][i]))
    }
}

/// Every kind of size `n`.
pub fn of_size(n: usize) -> Vec<Case> {
    let case = |name, f: &dyn Fn(usize, usize) -> f64| Case {
        name,
        entries: (0..n).map(|i| (0..n).map(|j| f(i, j)).collect()).collect(),
    };
    // Entries without pattern, and a well conditioned symmetric matrix.
    let any = |i: usize, j: usize| ((7 * i + 5 * j + 3 * i * j + i * i) % 11) as f64 - 4.0;
    let sum = |i: usize, j: usize| (i.min(j) + 1) as f64 * if i == j { 3.0 } else { 1.0 };
    let product =
        |rank: usize, i: usize, j: usize| -> f64 { (0..rank).map(|k| any(i, k) * any(j, k)).sum() };
    let diagonal = |i: usize, j: usize, d: f64| if i == j { d } else { 0.0 };
    let one_less = n - 1;
    let two_less = n.saturating_sub(2);
    let oblique = |rank: usize, i: usize, j: usize| -> f64 {
        (0..rank).map(|k| any(i, k) * any(k + 1, j + 2)).sum()
    };
    vec![
        case("without pattern", &any),
        case("diagonally dominant", &|i, j| {
            any(i, j) + diagonal(i, j, 30.0)
        }),
        case("symmetric", &sum),
        case("zero", &|_, _| 0.0),
        case("identity", &|i, j| diagonal(i, j, 1.0)),
        case("diagonal", &|i, j| diagonal(i, j, (3 * i + 2) as f64)),
        case("diagonal, descending", &|i, j| {
            diagonal(i, j, (20 - 3 * i) as f64)
        }),
        case("diagonal, repeated", &|i, j| {
            diagonal(i, j, (i / 2 + 2) as f64)
        }),
        case("diagonal, a zero", &|i, j| diagonal(i, j, (2 * i) as f64)),
        case("diagonal, last zero", &|i, j| {
            diagonal(i, j, (one_less - i) as f64)
        }),
        case("diagonal, signs", &|i, j| {
            diagonal(i, j, if i % 2 == 0 { 2.0 } else { -3.0 })
        }),
        case("blocks", &|i, j| {
            if i / 2 == j / 2 { sum(i, j) } else { 0.0 }
        }),
        case("blocks after one", &|i, j| {
            if i.div_ceil(2) == j.div_ceil(2) {
                sum(i, j)
            } else {
                0.0
            }
        }),
        case("tridiagonal", &|i, j| match i.abs_diff(j) {
            0 => 2.0,
            1 => -1.0,
            _ => 0.0,
        }),
        case("zero first column", &|i, j| {
            if j == 0 { 0.0 } else { any(i, j) }
        }),
        case("zero last column", &|i, j| {
            if j == one_less { 0.0 } else { any(i, j) }
        }),
        case("zero first row", &|i, j| {
            if i == 0 { 0.0 } else { any(i, j) }
        }),
        case("zero last row", &|i, j| {
            if i == one_less { 0.0 } else { any(i, j) }
        }),
        case("zero row and column", &|i, j| {
            if i == 1 || j == 1 { 0.0 } else { sum(i, j) }
        }),
        case("rank n - 1", &|i, j| product(one_less, i, j)),
        case("rank n - 2", &|i, j| product(two_less, i, j)),
        case("rank 1", &|i, j| ((i + 1) * (j + 1)) as f64),
        case("ones", &|_, _| 1.0),
        case("rank n - 1, oblique", &|i, j| oblique(one_less, i, j)),
        case("rank n - 2, oblique", &|i, j| oblique(two_less, i, j)),
        case("two equal columns", &|i, j| any(i, j.max(1))),
        case("ones and a diagonal", &|i, j| 1.0 + diagonal(i, j, 2.0)),
        case("exchange", &|i, j| {
            if i + j == one_less { 1.0 } else { 0.0 }
        }),
        case("cycle", &|i, j| if (i + 1) % n == j { 1.0 } else { 0.0 }),
        case("circulant", &|i, j| {
            (i.abs_diff(j).min(n - i.abs_diff(j)) + 1) as f64
        }),
        case("upper triangular", &|i, j| {
            if i <= j { (i + 2 * j + 1) as f64 } else { 0.0 }
        }),
        case("lower triangular", &|i, j| {
            if i >= j { (2 * i + j + 1) as f64 } else { 0.0 }
        }),
        case("nilpotent", &|i, j| if i + 1 == j { 1.0 } else { 0.0 }),
        case("arrow", &|i, j| {
            if i == 0 || j == 0 || i == j {
                (i + j + 2) as f64
            } else {
                0.0
            }
        }),
    ]
}
