#!/usr/bin/env python3
"""numdifftools on noisy functions: the figures that `tests/bars.rs` compares with.

    pip install numdifftools
    python3 tests/oracle/noise.py

Per noise level and order: the median of the relative errors, and the share of them within the error
estimate.
"""

import numdifftools as nd
import numpy as np

FUNCTIONS = [
    (np.exp, lambda x, k: np.exp(x)),
    (lambda x: np.sin(3 * x), lambda x, k: 3 * np.cos(3 * x) if k == 1 else -9 * np.sin(3 * x)),
    (
        lambda x: 1 / (1 + x * x),
        lambda x, k: -2 * x / (1 + x * x) ** 2 if k == 1 else (6 * x * x - 2) / (1 + x * x) ** 3,
    ),
    (lambda x: x * x - x, lambda x, k: 2 * x - 1 if k == 1 else 2.0),
]

random = np.random.default_rng(1)
for order in (1, 2):
    for level in [1e-8, 1e-6, 1e-4, 1e-3, 1e-2, 3e-2, 1e-1]:
        errors, within = [], 0
        for f, derivative in FUNCTIONS:
            for k in range(100):
                x = -3 + 6 * ((k * 0.618034) % 1)
                noisy = lambda t: f(t) + level * random.uniform(-1, 1, np.shape(t))
                found = nd.Derivative(noisy, n=order, full_output=True)(x)
                value, bar = (float(np.ravel(v)[0]) for v in (found.estimate, found.error_estimate))
                off, truth = abs(value - derivative(x, order)), derivative(x, order)
                errors.append(off / max(abs(truth), 0.1))
                within += off <= bar
        print(f"order {order}, noise {level:g}: median {np.median(errors):.1e}, within {within / len(errors):.3f}")
