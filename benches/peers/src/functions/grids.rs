//! Functionals of a field on a square grid, discretised: sums of local terms, sparse Hessians.

use super::{Lcg, ScalarFunction, Terms};
use crate::number::{Number, sum};

/// The energy of Bratu's problem `Δu + λ eᵘ = 0` on a grid of `m × m` points.
pub struct Bratu(pub usize);

impl Bratu {
    /// The term of a point with its neighbours below and to the right, without them on the rim.
    #[inline(always)]
    fn term<N: Number>(&self, u: &[N], row: usize, column: usize) -> N {
        let m = self.0;
        let corner = row * m + column;
        let neighbours = (row + 1 < m && column + 1 < m).then(|| [&u[corner + m], &u[corner + 1]]);
        self.energy(&u[corner], neighbours)
    }

    #[inline(always)]
    fn energy<N: Number>(&self, center: &N, neighbours: Option<[&N; 2]>) -> N {
        let step = 1.0 / (self.0 as f64 + 1.0);
        let source = center.clone().exp() * (6.8 * step * step);
        match neighbours {
            Some([down, right]) => {
                let (down, right) = (down.clone() - center, right.clone() - center);
                (down.square() + right.square()) * 0.5 - source
            }
            None => center.clone().square() * 0.5 - source,
        }
    }

    /// Whether a point has neighbours below and to the right.
    fn has_neighbours(&self, i: usize) -> bool {
        i / self.0 + 1 < self.0 && i % self.0 + 1 < self.0
    }
}

impl ScalarFunction for Bratu {
    const NAME: &'static str = "bratu";

    fn point(&self) -> Vec<f64> {
        Lcg::take(10, self.0 * self.0, |u| u)
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let m = self.0;
        let row = |i| sum((0..m).map(move |j| self.term(x, i, j)));
        sum((0..m).map(row))
    }
}

impl Terms<3> for Bratu {
    fn count(&self) -> usize {
        self.0 * self.0
    }
    #[inline(always)]
    fn variables(&self, i: usize) -> [usize; 3] {
        if self.has_neighbours(i) {
            [i, i + self.0, i + 1]
        } else {
            [i; 3]
        }
    }
    #[inline(always)]
    fn term_of<N: Number>(&self, i: usize, [center, down, right]: &[N; 3]) -> N {
        self.energy(center, self.has_neighbours(i).then_some([down, right]))
    }
}

/// The area of a surface over the unit square, given by its heights on a grid of `m × m` points.
pub struct MinimalSurface(pub usize);

impl MinimalSurface {
    /// The area over one cell.
    #[inline(always)]
    fn term<N: Number>(&self, u: &[N], row: usize, column: usize) -> N {
        let corner = row * self.0 + column;
        let next = corner + self.0;
        self.area([&u[corner], &u[next + 1], &u[next], &u[corner + 1]])
    }

    /// Given by its corners: the first and the last one, then the two between.
    #[inline(always)]
    fn area<N: Number>(&self, [first, last, below, right]: [&N; 4]) -> N {
        let cells = self.0 - 1;
        let cell = 1.0 / (cells * cells) as f64;
        let falling = first.clone() - last;
        let rising = below.clone() - right;
        ((falling.square() + rising.square()) * (0.5 / cell) + 1.0).sqrt() * cell
    }
}

impl ScalarFunction for MinimalSurface {
    const NAME: &'static str = "minimal surface";

    fn point(&self) -> Vec<f64> {
        Lcg::take(11, self.0 * self.0, |u| u)
    }

    #[inline(always)]
    fn value<N: Number>(&self, x: &[N]) -> N {
        let cells = self.0 - 1;
        let row = |i| sum((0..cells).map(move |j| self.term(x, i, j)));
        sum((0..cells).map(row))
    }
}

impl Terms<4> for MinimalSurface {
    fn count(&self) -> usize {
        (self.0 - 1) * (self.0 - 1)
    }
    #[inline(always)]
    fn variables(&self, i: usize) -> [usize; 4] {
        let corner = i / (self.0 - 1) * self.0 + i % (self.0 - 1);
        let next = corner + self.0;
        [corner, next + 1, next, corner + 1]
    }
    #[inline(always)]
    fn term_of<N: Number>(&self, _: usize, x: &[N; 4]) -> N {
        self.area(x.each_ref())
    }
}
