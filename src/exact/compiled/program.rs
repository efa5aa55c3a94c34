//! [`Plan`]: what machine code has to compute, in which order, and where the results go. [`Program`]: the
//! code of one, quick at first and better later.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use super::code::{Code, Effort, Miss, Unsupported};
use super::differentiate::{Derived, Wanted, derive};
use super::schedule::schedule;
use super::statistics::Made;
use crate::scalar::graph::Graph;

/// What is to be compiled.
pub(super) struct Plan {
    pub(super) graph: Graph,
    /// The order of the operations.
    pub(super) order: Vec<u32>,
    /// Whether an operation is part of a result, and not of a comparison alone.
    pub(super) is_result: Vec<bool>,
    /// How many operations are the function's own.
    pub(super) plain: usize,
    /// Of which order the derivatives are.
    pub(super) derivatives: u32,
    /// The values of the function.
    pub(super) values: Vec<u32>,
    /// Derivatives, each with the places in the output that it goes to.
    pub(super) entries: Vec<(u32, [usize; 2])>,
    /// Row and column of every one.
    pub(super) pattern: Vec<(usize, usize)>,
    /// The gradient beside a Hessian, each with its variable.
    pub(super) gradient: Vec<(u32, usize)>,
    /// How long the input is: the variables, and what follows them.
    pub(super) inputs: usize,
    /// How long the output is.
    pub(super) outputs: usize,
}

/// Where the derivatives go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// The column.
    Column,
    /// The row.
    Row,
    /// A matrix column by column, with so many rows.
    Columns(usize),
    /// Both halves of a symmetric matrix.
    Symmetric(usize),
}

impl Plan {
    pub(super) fn new(derived: Derived, wanted: Wanted) -> Self {
        let Derived {
            graph,
            plain,
            entries,
            gradient,
        } = derived;
        let (n, m) = (graph.variables, graph.results.len());
        let (order, outputs, following) = match wanted {
            Wanted::Gradient => (Order::Column, n, 0),
            Wanted::Vjp => (Order::Column, n, m),
            Wanted::Hvp => (Order::Column, n, n),
            Wanted::Jvp => (Order::Row, m, n),
            Wanted::Jacobian => (Order::Columns(m), m * n, 0),
            Wanted::Hessian => (Order::Symmetric(n), n * n, 0),
        };
        let places = |row: usize, column: usize| match order {
            Order::Column => [column; 2],
            Order::Row => [row; 2],
            Order::Columns(rows) => [row + rows * column; 2],
            Order::Symmetric(n) => [row + n * column, column + n * row],
        };
        let goes: Vec<_> = entries
            .iter()
            .map(|e| (e.node, places(e.row, e.column)))
            .collect();
        let beside: Vec<_> = gradient.iter().map(|e| (e.node, e.column)).collect();
        let derivatives_of = goes
            .iter()
            .map(|(node, _)| *node)
            .chain(beside.iter().map(|(node, _)| *node));
        let results: Vec<u32> = graph
            .results
            .iter()
            .copied()
            .chain(derivatives_of)
            .collect();
        let tests = graph.guards.iter().map(|guard| guard.test);
        let all: Vec<u32> = results.iter().copied().chain(tests).collect();
        let order = schedule(&graph, plain, &all);
        Self {
            order,
            is_result: graph.needed(results),
            plain,
            derivatives: wanted.order(),
            values: graph.results.clone(),
            entries: goes,
            pattern: entries.iter().map(|e| (e.row, e.column)).collect(),
            gradient: beside,
            inputs: n + following,
            outputs,
            graph,
        }
    }
}

/// The code for one kind of derivative on one path.
pub(super) struct Program {
    plan: Plan,
    quick: Code,
    thorough: OnceLock<Option<Code>>,
    calls: AtomicU32,
    is_being_optimized: AtomicBool,
    pub(super) build: Duration,
}

/// Where code writes: what is zero everywhere is not written.
pub(super) struct Out<'a> {
    pub(super) values: &'a mut [f64],
    /// The gradient beside a Hessian, else nothing.
    pub(super) gradient: &'a mut [f64],
    pub(super) entries: &'a mut [f64],
}

/// When better code is made.
///
/// ```
/// use partials::Gradient;
/// use partials::exact::compiled::Optimize;
///
/// let f = Gradient::compiled(|x| x[0] * x[1]).optimize(Optimize::After(2));
/// let is_optimized = || {
///     f.at(&[2.0, 3.0]);
///     f.statistics().paths[0].code[0].made.as_ref().unwrap().is_optimized
/// };
/// assert_eq!([is_optimized(), is_optimized(), is_optimized()], [false, false, true]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Optimize {
    /// At once: the first result takes longer.
    AtOnce,
    /// After so many calls, within the next one.
    After(u32),
    /// Never.
    Never,
}

impl Program {
    /// Derives, plans and compiles; nothing if there are too many operations.
    pub(super) fn build(
        graph: &Graph,
        wanted: Wanted,
        limit: usize,
        optimize: Optimize,
    ) -> Result<Option<Self>, Unsupported> {
        let start = Instant::now();
        let Some(derived) = derive(graph, wanted, limit) else {
            return Ok(None);
        };
        let plan = Plan::new(derived, wanted);
        let quick = Code::compile(&plan, Effort::Quick)?;
        let mut program = Self {
            plan,
            quick,
            thorough: OnceLock::new(),
            calls: AtomicU32::new(0),
            is_being_optimized: AtomicBool::new(false),
            build: Duration::ZERO,
        };
        if optimize == Optimize::AtOnce {
            program.optimize();
        }
        program.build = start.elapsed();
        Ok(Some(program))
    }

    /// Runs the best code there is, if everything is as it assumes.
    #[inline]
    pub(super) fn run(&self, x: &[f64], out: Out<'_>, optimize: Optimize) -> Result<(), Miss> {
        let code = match self.thorough.get() {
            Some(Some(code)) => code,
            Some(None) => &self.quick,
            None => self.counted(optimize),
        };
        let Out {
            values,
            gradient,
            entries,
        } = out;
        code.run(x, values, gradient, entries)
    }

    /// Counts the call, and makes better code when there have been enough.
    fn counted(&self, optimize: Optimize) -> &Code {
        if let Optimize::After(enough) = optimize {
            // Calls that threads count at the same time may be lost: a locked instruction would cost more
            // than many of these calls.
            let calls = self.calls.load(Ordering::Relaxed).saturating_add(1);
            self.calls.store(calls, Ordering::Relaxed);
            // One thread makes it, and the others go on with what there is.
            let is_begun = &self.is_being_optimized;
            let is_due = calls > enough && !is_begun.load(Ordering::Relaxed);
            if is_due && !is_begun.swap(true, Ordering::Relaxed) {
                return self.optimize();
            }
        }
        &self.quick
    }

    #[cold]
    fn optimize(&self) -> &Code {
        let code = self
            .thorough
            .get_or_init(|| Code::compile(&self.plan, Effort::Thorough).ok());
        code.as_ref().unwrap_or(&self.quick)
    }

    pub(super) fn statistics(&self) -> Made {
        let thorough = self.thorough.get().and_then(Option::as_ref);
        Made {
            operations: self.plan.order.len(),
            bytes: self.quick.bytes() + thorough.map_or(0, Code::bytes),
            build: self.build,
            calls: self.calls.load(Ordering::Relaxed),
            is_optimized: thorough.is_some(),
        }
    }

    /// Row and column of every entry that is not zero everywhere, row by row.
    pub(super) fn pattern(&self) -> Vec<(usize, usize)> {
        let mut pattern = self.plan.pattern.clone();
        pattern.sort_unstable();
        pattern
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.plan.graph
    }
}
