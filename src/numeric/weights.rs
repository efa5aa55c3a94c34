//! Finite-difference weights for any nodes and any derivative order.
//!
//! Given nodes t₀ … t_N and a point x, there are numbers w_i with
//! Σ w_i p(t_i) = p^(m)(x) for every polynomial p of degree at most N. They are the derivative of
//! the interpolating polynomial, and Fornberg's recurrence finds them by adding one node at a time.
//!
//! B. Fornberg, *Generation of finite difference formulas on arbitrarily spaced grids*,
//! Math. Comp. 51 (1988) 699–706; *Calculation of weights in finite difference formulas*,
//! SIAM Rev. 40 (1998) 685–691.

use super::requirement::check_distinct;

/// Weights w with Σ w_i f(nodes_i) ≈ f^(order)(at), exact for polynomials of degree below
/// `nodes.len()`.
///
/// The nodes must differ from each other; they need not be sorted, evenly spaced, or surround
/// `at`. Order 0 gives the weights of interpolation. With too few nodes (`nodes.len() <= order`)
/// every weight is zero, which is the derivative of a polynomial of such low degree.
///
/// ```
/// use partials::numeric::weights;
///
/// // The classic three-point second difference, and a one-sided slope.
/// assert_eq!(weights(&[-1.0, 0.0, 1.0], 0.0, 2), [1.0, -2.0, 1.0]);
/// assert_eq!(weights(&[0.0, 1.0, 2.0], 0.0, 1), [-1.5, 2.0, -0.5]);
///
/// // Uneven samples of x³: slope at 2 is 12.
/// let nodes = [0.0, 1.0, 1.5, 4.0];
/// let w = weights(&nodes, 2.0, 1);
/// let slope: f64 = nodes.iter().zip(&w).map(|(t, w)| w * t.powi(3)).sum();
/// assert!((slope - 12.0).abs() < 1e-13);
/// ```
///
/// # Panics
///
/// If two nodes are equal.
#[must_use]
#[track_caller]
pub fn weights(nodes: &[f64], at: f64, order: usize) -> Vec<f64> {
    check_distinct(nodes);
    let mut table = vec![0.0; nodes.len() * (order + 1)];
    at_any_scale(
        &mut nodes.to_vec(),
        half_of_reach(nodes),
        at,
        order,
        &mut table,
    );
    table.split_off(nodes.len() * order)
}

/// [`recurrence`] on nodes of any size, in whose products it would leave the range of `f64`: only the
/// weights for derivative `order` are meant for use. `nodes` is scratch afterwards.
///
/// Measured in a power of two, the nodes give the same bits. Weights too large or too small for an
/// `f64` become infinite or 0.
pub(crate) fn at_any_scale(
    nodes: &mut [f64],
    half_of_reach: f64,
    at: f64,
    order: usize,
    table: &mut [f64],
) {
    let inverse = 1.0 / unit(nodes, half_of_reach, at);
    if inverse == 1.0 {
        return recurrence(nodes, at, order, table);
    }
    nodes.iter_mut().for_each(|node| *node *= inverse);
    recurrence(nodes, at * inverse, order, table);
    for weight in &mut table[order * nodes.len()..][..nodes.len()] {
        // One by one, since the power itself may be out of range where the weight is not.
        (0..order).for_each(|_| *weight *= inverse);
    }
}

/// Half of the distance from the first node to the farthest from it: the whole may be out of range.
pub(crate) fn half_of_reach(nodes: &[f64]) -> f64 {
    let half = |node: &f64| (0.5 * node - 0.5 * nodes[0]).abs();
    nodes.iter().map(half).fold(0.0, f64::max)
}

/// The power of two in which the first node is 2 to 4 from the farthest: products of many distances
/// neither grow nor vanish much on an interval of length 4.
fn unit(nodes: &[f64], half: f64, at: f64) -> f64 {
    // Products of so many nodes are below 2⁵¹² as they are, and above its inverse if the nodes are evenly
    // apart. It spares ordinary stencils of five nodes a quarter of their time.
    const IN_RANGE: usize = 512;
    let exponent = (half.abs().to_bits() >> 52) as i32 - 1023;
    if exponent.unsigned_abs() as usize * nodes.len() < IN_RANGE {
        return 1.0;
    }
    let unit = 2.0_f64.powi(exponent.clamp(-1022, 1022));
    // Where nodes are not finite, or together need more exponents than there are, all stay as they are.
    let is_exact = |t: f64| t.is_finite() && t / unit * unit == t;
    if nodes.iter().all(|&node| is_exact(node)) && is_exact(at) {
        unit
    } else {
        1.0
    }
}

/// Fornberg's recurrence. Afterwards `table[k * nodes.len() + i]` is the weight of node i for the
/// k-th derivative, k = 0 ..= order. `table` must arrive filled with zeros.
pub(crate) const fn recurrence(nodes: &[f64], at: f64, order: usize, table: &mut [f64]) {
    let n = nodes.len();
    if n == 0 {
        return;
    }
    table[0] = 1.0;
    let mut previous_product = 1.0;
    let mut new = 1;
    while new < n {
        let highest = if new < order { new } else { order };
        let to_new = nodes[new] - at;
        let to_last = nodes[new - 1] - at;
        let mut product = 1.0;
        let mut old = 0;
        while old < new {
            let gap = nodes[new] - nodes[old];
            product *= gap;
            if old == new - 1 {
                // The new node's weights come from the last old node's, before those change.
                let mut k = highest;
                while k > 0 {
                    table[k * n + new] = previous_product
                        * (k as f64 * table[(k - 1) * n + old] - to_last * table[k * n + old])
                        / product;
                    k -= 1;
                }
                table[new] = -previous_product * to_last * table[old] / product;
            }
            let mut k = highest;
            while k > 0 {
                table[k * n + old] =
                    (to_new * table[k * n + old] - k as f64 * table[(k - 1) * n + old]) / gap;
                k -= 1;
            }
            table[old] = to_new * table[old] / gap;
            old += 1;
        }
        previous_product = product;
        new += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (a, b) in found.iter().zip(expected) {
            assert!((a - b).abs() < 1e-13, "{found:?} is not {expected:?}");
        }
    }

    #[test]
    fn known_stencils() {
        let grid = [-2.0, -1.0, 0.0, 1.0, 2.0];
        let twelfth = 1.0 / 12.0;
        assert_close(
            &weights(&grid, 0.0, 1),
            &[twelfth, -8.0 * twelfth, 0.0, 8.0 * twelfth, -twelfth],
        );
        assert_close(&weights(&grid, 0.0, 3), &[-0.5, 1.0, 0.0, -1.0, 0.5]);
        assert_close(&weights(&grid, 0.0, 4), &[1.0, -4.0, 6.0, -4.0, 1.0]);
    }

    #[test]
    fn exact_on_polynomials_at_any_point() {
        let nodes = [3.0, -1.0, 0.5, 2.25, 7.0];
        for order in 0..5_usize {
            let w = weights(&nodes, 1.75, order);
            for degree in 0..5_usize {
                let sum: f64 = nodes
                    .iter()
                    .zip(&w)
                    .map(|(t, w)| w * t.powi(degree as i32))
                    .sum();
                let exact = if degree < order {
                    0.0
                } else {
                    let falling: usize = (degree - order + 1..=degree).product();
                    falling as f64 * 1.75_f64.powi((degree - order) as i32)
                };
                assert!((sum - exact).abs() < 1e-9, "order {order} degree {degree}");
            }
        }
    }

    /// In any unit, weights are the same but for the unit to the power of the order; and in powers of two
    /// to the bit.
    #[test]
    fn any_scale() {
        let nodes = [0.0, 1.0, 3.0, 4.0, 7.0, 7.5, 9.0, 11.0, 12.0];
        for order in 0..5 {
            let plain = weights(&nodes, 3.0, order);
            for exponent in [-1040, -600, -250, -130, 0, 130, 250, 600, 1019] {
                let by = |v: f64, times: i32| {
                    let half = times / 2;
                    v * 2.0_f64.powi(half) * 2.0_f64.powi(times - half)
                };
                let found = weights(&nodes.map(|t| by(t, exponent)), by(3.0, exponent), order);
                let expected = plain
                    .iter()
                    .map(|&w| (0..order).fold(w, |w, _| by(w, -exponent)));
                for (a, b) in found.iter().zip(expected) {
                    let is_subnormal = b.abs() < f64::MIN_POSITIVE;
                    assert!(
                        *a == b || is_subnormal && (a - b).abs() <= 1e-323,
                        "{a} is not {b}"
                    );
                }
            }
        }
        // The control: the recurrence itself leaves the range.
        let mut table = [0.0; 18];
        let far = nodes.map(|t| t * 1e100);
        recurrence(&far, 3e100, 1, &mut table);
        assert_ne!(table[9..], weights(&far, 3e100, 1));
        // Nodes that have no common unit.
        assert_eq!(weights(&[0.0, 1e-200, 1e150], 0.0, 0), [1.0, 0.0, 0.0]);
        // Nodes whose span is out of range.
        assert_eq!(weights(&[-1e308, 1e308], 0.0, 0), [0.5, 0.5]);
    }

    #[test]
    fn degenerate_input() {
        assert!(weights(&[], 0.0, 2).is_empty());
        assert_eq!(weights(&[1.0], 5.0, 0), [1.0]);
        assert_eq!(weights(&[1.0, 2.0], 0.0, 2), [0.0, 0.0]);
    }
}
