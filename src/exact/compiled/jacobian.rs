//! The compiled [`Jacobian`].

mod destination;

use nalgebra::Dim;
use ndarray::{ArrayBase, Data, Ix2};

use super::code::Miss;
use super::differentiate::Wanted;
use super::paths::{Path, Question};
use super::program::{Optimize, Out, Program};
use super::{
    Compiled, CompiledWorkspace, Statistics, TryCompiled, both, coordinates, otherwise, settings,
};
use crate::error::Error;
use crate::operator::{Callable, Jacobian, JacobianKind, Returns};
use crate::output::{Output, listed};
use crate::point::{Matrix, Point};
use crate::scalar::Trace;
use crate::scalar::graph::Graph;
use destination::{Columns, Destination, Fresh, Given};

settings!(Jacobian, "Jacobian::compiled(|x| [x[0] * x[0] * x[1]])");

/// Values and Jacobian.
type BothOf<X, Y> = (
    <Y as Output<Trace>>::Vector<f64>,
    <X as Point>::Matrix<<Y as Output<Trace>>::Rows>,
);

impl<F> Jacobian<F, Compiled> {
    /// The exact Jacobian by machine code, for functions that are called often.
    ///
    /// It is derived row by row or column by column, whichever takes fewer operations; entries that are zero
    /// everywhere cost nothing. Otherwise as [`Gradient::compiled`](crate::Gradient::compiled).
    ///
    /// ```
    /// use nalgebra::matrix;
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::compiled(|x| [x[0] * x[1], x[0].sin()]);
    /// assert_eq!(f.at(&[0.0, 2.0]), matrix![2.0, 0.0; 1.0, 0.0]);
    /// ```
    pub fn compiled<Y>(f: F) -> Self
    where
        F: Fn(&[Trace]) -> Y,
        Y: Output<Trace>,
    {
        let kind = Compiled::new();
        Self { f, kind }
    }
}

impl<F, E> Jacobian<F, TryCompiled<E>> {
    /// As [`compiled`](Jacobian::compiled), for a closure that can fail. Every method then returns a
    /// `Result` with the closure's error.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::try_compiled(|x| {
    ///     if x[0] > 0.0 { Ok([x[0].ln(), x[0] * x[0]]) } else { Err("no logarithm") }
    /// });
    /// assert_eq!(f.at(&[0.5]), Ok(nalgebra::matrix![2.0; 1.0]));
    /// assert_eq!(f.at(&[-0.5]), Err("no logarithm"));
    /// ```
    pub fn try_compiled<Y>(f: F) -> Self
    where
        F: Fn(&[Trace]) -> Result<Y, E>,
        Y: Output<Trace>,
    {
        let kind = Compiled::new();
        Self { f, kind }
    }
}

impl<F, R: Returns> Jacobian<F, Compiled<R>> {
    /// Traces and compiles ahead; as [`Gradient::compile_for`](crate::Gradient::compile_for).
    ///
    /// # Errors
    ///
    /// As there.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::compiled(|x| [x[0] * x[1], x[0]]);
    /// assert_eq!(f.compile_for(&[1.0, 2.0]), Ok(()));
    /// assert_eq!(f.at(&[3.0, 4.0]), nalgebra::matrix![4.0, 3.0; 1.0, 0.0]);
    /// assert_eq!(f.statistics().traced, 1); // ahead
    /// ```
    pub fn compile_for<X, Y>(&self, x: &X) -> R::Outcome<Result<(), Error>>
    where
        X: Point<Scalar = f64> + ?Sized,
        F: Callable<Trace, R, Y>,
        Y: Output<Trace>,
    {
        let f = |x: &[Trace]| self.f.call(x).map(|y| listed(&y));
        self.kind.prepared(Wanted::Jacobian, x, f)
    }

    /// Where the Jacobian is not zero everywhere: row and column of every entry, row by row, if the way at `x`
    /// has been traced before.
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::compiled(|x| [x[0] * x[1], x[0]]);
    /// assert_eq!(f.pattern(&[1.0, 2.0]), None); // not traced yet
    /// f.compile_for(&[1.0, 2.0]).unwrap();
    /// assert_eq!(f.pattern(&[1.0, 2.0]), Some(vec![(0, 0), (0, 1), (1, 0)]));
    /// ```
    pub fn pattern<X>(&self, x: &X) -> Option<Vec<(usize, usize)>>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.kind.pattern(Wanted::Jacobian, x)
    }

    /// The graph of the function and its Jacobian as text; as
    /// [`Gradient::graph`](crate::Gradient::graph).
    ///
    /// ```
    /// use partials::Jacobian;
    ///
    /// let f = Jacobian::compiled(|x| [x[0] * x[0], x[1]]);
    /// f.compile_for(&[3.0, 4.0]).unwrap();
    /// assert!(f.graph(&[3.0, 4.0]).unwrap().contains("v0 * v0"));
    /// ```
    pub fn graph<X>(&self, x: &X) -> Option<String>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        self.kind.text(Wanted::Jacobian, x)
    }
}

/// Values and Jacobian, in a matrix that `place` provides for a number of rows.
struct Ask<'a, P> {
    x: &'a [f64],
    place: P,
}

impl<P: Destination> Question for Ask<'_, P> {
    type Answer = ();
    const WANTED: Wanted = Wanted::Jacobian;

    fn run(&mut self, path: &Path, program: &Program, optimize: Optimize) -> Result<(), Miss> {
        let (x, m) = (self.x, path.graph.results.len());
        if !self.place.fits(m) {
            return Err(Miss::Edge);
        }
        self.place.take(m, &mut |values, entries| {
            let out = Out {
                values,
                gradient: &mut [],
                entries,
            };
            program.run(x, out, optimize)
        })
    }

    fn evaluate(&mut self, graph: &Graph) {
        let (found, jacobian) = otherwise::jacobian(graph, self.x);
        let taken = self.place.take(found.len(), &mut |values, entries| {
            values.copy_from_slice(&found);
            entries.copy_from_slice(jacobian.as_slice());
            Ok(())
        });
        taken.expect("what is known is written");
    }
}

/// The derivatives of all values along the direction that follows the point.
struct AskAlong<'a> {
    /// The point and the direction.
    input: &'a [f64],
}

impl Question for AskAlong<'_> {
    type Answer = Vec<f64>;
    const WANTED: Wanted = Wanted::Jvp;

    fn run(
        &mut self,
        path: &Path,
        program: &Program,
        optimize: Optimize,
    ) -> Result<Vec<f64>, Miss> {
        let m = path.graph.results.len();
        let mut slopes = vec![0.0; m];
        let out = Out {
            values: &mut vec![0.0; m],
            gradient: &mut [],
            entries: &mut slopes,
        };
        program.run(self.input, out, optimize).map(|()| slopes)
    }

    fn evaluate(&mut self, graph: &Graph) -> Vec<f64> {
        let (x, v) = self.input.split_at(graph.variables);
        otherwise::all_along(graph, x, v)
    }
}

/// The gradient of the sum of the values with the weights that follow the point.
struct AskWeighted<'a> {
    /// The point and the weights.
    input: &'a [f64],
    out: &'a mut [f64],
}

impl AskWeighted<'_> {
    /// How many weights there are.
    fn weights(&self) -> usize {
        self.input.len() - self.out.len()
    }
}

impl Question for AskWeighted<'_> {
    type Answer = ();
    const WANTED: Wanted = Wanted::Vjp;

    fn run(&mut self, path: &Path, program: &Program, optimize: Optimize) -> Result<(), Miss> {
        let m = path.graph.results.len();
        if m != self.weights() {
            return Err(Miss::Edge);
        }
        let out = Out {
            values: &mut vec![0.0; m],
            gradient: &mut [],
            entries: self.out,
        };
        program.run(self.input, out, optimize)
    }

    fn evaluate(&mut self, graph: &Graph) {
        let m = graph.results.len();
        Error::check_length("the vector before the Jacobian", m, self.weights());
        let (x, u) = self.input.split_at(graph.variables);
        self.out.copy_from_slice(&otherwise::weighted(graph, x, u));
    }
}

impl<R: Returns> Compiled<R> {
    /// How many values there are at the first row.
    pub(super) fn value_count<F, Y, S>(
        &self,
        f: &F,
        points: &ArrayBase<S, Ix2>,
    ) -> Result<usize, R::Error>
    where
        F: Callable<Trace, R, Y>,
        Y: Output<Trace>,
        S: Data<Elem = f64>,
    {
        let Some(first) = points.rows().into_iter().next() else {
            return Ok(0);
        };
        let values = f.call(&otherwise::constants(&first.to_vec()))?;
        Ok(values.rows().value())
    }

    /// Writes the Jacobian with `m` rows, column by column.
    pub(super) fn jacobian_at<F, Y>(
        &self,
        f: &F,
        x: &[f64],
        m: usize,
        entries: &mut [f64],
    ) -> Result<f64, R::Error>
    where
        F: Callable<Trace, R, Y>,
        Y: Output<Trace>,
    {
        let place = Columns { rows: m, entries };
        self.ask_all(f, x, &mut Ask { x, place }).map(|()| 0.0)
    }

    /// Asks for something about a function that returns several numbers.
    #[inline]
    fn ask_all<F, Y, Q>(&self, f: &F, x: &[f64], question: &mut Q) -> Result<Q::Answer, R::Error>
    where
        F: Callable<Trace, R, Y>,
        Y: Output<Trace>,
        Q: Question,
    {
        let f = |x: &[Trace]| f.call(x).map(|y| listed(&y));
        self.paths.ask(self.settings, x, question, f)
    }
}

impl<F, R, Y> JacobianKind<F, Y> for Compiled<R>
where
    R: Returns,
    F: Callable<Trace, R, Y>,
    Y: Output<Trace>,
{
    type Workspace = CompiledWorkspace;

    fn workspace(&self, _: usize) -> CompiledWorkspace {
        CompiledWorkspace::default()
    }

    /// The closure on constants.
    fn values(&self, f: &F, x: &[f64]) -> Result<Y::Vector<f64>, R::Error> {
        f.call(&otherwise::constants(x))
            .map(|y| y.map(Trace::peeked))
    }

    #[inline]
    fn values_and_jacobian<X>(&self, f: &F, x: &X) -> Result<BothOf<X, Y>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let mut memory = vec![];
        let mut question = Ask {
            x: coordinates(x, &mut memory),
            place: Fresh::<X, Y> { x, found: None },
        };
        self.ask_all(f, question.x, &mut question)?;
        Ok(question.place.found.expect("an answer has been found"))
    }

    #[inline]
    fn jacobian_into<X>(
        &self,
        f: &F,
        x: &X,
        workspace: &mut CompiledWorkspace,
        out: &mut impl Matrix<f64>,
    ) -> Result<Y::Vector<f64>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let CompiledWorkspace {
            point,
            gradient,
            entries,
        } = workspace;
        let variables = x.dimension().value();
        let mut question = Ask {
            x: coordinates(x, point),
            place: Given {
                matrix: out,
                variables,
                values: gradient,
                entries,
            },
        };
        self.ask_all(f, question.x, &mut question)?;
        let values = question.place.values;
        Ok(Y::from_fn(values.len(), |i| values[i]))
    }

    fn jvp<X, V>(&self, f: &F, x: &X, v: &V) -> Result<Y::Vector<f64>, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        V: Point<Scalar = f64> + ?Sized,
    {
        let input = both(x, v);
        let question = &mut AskAlong { input: &input };
        let slopes = self.ask_all(f, &input[..x.dimension().value()], question)?;
        Ok(Y::from_fn(slopes.len(), |i| slopes[i]))
    }

    fn vjp<X, U>(&self, f: &F, x: &X, u: &U) -> Result<X::Gradient, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
        U: Point<Scalar = f64> + ?Sized,
    {
        let input = both(x, u);
        let mut gradient = x.repeat(0.0);
        let out = gradient.as_mut();
        let question = &mut AskWeighted { input: &input, out };
        self.ask_all(f, &input[..x.dimension().value()], question)?;
        Ok(x.gathered(gradient))
    }

    fn divergence<X>(&self, f: &F, x: &X) -> Result<f64, R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let n = x.dimension().value();
        let (_, jacobian) = self.values_and_jacobian(f, x)?;
        let (m, _) = jacobian.shape();
        Error::check_square("divergence", n, m);
        Ok((0..n).map(|i| jacobian[(i, i)]).sum())
    }

    fn curl<X>(&self, f: &F, x: &X) -> Result<[f64; 3], R::Error>
    where
        X: Point<Scalar = f64> + ?Sized,
    {
        let n = x.dimension().value();
        let (_, j) = self.values_and_jacobian(f, x)?;
        let (m, _) = j.shape();
        Error::check_curl(n, m);
        Ok([
            j[(2, 1)] - j[(1, 2)],
            j[(0, 2)] - j[(2, 0)],
            j[(1, 0)] - j[(0, 1)],
        ])
    }
}
