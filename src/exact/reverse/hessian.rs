//! The reverse [`Hessian`]: forward over reverse. The numbers on the tape carry derivatives themselves,
//! along a few directions, so that a sweep gives the gradient and how it changes along each.

use std::cell::RefCell;
use std::ops::Range;

use nalgebra::Dim;

use super::adjoints;
use crate::exact::forward::sweep::{
    self, Chunks, Lanes, Once, OrResolve, Stain, Sweep, Width, beside, passes,
};
#[cfg(feature = "rayon")]
use crate::exact::parallel::HessianColumns;
use crate::exact::{Reverse, TryReverse};
use crate::operator::{Callable, Hessian, HessianKind, Returns};
use crate::point::{Matrix, Point, mirror};
use crate::scalar::tape::record;
use crate::scalar::{Dual, Real, Var};

/// How many columns of a Hessian one recording gives. More of them cost a Hessian-vector product, which
/// needs one, more memory than it can spare; with fewer there are more recordings.
const COLUMNS: usize = 4;

/// The number that is recorded: a value and its derivatives along a few directions.
type Tangent<T> = Dual<T, COLUMNS>;

/// The columns of a chunk.
struct Columns;

impl Width for Columns {
    const LANES: usize = COLUMNS;
    const SINGLE: bool = false;
}

/// The memory that a reverse [`Hessian`] needs, kept from one call to the next.
///
/// ```
/// use nalgebra::DMatrix;
/// use partials::Hessian;
/// use partials::exact::ReverseHessianWorkspace;
///
/// let f = Hessian::reverse(|x| x[0] * x[1]);
/// let mut workspace: ReverseHessianWorkspace<f64> = f.workspace(2);
/// let (mut g, mut h) = ([0.0; 2], DMatrix::zeros(2, 2));
/// assert_eq!(f.at_into(&[2.0, 3.0], &mut workspace, &mut g, &mut h), 6.0);
/// assert_eq!(h, nalgebra::dmatrix![0.0, 1.0; 1.0, 0.0]);
/// ```
#[derive(Clone, Debug)]
pub struct ReverseHessianWorkspace<T: Real> {
    /// The point.
    start: Vec<Tangent<T>>,
    /// The point, as an evaluation moves it.
    seeds: Vec<Tangent<T>>,
    tape: RefCell<OnTape<T>>,
}

/// What a recording needs beside the tape.
#[derive(Clone, Debug)]
struct OnTape<T: Real> {
    variables: Vec<Var<Tangent<T>>>,
    /// The gradient, and its derivatives along the columns.
    slopes: Vec<Tangent<T>>,
}

impl<T: Real> ReverseHessianWorkspace<T> {
    fn new(n: usize) -> Self {
        let zero = Tangent::of(0.0);
        Self {
            start: vec![zero; n],
            seeds: vec![zero; n],
            tape: RefCell::new(OnTape {
                variables: Vec::with_capacity(n),
                slopes: vec![zero; n],
            }),
        }
    }

    /// The point `x`, moving along the first lane as `v` says.
    fn seed<X>(&mut self, x: &X, v: impl Fn(usize) -> T)
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let n = x.dimension().value();
        let zero = Tangent::of(0.0);
        self.start.clear();
        self.start.extend((0..n).map(|i| {
            let mut seed = Tangent::constant(x.coordinate(i));
            seed.partials[0] = v(i);
            seed
        }));
        self.seeds.clone_from(&self.start);
        let tape = self.tape.get_mut();
        tape.slopes.resize(n, zero);
    }
}

impl<F, T: Real> Hessian<F, Reverse<T>>
where
    F: Fn(&[Var<Tangent<T>>]) -> Var<Tangent<T>>,
{
    /// The exact Hessian by forward over reverse mode, for functions of many variables.
    ///
    /// The closure is written as for [`new`](Hessian::new) and computes with `Var<Dual<T, 4>>`. It is
    /// recorded `⌈n/4⌉` times, and once for a product with a vector, [`hvp`](Hessian::hvp), which is why
    /// one is made so: it costs a few gradients, whatever the number of variables.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::reverse(|x| x.windows(2).map(|w| (w[0] * w[1]).powi(2)).sum());
    /// let product = f.hvp(&vec![1.0; 1000], &vec![1.0; 1000]);
    /// assert_eq!((product[0], product[1]), (6.0, 12.0));
    /// ```
    pub fn reverse(f: F) -> Self {
        let kind = Reverse::new();
        Self { f, kind }
    }
}

impl<F, T: Real, E> Hessian<F, TryReverse<T, E>>
where
    F: Fn(&[Var<Tangent<T>>]) -> Result<Var<Tangent<T>>, E>,
{
    /// As [`reverse`](Hessian::reverse), for a closure that can fail. Every method then returns a
    /// `Result` with the closure's error.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::try_reverse(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("no logarithm") });
    /// assert_eq!(f.at(&[0.5]), Ok(nalgebra::matrix![-4.0]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_reverse(f: F) -> Self {
        let kind = Reverse::new();
        Self { f, kind }
    }
}

impl<F, T: Real, R: Returns> Hessian<F, Reverse<T, R>> {
    /// With a tape of at most so many bytes; as
    /// [`Gradient::tape_limit`](crate::Gradient::tape_limit).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::reverse(|x| x[0] * x[1]).tape_limit(1 << 20);
    /// assert_eq!(f.at(&[2.0, 3.0]), nalgebra::matrix![0.0, 1.0; 1.0, 0.0]);
    /// ```
    #[must_use]
    pub fn tape_limit(self, bytes: usize) -> Self {
        let kind = self.kind.with_limit(bytes);
        Self { kind, ..self }
    }
}

impl<F, T: Real, R: Returns> HessianKind<F, T> for Reverse<T, R>
where
    F: Callable<Var<Tangent<T>>, R, Var<Tangent<T>>>,
{
    type Workspace = ReverseHessianWorkspace<T>;
    type Value = T;

    fn workspace(&self, n: usize) -> Self::Workspace {
        ReverseHessianWorkspace::new(n)
    }

    fn value(&self, f: &F, x: &[T]) -> Result<T, R::Error> {
        let constant = |x: &T| Var::constant(Tangent::constant(*x));
        let x: Vec<_> = x.iter().map(constant).collect();
        f.call(&x).map(|y| y.value.value)
    }

    fn value_gradient_hessian<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(T, X::Gradient, X::Matrix<X::Dimension>), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let mut workspace = ReverseHessianWorkspace::new(x.dimension().value());
        let mut gradient = x.repeat(T::of(0.0));
        let mut hessian = x.zeros(x.dimension());
        let out = gradient.as_mut();
        let value = self.hessian_into(f, x, &mut workspace, out, &mut hessian)?;
        Ok((value, x.gathered(gradient), hessian))
    }

    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut Self::Workspace,
        gradient: &mut [T],
        hessian: &mut impl Matrix<T>,
    ) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        workspace.seed(x, |_| T::of(0.0));
        let mut value = T::of(0.0);
        let take = |chunk: Range<usize>, y: T, slopes: &[Tangent<T>]| {
            value = y;
            for (g, slope) in gradient.iter_mut().zip(slopes) {
                *g = beside(y, slope.value);
            }
            for (lane, j) in chunk.enumerate() {
                for (i, slope) in slopes.iter().enumerate().skip(j) {
                    let entry = beside(y, slope.partials[lane]);
                    mirror(hessian, (i, j), entry);
                }
            }
        };
        self.chunks(f, workspace, take)?;
        Ok(value)
    }

    /// One recording, with nothing moving along its lanes.
    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(T, X::Gradient), R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let mut workspace = ReverseHessianWorkspace::new(0);
        workspace.seed(x, |_| T::of(0.0));
        let mut gradient = x.repeat(T::of(0.0));
        let value = self.along(f, &mut workspace, gradient.as_mut(), |slope| slope.value)?;
        Ok((value, x.gathered(gradient)))
    }

    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
        V: Point<Scalar = T> + ?Sized,
    {
        let mut workspace = ReverseHessianWorkspace::new(0);
        workspace.seed(x, |i| v.coordinate(i));
        let mut product = x.repeat(T::of(0.0));
        self.along(f, &mut workspace, product.as_mut(), |slope| {
            slope.partials[0]
        })?;
        Ok(x.gathered(product))
    }

    fn laplacian<X>(&self, f: &F, x: &X) -> Result<T, R::Error>
    where
        X: Point<Scalar = T> + ?Sized,
    {
        let mut workspace = ReverseHessianWorkspace::new(0);
        workspace.seed(x, |_| T::of(0.0));
        let mut diagonal = x.repeat(T::of(0.0));
        let entries = diagonal.as_mut();
        self.chunks(f, &mut workspace, |chunk, y, slopes| {
            for (lane, j) in chunk.enumerate() {
                entries[j] = beside(y, slopes[j].partials[lane]);
            }
        })?;
        Ok(diagonal.as_ref().iter().fold(T::of(0.0), |sum, d| sum + *d))
    }
}

#[cfg(feature = "rayon")]
impl<F, T: Real, R: Returns> HessianColumns<F, T> for Reverse<T, R>
where
    F: Callable<Var<Tangent<T>>, R, Var<Tangent<T>>>,
{
    const LANES: usize = COLUMNS;

    fn columns(
        &self,
        f: &F,
        x: &[T],
        piece: Range<usize>,
    ) -> Result<crate::exact::parallel::Columns<T>, R::Error> {
        let mut workspace = ReverseHessianWorkspace::new(x.len());
        workspace.seed(x, |_| T::of(0.0));
        let mut found = None;
        let mut take = |chunk: Range<usize>, value: T, slopes: &[Tangent<T>]| {
            let rows = |(lane, j): (usize, usize)| {
                let entry = move |i: usize| (i, j, beside(value, slopes[i].partials[lane]));
                (j..slopes.len()).map(entry)
            };
            found = Some(crate::exact::parallel::Columns {
                value,
                slopes: slopes[chunk.clone()]
                    .iter()
                    .map(|s| beside(value, s.value))
                    .collect(),
                entries: chunk.enumerate().flat_map(rows).collect(),
            });
        };
        let along = Along::Columns(piece.start, piece.end);
        self.evaluate(f, &mut workspace, along, &mut take)?;
        Ok(found.expect("there is one chunk"))
    }
}

impl<T: Real, R: Returns> Reverse<T, R> {
    /// Hands every chunk of columns to `take`, with the value, and the gradient that moves along them.
    fn chunks<F>(
        &self,
        f: &F,
        workspace: &mut ReverseHessianWorkspace<T>,
        mut take: impl FnMut(Range<usize>, T, &[Tangent<T>]),
    ) -> Result<(), R::Error>
    where
        F: Callable<Var<Tangent<T>>, R, Var<Tangent<T>>>,
    {
        self.evaluate(f, workspace, Along::Columns(0, usize::MAX), &mut take)
    }

    /// The value at seeds that move along one direction; a `part` of each slope, as the gradient moves there,
    /// goes to `out`.
    fn along<F>(
        &self,
        f: &F,
        workspace: &mut ReverseHessianWorkspace<T>,
        out: &mut [T],
        part: fn(&Tangent<T>) -> T,
    ) -> Result<T, R::Error>
    where
        F: Callable<Var<Tangent<T>>, R, Var<Tangent<T>>>,
    {
        let mut value = T::of(0.0);
        let mut take = |_: Range<usize>, y: T, slopes: &[Tangent<T>]| {
            value = y;
            for (out, slope) in out.iter_mut().zip(slopes) {
                *out = beside(y, part(slope));
            }
        };
        self.evaluate(f, workspace, Along::Direction, &mut take)?;
        Ok(value)
    }

    fn evaluate<F>(
        &self,
        f: &F,
        workspace: &mut ReverseHessianWorkspace<T>,
        along: Along,
        take: Take<'_, T>,
    ) -> Result<(), R::Error>
    where
        F: Callable<Var<Tangent<T>>, R, Var<Tangent<T>>>,
    {
        let ReverseHessianWorkspace { start, seeds, tape } = workspace;
        let recorded = |x: &[Tangent<T>]| {
            let OnTape { variables, slopes } = &mut *tape.borrow_mut();
            let f = |x: &[_]| f.call(x);
            let (recording, y) = record(x.len(), |i| x[i], variables, self.limit, f)?;
            adjoints::gradient(&recording, variables, y, slopes);
            Ok(y.value)
        };
        let mut gradients = Gradients {
            seeds: match along {
                Along::Columns(start, end) => Seeds::Columns(Chunks::of(start..end)),
                Along::Direction => Seeds::Direction(Once::default()),
            },
            tape,
            take: &mut *take,
        };
        // Derivatives inside derivatives, and what numbers note at singular points, may want another
        // evaluation: with a workspace of its own, since this one is in use.
        let again = |take: Take<'_, T>| {
            let mut workspace = ReverseHessianWorkspace {
                start: start.clone(),
                seeds: start.clone(),
                tape: tape.clone(),
            };
            self.evaluate(f, &mut workspace, along, take)
        };
        let swept = passes(seeds, &mut gradients, recorded, || again(&mut |_, _, _| {}));
        swept.or_resolve(|| (), || again(take))
    }
}

/// What takes the gradients: the chunk of columns, the value, and the gradient that moves along them.
type Take<'a, T> = &'a mut dyn FnMut(Range<usize>, T, &[Tangent<T>]);

/// Along what the gradient is moved.
#[derive(Clone, Copy)]
enum Along {
    /// A chunk of variables after the other, of those between two.
    Columns(usize, usize),
    /// The direction that the point comes with.
    Direction,
}

/// How far that has come.
enum Seeds {
    Columns(Chunks<Columns>),
    Direction(Once),
}

/// Gradients on the tape, each moving along a few directions.
struct Gradients<'a, T: Real> {
    seeds: Seeds,
    tape: &'a RefCell<OnTape<T>>,
    take: Take<'a, T>,
}

impl<T: Real> Sweep for Gradients<'_, T> {
    type Scalar = T;
    type Number = Tangent<T>;
    type Values = Tangent<T>;
    type Pass = Range<usize>;

    fn next(&mut self, x: &mut [Tangent<T>], lanes: Lanes) -> Option<Range<usize>> {
        match &mut self.seeds {
            Seeds::Columns(chunks) => chunks.next(x, lanes, |x| &mut x.partials),
            Seeds::Direction(once) => once.next(lanes).map(|()| 0..0),
        }
    }
    fn take(&mut self, chunk: Range<usize>, y: Tangent<T>) {
        (self.take)(chunk, y.value, &self.tape.borrow().slopes);
    }
    fn take_value(&mut self, _: Tangent<T>) {}
    fn is_spoiled(&self, y: &Tangent<T>) -> bool {
        let slopes = &self.tape.borrow().slopes;
        let is_spoiled = |slope: &Tangent<T>| slope.is_nan() || sweep::any_nan(slope, COLUMNS);
        sweep::any_nan(y, COLUMNS) || slopes.iter().any(is_spoiled)
    }
    fn stain(x: &mut Tangent<T>, stain: Stain) {
        sweep::stain(x, stain);
    }
    fn spoil(&self, x: &mut [Tangent<T>], chunk: Option<&Range<usize>>) {
        match self.seeds {
            Seeds::Columns(_) => sweep::spoil(x, chunk, |x| &mut x.partials),
            Seeds::Direction(_) => x.iter_mut().for_each(|x| Self::stain(x, Stain::Seeded)),
        }
    }
}
