"""Writes tests/data/taylor.txt: exact Taylor coefficients of every elementary function to order 12.

    python3 -m venv venv && venv/bin/pip install mpmath gmpy2
    venv/bin/python tests/oracle/taylor.py

With names behind it only the rows of these functions are computed, and the others kept.

The functions are those of generate.py, and as there no rule of differentiation is used: a coefficient is
a central difference of the function itself over a factorial, with a step of 1e-42 (of 1e-22 for the slow ones) relative to the
argument and as many digits as the differences cancel. It is computed with two steps, and the run stops
if they do not agree to 30 digits.

A row is one function at one argument along one curve, fields separated by blanks:

    name:parameter curve x    c0 .. c13
    name:parameter curve x y  c0 .. c13

where the argument is x + t on the curve 0 and x + t + t^2/2 - t^3/4 on the curve 1, and the second
argument is y - 2t or y - 2t + t^2/4. Values have 25 digits. The last coefficient is there for the
condition of the one before: the slope of c_k by a shift of the argument is (k + 1) c_(k+1) on the curve 0.
"""

import math
import multiprocessing
import pathlib
import sys

from mpmath import mp, mpf

from generate import BINARY, DIGITS, HALF, UNARY, decimal

ORDER = 13
# In digits, and for the functions of SLOW, of which no point is beside a singular one.
STEP, LARGE_STEP = 42, 22

# Points of the table of first derivatives from here up to there, of which that many are taken.
SMALLEST, LARGEST, MANY = 1e-3, 50.0, 7

EXTRA = {
    "sinc": [0.0, 0.1, -0.7, 2.49, 2.51, 3.141592653589793, 12.3, 31.7],
    "tanh": [0.0, 0.3, -0.549, 0.972, 2.5, -7.1, 20.0, 36.7],
    "logistic": [0.0, 0.3, -0.7, 1.94, 7.1, -14.2, 36.7, -100.0],
    "softplus": [0.0, 0.3, -0.7, 1.94, 7.1, -14.2, 36.7, -100.0],
    "erf": [0.0, 0.1, -0.7, 1.25, 3.3, -5.9],
    "erfc": [0.0, 0.1, -0.7, 1.25, 3.3, -5.9, 15.3],
    "acosh": [1.001, 1.25, 1.7, 3.3, 31.7, 1e8],
    "asinh": [0.0, 0.1, -0.7, 1.25, 31.7, 1e8, -1e20],
    "atan": [0.0, 0.1, -0.7, 1.25, 31.7, 1.351e8, -1e20],
}
PLANE = [(3.0, 4.0), (0.3, -0.7), (-1.0, 1.1), (-1.7, -1e-3), (1e-3, 1.7), (2.5, 1e-10)]
PAIRS = {
    "divide": PLANE + [(0.7, 0.3), (2.5, -31.7)],
    "multiply": PLANE,
    "mul_add:0.7": PLANE,
    "hypot": PLANE,
    "atan2": PLANE,
    "powd": [(0.3, 2.5), (1.1, -2.3), (2.5, 1.0), (31.7, 0.5), (0.7, 1 + 1e-10), (0.9, 30.0)],
    "xlogy": [(0.3, 0.7), (-2.5, 1.1), (0.0, 2.5), (1.7, 31.7), (0.3, 1 - 1e-10)],
    "rem": [(7.3, 2.1), (-7.3, 2.1), (7.3, -2.1), (1.0, 0.3)],
    "rem_euclid": [(7.3, 2.1), (-7.3, 2.1), (7.3, -2.1), (1.0, 0.3)],
}


# Functions that take long to compute.
SLOW = {
    "bessel_j": [0.0, 0.3, 2.404825557695773, -7.1, 31.7],
    "bessel_y": [0.3, 0.8935769662791675, 7.1, 31.7],
    "polygamma": [0.1, 0.7, 1.4616, 7.1, 31.7, -0.3, -2.5, -10.3],
    "gamma": [0.3, 1.0, 1.4616, 2.5, 7.1, 20.0, -0.5, -1.7, -10.3],
    "ln_gamma": [0.3, 1.0, 1.4616, 2.0, 7.1, 20.0, -0.5, -1.7, -10.3],
}


def bessel_y(n, x):
    """The series of mp.bessely at integer orders (Abramowitz and Stegun 9.1.11), thousands of times as fast."""
    with mp.workdps(mp.dps + 40):
        half = x / 2
        square = half**2
        below = mp.fsum(mp.factorial(n - k - 1) / mp.factorial(k) * square**k for k in range(n)) / half**n
        term, harmonic, above, k = half**n / mp.factorial(n), mp.harmonic(n) - 2 * mp.euler, mpf(0), 0
        while k < 10 + abs(x) or abs(term * harmonic) > mp.eps:
            above += term * harmonic
            k += 1
            term *= -square / (k * (n + k))
            harmonic += mpf(1) / k + mpf(1) / (n + k)
        return (2 * mp.log(half) * mp.besselj(n, x) - below - above) / mp.pi


def points(name, given):
    chosen = SLOW.get(name.split(":")[0]) or EXTRA.get(name)
    if chosen:
        return chosen
    inside = [x for x in dict.fromkeys(given) if x == 0 or SMALLEST <= abs(x) <= LARGEST]
    return inside[:: max(1, len(inside) // MANY)]


def along(curve, at, t):
    x = at[0] + t + (t**2 / 2 - t**3 / 4 if curve else 0)
    if len(at) == 1:
        return (x,)
    return (x, at[1] - 2 * t + (t**2 / 4 if curve else 0))


def coefficient(g, k, values, step, scale):
    """`g` is a function of t; its values at half steps are kept."""
    h = mpf(10) ** -step * scale

    def value(i):
        if (i, step) not in values:
            values[i, step] = mp.re(g(HALF * i * h))
        return values[i, step]

    terms = [(-1) ** j * math.comb(k, j) * value(k - 2 * j) for j in range(k + 1)]
    total = mp.fsum(terms)
    # Nothing but rounding is left of a coefficient that is zero.
    if abs(total) <= max(abs(term) for term in terms) * mpf(10) ** (30 - mp.dps):
        return mpf(0)
    return total / h**k / math.factorial(k)


def coefficients(f, at, curve, digits):
    smallest = min([1.0] + [abs(x) for x in at if x])
    mp.dps = int(120 + ORDER * (digits + 3) + 14 * abs(math.log10(smallest)) + 14 * max(0, math.log10(max(map(abs, at)) + 1)))
    start, values = [mpf(x) for x in at], {}

    def g(t):
        return f(*along(curve, start, t))

    found = []
    for k in range(ORDER + 1):
        a, b = (coefficient(g, k, values, step, mpf(smallest)) for step in [digits, digits + 2])
        # The error goes with the square of the step. If all of it does, the coefficient is zero.
        if abs(b) <= abs(a) * mpf(10) ** -3:
            a = b = mpf(0)
        assert abs(a - b) <= mpf(10) ** -30 * abs(b), (at, curve, k, a, b)
        found.append(b)
    return found


FAST = {f"bessel_y:{n}": (lambda x, n=n: bessel_y(n, x)) for n in range(4)}


def cases():
    unary = [(name, f, [(x,) for x in points(name, given)]) for name, (f, given) in UNARY.items()]
    for n in range(4):
        assert abs(bessel_y(n, mpf(7.1)) - mp.bessely(n, mpf(7.1))) < 100 * mp.eps
    unary = [(name, FAST.get(name, f), at) for name, f, at in unary]
    binary = [(name, BINARY[name][0], pairs) for name, pairs in PAIRS.items()]
    return [case for case in unary + binary if not case[0].startswith("sph_j")]


def rows_of(i):
    name, f, all_points = cases()[i]
    digits = LARGE_STEP if name.split(":")[0] in SLOW else STEP
    rows = []
    for at in all_points:
        for curve in [0, 1]:
            found = coefficients(f, at, curve, digits)
            rows.append(" ".join([name, str(curve), *map(repr, at), *map(decimal, found)]))
    print(name, flush=True)
    return rows


def main():
    target = pathlib.Path(__file__).parents[1] / "data" / "taylor.txt"
    wanted, rows = set(sys.argv[1:]), {}
    for line in target.read_text().splitlines()[1:] if wanted else []:
        rows.setdefault(line.split()[0], []).append(line)
    names = [name for name, _, _ in cases()]
    chosen = [i for i, name in enumerate(names) if not wanted or name.split(":")[0] in wanted]
    with multiprocessing.Pool() as pool:
        rows |= zip((names[i] for i in chosen), pool.map(rows_of, chosen, chunksize=1))
    rows = sum((rows[name] for name in names), [])
    target.write_text("# Written by tests/oracle/taylor.py, which says what the columns are.\n" + "\n".join(rows) + "\n")
    print(f"{len(rows)} rows of {DIGITS} digits, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
