//! What a [`Var`] does at a kink: it has the tape write down that there is one. Which of the pieces
//! counts is decided when all is recorded, since the derivatives that decide it are known only then.

use crate::scalar::kinks::Order;
use crate::scalar::tape::Rule;
use crate::scalar::{Real, Var};

impl<T: Real> Var<T> {
    pub(in crate::scalar) fn abs_at_kink(self) -> Self {
        let one = T::of(1.0);
        self.edge(Rule::Abs, self.value.abs(), one)
    }

    pub(in crate::scalar) fn copysign_at_zero(self, sign: Self) -> Self {
        let value = self.value.copysign(sign.value);
        let slope = if self.is_sign_negative() == sign.is_sign_negative() {
            1.0
        } else {
            -1.0
        };
        self.edge2(sign, Rule::Copysign, value, [T::of(slope), T::of(0.0)])
    }

    pub(in crate::scalar) fn hypot_at_origin(self, y: Self) -> Self {
        let value = self.value.hypot(y.value);
        self.edge2(y, Rule::Hypot, value, [T::of(1.0), T::of(0.0)])
    }

    /// The one of two numbers of equal value that is wanted; of numbers that are not in order the one
    /// that is a number.
    #[inline]
    pub(in crate::scalar) fn tie(wanted: Order, a: Self, b: Self) -> Self {
        match (a.is_nan(), b.is_nan()) {
            (true, _) => b,
            (false, true) => a,
            (false, false) if a == b => a,
            (false, false) => {
                let slopes = [T::of(1.0), T::of(0.0)];
                // Derivatives that the values carry choose for themselves.
                let value = match wanted {
                    _ if T::LEVELS == 0 => a.value,
                    Order::Larger => a.value.max(b.value),
                    Order::Smaller => a.value.min(b.value),
                };
                a.edge2(b, Rule::Tie(wanted), value, slopes)
            }
        }
    }
}
