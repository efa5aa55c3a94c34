//! Exact derivatives on several threads: every chunk of variables has an evaluation of its own.

use std::fmt;
use std::ops::Range;

use nalgebra::Dim;
use rayon::prelude::*;

use super::forward::nested::is_idle;
use crate::error::Error;
use crate::exact::{Exact, Reverse};
use crate::operator::{
    Callable, Gradient, GradientKind, Hessian, HessianKind, IsExact, Jacobian, JacobianKind, Kind,
    PlainNumber, Returns,
};
use crate::output::Output;
use crate::point::{Matrix, Point, coordinates, mirror};
use crate::scalar::{CHUNK, Dual, Real};

/// The kind of an exact operator made by `parallel`: as `K`, with its chunks of variables shared out over
/// rayon's threads.
///
/// ```
/// use partials::exact::{Exact, Parallel};
/// use partials::{Dual, Gradient};
///
/// let f: Gradient<fn(&[Dual]) -> Dual, Parallel<Exact<f64>>> =
///     Gradient::new((|x| x[0] * x[1]) as fn(&[Dual]) -> Dual).parallel();
/// assert_eq!(f.at(&[2.0, 3.0]), [3.0, 2.0]);
/// ```
#[derive(Clone, Copy)]
pub struct Parallel<K>(K);

impl<K: fmt::Debug> fmt::Debug for Parallel<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Parallel").field(&self.0).finish()
    }
}

impl<K: Returns> Returns for Parallel<K> {
    type Error = K::Error;
    type Outcome<V> = K::Outcome<V>;

    fn result<V>(outcome: K::Outcome<V>) -> Result<V, K::Error> {
        K::result(outcome)
    }
    fn outcome<V>(result: Result<V, K::Error>) -> K::Outcome<V> {
        K::outcome(result)
    }
}

impl<K: Kind> Kind for Parallel<K> {
    type Scalar = K::Scalar;
    type Number = K::Number;

    fn for_another_function(self) -> Self {
        Self(self.0.for_another_function())
    }
}

impl<K: IsExact> IsExact for Parallel<K> {}

/// The pieces of `n` variables, of `lanes` each; one for no variables too, which gives the value.
fn pieces(n: usize, lanes: usize) -> impl IndexedParallelIterator<Item = Range<usize>> {
    let count = n.div_ceil(lanes).max(1);
    let piece = move |k: usize| k * lanes..n.min((k + 1) * lanes);
    (0..count).into_par_iter().map(piece)
}

// `parallel` of an operator. Plain form:
//
//     impl<F: Sync, T: Real + PlainNumber, R: Returns> Gradient<F, Exact<T, R>> {
//         pub fn parallel(self) -> Gradient<F, Parallel<Exact<T, R>>> { .. }
//     }
macro_rules! parallel {
    ($Operator:ident, $Kind:ident, $new:literal, $f:literal) => {
        impl<F: Sync, T: Real + PlainNumber, R: Returns> $Operator<F, $Kind<T, R>> {
            /// Evaluates the chunks of variables on rayon's threads, for functions that take their time. The
            /// result is the same to the bit. Not inside another derivative, whose numbers stay on their thread.
            ///
            /// ```
            #[doc = concat!("use partials::", stringify!($Operator), ";")]
            ///
            #[doc = concat!("let f = ", stringify!($Operator), "::", $new, "(", $f, ");")]
            /// let x = vec![0.5; 30];
            /// assert_eq!(f.parallel().at(&x), f.at(&x));
            /// ```
            #[must_use]
            pub fn parallel(self) -> $Operator<F, Parallel<$Kind<T, R>>> {
                let (f, kind) = (self.f, Parallel(self.kind));
                $Operator { f, kind }
            }
        }
    };
}
parallel!(
    Gradient,
    Exact,
    "new",
    "|x| x.iter().map(|v| v.sin()).product()"
);
parallel!(
    Jacobian,
    Exact,
    "new",
    "|x| x.windows(2).map(|w| w[0] * w[1]).collect::<Vec<_>>()"
);
parallel!(
    Hessian,
    Exact,
    "new",
    "|x| x.iter().map(|v| v.sin()).product()"
);
parallel!(
    Hessian,
    Reverse,
    "reverse",
    "|x| x.iter().map(|v| v.sin()).product()"
);

impl<F, T, R> GradientKind<F> for Parallel<Exact<T, R>>
where
    F: Callable<Dual<T>, Exact<T, R>, Dual<T>> + Sync,
    T: Real + PlainNumber,
    R: Returns<Error: Send>,
{
    type Workspace = ();

    fn workspace(&self, _: usize) {}

    fn value(&self, f: &F, x: &[T]) -> Result<T, R::Error> {
        GradientKind::value(&self.0, f, x)
    }

    fn gradient_into<X>(&self, f: &F, x: &X, (): &mut (), out: &mut [T]) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        Error::check_length("the output", x.dimension().value(), out.len());
        let kind = &self.0;
        if !is_idle() {
            let workspace = &mut GradientKind::<F>::workspace(kind, out.len());
            return kind.gradient_into(f, x, workspace, out);
        }
        let x = coordinates(x);
        let of_piece = |piece: Range<usize>| kind.gradient_piece(f, &x, piece);
        let found: Result<Vec<_>, _> = pieces(x.len(), CHUNK).map(of_piece).collect();
        let found = found?;
        for (slopes, (_, piece)) in out.chunks_mut(CHUNK).zip(&found) {
            slopes.copy_from_slice(piece);
        }
        Ok(found[found.len() - 1].0)
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        GradientKind::jvp(&self.0, f, x, v)
    }

    fn value_and_jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<(T, T), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        GradientKind::value_and_jvp(&self.0, f, x, v)
    }
}

impl<F, T, R, Y> JacobianKind<F, Y> for Parallel<Exact<T, R>>
where
    F: Callable<Dual<T>, Exact<T, R>, Y> + Sync,
    T: Real + PlainNumber,
    R: Returns<Error: Send>,
    Y: Output<Dual<T>>,
{
    type Workspace = ();

    fn workspace(&self, _: usize) {}

    fn values(&self, f: &F, x: &[T]) -> Result<Y::Vector<T>, R::Error> {
        self.0.values(f, x)
    }

    #[allow(clippy::type_complexity)]
    fn values_and_jacobian<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(Y::Vector<T>, X::Matrix<Y::Rows>), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        if !is_idle() {
            return self.0.values_and_jacobian(f, x);
        }
        let slabs = self.slabs::<F, X, Y>(f, x)?;
        let mut jacobian = x.zeros(slabs[0].rows);
        fill(&slabs, &mut jacobian);
        Ok((values::<T, Y>(&slabs), jacobian))
    }

    fn jacobian_into<X>(
        &self,
        f: &F,
        x: &X,
        (): &mut (),
        out: &mut impl Matrix<T>,
    ) -> Result<Y::Vector<T>, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let n = x.dimension().value();
        if !is_idle() {
            let workspace = &mut JacobianKind::<F, Y>::workspace(&self.0, n);
            return self.0.jacobian_into(f, x, workspace, out);
        }
        let slabs = self.slabs::<F, X, Y>(f, x)?;
        Error::check_shape("Jacobian", (slabs[0].rows.value(), n), out.shape());
        fill(&slabs, out);
        Ok(values::<T, Y>(&slabs))
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<Y::Vector<T>, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        JacobianKind::<F, Y>::jvp(&self.0, f, x, v)
    }

    #[allow(clippy::type_complexity)]
    fn values_and_jvp<X, V>(
        &self,
        f: &F,
        x: &X,
        v: &V,
    ) -> Result<(Y::Vector<T>, Y::Vector<T>), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        self.0.values_and_jvp(f, x, v)
    }

    fn vjp<X, U>(&self, f: &F, x: &X, u: &U) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        U: Point<Scalar = T> + ?Sized,
    {
        JacobianKind::<F, Y>::vjp(&self.0, f, x, u)
    }

    fn divergence<X>(&self, f: &F, x: &X) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        JacobianKind::<F, Y>::divergence(&self.0, f, x)
    }

    fn curl<X>(&self, f: &F, x: &X) -> Result<[T; 3], R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        JacobianKind::<F, Y>::curl(&self.0, f, x)
    }
}

impl<T: Real + PlainNumber, R: Returns<Error: Send>> Parallel<Exact<T, R>> {
    /// The columns, chunk by chunk, and how many rows they have.
    fn slabs<F, X, Y>(&self, f: &F, x: &X) -> Result<Vec<Slab<T, Y::Rows>>, R::Error>
    where
        F: Callable<Dual<T>, Exact<T, R>, Y> + Sync,
        X: Point<Scalar = T> + ?Sized,
        Y: Output<Dual<T>>,
    {
        let x = coordinates(x);
        let of_piece = |piece: Range<usize>| self.0.jacobian_piece::<F, Y>(f, &x, piece);
        let found: Result<Vec<_>, _> = pieces(x.len(), CHUNK).map(of_piece).collect();
        let slabs: Vec<Slab<T, Y::Rows>> = found?;
        for slab in &slabs {
            Error::check_value_count(slabs[0].rows.value(), slab.rows.value());
        }
        Ok(slabs)
    }
}

/// Some columns of a Jacobian, and the values.
pub(super) struct Slab<T, N> {
    pub(super) values: Vec<T>,
    /// How many values there are, as a type.
    pub(super) rows: N,
    /// One column after the other.
    pub(super) entries: Vec<T>,
}

/// The values, in their own container.
fn values<T: Real, Y: Output<Dual<T>>>(slabs: &[Slab<T, Y::Rows>]) -> Y::Vector<T> {
    let values = &slabs[slabs.len() - 1].values;
    Y::from_fn(values.len(), |i| values[i])
}

/// Writes the columns into a matrix.
fn fill<T: Copy, N>(slabs: &[Slab<T, N>], out: &mut impl Matrix<T>) {
    let mut columns = 0..;
    for slab in slabs {
        let rows = slab.values.len().max(1);
        for (column, j) in slab.entries.chunks(rows).zip(&mut columns) {
            for (i, entry) in column.iter().enumerate() {
                out[(i, j)] = *entry;
            }
        }
    }
}

/// Some columns of the lower triangle of a Hessian.
pub struct Columns<T> {
    pub(super) value: T,
    /// The gradient at the columns, in their order.
    pub(super) slopes: Vec<T>,
    /// Row, column and entry.
    pub(super) entries: Vec<(usize, usize, T)>,
}

/// A kind that can compute some columns of a Hessian.
pub trait HessianColumns<F, T>: HessianKind<F, T, Scalar = T, Value = T> {
    /// How many columns are best computed together.
    const LANES: usize;

    /// The columns of a piece.
    fn columns(&self, f: &F, x: &[T], piece: Range<usize>) -> Result<Columns<T>, Self::Error>;
}

impl<F, T, K> HessianKind<F, T> for Parallel<K>
where
    F: Sync,
    T: Real + PlainNumber,
    K: HessianColumns<F, T, Error: Send> + Sync,
{
    type Workspace = ();
    type Value = T;

    fn workspace(&self, _: usize) {}

    fn value(&self, f: &F, x: &[T]) -> Result<T, K::Error> {
        HessianKind::value(&self.0, f, x)
    }

    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        (): &mut (),
        gradient: &mut [T],
        hessian: &mut impl Matrix<T>,
    ) -> Result<T, K::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let kind = &self.0;
        if !is_idle() {
            let workspace = &mut HessianKind::workspace(kind, x.dimension().value());
            return kind.hessian_into(f, x, workspace, gradient, hessian);
        }
        let x = coordinates(x);
        let of_piece = |piece: Range<usize>| kind.columns(f, &x, piece);
        let found: Result<Vec<_>, _> = pieces(x.len(), K::LANES).map(of_piece).collect();
        let found = found?;
        for (slopes, columns) in gradient.chunks_mut(K::LANES).zip(&found) {
            slopes.copy_from_slice(&columns.slopes);
            for &(i, j, entry) in &columns.entries {
                mirror(hessian, (i, j), entry);
            }
        }
        Ok(found[found.len() - 1].value)
    }

    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(T, X::Gradient), K::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        HessianKind::value_and_gradient(&self.0, f, x)
    }

    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, K::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        self.0.hvp(f, x, v)
    }

    fn laplacian<X>(&self, f: &F, x: &X) -> Result<T, K::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        self.0.laplacian(f, x)
    }
}
