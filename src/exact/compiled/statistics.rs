//! What a compiled operator has done so far.

use std::fmt;
use std::time::Duration;

/// What a compiled operator has traced and compiled, and how often code was not the way.
///
/// Printed, it is a short table.
///
/// ```
/// use partials::Gradient;
///
/// let f = Gradient::compiled(|x| if x[0] > 0.0 { x[0] * x[0] } else { x[0] });
/// for x in [2.0, -2.0, 3.0] {
///     f.at(&[x]);
/// }
/// let statistics = f.statistics();
/// assert_eq!((statistics.traced, statistics.paths.len()), (2, 2)); // one for each branch
/// assert!(statistics.to_string().starts_with("traced 2 times"));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Statistics {
    /// The paths that are kept.
    pub paths: Vec<PathStatistics>,
    /// How often the closure was traced.
    pub traced: usize,
    /// How often a point was at a kink or a singular point, or its answer not finite, so that forward mode
    /// evaluated the graph.
    pub edges: usize,
    /// How often the graph was evaluated because there was no code for it: more paths than are kept, or a
    /// decision that a guard cannot tell.
    pub evaluated: usize,
}

/// One way through the function.
///
/// ```
/// use partials::Gradient;
///
/// let f = Gradient::compiled(|x| if x[0] > 0.0 { x[0] * x[1] } else { x[0] });
/// f.at(&[2.0, 3.0]);
/// let path = &f.statistics().paths[0];
/// assert_eq!((path.variables, path.guards, path.code.len()), (2, 1, 1));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PathStatistics {
    /// How many variables it has.
    pub variables: usize,
    /// How many operations, comparisons and constants among them.
    pub operations: usize,
    /// How many comparisons have to come out as they did.
    pub guards: usize,
    /// How long it took to trace.
    pub trace: Duration,
    /// The code that there is for it.
    pub code: Vec<CodeStatistics>,
}

/// The code for one derivative on one path.
///
/// ```
/// use partials::Gradient;
///
/// let f = Gradient::compiled(|x| x[0] * x[1]);
/// f.at(&[2.0, 3.0]);
/// let code = &f.statistics().paths[0].code[0];
/// assert_eq!((code.what, code.made.is_ok()), ("gradient", true));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CodeStatistics {
    /// Which derivative.
    pub what: &'static str,
    /// What was made, or why nothing could be.
    pub made: Result<Made, String>,
}

/// Machine code.
///
/// ```
/// use partials::Gradient;
///
/// let f = Gradient::compiled(|x| x[0] * x[1]);
/// for i in 0..5 {
///     f.at(&[f64::from(i), 3.0]);
/// }
/// let made = f.statistics().paths[0].code[0].made.clone().unwrap();
/// assert!(made.bytes > 0 && made.calls == 5 && !made.is_optimized);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Made {
    /// How many operations it has, those of the function among them.
    pub operations: usize,
    /// How many bytes.
    pub bytes: usize,
    /// How long it took to derive and compile, better code that was made later aside.
    pub build: Duration,
    /// How often it has been called, as long as that is counted: until better code is made.
    pub calls: u32,
    /// Whether better code has been made.
    pub is_optimized: bool,
}

impl fmt::Display for Statistics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            traced,
            edges,
            evaluated,
            ..
        } = self;
        writeln!(
            f,
            "traced {traced} times; {edges} points at edges, {evaluated} without code"
        )?;
        for path in &self.paths {
            writeln!(
                f,
                "path of {} variables: {} operations, {} guards, traced in {:.1?}",
                path.variables, path.operations, path.guards, path.trace
            )?;
            for code in &path.code {
                match &code.made {
                    Ok(made) => writeln!(
                        f,
                        "  {}: {} operations, {} bytes, made in {:.1?}{}",
                        code.what,
                        made.operations,
                        made.bytes,
                        made.build,
                        if made.is_optimized { ", optimized" } else { "" }
                    )?,
                    Err(reason) => writeln!(f, "  {}: no code: {reason}", code.what)?,
                }
            }
        }
        Ok(())
    }
}
