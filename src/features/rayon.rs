//! Without the feature `rayon`: the methods that share work among threads.

use super::stand_ins;
use crate::exact::{Exact, InTurn, PartiallySeparable, Reverse, Sum};
use crate::numeric::{Numeric, OfGradient, OneByOne};
use crate::operator::{Derivative, Gradient, Hessian, Jacobian};

/// What a method of the feature asks for while it is not enabled.
#[diagnostic::on_unimplemented(
    message = "threads need the feature `rayon` of the crate partials",
    label = "not to be shared among threads without the feature `rayon`",
    note = "enable it in Cargo.toml: `partials = {{ .., features = [\"rayon\"] }}`",
    note = "the results are the same to the bit on one thread, without `parallel`"
)]
pub trait NeedsRayon {}

// One by one, so that the compiler shows one of them.
stand_ins! { NeedsRayon
    [F, T, R] Gradient<F, Exact<T, R>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, T, R] Jacobian<F, Exact<T, R>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, T, R] Hessian<F, Exact<T, R>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, T, R] Hessian<F, Reverse<T, R>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, R, H] Derivative<F, Numeric<OneByOne, R, H>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, R, H] Gradient<F, Numeric<OneByOne, R, H>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, R, H] Jacobian<F, Numeric<OneByOne, R, H>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, R, H] Hessian<F, Numeric<OneByOne, R, H>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, R, H] Hessian<F, OfGradient<OneByOne, R, H>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, T, R, H] Gradient<F, Sum<T, R, InTurn, H>>: parallel(self) -> Self { self } where [Sync];
}
stand_ins! { NeedsRayon
    [F, V, T, const K: usize, R, H] Gradient<F, PartiallySeparable<V, T, K, R, InTurn, H>>:
        parallel(self) -> Self { self } where [Sync];
}

#[cfg(feature = "compiled")]
mod at_rows {
    //! The same for many points of compiled operators.

    use ndarray::{Array1, Array2, Array3, ArrayBase, Data, Ix2};

    use super::NeedsRayon;
    use crate::exact::compiled::Compiled;
    use crate::features::stand_ins;
    use crate::operator::{Callable, Gradient, Hessian, Jacobian, Returns};
    use crate::output::Output;
    use crate::scalar::Trace;

    stand_ins! { NeedsRayon
        [F, R: Returns] Gradient<F, Compiled<R>>:
            at_rows_parallel[S: Data<Elem = f64>](&self, points: &ArrayBase<S, Ix2>)
            -> R::Outcome<(Array1<f64>, Array2<f64>)> { self.at_rows(points) }
            where [Callable<Trace, R, Trace>];
        [F, R: Returns] Hessian<F, Compiled<R>>:
            at_rows_parallel[S: Data<Elem = f64>](&self, points: &ArrayBase<S, Ix2>)
            -> R::Outcome<Array3<f64>> { self.at_rows(points) }
            where [Callable<Trace, R, Trace>];
        [F, R: Returns] Jacobian<F, Compiled<R>>:
            at_rows_parallel[S: Data<Elem = f64>, Y: Output<Trace>](&self, points: &ArrayBase<S, Ix2>)
            -> R::Outcome<Array3<f64>> { self.at_rows(points) }
            where [Callable<Trace, R, Y>];
    }
}
