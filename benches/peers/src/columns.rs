//! The columns of the table, in order.

/// Stamps the enumeration and the titles from one list.
macro_rules! columns {
    ($($column:ident: $owner:literal $form:literal,)*) => {
        /// Whose derivative, and in which form.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Column {
            $($column,)*
        }

        impl Column {
            pub const ALL: &[Self] = &[$(Self::$column,)*];

            /// The crate.
            pub fn owner(self) -> &'static str {
                match self { $(Self::$column => $owner,)* }
            }

            /// The form of its derivative.
            pub fn form(self) -> &'static str {
                match self { $(Self::$column => $form,)* }
            }
        }
    };
}

columns! {
    Plain: "plain f64" "in ns",
    OursArray: "partials" "array",
    Ours: "partials" "Vec",
    OursReverse: "partials" "reverse",
    OursTerms: "partials" "terms",
    OursCompiled: "partials" "compiled",
    OursFirst: "compiled" "first, us",
    OursPays: "compiled" "pays, #",
    NumDualStatic: "num-dual" "static",
    NumDualDynamic: "num-dual" "dynamic",
    NumDualLooped: "num-dual" "looped",
    AdTraitForward: "ad_trait" "forward",
    AdTraitReverse: "ad_trait" "reverse",
    Autodiff: "autodiff" "forward",
    EchidnaForward: "echidna" "forward",
    EchidnaReverse: "echidna" "reverse",
    EchidnaRecorded: "echidna" "recorded",
    EasyMl: "easy-ml" "reverse",
    RustQuant: "RustQuant" "reverse",
    Reverse: "reverse" "reverse",
}
