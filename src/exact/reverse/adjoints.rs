//! From a recording to derivatives: a sweep, and what is done where it has no answer.
//!
//! At a kink a sweep has one answer for all variables: before it, one pass forward decides which piece of
//! the function counts ([`Recording::decide`]). At a singular point an infinite slope meets zeros, and
//! what that makes is known to forward mode: it evaluates the tape in place of the function
//! ([`Recording::tangents`]), for the derivatives that the sweep left without an answer. Numbers that carry
//! derivatives themselves have taken a side along each of their lanes: there is a sweep for each.

use crate::exact::forward::nested::as_part;
use crate::exact::forward::sweep::{all_beside, beside};
use crate::operator::{Gradient, Jacobian};
use crate::scalar::tape::Recording;
use crate::scalar::{Dual, Real, Var};

/// Writes the derivatives of `y` by the variables `x` of a recording.
#[inline]
pub(super) fn gradient<T: Real>(recording: &Recording<T>, x: &[Var<T>], y: Var<T>, out: &mut [T]) {
    if recording.has_events() {
        gradient_at_edges(recording, x, y, out);
    } else {
        recording.gradient(y, out);
    }
    all_beside(y.value, out);
}

#[cold]
#[inline(never)]
fn gradient_at_edges<T: Real>(recording: &Recording<T>, x: &[Var<T>], y: Var<T>, out: &mut [T]) {
    if T::LEVELS == 0 {
        recording.decide(None);
        recording.gradient(y, out);
        let is_known = out.iter().all(|g| g.is_finite()) && !recording.has_infinities();
        if !y.value.is_finite() || is_known {
            return;
        }
    } else if recording.has_pieces() {
        return gradient_of_pieces(recording, y, out);
    }
    let replay = |x: &[Dual<T>]| recording.moving(y, &recording.tangents(x));
    let forward = as_part(|| Gradient::new(replay).at(&values(x)));
    let keeps = T::LEVELS == 0 && recording.has_kinks();
    for (g, exact) in out.iter_mut().zip(forward) {
        *g = beside_forward(*g, exact, keeps);
    }
}

/// The derivative that counts: forward mode's, unless pieces meet and that of one of them is known.
fn beside_forward<T: Real>(reverse: T, forward: T, keeps: bool) -> T {
    if keeps && reverse.is_finite() && forward.is_finite() {
        reverse
    } else {
        forward
    }
}

/// Over numbers with derivatives, where pieces of the function meet. What was recorded has taken its own
/// side along every lane, so that along each the gradient of the piece on that side moves with it.
fn gradient_of_pieces<T: Real>(recording: &Recording<T>, y: Var<T>, out: &mut [T]) {
    recording.decide(None);
    recording.gradient_of_piece(y, out);
    let mut along = out.to_vec();
    for lane in 0..T::LANES {
        recording.decide(Some(lane));
        recording.gradient_of_piece(y, &mut along);
        for (g, moving) in out.iter_mut().zip(&along) {
            *g = g.with_lane(lane, *moving);
        }
    }
}

/// The derivatives of the results `y(0)` to `y(m - 1)`, handed to `put` with their row and column.
#[inline]
pub(super) fn jacobian<T: Real>(
    recording: &Recording<T>,
    x: &[Var<T>],
    m: usize,
    y: impl Fn(usize) -> Var<T>,
    mut put: impl FnMut(usize, usize, T),
) {
    if recording.has_events() {
        return jacobian_at_edges(recording, x, m, &y, &mut put);
    }
    rows(recording, m, &y, put);
}

#[cold]
#[inline(never)]
fn jacobian_at_edges<T: Real>(
    recording: &Recording<T>,
    x: &[Var<T>],
    m: usize,
    y: &dyn Fn(usize) -> Var<T>,
    put: &mut dyn FnMut(usize, usize, T),
) {
    let mut is_known = T::LEVELS == 0;
    let mut found = vec![T::of(0.0); m * x.len()];
    if T::LEVELS > 0 && recording.has_pieces() {
        for i in 0..m {
            gradient_of_pieces(recording, y(i), &mut found[i * x.len()..][..x.len()]);
        }
        is_known = true;
    } else if is_known {
        recording.decide(None);
        rows(recording, m, y, |i, j, g| {
            is_known &= g.is_finite() || !y(i).value.is_finite();
            found[i * x.len() + j] = g;
        });
        is_known &= !recording.has_infinities();
    }
    if !is_known {
        let replay = |x: &[Dual<T>]| -> Vec<Dual<T>> {
            let tangents = recording.tangents(x);
            (0..m).map(|i| recording.moving(y(i), &tangents)).collect()
        };
        let forward = as_part(|| Jacobian::new(replay).at(&values(x)));
        let keeps = T::LEVELS == 0 && recording.has_kinks();
        for (k, g) in found.iter_mut().enumerate() {
            *g = beside_forward(*g, forward[(k / x.len(), k % x.len())], keeps);
        }
    }
    for (k, g) in found.into_iter().enumerate() {
        let (i, j) = (k / x.len(), k % x.len());
        put(i, j, beside(y(i).value, g));
    }
}

/// Sweeps the results in lanes.
#[inline]
fn rows<T: Real>(
    recording: &Recording<T>,
    m: usize,
    y: impl Fn(usize) -> Var<T>,
    mut put: impl FnMut(usize, usize, T),
) {
    let mut first = 0;
    while first < m {
        // What is left over is swept in as few lanes as it needs.
        first = match m - first {
            1 => lanes::<T, 1>(recording, first, m, &y, &mut put),
            2..=4 => lanes::<T, 4>(recording, first, m, &y, &mut put),
            _ => lanes::<T, 8>(recording, first, m, &y, &mut put),
        };
    }
}

/// Sweeps up to `L` results from `first` on together; where the next ones begin.
#[inline]
fn lanes<T: Real, const L: usize>(
    recording: &Recording<T>,
    first: usize,
    m: usize,
    y: &impl Fn(usize) -> Var<T>,
    put: &mut impl FnMut(usize, usize, T),
) -> usize {
    let end = m.min(first + L);
    let none = Var::constant(T::of(0.0));
    let results = std::array::from_fn(|lane| {
        if first + lane < end {
            y(first + lane)
        } else {
            none
        }
    });
    // Beside a value that is not finite no finite derivative is handed out.
    let are_finite = results.iter().all(|y| y.value.has_finite_value());
    recording.adjoints::<_, L>(results, |adjoints| {
        for (j, w) in adjoints.iter().enumerate() {
            for (lane, i) in (first..end).enumerate() {
                let g = w[lane];
                put(
                    i,
                    j,
                    if are_finite {
                        g
                    } else {
                        beside(results[lane].value, g)
                    },
                );
            }
        }
    });
    end
}

fn values<T: Real>(x: &[Var<T>]) -> Vec<T> {
    x.iter().map(|x| x.value).collect()
}
