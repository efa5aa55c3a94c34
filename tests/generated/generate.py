#!/usr/bin/env python3
"""Writes problems.rs from ../data/problems.json: closures, points and exact derivatives.

Run it in this folder after changing the data: python3 generate.py
"""
import ast
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


METHODS = {"expm1": "exp_m1", "log1p": "ln_1p", "lgamma": "ln_gamma"}
OPERATORS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


class NotDifferentiable(Exception):
    """The expression uses something that generic numbers do not have."""


def generic(node):
    """The node as Rust over a generic number, and whether it depends on x at all."""
    match node:
        case ast.Constant(value):
            return f"{float(value)!r}_f64", False
        case ast.Name("pi"):
            return "std::f64::consts::PI", False
        case ast.Name("nan"):
            return "f64::NAN", False
        case ast.Name("x"):
            return "x", True
        case ast.Name(name):
            return f"x[{name[1:]}]", True
        case ast.UnaryOp(ast.USub(), operand):
            code, depends = generic(operand)
            return f"(-{code})", depends
        case ast.BinOp(left, operator, right):
            (a, on_a), (b, on_b) = generic(left), generic(right)
            return f"({a} {OPERATORS[type(operator)]} {b})", on_a or on_b
        case ast.Call(ast.Name(name), [argument, ast.Constant(n)]) if name == "powi":
            code, depends = generic(argument)
            return f"({code}).powi({n})", depends
        case ast.Call(ast.Name(name), arguments):
            return call(name, *map(generic, arguments))
    raise NotDifferentiable


def number(code, depends):
    return code if depends else f"S::from({code})"


def call(name, first, *rest):
    depends = first[1] or any(on for _, on in rest)
    if name in ("noise", "f32", "rnd", "bj0"):
        raise NotDifferentiable
    if name in ("ifpos", "ifnonneg"):
        yes, no = (number(*branch) for branch in rest)
        sign = ">" if name == "ifpos" else ">="
        return f"(if {first[0]} {sign} 0.0 {{ {yes} }} else {{ {no} }})", True
    if name == "pow" and not rest[0][1]:
        return f"({first[0]}).powf({rest[0][0]})", depends
    if name == "pow":
        return f"({number(*first)}).powd({rest[0][0]})", depends
    if name in ("max", "min", "atan2"):
        return f"({number(*first)}).{name}({number(*rest[0])})", depends
    return f"({first[0]}).{METHODS.get(name, name)}()", depends


def generic_function(p, argument):
    """A function for dual numbers, or None."""
    try:
        code, _ = generic(ast.parse(p["expr"], mode="eval").body)
    except NotDifferentiable:
        return None
    return f'    pub fn r#{p["name"]}<S: Scalar>(x: {argument}) -> S {{ {code} }}'


functions = {
    p["name"]: generic_function(p, argument)
    for kind, argument in (("univariate", "S"), ("multivariate", "&[S]"))
    for p in DATA[kind]
}

out = [
    "// Written by generate.py from ../data/problems.json.",
    "#![allow(clippy::all, clippy::pedantic, unused_parens, dead_code)]",
    "#![cfg_attr(rustfmt, rustfmt_skip)]",
    "",
    "use nalgebra::DMatrix;",
    "use partials::{Check, Derivative, Gradient, Hessian, Report};",
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
    "    /// Value and exact derivative by dual numbers, where the function has a generic form.",
    "    pub dual: Option<fn(f64) -> (f64, f64)>,",
    "}",
    "",
    "pub struct Multivariate {",
    "    pub name: &'static str,",
    "    pub f: fn(&[f64]) -> f64,",
    "    pub x: &'static [f64],",
    "    pub gradient: &'static [f64],",
    "    /// Row by row, up to the diagonal.",
    "    pub hessian: &'static [&'static [f64]],",
    "    /// The same by dual numbers.",
    "    pub dual: fn(&[f64]) -> (f64, Vec<f64>, DMatrix<f64>),",
    "    /// Both held against finite differences.",
    "    pub check: fn(&Check, &[f64]) -> Report,",
    "    pub check_hessian: fn(&Check, &[f64]) -> Report,",
    "}",
    "",
    "pub const UNIVARIATE: &[Univariate] = &[",
]
for p in DATA["univariate"]:
    dual = "None"
    if functions[p["name"]]:
        dual = f'Some(|x| Derivative::new(generic::r#{p["name"]}).value_and_derivative(x))'
    derivatives = ", ".join(optional(p[f"d{n}"]) for n in range(1, 5))
    out.append(
        f'    Univariate {{ name: "{p["name"]}", kind: "{p["kind"]}", f: {p["rust"]}, '
        f'x: f64::from_bits({p["x_bits"]}), derivatives: [{derivatives}], '
        f'scale: {p["err_scale"]!r}, noise: {float(p["noise"])!r}, side: {p["side"]}, dual: {dual} }},'
    )
out += ["];", "", "pub const MULTIVARIATE: &[Multivariate] = &["]
for p in DATA["multivariate"]:
    rows = ", ".join(floats(row) for row in p["hess_lower"])
    out.append(
        f'    Multivariate {{ name: "{p["name"]}", f: {p["rust"]}, x: {floats(p["x"])}, '
        f'gradient: {floats(p["grad"])}, hessian: &[{rows}], '
        f'dual: |x| Hessian::new(generic::r#{p["name"]}).value_gradient_hessian(x), '
        f'check: |s, x| Gradient::new(generic::r#{p["name"]}).check_with(s, x), '
        f'check_hessian: |s, x| Hessian::new(generic::r#{p["name"]}).check_with(s, x) }},'
    )
out += ["];", "", "/// The functions on generic numbers.", "mod generic {", "    use partials::Scalar;", ""]
out += [function for function in functions.values() if function]
out.append("}")
(HERE / "problems.rs").write_text("\n".join(out) + "\n")
