#!/usr/bin/env python3
"""Random functions of one variable with their exact first and second derivatives.

    pip install mpmath
    python3 tests/oracle/random_trees.py > tests/data/random_trees.txt

A line is the point in bits, f', f'' to 25 digits, and f in reverse Polish notation: `x`, constants,
and the names below. The derivatives are those of the function whose constants are binary64 numbers,
by jets of second order in arithmetic of 50 digits.
"""

import math
import random
import struct

import mpmath as mp

mp.mp.dps = 50

UNARY = {
    "neg": lambda v: (-v, mp.mpf(-1), mp.mpf(0)),
    "recip": lambda v: (1 / v, -1 / v**2, 2 / v**3),
    "sqr": lambda v: (v * v, 2 * v, mp.mpf(2)),
    "cube": lambda v: (v**3, 3 * v * v, 6 * v),
    "sqrt": lambda v: (mp.sqrt(v), 1 / (2 * mp.sqrt(v)), -1 / (4 * v * mp.sqrt(v))),
    "cbrt": lambda v: root(v),
    "exp": lambda v: (mp.exp(v),) * 3,
    "expm1": lambda v: (mp.expm1(v), mp.exp(v), mp.exp(v)),
    "ln": lambda v: (mp.log(v), 1 / v, -1 / v**2),
    "ln1p": lambda v: (mp.log1p(v), 1 / (1 + v), -1 / (1 + v) ** 2),
    "sin": lambda v: (mp.sin(v), mp.cos(v), -mp.sin(v)),
    "cos": lambda v: (mp.cos(v), -mp.sin(v), -mp.cos(v)),
    "tan": lambda v: (mp.tan(v), 1 + mp.tan(v) ** 2, 2 * mp.tan(v) * (1 + mp.tan(v) ** 2)),
    "asin": lambda v: (mp.asin(v), 1 / mp.sqrt(1 - v * v), v / mp.sqrt(1 - v * v) ** 3),
    "acos": lambda v: (mp.acos(v), -1 / mp.sqrt(1 - v * v), -v / mp.sqrt(1 - v * v) ** 3),
    "atan": lambda v: (mp.atan(v), 1 / (1 + v * v), -2 * v / (1 + v * v) ** 2),
    "sinh": lambda v: (mp.sinh(v), mp.cosh(v), mp.sinh(v)),
    "cosh": lambda v: (mp.cosh(v), mp.sinh(v), mp.cosh(v)),
    "tanh": lambda v: (mp.tanh(v), mp.sech(v) ** 2, -2 * mp.tanh(v) * mp.sech(v) ** 2),
    "asinh": lambda v: (mp.asinh(v), 1 / mp.sqrt(1 + v * v), -v / mp.sqrt(1 + v * v) ** 3),
    "acosh": lambda v: (mp.acosh(v), 1 / mp.sqrt(v * v - 1), -v / mp.sqrt(v * v - 1) ** 3),
    "atanh": lambda v: (mp.atanh(v), 1 / (1 - v * v), 2 * v / (1 - v * v) ** 2),
    "erf": lambda v: (mp.erf(v), gauss(v), -2 * v * gauss(v)),
    "gamma": lambda v: (mp.gamma(v), mp.gamma(v) * mp.psi(0, v), mp.gamma(v) * (mp.psi(0, v) ** 2 + mp.psi(1, v))),
    "lngamma": lambda v: (mp.loggamma(v), mp.psi(0, v), mp.psi(1, v)),
}
# Arguments beyond which there is no value in binary64, or none that means anything.
LIMIT = dict.fromkeys(["exp", "expm1", "sinh", "cosh", "gamma", "lngamma"], 140)
LIMIT |= dict.fromkeys(["sin", "cos", "tan"], 1e6)
LIMIT["erf"] = 12
# How often each is drawn; the rest evenly.
COMMON = ["+", "-", "*", "/"]
POINTS = [0.0, 1.0, -1.0, 3.0, -3.0, 1e-6, 100.0, None, None, None]


def root(v):
    r = mp.sign(v) * mp.cbrt(abs(v))
    return r, 1 / (3 * r * r), -2 / (9 * r**5)


def gauss(v):
    return 2 / mp.sqrt(mp.pi) * mp.exp(-v * v)


def tree(depth, rng):
    if depth == 0 or rng.random() < 0.1:
        return ["x"] if rng.random() < 0.65 else [constant(rng)]
    if rng.random() < 0.5:
        return tree(depth - 1, rng) + [rng.choice(list(UNARY))]
    operator = rng.choice(COMMON) if rng.random() < 0.9 else "pow"
    return tree(depth - 1, rng) + tree(depth - 1, rng) + [operator]


def constant(rng):
    return rng.choice([1.0, 2.0, 0.5, round(rng.uniform(-3, 3), 3), round(10 ** rng.uniform(-3, 3), 4)])


def real(*numbers):
    for number in numbers:
        if not isinstance(number, mp.mpf) or not mp.isfinite(number) or abs(number) > 1e60:
            raise ValueError("outside the domain")
    return numbers


def evaluate(tokens, x):
    stack = []
    for token in tokens:
        if token == "x":
            stack.append((mp.mpf(x), mp.mpf(1), mp.mpf(0)))
        elif isinstance(token, float):
            stack.append((mp.mpf(token), mp.mpf(0), mp.mpf(0)))
        elif token in UNARY:
            u, du, ddu = stack.pop()
            if abs(u) > LIMIT.get(token, 1e30):
                raise ValueError("too large")
            f, d, dd = UNARY[token](u)
            stack.append(real(f, d * du, dd * du * du + d * ddu))
        else:
            b, a = stack.pop(), stack.pop()
            stack.append(real(*binary(token, a, b)))
    (result,) = stack
    return result


def binary(token, a, b):
    (u, du, ddu), (v, dv, ddv) = a, b
    if token == "+":
        return u + v, du + dv, ddu + ddv
    if token == "-":
        return u - v, du - dv, ddu - ddv
    if token == "*":
        return u * v, du * v + u * dv, ddu * v + 2 * du * dv + u * ddv
    if token == "/":
        q = u / v
        dq = (du - q * dv) / v
        return q, dq, (ddu - 2 * dq * dv - q * ddv) / v
    if u <= 0:
        raise ValueError("power of a number that is not positive")
    ln = mp.log(u)
    if abs(v * ln) > 140:
        raise ValueError("too large")
    g, dg = v * ln, dv * ln + v * du / u
    ddg = ddv * ln + 2 * dv * du / u + v * (ddu / u - du * du / u**2)
    f = mp.exp(g)
    return f, f * dg, f * (dg * dg + ddg)


def point(rng):
    chosen = rng.choice(POINTS)
    return chosen if chosen is not None else rng.choice([-1, 1]) * 10 ** rng.uniform(-2, 1.5)


def main():
    rng = random.Random(20)
    seen, count = set(), 0
    while count < 4000:
        tokens = tree(rng.randint(2, 6), rng)
        x = point(rng)
        text = " ".join(t if isinstance(t, str) else repr(t) for t in tokens)
        if "x" not in tokens or len(tokens) < 3 or (text, x) in seen:
            continue
        try:
            value, first, second = evaluate(tokens, x)
            # A little beside x there is a value, too: the end of a domain is a different matter.
            size = abs(x) if x else 1.0
            evaluate(tokens, x + 1e-4 * size)
            evaluate(tokens, x - 1e-4 * size)
        except (ValueError, ZeroDivisionError, OverflowError, mp.libmp.NoConvergence):
            continue
        if abs(value) < 1e-60 or not (abs(first) < 1e60 and abs(second) < 1e60):
            continue
        seen.add((text, x))
        count += 1
        bits = struct.unpack("<Q", struct.pack("<d", x))[0]
        print(f"{bits:016x} {mp.nstr(first, 25)} {mp.nstr(second, 25)} {text}")


if __name__ == "__main__":
    main()
