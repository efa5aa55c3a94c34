"""Writes tests/data/elementary.txt: exact derivatives of every elementary function.

    python3 -m venv venv && venv/bin/pip install mpmath gmpy2
    venv/bin/python tests/oracle/generate.py

(gmpy2 only makes it faster: about a minute instead of several.) With names behind it, such as
`generate.py sinc powi`, only the rows of these functions are computed, and the others kept.

No rule of differentiation is used here. A derivative is the central difference of the function
itself, with a step of 1e-60 and as many digits as the differences cancel; it is computed with two
steps, and the run stops if they do not agree to 30 digits. Arguments are binary64 numbers and the
derivatives are those at exactly these numbers.

A row is one function at one argument, fields separated by blanks:

    name x                 f f' f'' f'''                                    then 4 conditions
    name x y               f fx fy fxx fxy fyy fxxx fyyy                    then 8 conditions

A constant parameter follows the name after a colon: `powi:3`. Values have 25 digits. The condition
of an entry g is the factor by which it amplifies a relative change of its arguments,

    |x g_x / g| + |y g_y / g|,

rounded up to two digits; without the division by g where g is zero. It is what cancellation costs at the given argument, whichever formula is
used; the test grants one rounding of the result and one of the arguments, 1e-15 (1 + condition).
"""

import math
import pathlib
import sys
from itertools import product

import mpmath
from mpmath import mp, mpf

# Step of the differences, in digits.
STEP = 60
DIGITS = 25

HALF = mpf(1) / 2


def cbrt(x):
    return mp.sign(x) * mp.cbrt(abs(x))


def rounded(x):
    """Halves away from zero, as Rust rounds."""
    return mp.sign(x) * mp.floor(abs(x) + HALF)


def truncated(x):
    return mp.sign(x) * mp.floor(abs(x))


def power(x, y):
    if x < 0 and y == int(y):
        return (-1) ** (int(y) % 2) * mp.power(-x, y)
    return mp.power(x, y)


def remainder(x, y):
    return x - y * truncated(x / y)


def remainder_euclid(x, y):
    return x - abs(y) * mp.floor(x / abs(y))


def spherical(n):
    def j(x):
        # The closed forms; their cancellation near 0 is covered by the digits.
        s, c = mp.sin(x), mp.cos(x)
        return [s / x, (s / x - c) / x, ((3 / x**2 - 1) * s - 3 * c / x) / x][n]

    return j


def log_gamma(x):
    return mp.log(abs(mp.gamma(x))) if x < 0 else mp.loggamma(x)


def sinc(x):
    return mp.sin(x) / x if x else mpf(1)


def xlogy(x, y):
    return x * mp.log(y) if x else mpf(0)


def both(values):
    return [s * v for v in values for s in (1.0, -1.0)]


ORDINARY = [0.1, 0.3, 0.49999999, 0.5, 0.7, 0.9, 1.0, 1.25, 1.7, 2.5, 3.3, 7.1, 14.2, 31.7]
TINY = [1e-300, 1e-160, 1e-100, 1e-20, 1e-8, 1e-3]
HUGE = [1e3, 1e8, 1.349e8, 1.351e8, 1e20, 1e100, 1e160, 1e300]
POSITIVE = TINY + ORDINARY + HUGE
LINE = [0.0] + both(POSITIVE)
NEAR_ONE = [1 - 1e-3, 1 - 1e-10, 1 - 2.0**-53, 1 + 1e-10, 1 + 2.0**-52, 1 + 1e-3]
INSIDE = [0.0] + both(TINY + [0.1, 0.3, 0.49999999, 0.5, 0.50000001, 0.7, 0.9, 0.99] + NEAR_ONE[:3])
ANGLES = [0.0] + both(TINY + ORDINARY + [1.5707963267948966, 3.141592653589793, 0.7853981633974483,
                                         22.0, 355.0, 1e3, 1e8, 1e20, 1e100, 1e300])
HYPERBOLIC = [0.0] + both(TINY + ORDINARY + [0.549, 0.55, 0.972, 0.974, 20.0, 100.0, 354.0, 356.0, 700.0])
STEPS = both([0.3, 0.49999999999999994, 0.7, 1.2, 2.6, 1e8 + 0.25, 2.0**50 + 0.25])

BESSEL = both(TINY + ORDINARY + [1.49, 1.51, 2.24, 2.26, 2.99, 3.01, 5.0, 100.5, 1e8, 1e100, 1e300])

SIGMOID = [0.0] + both(TINY + ORDINARY + [1.94, 1.96, 36.7, 37.5, 100.0, 354.0, 709.5, 709.9, 720.0, 744.0, 746.0, 1e3])

UNARY = {
    "recip": (lambda x: 1 / x, both(POSITIVE)),
    "sqrt": (mp.sqrt, POSITIVE),
    "cbrt": (cbrt, both(POSITIVE)),
    "exp": (mp.exp, [0.0] + both(TINY + ORDINARY + [100.0, 700.0])),
    "exp2": (lambda x: mp.power(2, x), [0.0] + both(TINY + ORDINARY + [100.0, 1000.0])),
    "exp_m1": (mp.expm1, [0.0] + both(TINY + ORDINARY + [100.0, 700.0])),
    "ln": (mp.log, POSITIVE + NEAR_ONE),
    "log2": (lambda x: mp.log(x) / mp.log(2), POSITIVE + NEAR_ONE),
    "log10": (lambda x: mp.log(x) / mp.log(10), POSITIVE + NEAR_ONE),
    "ln_1p": (mp.log1p, INSIDE + [1.0, 2.5, 7.1] + HUGE),
    "sin": (mp.sin, ANGLES),
    "cos": (mp.cos, ANGLES),
    "tan": (mp.tan, ANGLES),
    "asin": (mp.asin, INSIDE),
    "acos": (mp.acos, INSIDE),
    "atan": (mp.atan, LINE),
    "sinh": (mp.sinh, HYPERBOLIC),
    "cosh": (mp.cosh, HYPERBOLIC),
    "tanh": (mp.tanh, HYPERBOLIC),
    "asinh": (mp.asinh, LINE),
    "acosh": (mp.acosh, NEAR_ONE[3:] + [1 + 1e-6] + ORDINARY[7:] + HUGE),
    "atanh": (mp.atanh, INSIDE),
    "abs": (abs, both([1e-300, 0.3, 1e300])),
    "signum": (mp.sign, both([1e-300, 0.3, 1e300])),
    "floor": (mp.floor, STEPS),
    "ceil": (mp.ceil, STEPS),
    "round": (rounded, STEPS),
    "trunc": (truncated, STEPS),
    "fract": (lambda x: x - truncated(x), STEPS),
    "to_degrees": (lambda x: x * 180 / mp.pi, both([1e-300, 0.3, 1.7, 1e300])),
    "to_radians": (lambda x: x * mp.pi / 180, both([1e-300, 0.3, 1.7, 1e300])),
    "erf": (mp.erf, [0.0] + both(TINY + ORDINARY[:-2] + [0.84375, 4.9, 5.9, 6.1, 15.3, 26.0])),
    "erfc": (mp.erfc, [0.0] + both(TINY + ORDINARY[:-2] + [0.84375, 4.9, 5.9, 6.1, 15.3, 26.0])),
    "gamma": (mp.gamma, TINY + ORDINARY + NEAR_ONE + [1.4616, 2.0, 5.0, 20.0, 33.3, 100.3, 150.7, 171.3,
              -1e-160, -1e-8, -0.3, -0.5, -0.999, -1.0 - 1e-10, -1.7, -2.5, -10.3, -33.7, -100.6]),
    "ln_gamma": (log_gamma, POSITIVE + NEAR_ONE + [1.4616, 2.0, 2.0001, 5.0, 20.0, 33.3, 100.3, 171.3,
                 -1e-160, -1e-8, -0.3, -0.5, -0.999, -1.0 - 1e-10, -1.7, -2.2, -2.5, -10.3, -33.7, -100.6]),
    "sph_j0": (spherical(0), BESSEL),
    "sph_j1": (spherical(1), BESSEL),
    "sph_j2": (spherical(2), BESSEL),
    "logistic": (lambda x: 1 / (1 + mp.exp(-x)), SIGMOID),
    "softplus": (lambda x: mp.log1p(mp.exp(x)), SIGMOID),
    "sinc": (sinc, [0.0] + BESSEL + both([2.49, 2.51, 3.141592653589793, 4.493409457909064, 22.0, 355.0])),
}

POLYGAMMA = TINY + ORDINARY + [1.4616, 2.0, 13.9, 14.1, 1e3, 1e8, 1e100,
                               -1e-160, -1e-8, -0.3, -0.5, -0.999, -1.7, -2.5, -10.3, -33.7]
for order in range(4):
    UNARY[f"polygamma:{order}"] = (lambda x, m=order: mp.psi(m, x), POLYGAMMA)
for n in [-7, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 10, 11, 40, 301]:
    UNARY[f"powi:{n}"] = (lambda x, n=n: mp.power(x, n),
                          both([1e-100, 1e-20, 0.3, 0.7, 1.1, 2.5, 7.1, 1e20, 1e60, 1e150]))
for c in [-2.3, -1.0, -0.5, -0.1, 1e-20, 0.1, 1 / 3, 0.5, 1.0, 1 + 1e-10, 1.5, 2.0, 2.5, 3.0, 7.3]:
    UNARY[f"powf:{c!r}"] = (lambda x, c=c: power(x, mpf(c)),
                            [1e-300, 1e-100, 1e-8, 0.3, 0.7, 1.0, 1.1, 2.5, 31.7, 1e20, 1e100, 1e300])
for c in [-3.0, -2.0, 3.0]:
    UNARY[f"powf:{c!r}"] = (lambda x, c=c: power(x, mpf(c)), both([1e-100, 1e-20, 0.3, 1.1, 7.1, 1e60]))
for b in [0.3, 2.0, 2.5, 10.0]:
    UNARY[f"log:{b!r}"] = (lambda x, b=b: mp.log(x) / mp.log(mpf(b)), POSITIVE[::2] + NEAR_ONE)

# Beside the first zeros of each, too.
CYLINDER = ORDINARY + [2.404825557695773, 3.831705970207512, 0.8935769662791675, 2.197141326031017, 1.99, 2.01,
                       100.5, 1e3, 12345.6, 1e8]
for n in range(4):
    UNARY[f"bessel_j:{n}"] = (lambda x, n=n: mp.besselj(n, x), [0.0] + both(TINY[2:] + CYLINDER))
    UNARY[f"bessel_y:{n}"] = (lambda x, n=n: mp.bessely(n, x), TINY[3:] + CYLINDER)

DENOMINATORS = [1e-300, 1e-160, 1e-100, 1e-20, 0.3, 1.7, 1e20, 1e100, 1e160, 1e300]
# Pairs of every ratio, near and far from the axes and the diagonal.
PLANE = [(s * x, t * y) for x, y in [
    (3.0, 4.0), (0.3, 0.7), (1.0, 1.0), (1.0, 1.1), (1.7, 1e-3), (1e-3, 1.7), (1.0, 1e-10), (1e-10, 1.0),
    (1e-20, 2.5), (2.5, 1e-20), (1e100, 3e99), (1e-100, 3e-101), (1e-160, 2e-160), (1e60, 1e-60), (1e-60, 1e60)]
    for s, t in [(1, 1), (-1, 1), (1, -1), (-1, -1)]] + [(0.7, 0.0), (0.0, 0.7), (-0.7, 0.0), (0.0, -0.7)]
BINARY = {
    "divide": (lambda x, y: x / y,
               [(1e300, 1e110), (1e300, 1e200), (1e-300, 1e-110)] + list(product([1e-300, 0.7, 1e300], DENOMINATORS)) + [(x, -y) for x in [-0.3, 2.5] for y in DENOMINATORS]),
    "multiply": (lambda x, y: x * y, [(0.3, 0.7), (-1e100, 1e100), (1e-160, 1e-160), (1e-100, -3.1)]),
    "mul_add:0.7": (lambda x, y: x * y + mpf(0.7), [(0.3, 0.7), (-1e100, 1e100), (0.7, -0.9), (1e-160, 1e-160)]),
    "hypot": (mp.hypot, PLANE),
    "atan2": (mp.atan2, [(y, x) for y, x in PLANE if (y, x) != (0.0, -0.7)]),
    "powd": (power, list(product([1e-100, 1e-8, 0.3, 1.1, 2.5, 31.7, 1e20], [-2.3, -1.0, -0.1, 1e-8, 0.3, 0.5, 1.0, 1 + 1e-10, 2.0, 2.5, 7.3]))
             + [(1e-200, 1.5), (1e-200, 2.0), (1 + 1e-10, 1e8), (0.9, 300.0)]),
    "xlogy": (xlogy, list(product([-2.5, -1e-8, 0.0, 1e-300, 1e-20, 0.3, 1.7, 1e20, 1e300],
                                  [1e-300, 1e-20, 0.3, 1 - 1e-10, 1.1, 2.5, 31.7, 1e20, 1e300]))),
    "rem": (remainder, [(7.3, 2.1), (-7.3, 2.1), (7.3, -2.1), (-7.3, -2.1), (1.0, 0.1), (-1.0, 0.1), (3e15, 0.7), (0.3, 1e300), (1e8, 3e-3)]),
    "rem_euclid": (remainder_euclid, [(7.3, 2.1), (-7.3, 2.1), (7.3, -2.1), (-7.3, -2.1), (1.0, 0.1), (-1.0, 0.1), (3e15, 0.7), (0.3, 1e300), (1e8, 3e-3)]),
}

ENTRIES = {1: [(0,), (1,), (2,), (3,)],
           2: [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2), (3, 0), (0, 3)]}


def magnitude(x):
    return abs(math.log10(abs(x))) if x else 0.0


class Point:
    """Derivatives of `f` at one binary64 point, of any order, by central differences."""

    def __init__(self, f, at):
        self.f, self.at = f, [mpf(x) for x in at]
        mp.dps = int(300 + sum(5 * (STEP + magnitude(x)) for x in at))
        self.dps = mp.dps
        self.values = {}

    def value(self, shift, step):
        """`f` at the point moved by `shift` half steps; equal points are evaluated once."""
        key = tuple(s and (s, step) for s in shift)
        if key not in self.values:
            moved = [x + HALF * s * h for x, s, h in zip(self.at, shift, self.steps(step))]
            self.values[key] = mp.re(self.f(*moved))
        return self.values[key]

    def steps(self, step):
        return [mpf(10) ** -step * (min(abs(x), 1) if x else 1) for x in self.at]

    def difference(self, order, step):
        total, largest = mpf(0), mpf(0)
        for js in product(*[range(k + 1) for k in order]):
            weight = math.prod((-1) ** j * math.comb(k, j) for j, k in zip(js, order))
            v = self.value(tuple(k - 2 * j for j, k in zip(js, order)), step)
            total, largest = total + weight * v, max(largest, abs(v))
        # Nothing but rounding is left of a derivative that is zero.
        if abs(total) <= largest * mpf(10) ** (30 - self.dps):
            return mpf(0)
        return total / math.prod(h**k for h, k in zip(self.steps(step), order))

    def derivative(self, order):
        a, b = self.difference(order, STEP), self.difference(order, STEP + 2)
        # The error goes with the square of the step. If all of it does, the derivative is zero.
        if abs(b) <= abs(a) * mpf(10) ** -3:
            return mpf(0)
        assert abs(a - b) <= mpf(10) ** -30 * abs(b), (self.at, order, a, b)
        return b

    def condition(self, order):
        g = self.derivative(order) or mpf(1)
        slopes = [self.derivative(tuple(k + (i == j) for j, k in enumerate(order))) for i in range(len(order))]
        return sum(abs(x * s / g) for x, s in zip(self.at, slopes))


def decimal(x):
    return "0" if x == 0 else mpmath.nstr(x, DIGITS, strip_zeros=True, min_fixed=0, max_fixed=4).removesuffix(".0")


def coarse(x):
    if x == 0:
        return "0"
    scale = mpf(10) ** (mp.floor(mp.log10(x)) - 1)
    return mpmath.nstr(mp.ceil(x / scale) * scale, 2, min_fixed=-2, max_fixed=4).removesuffix(".0")


def main():
    target = pathlib.Path(__file__).parents[1] / "data" / "elementary.txt"
    wanted, kept = set(sys.argv[1:]), {}
    for line in target.read_text().splitlines()[1:] if wanted else []:
        kept.setdefault(line.split()[0], []).append(line)
    rows = []
    for table, arity in [(UNARY, 1), (BINARY, 2)]:
        for name, (f, points) in table.items():
            if wanted and name.split(":")[0] not in wanted:
                rows += kept[name]
                continue
            for at in dict.fromkeys((p,) if arity == 1 else tuple(p) for p in points):
                point = Point(f, at)
                fields = [name, *(repr(x) for x in at)]
                fields += [decimal(point.derivative(k)) for k in ENTRIES[arity]]
                fields += [coarse(point.condition(k)) for k in ENTRIES[arity]]
                rows.append(" ".join(fields))
            print(name, flush=True)
    target.write_text("# Written by tests/oracle/generate.py, which says what the columns are.\n"
                      + "\n".join(rows) + "\n")
    print(f"{len(rows)} rows, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
