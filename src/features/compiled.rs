//! Without the feature `compiled`: the constructors of that kind.

use super::stand_ins;
use crate::exact::{Exact, TryExact};
use crate::operator::{Gradient, Hessian, Jacobian, Writing};
use crate::output::Output;
use crate::scalar::Dual;

/// What a method of the feature asks for while it is not enabled.
#[diagnostic::on_unimplemented(
    message = "machine code needs the feature `compiled` of the crate partials",
    label = "not to be compiled without the feature `compiled`",
    note = "enable it in Cargo.toml, `partials = {{ .., features = [\"compiled\"] }}`, with Rust 1.95 or later",
    note = "or take another kind: `new` has the same answers, and `reverse` is for many variables"
)]
pub trait NeedsCompiled {}

/// The number of a Hessian's closure.
type Second = Dual<Dual, 1>;

stand_ins! { NeedsCompiled
    [F] Gradient<F, Exact<f64>>: compiled(f: F) -> Self { Self::new(f) }
        where [Fn(&[Dual]) -> Dual];
    [F, E] Gradient<F, TryExact<f64, E>>: try_compiled(f: F) -> Self { Self::try_new(f) }
        where [Fn(&[Dual]) -> Result<Dual, E>];
    [F] Hessian<F, Exact<f64>>: compiled(f: F) -> Self { Self::new(f) }
        where [Fn(&[Second]) -> Second];
    [F, E] Hessian<F, TryExact<f64, E>>: try_compiled(f: F) -> Self { Self::try_new(f) }
        where [Fn(&[Second]) -> Result<Second, E>];
    [F] Jacobian<F, Exact<f64>>: compiled[R: Output<Dual>](f: F) -> Self { Self::new(f) }
        where [Fn(&[Dual]) -> R];
    [F, E] Jacobian<F, TryExact<f64, E>>: try_compiled[R: Output<Dual>](f: F) -> Self { Self::try_new(f) }
        where [Fn(&[Dual]) -> Result<R, E>];
    [F] Jacobian<Writing<F>, Exact<f64>>: compiled_into(m: usize, f: F) -> Self { Self::new_into(m, f) }
        where [Fn(&[Dual], &mut [Dual])];
    [F, E] Jacobian<Writing<F>, TryExact<f64, E>>: try_compiled_into(m: usize, f: F) -> Self {
        Self::try_new_into(m, f)
    } where [Fn(&[Dual], &mut [Dual]) -> Result<(), E>];
}
