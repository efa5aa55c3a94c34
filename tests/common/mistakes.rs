//! Mistakes that gradients written by hand have.

/// Changes the gradient at x, of f with the given value, where entry k is the one to be spoilt.
pub type Plant = fn(g: &mut [f64], x: &[f64], value: f64, k: usize);

pub const MISTAKES: [(&str, Plant); 13] = [
    ("sign of all", |g, _, _, _| scale(g, -1.0)),
    ("sign of one", |g, _, _, k| g[k] = -g[k]),
    ("factor 1 + 1e-6", |g, _, _, _| scale(g, 1.0 + 1e-6)),
    ("factor 1 + 1e-3 on one", |g, _, _, k| g[k] *= 1.0 + 1e-3),
    ("factor 2", |g, _, _, _| scale(g, 2.0)),
    ("gradient of f²", |g, _, value, _| scale(g, 2.0 * value)),
    ("degrees", |g, _, _, k| g[k] *= std::f64::consts::PI / 180.0),
    ("an entry never written", |g, _, _, k| g[k] = 0.0),
    ("two entries swapped", |g, _, _, k| {
        g.swap(k, (k + 1) % g.len())
    }),
    ("off by one", |g, _, _, _| g.rotate_right(1)),
    ("copied neighbour", |g, _, _, k| g[k] = g[(k + 1) % g.len()]),
    ("constant added", |g, _, _, k| g[k] += 0.01 * norm(g)),
    ("term x²/2 dropped", |g, x, _, k| g[k] -= x[k]),
];

pub fn scale(g: &mut [f64], by: f64) {
    g.iter_mut().for_each(|g| *g *= by);
}

/// The largest magnitude.
pub fn norm(g: &[f64]) -> f64 {
    g.iter().fold(0.0, |norm, g| g.abs().max(norm))
}
