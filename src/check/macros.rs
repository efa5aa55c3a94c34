//! Assertions for tests, which fail with the table of the report.

macro_rules! assertion {
    ($d:tt $name:ident, $Operator:ident, $what:literal, $example:literal) => {
        #[doc = concat!("Asserts that ", $what, " written by hand is right, or else panics with")]
        /// the table of the [report](crate::Report).
        ///
        /// `(f, hand, at x)` holds `hand` against dual numbers and finite differences of `f`;
        /// `(f, at x)` checks `f` itself, dual numbers against finite differences; and
        /// `(numeric f, hand, at x)` takes any function on `f64`. Settings, a
        /// [`Check`](crate::Check), may follow: `(f, hand, at x, with settings)`.
        ///
        /// ```
        #[doc = $example]
        /// ```
        #[macro_export]
        macro_rules! $name {
            (numeric $d f:expr, $d hand:expr, at $d x:expr $d (, with $d settings:expr)? $d (,)?) => {
                $d crate::__passed!(
                    $d crate::$Operator::numeric($d f), $d hand, at $d x $d (, with $d settings)?
                )
            };
            ($d f:expr, at $d x:expr $d (, with $d settings:expr)? $d (,)?) => {
                $d crate::__passed!($d crate::$Operator::new($d f), $d x $d (, with $d settings)?)
            };
            ($d f:expr, $d hand:expr, at $d x:expr $d (, with $d settings:expr)? $d (,)?) => {
                $d crate::__passed!($d crate::$Operator::new($d f), $d hand, at $d x $d (, with $d settings)?)
            };
        }
    };
}

assertion!($ assert_derivative, Derivative, "a derivative",
    "use partials::assert_derivative;\n\n\
     assert_derivative!(|x| x.tan(), |x| x.cos().powi(-2), at 0.7);\n\
     assert_derivative!(|x| x.sin(), at 0.7);");
assertion!($ assert_gradient, Gradient, "a gradient",
    "use partials::{Check, assert_gradient};\n\n\
     let hand = |x: &[f64]| [x[1].sin(), x[0] * x[1].cos()];\n\
     assert_gradient!(|x| x[0] * x[1].sin(), hand, at &[0.7, 1.9]);\n\
     let many = Check::new().random(0.5, 10, 1);\n\
     assert_gradient!(numeric |x| x[0] * x[1].sin(), hand, at &[0.7, 1.9], with &many);");
assertion!($ assert_jacobian, Jacobian, "a Jacobian",
    "use partials::assert_jacobian;\n\n\
     assert_jacobian!(|x| [x[0] * x[1], x[0]], |x| [[x[1], x[0]], [1.0, 0.0]], at &[0.7, 1.9]);");
assertion!($ assert_hessian, Hessian, "a Hessian",
    "use partials::assert_hessian;\n\n\
     let hand = |x: &[f64]| [[2.0 * x[1], 2.0 * x[0]], [2.0 * x[0], 0.0]];\n\
     assert_hessian!(|x| x[0] * x[0] * x[1], hand, at &[0.7, 1.9]);");

/// Panics with the report of a check, unless it has passed.
#[doc(hidden)]
#[macro_export]
macro_rules! __passed {
    (@ $report:expr) => {{
        let report: $crate::Report = $report;
        assert!(report.passed(), "\n{report}");
    }};
    ($operator:expr, $x:expr) => {
        $crate::__passed!(@ $operator.check($x))
    };
    ($operator:expr, $x:expr, with $settings:expr) => {
        $crate::__passed!(@ $operator.check_with($settings, $x))
    };
    ($operator:expr, $hand:expr, at $x:expr) => {
        $crate::__passed!(@ $operator.check_against($hand, $x))
    };
    ($operator:expr, $hand:expr, at $x:expr, with $settings:expr) => {
        $crate::__passed!(@ $operator.check_against_with($settings, $hand, $x))
    };
}
