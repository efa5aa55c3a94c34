"""Reference values for derivatives of sampled data: writes sampled.json beside itself.

Fitted polynomials are solved by least squares in rational numbers, which are exact, from the samples and
coordinates as they are in binary; those with even steps also by scipy.signal.savgol_filter. Mixed derivatives are
numpy.gradient of numpy.gradient. Those on a sphere are MetPy's, on a spherical datum, and those of formulas
written here with numpy.

    pip install numpy scipy metpy pyproj
    python tests/data/sampled.py
"""

import json
import warnings
from fractions import Fraction
from pathlib import Path

import numpy as np
import scipy
import scipy.signal

warnings.filterwarnings("ignore")
random = np.random.default_rng(7)


def falling(k, order):
    product = 1
    for j in range(k - order + 1, k + 1):
        product *= j
    return product


def fitted(x, f, at, degree, order):
    """The derivative at a place of the polynomial fitted to samples, exactly."""
    t = [Fraction(v) - Fraction(at) for v in x]
    n = degree + 1
    rows = [
        [sum(v ** (i + j) for v in t) for j in range(n)] + [sum(v**i * Fraction(g) for v, g in zip(t, f))]
        for i in range(n)
    ]
    for i in range(n):
        pivot = next(k for k in range(i, n) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for k in range(n):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i])]
    return float(rows[order][n] * falling(order, order))


def filtered(x, f, window, degree, order, present=None, period=None):
    n, radius = len(x), window // 2
    present = [True] * n if present is None else present
    result = []
    for i in range(n):
        if period is None:
            first = min(max(i - radius, 0), n - window)
            places = [(x[k], f[k], present[k]) for k in range(first, first + window)]
        else:
            places = []
            for k in range(i - radius, i + radius + 1):
                turns, j = divmod(k, n)
                places.append((Fraction(x[j]) + turns * Fraction(period), f[j], present[j]))
        places = [(a, b) for a, b, p in places if p]
        if not present[i] or len(places) <= degree:
            result.append(None)
        else:
            a, b = zip(*places)
            result.append(fitted(a, b, x[i], degree, order))
    return result


def savitzky_golay():
    cases = []
    for window, degree in [(5, 2), (7, 3), (9, 4), (21, 2), (15, 1), (5, 4)]:
        for order in range(min(degree, 3) + 1):
            n = window + 8
            x = np.cumsum(random.uniform(0.2, 2.0, n)) / 8 + random.choice([0.0, 1000.0])
            if random.random() < 0.3:
                x = x[::-1]
            f = np.sin(x) + random.normal(0, 0.1, n)
            x, f = x.tolist(), f.tolist()
            present = (random.random(n) < 0.75).tolist()
            period = abs(x[-1] - x[0]) + 0.4
            signed = period if x[-1] > x[0] else -period
            cases.append({
                "window": window, "degree": degree, "order": order, "x": x, "f": f,
                "open": filtered(x, f, window, degree, order),
                "present": present,
                "gaps": filtered(x, f, window, degree, order, present),
                "period": period,
                "circle": filtered(x, f, window, degree, order, None, signed),
            })
    even = []
    for window, degree, order in [(5, 2, 1), (11, 3, 2), (7, 2, 0)]:
        f = random.normal(0, 1, 24)
        even.append({
            "window": window, "degree": degree, "order": order, "step": 0.25, "f": f.tolist(),
            "scipy": scipy.signal.savgol_filter(f, window, degree, deriv=order, delta=0.25, mode="interp").tolist(),
        })
    return {"uneven": cases, "even": even}


def mixed():
    cases = []
    for shape, uneven, edge_order in [((5, 6), False, 1), ((5, 6), True, 2), ((4, 5, 6), True, 1), ((3, 4, 3, 5), False, 2)]:
        f = random.normal(0, 1, shape)
        spacings = [
            np.cumsum(random.uniform(0.3, 2.0, n)).tolist() if uneven else float(random.uniform(0.3, 2.0)) for n in shape
        ]
        along = lambda g, k: np.gradient(g, spacings[k], axis=k, edge_order=edge_order)
        pairs = [(a, b) for a in range(len(shape)) for b in range(a + 1, len(shape))]
        cases.append({
            "shape": shape, "spacings": spacings, "edge_order": edge_order, "f": f.ravel().tolist(),
            "mixed": [{"axes": [a, b], "values": along(along(f, a), b).ravel().tolist()} for a, b in pairs],
        })
    return cases


def sphere():
    import metpy.calc as mpcalc
    import pyproj
    from metpy.units import units

    radius = 6371008.7714
    crs = pyproj.CRS.from_dict({"proj": "longlat", "R": radius, "no_defs": True})
    cases = []
    latitudes = [
        np.array([30.0, 32.5, 35.0, 37.5, 40.0, 42.5]),
        np.array([60.0, 55.0, 47.0, 41.0, 30.0, 10.0, -5.0, -20.0]),
        np.array([-80.0, -70.0, -55.0, -40.0]),
    ]
    longitudes = [np.arange(0.0, 40.0, 5.0), np.array([-30.0, -22.0, -20.0, -11.0, 0.0, 5.0]), np.array([100.0, 101.5, 103.0, 104.5, 106.0])]
    for latitude, longitude in zip(latitudes, longitudes):
        shape = (len(latitude), len(longitude))
        phi, lam = np.radians(latitude)[:, None], np.radians(longitude)[None, :]
        f = np.sin(2 * lam) * np.cos(phi) ** 2 + 0.3 * np.sin(phi)
        u = np.cos(phi) * (1 + 0.2 * np.cos(3 * lam)) * 20 + 0 * f
        v = np.sin(lam + 1) * np.cos(phi) * 10 + 0 * f
        where = {"latitude": latitude * units.deg, "longitude": longitude * units.deg, "crs": crs}
        value = lambda a: np.asarray(a.to_base_units().magnitude).ravel().tolist()
        east, north = mpcalc.geospatial_gradient(units.Quantity(f, ""), **where)
        u_unit, v_unit = units.Quantity(u, "m/s"), units.Quantity(v, "m/s")
        # By formulas: derivatives per degree, of second order at the ends, and the terms of the metric.
        scale = radius * np.pi / 180
        along = lambda g, k: np.gradient(g, [latitude, longitude][k], axis=k, edge_order=2) / scale
        cos, tan = np.cos(phi), np.tan(phi)
        formula = {
            "east": along(f, 1) / cos, "north": along(f, 0),
            "divergence": along(u, 1) / cos + along(v, 0) - v * tan / radius,
            "vorticity": along(v, 1) / cos - along(u, 0) + u * tan / radius,
        }
        cases.append({
            "radius": radius, "latitude": latitude.tolist(), "longitude": longitude.tolist(), "shape": shape,
            "f": f.ravel().tolist(), "u": u.ravel().tolist(), "v": v.ravel().tolist(),
            "metpy": {
                "east": value(east), "north": value(north),
                "divergence": value(mpcalc.divergence(u_unit, v_unit, **where)),
                "vorticity": value(mpcalc.vorticity(u_unit, v_unit, **where)),
            },
            "formula": {name: values.ravel().tolist() for name, values in formula.items()},
        })
        for name in ["east", "north", "divergence", "vorticity"]:
            a, b = np.array(cases[-1]["metpy"][name]), np.array(cases[-1]["formula"][name])
            print(name, np.abs(a - b).max() / np.abs(b).max())
    return cases


if __name__ == "__main__":
    import metpy

    versions = {"numpy": np.__version__, "scipy": scipy.__version__, "metpy": metpy.__version__}
    content = {"versions": versions, "savitzky_golay": savitzky_golay(), "mixed": mixed(), "sphere": sphere()}
    Path(__file__).with_name("sampled.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
