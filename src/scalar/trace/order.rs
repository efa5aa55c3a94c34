//! Comparisons of traced numbers: each is remembered with its outcome.

use std::cmp::Ordering;

use crate::scalar::Trace;
use crate::scalar::graph::{Test, recorder};

impl Trace {
    /// How a comparison comes out. It is remembered unless both are constants.
    pub(in crate::scalar) fn test(self, test: Test, b: Self) -> bool {
        if self.is_constant() && b.is_constant() {
            return test.holds(self.value, b.value);
        }
        recorder(|recorder| recorder.test(test, self, b))
    }

    /// How a question about this number comes out.
    pub(in crate::scalar) fn ask(self, test: Test) -> bool {
        self.test(test, self)
    }

    /// Whether the two have the same derivatives by all variables, of all orders that are wanted, where their
    /// values are equal: a question that no guard can tell.
    pub(in crate::scalar) fn moves_as(self, b: Self) -> bool {
        if self.is_constant() && b.is_constant() {
            return true;
        }
        self.decided();
        b.decided();
        let (graph, order) = recorder(|recorder| (recorder.graph_of(&[self, b]), recorder.order()));
        graph.moves_alike(order)
    }
}

impl PartialEq for Trace {
    /// Whether the two are one number to the order of the derivative: of equal value, and moving alike.
    ///
    /// As for [`Dual`](crate::Dual), what is 0 here and moves is not the constant 0. With an `f64`, `==`
    /// looks at the value.
    fn eq(&self, other: &Self) -> bool {
        if self.is_constant() && other.is_constant() || self.value != other.value {
            return self.test(Test::Equal, *other);
        }
        self.node == other.node && self.recording == other.recording || self.moves_as(*other)
    }
}

impl PartialEq<f64> for Trace {
    #[inline]
    fn eq(&self, other: &f64) -> bool {
        self.test(Test::Equal, Self::constant(*other))
    }
}

impl PartialOrd for Trace {
    /// Compares the values, so that branches are taken as they are for plain numbers.
    #[inline]
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self < other {
            Some(Ordering::Less)
        } else if self > other {
            Some(Ordering::Greater)
        } else {
            self.test(Test::Equal, *other).then_some(Ordering::Equal)
        }
    }
    #[inline]
    fn lt(&self, other: &Self) -> bool {
        self.test(Test::Less, *other)
    }
    #[inline]
    fn le(&self, other: &Self) -> bool {
        self.test(Test::LessEqual, *other)
    }
    #[inline]
    fn gt(&self, other: &Self) -> bool {
        other.test(Test::Less, *self)
    }
    #[inline]
    fn ge(&self, other: &Self) -> bool {
        other.test(Test::LessEqual, *self)
    }
}
