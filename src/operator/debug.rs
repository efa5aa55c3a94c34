//! How operators are shown by `{:?}`: what kind they are, with its settings. The function is not shown, so
//! that operators on closures, which have no `Debug`, can stand in a user's `#[derive(Debug)]`.

use std::fmt;

use super::{Derivative, Gradient, Hessian, Jacobian, Partial, Writing};

// An operator as the kind it is of. Plain form:
//
//     impl<F, K: fmt::Debug> fmt::Debug for Gradient<F, K> {
//         fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
//             f.debug_tuple("Gradient").field(&self.kind).finish()
//         }
//     }
macro_rules! by_kind {
    ($($Operator:ident)*) => {$(
        impl<F, K: fmt::Debug> fmt::Debug for $Operator<F, K> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_tuple(stringify!($Operator)).field(&self.kind).finish()
            }
        }
    )*};
}
by_kind!(Derivative Gradient Jacobian Hessian);

impl<F> fmt::Debug for Partial<F> {
    /// Which coordinates are chosen, and the full point.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (chosen, fixed) = (&self.chosen, &self.fixed);
        let mut shown = f.debug_struct("Partial");
        shown.field("chosen", chosen).field("fixed", fixed);
        shown.finish_non_exhaustive()
    }
}

impl<F> fmt::Debug for Writing<F> {
    /// How many values are written.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Writing");
        shown.field("values", &self.values).finish_non_exhaustive()
    }
}

/// The name of a type as one writes it after importing all that it names, without parameters that are the
/// default.
pub(crate) fn type_name<T: ?Sized>() -> String {
    let full = std::any::type_name::<T>();
    let mut short = String::with_capacity(full.len());
    // Where the last path in `short` begins.
    let mut start = 0;
    let mut rest = full.chars().peekable();
    while let Some(c) = rest.next() {
        if c == ':' && rest.next_if_eq(&':').is_some() {
            short.truncate(start);
            continue;
        }
        short.push(c);
        if !(c.is_alphanumeric() || c == '_') {
            start = short.len();
        }
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::Exact;
    use crate::operator::{Fallible, Plain};

    #[test]
    fn names_of_types_are_without_their_paths() {
        assert_eq!(type_name::<f64>(), "f64");
        assert_eq!(type_name::<Exact<f64, Plain>>(), "Exact<f64>");
        type Nested = Exact<crate::Dual<f64, 3>, Fallible<&'static [String]>>;
        assert_eq!(
            type_name::<Nested>(),
            "Exact<Dual<f64, 3>, Fallible<&[String]>>"
        );
    }
}
