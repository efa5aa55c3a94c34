"""The functions of `src/functions.rs` as array expressions, with the same points and data.

A function takes a namespace `m` of array operations, `Jax` or `Casadi` in `peers.py`, and a vector.
"""

import math

import numpy as np


def lcg(seed, n, transform):
    """`n` numbers of Knuth's linear congruential generator, each mapped from one in [0, 1)."""
    mask = (1 << 64) - 1
    state = (seed * 2862933555777941757 + 3037000493) & mask
    numbers = np.empty(n)
    for i in range(n):
        state = (state * 6364136223846793005 + 1442695040888963407) & mask
        numbers[i] = (state >> 11) / 9007199254740992.0
    return transform(numbers)


def side(n):
    return round(math.sqrt(n))


class Rosenbrock:
    point = staticmethod(lambda n: lcg(1, n, lambda u: 0.3 + u))

    def value(self, m, x):
        return m.sum((1.0 - x[:-1]) ** 2 + 100.0 * (x[1:] - x[:-1] ** 2) ** 2)


class Ackley:
    point = staticmethod(lambda n: lcg(2, n, lambda u: 2.0 * u - 1.0))

    def value(self, m, x):
        n = x.shape[0]
        far = m.sqrt(m.sum(x**2) / n) * -0.2
        near = m.sum(m.cos(x * (2.0 * math.pi))) / n
        return m.exp(far) * -20.0 - m.exp(near) + (20.0 + math.e)


class SelfWeightedLogit:
    point = staticmethod(lambda n: lcg(3, n, lambda u: 1.5 / math.sqrt(n) * (u - 0.3)))

    def value(self, m, x):
        return 1.0 / (m.exp(-m.sum(x**2)) + 1.0)


class Helmholtz:
    point = staticmethod(lambda n: lcg(4, n, lambda u: 0.2 + 0.6 * u))

    def value(self, m, x):
        n = x.shape[0]
        i = np.arange(n)
        volumes = (0.5 + 0.01 * (i % 7)) / n
        attraction = 1.0 / (1 + i[:, None] + i[None, :])
        volume = m.sum(m.constant(volumes) * x)
        mixing = m.sum(m.log(x / (1.0 - volume)) * x)
        pairs = m.sum(m.product(m.constant(attraction), x) * x)
        root = math.sqrt(2.0)
        ratio = (volume * (1.0 + root) + 1.0) / (volume * (1.0 - root) + 1.0)
        return mixing * 8.314 - pairs / (volume * math.sqrt(8.0)) * m.log(ratio)


class Speelpenning:
    point = staticmethod(lambda n: lcg(5, n, lambda u: np.exp(0.2 * (u - 0.5))))

    def value(self, m, x):
        return m.prod(x)


class Mixture:
    """The variables: weights, centres, triangular roots of the inverse covariances."""

    SHAPES = {30: (2, 5), 330: (10, 5), 2310: (20, 10)}
    COUNT = 1000

    point = staticmethod(lambda n: lcg(7, n, lambda u: 0.6 * (u - 0.5)))

    def value(self, m, x):
        d, k = self.SHAPES[x.shape[0]]
        triangle = d * (d + 1) // 2
        points = lcg(6, d * self.COUNT, lambda u: 2.0 * u - 1.0).reshape(self.COUNT, d)
        weights, centres, roots = x[:k], x[k : k + k * d], x[k + k * d :]
        below = [(i, j) for j in range(d) for i in range(j + 1, d)]
        exponents, prior = [], 0.0
        for g in range(k):
            root = roots[g * triangle : (g + 1) * triangle]
            diagonal = m.exp(root[:d])
            matrix = m.lower(diagonal, root[d:], below)
            offsets = m.rows_minus(points, centres[g * d : (g + 1) * d])
            distances = m.row_sums(m.product_transposed(offsets, matrix) ** 2)
            exponents.append(weights[g] + m.sum(root[:d]) - distances * 0.5)
            prior = prior + 0.5 * (m.sum(diagonal**2) + m.sum(root[d:] ** 2))
        likelihood = m.sum(m.log_sum_exp(exponents))
        weight = m.log_sum_exp([weights[g] for g in range(k)])
        constant = -self.COUNT * d * 0.5 * math.log(2.0 * math.pi) + (d + 1) * 0.1
        return likelihood - weight * self.COUNT + prior + constant


class Network:
    LAYERS, BATCH = (64, 96, 32, 10), 8

    point = staticmethod(lambda n: lcg(9, n, lambda u: 0.3 * (u - 0.5)))

    def value(self, m, x):
        inputs = lcg(8, self.BATCH * self.LAYERS[0], lambda u: 2.0 * u - 1.0)
        h, start = m.constant(inputs.reshape(self.BATCH, -1).T), 0
        for layer, (a, b) in enumerate(zip(self.LAYERS, self.LAYERS[1:])):
            matrix = m.matrix(x[start : start + a * b], b, a)
            bias = m.matrix(x[start + a * b : start + (a + 1) * b], b, 1)
            h = m.add_column(m.product(matrix, h), bias)
            if layer < 2:
                h = m.tanh(h)
            start += (a + 1) * b
        columns = range(self.BATCH)
        loss = sum(m.log(m.sum(m.exp(h[:, i]))) - h[i * 3 % self.LAYERS[3], i] for i in columns)
        return loss / self.BATCH


class Bratu:
    point = staticmethod(lambda n: lcg(10, n, lambda u: u))

    def value(self, m, x):
        n = side(x.shape[0])
        u = m.matrix(x, n, n)
        inner, down, right = u[:-1, :-1], u[1:, :-1], u[:-1, 1:]
        slopes = m.sum((down - inner) ** 2 + (right - inner) ** 2)
        rim = m.sum(u[-1, :] ** 2) + m.sum(u[:-1, -1] ** 2)
        return (slopes + rim) * 0.5 - m.sum(m.exp(x)) * 6.8 / (n + 1.0) ** 2


class MinimalSurface:
    point = staticmethod(lambda n: lcg(11, n, lambda u: u))

    def value(self, m, x):
        n = side(x.shape[0])
        cell = 1.0 / (n - 1) ** 2
        u = m.matrix(x, n, n)
        falling, rising = u[:-1, :-1] - u[1:, 1:], u[1:, :-1] - u[:-1, 1:]
        return m.sum(m.sqrt((falling**2 + rising**2) * (0.5 / cell) + 1.0)) * cell


class Osborne2:
    @staticmethod
    def point(_):
        return np.array([1.3, 0.65, 0.65, 0.7, 0.6, 3.0, 5.0, 7.0, 2.0, 4.5, 5.5])

    def value(self, m, x):
        t = m.constant(0.1 * np.arange(65))
        observed = m.constant(lcg(12, 65, lambda u: 0.4 + 0.9 * u))
        model = x[0] * m.exp(-x[4] * t)
        for peak in range(3):
            model = model + x[1 + peak] * m.exp(-x[5 + peak] * (t - x[8 + peak]) ** 2)
        return m.sum((observed - model) ** 2)


class Snavely:
    @staticmethod
    def point(_):
        return np.array(
            [0.0157, -0.0128, -0.0044, -0.034, -0.107, 1.12]
            + [399.75, -3.18e-7, 5.88e-13, -0.612, 0.571, -1.847]
        )

    @staticmethod
    def cross(a, b):
        return [a[i] * b[j] - a[j] * b[i] for i, j in [(1, 2), (2, 0), (0, 1)]]

    def values(self, m, x):
        w, p = [x[i] for i in range(3)], [x[9 + i] for i in range(3)]
        angle = m.sqrt(w[0] ** 2 + w[1] ** 2 + w[2] ** 2)
        sine, cosine = m.sin(angle), m.cos(angle)
        axis = [c / angle for c in w]
        along = sum(a * c for a, c in zip(axis, p)) * (1.0 - cosine)
        turn = self.cross(axis, p)
        seen = [p[i] * cosine + turn[i] * sine + axis[i] * along + x[3 + i] for i in range(3)]
        u, v = -seen[0] / seen[2], -seen[1] / seen[2]
        radius = u**2 + v**2
        scale = ((radius * x[8] + x[7]) * radius + 1.0) * x[6]
        return m.stack([scale * u + 0.332, scale * v - 0.262])


class Broyden:
    point = staticmethod(lambda n: lcg(13, n, lambda u: -1.0 + 0.5 * u))

    def values(self, m, x):
        zero = m.constant(np.zeros(1))
        before, after = m.join([zero, x[:-1]]), m.join([x[1:], zero])
        return (3.0 - 2.0 * x) * x - before - 2.0 * after + 1.0


class Kowalik:
    @staticmethod
    def point(_):
        return np.array([0.25, 0.39, 0.415, 0.39])

    def values(self, m, x):
        y = [0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246]
        u = [4.0, 2.0, 1.0, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625]
        y, u = m.constant(np.array(y)), m.constant(np.array(u))
        return y - x[0] * (x[1] * u + u * u) / (x[2] * u + x[3] + u * u)


FUNCTIONS = {
    "rosenbrock": Rosenbrock,
    "ackley": Ackley,
    "logit": SelfWeightedLogit,
    "helmholtz": Helmholtz,
    "speelpenning": Speelpenning,
    "mixture": Mixture,
    "network": Network,
    "bratu": Bratu,
    "minimal surface": MinimalSurface,
    "osborne 2": Osborne2,
    "snavely": Snavely,
    "broyden": Broyden,
    "kowalik": Kowalik,
}

MANY = [2, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
FEW = [2, 4, 6, 10, 20, 50, 100]

# What is derived, of which function, at which numbers of variables: the rows of the table.
ROWS = [
    ("gradient", "rosenbrock", MANY),
    ("gradient", "ackley", MANY),
    ("gradient", "logit", MANY),
    ("gradient", "helmholtz", [2, 10, 50, 200, 1_000]),
    ("gradient", "speelpenning", MANY),
    ("gradient", "mixture", [30, 330, 2310]),
    ("gradient", "network", [9674]),
    ("gradient", "bratu", [32**2, 100**2, 316**2]),
    ("gradient", "minimal surface", [32**2, 100**2, 316**2]),
    ("gradient", "osborne 2", [11]),
    ("jacobian", "snavely", [12]),
    ("jacobian", "kowalik", [4]),
    ("jacobian", "broyden", [10, 100, 1_000]),
    ("hessian", "ackley", FEW),
    ("hessian", "rosenbrock", FEW),
    ("hessian", "helmholtz", FEW),
]
