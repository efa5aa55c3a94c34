#!/usr/bin/env python3
"""Writes problems.rs from ../data/problems.json: closures, points and exact derivatives.

Run it in this folder after changing the data: python3 generate.py
"""
import json
import pathlib

HERE = pathlib.Path(__file__).parent
DATA = json.loads((HERE / "../data/problems.json").read_text())


def bits(text):
    """The nearest binary64 as a literal that is exact."""
    return repr(float(text)) if "inf" not in text else "f64::INFINITY"


def optional(text):
    return "None" if text is None else f"Some({bits(text)})"


def floats(texts):
    return "&[" + ", ".join(bits(t) for t in texts) + "]"


out = [
    "// Written by generate.py from ../data/problems.json.",
    "#![allow(clippy::all, clippy::pedantic, unused_parens)]",
    "#![cfg_attr(rustfmt, rustfmt_skip)]",
    "",
    DATA["hash_noise_rust"],
    "",
    "pub struct Univariate {",
    "    pub name: &'static str,",
    "    pub kind: &'static str,",
    "    pub f: fn(f64) -> f64,",
    "    pub x: f64,",
    "    pub derivatives: [Option<f64>; 4],",
    "    /// What an error of the first derivative is divided by.",
    "    pub scale: f64,",
    "    /// Absolute noise of f.",
    "    pub noise: f64,",
    "    /// 1 or -1 where f exists on that side of x only.",
    "    pub side: i32,",
    "}",
    "",
    "pub struct Multivariate {",
    "    pub name: &'static str,",
    "    pub f: fn(&[f64]) -> f64,",
    "    pub x: &'static [f64],",
    "    pub gradient: &'static [f64],",
    "    /// Row by row, up to the diagonal.",
    "    pub hessian: &'static [&'static [f64]],",
    "}",
    "",
    "pub const UNIVARIATE: &[Univariate] = &[",
]
for p in DATA["univariate"]:
    derivatives = ", ".join(optional(p[f"d{n}"]) for n in range(1, 5))
    out.append(
        f'    Univariate {{ name: "{p["name"]}", kind: "{p["kind"]}", f: {p["rust"]}, '
        f'x: f64::from_bits({p["x_bits"]}), derivatives: [{derivatives}], '
        f'scale: {p["err_scale"]!r}, noise: {float(p["noise"])!r}, side: {p["side"]} }},'
    )
out += ["];", "", "pub const MULTIVARIATE: &[Multivariate] = &["]
for p in DATA["multivariate"]:
    rows = ", ".join(floats(row) for row in p["hess_lower"])
    out.append(
        f'    Multivariate {{ name: "{p["name"]}", f: {p["rust"]}, x: {floats(p["x"])}, '
        f'gradient: {floats(p["grad"])}, hessian: &[{rows}] }},'
    )
out.append("];")
(HERE / "problems.rs").write_text("\n".join(out) + "\n")
