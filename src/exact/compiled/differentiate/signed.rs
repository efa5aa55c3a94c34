//! [`Signed`]: numbers whose sign waits for a sum.

use crate::scalar::Trace;

/// A number or its negative: a sign is only computed where a sum does not absorb it.
#[derive(Clone, Copy)]
pub(super) struct Signed {
    number: Trace,
    is_negative: bool,
}

impl Signed {
    pub(super) fn of(number: Trace) -> Self {
        match number.negative_of() {
            Some(number) => Self {
                number,
                is_negative: true,
            },
            None => Self {
                number,
                is_negative: false,
            },
        }
    }

    pub(super) fn number(self) -> Trace {
        if self.is_negative {
            -self.number
        } else {
            self.number
        }
    }

    pub(super) fn times(self, slope: Trace) -> Self {
        let product = Self::of(self.number * slope);
        Self {
            is_negative: self.is_negative != product.is_negative,
            ..product
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let number = if self.is_negative == other.is_negative {
            self.number + other.number
        } else if self.is_negative {
            return other.plus(self);
        } else {
            self.number - other.number
        };
        Self { number, ..self }
    }
}
