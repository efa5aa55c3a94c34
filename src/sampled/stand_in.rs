//! A stand-in for the name that numpy has for [`Differences::edge`], so that the compiler names the method instead
//! of one with a similar name: `order`, which is another setting.

use super::differences::Differences;

/// What `edge_order` asks of its number, and no type is.
#[diagnostic::on_unimplemented(
    message = "numpy's `edge_order` is called `edge` here",
    label = "expected `.edge(Edge::First)` or `.edge(Edge::Second)` in place of `.edge_order(..)`",
    note = "`edge_order=1`, the default, is `.edge(Edge::First)`, and `edge_order=2` is `.edge(Edge::Second)`, with `use partials::sampled::Edge;`",
    note = "`order` is the order of the derivative: `.order(2)` is the second one"
)]
pub trait IsCalledEdge {}

impl Differences<'_> {
    #[doc(hidden)]
    #[must_use]
    pub fn edge_order<N: IsCalledEdge>(self, _: N) -> Self {
        self
    }
}
