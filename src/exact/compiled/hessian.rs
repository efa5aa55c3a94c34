//! The compiled [`Hessian`].

use nalgebra::Dim;

use super::code::Miss;
use super::differentiate::Wanted;
use super::paths::{Path, Question};
use super::program::{Optimize, Out, Program};
use super::{
    Compiled, CompiledWorkspace, Found, Statistics, TryCompiled, both, coordinates, otherwise,
    settings, with_columns,
};
use crate::error::Error;
use crate::operator::{Callable, GradientKind, Hessian, HessianKind, Returns};
use crate::point::{Matrix, Point};
use crate::scalar::Trace;
use crate::scalar::graph::Graph;

settings!(Hessian, "Hessian::compiled(|x| x[0] * x[0] * x[1])");

impl<F> Hessian<F, Compiled>
where
    F: Fn(&[Trace]) -> Trace,
{
    /// The exact Hessian by machine code, for functions that are called often.
    ///
    /// Entries that are zero everywhere cost nothing, and of the others those above the diagonal are those
    /// below. Otherwise as [`Gradient::compiled`](crate::Gradient::compiled).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::compiled(|x| x.windows(2).map(|w| (w[0] * w[1]).powi(2)).sum());
    /// let h = f.at(&[1.0, 2.0, 3.0]);
    /// assert_eq!((h[(0, 1)], h[(0, 2)], h[(1, 1)]), (8.0, 0.0, 20.0));
    /// assert_eq!(f.pattern(&[1.0, 2.0, 3.0]).unwrap().len(), 5);
    /// ```
    pub fn compiled(f: F) -> Self {
        let kind = Compiled::new();
        Self { f, kind }
    }
}

impl<F, E> Hessian<F, TryCompiled<E>>
where
    F: Fn(&[Trace]) -> Result<Trace, E>,
{
    /// As [`compiled`](Hessian::compiled), for a closure that can fail. Every method then returns a
    /// `Result` with the closure's error.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::try_compiled(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("no logarithm") });
    /// assert_eq!(f.at(&[0.5]), Ok(nalgebra::matrix![-4.0]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_compiled(f: F) -> Self {
        let kind = Compiled::new();
        Self { f, kind }
    }
}

impl<F, R: Returns> Hessian<F, Compiled<R>>
where
    F: Callable<Trace, R, Trace>,
{
    /// Traces and compiles ahead; as [`Gradient::compile_for`](crate::Gradient::compile_for).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::compiled(|x| x[0] * x[0] * x[1]);
    /// assert_eq!(f.compile_for(&[1.0, 2.0]), Ok(()));
    /// assert_eq!(f.at(&[3.0, 4.0]), nalgebra::matrix![8.0, 6.0; 6.0, 0.0]);
    /// assert_eq!(f.statistics().traced, 1); // ahead
    /// ```
    pub fn compile_for<X>(&self, x: &X) -> R::Outcome<Result<(), Error>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let f = |x: &[Trace]| self.kind.traced(&self.f, x);
        self.kind.prepared(Wanted::Hessian, x, f)
    }

    /// Where the Hessian is not zero everywhere: row and column of every entry on and below the diagonal, row
    /// by row, if the way at `x` has been traced before.
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::compiled(|x| x[0] * x[0] + x[1] * x[2]);
    /// assert_eq!(f.pattern(&[1.0, 2.0, 3.0]), None); // not traced yet
    /// f.compile_for(&[1.0, 2.0, 3.0]).unwrap();
    /// assert_eq!(f.pattern(&[1.0, 2.0, 3.0]), Some(vec![(0, 0), (2, 1)]));
    /// ```
    pub fn pattern<X>(&self, x: &X) -> Option<Vec<(usize, usize)>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.kind.pattern(Wanted::Hessian, x)
    }

    /// The graph of the function, its gradient and its Hessian as text; as
    /// [`Gradient::graph`](crate::Gradient::graph).
    ///
    /// ```
    /// use partials::Hessian;
    ///
    /// let f = Hessian::compiled(|x| x[0] * x[0] * x[0]);
    /// f.compile_for(&[3.0]).unwrap();
    /// assert!(f.graph(&[3.0]).unwrap().starts_with("v0 = x[0]\nv1 = v0 * v0\n"));
    /// ```
    pub fn graph<X>(&self, x: &X) -> Option<String>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.kind.text(Wanted::Hessian, x)
    }
}

/// Gradient and Hessian; the answer is the value.
struct Ask<'a> {
    x: &'a [f64],
    gradient: &'a mut [f64],
    /// Column by column.
    hessian: &'a mut [f64],
    /// Whether the Hessian is all zeros.
    is_clean: bool,
}

impl Question for Ask<'_> {
    type Answer = f64;
    const WANTED: Wanted = Wanted::Hessian;

    #[inline]
    fn run(&mut self, _: &Path, program: &Program, optimize: Optimize) -> Result<f64, Miss> {
        if !std::mem::take(&mut self.is_clean) {
            self.hessian.fill(0.0);
        }
        let mut value = [0.0];
        let out = Out {
            values: &mut value,
            gradient: self.gradient,
            entries: self.hessian,
        };
        program.run(self.x, out, optimize).map(|()| value[0])
    }

    fn evaluate(&mut self, graph: &Graph) -> f64 {
        let (value, gradient, hessian) = otherwise::hessian(graph, self.x);
        self.gradient.copy_from_slice(&gradient);
        self.hessian.copy_from_slice(hessian.as_slice());
        value
    }
}

/// The product with the direction that follows the point.
struct AskProduct<'a> {
    /// The point and the direction.
    input: &'a [f64],
    out: &'a mut [f64],
}

impl Question for AskProduct<'_> {
    type Answer = ();
    const WANTED: Wanted = Wanted::Hvp;

    fn run(&mut self, _: &Path, program: &Program, optimize: Optimize) -> Result<(), Miss> {
        let out = Out {
            values: &mut [0.0],
            gradient: &mut [],
            entries: self.out,
        };
        program.run(self.input, out, optimize)
    }

    fn evaluate(&mut self, graph: &Graph) {
        let (x, v) = self.input.split_at(self.out.len());
        self.out.copy_from_slice(&otherwise::product(graph, x, v));
    }
}

impl<F, R: Returns> HessianKind<F, f64> for Compiled<R>
where
    F: Callable<Trace, R, Trace>,
{
    type Workspace = CompiledWorkspace;
    type Value = f64;

    fn workspace(&self, _: usize) -> CompiledWorkspace {
        CompiledWorkspace::default()
    }

    /// The closure on constants.
    fn value(&self, f: &F, x: &[f64]) -> Result<f64, R::Error> {
        f.call(&otherwise::constants(x)).map(|y| y.peeked())
    }

    #[inline]
    fn value_gradient_hessian<X>(
        &self,
        f: &F,
        x: &X,
    ) -> Result<(f64, X::Gradient, X::Matrix<X::Dimension>), R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut gradient = x.repeat(0.0);
        let mut hessian = x.zeros(x.dimension());
        let mut workspace = CompiledWorkspace::default();
        let value = self.written(f, x, &mut workspace, gradient.as_mut(), &mut hessian, true)?;
        Ok((value, x.gathered(gradient), hessian))
    }

    #[inline]
    fn hessian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut CompiledWorkspace,
        gradient: &mut [f64],
        hessian: &mut impl Matrix<f64>,
    ) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.written(f, x, workspace, gradient, hessian, false)
    }

    fn value_and_gradient<X>(&self, f: &F, x: &X) -> Result<(f64, X::Gradient), R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        GradientKind::value_and_gradient(self, f, x)
    }

    fn hvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        let input = both(x, v);
        let mut product = x.repeat(0.0);
        let out = product.as_mut();
        let question = &mut AskProduct { input: &input, out };
        self.ask(f, &input[..x.dimension().value()], question)?;
        Ok(x.gathered(product))
    }

    fn laplacian<X>(&self, f: &F, x: &X) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let n = x.dimension().value();
        let (_, _, hessian) = self.value_gradient_hessian(f, x)?;
        Ok((0..n).map(|i| hessian[(i, i)]).sum())
    }
}

impl<R: Returns> Compiled<R> {
    /// Writes the Hessian over zeros, column by column, and returns the value.
    pub(super) fn hessian_at<F>(
        &self,
        f: &F,
        x: &[f64],
        hessian: &mut [f64],
    ) -> Result<f64, R::Error>
    where
        F: Callable<Trace, R, Trace>,
    {
        let question = &mut Ask {
            x,
            gradient: &mut vec![0.0; x.len()],
            hessian,
            is_clean: true,
        };
        self.ask(f, x, question)
    }

    /// Writes gradient and Hessian, which may be known to be all zeros, and returns the value.
    #[inline]
    fn written<F, X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut CompiledWorkspace,
        gradient: &mut [f64],
        hessian: &mut impl Matrix<f64>,
        is_clean: bool,
    ) -> Result<f64, R::Error>
    where
        F: Callable<Trace, R, Trace>,
        X: Point<Scalar = f64> + ?Sized,
    {
        let CompiledWorkspace { point, entries, .. } = workspace;
        let x = coordinates(x, point);
        with_columns(hessian, entries, |hessian, found| {
            let question = &mut Ask {
                x,
                gradient,
                hessian,
                is_clean: is_clean || found == Found::Zero,
            };
            self.ask(f, x, question)
        })
    }
}
