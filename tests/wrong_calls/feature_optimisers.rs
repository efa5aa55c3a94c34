use partials::Trace;
use partials::optimisers::{Bounded, LeastSquares, Problem};

fn main() {}
