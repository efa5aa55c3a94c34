#!/usr/bin/env python3
"""A track as a receiver on a ship logs it, for `examples/gps_track.rs`.

    python3 examples/data/gps_track.py > examples/data/gps_track.csv

One fix a second, across midnight and the date line, turning through north; two losses of signal and a
second that was logged twice.
"""

import math
import random

rng = random.Random(4)
METRES = 111_194.93  # of a degree of latitude
START = 23 * 3600 + 57 * 60 + 40
lat, lon = -17.2, 179.9950

print("time,latitude,longitude,heading")
for k in range(300):
    t = float(k)
    speed = 7.5 + 1.5 * math.sin(2 * math.pi * t / 140)
    heading = 68 - 110 / (1 + math.exp(-(t - 150) / 22)) + 2 * math.sin(2 * math.pi * t / 11)
    lat += speed * math.cos(math.radians(heading)) / METRES
    lon += speed * math.sin(math.radians(heading)) / METRES / math.cos(math.radians(lat))
    second = (START + k) % 86400
    clock = f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
    shown = (lon + 180) % 360 - 180
    lost = 92 <= k < 99 or k in (201, 203, 204)
    position = "," if lost else f"{lat + rng.gauss(0, 2e-7):.7f},{shown + rng.gauss(0, 2e-7):.7f}"
    row = f"{clock},{position},{(heading + rng.gauss(0, 0.05)) % 360:.2f}"
    print(row)
    if k == 120:
        print(row)
