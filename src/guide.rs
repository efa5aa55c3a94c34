//! Pages to read: tours of ten minutes, pages for those who come from another library, and the limits.
//!
//! | you | begin with |
//! |---|---|
//! | minimise or fit something | [`tour_optimiser`] |
//! | have a formula and want to know whether it is right | [`tour_checker`] |
//! | have data, and no function | [`tour_data`] |
//! | come from another library | [`from_numpy`], [`from_jax`], [`from_forwarddiff`], [`from_num_dual`], [`from_finitediff`], and [numdifftools and scipy](crate::numeric::migration) |
//! | ask how to write this or that | [`recipes`] |
//! | ask which constructor to take | [`choosing_a_kind`] |
//! | ask what does not work | [`limits`] |
//! | ask how it works | [`how_it_works`](crate::how_it_works) |
//!
//! There is nothing in these modules to call. Every block of code in them is a test.

/// A page of the folder `docs`, with its summary. Its links to other pages are defined twice: at its end as
/// files of the folder, and before it, where a definition takes precedence, as items of this crate.
///
/// With the features that a page needs its code is tested; without them it is only shown.
macro_rules! page {
    ($summary:literal, $name:ident, $file:literal $(, $feature:literal)*) => {
        #[doc = $summary]
        #[doc = "\n\n"]
        #[doc = include_str!("guide/links.md")]
        #[cfg_attr(feature = "compiled", doc = "[compiled]: crate::exact::compiled")]
        #[cfg_attr(not(feature = "compiled"), doc = "[compiled]: crate::guide::choosing_a_kind")]
        #[doc = "\n\n"]
        #[cfg_attr(
            any(not(doctest), all($(feature = $feature),*)),
            doc = include_str!(concat!("../docs/", $file))
        )]
        pub mod $name {}
    };
}

page!(
    "A tour for those who minimise a function or fit a model.",
    tour_optimiser,
    "tour-optimiser.md",
    "argmin",
    "compiled",
    "levenberg-marquardt",
    "optimization-engine"
);
page!(
    "A tour for those who have a derivative and want to know whether it is right.",
    tour_checker,
    "tour-checker.md"
);
page!(
    "A tour for those who have data and no function.",
    tour_data,
    "tour-data.md"
);
page!(
    "Problems that come up once a function is more than a formula, each with the few lines that solve it.",
    recipes,
    "recipes.md",
    "argmin",
    "levenberg-marquardt"
);
page!(
    "Which constructor to take: a few questions, with the thresholds that were measured.",
    choosing_a_kind,
    "choosing-a-kind.md",
    "compiled"
);
page!(
    "What does not work, why, and what to write instead.",
    limits,
    "limits.md",
    "compiled"
);
page!("From `numpy.gradient`.", from_numpy, "from-numpy.md");
page!("From JAX.", from_jax, "from-jax.md", "compiled");
page!(
    "From ForwardDiff.jl and DifferentiationInterface.jl.",
    from_forwarddiff,
    "from-forwarddiff.md",
    "compiled"
);
page!(
    "From the crate num-dual.",
    from_num_dual,
    "from-num-dual.md"
);
page!(
    "From the crate finitediff.",
    from_finitediff,
    "from-finitediff.md",
    "argmin"
);
