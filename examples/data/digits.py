#!/usr/bin/env python3
"""Digits as if written by hand, for `examples/train_mlp.rs`.

    python3 examples/data/digits.py > examples/data/digits.csv

Each is drawn as strokes, which are bent, turned, slanted, scaled and moved a little, with a pen of some
width, and seen through a grid of 8 x 8 cells with some dirt on it. A row is the digit and the ink of each
cell from 0 to 9, row by row from the top.
"""

import math
import random

SIDE = 8
SAMPLES = 600


def arc(x, y, rx, ry, start, end, points=10):
    """Part of an ellipse; angles in degrees, clockwise from the right, since y points down."""
    steps = (math.radians(start + (end - start) * k / points) for k in range(points + 1))
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in steps]


# Strokes in a square from -1 to 1, y down.
STROKES = {
    0: [arc(0, 0, 0.6, 0.9, 0, 360, 16)],
    1: [[(-0.4, -0.5), (0.1, -0.9), (0.1, 0.9)]],
    2: [arc(0, -0.4, 0.55, 0.5, 190, 370) + [(-0.55, 0.9), (0.6, 0.9)]],
    3: [arc(-0.05, -0.45, 0.5, 0.45, 200, 450), arc(-0.05, 0.45, 0.6, 0.45, 270, 520)],
    4: [[(0.3, 0.9), (0.3, -0.9), (-0.6, 0.3), (0.65, 0.3)]],
    5: [[(0.5, -0.9), (-0.4, -0.9), (-0.45, -0.1)] + arc(-0.05, 0.35, 0.6, 0.55, 230, 500)],
    6: [[(0.35, -0.9)] + arc(0.05, 0.35, 0.55, 0.55, 210, -150, 14)],
    7: [[(-0.55, -0.9), (0.6, -0.9), (-0.1, 0.9)]],
    8: [arc(0, -0.45, 0.45, 0.43, 90, 450, 14), arc(0, 0.45, 0.55, 0.47, -90, 270, 14)],
    9: [arc(-0.05, -0.35, 0.55, 0.52, 0, 360, 14) + [(0.5, -0.35), (0.25, 0.9)]],
}


def written(rng, digit):
    """The strokes of a digit by some hand."""
    turn, slant = rng.gauss(0, 0.13), rng.gauss(0.1, 0.18)
    width, height = 0.8 + rng.gauss(0, 0.1), 0.85 + rng.gauss(0, 0.07)
    right, down = rng.gauss(0, 0.08), rng.gauss(0, 0.06)
    bend = [rng.gauss(0, 0.09) for _ in range(4)]
    cos, sin = math.cos(turn), math.sin(turn)

    def moved(x, y):
        x, y = (
            x + bend[0] * math.sin(2 * y) + bend[1] * math.cos(3 * y),
            y + bend[2] * math.sin(2 * x) + bend[3] * math.cos(3 * x),
        )
        x, y = width * (x - slant * y), height * y
        return cos * x - sin * y + right, sin * x + cos * y + down

    return [[moved(x, y) for x, y in stroke] for stroke in STROKES[digit]]


def distance(x, y, a, b):
    """From a point to a piece of a line."""
    (ax, ay), (bx, by) = a, b
    dx, dy = bx - ax, by - ay
    t = ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy or 1.0)
    t = min(max(t, 0.0), 1.0)
    return math.hypot(x - ax - t * dx, y - ay - t * dy)


def ink(rng, strokes):
    """What the cells see: full ink under the pen, less beside it, and dirt."""
    pen = 0.13 + abs(rng.gauss(0, 0.05))
    for row in range(SIDE):
        for column in range(SIDE):
            x, y = ((2 * k + 1) / SIDE - 1 for k in (column, row))
            x, y = 1.15 * x, 1.15 * y
            nearest = min(
                distance(x, y, a, b)
                for stroke in strokes
                for a, b in zip(stroke, stroke[1:])
            )
            level = 1 / (1 + math.exp((nearest - pen) / 0.05)) + rng.gauss(0, 0.05)
            yield min(max(round(9 * level), 0), 9)


rng = random.Random(8)
print("digit," + ",".join(f"r{k // SIDE}c{k % SIDE}" for k in range(SIDE * SIDE)))
for k in range(SAMPLES):
    digit = k % 10
    cells = ink(rng, written(rng, digit))
    print(f"{digit}," + ",".join(map(str, cells)))
