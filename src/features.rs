//! Stand-ins for the methods of features that are not enabled, so that the compiler names the feature
//! instead of saying that there is no such method.
//!
//! Each has a bound that no type meets, and does what comes nearest without the feature. All are hidden from
//! the documentation. Modules and types need none: the compiler knows which feature they are behind.

#[cfg(not(feature = "compiled"))]
pub mod compiled;
#[cfg(not(feature = "rayon"))]
mod rayon;

// Plain form of the first:
//
//     impl<F> Gradient<F, Exact<f64>> {
//         #[doc(hidden)]
//         pub fn compiled(f: F) -> Self
//         where
//             F: NeedsCompiled + Fn(&[Dual]) -> Dual,
//         {
//             Self::new(f)
//         }
//     }
#[cfg(any(not(feature = "compiled"), not(feature = "rayon")))]
macro_rules! stand_ins {
    ($Needs:ident $([$($generics:tt)*] $Type:ty: $name:ident $([$($own:tt)*])? ($($arguments:tt)*)
        -> $Out:ty $body:block where [$($bound:tt)*];)*) => {
        $(impl<$($generics)*> $Type {
            #[doc(hidden)]
            #[must_use]
            pub fn $name$(<$($own)*>)?($($arguments)*) -> $Out
            where
                F: $Needs + $($bound)*,
            $body
        })*
    };
}
#[cfg(any(not(feature = "compiled"), not(feature = "rayon")))]
use stand_ins;
