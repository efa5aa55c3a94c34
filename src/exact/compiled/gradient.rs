//! The compiled [`Gradient`].

use nalgebra::Dim;

use super::code::Miss;
use super::differentiate::Wanted;
use super::paths::{Path, Question};
use super::program::{Optimize, Out, Program};
use super::{
    Compiled, CompiledWorkspace, Statistics, TryCompiled, both, coordinates, otherwise, settings,
};
use crate::error::Error;
use crate::operator::{Callable, Gradient, GradientKind, Returns};
use crate::point::Point;
use crate::scalar::Trace;
use crate::scalar::graph::Graph;

settings!(Gradient, "Gradient::compiled(|x| x[0] * x[0] * x[1])");

impl<F> Gradient<F, Compiled>
where
    F: Fn(&[Trace]) -> Trace,
{
    /// The exact gradient by machine code, for functions that are called often: at one to three times the
    /// cost of the function, whatever the number of variables.
    ///
    /// The closure is written as for [`new`](Gradient::new), with a [`Trace`] in place of a
    /// [`Dual`](crate::Dual). The first call traces and compiles it, in a fraction of a millisecond for a
    /// short function and at about a microsecond an operation; later ones run the code, and compile again
    /// only where a comparison comes out otherwise. A plain number cannot be taken out of the variables.
    /// See the page of [compiled derivatives](crate::exact::compiled).
    ///
    /// # Panics
    ///
    /// Every method, with [`Error::NotReplayable`] if the closure takes out a plain number, and with
    /// [`Error::GraphLimit`] if it has too many operations.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| x.windows(2).map(|w| (w[1] - w[0] * w[0]).powi(2)).sum());
    /// for step in 0..10 {
    ///     let x = vec![0.1 * f64::from(step); 100];
    ///     assert_eq!(f.at(&x)[99], 2.0 * (x[99] - x[98] * x[98]));
    /// }
    /// assert_eq!(f.statistics().traced, 1);
    /// ```
    pub fn compiled(f: F) -> Self {
        let kind = Compiled::new();
        Self { f, kind }
    }
}

impl<F, E> Gradient<F, TryCompiled<E>>
where
    F: Fn(&[Trace]) -> Result<Trace, E>,
{
    /// As [`compiled`](Gradient::compiled), for a closure that can fail. Every method then returns a
    /// `Result` with the closure's error.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::try_compiled(|x| if x[0] > 0.0 { Ok(x[0].ln()) } else { Err("no logarithm") });
    /// assert_eq!(f.at(&[0.5]), Ok([2.0]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_compiled(f: F) -> Self {
        let kind = Compiled::new();
        Self { f, kind }
    }
}

impl<F, R: Returns> Gradient<F, Compiled<R>>
where
    F: Callable<Trace, R, Trace>,
{
    /// Traces and compiles ahead, so that the first call near `x` is as fast as the others.
    ///
    /// # Errors
    ///
    /// [`Error::NotReplayable`], [`Error::GraphLimit`], and [`Error::NotCompiled`] if there is no machine
    /// code for this processor or this function. All but the first two are no reason not to use the
    /// operator: it evaluates what it has traced.
    ///
    /// ```
    /// use partials::{Error, Gradient};
    ///
    /// let f = Gradient::compiled(|x| x[0] * x[1]);
    /// assert_eq!(f.compile_for(&[1.0, 2.0]), Ok(()));
    ///
    /// let cut = Gradient::compiled(|x| x[0] * x[1].re());
    /// assert_eq!(cut.compile_for(&[1.0, 2.0]), Err(Error::NotReplayable { method: "re" }));
    /// ```
    pub fn compile_for<X>(&self, x: &X) -> R::Outcome<Result<(), Error>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let f = |x: &[Trace]| self.kind.traced(&self.f, x);
        self.kind.prepared(Wanted::Gradient, x, f)
    }

    /// The graph of the function and its gradient as text, an operation a line, if the way at `x` has been
    /// traced before.
    ///
    /// ```
    /// use partials::Gradient;
    ///
    /// let f = Gradient::compiled(|x| x[0] * x[0] + 1.0);
    /// f.at(&[3.0]);
    /// let text = f.graph(&[3.0]).unwrap();
    /// assert!(text.starts_with("v0 = x[0]\nv1 = v0 * v0\n"));
    /// ```
    pub fn graph<X>(&self, x: &X) -> Option<String>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.kind.text(Wanted::Gradient, x)
    }
}

impl<R: Returns> Compiled<R> {
    /// What a function that returns one number comes to.
    pub(super) fn traced<F>(&self, f: &F, x: &[Trace]) -> Result<Vec<Trace>, R::Error>
    where
        F: Callable<Trace, R, Trace>,
    {
        f.call(x).map(|y| vec![y])
    }

    /// Writes the gradient and returns the value.
    #[inline]
    pub(super) fn gradient_at<F>(&self, f: &F, x: &[f64], out: &mut [f64]) -> Result<f64, R::Error>
    where
        F: Callable<Trace, R, Trace>,
    {
        self.ask(f, x, &mut Ask { x, out })
    }

    /// Asks for something about a function that returns one number.
    #[inline]
    pub(super) fn ask<F, Q: Question>(
        &self,
        f: &F,
        x: &[f64],
        question: &mut Q,
    ) -> Result<Q::Answer, R::Error>
    where
        F: Callable<Trace, R, Trace>,
    {
        self.paths
            .ask(self.settings, x, question, |x| self.traced(f, x))
    }
}

/// The gradient, written into a slice; the answer is the value.
struct Ask<'a> {
    x: &'a [f64],
    out: &'a mut [f64],
}

impl Question for Ask<'_> {
    type Answer = f64;
    const WANTED: Wanted = Wanted::Gradient;

    #[inline]
    fn run(&mut self, _: &Path, program: &Program, optimize: Optimize) -> Result<f64, Miss> {
        let mut value = [0.0];
        let out = Out {
            values: &mut value,
            gradient: &mut [],
            entries: self.out,
        };
        program.run(self.x, out, optimize).map(|()| value[0])
    }

    fn evaluate(&mut self, graph: &Graph) -> f64 {
        let (value, gradient) = otherwise::gradient(graph, self.x);
        self.out.copy_from_slice(&gradient);
        value
    }
}

/// The derivative along the direction that follows the point.
struct AskAlong<'a> {
    /// The point and the direction.
    input: &'a [f64],
}

impl Question for AskAlong<'_> {
    type Answer = f64;
    const WANTED: Wanted = Wanted::Jvp;

    fn run(&mut self, _: &Path, program: &Program, optimize: Optimize) -> Result<f64, Miss> {
        let (mut value, mut slope) = ([0.0], [0.0]);
        let out = Out {
            values: &mut value,
            gradient: &mut [],
            entries: &mut slope,
        };
        program.run(self.input, out, optimize).map(|()| slope[0])
    }

    fn evaluate(&mut self, graph: &Graph) -> f64 {
        let (x, v) = self.input.split_at(self.input.len() / 2);
        otherwise::along(graph, x, v)
    }
}

impl<F, R: Returns> GradientKind<F> for Compiled<R>
where
    F: Callable<Trace, R, Trace>,
{
    type Workspace = CompiledWorkspace;

    fn workspace(&self, _: usize) -> CompiledWorkspace {
        CompiledWorkspace::default()
    }

    /// The closure on constants.
    fn value(&self, f: &F, x: &[f64]) -> Result<f64, R::Error> {
        f.call(&otherwise::constants(x)).map(|y| y.peeked())
    }

    #[inline]
    fn gradient_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut CompiledWorkspace,
        out: &mut [f64],
    ) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        Error::check_length("the output", x.dimension().value(), out.len());
        self.gradient_at(f, coordinates(x, &mut workspace.point), out)
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        let input = both(x, v);
        let question = &mut AskAlong { input: &input };
        self.ask(f, &input[..x.dimension().value()], question)
    }
}
